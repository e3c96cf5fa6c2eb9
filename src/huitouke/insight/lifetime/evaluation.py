"""How well visits and money were foretold: the models see what was known on a day, and are held against what came."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huitouke.insight.lifetime.bgnbd import BgNbd, expected_visits, fit_bgnbd, visits_at_most
from huitouke.insight.lifetime.fitting import NotFitted
from huitouke.insight.lifetime.gamma_gamma import GammaGamma, expected_value, fit_gamma_gamma
from huitouke.insight.lifetime.histories import DAYS_A_WEEK, Histories, by_day, histories_of
from huitouke.insight.lifetime.purchases import Purchases

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

LOW: Final = 0.1
HIGH: Final = 0.9
MOST: Final = 10_000
"""Visits of one guest within a horizon that are looked at; who may come oftener than that has the highest range."""
_SEED: Final = 20261123


@dataclass(frozen=True, slots=True)
class Guess:
    """What one way of foretelling says: visits of all, and by how much it is wrong for a guest, on average."""

    predicted: float
    mae: float


@dataclass(frozen=True, slots=True)
class Money:
    """What guests were expected to spend, and spent, in the unit of the amounts. `correlation`: of how often they came
    and what they spent a visit, over all who came again; the model takes it to be 0."""

    predicted: float
    actual: float
    mae: float
    correlation: float | None


@dataclass(frozen=True, slots=True)
class LifetimeFigures:
    """`predicted`, `actual`, `mae`: visits of all within the horizon, and by how much the model is wrong for a guest.

    `coverage_80`: share of guests whose outcome lies between the points of 10 % and 90 % of what the model holds
    possible, one on such a point drawn by chance (a model that knows how little it knows has 0.8);
    `coverage_80_shown`: share inside the ranges of whole numbers that are shown, which are never narrower.
    `is_better`: whether the model is less wrong than each of the `baselines`.
    """

    guests: int
    bgnbd: BgNbd
    gamma_gamma: GammaGamma | None
    predicted: float
    actual: int
    mae: float
    coverage_80: float
    coverage_80_shown: float
    baselines: Mapping[str, Guess]
    is_better: bool
    money: Money | None


def evaluate(purchases: Purchases, until: int, horizon_days: int) -> LifetimeFigures:
    """Fits on what was known on the day `until` and foretells the `horizon_days` after it.

    Those count who had come by then. NotFitted where that is too little."""
    guest, day, amount = by_day(purchases.guest, purchases.day, purchases.amount)
    histories = histories_of(guest, day, amount, until)
    if not len(histories.guest):
        raise NotFitted("nobody had come by then")
    model = fit_bgnbd(histories)
    weeks = horizon_days / DAYS_A_WEEK
    came, spent = _outcome(histories, guest, day, amount, until, horizon_days)
    expected = expected_visits(model, histories, weeks)
    ranges = predictive(model, histories, weeks, came)
    window = (day > until - horizon_days) & (day <= until)
    before, _spent = _counted(histories, guest[window], amount[window])
    baselines = {name: _guess(told, came) for name, told in _baselines(histories, before, weeks).items()}
    own = _guess(expected, came)
    value = _value_model(histories)
    return LifetimeFigures(
        guests=len(came),
        bgnbd=model,
        gamma_gamma=value,
        predicted=own.predicted,
        actual=int(came.sum()),
        mae=own.mae,
        coverage_80=ranges.coverage,
        coverage_80_shown=float(((came >= ranges.low) & (came <= ranges.high)).mean()),
        baselines=baselines,
        is_better=all(own.mae < each.mae for each in baselines.values()),
        money=_money(value, histories, expected, spent),
    )


@dataclass(frozen=True, slots=True)
class Ranges:
    """Of each guest the smallest numbers of visits with at least 10 % and 90 % of the chance at or below them;
    `coverage`: see `LifetimeFigures.coverage_80`."""

    low: Counts
    high: Counts
    coverage: float


def predictive(model: BgNbd, histories: Histories, weeks: float, came: Counts) -> Ranges:
    """What the model holds possible for each guest, against how often they came."""
    size = len(came)
    low, high = np.full(size, -1), np.full(size, -1)
    upper, lower = np.ones(size), np.ones(size)
    before = np.zeros(size)
    for number, at_most in enumerate(islice(visits_at_most(model, histories, weeks), MOST)):
        low[(low < 0) & (at_most >= LOW)] = number
        high[(high < 0) & (at_most >= HIGH)] = number
        here = came == number
        lower[here], upper[here] = before[here], at_most[here]
        before = at_most
        if number >= came.max() and (high >= 0).all():
            break
    low[low < 0], high[high < 0] = MOST, MOST
    # A count falls on a whole step of the distribution: where on it is drawn (randomised PIT; Czado, Gneiting, Held,
    # Predictive Model Assessment for Count Data, Biometrics 65, 2009).
    place = lower + np.random.default_rng(_SEED).random(size) * (upper - lower)
    return Ranges(low, high, float(((place > LOW) & (place <= HIGH)).mean()))


def _outcome(
    histories: Histories, guest: Counts, day: Counts, amount: Floats, until: int, horizon_days: int
) -> tuple[Counts, Floats]:
    after = (day > until) & (day <= until + horizon_days)
    return _counted(histories, guest[after], amount[after])


def _counted(histories: Histories, guest: Counts, amount: Floats) -> tuple[Counts, Floats]:
    """Of each guest of the histories how many of these visits are theirs, and what they spent on them."""
    place = np.searchsorted(histories.guest, guest)
    known = place < len(histories.guest)
    known[known] = histories.guest[place[known]] == guest[known]
    size = len(histories.guest)
    spent = np.bincount(place[known], weights=amount[known], minlength=size)
    return np.bincount(place[known], minlength=size), spent.astype(np.float64)


def _baselines(histories: Histories, before: Counts, weeks: float) -> dict[str, Floats]:
    """What anybody would say without a model: nobody comes; all come as the average of all; each at their own rate so
    far; each as often as within as many weeks before."""
    age = np.maximum(histories.age, 1 / DAYS_A_WEEK)
    whole = float(histories.age.sum())
    average = float(histories.frequency.sum()) / whole if whole else 0.0
    return {
        "nobody": np.zeros(len(age)),
        "average": np.full(len(age), average * weeks),
        "own_rate": histories.frequency / age * weeks,
        "as_before": before.astype(np.float64),
    }


def _guess(told: Floats, came: Counts) -> Guess:
    return Guess(float(told.sum()), float(np.abs(told - came).mean()))


def _value_model(histories: Histories) -> GammaGamma | None:
    try:
        return fit_gamma_gamma(histories)
    except NotFitted:
        return None


def _money(model: GammaGamma | None, histories: Histories, expected: Floats, spent: Floats) -> Money | None:
    if model is None or np.isnan(spent).any():
        return None
    told = expected * expected_value(model, histories)
    again = (histories.frequency > 0) & (histories.value > 0)
    frequency, value = histories.frequency[again], histories.value[again]
    correlation = float(np.corrcoef(frequency, value)[0, 1]) if np.ptp(frequency) and np.ptp(value) else None
    return Money(float(told.sum()), float(spent.sum()), float(np.abs(told - spent).mean()), correlation)
