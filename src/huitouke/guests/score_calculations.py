"""The total of a score card. Plain values in, plain values out; worked table in docs/domain/score-card.md."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

TOP: Final = 5


class Scored(NamedTuple):
    """A criterion's weight (0 to 100) and score (1 to 5)."""

    weight: int
    score: int


def total_of(lines: Iterable[Scored]) -> int | None:
    """The weighted total in tenths of a point out of 100: 100 x sum(weight x score) / (5 x sum(weight)), halves
    rounded up. Criteria that were not scored do not count. None where the weights of all scored ones are 0."""
    scored = list(lines)
    weights = sum(line.weight for line in scored)
    if not weights:
        return None
    points = sum(line.weight * line.score for line in scored)
    return int((Decimal(1000 * points) / Decimal(TOP * weights)).to_integral_value(ROUND_HALF_UP))
