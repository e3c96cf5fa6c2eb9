"""Guests made anew from their records: equal to the live ones after whatever staff and systems did through the
services, and told, column by column, where somebody wrote past them."""

import csv
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, models, transaction

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.guests import import_guests
from huitouke.guests.models import Guest, GuestType, Tag
from huitouke.guests.services.tag_rules import drop_rule, save_rule
from huitouke.guests.services.types import load_first_types
from huitouke.identity.acts import give_act, take_act_back
from huitouke.identity.linked import ROW_COLUMNS
from huitouke.identity.services import (
    add_note,
    change_guest,
    evaluate_guest,
    remove_note,
    set_guest_types,
    withdraw_evaluation,
)
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.erasure import erase_guest
from huitouke.identity.services.making_anew import COMPARED
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.identity.services.standing_rows import ROW_MODELS
from huitouke.intake.models import SourceRecord
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.conditions.shapes import Row, all_of
from huitouke.kernel.ids import uuid7
from huitouke.testing.factories import SOME_ID_CARD, let_papers_serve
from huitouke.testing.fixtures import TODAY

pytestmark = pytest.mark.usefixtures("still_clock")

HEAD = ["编号", "姓名", "手机", "单位", "喜好", "标签", "车牌", "生日", "备注", "跟进人"]
LI = [
    "8",
    "李静怡",
    "13900001111",
    "苏州丝绸有限公司",
    "高楼层",
    "摄影",
    "沪A12345",
    "1990-05-06",
    "常住",
    "mei",
]


@pytest.fixture
def wang(group, alma, mei, guest_of):
    """A guest whom the desk typed in, changed, judged and noted, with something taken off of each kind."""
    load_first_types()
    guest = guest_of(
        group.main,
        actor=alma.actor,
        name="王小明",
        mobile="13812345678",
        email="wang@example.com",
        id_card=SOME_ID_CARD,
        preference=["高楼层", "朝南"],
        plate=["苏E8K213", "沪A12345（奔驰 黑色）"],
        tag=["摄影", "登山"],
        address="上海市静安区南京西路 1266 号",
        kept_birthday="农历八月十五",
        note="喜欢安静的房间",
    )
    who = {"actor": alma.actor, "guest_id": guest.id}
    change_guest(
        **who,
        fields={"address": "苏州市姑苏区平江路 1 号", "region": guest.region, "position": "总经理", "follow_up": "mei"},
        additions={"passport": ["E12345678"], "allergy": ["花生"], "plate": ["苏E8K213（白色）"]},
        removals={
            "contact": [guest.contacts.get(kind="email").id],
            "preference": [guest.preferences.get(text="朝南").id],
            "tag": [guest.guest_tags.get(tag__name="登山").id],
        },
    )  # fmt: skip
    change_guest(**who, fields={"position": ""}, additions={}, removals={
        "document": [guest.documents.get(kind="passport").id],
        "vehicle": [guest.vehicles.get(plate="沪A12345").id],
    })  # fmt: skip
    change_guest(**who, fields={}, additions={"passport": ["E87654321"]}, removals={})
    add_note(**who, text="生日送花", purpose="care", expires_on=date(2027, 1, 1))
    remove_note(**who, note_id=add_note(**who, text="听错了").id)
    set_guest_types(**who, codes=["business", "family"])
    set_guest_types(**who, codes=["family", "local"])
    evaluate_guest(**who, scale="importance", value=4)
    wrong = evaluate_guest(**who, scale="importance", value=1)
    withdraw_evaluation(**who, evaluation_id=wrong.id)
    guest.refresh_from_db()
    return guest


@pytest.fixture
def take_in(bruno, tmp_path):
    def run(*rows):
        path = tmp_path / "guests.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
        import_guests(path, actor=bruno.actor, system="opera")

    return run


def li(**changes):
    return [changes.get(head, cell) for head, cell in zip(HEAD, LI, strict=True)]


def differences():
    return dict(compare_guests().fields)


def test_what_the_desk_did_is_what_stands(wang):
    found = compare_guests()
    assert (found.checked, found.equal, found.different, found.erased) == (1, 1, 0, 0), found.fields
    assert wang.position == ""
    assert wang.follow_up_id


