"""The pure scorer and the engine are one judge: the same levels, the same weights, the same sum."""

import json
import math
import random
from dataclasses import replace

import numpy as np
import pytest

from huitouke.identity.matching.comparisons import COMPARISONS
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.features import work_out
from huitouke.identity.matching.labelled import read_labelled
from huitouke.identity.matching.model import Model, Weight
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.scorer import contradicts, forbids, score
from huitouke.identity.matching.tests.samples import drawn_rows, public_set
from huitouke.identity.matching.training import train

TWINS = (("xiaoming", "李晓明"), ("xiaomin", "李晓敏"))


def made_up_model(table):
    """Weights of which no two are alike, so that another level is another score."""
    draw = random.Random(3)
    weights = {
        item.code: {
            level.code: Weight(draw.uniform(0.001, 1), draw.uniform(0.001, 1)) for level in item.levels
        }
        for item in COMPARISONS
    }
    return Model(0.001, weights, table.count_shares(), 0.999, 0.5)


def scores_of(table, model):
    with table.weighed("pairs", model) as found:
        return table.database.arrays(f"select * from {found} order by rid_l, rid_r")


def test_every_level_of_the_engine_is_reached_alike_by_the_scorer_on_11_175_pairs():
    table = Table(drawn_rows(150))
    model = made_up_model(table)
    left, right = np.triu_indices(150, 1)
    table.pairs_from("pairs", left, right)
    found = scores_of(table, model)
    reached = set()
    features = table.features(range(150))
    for at, (one, two) in enumerate(zip(found["rid_l"], found["rid_r"], strict=True)):
        told = score(features[one], features[two], model)
        said = {item.comparison: item for item in told.evidence}
        for comparison in COMPARISONS:
            bits = float(found[f"mw_{comparison.code}"][at])
            adjusted = found.get(f"mw_tf_adj_{comparison.code}")
            bits += float(adjusted[at]) if adjusted is not None else 0.0
            evidence = said.get(comparison.code)
            assert bits == pytest.approx(evidence.bits if evidence else 0.0), (comparison.code, one, two)
            if evidence:
                reached.add((evidence.comparison, evidence.level))
        assert float(found["match_weight"][at]) == pytest.approx(told.bits)
    assert len(found["rid_l"]) == 11_175
    every = {(comparison.code, level.code) for comparison in COMPARISONS for level in comparison.levels}
    assert every - reached == set()
    table.close()


def test_the_scorer_equals_the_trained_engine_on_10_000_pairs_of_febrl3_and_shows_all_that_it_adds():
    labelled = read_labelled(public_set("febrl3.parquet"), "true_id")
    table = Table(labelled.rows)
    model = Model.from_json(json.loads(json.dumps(train(table).to_json())))
    table.database.make("pairs", "select * from pairs order by 1, 2 limit 10000")
    found = scores_of(table, model)
    assert len(found["rid_l"]) == 10_000
    features = table.features(range(len(table)))
    for one, two, weight in zip(found["rid_l"], found["rid_r"], found["match_weight"], strict=True):
        told = score(features[one], features[two], model)
        assert told.bits == pytest.approx(float(weight), abs=1e-9)
        assert told.bits == pytest.approx(told.prior_bits + math.fsum(item.bits for item in told.evidence))
        assert score(features[two], features[one], model).bits == pytest.approx(told.bits)
    table.close()


def test_different_verified_numbers_of_one_kind_forbid_a_link_and_of_two_kinds_do_not():
    rows = [
        MatchRow("1", documents=("id:a", "tw:x")),
        MatchRow("2", documents=("id:b",)),
        MatchRow("3", documents=("tw:x",)),
        MatchRow("4", documents=("id:b", "tw:x")),
    ]
    table = Table(rows)
    model = made_up_model(table)
    one, two, three, four = (work_out(row, {}) for row in rows)
    assert score(one, two, model).forbidden
    assert not score(one, three, model).forbidden
    assert not score(two, three, model).forbidden
    assert score(one, four, model).forbidden, "another number of one kind counts, whatever else is the same"
    table.pairs_from("all_pairs", *np.triu_indices(4, 1))
    apart, lacking = table.not_linking("all_pairs", None)
    assert (sorted(apart), lacking) == ([(0, 1), (0, 3)], [])
    table.close()


