"""What two guests may be to each other, by what both share: a first word for whoever is asked, no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

GENERATION: Final = 16
"""Years from which on one may be the parent of the other."""
LONGEST: Final = 60
HOME: Final = ("phone", "address")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is told of a guest that says how they may stand to another; empty or 0 where it is not."""

    birth_year: int = 0
    sex: str = ""


def guess_role(one: Traits, other: Traits, evidence: Mapping[str, int]) -> str:
    """What the other may be to the one: a code of `guests.relation_choices`. `evidence` holds what both share, by code,
    and how often."""
    shares_home = any(evidence.get(code) for code in HOME)
    are_dated = bool(one.birth_year and other.birth_year)
    gap = other.birth_year - one.birth_year if are_dated else 0
    one_surname = bool(evidence.get("family"))
    if GENERATION <= abs(gap) <= LONGEST and (one_surname or shares_home):
        return "child" if gap > 0 else "parent"
    if evidence.get("company"):
        return "colleague"
    if one_surname:
        return "sibling" if are_dated and abs(gap) < GENERATION and shares_home else "relative"
    if shares_home and {one.sex, other.sex} == {"m", "f"}:
        return "partner"
    return "companion" if evidence.get("room") else "other"
