"""Fields of the hotel's own, from their page to form, search, file and API, and the form's further boxes."""

from io import BytesIO

import pytest
from django.urls import reverse

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.connectors.files.export import export_guests
from huitouke.guests.models import Company, Guest
from huitouke.guests.queries import find_guests
from huitouke.hotels.errors import OwnFieldInvalid
from huitouke.hotels.services.own_fields import add_field, change_field, close_field, reopen_field
from huitouke.identity.histories import list_history
from huitouke.identity.services import change_guest
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.models import CustomFieldDefinition
from huitouke.testing.fixtures import TODAY

LABELS = {"zh": "枕头", "en": "Pillow"}


@pytest.fixture
def pillow(adam):
    return add_field(
        actor=adam.actor, subject="guest", code="pillow", kind="choice", labels=LABELS,
        choices=["软枕 | Soft", "硬枕 | Hard"],
    )  # fmt: skip


@pytest.fixture
def club(adam):
    return add_field(
        actor=adam.actor, subject="guest", code="", kind="text", labels={"zh": "俱乐部", "en": "Golf club"},
        is_searched=True,
    )  # fmt: skip


def test_a_field_is_added_on_its_page(adam, signed_in):
    page = signed_in(adam)
    sent = {"subject": "guest", "kind": "number", "zh": "鞋码", "en": "Shoe size", "is_required": "1"}
    assert page.post(reverse("settings:own-fields"), sent).status_code == 302
    field = CustomFieldDefinition.objects.get()
    assert (field.code, field.kind, field.is_required, field.labels) == (
        "shoe_size", "number", True, {"zh": "鞋码", "en": "Shoe size"},
    )  # fmt: skip
    assert "鞋码" in page.get(reverse("settings:own-fields")).content.decode()
    assert AuditEntry.objects.get(code="hotels.own_field.added").data == {
        "subject": "guest",
        "name": "shoe_size",
    }


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"kind": "choice", "choices": [" | "]}, "choices"),
        ({"kind": "colour"}, "kind"),
        ({"kind": "code", "code_table": "nothing"}, "code_table"),
        ({"kind": "text", "code": "Shoe Size"}, "code"),
        ({"kind": "text", "labels": {}}, "zh"),
        ({"kind": "text", "subject": "room"}, "subject"),
        ({"kind": "text", "code": "pillow"}, "code"),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused(adam, pillow, refuses_to_write, given, wrong):
    with refuses_to_write(), pytest.raises(OwnFieldInvalid) as refused:
        add_field(**{"actor": adam.actor, "subject": "guest", "code": "x", "labels": LABELS, **given})
    assert wrong in refused.value.fields