def test_files_and_staff_in_turn_are_what_stands(take_in, mei, alma):
    twice = li(姓名="李静", 喜好="安静")
    take_in(LI, twice, ["9", "Smith, John", "+1 415 555 2671", "", "", "", "", "", "", ""])
    guest = Guest.objects.get(name__startswith="李")
    change_guest(
        actor=alma.actor, guest_id=guest.id, fields={"company": "柳岸贸易"}, additions={}, removals={
            "contact": [guest.contacts.first().id]
        },
    )  # fmt: skip
    take_in(li(单位="盛远科技", 手机="13900002222", 喜好="靠窗", 标签="登山"), twice)
    guest.refresh_from_db()
    assert guest.company == "柳岸贸易"
    assert set(guest.contacts.values_list("value", flat=True)) == {"+8613900002222"}
    assert differences() == {}


def test_messages_in_any_order_and_in_one_go_are_what_stands(group, wang, still_clock):
    let_papers_serve(wang)
    start = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
    told = [
        ("guest:p-1", {"given_name": ["John"], "family_name": ["Smith"], "email": ["j@example.com"]}, 0),
        ("guest:p-1", {"email": ["john@example.com"], "company": ["Acme"]}, 5),
        ("guest:p-1", {"mobile": ["13800138000"], "company": ["Acme Inc"]}, 2),
        ("guest:p-1", {"passport": ["M1234567"], "document_country": ["CZ"]}, None),
        ("guest:p-2", {"name": ["王小明"], "id_card": [SOME_ID_CARD], "mobile": ["13700001111"]}, 3),
        ("guest:p-2", {"name": ["王小明"], "mobile": ["13700002222"]}, 4),
    ]
    people = [
        Person(external_id, raw, None if minutes is None else start + timedelta(minutes=minutes))
        for external_id, raw, minutes in told
    ]
    in_one_go = [Person(each.external_id.replace("p-", "q-"), each.raw, each.told_at) for each in people[:4]]
    for number, together in enumerate([*([each] for each in people), in_one_go]):
        with frozen_at(still_clock + timedelta(minutes=number)), transaction.atomic():
            admit_people(actor=SYSTEM, source=source_of(SYSTEM, group.main, "mews"), people=together)
    assert Guest.objects.count() == 3, "the paper of who agreed to be known by it says whose the record is"
    assert differences() == {}


def test_acts_on_many_their_undoing_and_rules_of_tags_are_what_stands(adam, alma, mei, wang, guest_of, group):
    other = guest_of(group.main, name="赵云飞", follow_up="alma")
    ids = [wang.id, other.id]

    def give(kind, **more):
        return give_act(actor=alma.actor, kind=kind, chosen=ids, today=TODAY, **more)

    take_act_back(actor=alma.actor, act_id=give("assign", login="").id)
    give("assign", login="alma")
    change_guest(actor=alma.actor, guest_id=wang.id, fields={"follow_up": "mei"}, additions={}, removals={})
    give("add_tag", tag_name="会员日")
    give("remove_tag", tag_name="摄影")
    tag = Tag.objects.create(name="日客")
    save_rule(actor=adam.actor, tag_id=tag.id, conditions=all_of(Row("name", "known")))
    assert tag.guest_tags.count() == 2
    assert differences() == {}
    drop_rule(actor=adam.actor, tag_id=tag.id, keeps_tag=True)
    assert differences() == {}
    wang.refresh_from_db()
    assert wang.follow_up_id == mei.user.id


def test_the_erased_are_replayed_as_erased(wang, adam, settings, tmp_path):
    settings.HOME = tmp_path
    erase_guest(actor=adam.actor, guest_id=wang.id, typed=wang.name, reason="asked")
    found = compare_guests()
    assert (found.checked, found.erased, found.different) == (0, 1, 0)


