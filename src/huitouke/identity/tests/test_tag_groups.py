"""Tags among each other: exclusive groups by hand and by rule, the stages, joining two and parting them again."""

import pytest

from huitouke.guests.errors import TagInUse, TagInvalid
from huitouke.guests.models import GuestTag, Tag, TagGroup
from huitouke.guests.services.tag_rules import save_rule
from huitouke.guests.services.tags import (
    add_lifecycle,
    close_tag,
    remove_tag,
    save_tag,
    save_tag_group,
)
from huitouke.guests.tag_queries import held_tags, list_tags
from huitouke.identity.acts import give_act, give_joining, take_act_back
from huitouke.identity.errors import BulkInvalid
from huitouke.identity.services import change_guest
from huitouke.identity.services.tag_following import follow_everybody
from huitouke.kernel.conditions.shapes import Row, all_of
from huitouke.testing.fixtures import TODAY

JAPANESE = all_of(Row("nationality", "any_of", ["JP"]))
NAMED_WANG = all_of(Row("name", "starts", "王"))


@pytest.fixture
def tanaka(group, guest_of):
    return guest_of(group.main, name="Tanaka", nationality="日本")


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王小明", mobile="13812345678")


def tag_of(bruno, name="日客", **more):
    return save_tag(actor=bruno.actor, tag_id=None, name=name, **more)


def holders(tag):
    return set(GuestTag.objects.filter(tag=tag).values_list("guest__name", flat=True))


def ruled_in(bruno, group, rules, *, is_one_place=False):
    """Tags of these rules, put into the group in this order, or all in one place."""
    made = []
    for place, (name, conditions) in enumerate(rules.items()):
        tag = tag_of(bruno, name)
        save_rule(actor=bruno.actor, tag_id=tag.id, conditions=conditions)
        made.append(
            save_tag(
                actor=bruno.actor, tag_id=tag.id, name=name, group=group, sort=0 if is_one_place else place
            )
        )
    return made


def test_of_an_exclusive_group_rules_mean_the_first_that_fits(bruno, tanaka, wang):
    save_tag_group(actor=bruno.actor, code="origin", labels={"zh": "来处"}, is_exclusive=True)
    far = tag_of(bruno, "远客", group="origin", sort=1)
    save_rule(actor=bruno.actor, tag_id=far.id, conditions=all_of(Row("name", "known")))
    assert holders(far) == {"Tanaka", "王小明"}
    near = tag_of(bruno, "日本客", sort=0)
    save_rule(actor=bruno.actor, tag_id=near.id, conditions=JAPANESE)
    save_tag(actor=bruno.actor, tag_id=near.id, name="日本客", group="origin", sort=0)
    follow_everybody()
    assert (holders(near), holders(far)) == ({"Tanaka"}, {"王小明"})


def test_of_an_exclusive_group_the_last_tag_by_hand_is_held(alma, bruno, wang):
    save_tag_group(actor=bruno.actor, code="grade", labels={"zh": "等级"}, is_exclusive=True)
    for name in ("一级", "二级"):
        tag_of(bruno, name, group="grade")
    change_guest(actor=alma.actor, guest_id=wang.id, fields={}, additions={"tag": ["一级"]}, removals={})
    change_guest(actor=alma.actor, guest_id=wang.id, fields={}, additions={"tag": ["二级"]}, removals={})
    assert [each.tag.name for each in held_tags(wang.id)] == ["二级"]
    act = give_act(actor=alma.actor, kind="add_tag", chosen=[wang.id], today=TODAY, tag_name="一级")
    assert [each.tag.name for each in held_tags(wang.id)] == ["一级"]
    take_act_back(actor=alma.actor, act_id=act.id)
    assert [each.tag.name for each in held_tags(wang.id)] == ["二级"]


def test_an_exclusive_group_is_by_hand_or_by_rule(bruno, wang, refuses_to_write):
    save_tag_group(actor=bruno.actor, code="grade", labels={"zh": "等级"}, is_exclusive=True)
    one, two = (tag_of(bruno, name, group="grade") for name in ("一级", "二级"))
    with pytest.raises(TagInvalid), refuses_to_write():
        save_rule(actor=bruno.actor, tag_id=one.id, conditions=JAPANESE)
    close_tag(actor=bruno.actor, tag_id=two.id)
    save_rule(actor=bruno.actor, tag_id=one.id, conditions=JAPANESE)


def test_the_stages_wait_for_stays_and_mean_nobody(bruno, wang):
    assert add_lifecycle(actor=bruno.actor) == 5
    assert add_lifecycle(actor=bruno.actor) == 0
    follow_everybody()
    assert not GuestTag.objects.exists()
    assert {line.given for line in list_tags(bruno.actor)} == {"waits"}
    assert TagGroup.objects.get(code="lifecycle").is_exclusive
    stage = Tag.objects.filter(group__code="lifecycle").order_by("sort").last()
    save_rule(actor=bruno.actor, tag_id=stage.id, conditions=NAMED_WANG)
    assert holders(stage) == {"王小明"}


