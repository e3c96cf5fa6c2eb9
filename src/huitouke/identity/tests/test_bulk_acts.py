"""Acts on many guests: who is meant, who may be changed, what is counted, and taking exactly that back."""

from datetime import timedelta

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest, GuestTag, Tag
from huitouke.guests.queries import get_guest_detail
from huitouke.identity.acts import give_act, take_act_back
from huitouke.identity.bulk_models import BulkAct, BulkChange
from huitouke.identity.choices import BulkState
from huitouke.identity.errors import BulkActNotFound, BulkActNotUndone, BulkInvalid
from huitouke.identity.services import bulk_acts, change_guest
from huitouke.identity.services.bulk_acts import carry_out, tidy_acts
from huitouke.identity.services.erasure import erase_guest
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.conditions.shapes import EVERYBODY, Row, all_of
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.testing.fixtures import NOON, TODAY

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture
def people(group, guest_of):
    """Four of MAIN, one of whom holds the tag already."""
    made = [
        guest_of(group.main, name=f"王{sign}", mobile=f"1381234000{place}")
        for place, sign in enumerate("甲乙丙")
    ]
    return [*made, guest_of(group.main, name="王丁", tag="会员日")]


def ids(guests):
    return [each.id for each in guests]


def tags_of(guest):
    return set(GuestTag.objects.filter(guest=guest).values_list("tag__name", flat=True))


def give(persona, chosen, kind="add_tag", **more):
    return give_act(actor=persona.actor, kind=kind, chosen=chosen, today=TODAY, **more)


def test_gives_a_tag_to_all_and_counts_who_held_it(alma, people):
    act = give(alma, ids(people), tag_name=" 会员日 ")
    assert (act.state, act.total, act.changed, act.unchanged, act.left_out) == ("done", 4, 3, 1, 0)
    assert all(tags_of(each) == {"会员日"} for each in people)
    assert Tag.objects.count() == 1


def test_the_trail_holds_counts_and_no_name(alma, people):
    act = give(alma, ids(people), tag_name="会员日")
    entry = AuditEntry.objects.get(code="guests.profile.changed_together")
    assert (entry.object_id, entry.fields) == (act.id, ["tag"])
    assert entry.data == {"kind": "add_tag", "left_out": 0, "changed": 3, "kept": 0}
    event = OutboxEvent.objects.get(code="guests.profile.changed_together")
    assert event.payload == {"act": str(act.id), "changed": 3}


def test_undoing_takes_off_what_the_act_gave_and_no_more(alma, people):
    act = give(alma, ids(people), tag_name="会员日")
    take_act_back(actor=alma.actor, act_id=act.id)
    assert [tags_of(each) for each in people] == [set(), set(), set(), {"会员日"}]
    act.refresh_from_db()
    assert (act.state, act.undone, act.kept) == ("undone", 3, 0)
    assert not BulkChange.objects.exists()
    assert AuditEntry.objects.get(code="guests.profile.changed_back").data["changed"] == 3


def test_undoing_leaves_what_a_colleague_did_since(alma, mei, people):
    act = give(alma, ids(people), tag_name="会员日")
    first = people[0]
    row = GuestTag.objects.get(guest=first)
    change_guest(actor=mei.actor, guest_id=first.id, fields={}, additions={}, removals={"tag": [row.id]})
    change_guest(actor=mei.actor, guest_id=first.id, fields={}, additions={"tag": ["会员日"]}, removals={})
    take_act_back(actor=alma.actor, act_id=act.id)
    act.refresh_from_db()
    assert (act.undone, act.kept) == (2, 1)
    assert tags_of(first) == {"会员日"}


def test_takes_a_tag_away_and_gives_back_the_very_rows(alma, people):
    give(alma, ids(people[:2]), tag_name="会员日")
    before = set(GuestTag.objects.values_list("id", "guest_id", "record_id"))
    act = give(alma, EVERYBODY, kind="remove_tag", tag_name="会员日")
    assert (act.changed, act.unchanged) == (3, 1)
    assert not GuestTag.objects.exists()
    assert FieldChange.objects.filter(record_id=act.record_id, table_name="guests_guesttag").count() == 3
    take_act_back(actor=alma.actor, act_id=act.id)
    assert set(GuestTag.objects.values_list("id", "guest_id", "record_id")) == before


def test_assigns_a_person_and_gives_back_whoever_it_was(alma, mei, people):
    change_guest(
        actor=mei.actor, guest_id=people[0].id, fields={"follow_up": "mei"}, additions={}, removals={}
    )
    kept = Guest.objects.get(id=people[0].id).field_sources
    act = give(alma, ids(people), kind="assign", login="alma")
    assert act.changed == 4
    assert set(Guest.objects.values_list("follow_up__username", flat=True)) == {"alma"}
    assert FieldChange.objects.filter(field="follow_up_id", record_id=act.record_id).count() == 4
    change_guest(
        actor=mei.actor, guest_id=people[1].id, fields={"follow_up": "mei"}, additions={}, removals={}
    )
    take_act_back(actor=alma.actor, act_id=act.id)
    act.refresh_from_db()
    assert (act.undone, act.kept) == (3, 1)
    now = dict(Guest.objects.values_list("name", "follow_up__username"))
    assert now == {"王甲": "mei", "王乙": "mei", "王丙": None, "王丁": None}
    assert Guest.objects.get(id=people[0].id).field_sources == kept
    assert "follow_up" not in Guest.objects.get(id=people[2].id).field_sources


