"""Gamma-Gamma: what guests spend a visit varies about a mean of their own, and these means are spread over guests.

Fader, Hardie: The Gamma-Gamma Model of Monetary Value, 2013. It takes what they spend to be independent of how often
they come; `evaluation.py` tells how far that holds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

from huitouke.insight.lifetime.fitting import NotFitted, most_likely
from huitouke.insight.lifetime.histories import Histories

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The fitted model. `v` is in the unit of the amounts."""

    p: float
    q: float
    v: float


def fit_gamma_gamma(histories: Histories) -> GammaGamma:
    """The most likely parameters over all who came again and spent something then. NotFitted where fewer
    than two did, or all of them spent the same."""
    spent = (histories.frequency > 0) & (histories.value > 0)
    frequency, value = histories.frequency[spent].astype(np.float64), histories.value[spent]
    if len(value) < 2 or np.ptp(value) == 0:
        raise NotFitted("too few guests came again and spent money")
    # In units of the mean, so that yuan and yen are fitted alike.
    unit = float(value.mean())
    value = value / unit

    p, q, v = most_likely(
        lambda parameters: _likelihood(parameters, frequency, value), (2.0, 2.0, 1.0), len(value)
    )
    return GammaGamma(float(p), float(q), float(v * unit))


def expected_value(model: GammaGamma, histories: Histories) -> Floats:
    """Of each guest what a visit is expected to bring: between the mean of all and what they spent so far, the nearer
    to theirs the more often they came. nan where the mean of all is not finite (q at most 1) and nothing is known."""
    frequency = histories.frequency
    spent = np.where(frequency > 0, frequency * np.nan_to_num(histories.value), 0.0)
    below = model.p * frequency + model.q - 1
    expected: Floats = np.full(len(frequency), np.nan)
    np.divide(model.p * (model.v + spent), below, out=expected, where=below > 0)
    return expected


def _likelihood(parameters: Floats, frequency: Floats, value: Floats) -> tuple[float, Floats]:
    """The logarithm of the likelihood (equation 1a of the note) and its slope."""
    p, q, v = parameters
    each = p * frequency
    spent = frequency * value
    whole = np.log(v + spent)
    told = (
        gammaln(each + q) - gammaln(each) - gammaln(q) + q * np.log(v)
        + (each - 1) * np.log(value) + each * np.log(frequency) - (each + q) * whole
    )  # fmt: skip
    slope = np.array([
        (frequency * (digamma(each + q) - digamma(each) + np.log(spent) - whole)).sum(),
        (digamma(each + q) - digamma(q) + np.log(v) - whole).sum(),
        (q / v - (each + q) / (v + spent)).sum(),
    ])  # fmt: skip
    return float(told.sum()), slope
