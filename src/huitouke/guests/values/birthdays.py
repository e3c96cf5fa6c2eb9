"""The birthday that a guest keeps: solar or lunar, with or without the year, and the days on which it falls.

The birth date on the document is another field (`dates.read_date`). Who keeps a lunar birthday has it on
another solar day every year.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from huitouke.guests.values.dates import DateRefused, hanzi_number, month_of_word, plain_digits, read_date
from huitouke.guests.values.lunar import leap_month, lunar_date, lunar_month_day, solar_date

__all__ = [
    "KeptBirthday", "leap_window", "lunar_month_day", "next_on", "occurs_on", "read_kept_birthday",
    "window",
]  # fmt: skip

_LUNAR_WORDS = re.compile(
    r"[\((]\s*(?:[农農阴陰][历曆]?|旧历|lunar)\s*[\))]|农历|農曆|农曆|阴历|陰曆|旧历|舊曆|\blunar\b|^[农農阴陰]",
    re.I,
)
_SOLAR_WORDS = re.compile(
    r"[\((]\s*(?:[公阳陽][历曆]?|新历|solar)\s*[\))]|公历|公曆|阳历|陽曆|新历|新曆|\bsolar\b", re.I
)
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[-/.年]\s*(闰|閏)?(\d{1,2})[-/.月]\s*(\d{1,2})[日号號]?")
_MONTH_DAY = re.compile(r"(?:--)?(闰|閏)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})[日号號]?")
_COMPACT_MONTH_DAY = re.compile(r"(?:--)?(\d{2})(\d{2})")
_HANZI = re.compile(
    r"(?:(?:(\d{4})|([〇零○一二三四五六七八九]{4}))年)?\s*(闰|閏)?(正|冬|腊|臘|[一二三四五六七八九十]{1,2})月"
    r"(初[一二三四五六七八九十]|[一二三四五六七八九十廿卅]{1,3}|\d{1,2})([日号號])?"
)
_LEAP_WORD = re.compile(r"\bleap\b", re.I)
_DAY_WORD = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]([a-z]{3,9})", re.I)
_WORD_DAY = re.compile(r"([a-z]{3,9})\.?[\s\-](\d{1,2})(?:st|nd|rd|th)?", re.I)
_LUNAR_MONTHS: Final = {"正": 1, "冬": 11, "腊": 12, "臘": 12}


@dataclass(frozen=True, slots=True)
class KeptBirthday:
    """A birthday as kept: calendar 'solar' or 'lunar', month, day, whether in a leap month, the year or
    None."""

    calendar: str
    month: int
    day: int
    is_leap: bool = False
    year: int | None = None


def _checked(calendar: str, month: int, day: int, is_leap: bool, year: int | None) -> KeptBirthday:
    if calendar == "lunar":
        if not (1 <= month <= 12 and 1 <= day <= 30):
            raise DateRefused("date_impossible")
    else:
        try:
            # A leap year, because 29 February without a year is a birthday.
            date(year or 2000, month, day)
        except ValueError:
            raise DateRefused("date_impossible") from None
        is_leap = False
    return KeptBirthday(calendar, month, day, is_leap, year if year and 1850 <= year <= 2100 else None)


def read_kept_birthday(text: str, calendar: str = "") -> KeptBirthday:
    """A birthday with or without its year: 05-12, 5月12日, 1980-05-12, 农历八月十五, 腊月廿三, 闰四月初八,
    lunar 8-15.

    The calendar is the one that the text names; else the lunar one, where it is written in the lunar way
    (正月, 腊月, 初八, 廿三, or 八月十五 in hanzi without 日); else `calendar`; else solar.

    Raises DateRefused: date_unreadable, date_impossible, date_ambiguous.
    """
    plain = plain_digits(text)
    if len(plain) > 60:
        raise DateRefused("date_unreadable")
    named = "lunar" if _LUNAR_WORDS.search(plain) else "solar" if _SOLAR_WORDS.search(plain) else ""
    if named:
        plain = _SOLAR_WORDS.sub(" ", _LUNAR_WORDS.sub(" ", plain)).strip(" :：")
    is_leap = _LEAP_WORD.search(plain) is not None
    if is_leap:
        plain = _LEAP_WORD.sub("", plain).strip()
    calendar = named or calendar

    match = _HANZI.fullmatch(plain)
    if match:
        return _read_hanzi(match, named, calendar)
    match = _YEAR_MONTH_DAY.fullmatch(plain)
    if match:
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        return _checked(calendar or "solar", month, day, is_leap or bool(match[2]), year)
    match = _MONTH_DAY.fullmatch(plain)
    if match:
        return _checked(calendar or "solar", int(match[2]), int(match[3]), is_leap or bool(match[1]), None)
    match = _COMPACT_MONTH_DAY.fullmatch(plain)
    if match:
        return _checked(calendar or "solar", int(match[1]), int(match[2]), is_leap, None)
    match = _DAY_WORD.fullmatch(plain)
    if match and (number := month_of_word(match[2])):
        return _checked(calendar or "solar", number, int(match[1]), is_leap, None)
    match = _WORD_DAY.fullmatch(plain)
    if match and (number := month_of_word(match[1])):
        return _checked(calendar or "solar", number, int(match[2]), is_leap, None)
    whole = read_date(plain)
    return _checked(calendar or "solar", whole.month, whole.day, is_leap, whole.year)


def _read_hanzi(match: re.Match[str], named: str, calendar: str) -> KeptBirthday:
    year_digits, year_hanzi, leap, month_text, day_text, day_word = match.groups()
    year = int(year_digits) if year_digits else None
    if year_hanzi:
        year = int("".join(str(hanzi_number(sign) or 0) for sign in year_hanzi))
    month = _LUNAR_MONTHS.get(month_text) or hanzi_number(month_text) or 0
    day = int(day_text) if day_text.isdigit() else hanzi_number(day_text) or 0
    is_lunar_way = bool(leap) or month_text in _LUNAR_MONTHS or day_text[0] in "初廿卅" or not day_word
    chosen = (
        named
        or ("lunar" if is_lunar_way and not (day_word and not leap and calendar) else calendar)
        or "solar"
    )
    return _checked(chosen, month, day, bool(leap), year)


def _lunar_in(year: int, kept: KeptBirthday) -> date:
    is_leap = kept.is_leap and leap_month(year) == kept.month
    try:
        return solar_date(year, kept.month, kept.day, is_leap)
    except ValueError:
        # Day 30 of a month that has 29 this year.
        return solar_date(year, kept.month, 29, is_leap)


def occurs_on(kept: KeptBirthday, year: int) -> date:
    """The solar date of a kept birthday in a year: for a lunar one, in the *lunar* year that begins in that
    spring.

    So 腊月廿三 of 2026 is in early 2027, and every lunar year has each birthday just once. 29 February is
    kept on the 28th in common years, day 30 of a lunar month of 29 days on its last; a birthday of a leap
    month in the ordinary month of that number, where the year has no such leap month.

    Raises ValueError for lunar years outside 1900 to 2099.
    """
    if kept.calendar == "lunar":
        return _lunar_in(year, kept)
    try:
        return date(year, kept.month, kept.day)
    except ValueError:
        return date(year, 2, 28)


def next_on(kept: KeptBirthday, today: date) -> date:
    """The first day from `today` on, `today` with it, on which the birthday is kept."""
    for year in (today.year - 1, today.year, today.year + 1):
        found = occurs_on(kept, year)
        if found >= today:
            return found
    return occurs_on(kept, today.year + 2)


def window(start: date, days: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The solar and the lunar (month, day) pairs whose birthdays are kept on the `days` days from `start` on.

    By the rule of `occurs_on`. The lunar pairs are for birthdays of ordinary months; those of leap months
    have the pairs of `leap_window`. Who does not tell the two apart keeps both in the ordinary month.

    Raises ValueError where the days lie outside the lunar tables.
    """
    solar: list[tuple[int, int]] = []
    lunar: list[tuple[int, int]] = []
    for on in _days(start, days):
        solar.append((on.month, on.day))
        if (on.month, on.day) == (2, 28) and (on + timedelta(days=1)).month == 3:
            solar.append((2, 29))
        if not lunar_date(on)[3]:
            lunar += _lunar_pairs(on)
    return solar, lunar


def leap_window(start: date, days: int) -> list[tuple[int, int]]:
    """The lunar (month, day) pairs of birthdays of leap months that are kept on the `days` days from
    `start` on."""
    pairs: list[tuple[int, int]] = []
    for on in _days(start, days):
        year, month, _, is_leap = lunar_date(on)
        if is_leap or leap_month(year) != month:
            pairs += _lunar_pairs(on)
    return pairs


def _days(start: date, days: int) -> list[date]:
    return [start + timedelta(days=offset) for offset in range(days)]


def _lunar_pairs(on: date) -> list[tuple[int, int]]:
    _, month, day, _ = lunar_date(on)
    # On the last day of a month of 29 days, the birthdays of its day 30 are kept too.
    if day == 29 and lunar_date(on + timedelta(days=1))[2] == 1:
        return [(month, 29), (month, 30)]
    return [(month, day)]
