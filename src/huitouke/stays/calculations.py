"""What a guest's stays come to: pure arithmetic over plain rows. Imports no Django. Money is whole minor units; dates
are business dates, half-open."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median_low
from typing import Final
from uuid import UUID

from huitouke.stays.nights import average_rate

CAME: Final = frozenset({"in_house", "checked_out"})
EXPECTED: Final = frozenset({"requested", "reserved"})


@dataclass(frozen=True, slots=True)
class StayRow:
    """A reservation as the figures need it. `is_sold` is false of what was given away or used by the house itself."""

    id: UUID
    branch_id: UUID
    status: str
    arrival: date
    departure: date
    currency: str
    room_minor: int = 0
    extras_minor: int = 0
    counted_nights: int = 0
    room_type: str = ""
    channel: str = ""
    lead_days: int | None = None
    is_sold: bool = True


@dataclass(frozen=True, slots=True)
class Amount:
    """Money of one currency, in minor units."""

    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class StayFigures:
    """What the stays of a guest come to. Amounts stand by currency, the one with most spend first; there is no sum
    over currencies."""

    stays: int = 0
    nights: int = 0
    average_rates: list[Amount] = field(default_factory=list)
    spend: list[Amount] = field(default_factory=list)
    cancelled: int = 0
    no_shows: int = 0
    last: StayRow | None = None
    now: StayRow | None = None
    next: StayRow | None = None
    room_type: str = ""
    channel: str = ""
    lead_days: int | None = None


def figures_of(rows: Sequence[StayRow], today: date, elsewhere: Iterable[Amount] = ()) -> StayFigures:
    """The figures of a guest on a business date; `elsewhere` is what they spent without a stay.

    A stay is a reservation whose guest came; day use is a stay of no night. The average rate is room revenue over room
    nights of sold stays that had a night, half away from zero. Spend is room and extras of all stays, with what was
    spent elsewhere. Habits are what occurs most often, the newest first where two are equal; the usual lead time is
    the median of known ones, the lower where two stand in the middle.
    """
    came = sorted((row for row in rows if row.status in CAME), key=lambda each: (each.arrival, each.id.hex))
    coming = sorted(
        (row for row in rows if row.status in EXPECTED and row.arrival >= today),
        key=lambda each: (each.arrival, each.id.hex),
    )
    inside = [row for row in came if row.status == "in_house"]
    gone = [row for row in came if row.status != "in_house"]
    leads = [row.lead_days for row in came if row.lead_days is not None and row.lead_days >= 0]
    spend: Counter[str] = Counter()
    for row in came:
        spend[row.currency] += row.room_minor + row.extras_minor
    for amount in elsewhere:
        spend[amount.currency] += amount.minor
    return StayFigures(
        stays=len(came),
        nights=sum(row.counted_nights for row in came),
        average_rates=_rates(came),
        spend=_sorted(spend),
        cancelled=sum(row.status == "cancelled" for row in rows),
        no_shows=sum(row.status == "no_show" for row in rows),
        last=gone[-1] if gone else None,
        now=inside[-1] if inside else None,
        next=coming[0] if coming else None,
        room_type=most_often([row.room_type for row in reversed(came)]),
        channel=most_often([row.channel for row in reversed(came)]),
        lead_days=median_low(leads) if leads else None,
    )


def _rates(came: Iterable[StayRow]) -> list[Amount]:
    revenue: Counter[str] = Counter()
    nights: Counter[str] = Counter()
    for row in came:
        if row.is_sold and row.counted_nights > 0:
            revenue[row.currency] += row.room_minor
            nights[row.currency] += row.counted_nights
    rates = Counter({code: average_rate(revenue[code], nights[code]) or 0 for code in nights})
    return [Amount(code, rates[code]) for code in sorted(rates, key=lambda code: (-nights[code], code))]


def _sorted(amounts: Counter[str]) -> list[Amount]:
    return [
        Amount(code, minor) for code, minor in sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def most_often(values: Iterable[str]) -> str:
    """What occurs most often, the first of equals; nothing where nothing is known."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else ""
