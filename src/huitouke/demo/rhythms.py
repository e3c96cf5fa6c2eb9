"""How often make-believe people come, and what they book: the truth that models of return may look for.

A person has a rhythm of their own, drawn once: how many visits a year while they are faithful, and with which
probability each stay is their last (the BG/NBD story: Fader, Hardie, Lee, Marketing Science 24(2), 2005). Visits fall
where the seasons and the week let them. Nothing here knows the database.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from huitouke.demo.curves import Curve

YEARS_BACK: Final = 2
DAYS_AHEAD: Final = 120

MONTHS: Final = (0.72, 0.62, 0.9, 1.08, 1.1, 0.98, 1.15, 1.2, 1.05, 1.25, 1.02, 0.8)
"""How busy a month is against the mean: little before and after the Spring Festival, much in summer and October."""
HOLIDAYS: Final = frozenset({(5, 1), (5, 2), (5, 3), *((10, day) for day in range(1, 8)), (1, 1)})
WEEK_OF: Final = {
    "business": (1.3, 1.35, 1.3, 1.2, 0.7, 0.35, 0.8),
    "leisure": (0.7, 0.65, 0.7, 0.85, 1.6, 1.7, 0.8),
}
"""How likely an arrival is on each weekday from Monday."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of traveller: shape and rate of the gamma that visits a year are drawn from, the beta of the probability
    that a stay is the last, days booked ahead on average, nights, and the share that is cancelled."""

    code: str
    shape: float
    rate: float
    leaves: tuple[float, float]
    lead: float
    nights: Curve[int]
    cancels: float
    week: str


SEGMENTS: Final = {
    each.code: each
    for each in (
        Segment("once", 0.5, 1.6, (6.0, 1.5), 18, Curve([1, 2, 3], [55.0, 33.0, 12.0]), 0.16, "leisure"),
        Segment(
            "business",
            1.8,
            0.62,
            (1.2, 9.0),
            6,
            Curve([1, 2, 3, 4], [48.0, 34.0, 12.0, 6.0]),
            0.12,
            "business",
        ),
        Segment(
            "holiday", 2.2, 1.9, (1.4, 6.0), 41, Curve([2, 3, 4, 5], [34.0, 36.0, 18.0, 12.0]), 0.2, "leisure"
        ),
        Segment("family", 1.2, 1.3, (1.8, 6.0), 27, Curve([1, 2, 3], [30.0, 48.0, 22.0]), 0.17, "leisure"),
        Segment("regular", 4.0, 0.45, (1.0, 18.0), 4, Curve([1, 2], [66.0, 34.0]), 0.07, "business"),
    )
}
OF_COMPANY: Final = Curve(["business", "once", "regular", "family"], [52.0, 28.0, 8.0, 12.0])
OF_PRIVATE: Final = Curve(["once", "holiday", "family", "business"], [58.0, 17.0, 21.0, 4.0])
_CHANNELS: Final = {
    "business": Curve(["corporate", "direct", "ctrip", "own_online"], [62.0, 16.0, 14.0, 8.0]),
    "regular": Curve(["direct", "corporate", "own_online"], [44.0, 40.0, 16.0]),
    "leisure": Curve(
        ["ctrip", "meituan", "fliggy", "booking", "direct", "own_online", "travel_agency", "agoda"],
        [34.0, 16.0, 8.0, 8.0, 14.0, 10.0, 6.0, 4.0],
    ),
}
_SOURCES: Final = {
    "direct": "telephone",
    "own_online": "mini_program",
    "corporate": "company",
    "travel_agency": "travel_agency",
}
_TYPES: Final = {
    "business": Curve(["SPK", "DLK", "SPT", "STE"], [58.0, 30.0, 8.0, 4.0]),
    "leisure": Curve(["SPT", "SPK", "DLT", "DLK", "STE"], [30.0, 26.0, 18.0, 20.0, 6.0]),
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The truth of one person: segment, visits a year while faithful, probability that a stay is the last."""

    segment: str
    visits_a_year: float
    leaves: float


