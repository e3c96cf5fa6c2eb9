"""Periods as people write them, and amounts and shares that hold over them."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from huitouke.hotels.services.wording import Problems
from huitouke.kernel.money import read_money

Period = tuple[date | None, date | None]
"""Business dates, half-open; None: without a beginning or an end."""


def read_period(first: str, last: str, problems: Problems) -> Period:
    """From the first day to the last one, both of them in it, as half-open dates; either may be left out."""
    found: list[date | None] = []
    for name, text in (("first_day", first), ("last_day", last)):
        try:
            found.append(date.fromisoformat(text.strip()) if text.strip() else None)
        except ValueError:
            problems[name] = [_("Write the day as 2026-03-16.")]
            found.append(None)
    begin, end = found
    if begin and end and end < begin:
        problems["last_day"] = [_("The last day lies before the first.")]
        return begin, None
    return begin, end + timedelta(days=1) if end and end < date.max else None


def read_amount(text: str, currency: str, problems: Problems) -> int:
    """An amount in minor units of the currency; 0 is an amount, nothing is none."""
    found = read_money(text, currency) if text.strip() else None
    if found is None:
        problems["amount"] = [_("Write an amount in %(currency)s, such as 680.") % {"currency": currency}]
        return 0
    return found.minor


def read_percent(text: str, problems: Problems) -> Decimal:
    """A share from 0 to 100, with two digits behind the point at most."""
    try:
        found = Decimal(text.strip().removesuffix("%").strip())
        exact = found == round(found, 2)
    except InvalidOperation:
        found, exact = Decimal(-1), False
    if not exact or not 0 <= found <= 100:
        problems["percent"] = [_("Write a share from 0 to 100, such as 15 or 12.5.")]
        return Decimal(0)
    return found


def first_common_day(mine: Period, theirs: Period, weekdays: int = 127) -> date | None:
    """The first day that lies in both, on one of the weekdays (bits from Monday); None where there is none."""
    begin = max(mine[0] or date.min, theirs[0] or date.min)
    end = min(mine[1] or date.max, theirs[1] or date.max)
    for number in range(min((end - begin).days, 7)):
        day = begin + timedelta(days=number)
        if weekdays >> day.weekday() & 1:
            return day
    return None
