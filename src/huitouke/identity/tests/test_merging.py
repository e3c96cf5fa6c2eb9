"""Merges and un-merges: nothing lost, nothing doubled, whatever the order."""

from contextlib import suppress

import pytest
from django.db import connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.connectors.files.guests import import_guests
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest, GuestAlias
from huitouke.guests.queries import find_guests, get_guest
from huitouke.identity.errors import AlreadyOneGuest, MergeAcrossEntities, MergeStale, MergeWithdrawn
from huitouke.identity.models import Decision, HomeProfile, Link
from huitouke.identity.services import add_note, change_guest
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.erasure import erase_guest, replay_journal
from huitouke.identity.services.merge_versions import version_of
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.identity.services.take_back import take_back_import
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.kernel.models import FieldChange, MovedRow
from huitouke.kernel.moving import movings
from huitouke.testing.factories import SOME_ID_CARD, share

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


def test_whoever_may_not_see_both_learns_nothing(zhang, group, chiara, mei, guest_of, refuses_to_write):
    hers = guest_of(group.bay, actor=chiara.actor, name="Chan Tai Man", mobile="+85261234567")
    for kept, gone in ((zhang.id, hers.id), (hers.id, zhang.id)):
        for who in (mei, chiara):
            with refuses_to_write(), pytest.raises((GuestNotFound, RightMissing)):
                merge_guests(**ask(who), kept_id=kept, gone_ids=[gone])


@pytest.mark.parametrize("shared", [(), ("kept", "second")], ids=["nobody agreed", "two of three agreed"])
def test_of_several_each_has_to_agree_with_each(group, bruno, guest_of, refuses_to_write, shared):
    kept = guest_of(group.main, name="张伟")
    first, second = guest_of(group.main, name="ZHANG WEI"), guest_of(group.bay, name="Zhang W.")
    if not shared:
        Guest.objects.filter(id=kept.id).update(legal_entity=None, branch=None)
    for name, guest in (("kept", kept), ("second", second)):
        if name in shared:
            share(guest)
    with refuses_to_write(), pytest.raises(MergeAcrossEntities):
        merge_guests(actor=bruno.actor, kept_id=kept.id, gone_ids=[first.id, second.id])
    assert Guest.objects.count() == 3


def test_two_companies_share_a_guest_only_where_both_agreed(
    zhang, group, chiara, adam, guest_of, refuses_to_write
):
    hers = guest_of(group.bay, actor=chiara.actor, name="张伟", mobile="13812345678")
    share(zhang)
    with refuses_to_write(), pytest.raises(MergeAcrossEntities):
        merge_guests(**ask(adam), kept_id=zhang.id, gone_ids=[hers.id])
    share(hers)
    assert merge_guests(**ask(adam), kept_id=zhang.id, gone_ids=[hers.id]).guest_id == zhang.id
    assert Guest.objects.get().is_shared


def test_who_has_not_the_right_merges_nobody(zhang, wei, alma, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        merge_guests(**ask(alma), kept_id=zhang.id, gone_ids=[wei.id])


def test_the_id_that_went_opens_and_changes_the_guest(zhang, wei, mei, alma):
    merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[wei.id])
    assert get_guest(alma.actor, wei.id).id == zhang.id
    change_guest(**ask(alma), guest_id=wei.id, fields={"position": "经理"}, additions={}, removals={})
    zhang.refresh_from_db()
    assert zhang.position == "经理"
    lines, _short = find_guests(alma.actor, "zhang wei", 5)
    assert [line.id for line in lines] == [zhang.id]


def test_a_newer_record_of_the_other_goes_home_with_it(group, mei, zhang):
    def tell(company):
        source = source_of(SYSTEM, group.main, "mews")
        people = [Person("guest:p-1", {"name": ["张伟"], "mobile": ["13700001111"], "company": [company]})]
        with transaction.atomic():
            return admit_people(actor=SYSTEM, source=source, people=people).guests["guest:p-1"]

    other = tell("苏州丝绸")
    done = merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[other])
    assert tell("盛远科技") == zhang.id
    assert Guest.objects.get().company == "盛远科技"
    assert strays() == []
    unmerge_guests(**ask(mei), decision_id=done.decisions[0])
    zhang.refresh_from_db()
    assert (zhang.company, Guest.objects.get(id=other).company) == ("苏州丝绸有限公司", "盛远科技")
    assert strays() == []


def test_an_import_that_brought_one_of_them_leaves_them_alone_when_it_is_taken_back(
    group, mei, adam, zhang, tmp_path
):
    path = tmp_path / "guests.csv"
    path.write_text("编号,姓名,手机\n8,李静怡,13900001111\n", encoding="utf-8")
    import_guests(path, actor=adam.actor, system="pms")
    run = ImportRun.objects.get()
    other = Guest.objects.exclude(id=zhang.id).get()
    done = merge_guests(**ask(mei), kept_id=zhang.id, gone_ids=[other.id])
    assert take_back_import(actor=adam.actor, run_id=run.id).kept == 1
    assert Guest.objects.get().id == zhang.id
    unmerge_guests(**ask(mei), decision_id=done.decisions[0])
    assert Guest.objects.count() == 2


def test_erasing_a_merged_guest_erases_every_profile_of_theirs(zhang, wei, bruno, settings, tmp_path):
    settings.HOME = tmp_path
    records = list(Link.objects.values_list("record_id", flat=True))
    merge_guests(**ask(bruno), kept_id=zhang.id, gone_ids=[wei.id], reason="张伟本人")
    erasure = erase_guest(actor=bruno.actor, guest_id=wei.id, typed="张伟", reason="asked")
    assert (erasure.subject_id, erasure.other_ids) == (zhang.id, [wei.id])
    for model in (Guest, GuestAlias, Decision, HomeProfile, MovedRow, Link):
        assert not model.objects.exists(), model
    assert not SourceRecord.objects.filter(id__in=records).exclude(payload=None).exists()
    assert (
        not FieldChange.objects.filter(subject_id__in=[zhang.id, wei.id]).exclude(old=None, new=None).exists()
    )


def test_an_erasure_is_done_again_on_a_backup_in_which_they_were_not_one_yet(
    zhang, wei, third, bruno, settings, tmp_path
):
    settings.HOME = tmp_path
    with suppress(ZeroDivisionError), transaction.atomic():
        merge_guests(**ask(bruno), kept_id=zhang.id, gone_ids=[wei.id])
        erase_guest(actor=bruno.actor, guest_id=zhang.id, typed="张伟", reason="asked")
        # The restore of a backup of before.
        raise ZeroDivisionError
    merge_guests(**ask(bruno), kept_id=third.id, gone_ids=[wei.id])
    assert replay_journal() == 1
    assert [guest.id for guest in Guest.objects.all()] == [third.id]
    assert Guest.objects.get().other_names == []
    assert strays() == []
