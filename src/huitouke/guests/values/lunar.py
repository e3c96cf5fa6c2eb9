"""The lunar calendar, from the package `lunar_python` (MIT): years 1901 to 2098. Nothing else imports it."""

from datetime import date
from functools import lru_cache
from typing import Final

FIRST_YEAR: Final = 1901
LAST_YEAR: Final = 2098


@lru_cache(maxsize=4096)
def lunar_date(on: date) -> tuple[int, int, int, bool]:
    """Lunar year, month, day and whether the month is a leap month, of a solar date.

    Raises ValueError outside the years that the tables cover.
    """
    from lunar_python import Solar

    if not FIRST_YEAR <= on.year <= LAST_YEAR + 1:
        raise ValueError(f"the lunar tables cover {FIRST_YEAR} to {LAST_YEAR}")
    found = Solar.fromYmd(on.year, on.month, on.day).getLunar()
    # The package writes a leap month as a negative number.
    month = int(found.getMonth())
    return int(found.getYear()), abs(month), int(found.getDay()), month < 0


def lunar_month_day(on: date) -> tuple[int, int, bool]:
    """Lunar month, day and whether the month is a leap month, of a solar date; ValueError as `lunar_date`."""
    _, month, day, is_leap = lunar_date(on)
    return month, day, is_leap


@lru_cache(maxsize=256)
def leap_month(year: int) -> int:
    """The month that a lunar year has twice; 0 where it has none."""
    from lunar_python import LunarYear

    return int(LunarYear.fromYear(year).getLeapMonth())


@lru_cache(maxsize=4096)
def solar_date(year: int, month: int, day: int, is_leap: bool = False) -> date:
    """The solar date of a day of a lunar year.

    Raises ValueError where that year has no such day, or outside the years that the tables cover.
    """
    from lunar_python import Lunar, LunarMonth

    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the lunar tables cover {FIRST_YEAR} to {LAST_YEAR}")
    written = -month if is_leap else month
    length = LunarMonth.fromYm(year, written)
    if length is None or not 1 <= day <= length.getDayCount():
        raise ValueError("no such day in that lunar year")
    found = Lunar.fromYmd(year, written, day).getSolar()
    return date(found.getYear(), found.getMonth(), found.getDay())
