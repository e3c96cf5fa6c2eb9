"""Which nights a reservation has, and what each costs. Imports no Django; dates are business dates, half-open; money is
whole minor units."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

LONGEST_STAY: Final = 3_000
"""Nights. Who lives in the hotel for more than eight years books anew; beyond it a date is a filler or a slip, and each
of its nights would be a row."""


def nights_of(arrival: date, departure: date) -> list[date]:
    """The business dates slept: from the arrival to the day before the departure. None of a day use, whose two dates
    are one."""
    return [arrival + timedelta(days=number) for number in range((departure - arrival).days)]


def rates_of_nights(nights: int, rates: Sequence[int], total: int | None) -> list[int]:
    """The price of each of so many nights: as told for each; one price told for all; else the total in equal parts,
    the first ones a minor unit dearer where it does not divide. Prices of fewer nights than are slept go on with the
    last; what is told beyond the departure falls away. A day use has one price."""
    wanted = max(nights, 1)
    if rates:
        return [*rates[:wanted], *[rates[-1]] * (wanted - len(rates))]
    if total is None:
        return [0] * wanted
    each, rest = divmod(total, wanted)
    return [each + (number < rest) for number in range(wanted)]


def average_rate(room_minor: int, nights: int) -> int | None:
    """The average daily rate in minor units, rounded half away from zero; None without nights: a day use has no rate
    a night."""
    if nights <= 0:
        return None
    whole, rest = divmod(abs(room_minor), nights)
    rounded = whole + (2 * rest >= nights)
    return rounded if room_minor >= 0 else -rounded
