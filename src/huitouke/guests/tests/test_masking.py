"""Who reads what of a guest: masked values, values shown with a reason, and guests who are not to be disclosed."""

from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.connectors.files.export import export_guests
from huitouke.guests.conditions.asking import NAMELESS, is_personal, may_of
from huitouke.guests.errors import GuestInvalid, GuestNotFound
from huitouke.guests.masking import mask_card, mask_free
from huitouke.guests.models import Guest, Reveal
from huitouke.guests.policy import named_condition, named_sql, right_sql, visible_condition
from huitouke.guests.queries import GuestFilter, find_guests, get_guest, get_guest_detail, list_guests
from huitouke.guests.services.reveals import reveal_value
from huitouke.guests.today import find_soonest_birthdays
from huitouke.identity.histories import list_history
from huitouke.identity.services import add_note, change_guest
from huitouke.kernel.conditions.columns import column_texts
from huitouke.kernel.conditions.registry import get_subject
from huitouke.kernel.conditions.shapes import ConditionsInvalid, Row, all_of
from huitouke.testing.factories import SOME_ID_CARD
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire

SECRETS = (
    "138 1234 5678",
    "13812345678",
    "wang@example.com",
    "天童南路",
    "1949",
    "wang_xm_88",
    "VIP-0012-77",
)


@pytest.fixture
def bell(group):
    """A concierge of MAIN: sees who it is, and no way to reach them."""
    return hire("bell", "concierge", group.main)


@pytest.fixture
def wang(group, guest_of):
    return guest_of(
        group.main,
        name="王小明",
        mobile="13812345678",
        email="wang@example.com",
        wechat="wang_xm_88",
        address="浙江省宁波市鄞州区天童南路 588 号",
        birth_date="1949-12-31",
        id_card=SOME_ID_CARD,
        card_number="VIP-0012-77",
        company="海风贸易",
        note="有事打 13812345678",
    )


@pytest.fixture
def incognito(group, guest_of):
    return guest_of(
        group.main, name="周星驰", mobile="13911112222", company="星光影业", stay_confidential="是",
        allergy="花生", birth_date="1962-03-17",
    )  # fmt: skip


def texts_of(detail):
    guest = detail.guest
    values = [str(getattr(guest, column.attname)) for column in Guest._meta.concrete_fields if column.attname not in (
        "name_key", "pinyin", "initials", "grams", "search_keys", "field_sources",
    )]  # fmt: skip
    values += [each.shown + each.value for each in detail.contacts]
    values += [each.text for each in detail.notes]
    return "|".join([*values, *detail.masked.values(), *(each.masked for each in detail.documents)])


def test_who_may_not_see_them_reads_masked_values(bell, wang):
    detail = get_guest_detail(bell.actor, wang.id, TODAY)
    told = texts_of(detail)
    assert not [secret for secret in SECRETS if secret in told]
    assert [each.shown for each in detail.contacts] == ["138****5678", "w***@example.com", "wa***"]
    assert detail.masked == {
        "card_number": "****2-77",
        "address": "浙江省宁波市***",
        "birth_date": "****-12-31",
    }
    assert detail.guest.name == "王小明"
    assert detail.notes[0].text == "有事打 138****5678"


def test_the_desk_reads_ways_to_reach_the_guest_and_nobody_reads_a_card_or_a_paper(alma, adam, wang):
    for persona in (alma, adam):
        detail = get_guest_detail(persona.actor, wang.id, TODAY)
        assert [each.shown for each in detail.contacts] == ["138 1234 5678", "wang@example.com", "wang_xm_88"]
        assert detail.guest.address == "浙江省宁波市鄞州区天童南路 588 号"
        assert detail.masked == {"card_number": "****2-77"}
        assert [each.masked for each in detail.documents] == ["1****************X"]


def test_a_veiled_guest_is_never_saved(bell, wang):
    guest = get_guest(bell.actor, wang.id)
    with pytest.raises(RuntimeError):
        guest.save()
    assert Guest.objects.get(id=wang.id).address == wang.address


def test_masked_boxes_that_nobody_touched_change_nothing(bell, wang):
    assert change_guest(
        actor=bell.actor, guest_id=wang.id, fields={"position": "经理"}, additions={}, removals={}
    )
    stored = Guest.objects.get(id=wang.id)
    assert (stored.address, stored.card_number, stored.birth_date) == (
        wang.address, wang.card_number, wang.birth_date,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scrap", "finds"),
    [
        ("13812345678", True),
        ("5678", True),
        ("138", False),
        ("1234", False),
        ("3812345", False),
        ("wang@example.com", True),
        ("wang@", False),
        ("wang_xm_88", True),
        ("wang_xm", False),
        ("VIP-0012-77", True),
        ("VIP-0012", False),
        ("王小明", True),
        ("海风", True),
    ],
)
def test_what_stands_masked_is_found_whole_or_by_its_last_four(bell, alma, wang, scrap, finds):
    assert bool(find_guests(bell.actor, scrap)[0]) is finds
    assert find_guests(alma.actor, scrap)[0]