def test_only_who_configures_the_hotel_adds_fields(alma, signed_in, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        add_field(actor=alma.actor, subject="guest", code="x", kind="text", labels=LABELS)
    assert signed_in(alma).get(reverse("settings:own-fields")).status_code == 403


def test_a_choice_that_is_no_longer_named_is_closed_and_keeps_its_words(adam, pillow, guest_of, group):
    guest = guest_of(group.main, name="王小明", **{"custom:pillow": "硬枕"})
    change_field(
        actor=adam.actor, field_id=pillow.id, labels=LABELS, choices=["荞麦枕 | Buckwheat", "软枕 | Soft"]
    )
    field = list_fields("guest")[0]
    assert [(each.code, each.is_closed) for each in field.options] == [
        ("buckwheat", False), ("soft", False), ("hard", True),
    ]  # fmt: skip
    assert Guest.objects.get(id=guest.id).custom == {"pillow": "hard"}
    assert field.option_label("hard") == "硬枕"


def test_own_fields_are_typed_found_shown_exported_and_remembered(
    adam, alma, bruno, pillow, club, signed_in, group
):
    page = signed_in(alma)
    sent = {"name": "王小明", "custom:pillow": "soft", "custom:golf_club": "雁栖湖 A-1203", "branch": "MAIN"}
    answer = page.post(reverse("guests:guest-new"), sent)
    assert answer.status_code == 302
    guest = Guest.objects.get()
    assert guest.custom == {"pillow": "soft", "golf_club": "雁栖湖 A-1203"}
    shown = page.get(answer["Location"]).content.decode()
    assert "软枕" in shown
    assert "雁栖湖 A-1203" in shown
    for scrap in ("雁栖", "雁栖湖a"):
        assert [line.id for line in find_guests(alma.actor, scrap)[0]] == [guest.id]
    change_guest(
        actor=alma.actor, guest_id=guest.id, fields={"custom:pillow": "硬枕"}, additions={}, removals={}
    )
    guest.refresh_from_db()
    assert guest.custom["pillow"] == "hard"
    assert "custom:pillow" in guest.field_sources
    change = list_history(alma.actor, guest.id)[0]
    assert (change.field, change.old, change.new) == ("custom:pillow", "soft", "hard")
    stream = BytesIO()
    export_guests(stream, actor=bruno.actor, file_format="csv", today=TODAY)
    told = stream.getvalue().decode("utf-8-sig")
    assert "枕头" in told.splitlines()[0] or "Pillow" in told.splitlines()[0]
    assert "硬枕" in told or "Hard" in told


def test_a_field_that_the_desk_asks_for_holds_a_new_guest_back(adam, alma, signed_in, refuses_to_write):
    add_field(actor=adam.actor, subject="guest", code="shoe", kind="number", labels=LABELS, is_required=True)
    page = signed_in(alma)
    with refuses_to_write():
        answer = page.post(reverse("guests:guest-new"), {"name": "王小明", "branch": "MAIN"})
    assert answer.status_code == 422
    assert 'id="id_custom:shoe_error"' in answer.content.decode()
    wrong = page.post(reverse("guests:guest-new"), {"name": "王小明", "branch": "MAIN", "custom:shoe": "大"})
    assert wrong.status_code == 422
    assert page.post(
        reverse("guests:guest-new"), {"name": "王小明", "branch": "MAIN", "custom:shoe": "42"}
    ).status_code == 302  # fmt: skip


def test_a_closed_field_is_no_longer_asked_for_and_its_values_stay(
    adam, alma, pillow, signed_in, guest_of, group
):
    guest = guest_of(group.main, name="王小明", **{"custom:pillow": "soft"})
    close_field(actor=adam.actor, field_id=pillow.id)
    page = signed_in(alma)
    assert "custom:pillow" not in page.get(reverse("guests:guest-new")).content.decode()
    assert "软枕" in page.get(reverse("guests:guest-detail", args=[guest.id])).content.decode()
    reopen_field(actor=adam.actor, field_id=pillow.id)
    assert 'name="custom:pillow"' in page.get(reverse("guests:guest-new")).content.decode()


def test_the_api_takes_and_tells_own_fields(alma, bearer, client, pillow, group):
    headers = bearer(alma)
    made = client.post(
        "/api/v1/guests",
        {"name": "王小明", "custom": {"pillow": "soft"}},
        "application/json",
        headers=headers,
    )
    assert made.status_code == 201
    assert made.json()["custom"] == {"pillow": "soft"}
    wrong = client.patch(
        f"/api/v1/guests/{made.json()['id']}",
        {"fields": {"custom": {"pillow": "feather", "nothing": 1}}},
        "application/json",
        headers=headers,
    )
    assert wrong.status_code == 422
    assert set(wrong.json()["fields"]) == {"custom:nothing"}
    cleared = client.patch(
        f"/api/v1/guests/{made.json()['id']}", {"fields": {"custom": {"pillow": None}}}, "application/json",
        headers=headers,
    )  # fmt: skip
    assert cleared.json()["custom"] == {}


def test_the_form_saves_every_further_box_and_shows_it_again(alma, signed_in, group):
    page = signed_in(alma)
    sent = {
        "name": "王小明", "branch": "MAIN", "home_address": "浙江省宁波市鄞州区天童南路 588 号 315100",
        "work_address": "上海市黄浦区中山东一路 1 号", "occupation": "医生", "native_place": "浙江宁波",
        "family_structure": "couple", "family": "夫妻二人", "decision_maker": "yes", "budget": "500-800",
        "need": "办公桌", "usage": "出差", "birthday_reminder": "no", "birthday_lead_days": "3", "vip_grade": "V2",
        "contact_preference": "wechat", "heard_from": "friend", "choice_reason": "location",
        "rate_confidential": "yes", "plate_id": "", "plate_value": "沪A12345（特斯拉 Model Y / 白）",
        "wish_id": "", "wish_kind": "hobby", "wish_value": "高尔夫", "contact_id": "", "contact_kind": "wecom",
        "contact_value": "WangXM",
    }  # fmt: skip
    answer = page.post(reverse("guests:guest-new"), sent)
    assert answer.status_code == 302
    guest = Guest.objects.get()
    assert (guest.home_region, guest.home_postcode, guest.work_region) == ("330212", "315100", "310101")
    assert (guest.budget_min, guest.budget_max, guest.budget_currency) == (50_000, 80_000, "CNY")
    assert (guest.is_birthday_muted, guest.is_rate_confidential, guest.is_decision_maker) == (
        True,
        True,
        True,
    )
    shown = page.get(answer["Location"]).content.decode()
    for word in (
        "医生",
        "夫妻二人",
        "CNY 500-800",
        "V2",
        "特斯拉 Model Y",
        "高尔夫",
        "WangXM",
        "浙江省宁波市鄞州区",
    ):
        assert word in shown, word
    edit = page.get(reverse("guests:guest-edit", args=[guest.id])).content.decode()
    assert "沪A12345 (特斯拉 Model Y / 白)" in edit
    assert 'value="CNY 500-800"' in edit


def test_an_address_that_changes_takes_its_region_along(alma, guest_of, group):
    guest = guest_of(group.main, name="王小明", address="浙江省宁波市鄞州区天童南路 588 号 315100")
    assert (guest.region, guest.postcode) == ("330212", "315100")
    change_guest(
        actor=alma.actor, guest_id=guest.id, fields={"address": "1 Main Street"}, additions={}, removals={}
    )
    guest.refresh_from_db()
    assert (guest.region, guest.postcode) == ("", "")


def test_an_old_card_number_is_refused_at_the_desk(alma, signed_in, refuses_to_write, group):
    sent = {"name": "王", "branch": "MAIN", "document_id": "", "document_kind": "id_card",
            "document_number": "340524800101001"}  # fmt: skip
    with refuses_to_write():
        assert signed_in(alma).post(reverse("guests:guest-new"), sent).status_code == 422


def test_a_masked_value_is_revealed_in_its_place_with_a_reason(alma, signed_in, guest_of, group):
    guest = guest_of(group.main, name="王小明", card_number="VIP-0012-77")
    page = signed_in(alma)
    shown = page.get(reverse("guests:guest-detail", args=[guest.id])).content.decode()
    assert "VIP-0012-77" not in shown
    assert "****2-77" in shown
    url = reverse("guests:reveal", args=[guest.id])
    assert "masked-card_number" in page.get(f"{url}?field=card_number").content.decode()
    refused = page.post(url, {"field": "card_number", "reason": "other", "text": ""})
    assert refused.status_code == 422
    told = page.post(url, {"field": "card_number", "reason": "guest_asks"})
    assert "VIP-0012-77" in told.content.decode()
    assert told["HX-Trigger"] == "close-dialog"
    assert "no-store" in told["Cache-Control"]


def test_a_guest_not_to_be_disclosed_shows_a_placeholder_and_no_tabs_of_the_person(
    alma, mei, signed_in, guest_of, group
):
    guest = guest_of(group.main, name="周星驰", company="星光影业", allergy="花生", stay_confidential="是")
    url = reverse("guests:guest-detail", args=[guest.id])
    shown = signed_in(alma).get(url).content.decode()
    for secret in ("周星驰", "星光影业", "zhouxingchi"):
        assert secret not in shown
    assert "花生" in shown
    assert signed_in(alma).get(reverse("guests:guest-edit", args=[guest.id])).status_code == 403
    assert "周星驰" not in signed_in(alma).get(f"{url}?tab=records").content.decode()
    assert "周星驰" in signed_in(mei).get(url).content.decode()


def test_own_fields_of_companies_stand_in_form_page_and_list_of_conditions(adam, signed_in, group):
    common = {"actor": adam.actor, "subject": "company"}
    add_field(**common, code="club", kind="text", labels={"zh": "商会", "en": "Club"}, is_required=True)
    add_field(**common, code="listed", kind="yes_no", labels={"zh": "上市"})
    client = signed_in(adam)
    assert 'id="id_custom:club"' in client.get("/companies/new/").content.decode()
    sent = {"name": "盛远科技", "branch": "MAIN", "custom:listed": "yes"}
    answer = client.post("/companies/new/", sent)
    assert answer.status_code == 422
    assert "请填写" in answer.content.decode()
    assert not Company.objects.exists()
    page = client.post("/companies/new/", sent | {"custom:club": "浙江商会"})["Location"]
    text = client.get(page).content.decode()
    assert "浙江商会" in text
    company = Company.objects.get()
    assert company.custom == {"club": "浙江商会", "listed": True}
    opened = client.get(f"{page}edit/").context["draft"].opened
    edit = sent | {
        "custom:club": "苏商会",
        "custom:listed": "no",
        "opened": opened,
        "seen_at": company.updated_at.isoformat(),
    }
    assert client.post(f"{page}edit/", edit).status_code == 302
    text = client.get(f"{page}?tab=history").content.decode()
    assert "浙江商会" in text
    assert "上市" in text
    assert "否" in text
