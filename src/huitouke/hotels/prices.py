"""What a night costs: the price that a rate code has for a room type on a business date."""

from collections.abc import Container, Sequence
from datetime import date

from huitouke.access.models import Branch
from huitouke.hotels.models import RateCode, RatePrice


def find_prices(
    branch: Branch, rate_code: str, room_type: str, days: Sequence[date]
) -> list[int | None] | None:
    """The price of each of these nights in minor units of the branch's currency, None for a night without one; None
    for all where the branch has no open rate of this code. The price of the room type goes before the one for every
    type, and one for fewer weekdays before one for more. Two queries."""
    code = RateCode.objects.filter(branch=branch, code=rate_code, is_closed=False).first()
    if code is None:
        return None
    if not days:
        return []
    rows = list(
        RatePrice.objects.filter(rate_code=code, period__overlap=(min(days), _after(max(days)))).values_list(
            "room_type__code", "period", "weekdays", "amount"
        )
    )
    return [_price(rows, room_type, day) for day in days]


def _price(
    rows: Sequence[tuple[str | None, Container[date], int, int]], room_type: str, day: date
) -> int | None:
    fitting = [
        (kind is None, weekdays.bit_count(), amount)
        for kind, period, weekdays, amount in rows
        if kind in (None, room_type) and weekdays >> day.weekday() & 1 and day in period
    ]
    return min(fitting)[2] if fitting else None


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
