from datetime import timedelta

import pytest

from huitouke.access.errors import BranchNotFound
from huitouke.stays.promised import keeping_rates, list_set_ups
from huitouke.stays.services.preparing import decline_preparation, tick_given, tick_prepared
from huitouke.testing.fixtures import TODAY
from huitouke.testing.stays import deliver, make_room, make_stay

pytestmark = pytest.mark.usefixtures("still_clock")


def test_what_is_to_be_set_up_stands_by_floor_and_names_nobody(alma, chiara, group):
    for number in ("1208", "0901"):
        make_room(group.main, number)
    make_stay(group.main, "a", TODAY, room="1208", requests=("荞麦枕", "早餐豆浆"))
    make_stay(group.main, "b", TODAY, requests=("加床",))
    ready = make_stay(group.main, "c", TODAY, room="0901", requests=("双人拖鞋", "加湿器"))
    deliver()
    tick_prepared(actor=alma.actor, preparation_id=ready.preparations.get(text="加湿器").id)
    found = list_set_ups(alma.actor, group.main, TODAY, "housekeeping")
    assert [(each.floor, each.room, each.texts) for each in found] == [
        ("9", "0901", ("双人拖鞋",)), ("12", "1208", ("荞麦枕",)), ("", "", ("加床",)),
    ]  # fmt: skip
    with pytest.raises(BranchNotFound):
        list_set_ups(chiara.actor, group.main, TODAY, "housekeeping")


def test_a_wish_names_nobody_who_is_not_to_be_disclosed(alma, mei, group):
    make_stay(
        group.main, "s", TODAY, who={"name": "欧阳静"}, profile="p-9", is_name_hidden=True,
        requests=("欧阳静要荞麦枕",),
    )  # fmt: skip
    deliver()
    for persona, told in ((alma, "…要荞麦枕"), (mei, "欧阳静要荞麦枕")):
        [found] = list_set_ups(persona.actor, group.main, TODAY, "housekeeping")
        assert found.texts == (told,)


def test_the_keeping_rate_counts_promises_of_those_who_came(alma, group):
    """Of five promises two were prepared, one of them given, one was not possible, two were broken: 2 of 4."""
    asked = ("荞麦枕", "加床", "加湿器", "双人拖鞋", "早餐豆浆")
    stay = make_stay(group.main, "a", TODAY, status="in_house", requests=asked)
    make_stay(group.main, "b", TODAY, requests=("浴袍",))
    deliver()
    ids = dict(stay.preparations.values_list("text", "id"))
    tick_prepared(actor=alma.actor, preparation_id=ids["荞麦枕"])
    tick_given(actor=alma.actor, preparation_id=ids["荞麦枕"])
    tick_prepared(actor=alma.actor, preparation_id=ids["早餐豆浆"])
    decline_preparation(actor=alma.actor, preparation_id=ids["加床"], reason="无货")
    by_branch, by_post = keeping_rates(alma.actor, [group.main, group.bay], TODAY - timedelta(days=6), TODAY)
    assert set(by_branch) == {group.main.id}
    whole = by_branch[group.main.id]
    assert (whole.asked, whole.prepared, whole.given, whole.declined, whole.broken, whole.percent) == (
        5,
        2,
        1,
        1,
        2,
        50,
    )
    assert [(each.key, each.percent) for each in by_post] == [
        ("housekeeping", 33),
        ("food_and_beverage", 100),
    ]
