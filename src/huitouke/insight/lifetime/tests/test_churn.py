"""`./huitouke evaluate churn`, on guests of planted rhythms and on the customers of CDNOW."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from huitouke.cli import verbs
from huitouke.insight.lifetime.bgnbd import BgNbd, chance_alive
from huitouke.insight.lifetime.churn import evaluate_churn, late_after
from huitouke.insight.lifetime.fitting import NotFitted
from huitouke.insight.lifetime.histories import DAYS_A_WEEK
from huitouke.insight.lifetime.purchases import Purchases
from huitouke.insight.lifetime.tests.test_bgnbd import drawn, some
from huitouke.testing.reference import reference_data

MODEL = BgNbd(0.243, 4.414, 0.793, 2.426)
UNTIL = 1_500


def planted(seed=3):
    """400 guests who come every fortnight, a third of whom stopped some 80 days before the day; 400 who come once a
    year, and did so some time in the year before. Each at their own days, for four years, and for one more."""
    draw = np.random.default_rng(seed)
    guest, day = [], []
    for number in range(800):
        often = number < 400
        rhythm = 14 if often else 365
        stops = UNTIL - draw.integers(70, 90) if often and number % 3 == 0 else UNTIL + 400
        days = np.arange(draw.integers(0, rhythm), UNTIL + 400, rhythm) + draw.integers(-2, 3)
        days = days[(days >= 0) & (days <= stops)]
        guest += [number] * len(days)
        day += list(days)
    return Purchases(np.array(guest), np.array(day), np.full(len(day), np.nan), 0)


def test_whoever_left_their_own_rhythm_is_found_where_days_alone_find_the_wrong_ones():
    found = evaluate_churn(planted(), UNTIL, 380)
    assert found.guests == 800
    assert found.lost == 134
    assert found.phases > 4
    assert found.own_rhythm.top_tenth >= 1.5 * max(found.window.top_tenth, 0.3)
    assert found.own_rhythm.auc > 0.95 > found.window.auc
    assert found.warned == 1
    assert found.warning_days > 250


@pytest.mark.parametrize("k", [1, 4])
def test_a_guest_is_late_when_the_chance_that_they_come_has_fallen_to_a_half(k):
    before, model = (
        some([1, 4, 30], [60, 300, 350], [60, 300, 350]),
        replace(MODEL, k=k, alpha=MODEL.alpha / k),
    )
    days = late_after(model, before)
    assert chance_alive(model, before, days / DAYS_A_WEEK) == pytest.approx([0.5] * 3, abs=0.005)
    assert days[1] > days[2], "who came often is late sooner"
    assert late_after(model, some([0], [0], [10])).tolist() == [np.inf]


def test_who_comes_evenly_is_late_sooner():
    often = some([20], [280], [280])
    by_chance, evenly = (late_after(BgNbd(1.0, 2.0 / k, 0.8, 2.4, k=k), often)[0] for k in (1, 6))
    assert evenly < 0.6 * by_chance


def test_what_is_foretold_comes_as_often_as_foretold_where_guests_are_as_the_model_takes_them():
    whose, when = drawn(BgNbd(0.8, 6.0, 1.2, 4.0), 60_000, 700)
    told = Purchases(whose, np.ceil(when).astype(int), np.full(len(when), np.nan), 0)
    found = evaluate_churn(told, 350, 350, window_days=300)
    for each in found.calibration:
        assert each.lost == pytest.approx(each.foretold, abs=0.04)
    assert found.is_better


def test_the_customers_of_cdnow_are_ranked_and_the_model_says_that_it_is_no_better():
    path = reference_data("clv/CDNOW_sample.txt")
    words = ["evaluate", "churn", str(path), "--columns", "guest,sample,date,number,amount", "--guest", "guest",
             "--date", "date", "--until", "1997-09-30", "--horizon-days", "273", "--window-days", "180"]  # fmt: skip
    told = CliRunner().invoke(verbs, words)
    assert told.exit_code == 0, told.output
    assert "do not rely on it here" in told.output
    found = json.loads(CliRunner().invoke(verbs, [*words, "--json"]).stdout.splitlines()[-1])
    assert (found["guests"], found["lost"]) == (464, 144)
    assert sum(each["guests"] for each in found["calibration"]) == 464
    assert not found["is_better"]
    assert found["brier"] > found["brier_share"]


def test_where_all_come_again_nothing_can_be_ranked():
    guest, day = np.divmod(np.arange(50 * 100), 100)
    with pytest.raises(NotFitted, match="all or none"):
        evaluate_churn(Purchases(guest, day * 10, np.ones(len(day)), 0), 600, 300)
