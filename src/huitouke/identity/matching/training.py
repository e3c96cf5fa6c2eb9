"""Learns the weights from the table itself, without any truth: one expectation-maximisation over all proposed pairs.

Pairs are counted by pattern: the level reached in each comparison, and the sum of the frequency weights to half a bit.
Among the proposed pairs nearly all pairs of one person are found, so they teach m (how often one person's records reach
a level); u (how often others do) is counted on pairs drawn blindly, of which the share that the weights themselves take
for one person is taken off: in a small table that share is not small. The prior is the expected number of pairs of one
person over all pairs of the table. After Fellegi and Sunter 1969, Winkler 1988, Enamorado, Fifield and Imai 2019.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from huitouke.identity.matching.comparisons import Comparison
from huitouke.identity.matching.engine import FEWEST_TELLINGS, Table, number_of
from huitouke.identity.matching.model import FEWEST_OWN, WITH_OWN, Frequencies, Model, Weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

ROUNDS: Final = 60
STILL: Final = 1e-4
"""No share moves by more than this from one round to the next: enough is learnt."""
BLIND_PAIRS: Final = 1_000_000
LESSON_PAIRS: Final = 3_000_000
"""Pairs that are drawn to learn from: blindly, and of those proposed."""
HELD_PAIRS: Final = 30.0
"""So many pairs of one person speak for the expected shares beside what the table says."""
RECALL_OF_SURE_PAIRS: Final = 0.7
LINK_AT: Final = 0.99
ASK_AT: Final = 0.5
MOST_DOUBTS: Final = 0.05
"""Where one person's records reach a level of doubt more often than this, the table's data are too rough for it to be
one: it is no more than its weight."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct patterns of pairs: `levels` (patterns by comparisons, -1 unknown, the best level highest), `bits` of
    the frequencies, and how many pairs each is."""

    levels: "npt.NDArray[np.int64]"
    bits: "Floats"
    pairs: "Floats"


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of record numbers of which people said that they are one person, and that they are two."""

    same: "Sequence[tuple[int, int]]" = ()
    apart: "Sequence[tuple[int, int]]" = ()


def train(table: Table, *, fewest: float = FEWEST_TELLINGS, decided: Decided | None = None) -> Model:
    """Proposes the table's pairs, learns from them, and leaves `pairs` and `frame` ready for weighing. Values that
    fewer records tell than `fewest` stand in no list of the model. Of a pair in `decided` it is known what it is: it
    counts as that, whatever its weights say, and no more than any other pair."""
    frequencies = table.count_shares(fewest=fewest)
    _draw_blindly(table)
    start = _beginning(table.comparisons, frequencies)
    whole = table.propose_pairs()
    table.database.make(
        "lesson_pairs",
        f"select * from pairs using sample reservoir({LESSON_PAIRS} rows) repeatable (20260101)",
    )
    proposed = _patterns(table, "lesson_pairs", start, each=max(whole / LESSON_PAIRS, 1.0))
    blind = _patterns(table, "blind_pairs", start)
    all_pairs = len(table) * (len(table) - 1) / 2
    known = ((decided.same, 1.0), (decided.apart, 0.0)) if decided else ()
    said = [(_told_patterns(table, pairs, start), chance) for pairs, chance in known if pairs]
    return _learn(table.comparisons, proposed, blind, all_pairs, frequencies, said)


def _told_patterns(table: Table, pairs: "Sequence[tuple[int, int]]", start: Model) -> Patterns:
    import numpy as np

    told = np.array(sorted({(min(pair), max(pair)) for pair in pairs}), dtype=np.int64)
    table.pairs_from("told_pairs", told[:, 0], told[:, 1])
    return _patterns(table, "told_pairs", start)


def _draw_blindly(table: Table) -> None:
    import numpy as np

    size = len(table)
    if size * (size - 1) // 2 <= BLIND_PAIRS:
        left, right = np.triu_indices(size, 1)
    else:
        draw = np.random.default_rng(20260101).integers(0, size, size=(BLIND_PAIRS, 2))
        draw = draw[draw[:, 0] != draw[:, 1]]
        left, right = draw.min(axis=1), draw.max(axis=1)
    table.pairs_from("blind_pairs", left.astype(np.int64), right.astype(np.int64))


def _beginning(comparisons: list[Comparison], frequencies: Frequencies) -> Model:
    """A model with which patterns can be counted: the weight of each level is its number and 1."""
    weights = {
        item.code: {
            level.code: Weight(2.0 ** (number_of(item, level.code) + 1), 1.0) for level in item.levels
        }
        for item in comparisons
    }
    return Model(0.5, weights, frequencies, LINK_AT, ASK_AT)


def _patterns(table: Table, pairs: str, start: Model, *, each: float = 1.0) -> Patterns:
    """The patterns of a table of pairs, of which every one stands for `each` pairs."""
    import numpy as np

    levels = [f"mw_{item.code}" for item in table.comparisons]
    adjusted = [
        f"mw_tf_adj_{item.code}"
        for item in table.comparisons
        if any(level.frequency for level in item.levels)
    ]
    with table.weighed(pairs, start) as weighed:
        columns = [
            *(f"round({level})::int - 1 as {level}" for level in levels),
            f"round(2 * ({' + '.join(adjusted) or '0'})) / 2 as bits",
            "count(*)::double as pairs",
        ]
        found = table.database.arrays(f"select {', '.join(columns)} from {weighed} group by all")
    return Patterns(
        np.column_stack([found[name].astype(np.int64) for name in levels]),
        found["bits"].astype(np.float64),
        found["pairs"] * each,
    )


