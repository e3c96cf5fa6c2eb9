"""The nights of a stay on its bill: each once, at the price that was booked for it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from huitouke.access.actors import Actor
from huitouke.kernel.money import Money
from huitouke.stays.models import FolioLine, Reservation
from huitouke.stays.nights import nights_of
from huitouke.stays.services.folios import post_nights

NIGHT: Final = "night/"
"""What the id of the line of a night begins with: one for each date, so that none is ever written twice."""


def nights_to_post(row: Reservation, until: date) -> list[tuple[date, int]]:
    """The nights before `until` that are not on the bill, with their prices in minor units; a day use has its one day.
    A night that was taken back from the bill was on it: it is not written again by itself. Free ones are left out."""
    days: Sequence[date] = nights_of(row.arrival, min(row.departure, until))
    if row.is_day_use:
        days = [row.arrival]
    posted = set(
        FolioLine.objects.filter(folio__reservation=row, external_id__startswith=NIGHT).values_list(
            "external_id", flat=True
        )
    )
    priced = [(day, _price(row, day)) for day in days if f"{NIGHT}{day.isoformat()}" not in posted]
    return [(day, price) for day, price in priced if price]


def open_amount(row: Reservation, until: date) -> Money:
    """What the nights to be posted come to."""
    return Money(sum(price for _day, price in nights_to_post(row, until)), row.currency)


def write_nights(actor: Actor, row: Reservation, until: date) -> int:
    """Write the nights before `until` on the bill, inside the caller's transaction; how many. Each is revenue of its
    own business date."""
    nights = nights_to_post(row, until)
    if not nights:
        return 0
    lines: list[dict[str, Any]] = [
        {
            "external_id": f"{NIGHT}{day.isoformat()}",
            "business_date": day,
            "kind": "day_use" if row.is_day_use else "room",
            "text": row.room.number if row.room else "",
            "amount": price,
        }
        for day, price in nights
    ]
    post_nights(actor, row, lines)
    return len(nights)


def _price(row: Reservation, day: date) -> int:
    rates = row.rates or [0]
    return int(rates[min((day - row.arrival).days, len(rates) - 1)])
