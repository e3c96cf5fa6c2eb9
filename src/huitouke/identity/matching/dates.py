"""Birth dates as matching compares them: the likeliest reading, and the others that the same signs allow."""

import re
from datetime import date
from typing import Final, NamedTuple

from huitouke.guests.values.dates import DateRefused, plain_digits, read_date

TEXT_LIMIT: Final = 60
_LUNAR = re.compile("农历|阴历|農曆|陰曆|旧历|初[一二三四五六七八九十]|lunar", re.I)
_TIME = re.compile(r"[T\s]\s*\d{1,2}:\d{2}.{0,20}$")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_SHORT_YEAR_WORD = re.compile(r"(\d{1,2}[\s\-.]*[a-z]{3,9}[\s\-.,']*)(\d{2})", re.I)
_YEAR_FIRST = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR_FIRST = re.compile(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
# What programs write where nobody typed a date.
_FILLERS: Final = frozenset(
    {"19000101", "18991230", "18991231", "17530101", "00010101", "99991231", "19010101", "20991231"}
)
_PIVOT: Final = 30
"""Two digits of a year below this are of this century: nobody at a desk was born before 1930 and writes so."""


class Birth(NamedTuple):
    """YYYYMMDD, and what else the same signs may mean; '' and () for nothing."""

    date: str = ""
    others: tuple[str, ...] = ()


def _made(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat().replace("-", "")
    except ValueError:
        return ""


def _century(year: str) -> int:
    number = int(year)
    return number if len(year) == 4 else number + (2000 if number < _PIVOT else 1900)


def birth_of(text: str) -> Birth:
    """A birth date as told. Day and month that may be swapped give a second date, day first being the likelier way of
    writing them; of a year first, month and day as they stand. A date by the moon is left aside."""
    if not text or len(text) > TEXT_LIMIT or _LUNAR.search(text):
        return Birth()
    return _read(plain_digits(text))


def _read(plain: str) -> Birth:
    try:
        read = read_date(plain)
    except DateRefused as refused:
        return _read_otherwise(plain, refused.code)
    return _with_swapped(read.year, read.month, read.day)


def _with_swapped(year: int, month: int, day: int) -> Birth:
    main, swapped = _made(year, month, day), _made(year, day, month)
    if not main:
        main, swapped = swapped, ""
    if main in _FILLERS:
        return Birth()
    return Birth(main, (swapped,) if swapped and swapped != main else ())


def _read_otherwise(plain: str, code: str) -> Birth:
    plain = _TIME.sub("", plain)
    match = _YEAR_LAST.fullmatch(plain)
    if match:
        found = _with_swapped(_century(match[3]), int(match[2]), int(match[1]))
        if found.date:
            return found
    match = _YEAR_FIRST.fullmatch(plain) if code == "date_impossible" else None
    if match:
        year, month, day = (int(part) for part in match.groups() if part is not None)
        return _with_swapped(year, month, day)
    match = _SHORT_YEAR_FIRST.fullmatch(plain)
    if match:
        return _with_swapped(_century(match[1]), int(match[2]), int(match[3]))
    match = _SHORT_YEAR_WORD.fullmatch(plain)
    if match:
        try:
            read = read_date(f"{match[1].strip()} {_century(match[2])}")
        except DateRefused:
            return Birth()
        return Birth(read.isoformat().replace("-", ""))
    return Birth()
