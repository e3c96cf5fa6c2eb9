"""Weighted choice that costs one random number and one bisection."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Curve(Generic[Item]):
    """Items with weights; `draw` turns a uniform number in [0, 1) into an item.

    A million guests need some thirty choices each, and `random.choices` builds a list for every one,
    so the cumulative weights are worked out once here.
    """

    __slots__ = ("cumulative", "items")

    def __init__(self, items: Sequence[Item], weights: Iterable[float]) -> None:
        self.items = list(items)
        running = list(accumulate(weights))
        if len(running) != len(self.items) or not running or running[-1] <= 0:
            raise ValueError("a curve needs one weight an item, and a positive sum")
        total = running[-1]
        self.cumulative = [value / total for value in running]
        self.cumulative[-1] = 1.0

    def draw(self, uniform: float) -> Item:
        return self.items[bisect(self.cumulative, uniform)]

    @classmethod
    def of(cls, weighted: Iterable[tuple[Item, float]]) -> Curve[Item]:
        """A curve from (item, weight) pairs."""
        pairs = list(weighted)
        return cls([item for item, _ in pairs], [weight for _, weight in pairs])

    @classmethod
    def zipf(cls, items: Sequence[Item], *, shift: float = 4.0, power: float = 1.0) -> Curve[Item]:
        """A curve over items in order of frequency: weight 1 / (rank + shift) ** power."""
        return cls(items, [1.0 / (rank + shift) ** power for rank in range(len(items))])


def words(text: str) -> list[str]:
    """The entries of a table that is written as text, parted by blanks."""
    return text.split()