def _learn(
    comparisons: list[Comparison],
    proposed: Patterns,
    blind: Patterns,
    all_pairs: float,
    frequencies: Frequencies,
    said: "Sequence[tuple[Patterns, float]]" = (),
) -> Model:
    """`said` are patterns of pairs of which people said what they are, with the chance that says it."""
    import numpy as np

    teaching = _teaching(comparisons, proposed)
    expected = [np.array([level.expected for level in reversed(item.levels)]) for item in comparisons]
    expected = [shares / shares.sum() for shares in expected]
    same = [shares.copy() for shares in expected]
    other = [_shares(blind.levels[:, at], blind.pairs, np.full(len(item.levels), 0.5))
             for at, item in enumerate(comparisons)]  # fmt: skip
    prior = min(max(_sure_pairs(comparisons, proposed) / RECALL_OF_SURE_PAIRS, 1.0) / all_pairs, 0.5)
    for _ in range(ROUNDS):
        chance = _chances(proposed, same, other, prior) * proposed.pairs * teaching
        chance_blind = _chances(blind, same, other, prior)
        # What the weights took these pairs for is put right.
        known = [
            (told.levels, (truth - _chances(told, same, other, prior)) * told.pairs) for told, truth in said
        ]
        levels = np.concatenate([proposed.levels, *(each for each, _ in known)])
        weights = np.concatenate([chance, *(each for _, each in known)])
        learnt = [
            _shares(levels[:, at], weights, HELD_PAIRS * expected[at]) for at in range(len(comparisons))
        ]
        other = [_shares(blind.levels[:, at], (1 - chance_blind) * blind.pairs, np.full(len(item.levels), 0.5))
                 for at, item in enumerate(comparisons)]  # fmt: skip
        moved = max(float(np.abs(new - old).max()) for new, old in zip(learnt, same, strict=True))
        same = learnt
        prior = min(max(float(weights.sum()), 1.0) / all_pairs, 0.5)
        if moved < STILL:
            break
    learnt_weights = {
        item.code: {
            level.code: Weight(
                float(same[at][number_of(item, level.code)]), float(other[at][number_of(item, level.code)])
            )
            for level in item.levels
        }
        for at, item in enumerate(comparisons)
    }
    doubting = tuple(
        f"{item.code}.{level.code}"
        for item in comparisons
        for level in item.levels
        if level.doubt and learnt_weights[item.code][level.code].same_share <= MOST_DOUBTS
    )
    return Model(prior, learnt_weights, frequencies, LINK_AT, ASK_AT, doubting)


def _teaching(comparisons: list[Comparison], patterns: Patterns) -> "Floats":
    """1 of each pattern from which m may be learnt. Where records tell several fields that one person alone has, pairs
    that agree in none of them teach nothing: family name, nationality and town depend on each other, and among many
    records whole families and countries would pass for one person."""
    import numpy as np

    own = np.zeros(len(patterns.pairs), dtype=np.float64)
    for at, item in enumerate(comparisons):
        numbers = [number_of(item, level.code) for level in item.levels if level.own]
        own[np.isin(patterns.levels[:, at], numbers)] = 1.0
    telling = sum(item.code in WITH_OWN for item in comparisons)
    return own if telling >= FEWEST_OWN else np.ones_like(own)


def _shares(levels: "npt.NDArray[np.int64]", pairs: "Floats", held: "Floats") -> "Floats":
    """The share of each level among the pairs that reach one, with `held` pairs added to each."""
    import numpy as np

    known = levels >= 0
    counted = np.maximum(np.bincount(levels[known], weights=pairs[known], minlength=len(held)), 0.0) + held
    shares: Floats = counted / counted.sum()
    return shares


def _chances(patterns: Patterns, same: "list[Floats]", other: "list[Floats]", prior: float) -> "Floats":
    """The probability of one person for each pattern."""
    import numpy as np

    bits = np.log2(prior / (1 - prior)) + patterns.bits
    for at, (m, u) in enumerate(zip(same, other, strict=True)):
        weights = np.append(np.log2(m / u), 0.0)
        bits = bits + weights[patterns.levels[:, at]]
    chances: Floats = 1 / (1 + np.exp2(-np.clip(bits, -500, 500)))
    return chances


SURE_NAMES: Final = ("signs", "whole", "core")
SURE_BESIDE: Final = {"birth": ("same",), "phone": ("own",), "email": ("own",), "document": ("same",),
                      "passport": ("same",), "street": ("door",)}  # fmt: skip


def _sure_pairs(comparisons: list[Comparison], patterns: Patterns) -> float:
    """How many proposed pairs a plain rule would take for one person: the same name, and one strong field alike."""
    import numpy as np

    name = np.zeros(len(patterns.pairs), dtype=bool)
    beside = np.zeros(len(patterns.pairs), dtype=bool)
    for at, item in enumerate(comparisons):
        reached = patterns.levels[:, at]
        if item.code == "name":
            name |= np.isin(reached, [number_of(item, code) for code in SURE_NAMES])
        elif item.code in SURE_BESIDE:
            beside |= np.isin(reached, [number_of(item, code) for code in SURE_BESIDE[item.code]])
    return float(patterns.pairs[name & beside].sum())
