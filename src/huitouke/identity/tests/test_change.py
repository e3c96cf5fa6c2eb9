"""Changing a guest: each save is a record of its own, told to history, audit and outbox, or nothing at all."""

from datetime import date, timedelta

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.errors import GuestChangedMeanwhile, GuestInvalid, GuestNotFound
from huitouke.guests.models import Guest
from huitouke.guests.queries import find_guests
from huitouke.guests.services.holdings import known_of, load_holdings
from huitouke.guests.values.completeness import completeness_of
from huitouke.identity.choices import LinkReason
from huitouke.identity.models import Link
from huitouke.identity.services import change_guest
from huitouke.intake.choices import DESK
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.testing.factories import SOME_ID_CARD, share

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture
def wang(group, alma, guest_of):
    return guest_of(
        group.main,
        actor=alma.actor,
        name="王小明",
        mobile="13812345678",
        company="苏州丝绸有限公司",
        preference="高楼层",
    )


@pytest.fixture
def save(alma, still_clock):
    """Save a change as Alma a minute later; the names of what changed, and the guest as it stands then."""

    def change(guest, fields=None, additions=None, removals=None, actor=None, seen_at=None):
        with frozen_at(still_clock + timedelta(minutes=1)):
            changed = change_guest(
                actor=actor or alma.actor,
                guest_id=guest.id,
                fields=fields or {},
                additions=additions or {},
                removals=removals or {},
                seen_at=seen_at,
            )
        return changed, Guest.objects.get(id=guest.id)

    return change


def history_of(guest):
    rows = FieldChange.objects.filter(subject_id=guest.id).order_by("id")
    return {(row.table_name, row.field): (row.old, row.new) for row in rows}


def values_of(rows, *columns):
    return sorted(rows.values_list(*columns, flat=len(columns) == 1))


def test_a_field_is_set(wang, save):
    changed, now = save(wang, {"position": "采购经理"})
    assert (changed, now.position) == (["position"], "采购经理")
    assert now.updated_at > wang.updated_at


def test_a_field_is_cleared(wang, save):
    changed, now = save(wang, {"company": ""})
    assert (changed, now.company) == (["company"], "")


def test_a_birthday_kept_is_set_as_a_whole_and_cleared_as_a_whole(wang, save):
    _changed, now = save(wang, {"kept_birthday": "农历八月十五"})
    assert (now.birthday_calendar, now.birthday_month, now.birthday_day, now.birthday_key) == (
        "lunar",
        8,
        15,
        2815,
    )
    _changed, now = save(now, {"kept_birthday": ""})
    assert (now.birthday_calendar, now.birthday_month, now.birthday_day, now.birthday_key) == (
        "",
        None,
        None,
        None,
    )


def test_rows_are_added(wang, save):
    changed, now = save(
        wang,
        additions={
            "mobile": ["13900001111"],
            "plate": ["沪A12345"],
            "taboo": ["不吃香菜"],
            "tag": ["摄影"],
            "wechat": ["wang_xm"],
        },
    )
    assert changed == ["contactpoint", "guesttag", "preference", "vehicle"]
    assert values_of(now.contacts, "value") == ["+8613812345678", "+8613900001111", "wang_xm"]
    assert values_of(now.vehicles, "plate") == ["沪A12345"]
    assert values_of(now.guest_tags, "tag__name") == ["摄影"]


def test_rows_are_taken_off(wang, save):
    phone, wish = wang.contacts.get(), wang.preferences.get()
    changed, now = save(wang, removals={"contact": [phone.id], "preference": [wish.id]})
    assert changed == ["contact", "preference"]
    assert not now.contacts.exists()
    assert not now.preferences.exists()


def test_a_row_of_another_guest_cannot_be_taken_off(group, wang, save, guest_of, refuses_to_write):
    other = guest_of(group.main, name="李雷", mobile="13700000000")
    with refuses_to_write():
        changed, _now = save(wang, removals={"contact": [other.contacts.get().id]})
    assert changed == []
    assert other.contacts.exists()


def test_a_row_is_replaced_in_one_save(wang, save):
    phone = wang.contacts.get()
    _changed, now = save(wang, additions={"mobile": ["138 1234 5678"]}, removals={"contact": [phone.id]})
    assert values_of(now.contacts, "value") == ["+8613812345678"]
    assert now.contacts.get().id != phone.id


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"fields": {"name": "王小明"}},
        {"fields": {"name": " 王小明 ", "company": "苏州丝绸有限公司", "position": "", "nationality": ""}},
        {"fields": {"kept_birthday": "", "follow_up": "", "birth_date": ""}},
        {"additions": {"mobile": []}, "removals": {"contact": []}},
        {"additions": {"mobile": ["+86 138 1234 5678"]}},
        {"additions": {"preference": ["高楼层"], "tag": [" "]}},
        {"additions": {"no_such_target": ["x"]}},
    ],
)
def test_a_save_that_changes_nothing_writes_nothing(wang, save, refuses_to_write, change):
    with refuses_to_write():
        changed, now = save(wang, **change)
    assert changed == []
    assert now.updated_at == wang.updated_at


