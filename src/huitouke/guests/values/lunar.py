"""The lunar calendar, from the package `lunardate`: years 1900 to 2099. Nothing else imports that package."""

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
    from lunardate import LunarDate

    found = LunarDate.from_solar_date(on.year, on.month, on.day)
    return found.year, found.month, found.day, bool(found.is_leap_month)


def lunar_month_day(on: date) -> tuple[int, int, bool]:
    """Lunar month, day and whether the month is a leap month, of a solar date; ValueError as `lunar_date`."""
    _, month, day, is_leap = lunar_date(on)
    return month, day, is_leap


@lru_cache(maxsize=256)
def leap_month(year: int) -> int:
    """The month that a lunar year has twice; 0 where it has none."""
    from lunardate import LunarDate

    return int(LunarDate.leap_month_for_year(year) or 0)


@lru_cache(maxsize=4096)
def solar_date(year: int, month: int, day: int, is_leap: bool = False) -> date:
    """The solar date of a day of a lunar year.

    Raises ValueError where that year has no such day, or outside the years that the tables cover.
    """
    from lunardate import LunarDate

    found: date = LunarDate(year, month, day, is_leap).to_solar_date()
    return found