def test_two_tags_are_joined_and_parted_again(bruno, tanaka, wang):
    for tag_name, chosen in (("常客", [tanaka.id, wang.id]), ("老客", [wang.id])):
        give_act(actor=bruno.actor, kind="add_tag", chosen=chosen, today=TODAY, tag_name=tag_name)
    old, kept = Tag.objects.get(name="常客"), Tag.objects.get(name="老客")
    before = set(GuestTag.objects.values_list("id", "guest_id", "tag_id", "record_id"))
    act = give_joining(actor=bruno.actor, tag_id=old.id, into_id=kept.id)
    assert (act.changed, holders(old), holders(kept)) == (2, set(), {"Tanaka", "王小明"})
    old.refresh_from_db()
    assert old.is_closed
    take_act_back(actor=bruno.actor, act_id=act.id)
    assert set(GuestTag.objects.values_list("id", "guest_id", "tag_id", "record_id")) == before
    old.refresh_from_db()
    assert not old.is_closed


def test_refuses_joining_a_tag_with_itself_or_with_a_rule(bruno, wang, refuses_to_write):
    hand, ruled = tag_of(bruno, "手工"), tag_of(bruno, "规则")
    save_rule(actor=bruno.actor, tag_id=ruled.id, conditions=JAPANESE)
    for one, other, error in (
        (hand, hand, BulkInvalid),
        (hand, ruled, TagInvalid),
        (ruled, hand, TagInvalid),
    ):
        with pytest.raises(error), refuses_to_write():
            give_joining(actor=bruno.actor, tag_id=one.id, into_id=other.id)


def test_a_used_tag_is_closed_not_removed(bruno, wang, refuses_to_write):
    give_act(actor=bruno.actor, kind="add_tag", chosen=[wang.id], today=TODAY, tag_name="常客")
    tag = Tag.objects.get()
    with pytest.raises(TagInUse), refuses_to_write():
        remove_tag(actor=bruno.actor, tag_id=tag.id)
    GuestTag.objects.all().delete()
    remove_tag(actor=bruno.actor, tag_id=tag.id)
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"name": " "},
        {"name": "长" * 61},
        {"name": "常客"},
        {"colour": "pink"},
        {"group": "no"},
        {"sort": 9999},
    ],
)
def test_refuses_a_tag_that_cannot_be_kept(bruno, more, refuses_to_write):
    tag_of(bruno, "常客")
    with pytest.raises(TagInvalid), refuses_to_write():
        save_tag(actor=bruno.actor, tag_id=None, **{"name": "新", **more})


def test_rules_of_one_place_in_an_exclusive_group_hold_by_name_and_never_both(bruno, tanaka):
    save_tag_group(actor=bruno.actor, code="origin", labels={"zh": "来处"}, is_exclusive=True)
    second, first = ruled_in(bruno, "origin", {"乙": JAPANESE, "丙": JAPANESE}, is_one_place=True)
    assert first.name < second.name
    follow_everybody()
    assert (holders(first), holders(second)) == ({"Tanaka"}, set())
    save_tag(actor=bruno.actor, tag_id=second.id, name="乙", group="origin", sort=-1)
    assert (holders(first), holders(second)) == (set(), {"Tanaka"}), "followed as soon as the places change"


def test_who_holds_a_closed_tag_of_an_exclusive_group_gets_no_second_one(bruno, tanaka, wang):
    save_tag_group(actor=bruno.actor, code="origin", labels={"zh": "来处"}, is_exclusive=True)
    far, near = ruled_in(bruno, "origin", {"远客": JAPANESE, "近客": all_of(Row("name", "known"))})
    close_tag(actor=bruno.actor, tag_id=far.id)
    follow_everybody()
    assert (holders(far), holders(near)) == ({"Tanaka"}, {"王小明"})


def test_undoing_gives_no_second_tag_of_an_exclusive_group(alma, bruno, wang):
    save_tag_group(actor=bruno.actor, code="grade", labels={"zh": "等级"}, is_exclusive=True)
    one, two = (tag_of(bruno, name, group="grade") for name in ("一级", "二级"))
    give_act(actor=bruno.actor, kind="add_tag", chosen=[wang.id], today=TODAY, tag_name="一级")
    act = give_act(actor=bruno.actor, kind="remove_tag", chosen=[wang.id], today=TODAY, tag_name="一级")
    change_guest(actor=alma.actor, guest_id=wang.id, fields={}, additions={"tag": ["二级"]}, removals={})
    undone = take_act_back(actor=bruno.actor, act_id=act.id)
    assert (undone.undone, undone.kept) == (0, 1)
    assert (holders(one), holders(two)) == (set(), {"王小明"})


def test_joining_into_an_exclusive_group_leaves_one_tag_of_it(alma, bruno, wang):
    save_tag_group(actor=bruno.actor, code="grade", labels={"zh": "等级"}, is_exclusive=True)
    loose, (one, two) = tag_of(bruno, "散"), [tag_of(bruno, name, group="grade") for name in ("一级", "二级")]
    for name in ("散", "二级"):
        give_act(actor=bruno.actor, kind="add_tag", chosen=[wang.id], today=TODAY, tag_name=name)
    act = give_joining(actor=bruno.actor, tag_id=loose.id, into_id=one.id)
    assert (holders(loose), holders(one), holders(two)) == (set(), {"王小明"}, set())
    take_act_back(actor=bruno.actor, act_id=act.id)
    assert (holders(loose), holders(one), holders(two)) == ({"王小明"}, set(), {"王小明"})
