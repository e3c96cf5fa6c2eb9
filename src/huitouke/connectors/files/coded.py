"""Columns whose cells stand for codes: what they say, how often, and which code each is taken for."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from huitouke.guests.choices import Sex
from huitouke.guests.company_choices import CompanyKind, ContactRole, SettlementCycle
from huitouke.guests.services.company_updates import CompanySource
from huitouke.guests.values.company import prepare_contact
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.lexicon import CODE_TARGETS
from huitouke.hotels.queries import list_choices
from huitouke.identity.rows import Source
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.stays.services.references import CODE_FIELDS

if TYPE_CHECKING:
    from huitouke.connectors.files.foreseeing_bookings import BookingSource

SHOWN: Final = 60
"""Different values of a column that are shown, the most frequent first."""

CUSTOM: Final = "custom:"
TABLES: Final = {"nationality": "country", "language": "language", **CODE_TARGETS}
"""Targets of guests that hold a code of a table."""


def coded_targets() -> frozenset[str]:
    """The targets whose cells stand for codes, those of the hotel's own fields among them. One query."""
    return frozenset(("sex", *TABLES, *_own_coded("guest")))


def choices_of(target: str) -> list[tuple[str, str]]:
    """The codes that a cell of this target may stand for, in words."""
    if target == "sex":
        return [(code, str(label)) for code, label in Sex.choices if code]
    if target in TABLES:
        return list_choices(TABLES[target])
    return _own_choices("guest", target)


def _own_coded(subject: str) -> list[str]:
    """The targets of own fields that hold codes."""
    return [field.target for field in list_fields(subject) if field.kind in ("choice", "code")]


def _own_choices(subject: str, target: str) -> list[tuple[str, str]]:
    """What an own field offers, in words."""
    field = next((field for field in list_fields(subject) if field.target == target), None)
    if field is None:
        return []
    return [(each.code, field.option_label(each.code)) for each in field.options if not each.is_closed]


def read_code(target: str, text: str, source: Source) -> str:
    """The code that a cell is read as, '' where it is not understood."""
    prepared = prepare({"name": ["x"], target: [text]}, today=source.today, lexicon=source.lexicon)
    if target.startswith(CUSTOM):
        return str(prepared.custom.get(target.removeprefix(CUSTOM)) or "")
    return str(getattr(prepared, target) or "")


@dataclass(frozen=True, slots=True)
class Coded:
    """How one kind of file reads codes: whether a target holds them, what they may be in words, and which one a cell is
    read as ('' where it is not understood) under what is known of the hotel."""

    holds: Callable[[str], bool]
    choices: Callable[[str], list[tuple[str, str]]]
    read: Callable[[str, str, Any], str]

    def told(self, target: str, counts: Counter[str], source: Any) -> dict[str, Any]:
        """What a column of codes says: the most frequent texts as [text, count, code or ''], and how many more there
        are. What is not understood comes first: it is what somebody has to decide."""
        found = [(text, count, self.read(target, text, source)) for text, count in counts.most_common()]
        shown = sorted(found, key=lambda one: bool(one[2]))[:SHOWN]
        return {"target": target, "values": shown, "more": len(found) - len(shown)}


CODES_OF_GUESTS: Final = Coded(lambda target: target in coded_targets(), choices_of, read_code)


def _read_booking_code(target: str, text: str, source: "BookingSource") -> str:
    return source.references.code(CODE_FIELDS[target], text) or ""


CODES_OF_BOOKINGS: Final = Coded(
    lambda target: target in CODE_FIELDS, lambda target: list_choices(CODE_FIELDS[target]), _read_booking_code
)
"""What a column says is also asked under Settings, Codes of other systems; what is said here holds for this file."""

_CONTACT_ROLE: Final = re.compile(r"contact\d*\.role")
_OF_COMPANIES: Final = {"kind": CompanyKind, "settlement_cycle": SettlementCycle, "role": ContactRole}


def _company_part(target: str) -> str:
    return "role" if _CONTACT_ROLE.fullmatch(target) else target


def _company_choices(target: str) -> list[tuple[str, str]]:
    part = _company_part(target)
    if part in _OF_COMPANIES:
        return [(code, str(label)) for code, label in _OF_COMPANIES[part].choices if code]
    return list_choices("trade") if part == "trade" else _own_choices("company", target)


def _read_company_code(target: str, text: str, source: CompanySource) -> str:
    """A cell that names several codes is read as the first."""
    part = _company_part(target)
    if part == "role":
        person, _issues = prepare_contact({"name": ["x"], "role": [text]}, "CNY")
        return next(iter(person.roles), "") if person else ""
    prepared = source.prepare({"name": ["x"], part: [text]})
    if target.startswith(CUSTOM):
        return str(prepared.custom.get(target.removeprefix(CUSTOM)) or "")
    return next(iter(prepared.kinds), "") if part == "kind" else str(getattr(prepared, part) or "")


def _holds_company_code(target: str) -> bool:
    return _company_part(target) in {*_OF_COMPANIES, "trade"} or target in _own_coded("company")


CODES_OF_COMPANIES: Final = Coded(_holds_company_code, _company_choices, _read_company_code)