def test_a_history_masks_what_the_profile_masks(group, wang, alma):
    change_guest(
        actor=alma.actor,
        guest_id=wang.id,
        fields={"address": "上海市黄浦区中山东一路 1 号", "card_number": "VIP-9999-01"},
        additions={"mobile": ["13900001111"]},
        removals={},
    )
    auditor = hire("ina", "auditor", group.main)
    told = "|".join(f"{each.old}>{each.new}" for each in list_history(auditor.actor, wang.id))
    assert "天童南路" not in told
    assert "中山东一路" not in told
    assert "VIP-9999" not in told
    assert "139****1111" in told
    mine = "|".join(f"{each.old}>{each.new}" for each in list_history(alma.actor, wang.id))
    assert "天童南路 588 号>上海市黄浦区中山东一路 1 号" in mine
    assert "VIP-9999" not in mine


def test_a_value_is_revealed_with_a_reason_and_the_trail_names_the_field_alone(alma, wang):
    paper = wang.documents.get()
    shown = reveal_value(
        actor=alma.actor, guest_id=wang.id, field="document", row_id=paper.id, reason="check_in"
    )
    assert shown == SOME_ID_CARD
    row = AuditEntry.objects.get(code="guests.field.revealed")
    assert (row.fields, row.data, row.actor_id, row.object_id) == (
        ["id_card"], {"reason": "check_in"}, alma.user.id, wang.id,
    )  # fmt: skip
    kept = Reveal.objects.get()
    assert (kept.field, kept.row_id, kept.actor_name) == ("id_card", paper.id, "Alma")
    assert reveal_value(
        actor=alma.actor, guest_id=wang.id, field="card_number", reason="other", text="对账"
    ) == ("VIP-0012-77")


@pytest.mark.parametrize(
    ("field", "reason", "text", "wrong"),
    [
        ("card_number", "", "", "reason"),
        ("card_number", "curious", "", "reason"),
        ("card_number", "other", " ", "text"),
        ("card_number", "other", "长" * 201, "text"),
        ("name", "contact", "", "field"),
        ("document", "contact", "", "field"),
    ],
)
def test_no_value_is_revealed_without_a_reason(alma, wang, refuses_to_write, field, reason, text, wrong):
    with refuses_to_write(), pytest.raises(GuestInvalid) as refused:
        reveal_value(actor=alma.actor, guest_id=wang.id, field=field, reason=reason, text=text)
    assert list(refused.value.fields) == [wrong]


def test_nobody_reveals_without_the_right_or_to_another_entity(
    bell, chiara, bruno, wang, guest_of, group, refuses_to_write
):
    with refuses_to_write():
        with pytest.raises(RightMissing):
            reveal_value(actor=bell.actor, guest_id=wang.id, field="card_number", reason="contact")
        with pytest.raises(GuestNotFound):
            reveal_value(actor=chiara.actor, guest_id=wang.id, field="card_number", reason="contact")
    other = guest_of(group.main, name="李", mobile="13712341234")
    row = other.contacts.get().id
    with refuses_to_write(), pytest.raises(GuestNotFound):
        reveal_value(actor=bruno.actor, guest_id=wang.id, field="contact", row_id=row, reason="contact")


def test_a_guest_not_to_be_disclosed_has_no_name_without_the_right(alma, incognito):
    line = next(
        line for line in list_guests(alma.actor, GuestFilter(), today=TODAY).lines if line.id == incognito.id
    )
    assert (line.is_hidden, line.name, line.company, line.birthday_key) == (True, "", "", None)
    assert [badge.text for badge in line.badges] == ["花生"]
    detail = get_guest_detail(alma.actor, incognito.id, TODAY)
    assert (detail.contacts, detail.documents, detail.notes, detail.tags) == ([], [], [], [])
    told = texts_of(detail)
    for secret in ("周星驰", "星光", "1391111", "1962"):
        assert secret not in told
    assert detail.line.shown_name not in ("", "周星驰")


@pytest.mark.parametrize("scrap", ["周星驰", "zxc", "zhouxing", "星光影业", "13911112222", "2222"])
def test_a_guest_not_to_be_disclosed_is_found_only_with_the_right(alma, mei, incognito, scrap):
    assert incognito.id not in {line.id for line in find_guests(alma.actor, scrap)[0]}
    assert incognito.id in {line.id for line in find_guests(mei.actor, scrap)[0]}