def another(field, value):
    """A value of a column that is not the one that stands there."""
    if field.is_relation:
        return field.related_model.objects.exclude(id=value).first().id
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return value + timedelta(seconds=1)
    if isinstance(field, models.DateField):
        return date(1970, 1, 1) if value is None else value + timedelta(days=1)
    if isinstance(field, models.IntegerField):
        return 1 if value is None else value - 1
    if isinstance(field, models.JSONField):
        return {"other": "1"}
    if isinstance(field, models.BinaryField) and not isinstance(value, str):
        return b"other"
    if isinstance(field, models.UUIDField):
        return uuid7()
    if isinstance(value, list):
        return [*value, "other"]
    return {"lunar": "solar", "importance": "friendliness"}.get(value, f"{value}1")


def after(spoil):
    """The differences that a deed past the services leaves, which is undone again."""
    with transaction.atomic():
        spoil()
        found = differences()
        transaction.set_rollback(True)
    return found


def test_a_deviation_in_any_column_of_the_profile_is_found(wang):
    assert len(COMPARED) > 50
    for name in COMPARED:
        column = next(each for each in Guest._meta.concrete_fields if each.attname == name)
        value = another(column, getattr(wang, name))
        found = after(lambda name=name, value=value: Guest.objects.filter(id=wang.id).update(**{name: value}))
        assert found == {f"guests_guest.{name}": 1}


def test_a_deviation_in_any_row_of_a_profile_is_found(wang):
    for table, (keys, columns) in ROW_COLUMNS.items():
        model = ROW_MODELS[table]
        row = model.objects.filter(guest=wang).order_by("id").last()
        for name in (*keys, *columns):
            column = next(each for each in model._meta.concrete_fields if each.attname == name)
            value = another(column, getattr(row, name))
            found = after(
                lambda model=model, row=row, name=name, value=value: model.objects.filter(id=row.id).update(
                    **{name: value}
                )
            )
            wanted = {f"{table}.{name}": 1}
            if name in keys:
                wanted = {f"{table}.missing": 1, f"{table}.surplus": 1}
            assert found == wanted, (table, name)
        assert after(lambda row=row: row.delete() and None) == {f"{table}.missing": 1}
        row = model.objects.filter(guest=wang).order_by("id").last()
        row.pk = uuid7()
        if table == "guests_guesttypemembership":
            row.type_id = GuestType.objects.exclude(memberships__guest=wang).first().id
        assert after(lambda row=row: row.save(force_insert=True)) == {f"{table}.surplus": 1}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE guests_guesttag SET record_id = gen_random_uuid()", {"guests_guesttag.record_id"}),
        (
            "UPDATE identity_link SET record_id = gen_random_uuid() WHERE reason = 'founded'",
            {"guests_guest.no_record", "identity_link.no_record"},
        ),
        ("DELETE FROM identity_link WHERE reason = 'desk'", {"guests_guest.address", "guests_evaluation.surplus"}),
        (
            "INSERT INTO identity_erasure (id, subject_id, reason, erased_at, actor_name, report, is_replayed,"
            " lifted_by, lifted_because, other_ids)"
            " SELECT id, id, 'asked', now(), '', '[]', false, '', '', '{}' FROM guests_guest",
            {"identity_erasure.guest_stands"},
        ),
        (
            "UPDATE intake_sourcerecord SET external_id = 'erased:' || external_id WHERE id IN"
            " (SELECT record_id FROM identity_link WHERE reason = 'founded')",
            {"intake_sourcerecord.payload_of_erased"},
        ),
        (
            "INSERT INTO intake_sourcerecord SELECT gen_random_uuid(), 'mews', 'guest:x', version, occurrence, state,"
            " branch_id, run_id, actor_id, received_at, digest, payload, told_at FROM intake_sourcerecord LIMIT 1",
            {"intake_sourcerecord.no_guest"},
        ),
    ],
)  # fmt: skip
def test_what_hangs_on_nothing_is_found(wang, statement, found):
    def spoil():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    assert found <= set(after(spoil))
    assert differences() == {}


def test_a_tag_that_bears_another_name_by_now_is_the_one_that_was_told(wang):
    Tag.objects.filter(name="摄影").update(name="摄影爱好者")
    assert differences() == {}


def test_a_guest_whose_records_were_emptied_stands_without_them(wang):
    SourceRecord.objects.filter(id=wang.origin_record_id).update(payload=None)
    found = compare_guests()
    assert (found.checked, found.erased, found.different) == (0, 1, 0)
