"""Which of several values shows: the rules that an administrator may set, field by field. Pure of models and database.

A group without an order of its own goes the usual way: what staff set on the page stands, else the newest change, and
of profiles that become one the one that stays. A group with an order is decided anew from all that is told
(`survivorship.choose`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from huitouke.guests.differences import CUSTOM
from huitouke.guests.values.particulars import ADDRESSES

MOST_CRITERIA: Final = 5


class Criterion(StrEnum):
    """What may speak for a value."""

    VERIFIED = "verified"
    STAFF = "staff"
    SOURCE = "source"
    NEWER = "newer"
    FREQUENT = "frequent"


OWN: Final = "own"
"""The group of the fields that an administrator added."""

GROUPS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "names": (("name",), ("latin_name",), ("form_of_address",)),
    "papers": (("sex",), ("birth_date",), ("nationality",), ("native_place",)),
    "birthday": (("kept_birthday",), ("birthday_lead_days",)),
    "language": (("language",), ("contact_preference",)),
    "address": (ADDRESSES["address"],),
    "home_address": (ADDRESSES["home_address"],),
    "work_address": (ADDRESSES["work_address"],),
    "work": (("company",), ("position",), ("occupation",)),
    "circle": (
        ("family_structure",),
        ("family",),
        ("decision_maker",),
        ("budget",),
        ("need",),
        ("usage",),
    ),
    "hotel": (("vip_grade",), ("card_number",), ("referred_by",), ("heard_from",), ("choice_reason",)),
}
"""Fields that one rule decides, in units that are taken whole: a post code belongs to its address."""


@dataclass(frozen=True, slots=True)
class FieldRules:
    """The rules: by group the order in which criteria are asked, and systems from the most to the least trusted."""

    orders: Mapping[str, tuple[Criterion, ...]] = field(default_factory=dict)
    systems: tuple[str, ...] = ()

    @property
    def is_usual(self) -> bool:
        """Whether every group goes the usual way."""
        return not self.orders

    def units(self, own: Sequence[str]) -> list[tuple[tuple[str, ...], tuple[Criterion, ...]]]:
        """The units that are decided anew, with their orders; `own` are the hotel's own fields that may be told."""
        found = [(unit, order) for code, order in self.orders.items() for unit in GROUPS.get(code, ())]
        if OWN in self.orders:
            found += [((target,), self.orders[OWN]) for target in own if target.startswith(CUSTOM)]
        return found

    def rank(self, system: str) -> int:
        """How far a system stands from the most trusted; those that are not named stand last."""
        return self.systems.index(system) if system in self.systems else len(self.systems)

    def as_told(self) -> dict[str, Any]:
        """In the form that is stored."""
        return {
            "orders": {code: [each.value for each in order] for code, order in sorted(self.orders.items())},
            "systems": list(self.systems),
        }


USUAL: Final = FieldRules()


def rules_from(told: Mapping[str, Any]) -> FieldRules:
    """The rules of the stored form. Raises ValueError for what is none."""
    orders: dict[str, tuple[Criterion, ...]] = {}
    for code, names in told.get("orders", {}).items():
        if code not in GROUPS and code != OWN:
            raise ValueError(code)
        order = tuple(dict.fromkeys(Criterion(name) for name in names))
        if order:
            orders[code] = order
    return FieldRules(orders, tuple(dict.fromkeys(str(each) for each in told.get("systems", ()))))