def test_no_condition_meets_a_guest_who_is_not_to_be_disclosed(alma, mei, incognito, still_clock):
    chosen = GuestFilter(birthday_within=7)
    assert not list_guests(alma.actor, chosen, today=TODAY).lines
    assert [line.id for line in list_guests(mei.actor, chosen, today=TODAY).lines] == [incognito.id]
    assert not find_soonest_birthdays(alma.actor, TODAY)
    assert [each.guest_id for each in find_soonest_birthdays(mei.actor, TODAY)] == [incognito.id]


def test_nothing_is_changed_noted_or_told_of_a_guest_who_is_not_to_be_disclosed(
    alma, incognito, refuses_to_write
):
    with refuses_to_write():
        with pytest.raises(RightMissing) as refused:
            change_guest(
                actor=alma.actor, guest_id=incognito.id, fields={"company": "x"}, additions={}, removals={}
            )
        with pytest.raises(RightMissing):
            add_note(actor=alma.actor, guest_id=incognito.id, text="x")
        with pytest.raises(RightMissing):
            list_history(alma.actor, incognito.id)
        with pytest.raises(RightMissing):
            reveal_value(actor=alma.actor, guest_id=incognito.id, field="birth_date", reason="contact")
    assert refused.value.data["right"] == Right.GUESTS_CONFIDENTIAL.value


def test_an_export_shows_what_its_reader_may_see(group, monkeypatch, wang, incognito):
    from huitouke.access import choices

    seller = choices.Role("seller", "Seller", frozenset({Right.GUESTS_VIEW, Right.GUESTS_EXPORT}))
    monkeypatch.setitem(choices.ROLES, "seller", seller)
    reader = hire("sam", "seller", group.main)
    for form in ("csv", "vcf"):
        stream = BytesIO()
        export_guests(stream, actor=reader.actor, file_format=form, today=TODAY)
        told = stream.getvalue().decode("utf-8-sig")
        assert "王小明" in told
        assert "138****5678" in told
        for secret in (*SECRETS[:4], "VIP-0012", "周星驰", "13911112222", "星光影业"):
            assert secret not in told


def test_the_conditions_are_the_same_in_both_languages(group, alma, mei, chiara, bruno, wang, incognito):
    from django.db import connection

    for persona in (alma, mei, chiara, bruno):
        for condition, (sql, values) in (
            (named_condition(persona.actor), named_sql(persona.actor, "g")),
            (
                visible_condition(persona.actor, Right.GUESTS_CLEAR),
                right_sql(persona.actor, Right.GUESTS_CLEAR, "g"),
            ),
        ):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT g.id FROM guests_guest g WHERE {sql}", values)
                assert {row[0] for row in cursor.fetchall()} == set(
                    Guest.objects.filter(condition).values_list("id", flat=True)
                )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打 138-1234-5678 找他", "打 138****5678 找他"),
        ("写信到 wang@example.com。", "写信到 w***@example.com。"),
        ("1208 房，加 2 个枕头", "1208 房，加 2 个枕头"),
    ],
)
def test_numbers_inside_a_text_are_masked(text, masked):
    assert mask_free(text) == masked


@pytest.mark.parametrize(("number", "masked"), [("VIP-0012-77", "****2-77"), ("A12", "****2"), ("7", "****")])
def test_a_card_shows_its_end(number, masked):
    assert mask_card(number) == masked


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("birth_date", "within", ["1949-01-01", "1949-12-31"]),
        ("birth_date", "before", "1950-01-01"),
        ("age", "at_least", 70),
        ("age", "equals", 76),
        ("card_number", "contains", "0012"),
        ("card_number", "starts", "VIP"),
    ],
)
def test_no_condition_guesses_what_stands_masked(bell, alma, wang, field, op, value):
    asked = all_of(Row(field, op, value))
    with pytest.raises(ConditionsInvalid):
        list_guests(bell.actor, asked, today=TODAY)
    assert [line.id for line in list_guests(alma.actor, asked, today=TODAY).lines] == [wang.id]


def test_a_column_shows_no_more_than_the_page_of_the_guest(bell, alma, wang):
    subject = get_subject("guest")
    fields = [subject.fields[code] for code in ("birth_date", "card_number")]

    def columns_of(persona):
        return column_texts(subject, fields, [wang.id], may_of(persona.actor), ZoneInfo("UTC"))[wang.id]

    assert columns_of(bell) == ["****-12-31", "****2-77"]
    assert columns_of(alma) == ["1949-12-31", "****2-77"]


def test_a_field_tells_who_a_guest_is_unless_it_is_known_not_to():
    told = {field.code for field in get_subject("guest").fields.values() if not is_personal(field)}
    assert told == NAMELESS & set(get_subject("guest").fields)
    assert not told & {"name", "tag", "guest_type", "importance", "note", "follow_up", "card_number"}