def test_a_save_is_a_record_of_the_desk_linked_to_the_guest(wang, save, alma):
    save(wang, {"position": "经理", "name": "王小明"}, {"taboo": ["不吃香菜"]})
    link = Link.objects.get(guest=wang, reason=LinkReason.DESK)
    record = SourceRecord.objects.get(id=link.record_id)
    assert (record.system, record.actor_id) == (DESK, alma.user.id)
    assert read_content(record) == {"set": {"position": "经理"}, "add": {"taboo": ["不吃香菜"]}, "remove": {}}
    assert wang.preferences.get(kind="taboo").record_id == record.id


def test_a_field_says_which_record_it_comes_from(wang, save):
    _changed, now = save(wang, {"position": "经理"})
    link = Link.objects.get(guest=wang, reason=LinkReason.DESK)
    assert now.field_sources == {"position": str(link.record_id)}
    _changed, now = save(now, {"company": ""})
    assert set(now.field_sources) == {"position", "company"}
    assert now.field_sources["position"] == str(link.record_id)
    assert now.field_sources["company"] != str(link.record_id)


def test_history_names_old_and_new_value_actor_and_record(wang, save, alma):
    phone = wang.contacts.get()
    save(wang, {"name": "王晓明"}, removals={"contact": [phone.id]})
    record_id = Link.objects.get(guest=wang, reason=LinkReason.DESK).record_id
    history = history_of(wang)
    assert history["guests_guest", "name"] == ("王小明", "王晓明")
    assert history["guests_contactpoint", "shown"] == (phone.shown, None)
    for row in FieldChange.objects.filter(subject_id=wang.id):
        assert (row.actor_id, row.record_id) == (alma.user.id, record_id)


def test_the_act_is_noted_by_field_and_told_on(wang, save, alma):
    save(wang, {"name": "王晓明"}, {"mobile": ["13900001111"]})
    entry = AuditEntry.objects.get(code="guests.profile.changed", object_id=wang.id)
    assert (entry.actor_id, entry.fields) == (alma.user.id, ["contactpoint", "name"])
    assert OutboxEvent.objects.get(code="guests.profile.changed").payload == {"guest": str(wang.id)}


def test_a_renamed_guest_is_found_by_the_new_name_only(wang, save, alma):
    save(wang, {"name": "李静怡", "company": "杭州茶叶进出口公司"})

    def found(scrap):
        return [line.id for line in find_guests(alma.actor, scrap)[0]] == [wang.id]

    assert all(found(scrap) for scrap in ("李静怡", "静", "lijingyi", "ljy", "茶叶"))
    assert not any(found(scrap) for scrap in ("王小明", "wangxiaoming", "wxm", "丝绸"))


def test_completeness_and_warning_follow(wang, save):
    assert not wang.has_warning
    _changed, now = save(wang, {"nationality": "CN"}, {"allergy": ["花生"]})
    assert now.has_warning
    assert now.completeness == wang.completeness + 5
    allergy = now.preferences.get(kind="allergy")
    _changed, now = save(now, removals={"preference": [allergy.id]})
    assert not now.has_warning
    assert now.completeness == wang.completeness + 5


@pytest.mark.parametrize(
    "targets",
    [
        {"name": "王小明"},
        {"name": "王小明", "email": "w@example.com", "sex": "男"},
        {"mobile": "13812345678"},
        {"name": "Smith/John", "passport": "E12345678", "birth_date": "1970-01-01"},
        {
            "name": "王小明",
            "id_card": SOME_ID_CARD,
            "address": "苏州",
            "taboo": "不吃香菜",
            "nationality": "CN",
        },
        {"name": "王", "kept_birthday": "农历八月十五", "phone": "0512 6666 8888", "company": "丝绸"},
        {"name_hash": "0x" + "ab" * 32, "document_hash": "0x" + "cd" * 32},
    ],
)
def test_completeness_is_the_same_told_at_first_and_from_what_is_stored(group, guest_of, targets):
    guest = guest_of(group.main, **targets)
    assert completeness_of(known_of(guest, load_holdings([guest.id])[guest.id])) == guest.completeness


def test_an_id_card_fills_birth_date_and_sex_where_they_are_empty(wang, save):
    changed, now = save(wang, additions={"id_card": [SOME_ID_CARD]})
    assert (now.birth_date, now.sex, now.birthday_key) == (date(1949, 12, 31), "female", 1231)
    assert {"birth_date", "sex", "document"} <= set(changed)


