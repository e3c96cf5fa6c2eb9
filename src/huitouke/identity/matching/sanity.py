"""Whether a newly learnt model may weigh: what no model of people's records can say, whatever the records are."""

from collections.abc import Mapping
from math import isfinite
from typing import Final

from huitouke.identity.matching.comparisons import COMPARISONS, Comparison
from huitouke.identity.matching.model import Model, Weight

SHARES: Final = "shares"
LEVELS: Final = "levels"
PRIOR: Final = "prior"
BACKWARDS: Final = "backwards"
NAME: Final = "name"
CONTRADICTION: Final = "contradiction"
LEAP: Final = "leap"
DECIDED: Final = "decided"

MOST_ONE: Final = 2.0
"""Pairs of one person for each record: more, and nearly everybody would be one."""
LARGEST_LEAP: Final = 2.0
"""So many times as many pairs, or so few, may link by themselves as by the model before, on the same records."""
SMALLEST_COUNT: Final = 50
"""Of fewer linked pairs a leap says nothing."""
MOST_DECIDED_WRONGLY: Final = 0.05
FEWEST_DECIDED: Final = 20

STRONG: Final = {
    "name": ("signs", "whole"), "birth": ("same",), "phone": ("own",), "email": ("own",), "document": ("same",),
    "passport": ("same",),
}  # fmt: skip
"""Levels that have to speak for one person."""
AGAINST: Final = {"name": "other", "birth": "other", "document": "different"}
"""Levels that have to speak against."""


def fits(model: Model) -> bool:
    """Whether the model knows every level of today's comparisons, and no other."""
    levels = {item.code: {level.code for level in item.levels} for item in COMPARISONS}
    return all(set(told) == levels.get(code) for code, told in model.weights.items())


def faults_of(model: Model, records: int) -> list[str]:
    """The codes of the rules that the model breaks, none for a sane one; `records` are those that it was learnt on.

    `levels`: it does not know the levels of today. `shares`: a share is not between 0 and 1. `prior`: nobody would be
    one person, or nearly everybody. `backwards`: the best level of a field weighs less than its worst. `name`: the same
    name, birth date, number or contact does not speak for one person. `contradiction`: another name, birth date or
    verified number does not speak against.
    """
    if not fits(model):
        return [LEVELS]
    shares = [share for levels in model.weights.values() for weight in levels.values()
              for share in (weight.same_share, weight.other_share)]  # fmt: skip
    if not all(isfinite(share) and 0 < share < 1 for share in shares):
        return [SHARES]
    faults = []
    pairs = records * (records - 1) / 2
    if not 0 < model.prior * pairs <= MOST_ONE * records:
        faults.append(PRIOR)
    told = [(item, model.weights[item.code]) for item in COMPARISONS if item.code in model.weights]
    if any(_best(item, levels) < levels[item.levels[-1].code].bits for item, levels in told):
        faults.append(BACKWARDS)
    if any(levels[code].bits <= 0 for item, levels in told for code in STRONG.get(item.code, ())):
        faults.append(NAME)
    if any(levels[AGAINST[item.code]].bits >= 0 for item, levels in told if item.code in AGAINST):
        faults.append(CONTRADICTION)
    return faults


def is_leap(before: int, now: int) -> bool:
    """Whether two models, weighing the same pairs, differ too much in how many they would link by themselves."""
    if max(before, now) < SMALLEST_COUNT:
        return False
    return not before / LARGEST_LEAP <= now <= before * LARGEST_LEAP


def contradicts_people(wrongly: int, decided: int) -> bool:
    """Whether a model would link by itself too many of the pairs that people said are two persons."""
    return decided >= FEWEST_DECIDED and wrongly > MOST_DECIDED_WRONGLY * decided


def _best(comparison: Comparison, levels: Mapping[str, Weight]) -> float:
    codes = STRONG.get(comparison.code, (comparison.levels[0].code,))
    return max(levels[code].bits for code in codes)
