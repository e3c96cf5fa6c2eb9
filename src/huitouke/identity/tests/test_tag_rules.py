"""Tags by rule: given at once, following every change, foreseen before, resting where they cannot be followed."""

from datetime import timedelta

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.errors import TagInvalid
from huitouke.guests.models import GuestTag, TagRule
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.tag_rules import drop_rule, foresee_rule, rule_words, save_rule
from huitouke.guests.services.tags import (
    add_lifecycle,
    close_tag,
    remove_tag,
    save_tag,
    save_tag_group,
)
from huitouke.guests.tag_queries import held_tags, list_tags
from huitouke.identity.acts import give_act, give_joining, take_act_back
from huitouke.identity.services import change_guest
from huitouke.identity.services.tag_following import follow_changed, follow_everybody
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.conditions.shapes import EVERYBODY, Conditions, ConditionsInvalid, Row, all_of
from huitouke.kernel.models import FieldChange
from huitouke.testing.fixtures import NOON, TODAY

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


def set_nationality(alma, guest, text):
    change_guest(actor=alma.actor, guest_id=guest.id, fields={"nationality": text}, additions={}, removals={})


def test_a_rule_is_foreseen_and_followed_at_once(bruno, tanaka, wang):
    tag = tag_of(bruno)
    give_act(actor=bruno.actor, kind="add_tag", chosen=[wang.id], today=TODAY, tag_name="日客")
    seen = foresee_rule(actor=bruno.actor, tag_id=tag.id, conditions=JAPANESE)
    assert (seen.held, seen.gaining, seen.losing, seen.after) == (1, 1, 1, 1)
    assert (seen.gain_ids, seen.lose_ids) == ([tanaka.id], [wang.id])
    assert holders(tag) == {"王小明"}
    save_rule(actor=bruno.actor, tag_id=tag.id, conditions=JAPANESE)
    assert holders(tag) == {"Tanaka"}
    assert AuditEntry.objects.filter(code="guests.tag_rule.saved", object_id=tag.id).exists()


def test_the_rule_says_what_it_means_in_words(bruno, wang):
    rule = save_rule(actor=bruno.actor, tag_id=tag_of(bruno).id, conditions=JAPANESE)
    assert rule_words(rule) == "国籍是日本"


def test_a_change_at_the_desk_is_followed_and_work_does_not_grow_with_the_archive(alma, bruno, tanaka, wang):
    tag = tag_of(bruno)
    save_rule(actor=bruno.actor, tag_id=tag.id, conditions=JAPANESE)
    follow_changed()
    set_nationality(alma, wang, "日本")
    set_nationality(alma, tanaka, "中国")
    assert holders(tag) == {"Tanaka"}
    assert follow_changed() == (1, 1)
    assert holders(tag) == {"王小明"}
    assert follow_changed() == (0, 0)


def test_a_new_guest_is_followed(bruno, group, guest_of):
    tag = tag_of(bruno)
    save_rule(actor=bruno.actor, tag_id=tag.id, conditions=JAPANESE)
    guest_of(group.main, name="Suzuki", nationality="日本")
    assert follow_changed() == (1, 0)
    assert holders(tag) == {"Suzuki"}


def test_days_that_pass_are_followed_at_night(bruno, group, guest_of):
    with frozen_at(NOON):
        guest_of(group.main, name="王小明", birth_date="1990-03-20")
        tag = tag_of(bruno)
        save_rule(actor=bruno.actor, tag_id=tag.id, conditions=all_of(Row("birthday", "in_next", 7)))
        assert holders(tag) == {"王小明"}
    with frozen_at(NOON + timedelta(days=10)):
        assert follow_everybody() == (0, 1)
    assert holders(tag) == set()


def test_a_tag_of_a_rule_is_not_given_or_taken_by_hand(alma, bruno, tanaka, wang, refuses_to_write):
    save_rule(actor=bruno.actor, tag_id=tag_of(bruno).id, conditions=JAPANESE)
    row = GuestTag.objects.get(guest=tanaka)
    with pytest.raises(TagInvalid, match="规则"), refuses_to_write():
        change_guest(actor=alma.actor, guest_id=wang.id, fields={}, additions={"tag": ["日客"]}, removals={})
    with pytest.raises(TagInvalid), refuses_to_write():
        change_guest(
            actor=alma.actor, guest_id=tanaka.id, fields={}, additions={}, removals={"tag": [row.id]}
        )
    with pytest.raises(TagInvalid), refuses_to_write():
        give_act(actor=alma.actor, kind="add_tag", chosen=[wang.id], today=TODAY, tag_name="日客")


