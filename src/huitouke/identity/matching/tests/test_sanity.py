"""No model may weigh that says what no records of people can say."""

from dataclasses import replace

import pytest

from huitouke.identity.matching.default import default_model
from huitouke.identity.matching.model import Weight
from huitouke.identity.matching.sanity import contradicts_people, faults_of, is_leap


def changed(comparison, level, same, other):
    model = default_model(20_000)
    levels = {**model.weights[comparison], level: Weight(same, other)}
    return replace(model, weights={**model.weights, comparison: levels})


def without(comparison, level):
    model = default_model(20_000)
    levels = {code: weight for code, weight in model.weights[comparison].items() if code != level}
    return replace(model, weights={**model.weights, comparison: levels})


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        (changed("birth", "same", 0.001, 0.9), "name"),
        (changed("phone", "own", 0.0, 0.5), "shares"),
        (changed("name", "other", 0.9, 0.1), "contradiction"),
        (changed("company", "same", 0.01, 0.9), "backwards"),
        (without("name", "whole"), "levels"),
        (replace(default_model(20_000), prior=0.3), "prior"),
    ],
)
def test_what_is_absurd_is_named(model, fault):
    assert fault in faults_of(model, 20_000)


def test_the_shipped_model_is_sane():
    assert faults_of(default_model(20_000), 20_000) == []


def test_a_leap_and_decisions_of_people_count_from_some_number_on():
    assert not is_leap(3, 40)
    assert is_leap(1000, 2001)
    assert is_leap(1000, 499)
    assert not is_leap(1000, 1900)
    assert contradicts_people(2, 30)
    assert not contradicts_people(3, 3), "three decisions are no verdict"
