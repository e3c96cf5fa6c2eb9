"""BG/NBD: guests come at a rate of their own while they do, and after each visit stop for good by their own chance.

Rates are spread over guests by a gamma distribution (`r`, `alpha`, a week), chances by a beta distribution (`a`, `b`).
Fader, Hardie, Lee: "Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005; the numbers of equations are
theirs. There the moments of visits are chance (Poisson). Guests come more evenly than that, and the more evenly the
sooner they are late: with `k` phases between two visits, each at the rate (Erlang), it is BG/CNBD-k (Platzer,
Reutterer: Ticking Away the Moments, Marketing Science 35(5), 2016); `k` 1 is BG/NBD. Times are in weeks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, gammaln, hyp2f1

from huitouke.insight.lifetime.fitting import NotFitted, most_likely
from huitouke.insight.lifetime.histories import DAYS_A_WEEK, Histories

Floats = NDArray[np.float64]

_TO_ONE: Final = 1e-6
MOST_EVEN: Final = 12
"""Phases between two visits that are tried."""


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The fitted model. `log_likelihood`: of the histories that it was fitted on; of one `k`, without what depends on
    their gaps and on `k` alone."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")
    k: int = 1

    @property
    def parameters(self) -> Floats:
        """r, alpha, a, b."""
        return np.array([self.r, self.alpha, self.a, self.b])


def fit_rhythm(histories: Histories) -> BgNbd:
    """The model whose evenness `k` explains the histories best, gap by gap; `NotFitted` as `fit_bgnbd`."""
    best = fit_bgnbd(histories)
    most = best.log_likelihood
    for k in range(2, MOST_EVEN + 1):
        model = fit_bgnbd(histories, k)
        whole = (
            model.log_likelihood
            + (k - 1) * float(histories.log_gaps.sum())
            - float(gammaln(k)) * float(histories.frequency.sum())
        )
        if whole <= most:
            break
        best, most = model, whole
    return best


def fit_bgnbd(histories: Histories, k: int = 1) -> BgNbd:
    """The most likely parameters. NotFitted where nobody came twice."""
    if not histories.frequency.any():
        raise NotFitted("nobody came twice")
    frequency, recency, age, count = _alike(histories)

    def likelihood_of(parameters: Floats) -> tuple[float, Floats]:
        return _likelihood(parameters, k, frequency, recency, age, count)

    start = (1.0, max(float(np.average(age, weights=count)) / k, 1.0), 1.0, 2.0)
    parameters = most_likely(likelihood_of, start, float(count.sum()))
    likelihood, _slope = likelihood_of(parameters)
    r, alpha, a, b = map(float, parameters)
    return BgNbd(r, alpha, a, b, likelihood, k)


def chance_alive(model: BgNbd, histories: Histories, since: Floats | None = None) -> Floats:
    """Of each guest the chance that they still come; `since` their last visit so many weeks have passed, in place of
    those that the histories tell. One who came once has had no chance to stop: 1."""
    age = histories.age if since is None else histories.recency + since
    alive, gone = _ends(model.parameters, model.k, histories.frequency, histories.recency, age)
    chance: Floats = np.exp(alive - np.logaddexp(alive, gone))
    return chance


def chance_of_none(model: BgNbd, histories: Histories, weeks: float) -> Floats:
    """Of each guest the chance that they do not come in the `weeks` to come, for good or not."""
    told = histories.frequency, histories.recency
    now, gone = _ends(model.parameters, model.k, *told, histories.age)
    then, _gone = _ends(model.parameters, model.k, *told, histories.age + weeks)
    whole = np.logaddexp(now, gone)
    return np.exp(gone - whole) + np.exp(then - whole)


def expected_visits(model: BgNbd, histories: Histories, weeks: float) -> Floats:
    """Of each guest how many visits are expected in the `weeks` to come, for `k` 1 (equation 10, after Euler's
    transformation of the hypergeometric function, which keeps it in range for guests who came hundreds of times)."""
    a = model.a if abs(model.a - 1) > _TO_ONE else 1 + _TO_ONE
    frequency = histories.frequency
    share = weeks / (model.alpha + histories.age + weeks)
    stays = (1 - share) ** (a - 1) * hyp2f1(
        a + model.b - 1 - model.r, a - 1, a + model.b + frequency - 1, share
    )
    if_alive = (a + model.b + frequency - 1) / (a - 1) * (1 - stays)
    expected: Floats = chance_alive(model, histories) * if_alive
    return expected


def visits_at_most(model: BgNbd, histories: Histories, weeks: float) -> Iterator[Floats]:
    """Of each guest the chance of at most 0, 1, 2, … visits in the `weeks` to come, an array a number, without end; for
    `k` 1.

    Who still comes goes on as the model begins, with what is known of their rate and chance by now (equation 8)."""
    alive = chance_alive(model, histories)
    frequency = histories.frequency
    rate, chance = model.r + frequency, model.b + frequency
    time = model.alpha + histories.age
    log_gone, log_share = np.log(time) - np.log(time + weeks), np.log(weeks) - np.log(time + weeks)
    whole = betaln(model.a, chance)
    at_most = 1 - alive
    fewer = np.zeros(len(frequency))
    number = 0
    while True:
        counted = np.exp(
            gammaln(rate + number)
            - gammaln(rate)
            - gammaln(number + 1)
            + rate * log_gone
            + number * log_share
        )
        just = np.exp(betaln(model.a, chance + number) - whole) * counted
        if number:
            just += np.exp(betaln(model.a + 1, chance + number - 1) - whole) * np.maximum(1 - fewer, 0)
        fewer = fewer + counted
        at_most = np.minimum(at_most + alive * just, 1.0)
        yield at_most
        number += 1


def _alike(histories: Histories) -> tuple[Floats, Floats, Floats, Floats]:
    """Frequency, recency and age (weeks) of the histories that differ, and how many guests have each."""
    whole = np.stack([histories.frequency, histories.recency_days, histories.age_days])
    width = whole.max(axis=1) + 1
    keys, count = np.unique(np.ravel_multi_index(tuple(whole), tuple(width)), return_counts=True)
    frequency, recency, age = np.unravel_index(keys, tuple(width))
    return (
        frequency.astype(np.float64),
        recency / DAYS_A_WEEK,
        age / DAYS_A_WEEK,
        count.astype(np.float64),
    )


def _ends(
    parameters: Floats, k: int, frequency: NDArray[Any], recency: Floats, age: Floats
) -> tuple[Floats, Floats]:
    """Logarithms of how likely a history is with its guest still coming, and with their having stopped after the last
    visit; -inf for one who came once. What both have in common is left out."""
    phases = _phases(parameters, k, frequency, recency, age)
    alive: Floats = np.logaddexp.reduce(phases, axis=0)
    return alive, _gone(parameters, k, frequency, recency)


def _phases(
    parameters: Floats, k: int, frequency: NDArray[Any], recency: Floats, age: Floats
) -> NDArray[np.float64]:
    """By how many phases have passed since the last visit (0 to k - 1): the same of one who still comes."""
    r, alpha = parameters[:2]
    passed = np.arange(k)[:, None]
    shape = r + k * frequency + passed
    since = np.zeros((k, len(frequency)))
    with np.errstate(divide="ignore"):
        since[1:] = passed[1:] * np.log(age - recency)
    told: Floats = since - gammaln(passed + 1) + gammaln(shape) - shape * np.log(alpha + age)
    return told


def _gone(parameters: Floats, k: int, frequency: NDArray[Any], recency: Floats) -> Floats:
    r, alpha, a, b = parameters
    shape = r + k * frequency
    # Of nobody who came once is anything divided by b - 1, which may be 0.
    later = b + np.maximum(frequency, 1) - 1
    told = np.log(a) - np.log(later) + gammaln(shape) - shape * np.log(alpha + recency)
    return np.where(frequency > 0, told, -np.inf)


def _likelihood(
    parameters: Floats, k: int, frequency: Floats, recency: Floats, age: Floats, count: Floats
) -> tuple[float, Floats]:
    """The logarithm of the likelihood (equation 6) of `count` guests of each history, and its slope."""
    r, alpha, a, b = parameters
    phases = _phases(parameters, k, frequency, recency, age)
    alive = np.logaddexp.reduce(phases, axis=0)
    gone = _gone(parameters, k, frequency, recency)
    both = np.logaddexp(alive, gone)
    here, there = np.exp(alive - both), np.exp(gone - both)
    parts = np.exp(phases - alive)
    shape = r + k * frequency
    shapes = shape + np.arange(k)[:, None]
    value = (
        r * np.log(alpha) - gammaln(r)
        + gammaln(a + b) + gammaln(b + frequency) - gammaln(b) - gammaln(a + b + frequency)
        + both
    )  # fmt: skip
    shared = digamma(a + b) - digamma(a + b + frequency)
    later = np.where(frequency > 0, b + frequency - 1, 1.0)
    slope = np.stack([
        np.log(alpha) - digamma(r)
        + here * ((parts * digamma(shapes)).sum(axis=0) - np.log(alpha + age))
        + there * (digamma(shape) - np.log(alpha + recency)),
        r / alpha - here * (parts * shapes).sum(axis=0) / (alpha + age) - there * shape / (alpha + recency),
        shared + there / a,
        shared + digamma(b + frequency) - digamma(b) - there / later,
    ])  # fmt: skip
    return float(value @ count), slope @ count
