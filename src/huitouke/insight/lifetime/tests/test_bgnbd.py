"""BG/NBD against its paper, against itself by simulation, and where histories say little."""

from itertools import islice

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from huitouke.insight.lifetime.bgnbd import (
    BgNbd,
    _alike,
    _likelihood,
    chance_alive,
    expected_visits,
    fit_bgnbd,
    visits_at_most,
)
from huitouke.insight.lifetime.fitting import NotFitted
from huitouke.insight.lifetime.histories import DAYS_A_WEEK, Histories, histories_of

PAPER = BgNbd(0.243, 4.414, 0.793, 2.426)


def some(frequency, recency_days, age_days):
    frequency = np.asarray(frequency)
    return Histories(
        np.arange(len(frequency)),
        frequency,
        np.asarray(recency_days),
        np.asarray(age_days),
        np.where(frequency > 0, 1.0, np.nan),
        np.zeros(len(frequency)),
    )


def drawn(model, guests, days, seed=5):
    """Guests of a model, who all first came on day 0, and the days on which they came after it."""
    draw = np.random.default_rng(seed)
    rate = draw.gamma(model.r, 1 / model.alpha, guests) / DAYS_A_WEEK
    chance = draw.beta(model.a, model.b, guests)
    whose, when = [np.arange(guests)], [np.zeros(guests)]
    alive, now = np.arange(guests), np.zeros(guests)
    while len(alive):
        now = now + draw.exponential(1 / rate[alive])
        still = now <= days
        alive, now = alive[still], now[still]
        whose.append(alive)
        when.append(now)
        stays = draw.random(len(alive)) > chance[alive]
        alive, now = alive[stays], now[stays]
    return np.concatenate(whose), np.concatenate(when)


def test_the_guest_of_the_papers_note_is_expected_as_it_says():
    # Fader, Hardie, Lee: Implementing the BG/NBD Model in Excel: x 2, t_x 30.43, T 38.86 give 1.226 in 39 weeks.
    one = some([2], [213], [272])
    assert expected_visits(PAPER, one, 39.0)[0] == pytest.approx(1.226, abs=0.001)
    assert chance_alive(PAPER, one)[0] == pytest.approx(0.726, abs=0.001)


@pytest.mark.parametrize("k", [1, 2, 7])
def test_the_slope_is_the_likelihoods(k):
    histories = some([0, 1, 2, 7], [0, 30, 100, 200], [10, 60, 210, 210])
    whole = _alike(histories)
    at = np.array([0.6, 5.0, 0.7, 2.0])
    by_steps = approx_fprime(at, lambda parameters: _likelihood(parameters, k, *whole)[0], 1e-7)
    assert _likelihood(at, k, *whole)[1] == pytest.approx(by_steps, rel=1e-4)


def test_alike_histories_are_counted_and_none_is_lost():
    histories = some([0, 2, 0, 2, 1], [0, 9, 0, 9, 3], [10, 20, 10, 20, 20])
    frequency, recency, age, count = _alike(histories)
    found = sorted(zip(frequency, recency * DAYS_A_WEEK, age * DAYS_A_WEEK, count, strict=True))
    assert found == [(0, 0, 10, 2), (1, 3, 20, 1), (2, 9, 20, 2)]


def test_finds_the_parameters_that_guests_were_drawn_by():
    truth = BgNbd(0.8, 6.0, 1.2, 4.0)
    whose, when = drawn(truth, 60_000, 365)
    found = fit_bgnbd(histories_of(whose, np.ceil(when).astype(int), np.ones(len(when)), 365))
    # A day is the least that is told apart, so visits of one day melt into one.
    assert found.r == pytest.approx(truth.r, rel=0.05)
    assert found.alpha == pytest.approx(truth.alpha, rel=0.06)
    assert found.a / (found.a + found.b) == pytest.approx(truth.a / (truth.a + truth.b), rel=0.05)


def test_what_is_held_possible_is_what_comes_of_drawn_guests():
    model = BgNbd(0.8, 6.0, 1.2, 4.0)
    whose, when = drawn(model, 200_000, 700)
    days = when.astype(int)
    histories = histories_of(whose, days, np.ones(len(days)), 350)
    after = np.bincount(whose[when > 351], minlength=len(histories.guest))
    for number, at_most in enumerate(islice(visits_at_most(model, histories, 349 / DAYS_A_WEEK), 4)):
        assert float((after <= number).mean()) == pytest.approx(float(at_most.mean()), abs=0.01)


def test_the_chances_have_the_expectation_as_their_mean():
    histories = some([0, 1, 3, 40], [0, 30, 100, 350], [10, 200, 120, 364])
    above = sum(1 - at_most for at_most in islice(visits_at_most(PAPER, histories, 26.0), 2_000))
    assert above == pytest.approx(expected_visits(PAPER, histories, 26.0), rel=1e-6)


def test_who_came_hundreds_of_times_is_in_range():
    often = some([900, 3_000], [1_000, 3_640], [1_001, 3_650])
    told = expected_visits(PAPER, often, 52.0)
    assert np.isfinite(told).all()
    assert (told > 100).all()


@pytest.mark.parametrize("a", [1 - 1e-9, 1.0, 1 + 1e-9])
def test_a_chance_to_stop_of_one_is_no_hole(a):
    one = some([2], [213], [272])
    beside = expected_visits(BgNbd(0.243, 4.414, 1.001, 2.426), one, 39.0)[0]
    assert expected_visits(BgNbd(0.243, 4.414, a, 2.426), one, 39.0)[0] == pytest.approx(beside, rel=0.01)


def test_who_came_once_still_comes():
    assert chance_alive(BgNbd(0.5, 4.0, 0.8, 0.5), some([0], [0], [900])).tolist() == [1.0]


def test_a_house_where_nobody_came_twice_says_so():
    with pytest.raises(NotFitted, match="twice"):
        fit_bgnbd(some([0, 0, 0], [0, 0, 0], [1, 20, 300]))


def test_a_house_that_loses_nobody_is_fitted_all_the_same():
    frequency = np.full(500, 50)
    found = fit_bgnbd(some(frequency, np.full(500, 364), np.full(500, 364)))
    assert np.isfinite([found.r, found.alpha, found.a, found.b]).all()
    assert found.a / (found.a + found.b) < 0.01