def test_a_new_guest_cannot_bring_a_tag_of_a_rule(bruno, group, guest_of, refuses_to_write):
    save_rule(actor=bruno.actor, tag_id=tag_of(bruno).id, conditions=JAPANESE)
    with pytest.raises(TagInvalid), refuses_to_write():
        guest_of(group.main, name="王小明", tag="日客")


def test_each_tag_says_by_whom_and_since_when(alma, bruno, tanaka):
    change_guest(actor=alma.actor, guest_id=tanaka.id, fields={}, additions={"tag": ["常客"]}, removals={})
    save_rule(actor=bruno.actor, tag_id=tag_of(bruno).id, conditions=JAPANESE)
    told = {each.tag.name: (each.giver, each.is_ruled) for each in held_tags(tanaka.id)}
    assert told == {"常客": ("Alma", False), "日客": ("", True)}


def test_rule_rows_leave_no_field_history(alma, bruno, tanaka):
    save_rule(actor=bruno.actor, tag_id=tag_of(bruno).id, conditions=JAPANESE)
    set_nationality(alma, tanaka, "中国")
    follow_changed()
    assert not FieldChange.objects.filter(table_name="guests_guesttag").exists()


def test_dropping_a_rule_keeps_the_tag_by_hand_or_takes_it_off(bruno, tanaka):
    for keeps, left in ((True, {"Tanaka"}), (False, set())):
        tag = tag_of(bruno, f"日客{keeps}")
        save_rule(actor=bruno.actor, tag_id=tag.id, conditions=JAPANESE)
        drop_rule(actor=bruno.actor, tag_id=tag.id, keeps_tag=keeps)
        assert holders(tag) == left
        assert not TagRule.objects.filter(tag=tag).exists()
    follow_everybody()
    assert {each.tag.name: each.is_ruled for each in held_tags(tanaka.id)} == {"日客True": False}


@pytest.mark.parametrize(
    "conditions",
    [EVERYBODY, all_of(Row("tag", "known")), all_of(Row("no_such", "known"))],
)
def test_refuses_a_rule_that_cannot_be_followed(bruno, wang, conditions, refuses_to_write):
    tag = tag_of(bruno)
    with pytest.raises((TagInvalid, ConditionsInvalid)), refuses_to_write():
        save_rule(actor=bruno.actor, tag_id=tag.id, conditions=conditions)


def test_a_rule_may_ask_for_tags_by_hand_only(bruno, wang, refuses_to_write):
    ruled, hand, asking = (tag_of(bruno, name) for name in ("规则", "手工", "问"))
    save_rule(actor=bruno.actor, tag_id=ruled.id, conditions=JAPANESE)
    with pytest.raises(TagInvalid), refuses_to_write():
        save_rule(
            actor=bruno.actor, tag_id=asking.id, conditions=all_of(Row("tag", "any_of", [str(ruled.id)]))
        )
    save_rule(actor=bruno.actor, tag_id=asking.id, conditions=all_of(Row("tag", "any_of", [str(hand.id)])))
    give_act(actor=bruno.actor, kind="add_tag", chosen=[wang.id], today=TODAY, tag_name="手工")
    follow_changed()
    assert holders(asking) == {"王小明"}


def test_only_who_configures_the_group_keeps_rules(alma, bruno, wang, refuses_to_write):
    tag = tag_of(bruno)
    for act in (
        lambda: save_rule(actor=alma.actor, tag_id=tag.id, conditions=JAPANESE),
        lambda: foresee_rule(actor=alma.actor, tag_id=tag.id, conditions=JAPANESE),
        lambda: save_tag(actor=alma.actor, tag_id=tag.id, name="x"),
        lambda: close_tag(actor=alma.actor, tag_id=tag.id),
        lambda: remove_tag(actor=alma.actor, tag_id=tag.id),
        lambda: add_lifecycle(actor=alma.actor),
        lambda: give_joining(actor=alma.actor, tag_id=tag.id, into_id=tag.id),
        lambda: list_tags(alma.actor),
    ):
        with pytest.raises(RightMissing), refuses_to_write():
            act()


def test_a_closed_tag_of_a_rule_rests(alma, bruno, tanaka, wang):
    tag = tag_of(bruno)
    save_rule(actor=bruno.actor, tag_id=tag.id, conditions=JAPANESE)
    close_tag(actor=bruno.actor, tag_id=tag.id)
    set_nationality(alma, wang, "日本")
    assert follow_changed() == (0, 0)
    assert holders(tag) == {"Tanaka"}


