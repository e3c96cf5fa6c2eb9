"""BG/NBD: guests come at a rate of their own while they do, and after each visit stop for good by their own chance.

Rates are spread over guests by a gamma distribution (`r`, `alpha`, a week), chances by a beta distribution (`a`, `b`).
Fader, Hardie, Lee: "Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005; the numbers of equations are
theirs. Times are in weeks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln, digamma, gammaln, hyp2f1

from huitouke.insight.lifetime.histories import DAYS_A_WEEK, Histories

Floats = NDArray[np.float64]

PRIOR: Final = 0.01
"""Weight of the squared logarithms of the parameters, beside a log-likelihood of some units a guest. Where next to
nobody stops, or hardly anybody came twice, the likelihood alone lets parameters run away; this holds them, and leaves
the fifth digit of a fit over 2,000 guests as it is."""
_TO_ONE: Final = 1e-6


class NotFitted(Exception):
    """The histories do not say enough to fit the model."""


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The fitted model. `log_likelihood`: of the histories that it was fitted on."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")


def fit_bgnbd(histories: Histories) -> BgNbd:
    """The parameters of greatest likelihood, held by `PRIOR`. NotFitted where nobody came twice."""
    if not histories.frequency.any():
        raise NotFitted("nobody came twice")
    frequency, recency, age, count = _alike(histories)
    total = float(count.sum())

    def loss(logs: Floats) -> tuple[float, Floats]:
        likelihood, slope = _likelihood(np.exp(logs), frequency, recency, age, count)
        return (
            (PRIOR * float(logs @ logs) - likelihood) / total,
            (2 * PRIOR * logs - slope * np.exp(logs)) / total,
        )

    start = np.log([1.0, max(float(np.average(age, weights=count)), 1.0), 1.0, 2.0])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-8})
    if not np.isfinite(found.fun):
        raise NotFitted(str(found.message))
    parameters = np.exp(found.x)
    likelihood, _slope = _likelihood(parameters, frequency, recency, age, count)
    r, alpha, a, b = map(float, parameters)
    return BgNbd(r, alpha, a, b, likelihood)


def chance_alive(model: BgNbd, histories: Histories) -> Floats:
    """Of each guest the chance that they still come. One who came once has had no chance to stop: 1."""
    frequency = histories.frequency
    # Of nobody who came once is anything divided by b - 1, which may be 0.
    later = np.maximum(frequency, 1)
    odds = np.exp(
        np.log(model.a)
        - np.log(model.b + later - 1)
        + (model.r + frequency)
        * (np.log(model.alpha + histories.age) - np.log(model.alpha + histories.recency))
    )
    return np.where(frequency > 0, 1 / (1 + odds), 1.0)


def expected_visits(model: BgNbd, histories: Histories, weeks: float) -> Floats:
    """Of each guest how many visits are expected in the `weeks` to come (equation 10, after Euler's transformation of
    the hypergeometric function, which keeps it in range for guests who came hundreds of times)."""
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
    """Of each guest the chance of at most 0, 1, 2, … visits in the `weeks` to come, an array a number, without end.

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


def _likelihood(
    parameters: Floats, frequency: Floats, recency: Floats, age: Floats, count: Floats
) -> tuple[float, Floats]:
    """The logarithm of the likelihood (equation 6) of `count` guests of each history, and its slope."""
    r, alpha, a, b = parameters
    again = frequency > 0
    late = np.where(again, b + frequency - 1, 1.0)
    log_age, log_recency = np.log(alpha + age), np.log(alpha + recency)
    alive = -(r + frequency) * log_age
    gone = np.where(again, np.log(a) - np.log(late) - (r + frequency) * log_recency, -np.inf)
    both = np.logaddexp(alive, gone)
    here, there = np.exp(alive - both), np.exp(gone - both)
    value = (
        gammaln(r + frequency) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) + gammaln(b + frequency) - gammaln(b) - gammaln(a + b + frequency)
        + both
    )  # fmt: skip
    shared = digamma(a + b) - digamma(a + b + frequency)
    slope = np.stack([
        digamma(r + frequency) - digamma(r) + np.log(alpha) - here * log_age - there * log_recency,
        r / alpha - (r + frequency) * (here / (alpha + age) + there / (alpha + recency)),
        shared + there / a,
        shared + digamma(b + frequency) - digamma(b) - there / late,
    ])  # fmt: skip
    return float(value @ count), slope @ count
