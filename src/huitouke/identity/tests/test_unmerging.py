"""Taking merges back: whose is what was done meanwhile."""

import pytest
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.guests.models import Guest, GuestTypeMembership
from huitouke.guests.services.types import load_first_types
from huitouke.identity.errors import MergeInvalid
from huitouke.identity.services import add_note, change_guest, set_guest_types
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.kernel.models import FieldChange, MovedRow


@pytest.fixture
def zhang(group, guest_of):
    return guest_of(group.main, name="张伟", mobile="13812345678", tag=["摄影"])


@pytest.fixture
def wei(group, guest_of):
    return guest_of(group.main, name="ZHANG WEI", mobile="13900001111", tag=["摄影"])


@pytest.fixture
def third(group, guest_of):
    return guest_of(group.main, name="章伟", mobile="13700002222")


def merge(kept, gone):
    return merge_guests(actor=SYSTEM, kept_id=kept.id, gone_ids=[gone.id]).decisions[0]


def part(decision, records=()):
    unmerge_guests(actor=SYSTEM, decision_id=decision, records=records, stay_apart=False)
    assert compare_guests().fields == {}


def save(guest, **told):
    change_guest(actor=SYSTEM, guest_id=guest.id, **{"fields": {}, "additions": {}, "removals": {}} | told)
    return Guest.objects.get(id=guest.id).links.filter(reason="desk").order_by("-record_id")[0].record_id


def numbers(guest):
    return sorted(value.removeprefix("+86") for value in guest.contacts.values_list("value", flat=True))


def test_a_save_given_to_the_other_brings_what_the_first_had_already(zhang, wei):
    decision = merge(zhang, wei)
    record = save(zhang, fields={"position": "经理"}, additions={"mobile": ["13812345678"], "tag": ["摄影"]})
    part(decision, [record])
    assert numbers(zhang) == ["13812345678"]
    assert numbers(wei) == ["13812345678", "13900001111"]
    assert Guest.objects.get(id=wei.id).position == "经理"
    assert not MovedRow.objects.exists()


def test_what_one_save_brought_and_a_later_one_told_again_stays_with_each(zhang, wei):
    decision = merge(zhang, wei)
    first = save(zhang, additions={"preference": ["朝南"], "tag": ["登山"]})
    save(zhang, fields={"position": "经理"}, additions={"preference": ["朝南"], "tag": ["登山"]})
    part(decision, [first])
    for guest in (zhang, wei):
        assert guest.preferences.get().text == "朝南"
        assert set(guest.guest_tags.values_list("tag__name", flat=True)) == {"摄影", "登山"}


def test_a_row_taken_off_and_told_anew_by_somebody_else_stands(zhang, wei):
    decision = merge(zhang, wei)
    contact = zhang.contacts.get(value="+8613812345678").id
    off = save(zhang, removals={"contact": [contact]})
    save(zhang, additions={"mobile": ["13812345678"]})
    part(decision, [off])
    assert (numbers(zhang), numbers(wei)) == (["13812345678"], ["13900001111"])


def test_a_tag_taken_off_while_they_were_one_is_off_for_both(zhang, wei):
    decision = merge(zhang, wei)
    row = zhang.guest_tags.get()
    save(zhang, removals={"tag": [row.id]})
    part(decision)
    assert not zhang.guest_tags.exists()
    assert not wei.guest_tags.exists()
    assert set(FieldChange.objects.filter(field="tag_id").values_list("subject_id", flat=True)) == {
        zhang.id,
        wei.id,
    }
    assert not MovedRow.objects.exists()


def test_a_type_ended_while_they_were_one_is_ended_for_both(zhang, wei):
    load_first_types()
    for guest in (zhang, wei):
        set_guest_types(actor=SYSTEM, guest_id=guest.id, codes=["business"])
    decision = merge(zhang, wei)
    set_guest_types(actor=SYSTEM, guest_id=zhang.id, codes=[])
    part(decision)
    ends = GuestTypeMembership.objects.values_list("guest_id", "until")
    assert {guest for guest, until in ends if until} == {zhang.id, wei.id}
    assert all(until for _guest, until in ends)


def test_a_tag_that_a_system_told_while_the_other_held_it_goes_home(group, zhang):
    def tell(**told):
        source = source_of(SYSTEM, group.main, "mews")
        raw = {"name": ["张伟"], "mobile": ["13700001111"], **told}
        with transaction.atomic():
            done = admit_people(actor=SYSTEM, source=source, people=[Person("guest:p-1", raw)])
        return Guest.objects.filter(id=done.guests["guest:p-1"]).first()

    other = tell()
    decision = merge(zhang, other)
    tell(tag=["摄影"])
    part(decision)
    assert zhang.guest_tags.get().tag.name == other.guest_tags.get().tag.name == "摄影"


def test_only_what_was_saved_while_they_were_one_can_be_given_away(zhang, wei, third):
    first = merge(zhang, wei)
    alone = save(third, fields={"position": "经理"})
    merge(third, zhang)
    together = save(third, fields={"company": "盛远科技有限公司"})
    with pytest.raises(MergeInvalid):
        unmerge_guests(actor=SYSTEM, decision_id=first, records=[alone])
    part(first, [together])
    assert Guest.objects.get(id=third.id).position == "经理"
    assert Guest.objects.get(id=wei.id).company == "盛远科技有限公司"


def test_what_an_earlier_part_left_can_still_be_given_away_whole(zhang, wei, third):
    first, second = merge(zhang, wei), merge(zhang, third)
    record = save(zhang, additions={"preference": ["朝南"]})
    wish = zhang.preferences.get().id
    save(zhang, removals={"preference": [wish]})
    part(first)
    part(second, [record])
    assert FieldChange.objects.filter(row_id=str(wish), field="text").get().subject_id == third.id


def test_what_happened_under_an_id_that_went_follows_its_profile(zhang, wei, third):
    inner = merge(zhang, wei)
    add_note(actor=SYSTEM, guest_id=zhang.id, text="喜欢靠窗")
    contact = zhang.contacts.get(value="+8613900001111").id
    save(zhang, removals={"contact": [contact]})
    merge(third, zhang)
    part(inner)
    assert FieldChange.objects.get(row_id=str(contact), field="shown").subject_id == wei.id
    assert numbers(wei) == []
    assert Guest.objects.get(id=third.id).notes.count() == 1


@pytest.mark.parametrize("shown", ["one", "other"])
def test_a_birth_date_and_the_birthday_kept_come_from_one_profile(group, guest_of, shown):
    one = guest_of(group.main, name="张伟", birth_date="1980-05-06")
    other = guest_of(group.main, name="ZHANG WEI", kept_birthday="11-22", mobile="13812345678")
    kept, gone = (one, other) if shown == "one" else (other, one)
    merge(kept, gone)
    guest = Guest.objects.get()
    for name in ("birth_date", "birthday_month", "birthday_day"):
        assert getattr(guest, name) == getattr(kept, name)
