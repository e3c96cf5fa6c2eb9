"""`./huitouke evaluate clv`, on the customers of CDNOW and on some that were drawn."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from huitouke.cli import verbs
from huitouke.insight.lifetime.bgnbd import BgNbd, fit_bgnbd
from huitouke.insight.lifetime.evaluation import evaluate, predictive
from huitouke.insight.lifetime.fitting import NotFitted
from huitouke.insight.lifetime.histories import histories_of
from huitouke.insight.lifetime.purchases import Purchases
from huitouke.insight.lifetime.tests.test_bgnbd import drawn
from huitouke.testing.reference import reference_data

CDNOW = ("--columns", "guest,sample,date,number,amount", "--guest", "guest", "--date", "date",
         "--until", "1997-09-30", "--horizon-days", "273")  # fmt: skip


def clv(*words):
    return CliRunner().invoke(verbs, ["evaluate", "clv", *map(str, words)])


def test_the_customers_of_cdnow_are_fitted_as_published_and_foretold_as_well():
    result = clv(reference_data("clv/CDNOW_sample.txt"), *CDNOW, "--amount", "amount", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["guests"] == 2_357
    published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "log_likelihood": -9582.4}
    assert told["bgnbd"] == pytest.approx(published, rel=0.005)
    assert told["gamma_gamma"] == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.44}, rel=0.005)
    assert told["actual"] == 1_882
    assert told["mae"] <= 0.786
    assert told["predicted"] == pytest.approx(told["actual"], rel=0.15)
    assert 0.75 <= told["coverage_80"] <= 0.85
    assert told["coverage_80_shown"] >= 0.80
    assert told["baselines"]["nobody"]["mae"] == pytest.approx(1_882 / 2_357, abs=1e-6)
    assert told["is_better"]


def test_without_amounts_visits_alone_are_foretold():
    result = clv(reference_data("clv/CDNOW_sample.txt"), *CDNOW)
    assert result.exit_code == 0, result.output
    assert "1,882 came" in result.output
    assert "Gamma-Gamma" not in result.output


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("g,d\na,1999-01-01\n", "nobody had come by then"),
        ("g,d\na,1997-01-01\nb,1997-02-01\n", "nobody came twice"),
        ("g\na\n", "no column d"),
    ],
)
def test_what_nothing_can_be_foretold_from_says_so(tmp_path, text, says):
    (tmp_path / "told.csv").write_text(text, "utf-8")
    result = clv(tmp_path / "told.csv", "--guest", "g", "--date", "d", "--until", "1997-09-30",
                 "--horizon-days", "9")  # fmt: skip
    assert result.exit_code == 1
    assert says in result.output


def test_ranges_cover_what_they_say_where_guests_are_as_the_model_takes_them():
    truth = BgNbd(0.8, 6.0, 1.2, 4.0)
    whose, when = drawn(truth, 40_000, 700)
    days = np.ceil(when).astype(int)
    histories = histories_of(whose, days, np.ones(len(days)), 350)
    came = np.bincount(whose[days > 350], minlength=len(histories.guest))
    ranges = predictive(fit_bgnbd(histories), histories, 50.0, came)
    assert ranges.coverage == pytest.approx(0.8, abs=0.01)
    assert (ranges.low <= ranges.high).all()


def test_a_model_of_the_wrong_rates_does_not_cover():
    whose, when = drawn(BgNbd(0.8, 6.0, 1.2, 4.0), 20_000, 700)
    days = np.ceil(when).astype(int)
    histories = histories_of(whose, days, np.ones(len(days)), 350)
    came = np.bincount(whose[days > 350], minlength=len(histories.guest))
    assert predictive(BgNbd(8.0, 6.0, 1.2, 4.0), histories, 50.0, came).coverage < 0.7


def test_a_model_that_is_no_better_than_a_plain_rule_says_so():
    # Everybody comes every tenth day, for ever: at their own rate is exactly right, and nothing can be better.
    guest, day = np.divmod(np.arange(50 * 100), 100)
    told = Purchases(guest, day * 10, np.ones(len(day)), 0)
    found = evaluate(told, 600, 300)
    assert found.baselines["as_before"].mae == 0
    assert not found.is_better


def test_who_came_only_after_the_day_is_nobody():
    told = Purchases(np.array([0, 0, 0, 1]), np.array([1, 5, 12, 12]), np.full(4, np.nan), 0)
    found = evaluate(told, 10, 10)
    assert (found.guests, found.actual, found.money) == (1, 1, None)
    with pytest.raises(NotFitted):
        evaluate(told, 0, 10)