def test_a_rule_of_another_shape_is_refused_by_row(bruno, wang, refuses_to_write):
    tag = tag_of(bruno)
    with pytest.raises(ConditionsInvalid), refuses_to_write():
        save_rule(actor=bruno.actor, tag_id=tag.id, conditions=Conditions(((Row("name", "burns", 1),),)))


def test_a_tag_that_opens_again_is_followed_at_once_or_refused(alma, bruno, tanaka, wang, refuses_to_write):
    save_tag_group(actor=bruno.actor, code="origin", labels={"zh": "来处"}, is_exclusive=True)
    ruled, hand = (tag_of(bruno, name, group="origin") for name in ("规则", "手工"))
    close_tag(actor=bruno.actor, tag_id=hand.id)
    save_rule(actor=bruno.actor, tag_id=ruled.id, conditions=JAPANESE)
    with pytest.raises(TagInvalid), refuses_to_write():
        close_tag(actor=bruno.actor, tag_id=hand.id, is_closed=False)
    close_tag(actor=bruno.actor, tag_id=ruled.id)
    set_nationality(alma, wang, "日本")
    close_tag(actor=bruno.actor, tag_id=ruled.id, is_closed=False)
    assert holders(ruled) == {"Tanaka", "王小明"}
    other = tag_of(bruno, "另一", group="")
    save_rule(actor=bruno.actor, tag_id=other.id, conditions=NAMED_WANG)
    save_tag(actor=bruno.actor, tag_id=other.id, name="另一", group="origin", sort=5)
    with pytest.raises(TagInvalid), refuses_to_write():
        drop_rule(actor=bruno.actor, tag_id=ruled.id, keeps_tag=True)


def test_a_rule_that_asks_for_what_is_gone_rests_and_stops_no_other(bruno, tanaka, wang, guest_of, group):
    asked = tag_of(bruno, "常客")
    resting, other = tag_of(bruno, "随常客"), tag_of(bruno, "日客")
    save_rule(actor=bruno.actor, tag_id=resting.id, conditions=all_of(Row("tag", "none_of", [str(asked.id)])))
    save_rule(actor=bruno.actor, tag_id=other.id, conditions=JAPANESE)
    remove_tag(actor=bruno.actor, tag_id=asked.id)
    guest_of(group.main, name="Sato", nationality="日本")
    follow_everybody()
    assert holders(other) == {"Tanaka", "Sato"}
    assert holders(resting) == {"Tanaka", "王小明"}
    assert rule_words(TagRule.objects.get(tag=resting)) == ""


def test_a_consent_is_followed_within_the_minute(alma, bruno, wang):
    tag = tag_of(bruno, "可推广")
    save_rule(
        actor=bruno.actor,
        tag_id=tag.id,
        conditions=all_of(Row("consent:marketing:sms", "any_of", ["given"])),
    )
    follow_changed()
    with frozen_at(NOON + timedelta(hours=1)):
        follow_changed()
        record_consent(actor=alma.actor, guest_id=wang.id, said=Said("marketing", "given", "sms"))
        assert follow_changed() == (1, 0)
    assert holders(tag) == {"王小明"}


def test_undoing_leaves_what_a_rule_gives_by_now_and_is_followed_itself(alma, bruno, tanaka, wang):
    tag = tag_of(bruno, "日客")
    act = give_act(
        actor=bruno.actor, kind="add_tag", chosen=[tanaka.id, wang.id], today=TODAY, tag_name="日客"
    )
    save_rule(actor=bruno.actor, tag_id=tag.id, conditions=JAPANESE)
    assert take_act_back(actor=bruno.actor, act_id=act.id).undone == 0
    assert holders(tag) == {"Tanaka"}
    hand, follower = tag_of(bruno, "手工"), tag_of(bruno, "随手工")
    give_act(actor=bruno.actor, kind="add_tag", chosen=[wang.id], today=TODAY, tag_name="手工")
    save_rule(actor=bruno.actor, tag_id=follower.id, conditions=all_of(Row("tag", "any_of", [str(hand.id)])))
    taken = give_act(actor=bruno.actor, kind="remove_tag", chosen=[wang.id], today=TODAY, tag_name="手工")
    follow_everybody()
    assert holders(follower) == set()
    take_act_back(actor=bruno.actor, act_id=taken.id)
    assert (holders(hand), holders(follower)) == ({"王小明"}, {"王小明"})
