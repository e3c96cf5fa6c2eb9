"""What a save at the desk says of a guest, read against the guest as it stands. Pure of database: saving and replaying
a save take the same road."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from huitouke.guests.differences import values_of, with_followers
from huitouke.guests.models import Guest
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.lexicon import Lexicon
from huitouke.guests.values.prepared import PreparedGuest


def read_save(
    guest: Guest,
    fields: Mapping[str, str],
    additions: Mapping[str, Sequence[str]],
    *,
    today: date,
    lexicon: Lexicon,
) -> PreparedGuest:
    """The guest as it would stand with these fields set and these rows added."""
    raw: dict[str, list[str]] = {
        "name": [guest.name],
        "latin_name": [guest.latin_name],
        "sex": [guest.sex],
        "company": [guest.company],
        "nationality": [guest.nationality],
    }
    if guest.birth_date:
        raw["birth_date"] = [guest.birth_date.isoformat()]
    raw.update({target: [text] for target, text in fields.items()})
    raw.update({target: list(texts) for target, texts in additions.items()})
    raw = {target: [text for text in texts if text.strip()] for target, texts in raw.items()}
    given = {target: texts for target, texts in raw.items() if texts}
    return prepare(given, today=today, is_typed=True, lexicon=lexicon)


def changed_targets(
    guest: Guest, prepared: PreparedGuest, fields: Iterable[str], people: Mapping[str, UUID]
) -> frozenset[str]:
    """Those of the fields set, and of those that follow them, that would take another value."""
    return frozenset(target for target in with_followers(fields) if _differs(guest, prepared, target, people))


def _differs(guest: Guest, prepared: PreparedGuest, target: str, people: Mapping[str, UUID]) -> bool:
    if target == "follow_up":
        return guest.follow_up_id != people.get(prepared.follow_up)
    return values_of(guest, target) != values_of(prepared, target)
