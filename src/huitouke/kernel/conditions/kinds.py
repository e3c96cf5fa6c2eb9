"""What a field of each kind can be asked, and what each operator is compared with."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """How a field's values are compared."""

    TEXT = "text"
    EXACT = "exact"
    """Numbers and codes that are found whole: identity papers."""
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    INSTANT = "instant"
    YES_NO = "yes_no"
    CHOICE = "choice"
    BIRTHDAY = "birthday"


class Takes(StrEnum):
    """What stands behind an operator."""

    NOTHING = "nothing"
    TEXT = "text"
    NUMBER = "number"
    NUMBERS = "numbers"
    """Two of them, from and to."""
    DATE = "date"
    DATES = "dates"
    DAYS = "days"
    """A number of days, today counted."""
    PERIOD = "period"
    MONTH = "month"
    CHOICES = "choices"


OPERATORS: Final[dict[Kind, dict[str, Takes]]] = {
    Kind.TEXT: {
        "contains": Takes.TEXT,
        "contains_not": Takes.TEXT,
        "is": Takes.TEXT,
        "is_not": Takes.TEXT,
        "starts": Takes.TEXT,
        "ends": Takes.TEXT,
        "known": Takes.NOTHING,
        "unknown": Takes.NOTHING,
    },
    Kind.EXACT: {
        "is": Takes.TEXT,
        "known": Takes.NOTHING,
        "unknown": Takes.NOTHING,
    },
    Kind.NUMBER: {
        "equals": Takes.NUMBER,
        "equals_not": Takes.NUMBER,
        "at_least": Takes.NUMBER,
        "at_most": Takes.NUMBER,
        "between": Takes.NUMBERS,
        "known": Takes.NOTHING,
        "unknown": Takes.NOTHING,
    },
    Kind.DATE: {
        "in_last": Takes.DAYS,
        "in_next": Takes.DAYS,
        "this": Takes.PERIOD,
        "longer_ago": Takes.DAYS,
        "on": Takes.DATE,
        "before": Takes.DATE,
        "since": Takes.DATE,
        "within": Takes.DATES,
        "known": Takes.NOTHING,
        "unknown": Takes.NOTHING,
    },
    Kind.YES_NO: {"yes": Takes.NOTHING, "no": Takes.NOTHING},
    Kind.CHOICE: {
        "any_of": Takes.CHOICES,
        "none_of": Takes.CHOICES,
        "known": Takes.NOTHING,
        "unknown": Takes.NOTHING,
    },
    Kind.BIRTHDAY: {
        "in_next": Takes.DAYS,
        "in_month": Takes.MONTH,
        "known": Takes.NOTHING,
        "unknown": Takes.NOTHING,
    },
}
OPERATORS[Kind.MONEY] = OPERATORS[Kind.NUMBER]
OPERATORS[Kind.INSTANT] = OPERATORS[Kind.DATE]

NEGATIVE: Final = {
    "contains_not": "contains",
    "is_not": "is",
    "equals_not": "equals",
    "none_of": "any_of",
    "unknown": "known",
    "no": "yes",
}
"""Operators that ask for everybody whom the other one does not mean: also those of whom nothing is known."""

WITHHELD: Final = frozenset({"is", "is_not", "ends", "known", "unknown"})
"""What may be asked of a field that the reader sees masked: a whole value that they know, its last four signs,
and whether there is one."""
LAST_SIGNS: Final = 4

PERIODS: Final[dict[str, str | Promise]] = {
    "day": _("today"),
    "week": _("this week"),
    "month": _("this month"),
    "quarter": _("this quarter"),
    "year": _("this year"),
}

OPERATOR_WORDS: Final[dict[str, str | Promise]] = {
    "contains": _("contains"),
    "contains_not": _("does not contain"),
    "is": _("is exactly"),
    "is_not": _("is not"),
    "starts": _("begins with"),
    "ends": _("ends with"),
    "known": _("is known"),
    "unknown": _("is not known"),
    "equals": _("equals"),
    "equals_not": _("does not equal"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
    "between": _("lies between"),
    "in_last": _("in the last (days)"),
    "in_next": _("in the next (days)"),
    "this": _("falls in"),
    "longer_ago": _("longer ago than (days)"),
    "on": _("on the day"),
    "before": _("before"),
    "since": _("on or after"),
    "within": _("from … to"),
    "yes": _("yes"),
    "no": _("no"),
    "any_of": _("is any of"),
    "none_of": _("is none of"),
    "in_month": _("in the month"),
}
"""The words of the operators where one is chosen."""