def test_an_id_card_does_not_overwrite_what_was_known(group, save, guest_of):
    guest = guest_of(group.main, name="王小明", birth_date="1950-01-02", sex="男")
    _changed, now = save(guest, additions={"id_card": [SOME_ID_CARD]})
    assert (now.birth_date, now.sex) == (date(1950, 1, 2), "male")


def test_a_number_never_stands_in_clear_in_history_or_record(wang, save):
    _changed, now = save(wang, additions={"id_card": [SOME_ID_CARD], "passport": ["E12345678"]})
    papers = {paper.kind: paper.id for paper in now.documents.all()}
    save(now, removals={"document": list(papers.values())})
    told = str(list(FieldChange.objects.values_list("old", "new")))
    payloads = b"".join(bytes(payload) for payload in SourceRecord.objects.values_list("payload", flat=True))
    for number in (SOME_ID_CARD, "E12345678"):
        assert number not in told
        assert number.encode() not in payloads
    assert FieldChange.objects.filter(table_name="guests_document", field="number").count() == 2


def test_a_save_after_a_colleagues_save_is_refused(wang, save, refuses_to_write, mei):
    seen_at = wang.updated_at
    save(wang, {"position": "经理"}, seen_at=seen_at)
    with refuses_to_write(), pytest.raises(GuestChangedMeanwhile) as refused:
        save(wang, {"position": "总监"}, actor=mei.actor, seen_at=seen_at)
    assert refused.value.status == 409
    assert Guest.objects.get(id=wang.id).position == "经理"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fields": {"birth_date": "1980-02-30"}}, "birth_date"),
        ({"fields": {"nationality": "Atlantis"}}, "nationality"),
        ({"fields": {"follow_up": "nobody"}}, "follow_up"),
        ({"fields": {"completeness": "100"}}, "completeness"),
        ({"fields": {"legal_entity_id": ""}}, "legal_entity_id"),
        ({"fields": {"company": "x" * 201}}, "company"),
        ({"fields": {"name": "名" * 201}}, "name"),
        ({"fields": {"position": "经理"}, "additions": {"id_card": ["110105194912310021"]}}, "id_card"),
        ({"additions": {"email": ["not an address"]}}, "email"),
        ({"removals": {"guest": [uuid7()]}}, "guest"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_its_field_and_nothing_is_written(
    wang, save, refuses_to_write, change, field
):
    with refuses_to_write(), pytest.raises(GuestInvalid) as refused:
        save(wang, **change)
    assert list(refused.value.fields) == [field]
    assert "{" not in str(list(refused.value.fields.values()))
    now = Guest.objects.get(id=wang.id)
    assert (now.updated_at, now.position) == (wang.updated_at, "")


def test_a_guest_known_by_a_digest_alone_is_changed_without_a_name(group, guest_of, save):
    guest = guest_of(group.main, name_hash="0x" + "ab" * 32)
    changed, now = save(guest, {"name": "", "nationality": "PT"})
    assert (changed, now.nationality) == (["nationality"], "PT")


def test_the_name_of_a_guest_known_by_a_phone_may_be_cleared(wang, save):
    changed, now = save(wang, {"name": ""})
    assert (changed, now.name, now.pinyin) == (["name"], "", "")


def test_the_last_thing_that_tells_who_it_is_cannot_be_cleared(group, guest_of, save, refuses_to_write):
    guest = guest_of(group.main, name="王小明")
    with refuses_to_write(), pytest.raises(GuestInvalid) as refused:
        save(guest, {"name": ""})
    assert list(refused.value.fields) == ["name"]


def test_a_guest_of_another_legal_entity_cannot_be_told_from_one_that_is_not_there(
    wang, save, chiara, refuses_to_write
):
    with refuses_to_write():
        with pytest.raises(GuestNotFound):
            save(wang, {"position": "经理"}, actor=chiara.actor)
        with pytest.raises(GuestNotFound):
            change_guest(actor=chiara.actor, guest_id=uuid7(), fields={}, additions={}, removals={})


def test_a_shared_guest_is_changed_by_another_legal_entity_too(wang, save, chiara):
    changed, _now = save(share(wang), {"position": "经理"}, actor=chiara.actor)
    assert changed == ["position"]


@pytest.mark.parametrize("who", ["irene", "dario"])
def test_who_may_not_edit_changes_nothing(request, wang, save, refuses_to_write, who):
    actor = request.getfixturevalue(who).actor
    with refuses_to_write(), pytest.raises(RightMissing):
        save(wang, {"position": "经理"}, actor=actor)
