"""Merges and un-merges: nothing lost, nothing doubled, whatever the order."""

import pytest
from django.db import connection

from huitouke.access.models import AuditEntry
from huitouke.guests.models import Guest, GuestAlias
from huitouke.identity.errors import AlreadyOneGuest, MergeStale, MergeWithdrawn
from huitouke.identity.models import Decision, HomeProfile
from huitouke.identity.services import add_note, change_guest
from huitouke.identity.services.merge_versions import version_of
from huitouke.identity.services.merging import merge_guests, unmerge_guests
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.kernel.models import MovedRow
from huitouke.kernel.moving import movings
from huitouke.testing.factories import SOME_ID_CARD

pytestmark = pytest.mark.usefixtures("still_clock")


def everything():
    """Every row of every table that holds a guest, whole, by table."""
    found = {}
    tables = sorted(
        {each.table for each in movings()} | {"guests_guest", "guests_guestalias", "kernel_fieldchange"}
    )
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def strays():
    """Where profiles are not what their records say."""
    found = compare_guests()
    assert found.checked == Guest.objects.count()
    return sorted(found.fields)


@pytest.fixture
def zhang(group, alma, guest_of):
    return guest_of(
        group.main,
        actor=alma.actor,
        name="张伟",
        mobile="13812345678",
        preference=["高楼层"],
        tag=["摄影"],
        plate=["苏E8K213"],
        company="苏州丝绸有限公司",
        id_card=SOME_ID_CARD,
    )


@pytest.fixture
def wei(group, alma, guest_of):
    return guest_of(
        group.main,
        actor=alma.actor,
        name="ZHANG WEI",
        mobile="13812345678",
        email="wei@example.com",
        tag=["摄影", "登山"],
        allergy=["花生"],
        address="上海市静安区南京西路 1266 号",
    )


@pytest.fixture
def third(group, alma, guest_of):
    return guest_of(group.main, actor=alma.actor, name="章伟", mobile="13900001111", tag=["登山"])


def ask(who):
    return {"actor": who.actor}


def test_a_merge_shows_both_as_one_and_keeps_the_other_id(zhang, wei, mei):
    done = merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[wei.id], reason="同一手机")
    guest = Guest.objects.get()
    assert (done.guest_id, guest.id, guest.name) == (zhang.id, zhang.id, "张伟")
    assert guest.address == "上海市静安区南京西路 1266 号"
    assert guest.company == "苏州丝绸有限公司"
    assert guest.other_names == ["ZHANG WEI"]
    assert guest.has_warning
    assert sorted(guest.guest_tags.values_list("tag__name", flat=True)) == ["摄影", "登山"]
    assert guest.contacts.count() == 3
    assert guest.links.count() == 2
    assert GuestAlias.objects.get().guest_id == zhang.id
    assert AuditEntry.objects.filter(code="guests.profile.merged", object_id=str(zhang.id)).count() == 1
    assert strays() == []


def test_taking_a_merge_back_restores_every_row(zhang, wei, mei):
    before = everything()
    done = merge_guests(**ask(mei), kept_id=wei.id, gone_ids=[zhang.id])
    assert everything() != before
    unmerge_guests(**ask(mei), decision_id=done.decisions[0])
    assert everything() == before
    assert not MovedRow.objects.exists()
    assert not HomeProfile.objects.exists()
    assert strays() == []
    assert Decision.objects.filter(kind="apart", kept_id=wei.id, gone_id=zhang.id).exists()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_chains_come_back_in_any_order(zhang, wei, third, mei, order):
    before = everything()
    first = merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[wei.id])
    second = merge_guests(**ask(mei), kept_id=third.id, gone_ids=[zhang.id])
    assert Guest.objects.get().id == third.id
    assert strays() == []
    decisions = [first.decisions[0], second.decisions[0]]
    for place in order:
        unmerge_guests(**ask(mei), decision_id=decisions[place])
        assert strays() == []
    after = everything()
    # A profile that was made anew from its records says when that was; nothing else differs.
    assert {table: rows for table, rows in after.items() if table != "guests_guest"} == {
        table: rows for table, rows in before.items() if table != "guests_guest"
    }
    assert after == before
    assert not MovedRow.objects.exists()
    assert not HomeProfile.objects.exists()


def test_what_is_saved_meanwhile_stays_unless_it_is_given_to_the_other(zhang, wei, mei):
    done = merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[wei.id])
    add_note(**ask(mei), guest_id=zhang.id, text="喜欢靠窗")
    change_guest(
        **ask(mei),
        guest_id=wei.id,
        fields={"position": "总经理"},
        additions={"preference": ["朝南"]},
        removals={"preference": [], "contact": [Guest.objects.get().contacts.get(kind="email").id]},
    )
    assert strays() == []
    save = Guest.objects.get().links.filter(reason="desk").order_by("record_id").last()
    unmerge_guests(**ask(mei), decision_id=done.decisions[0], records=[save.record_id])
    zhang.refresh_from_db()
    other = Guest.objects.get(id=wei.id)
    assert zhang.notes.count() == 1
    assert zhang.position == ""
    assert zhang.contacts.count() == 1
    assert other.position == "总经理"
    assert other.preferences.filter(text="朝南").exists()
    assert not other.contacts.filter(kind="email").exists()
    assert strays() == []


def test_a_row_of_the_other_that_was_taken_off_meanwhile_stays_off(zhang, wei, mei):
    done = merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[wei.id])
    email = Guest.objects.get().contacts.get(kind="email")
    change_guest(**ask(mei), guest_id=zhang.id, fields={}, additions={}, removals={"contact": [email.id]})
    unmerge_guests(**ask(mei), decision_id=done.decisions[0])
    assert not Guest.objects.get(id=wei.id).contacts.filter(kind="email").exists()
    assert strays() == []


def test_refuses_what_changed_since_the_preview(zhang, wei, mei, alma):
    version = version_of([zhang, wei])
    change_guest(**ask(alma), guest_id=wei.id, fields={"position": "经理"}, additions={}, removals={})
    before = everything()
    with pytest.raises(MergeStale):
        merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[wei.id], version=version)
    assert everything() == before
    assert not Decision.objects.exists()


def test_refuses_those_who_are_one_already_and_what_was_taken_back(zhang, wei, mei):
    done = merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[wei.id])
    with pytest.raises(AlreadyOneGuest):
        merge_guests(**ask(mei), kept_id=wei.id, gone_ids=[zhang.id])
    unmerge_guests(**ask(mei), decision_id=done.decisions[0])
    with pytest.raises(MergeWithdrawn):
        unmerge_guests(**ask(mei), decision_id=done.decisions[0])
