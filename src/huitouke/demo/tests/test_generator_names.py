"""Names are drawn as people really bear them."""

import random
from collections import Counter

import pytest

from huitouke.demo.foreign_names import NATIONALITIES, draw_foreign, plain_letters, romanise
from huitouke.demo.names import (
    draw_given,
    draw_minority,
    generation_of,
    latin_given,
    surname_readings,
    surnames,
)
from huitouke.demo.regional_names import draw_regional
from huitouke.demo.spellings import (
    pinyin_form,
    same_shape,
    same_sound,
    slip_of_keys,
    traditional,
)


@pytest.fixture
def rnd():
    return random.Random(5).random


def test_three_surnames_are_a_fifth_of_everyone(rnd):
    drawn = Counter(surnames().draw(rnd()) for _ in range(50_000))
    assert [name for name, _ in drawn.most_common(3)] in (["王", "李", "张"], ["李", "王", "张"])
    assert 0.18 <= sum(drawn[name] for name in "王李张") / 50_000 <= 0.26
    assert drawn["欧阳"] > 0
    assert len(drawn) > 180


@pytest.mark.parametrize(
    ("surname", "reading"),
    [("单", "shan"), ("曾", "zeng"), ("解", "xie"), ("仇", "qiu"), ("区", "ou"), ("朴", "piao"), ("查", "zha"),
     ("盖", "ge"), ("任", "ren"), ("翟", "zhai"), ("缪", "miao"), ("覃", "qin"), ("尉迟", "yuchi"), ("万俟", "moqi"),
     ("吕", "lyu"), ("欧阳", "ouyang"), ("王", "wang")],
)  # fmt: skip
def test_surnames_are_read_as_surnames(surname, reading):
    assert surname_readings()[surname] == reading


def test_every_reading_is_plain_letters():
    assert all(reading.isascii() and reading.isalpha() for reading in surname_readings().values())
    assert latin_given("建国") == "Jianguo"


def test_old_and_young_have_other_names(rnd):
    old = Counter(draw_given(rnd, "M", 0) for _ in range(20_000))
    young = Counter(draw_given(rnd, "M", 3) for _ in range(20_000))
    assert old["建国"] > 3 * young["建国"]
    assert young["子轩"] > 3 * old["子轩"]
    assert [generation_of(year) for year in (1950, 1975, 1990, 2012)] == [0, 1, 2, 3]


def test_given_names_have_one_or_two_signs_and_no_bare_repeat_for_men(rnd):
    for generation in range(4):
        names = [draw_given(rnd, "M", generation) for _ in range(3_000)]
        assert {len(name) for name in names} == {1, 2}
        assert not any(len(name) == 2 and name[0] == name[1] for name in names)


def test_minority_names_have_a_dot_or_no_family_name(rnd):
    made = [draw_minority(rnd, "F") for _ in range(300)]
    assert any(father for _, father, _, _ in made)
    assert any(not father for _, father, _, _ in made)
    assert all(latin_own.isascii() for _, _, latin_own, _ in made)


@pytest.mark.parametrize("kind", ["hongkong", "macau", "taiwan", "singapore"])
def test_regional_names_are_spelled_as_their_passports_do(rnd, kind):
    spelled = {}
    for _ in range(3_000):
        family, given, latin_family, latin = draw_regional(rnd, kind, "M")
        spelled[family] = latin_family
        assert given
        assert latin
    assert spelled["陈"] == {"taiwan": "Chen", "singapore": "Tan"}.get(kind, "Chan")


def test_every_nationality_has_names_for_both_sexes(rnd):
    for nationality in NATIONALITIES.items:
        for sex in "MF":
            names = {draw_foreign(rnd, nationality, sex) for _ in range(200)}
            assert len(names) > 60
            assert all(name.family and name.given for name in names)


def test_romanises_russian_and_takes_marks_off():
    assert romanise("Щербаков") == "Shcherbakov"
    assert plain_letters("Jürgen Weiß, Zoë") == "Jurgen Weiss, Zoe"


def test_wrong_signs_sound_or_look_like_the_right_one(rnd):
    wrong = same_sound(rnd, "伟")
    assert latin_given(wrong) == "Wei"
    assert wrong != "伟"
    assert same_shape(rnd, "敏") == "敬"
    assert same_shape(rnd, "尧") == ""


def test_traditional_signs_keep_names_apart_from_words():
    assert traditional("陈丽华") == "陳麗華"
    assert traditional("范伟") == "范偉"


def test_pinyin_is_written_in_four_ways():
    forms = {pinyin_form(step / 100, "Zhang", "Wei", "M") for step in range(100)}
    assert forms == {"ZHANG WEI", "Zhang Wei", "zhangwei", "ZHANG/WEI MR"}


def test_a_slip_changes_one_place_only(rnd):
    for _ in range(200):
        slipped = slip_of_keys(rnd, "Henderson")
        assert slipped != "Henderson"
        assert abs(len(slipped) - len("Henderson")) <= 1
