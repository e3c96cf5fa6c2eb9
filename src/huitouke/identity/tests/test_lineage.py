"""Whose word each value is, which others were told, and using another one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.guests.errors import GuestChangedMeanwhile, GuestNotFound
from huitouke.guests.models import Guest
from huitouke.identity import queries
from huitouke.identity.errors import FieldNotTold, ValueNotTold
from huitouke.identity.lineage import tell_stories, tell_story
from huitouke.identity.models import Link
from huitouke.identity.services import change_guest
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.choosing import use_value
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.people import Person, admit_people
from huitouke.testing.factories import SOME_ID_CARD, share
from huitouke.testing.personas import hire

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def tell(group):
    def run(branch=None, external_id="guest:p-1", minutes=0, **raw):
        told = {name: [text] for name, text in raw.items()}
        with transaction.atomic():
            admitted = admit_people(
                actor=SYSTEM,
                source=source_of(SYSTEM, branch or group.main, "mews"),
                people=[Person(external_id, told, START + timedelta(minutes=minutes))],
            )
        return admitted.guests[external_id]

    return run


@pytest.fixture
def told(tell, alma):
    """A guest whom a system told of twice and whom Alma corrected."""
    guest_id = tell(
        name="张伟", position="经理", mobile="13812345678", address="上海市静安区南京西路 1266 号"
    )
    tell(name="张伟", position="副总经理", mobile="13900001111", minutes=5)
    change_guest(
        actor=alma.actor, guest_id=guest_id, fields={"position": "总经理"}, additions={}, removals={}
    )
    return guest_id


def words(story):
    """(value, shown, [(who says it, still so)]) of a story."""
    return [
        (
            value.text,
            value.is_shown,
            [("staff" if each.is_staff else each.record.system, each.is_current) for each in value.said],
        )
        for value in story.values
    ]


def test_every_value_says_who_told_it_and_which_others_were_told(told, alma):
    assert words(tell_story(alma.actor, told, "position")) == [
        ("总经理", True, [("staff", True)]),
        ("副总经理", False, [("mews", True)]),
        ("经理", False, [("mews", False)]),
    ]
    # A telephone that its system replaced is no longer held, and is told all the same.
    assert words(tell_story(alma.actor, told, "mobile")) == [
        ("139 0000 1111", True, [("mews", True)]),
        ("138 1234 5678", False, [("mews", False)]),
    ]
    fields = [story.field for story in tell_stories(alma.actor, told)]
    assert fields == ["name", "position", "address", "region", "mobile"]
    with pytest.raises(FieldNotTold):
        tell_story(alma.actor, told, "follow_up")


def test_a_constant_number_of_queries_tells_it_all(told, tell, alma, django_assert_num_queries):
    for number in range(6, 12):
        tell(name="张伟", position=f"{number} 部经理", minutes=number)
    with django_assert_num_queries(12):
        tell_stories(alma.actor, told)


def test_of_a_merged_guest_both_profiles_are_told(group, guest_of, alma, mei):
    kept = guest_of(group.main, actor=alma.actor, name="张伟", company="苏州丝绸", id_card=SOME_ID_CARD)
    gone = guest_of(group.main, actor=alma.actor, name="ZHANG WEI", company="盛远科技", sex="男")
    merge_guests(actor=mei.actor, kept_id=kept.id, gone_ids=[gone.id])
    story = tell_story(mei.actor, kept.id, "company")
    assert [(value.text, value.said[0].is_of_other) for value in story.values] == [
        ("苏州丝绸", False),
        ("盛远科技", True),
    ]
    assert tell_story(mei.actor, kept.id, "sex").values[0].said[0].is_papered
    [paper] = tell_story(mei.actor, kept.id, "document").values
    assert (paper.is_shown, paper.is_usable, SOME_ID_CARD in paper.text) == (True, False, False)


def test_using_another_value_is_a_save_that_holds(told, tell, alma, mei):
    story = tell_story(alma.actor, told, "position")
    wanted = next(value for value in story.values if value.text == "副总经理")
    assert use_value(actor=alma.actor, guest_id=told, field="position", mark=wanted.mark) == ["position"]
    tell(name="张伟", position="董事", minutes=9)
    assert Guest.objects.get().position == "副总经理"
    old = tell_story(mei.actor, told, "mobile").values[1]
    use_value(actor=mei.actor, guest_id=told, field="mobile", mark=old.mark)
    assert sorted(Guest.objects.get().contacts.values_list("shown", flat=True)) == [
        "138 1234 5678",
        "139 0000 1111",
    ]


def test_an_address_is_used_whole(told, alma):
    change_guest(
        actor=alma.actor,
        guest_id=told,
        fields={"address": "浙江省宁波市海曙区中山西路 2 号", "postcode": "315000"},
        additions={},
        removals={},
    )
    [shown, other] = tell_story(alma.actor, told, "address").values
    assert shown.text.startswith("浙江省")
    use_value(actor=alma.actor, guest_id=told, field="address", mark=other.mark)
    guest = Guest.objects.get()
    assert (guest.address, guest.region[:2], guest.postcode) == ("上海市静安区南京西路 1266 号", "31", "")


def test_what_stands_masked_stays_so_and_earlier_words_need_the_history(told, group):
    keeper = hire("keeper", "housekeeping", group.main)
    for name in ("mobile", "address"):
        for value in tell_story(keeper.actor, told, name).values:
            assert "*" in value.text
            assert not value.is_usable
    assert [text for text, *_ in words(tell_story(keeper.actor, told, "position"))] == ["总经理", "副总经理"]


def test_houses_that_are_not_the_readers_are_not_told(tell, group, chiara, bruno, alma):
    there = tell(group.bay, name="Chan Tai Man", company="Harbour Ltd")
    here = tell(group.main, external_id="guest:p-2", name="陈大文", company="海港公司")
    for guest in Guest.objects.all():
        share(guest)
    merge_guests(actor=bruno.actor, kept_id=here, gone_ids=[there])
    assert [value.text for value in tell_story(bruno.actor, here, "company").values] == [
        "海港公司",
        "Harbour Ltd",
    ]
    assert [value.text for value in tell_story(alma.actor, here, "company").values] == ["海港公司"]
    [value] = [value for value in tell_story(chiara.actor, here, "company").values if value.is_shown]
    assert (value.text, value.said[0].record) == ("海港公司", None)


def test_refusals_write_nothing(told, dario, chiara, group, alma, refuses_to_write):
    mark = tell_story(alma.actor, told, "position").values[1].mark
    auditor = hire("auditor", "auditor", group.main)
    links = Link.objects.count()
    for who, error in ((dario, RightMissing), (auditor, RightMissing), (chiara, GuestNotFound)):
        with refuses_to_write(), pytest.raises(error):
            use_value(actor=who.actor, guest_id=told, field="position", mark=mark)
    for wrong in ("", "0" * 24, tell_story(alma.actor, told, "position").values[0].mark):
        with refuses_to_write(), pytest.raises(ValueNotTold):
            use_value(actor=alma.actor, guest_id=told, field="position", mark=wrong)
    with pytest.raises(GuestChangedMeanwhile):
        use_value(actor=alma.actor, guest_id=told, field="position", mark=mark, seen_at=START)
    assert Link.objects.count() == links


def test_the_sources_of_a_guest_of_very_many_records_are_told(told, tell, alma, monkeypatch):
    for minutes in range(6, 12):
        tell(name="张伟", position="副总经理", minutes=minutes, mobile=f"1390000{minutes:04d}")
    whole = words(tell_story(alma.actor, told, "address"))
    assert whole[0][1]
    monkeypatch.setattr(queries, "RECORD_LIMIT", 2)
    assert words(tell_story(alma.actor, told, "address")) == whole
