"""Rules of consent that need no database: whose wish wins, and who is too young to give it."""

from collections.abc import Iterable
from datetime import date
from typing import Final

CONSENT_AGE: Final = 14
"""Under this age the guardian's consent is needed (PIPL art. 31)."""

_STRICTNESS: Final = {"given": 0, "refused": 1, "withdrawn": 1}


def stricter(acts: Iterable[str]) -> str:
    """Of what several profiles of one person say about one purpose and channel, the wish that wins when they are
    merged: a refusal or withdrawal stands against an agreement, whichever came later, since nobody may be contacted
    by the accident of a second profile. Empty where nothing was said."""
    said = [act for act in acts if act]
    return max(said, key=_STRICTNESS.__getitem__, default="")


def is_under_consent_age(birth_date: date | None, today: date) -> bool:
    """Whether a guardian has to agree; an unknown birth date asks for none."""
    if birth_date is None:
        return False
    age = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    return age < CONSENT_AGE
