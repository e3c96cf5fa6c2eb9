"""Weighs one pair of records, level by level, with the weights that the engine learnt; and says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp2, log2

from huitouke.identity.matching.comparisons import COMPARISONS, SETTLED_BY, UNSETTLED, Comparison, Level
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
    contradicts, or nothing agrees that one person alone has: no link without a person's word.
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
    return numbers_differ(left.documents, right.documents)


def numbers_differ(left: Sequence[str], right: Sequence[str]) -> bool:
    """The same of their tokens `kind:value`."""
    mine, yours = _by_kind(left), _by_kind(right)
    return any(not mine[kind] & yours[kind] for kind in mine.keys() & yours.keys())


def _by_kind(tokens: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for token in tokens:
        found.setdefault(token.partition(":")[0], set()).add(token)
    return found


def contradicts(left: Features, right: Features, model: Model) -> bool:
    """Whether something told by both contradicts one person so plainly that neither they nor others who are one with
    them link by themselves."""
    return _contradict(_levels(left, right), model)


def _levels(left: Features, right: Features) -> dict[str, Level]:
    return {item.code: level for item in COMPARISONS if (level := reached(item, left, right)) is not None}


def _contradict(levels: Mapping[str, Level], model: Model) -> bool:
    settled = any(levels[code].code == same for code, same in SETTLED_BY.items() if code in levels)
    return any(
        f"{code}.{level.code}" in model.doubting
        and not (settled and code == "name" and level.code not in UNSETTLED)
        for code, level in levels.items()
        if level.doubt
    )


def _is_own(levels: Mapping[str, Level], model: Model) -> bool:
    return not model.tells_own or any(level.own for level in levels.values())


def score(left: Features, right: Features, model: Model) -> Score:
    """The weight of the pair; what a record does not tell weighs nothing and is not named."""
    return judge(left, right, model)[0]


def judge(left: Features, right: Features, model: Model) -> tuple[Score, bool]:
    """The weight of the pair, and whether it `contradicts`."""
    evidence = []
    levels = _levels(left, right)
    for comparison in COMPARISONS:
        weights = model.weights.get(comparison.code)
        level = levels.get(comparison.code)
        if weights is None or level is None:
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
    is_against = _contradict(levels, model)
    is_doubtful = is_against or not _is_own(levels, model)
    return Score(total, model.prior_bits, tuple(evidence), forbids(left, right), is_doubtful), is_against


def reached(comparison: Comparison, left: Features, right: Features) -> Level | None:
    """The first level that holds for the pair; None where the comparison has nothing to go by."""
    if comparison.unknown.holds(left, right):
        return None
    return next(
        level for level in comparison.levels if level.condition is None or level.condition.holds(left, right)
    )