def test_father_and_son_twins_and_a_couple_on_one_phone_are_doubts_and_slips_are_none():
    home = {"phones": ("+8613900000000",), "street": "jiefang lu", "house_number": "5"}

    def told(family, given, hanzi="", birth_date=""):
        key = " ".join(sorted(f"{family} {given}".split()))
        return MatchRow(key, family, given, hanzi, key, birth_date=birth_date, **home)

    father, son = (told("zhang", "wei", "张伟", day) for day in ("19600307", "19880921"))
    one_twin, other_twin = (told("li", given, signs, "19950101") for given, signs in TWINS)
    wife, husband = told("wang", "fang"), told("zhao", "lei")
    table = Table([father, son, one_twin, other_twin, wife, husband])
    model = replace(
        made_up_model(table), doubting=("name.other_signs", "name.other", "birth.year", "birth.other")
    )
    everybody = table.features(range(6))
    pairs = [(0, 1), (2, 3), (4, 5)]
    assert all(contradicts(everybody[a], everybody[b], model) for a, b in pairs)
    assert score(everybody[0], everybody[1], model).doubtful
    rough = replace(model, doubting=())
    assert not contradicts(everybody[0], everybody[1], rough), "there it is weight alone"
    for day in ("19600308", "19610307", "19590307"):
        slip = work_out(told("zhang", "wei", "", day), {})
        assert not score(everybody[0], slip, model).doubtful
    table.close()


def test_the_engine_and_the_scorer_agree_on_what_does_not_link_by_itself():
    table = Table(drawn_rows(150))
    every = tuple(f"{item.code}.{level.code}" for item in COMPARISONS for level in item.levels if level.doubt)
    model = replace(made_up_model(table), doubting=every)
    table.pairs_from("pairs", *np.triu_indices(150, 1))
    apart, lacking = map(set, table.not_linking("pairs", model))
    features = table.features(range(150))
    for one in range(150):
        for two in range(one + 1, 150):
            left, right = features[one], features[two]
            assert (contradicts(left, right, model) or forbids(left, right)) is ((one, two) in apart)
            assert score(left, right, model).doubtful is (
                contradicts(left, right, model) or (one, two) in lacking
            )
    assert 0 < len(lacking) < 11_175
    table.close()


def test_a_slip_in_the_name_on_a_paper_of_one_number_is_no_doubt_and_another_name_is():
    paper = {"documents": ("id_card:x",), "birth_date": "19950101"}
    rows = [
        MatchRow("1", "li", "xiaoming", "李晓明", "ming xiao li", **paper),
        MatchRow("2", "li", "xiaomin", "李晓敏", "min xiao li", **paper),
        MatchRow("3", "zhao", "lei", "赵磊", "lei zhao", **paper),
    ]
    table = Table(rows)
    model = replace(made_up_model(table), doubting=("name.other_signs", "name.other"))
    one, slip, other = table.features(range(3))
    assert not contradicts(one, slip, model)
    assert contradicts(one, other, model)
    table.close()


def test_a_family_name_alone_is_compared_though_it_makes_no_key():
    rows = [
        MatchRow("1", family="li", hanzi="李"),
        MatchRow("2", family="li", given="na", name_key="li na"),
        MatchRow("3"),
    ]
    table = Table(rows)
    lady, whole, nobody = table.features(range(3))
    [said] = score(lady, whole, made_up_model(table)).evidence
    assert (said.comparison, said.level) == ("name", "family_alone")
    assert score(lady, nobody, made_up_model(table)).evidence == ()
    table.close()


def test_a_model_of_another_format_is_refused():
    with pytest.raises(ValueError, match="format 0"):
        Model.from_json({"format": 0})