def test_conditions_mean_all_who_meet_them(alma, people, guest_of, group):
    guest_of(group.main, name="李四")
    act = give(alma, all_of(Row("name", "starts", "王")), tag_name="姓王")
    assert act.changed == 4
    assert not Tag.objects.get(name="姓王").guest_tags.filter(guest__name="李四").exists()


def test_guests_of_another_entity_are_not_even_counted(chiara, people, guest_of, group):
    own = guest_of(group.bay, name="陈大文")
    act = give(chiara, [own.id, *ids(people)], tag_name="港")
    assert (act.total, act.changed, act.left_out) == (1, 1, 0)
    assert all("港" not in tags_of(each) for each in people)


def test_who_may_not_be_named_is_left_out_and_counted(alma, people):
    Guest.objects.filter(id=people[0].id).update(is_stay_confidential=True)
    act = give(alma, ids(people), tag_name="会员日")
    assert (act.total, act.left_out, act.changed) == (3, 1, 2)
    assert tags_of(people[0]) == set()


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("add_tag", {}),
        ("add_tag", {"tag_name": "长" * 61}),
        ("remove_tag", {"tag_name": "没有的"}),
        ("assign", {"login": "nobody"}),
        ("burn", {"tag_name": "会员日"}),
    ],
)
def test_refuses_what_cannot_be_done(alma, people, kind, more, refuses_to_write):
    with pytest.raises(BulkInvalid), refuses_to_write():
        give(alma, ids(people), kind=kind, **more)


def test_refuses_a_closed_tag_and_a_choice_of_nobody(alma, people, refuses_to_write):
    Tag.objects.update(is_closed=True)
    with pytest.raises(BulkInvalid), refuses_to_write():
        give(alma, ids(people), tag_name="会员日")
    with pytest.raises(BulkInvalid), refuses_to_write():
        give(alma, [], tag_name="新标签")


def test_refuses_who_may_not_edit(irene, dario, people, refuses_to_write):
    for persona in (irene, dario):
        with pytest.raises(RightMissing), refuses_to_write():
            give(persona, ids(people), tag_name="会员日")


def test_only_the_author_may_undo_and_only_once(alma, mei, people, refuses_to_write):
    act = give(alma, ids(people), tag_name="会员日")
    with pytest.raises(BulkActNotFound), refuses_to_write():
        take_act_back(actor=mei.actor, act_id=act.id)
    take_act_back(actor=alma.actor, act_id=act.id)
    with pytest.raises(BulkActNotUndone), refuses_to_write():
        take_act_back(actor=alma.actor, act_id=act.id)


def test_after_a_week_an_act_stands(alma, people, refuses_to_write):
    act = give(alma, ids(people), tag_name="会员日")
    with frozen_at(NOON + timedelta(days=8)):
        with pytest.raises(BulkActNotUndone), refuses_to_write():
            take_act_back(actor=alma.actor, act_id=act.id)
        assert tidy_acts() == 1
    assert not BulkChange.objects.exists()
    assert BulkAct.objects.get().changed == 3


def test_many_guests_are_the_workers_and_a_killed_one_goes_on(alma, people, monkeypatch):
    monkeypatch.setattr(bulk_acts, "AT_ONCE", 1)
    monkeypatch.setattr(bulk_acts, "STEP", 2)
    act = give(alma, ids(people), tag_name="会员日")
    assert (act.state, act.total, act.changed) == ("waiting", 4, 0)
    assert bulk_acts._step(act, alma.actor)
    assert (act.state, act.dealt_with) == ("running", 2)
    carry_out(act.id)
    act.refresh_from_db()
    assert (act.state, act.changed, act.unchanged) == ("done", 3, 1)
    assert AuditEntry.objects.filter(code="guests.profile.changed_together").count() == 1
    assert OutboxEvent.objects.filter(code="guests.profile.changed_together").count() == 2
    take_act_back(actor=alma.actor, act_id=act.id)
    assert BulkAct.objects.get().state == BulkState.UNDOING
    carry_out(act.id)
    act.refresh_from_db()
    assert (act.state, act.undone, act.kept) == ("undone", 3, 0)
    assert GuestTag.objects.count() == 1


def test_rights_lost_meanwhile_count_as_left_out(alma, people, monkeypatch):
    monkeypatch.setattr(bulk_acts, "AT_ONCE", 1)
    act = give(alma, ids(people), tag_name="会员日")
    alma.user.assignments.all().delete()
    carry_out(act.id)
    act.refresh_from_db()
    assert (act.state, act.changed, act.left_out) == ("done", 0, 4)


def test_a_guest_erased_meanwhile_is_passed_over(alma, bruno, people):
    act = give(alma, ids(people), tag_name="会员日")
    erase_guest(actor=bruno.actor, guest_id=people[0].id, typed="王甲", reason="asked")
    take_act_back(actor=alma.actor, act_id=act.id)
    act.refresh_from_db()
    assert (act.undone, act.kept) == (2, 1)
    with pytest.raises(GuestNotFound):
        get_guest_detail(alma.actor, people[0].id, TODAY)


def test_a_tag_that_was_deleted_meanwhile_does_not_come_back(alma, people):
    act = give(alma, ids(people), kind="remove_tag", tag_name="会员日")
    Tag.objects.all().delete()
    take_act_back(actor=alma.actor, act_id=act.id)
    act.refresh_from_db()
    assert (act.state, act.undone, act.kept) == ("undone", 0, 1)
