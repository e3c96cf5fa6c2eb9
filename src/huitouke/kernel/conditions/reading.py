"""Reading conditions against the fields of their subject: typed operands, or what to mend in which row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from huitouke.kernel.conditions.kinds import LAST_SIGNS, OPERATORS, PERIODS, WITHHELD, Takes
from huitouke.kernel.conditions.registry import Field, May, Subject
from huitouke.kernel.conditions.shapes import MOST_TEXT, MOST_VALUES, Conditions, ConditionsInvalid, Row

MOST_DAYS: Final = 3_660
MOST_NUMBER: Final = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that can be asked: its field, its operator and a typed operand."""

    field: Field
    op: str
    operand: Any
    row: Row


class _Refused(Exception):
    """What to do about one row."""


def check(conditions: Conditions, subject: Subject, may: May) -> list[list[Asked]]:
    """The rows by group, ready to be asked by this reader. Raises `ConditionsInvalid` naming every row that is
    not, also those of fields that are not the reader's."""
    problems: dict[str, list[str]] = {}
    groups: list[list[Asked]] = [[] for _group in conditions.groups]
    for name, row in conditions.rows():
        try:
            groups[int(name.partition(".")[0]) - 1].append(_asked(row, subject, may))
        except _Refused as error:
            problems[name] = [str(error)]
    if problems:
        raise ConditionsInvalid(problems)
    return groups


def _asked(row: Row, subject: Subject, may: May) -> Asked:
    if not row.field:
        raise _Refused(_("Choose a field."))
    field = subject.field_of(row.field)
    allowed = field.operators(may) if field else []
    if field is None or not allowed:
        raise _Refused(_("This field is not there, or not yours to ask. Choose another one."))
    if row.op not in OPERATORS[field.kind]:
        raise _Refused(
            _("%(field)s cannot be asked this way. Choose how to compare.") % {"field": field.label}
        )
    if row.op not in allowed:
        raise _Refused(
            _("%(field)s is masked for you: ask for a whole value, its last 4 signs, or whether it is known.")
            % {"field": field.label}
        )
    takes = OPERATORS[field.kind][row.op]
    operand: Any = _READERS[takes](row.value, field)
    if takes is Takes.TEXT:
        is_masked = bool(field.clear_right) and not may(field.clear_right)
        operand = _folded(field, row.op, operand, is_masked=is_masked)
    return Asked(field, row.op, operand, row)


def _folded(field: Field, op: str, text: str, *, is_masked: bool) -> str:
    if is_masked and op == "ends" and len(text) > LAST_SIGNS:
        raise _Refused(_("Write the last %(count)s signs, no more.") % {"count": LAST_SIGNS})
    folded = field.read(op, text) if field.read else ascii_lower(text)
    if not folded:
        raise _Refused(_("%(field)s cannot look like this. Write it as it is kept.") % {"field": field.label})
    return folded


def ascii_lower(text: str) -> str:
    """Small letters as the database makes them under the collation C: of A to Z alone."""
    return "".join(chr(ord(sign) + 32) if "A" <= sign <= "Z" else sign for sign in text)


def _nothing(value: object, _field: Field) -> None:
    if value not in (None, ""):
        raise _Refused(_("Nothing is compared here. Take the value off."))


def _text(value: object, _field: Field) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise _Refused(_("Write what to look for."))
    if len(text) > MOST_TEXT:
        raise _Refused(_("At most %(most)s signs. Shorten it.") % {"most": MOST_TEXT})
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise _Refused(_("It holds signs that cannot be stored. Type it again."))
    return text


def _number(value: object, field: Field) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _Refused(_("Write a number."))
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise _Refused(_("Write a number.")) from None
    if not number.is_finite() or abs(number) > MOST_NUMBER:
        raise _Refused(_("Write a number."))
    return number.scaleb(field.scale)


def _pair(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _Refused(_("Fill both boxes, from and to."))
    return value


def _numbers(value: object, field: Field) -> tuple[Decimal, Decimal]:
    low, high = (_number(each, field) for each in _pair(value))
    if low > high:
        raise _Refused(_("The first number is larger than the second. Swap them."))
    return low, high


def _date(value: object, _field: Field) -> date:
    try:
        day = date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or not 1850 <= day.year <= 2200:
        raise _Refused(_("Write the date as 2026-11-21."))
    return day


def _dates(value: object, field: Field) -> tuple[date, date]:
    first, last = (_date(each, field) for each in _pair(value))
    if first > last:
        raise _Refused(_("The first day is later than the second. Swap them."))
    return first, last


def _days(value: object, _field: Field) -> int:
    text = value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
    days = int(text[:8]) if text.isascii() and text.isdigit() else 0
    if not 1 <= days <= MOST_DAYS:
        raise _Refused(_("Write a number of days from 1 to %(most)s.") % {"most": MOST_DAYS})
    return days


def _period(value: object, _field: Field) -> str:
    if not isinstance(value, str) or value not in PERIODS:
        raise _Refused(_("Choose a period."))
    return value


def _month(value: object, _field: Field) -> int:
    text = value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
    month = int(text[:4]) if text.isascii() and text.isdigit() else 0
    if not 1 <= month <= 12:
        raise _Refused(_("Choose a month from 1 to 12."))
    return month


def _choices(value: object, field: Field) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given:
        raise _Refused(_("Choose at least one value."))
    if len(given) > MOST_VALUES:
        raise _Refused(_("At most %(most)s values. Take some off.") % {"most": MOST_VALUES})
    known = {option.value for option in (field.options() if field.options else ())}
    if not all(isinstance(each, str) and each in known for each in given):
        raise _Refused(
            _("A value chosen for %(field)s is no longer there. Choose again.") % {"field": field.label}
        )
    return tuple(dict.fromkeys(given))


_READERS: Final = {
    Takes.NOTHING: _nothing,
    Takes.TEXT: _text,
    Takes.NUMBER: _number,
    Takes.NUMBERS: _numbers,
    Takes.DATE: _date,
    Takes.DATES: _dates,
    Takes.DAYS: _days,
    Takes.PERIOD: _period,
    Takes.MONTH: _month,
    Takes.CHOICES: _choices,
}

__all__ = ["WITHHELD", "Asked", "ascii_lower", "check"]
