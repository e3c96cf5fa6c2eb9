"""A guest typed in at the desk: one sealed record, one link, one profile, or nothing at all."""

import contextlib
from datetime import date

import pytest
from django.db import connection
from django.utils.translation import override

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry, User
from huitouke.guests.errors import GuestInvalid
from huitouke.guests.models import Guest
from huitouke.identity.choices import LinkReason
from huitouke.identity.models import Link
from huitouke.identity.services import change_guest, register_guest
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.testing.factories import SOME_ID_CARD

pytestmark = pytest.mark.usefixtures("still_clock")

FULL = {
    "name": ["王小明"],
    "form_of_address": ["王总"],
    "mobile": ["138 1234 5678", "+852 9123 4567"],
    "email": ["Wang@Example.com"],
    "id_card": [SOME_ID_CARD.lower()],
    "passport": ["E12345678"],
    "plate": ["苏E·8K213"],
    "company": ["苏州丝绸有限公司"],
    "card_number": ["VIP 0012"],
    "preference": ["高楼层"],
    "taboo": ["不吃香菜"],
    "tag": ["老朋友、摄影"],
    "note": ["每年四月来看牡丹"],
    "follow_up": ["alma"],
    "nationality": ["中国"],
    "kept_birthday": ["农历八月十五"],
    "extra:推荐码": ["QX77"],
}


def register(actor, branch, raw):
    return Guest.objects.get(id=register_guest(actor=actor, raw=raw, branch=branch))


@pytest.fixture
def wang(group, alma):
    return register(alma.actor, group.main, FULL)


def test_every_field_lands_in_its_place(wang, group, alma):
    assert (wang.name, wang.form_of_address, wang.sex) == ("王小明", "王总", "female")
    assert wang.birth_date == date(1949, 12, 31)
    assert (wang.birthday_calendar, wang.birthday_month, wang.birthday_day) == ("lunar", 8, 15)
    assert wang.birthday_key == 2815
    assert (wang.nationality, wang.company, wang.card_number) == ("CN", "苏州丝绸有限公司", "VIP0012")
    assert (wang.branch_id, wang.legal_entity_id, wang.is_shared) == (
        group.main.id,
        group.main.legal_entity_id,
        False,
    )
    assert wang.follow_up_id == alma.user.id
    assert wang.has_warning
    assert wang.completeness == 100
    assert sorted(wang.contacts.values_list("kind", "value")) == [
        ("email", "wang@example.com"),
        ("mobile", "+85291234567"),
        ("mobile", "+8613812345678"),
    ]
    assert sorted(wang.documents.values_list("kind", flat=True)) == ["id_card", "passport"]
    assert list(wang.vehicles.values_list("plate", flat=True)) == ["苏E8K213"]
    assert sorted(wang.preferences.values_list("kind", "text")) == [
        ("preference", "高楼层"),
        ("taboo", "不吃香菜"),
    ]
    assert sorted(wang.guest_tags.values_list("tag__name", flat=True)) == ["摄影", "老朋友"]
    note = wang.notes.get()
    assert (note.text, note.purpose, note.author_id, note.author_name) == (
        "每年四月来看牡丹",
        "service",
        alma.user.id,
        "Alma",
    )


def test_the_record_holds_what_was_typed_sealed(wang, alma, group, still_clock):
    record = SourceRecord.objects.get(id=wang.origin_record_id)
    assert (record.system, record.version, record.state) == (DESK, 1, RecordState.ACCEPTED)
    assert (record.actor_id, record.branch_id, record.received_at) == (
        alma.user.id,
        group.main.id,
        still_clock,
    )
    assert read_content(record) == FULL
    assert SOME_ID_CARD.lower().encode() not in bytes(record.payload)


def test_the_link_says_that_this_record_founded_the_guest(wang):
    link = Link.objects.get(guest=wang)
    assert (link.record_id, link.reason) == (wang.origin_record_id, LinkReason.FOUNDED)


def test_every_row_names_the_record_that_told_it(wang):
    for rows in (wang.contacts, wang.documents, wang.vehicles, wang.preferences, wang.guest_tags, wang.notes):
        assert set(rows.values_list("record_id", flat=True)) == {wang.origin_record_id}


def test_the_act_is_noted_and_told_on(wang, alma, group):
    entry = AuditEntry.objects.get(code="guests.profile.created", object_id=wang.id)
    assert (entry.actor_id, entry.branch_id, entry.object_type) == (alma.user.id, group.main.id, "guest")
    assert "mobile" in entry.fields
    event = OutboxEvent.objects.get(code="guests.profile.created", key=wang.id)
    assert event.payload == {"guest": str(wang.id)}


def test_a_founded_guest_has_no_history_yet(wang):
    assert not FieldChange.objects.filter(subject_id=wang.id).exists()


def test_a_number_opens_for_us_and_stands_sealed_in_its_column(wang):
    paper = wang.documents.get(kind="id_card")
    assert paper.number == SOME_ID_CARD
    assert SOME_ID_CARD[4:14] not in paper.masked
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM guests_document WHERE id = %s", [paper.id])
        assert SOME_ID_CARD.encode() not in bytes(cursor.fetchone()[0])


