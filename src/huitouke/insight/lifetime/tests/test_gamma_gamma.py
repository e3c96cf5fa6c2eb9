"""Gamma-Gamma against what guests were drawn by, and where little is known."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from huitouke.insight.lifetime.fitting import NotFitted
from huitouke.insight.lifetime.gamma_gamma import GammaGamma, _likelihood, expected_value, fit_gamma_gamma
from huitouke.insight.lifetime.histories import Histories


def who_spent(frequency, value):
    frequency = np.asarray(frequency)
    days = np.where(frequency > 0, 30, 0)
    return Histories(
        np.arange(len(frequency)), frequency, days, days + 10, np.asarray(value, float), 0.0 * days
    )


def drawn(model, guests):
    draw = np.random.default_rng(8)
    scale = draw.gamma(model.q, 1 / model.v, guests)
    frequency = draw.integers(1, 9, guests)
    return who_spent(frequency, draw.gamma(model.p * frequency, 1 / (scale * frequency)))


def test_the_slope_is_the_likelihoods():
    at = np.array([6.0, 3.7, 15.0])
    told = (np.array([1.0, 3.0, 2.0]), np.array([22.0, 11.0, 60.0]))
    by_steps = approx_fprime(at, lambda parameters: _likelihood(parameters, *told)[0], 1e-7)
    assert _likelihood(at, *told)[1] == pytest.approx(by_steps, rel=1e-4)


def test_finds_the_parameters_that_guests_were_drawn_by():
    truth = GammaGamma(6.0, 4.0, 1_500.0)
    found = fit_gamma_gamma(drawn(truth, 40_000))
    assert (found.p, found.q, found.v) == pytest.approx((truth.p, truth.q, truth.v), rel=0.06)


def test_yuan_and_fen_are_fitted_alike():
    told = drawn(GammaGamma(6.0, 4.0, 1_500.0), 2_000)
    whole, small = fit_gamma_gamma(told), fit_gamma_gamma(who_spent(told.frequency, told.value * 100))
    assert (small.p, small.q, small.v) == pytest.approx((whole.p, whole.q, whole.v * 100), rel=1e-3)


def test_who_came_once_is_held_to_spend_what_all_do_and_the_others_what_they_did():
    model = GammaGamma(6.0, 4.0, 1_500.0)
    once, often, ever = expected_value(model, who_spent([0, 2, 5_000], [np.nan, 9_000.0, 9_000.0]))
    assert once == pytest.approx(6.0 * 1_500 / 3)
    assert once < often < ever
    assert ever == pytest.approx(9_000, rel=0.01)


@pytest.mark.parametrize(
    "value", [[50.0], [50.0, 50.0, 50.0], [0.0, 0.0, 0.0]], ids=["one", "all the same", "nothing"]
)
def test_too_little_says_so(value):
    with pytest.raises(NotFitted):
        fit_gamma_gamma(who_spent([1] * len(value), value))


def test_where_the_mean_is_not_finite_it_is_not_told():
    assert np.isnan(expected_value(GammaGamma(6.0, 0.9, 15.0), who_spent([0], [np.nan]))).all()