@dataclass(frozen=True, slots=True)
class PlannedStay:
    """One booking as it came to be. `leaves_for_good` is truth: nothing of it stands in the hotel's records."""

    arrival: date
    nights: int
    booked_on: date
    outcome: str
    """`came`, `cancelled`, `no_show`, or `expected` where the arrival is still to come."""
    room_type: str
    rate_code: str
    channel: str
    source: str
    market: str
    adults: int
    children: int
    leaves_for_good: bool = False


def draw_rhythm(rnd: random.Random, *, is_of_company: bool) -> Rhythm:
    """A person's rhythm. The same generator state draws the same."""
    segment = SEGMENTS[(OF_COMPANY if is_of_company else OF_PRIVATE).draw(rnd.random())]
    visits = max(0.15, rnd.gammavariate(segment.shape, 1 / segment.rate))
    return Rhythm(segment.code, round(visits, 3), round(rnd.betavariate(*segment.leaves), 3))


def draw_stays(rnd: random.Random, rhythm: Rhythm, today: date) -> Iterator[PlannedStay]:
    """What this person booked from `YEARS_BACK` years ago until now, in order of arrival: what was not booked yet today
    is not told. Two stays of one person never overlap. Beyond `DAYS_AHEAD` nobody books."""
    segment = SEGMENTS[rhythm.segment]
    day = today - timedelta(days=round(365 * YEARS_BACK * rnd.random() ** 0.8))
    end = today + timedelta(days=DAYS_AHEAD)
    while day <= end:
        arrival = _fitting(rnd, day, segment.week)
        stay = _stay(rnd, segment, rhythm, arrival, today)
        if stay.booked_on <= today:
            yield stay
        if stay.leaves_for_good:
            return
        gap = rnd.expovariate(rhythm.visits_a_year / 365)
        day = arrival + timedelta(days=stay.nights + 1 + round(gap))


def _fitting(rnd: random.Random, day: date, week: str) -> date:
    """A day from here on, within two weeks for business and two months for leisure, as season and week draw it."""
    reach = 14 if week == "business" else 60
    days = [day + timedelta(days=rnd.randrange(reach)) for _draw in range(12)]
    return rnd.choices(days, [_pull(each, week) for each in days])[0]


def _pull(day: date, week: str) -> float:
    """How much a day draws arrivals, against 1."""
    holiday = 1.8 if week == "leisure" and (day.month, day.day) in HOLIDAYS else 1.0
    return MONTHS[day.month - 1] ** 2 * WEEK_OF[week][day.weekday()] * holiday


def _stay(rnd: random.Random, segment: Segment, rhythm: Rhythm, arrival: date, today: date) -> PlannedStay:
    booked_on = arrival - timedelta(days=min(300, round(rnd.expovariate(1 / segment.lead))))
    channel = _CHANNELS[segment.code if segment.code in _CHANNELS else segment.week].draw(rnd.random())
    cancels = rnd.random() < segment.cancels
    if arrival >= today:
        outcome = "cancelled" if cancels and rnd.random() < 0.4 else "expected"
    else:
        outcome = "cancelled" if cancels else "no_show" if rnd.random() < 0.015 else "came"
    is_ota = channel in ("ctrip", "meituan", "fliggy", "booking", "agoda")
    corporate = f"CORP-{rnd.choice('ABC')}"
    rate = corporate if channel == "corporate" else "OTA" if is_ota else rnd.choice(("BAR", "RACK"))
    return PlannedStay(
        arrival,
        segment.nights.draw(rnd.random()),
        booked_on,
        outcome,
        _TYPES[segment.week].draw(rnd.random()),
        rate,
        channel,
        "ota" if is_ota else _SOURCES.get(channel, "telephone"),
        "corporate" if channel == "corporate" else "ota" if is_ota else "transient",
        1 if segment.week == "business" or rnd.random() < 0.3 else 2,
        1 if segment.code == "family" and rnd.random() < 0.6 else 0,
        outcome == "came" and rnd.random() < rhythm.leaves,
    )
