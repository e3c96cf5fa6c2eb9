"""How well proposals are judged to be right, and who judged how many: of pairs whose guests the reader may see.

Only what people decided counts, as they left it: an answer that was taken back is none, and one answer to several
proposals about the same two is one, for the proposal that says most.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, sqrt
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.policy import visible_sql
from huitouke.identity.strength import BANDS, Band

DAYS: Final = 7
_Z: Final = 1.96
"""Of an interval that holds the truth 95 times in 100."""

_COUNTS: Final = "count(*) FILTER (WHERE p.state = 'merged'), count(*) FILTER (WHERE p.state = 'apart')"
_JUDGED: Final = """
SELECT {columns} FROM identity_proposal p
JOIN guests_guest a ON a.id = p.first_id JOIN guests_guest b ON b.id = p.second_id
WHERE p.state IN ('merged', 'apart') AND p.decided_by_id IS NOT NULL AND {seen}
 AND NOT EXISTS (SELECT 1 FROM identity_proposal o WHERE o.decision_id = p.decision_id
                 AND (o.bits > p.bits OR (o.bits = p.bits AND o.id < p.id)))
GROUP BY {groups}"""


@dataclass(frozen=True, slots=True)
class Judged:
    """How many pairs people called one person, and how many two."""

    same: int = 0
    apart: int = 0

    @property
    def total(self) -> int:
        return self.same + self.apart

    @property
    def precision(self) -> float | None:
        """The share that is one person, None where nobody judged."""
        return self.same / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, 95 times in 100 (Wilson 1927)."""
        if not self.total:
            return 0.0, 1.0
        share, n = self.same / self.total, self.total
        middle = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
        reach = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __add__(self, other: "Judged") -> "Judged":
        return Judged(self.same + other.same, self.apart + other.apart)


@dataclass(frozen=True, slots=True)
class Threshold:
    """What linking from so many bits on would have come to on the judged pairs: right and wrong among those at and
    above it, and the share of all pairs of one person that stands there."""

    bits: int
    above: Judged
    caught: float


@dataclass(frozen=True, slots=True)
class ReviewerLine:
    """One reviewer: decisions by day (the newest day first), all of them, the share called one person and the average
    strength of what they were given: equal mixes say that pairs are given out fairly."""

    name: str
    by_day: tuple[int, ...]
    judged: Judged
    bits: float


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """The figures of the queue."""

    bands: list[tuple[Band, Judged]]
    thresholds: list[Threshold]
    reviewers: list[ReviewerLine]
    days: tuple[date, ...]
    total: Judged


def review_figures(actor: Actor, today: date) -> ReviewFigures:
    """The figures up to today, for who may read the trail. Two queries."""
    actor.require(Right.AUDIT_VIEW)
    by_bits = _by_bits(actor)
    days = tuple(today - timedelta(days=back) for back in range(DAYS))
    bands = [
        (band, _sum(judged for bits, judged in by_bits.items() if band.least <= bits < band.below))
        for band in BANDS
    ]
    total = _sum(by_bits.values())
    return ReviewFigures(bands, _thresholds(by_bits, total), _reviewers(actor, days), days, total)


def _by_bits(actor: Actor) -> dict[int, Judged]:
    """By whole bits: what was judged."""
    seen, values = _seen(actor)
    columns = f"floor(p.bits)::int, {_COUNTS}"
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED.format(columns=columns, seen=seen, groups="1"), values)
        return {bits: Judged(same, apart) for bits, same, apart in cursor.fetchall()}


def _thresholds(by_bits: dict[int, Judged], total: Judged) -> list[Threshold]:
    if not by_bits:
        return []
    found = []
    for bits in range(floor(min(by_bits)), max(by_bits) + 1):
        above = _sum(judged for each, judged in by_bits.items() if each >= bits)
        found.append(Threshold(bits, above, above.same / total.same if total.same else 0.0))
    return found


def _reviewers(actor: Actor, days: Sequence[date]) -> list[ReviewerLine]:
    seen, values = _seen(actor)
    columns = (
        f"p.decided_by_id, max(p.decided_by), (p.decided_at AT TIME ZONE %s)::date, {_COUNTS}, sum(p.bits)"
    )
    with connection.cursor() as cursor:
        zone = timezone.get_current_timezone_name()
        cursor.execute(_JUDGED.format(columns=columns, seen=seen, groups="1, 3"), [zone, *values])
        rows = cursor.fetchall()
    names: dict[UUID, str] = {}
    by_day: dict[UUID, dict[date, int]] = defaultdict(dict)
    judged: dict[UUID, Judged] = defaultdict(Judged)
    bits: dict[UUID, float] = defaultdict(float)
    for who, name, day, same, apart, weight in rows:
        names[who] = name
        by_day[who][day] = same + apart
        judged[who] += Judged(same, apart)
        bits[who] += weight
    lines = [
        ReviewerLine(
            names[who],
            tuple(by_day[who].get(day, 0) for day in days),
            judged[who],
            bits[who] / judged[who].total,
        )
        for who in names
    ]
    return sorted(lines, key=lambda line: (-line.judged.total, line.name))


def _seen(actor: Actor) -> tuple[str, list[Any]]:
    (first, one), (second, two) = visible_sql(actor, "a"), visible_sql(actor, "b")
    return f"{first} AND {second}", [*one, *two]


def _sum(each: Iterable[Judged]) -> Judged:
    total = Judged()
    for judged in each:
        total += judged
    return total
