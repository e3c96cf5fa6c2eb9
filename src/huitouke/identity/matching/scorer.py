"""Weighs one pair of records, level by level, with the weights that the engine learnt; and says why."""

from dataclasses import dataclass
from math import exp2, log2

from huitouke.identity.matching.comparisons import COMPARISONS, Comparison, Level
from huitouke.identity.matching.features import Features
from huitouke.identity.matching.model import Model


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison says of a pair: the level reached and its weight in bits, above 0 for one person."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Score:
    """The weight of a pair in bits, which is the prior's and all evidence's together, and where it comes from.

    `forbidden` is true where verified numbers of one lifelong kind differ, `doubtful` where a name or a birth date
    contradicts: no link without a person's word.
    """

    bits: float
    prior_bits: float
    evidence: tuple[Evidence, ...]
    forbidden: bool
    doubtful: bool

    @property
    def probability(self) -> float:
        """That both records are of one person, as the weights have it."""
        return probability_of(self.bits)


def probability_of(bits: float) -> float:
    """The probability whose odds have that log2."""
    if bits >= 0:
        return 1 / (1 + exp2(-bits))
    return exp2(bits) / (1 + exp2(bits))


def bits_of(probability: float) -> float:
    """log2 of the odds of a probability between 0 and 1."""
    return log2(probability / (1 - probability))


def forbids(left: Features, right: Features) -> bool:
    """Whether the records tell verified numbers of one lifelong kind and none of that kind is the same."""
    for kind in left.document_kinds:
        if kind in right.document_kinds:
            one, two = (
                {token for token in row.documents if token.partition(":")[0] == kind} for row in (left, right)
            )
            if not one & two:
                return True
    return False


def doubts(left: Features, right: Features, model: Model) -> bool:
    """Whether something told by both contradicts one person so plainly that a person has to look."""
    for comparison in COMPARISONS:
        if comparison.code in model.doubting:
            level = reached(comparison, left, right)
            if level is not None and level.doubt:
                return True
    return False


def score(left: Features, right: Features, model: Model) -> Score:
    """The weight of the pair; what a record does not tell weighs nothing and is not named."""
    evidence = []
    for comparison in COMPARISONS:
        weights = model.weights.get(comparison.code)
        if weights is None:
            continue
        level = reached(comparison, left, right)
        if level is None:
            continue
        bits = weights[level.code].bits
        if level.frequency:
            share = max(
                model.frequencies.share(level.frequency, left),
                model.frequencies.share(level.frequency, right),
            )
            bits += log2(model.frequencies.bases[level.frequency]) - log2(share)
        evidence.append(Evidence(comparison.code, level.code, bits))
    total = model.prior_bits + sum(item.bits for item in evidence)
    return Score(total, model.prior_bits, tuple(evidence), forbids(left, right), doubts(left, right, model))


def reached(comparison: Comparison, left: Features, right: Features) -> Level | None:
    """The first level that holds for the pair; None where the comparison has nothing to go by."""
    if comparison.unknown.holds(left, right):
        return None
    return next(
        level for level in comparison.levels if level.condition is None or level.condition.holds(left, right)
    )
