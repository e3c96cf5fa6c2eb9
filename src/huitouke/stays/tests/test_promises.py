from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.stays.promises import (
    FOOD,
    FRONT_DESK,
    HOUSEKEEPING,
    PROPOSE_FROM,
    RELATIONS,
    TRUST,
    Wish,
    asks_for,
    confidence,
    fold,
    post_for,
    promises_of,
    substances,
    topics_of,
)

ARRIVAL = date(2026, 3, 16)


def wish(text, told_by="staff", days=0):
    return Wish(text, told_by, ARRIVAL - timedelta(days=days))


def texts(wishes, warnings=()):
    return [promise.wish.text for promise in promises_of(wishes, warnings, ARRIVAL)]


@pytest.mark.parametrize(
    ("told_by", "days", "percent"),
    [
        ("request", 0, 100), ("staff", 0, 95), ("staff", 365, 67), ("staff", 730, 48), ("staff", 1460, 24),
        ("guest", 0, 90), ("system", 0, 70), ("system", 365, 49), ("system", 730, 35), ("system", 1095, 25),
        ("staff", -5, 95),
    ],
)  # fmt: skip
def test_a_wish_fades_with_its_age(told_by, days, percent):
    assert confidence(told_by, ARRIVAL - timedelta(days=days), ARRIVAL) == percent


def test_what_faded_is_no_longer_proposed():
    assert texts([wish("荞麦枕", "system", 365), wish("豆浆", "system", 1095)]) == ["荞麦枕"]


def test_an_allergy_wins_over_a_wish_for_it():
    assert texts([wish("羽绒枕", "request"), wish("荞麦枕")], ["羽绒过敏"]) == ["荞麦枕"]
    assert texts([wish("花生酥"), wish("无花生点心")], ["对花生过敏"]) == ["无花生点心"]


def test_what_was_asked_with_the_stay_wins_over_what_is_known():
    assert texts([wish("低楼层", "staff"), wish("高楼层", "request")]) == ["高楼层"]


def test_the_newest_that_staff_typed_wins_over_a_newer_one_of_a_system():
    wishes = [wish("高楼层", "system", 1), wish("低楼层", "staff", 100), wish("高层", "staff", 300)]
    assert texts(wishes) == ["低楼层"]


def test_wishes_about_other_things_stand_side_by_side():
    assert texts([wish("高楼层，远离电梯"), wish("荞麦枕", days=1)]) == ["高楼层，远离电梯", "荞麦枕"]


def test_the_same_words_stand_once():
    assert texts([wish("High floor"), wish("high floor.", "system")]) == ["High floor"]


def test_an_uncertain_wish_is_to_be_asked():
    old, new = promises_of([wish("荞麦枕", "staff", 730), wish("双人拖鞋")], [], ARRIVAL)[::-1]
    assert (old.is_to_be_asked, new.is_to_be_asked) == (True, False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("非吸烟房", {"smoke": "no"}), ("可吸烟", {"smoke": "yes"}),
        ("Non-smoking, high floor", {"smoke": "no", "floor": "high"}), ("大床", {"bed": "double"}), ("豆浆不加糖", {}),
    ],
)  # fmt: skip
def test_what_a_wish_is_about(text, found):
    assert topics_of(text) == found


@pytest.mark.parametrize(
    ("warning", "found"),
    [
        ("对海胆过敏", ["海胆"]), ("花生过敏", ["花生"]), ("菜中不放猪肉", ["猪肉"]), ("No raw egg", ["raw egg"]),
        ("不吃虾、蟹", ["虾", "蟹"]), ("allergic to nuts and milk", ["nuts", "milk"]), ("忌羽绒", ["羽绒"]),
    ],
)  # fmt: skip
def test_what_a_warning_forbids(warning, found):
    assert substances(warning) == found


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("羽绒枕", True),
        ("无羽绒寝具", False),
        ("不放羽绒被", False),
        ("荞麦枕", False),
        ("换成非羽绒，加羽绒被", True),
    ],
)
def test_a_wish_to_leave_something_out_does_not_ask_for_it(text, asked):
    assert asks_for(text, "羽绒") is asked


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("荞麦枕", HOUSEKEEPING), ("高楼层", FRONT_DESK), ("早餐豆浆不加糖", FOOD), ("总经理手写卡", RELATIONS),
        ("15:20 接站", "concierge"), ("two pillows", HOUSEKEEPING), ("Quiet room", FRONT_DESK),
        ("steamer", HOUSEKEEPING),
    ],
)  # fmt: skip
def test_who_prepares_it(text, post):
    assert post_for(text) == post


_TEXTS = st.sampled_from(
    [
        "高楼层",
        "低楼层",
        "荞麦枕",
        "羽绒枕",
        "无烟房",
        "可吸烟房",
        "豆浆",
        "大床",
        "双床",
        "花生酥",
        "高楼层，无烟",
    ]
)
_WISHES = st.lists(st.builds(wish, _TEXTS, st.sampled_from(list(TRUST)), st.integers(0, 2000)), max_size=8)


@given(_WISHES, st.lists(st.sampled_from(["羽绒过敏", "对花生过敏"]), max_size=2))
def test_what_is_promised_never_contradicts_itself_nor_a_warning(wishes, warnings):
    promises = promises_of(wishes, warnings, ARRIVAL)
    said = {}
    for promise in promises:
        for topic, value in topics_of(promise.wish.text).items():
            assert said.setdefault(topic, value) == value
        assert promise.confidence >= PROPOSE_FROM
        assert not any(asks_for(promise.wish.text, name) for each in warnings for name in substances(each))
    folded = [fold(promise.wish.text) for promise in promises]
    assert len(folded) == len(set(folded))


@given(_WISHES)
def test_the_order_in_which_wishes_are_read_makes_no_difference(wishes):
    assert promises_of(wishes, [], ARRIVAL) == promises_of(wishes[::-1], [], ARRIVAL)
