"""What was learnt: weights in bits, how common values are, the prior and the thresholds. Plain JSON there and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log2
from typing import Any, Final

from huitouke.identity.matching.comparisons import COMPARISONS, FREQUENCIES
from huitouke.identity.matching.features import Features

FORMAT: Final = 1
WITH_OWN: Final = frozenset(item.code for item in COMPARISONS if any(level.own for level in item.levels))
FEWEST_OWN: Final = 3
"""Of so many fields that one person alone has, one at least agrees between records of one person."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One level as learnt: its share among pairs of one person (m) and among others (u), and log2(m/u) in bits."""

    same_share: float
    other_share: float

    @property
    def bits(self) -> float:
        """log2(m/u), Fellegi and Sunter 1969."""
        return log2(self.same_share / self.other_share)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common values are. `shares` are of each column the values more common than `floor`, as parts of 1; `bases`
    are the average of each frequency over the records, against which a value counts as common or rare."""

    floor: float
    shares: Mapping[str, Mapping[str, float]]
    bases: Mapping[str, float]

    def share(self, frequency: str, row: Features) -> float:
        """How common the row's value of that frequency is."""
        first, *parts = FREQUENCIES[frequency]
        share = self._of(first, getattr(row, first))
        if parts:
            product = 1.0
            for column in parts:
                product *= self._of(column, getattr(row, column))
            share = max(share, product)
        return share

    def _of(self, column: str, value: str) -> float:
        return self.shares.get(column, {}).get(value, self.floor)


@dataclass(frozen=True, slots=True)
class Model:
    """All that scoring needs. `weights` are by comparison and level; a comparison that is absent was never told. The
    levels of `doubting`, as `comparison.level`, keep records from linking by themselves."""

    prior: float
    weights: Mapping[str, Mapping[str, Weight]]
    frequencies: Frequencies
    link_at: float
    ask_at: float
    doubting: tuple[str, ...] = ()

    @property
    def tells_own(self) -> bool:
        """Whether the records tell enough that one person alone has for its lack to say something."""
        return len(self.weights.keys() & WITH_OWN) >= FEWEST_OWN

    @property
    def prior_bits(self) -> float:
        """log2 of the odds that two records drawn blindly are of one person."""
        return log2(self.prior / (1 - self.prior))

    def with_thresholds(self, *, link_at: float, ask_at: float) -> "Model":
        """The same weights with other thresholds, as probabilities."""
        return replace(self, link_at=link_at, ask_at=ask_at)

    def to_json(self) -> dict[str, Any]:
        """As plain values that `json` writes."""
        return {
            "format": FORMAT,
            "prior": self.prior,
            "link_at": self.link_at,
            "ask_at": self.ask_at,
            "doubting": list(self.doubting),
            "weights": {
                comparison: {
                    level: {"m": weight.same_share, "u": weight.other_share}
                    for level, weight in levels.items()
                }
                for comparison, levels in self.weights.items()
            },
            "frequencies": {
                "floor": self.frequencies.floor,
                "bases": dict(self.frequencies.bases),
                "shares": {column: dict(shares) for column, shares in self.frequencies.shares.items()},
            },
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Model":
        """The model that `to_json` wrote; ValueError for another format."""
        if told.get("format") != FORMAT:
            raise ValueError(f"a model of format {told.get('format')}, this version reads {FORMAT}")
        frequencies = told["frequencies"]
        return cls(
            prior=told["prior"],
            link_at=told["link_at"],
            ask_at=told["ask_at"],
            doubting=tuple(told["doubting"]),
            weights={
                comparison: {level: Weight(weight["m"], weight["u"]) for level, weight in levels.items()}
                for comparison, levels in told["weights"].items()
            },
            frequencies=Frequencies(frequencies["floor"], frequencies["shares"], frequencies["bases"]),
        )
