"""Dates as people write them, read only where one meaning is possible."""

import re
from datetime import date
from typing import Final

from huitouke.guests.values.cells import tidy
from huitouke.guests.values.phones import DIGIT_DASHES

_DIGITS: Final = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS: Final = {"十": 10, "廿": 20, "卅": 30}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2}|AM|PM)?$", re.I)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号號]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})")
_DAY_WORD = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-.]+([a-z]{3,9})[\s\-.,]+(\d{4})", re.I)
_WORD_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.I)
_HANZI = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十廿卅]{1,3})[日号號]?"
)
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip


class DateRefused(ValueError):
    """A text that is no date, or more than one. `code` is date_unreadable, date_impossible or
    date_ambiguous."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def hanzi_number(text: str) -> int | None:
    """The number up to 39 that hanzi write: 十五, 廿三, 二十九, 初八, 三十; None where they write none."""
    signs = text.removeprefix("初")
    if not signs or len(signs) > 3:
        return None
    total = 0
    units: int | None = None
    for sign in signs:
        if sign in _TENS:
            if total or (sign != "十" and units is not None):
                return None
            total = (units or 1) * 10 if sign == "十" else _TENS[sign]
            units = None
        elif sign in _DIGITS and units is None:
            units = _DIGITS[sign]
        else:
            return None
    if units is None:
        return total or None
    return total + units if total or len(signs) == 1 else None


def month_of_word(word: str) -> int | None:
    """The month that an English word or its first three letters name."""
    lowered = word.lower()
    for number, name in enumerate(_MONTHS, 1):
        if name == lowered or lowered == name[:3] or (lowered == "sept" and number == 9):
            return number
    return None


def plain_digits(text: str) -> str:
    """The text on one line with full-width digits and every dash in ASCII."""
    return tidy(text) if text.isascii() else tidy(text.translate(DIGIT_DASHES))


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateRefused("date_impossible") from None


def read_date(text: str) -> date:
    """A calendar date in any of the usual forms; a time behind it is dropped.

    Read: 2026-11-21, 2026/11/21, 2026.11.21, 20261121, 1980年1月1日, 一九八〇年一月一日, 21.11.1980,
    21/11/1980, 21 Nov 1980, Nov 21, 1980. With dots the day comes first; with slashes or dashes and the
    year last, only where one of the two numbers cannot be a month. A spreadsheet's serial number is not
    guessed.

    Raises DateRefused.
    """
    match = _ISO.fullmatch(text)
    if match:
        return _made(int(match[1]), int(match[2]), int(match[3]))
    plain = plain_digits(text)
    if len(plain) > 60:
        raise DateRefused("date_unreadable")
    plain = _TIME.sub("", plain).strip()
    match = _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match:
        return _made(int(match[1]), int(match[2]), int(match[3]))
    match = _YEAR_LAST.fullmatch(plain)
    if match:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." or first > 12 or first == second:
            return _made(year, second, first)
        if second > 12:
            return _made(year, first, second)
        raise DateRefused("date_ambiguous")
    match = _DAY_WORD.fullmatch(plain)
    if match and (month := month_of_word(match[2])):
        return _made(int(match[3]), month, int(match[1]))
    match = _WORD_DAY.fullmatch(plain)
    if match and (month := month_of_word(match[1])):
        return _made(int(match[3]), month, int(match[2]))
    match = _HANZI.fullmatch(plain)
    if match:
        year = int("".join(str(_DIGITS[sign]) for sign in match[1]))
        return _made(year, hanzi_number(match[2]) or 0, hanzi_number(match[3]) or 0)
    raise DateRefused("date_unreadable")