def test_the_same_person_typed_twice_is_two_records_and_two_guests_for_now(group, alma):
    one = register(alma.actor, group.main, {"name": ["王小明"]})
    other = register(alma.actor, group.main, {"name": ["王小明"]})
    assert one.id != other.id
    assert Link.objects.count() == SourceRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"name": ["王小明"], "id_card": ["110105194912310021"]}, "id_card"),
        ({"name": ["王小明"], "id_card": ["110105194902300025"]}, "id_card"),
        ({"name": ["王小明"], "birth_date": ["1980-02-30"]}, "birth_date"),
        ({"name": ["王小明"], "birth_date": ["2031-01-01"]}, "birth_date"),
        ({"name": ["王小明"], "email": ["not an address"]}, "email"),
        ({"name": ["王小明"], "mobile": ["12"]}, "mobile"),
        ({"name": ["王小明"], "nationality": ["Atlantis"]}, "nationality"),
        ({"name": ["王小明"], "follow_up": ["nobody"]}, "follow_up"),
        ({"name": ["名" * 201]}, "name"),
        ({"name": ["王小明"], "note": ["x" * 10_001]}, "note"),
        ({"company": ["Silk Ltd"]}, "name"),
        ({}, "name"),
        ({"name": [" ", "-", "\x00"]}, "name"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_cannot_be_kept_is_refused_in_its_field_and_nothing_is_written(
    group, alma, refuses_to_write, raw, field, language
):
    with override(language), refuses_to_write(), pytest.raises(GuestInvalid) as refused:
        register_guest(actor=alma.actor, raw=raw, branch=group.main)
    assert field in refused.value.fields
    for messages in refused.value.fields.values():
        for message in messages:
            assert "{" not in message
            assert any("\u4e00" <= sign <= "\u9fff" for sign in message) == (language == "zh-hans")


def test_a_wrong_check_digit_is_named_in_the_words_of_the_field(group, alma):
    raw = {"name": ["王小明"], "id_card": ["110105194912310021"]}
    with override("en"), pytest.raises(GuestInvalid) as refused:
        register_guest(actor=alma.actor, raw=raw, branch=group.main)
    (message,) = refused.value.fields["id_card"]
    assert message.startswith("The check digit of Citizen ID is wrong")
    assert "110105194912310021" not in str(refused.value.fields)


def test_the_number_that_was_refused_stands_in_no_message(group, alma):
    with pytest.raises(GuestInvalid) as refused:
        register_guest(actor=alma.actor, raw={"name": ["王"], "email": ["31415 at home"]}, branch=group.main)
    assert "31415" not in str(refused.value.fields)


@pytest.mark.parametrize(
    ("who", "where"),
    [("alma", "bay"), ("alma", "lake"), ("chiara", "main"), ("dario", "main"), ("irene", "main")],
)
def test_who_may_not_edit_there_registers_nobody(request, group, refuses_to_write, who, where):
    actor = request.getfixturevalue(who).actor
    with refuses_to_write(), pytest.raises(RightMissing):
        register_guest(actor=actor, raw={"name": ["王小明"]}, branch=getattr(group, where))


def test_a_guest_goes_to_the_legal_entity_of_the_branch(group, chiara):
    guest = register(chiara.actor, group.bay, {"name": ["陈大文"]})
    assert guest.legal_entity_id == group.bay.legal_entity_id


def test_who_has_left_is_no_follow_up_person(group, alma, bruno):
    User.objects.filter(id=bruno.user.id).update(is_active=False)
    with pytest.raises(GuestInvalid) as refused:
        register_guest(actor=alma.actor, raw={"name": ["王"], "follow_up": ["bruno"]}, branch=group.main)
    assert list(refused.value.fields) == ["follow_up"]


NASTY = {
    "emoji": "王😀明",
    "right to left": "\u202eמשה",
    "two hundred signs": "名" * 200,
    "surrogate": "王\ud800明",
    "NUL": "王\x00明",
    "tabs": "王\t明\\N\n",
    "formula": "=cmd|'/c calc'!A0",
    "markup": "<script>alert(1)</script>",
    "rare sign": "𠮷野家",
    "combining": "é" * 50,
    "SQL": "'; DROP TABLE guests_guest; --",
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_odd_texts_are_kept_or_refused_and_crash_nothing(group, text):
    raw = {
        target: [text]
        for target in ("name", "company", "note", "tag", "taboo", "wechat", "address", "extra:x")
    }
    raw |= {"mobile": ["13812345678"], f"extra:{text}": [text]}
    with contextlib.suppress(GuestInvalid):
        guest = register(SYSTEM, group.main, raw)
        assert guest.name
        assert "\x00" not in guest.name + guest.company + guest.address


def test_what_is_typed_into_one_box_is_one_wish_commas_and_all(group, alma):
    words = "花生过敏，含花生油，请厨房每一餐都注意"
    guest_id = register_guest(actor=alma.actor, raw={"name": ["张伟"], "allergy": [words]}, branch=group.main)
    guest = Guest.objects.get(id=guest_id)
    assert list(guest.preferences.values_list("text", flat=True)) == [words]
    change_guest(
        actor=alma.actor, guest_id=guest_id, fields={}, additions={"taboo": ["葱、姜、蒜都不放"]}, removals={}
    )
    assert guest.preferences.filter(kind="taboo").get().text == "葱、姜、蒜都不放"
