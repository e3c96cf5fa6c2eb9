"""One guest: created, read, changed, noted, and its history."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from huitouke.guests.models import Document, Guest, Note
from huitouke.guests.values.raw import TARGETS
from huitouke.intake.models import SourceRecord
from huitouke.kernel import clock
from huitouke.testing.counts import nothing_written
from huitouke.testing.factories import SOME_ID_CARD
from huitouke.testing.fixtures import NOON

WHOLE = {
    "name": "王小明",
    "form_of_address": "王总",
    "sex": "male",
    "kept_birthday": "农历八月十五",
    "nationality": "CN",
    "language": "zh",
    "company": "柳岸贸易有限公司",
    "position": "采购经理",
    "card_number": "M2026-0001",
    "follow_up": "mei",
    "referred_by": "李女士",
    "mobile": ["13812345678", "13912345678"],
    "email": ["Wang@Example.com"],
    "wechat": ["wang_xm_88"],
    "passport": ["E12345678"],
    "plate": ["沪A12345"],
    "preference": ["高楼层"],
    "taboo": ["不吃香菜"],
    "allergy": ["花生"],
    "tag": ["VIP"],
    "note": ["喜欢安静的房间"],
}


@pytest.fixture
def desk(group, alma, mei, as_caller, still_clock):
    return as_caller(alma)


def test_creates_a_guest_with_all_that_was_sent(desk, alma):
    response = desk.post("/guests", WHOLE)
    assert response.status_code == 201
    told = response.json()
    assert response["Location"] == f"/api/v1/guests/{told['id']}"
    assert desk.get(f"/guests/{told['id']}").json() == told
    assert (told["name"], told["reading"], told["branch"], told["follow_up"]) == (
        "王小明",
        "Wang Xiaoming",
        "MAIN",
        "mei",
    )
    assert told["kept_birthday"] == {
        "calendar": "lunar",
        "year": None,
        "month": 8,
        "day": 15,
        "is_leap": False,
    }
    assert {(row["kind"], row["value"]) for row in told["contacts"]} == {
        ("mobile", "+8613812345678"),
        ("mobile", "+8613912345678"),
        ("email", "wang@example.com"),
        ("wechat", "wang_xm_88"),
    }
    assert [row["text"] for row in told["preferences"] if row["kind"] == "taboo"] == ["不吃香菜"]
    assert told["has_warning"]
    assert [row["name"] for row in told["tags"]] == ["VIP"]
    assert [(row["text"], row["author_name"]) for row in told["notes"]] == [("喜欢安静的房间", "Alma")]
    assert [(row["system"], row["version"]) for row in told["records"]] == [("desk", 1)]
    assert told["records"][0]["id"] == told["origin_record_id"]
    assert told["created_at"] == "2026-03-16T04:00:00Z"
    record = SourceRecord.objects.get(id=told["origin_record_id"])
    assert record.actor_id == alma.user.id


def test_a_document_is_kept_sealed_and_answered_masked(desk):
    told = desk.post("/guests", {"name": "王小明", "id_card": [SOME_ID_CARD]}).json()
    assert [(row["kind"], row["masked"]) for row in told["documents"]] == [("id_card", "1****************X")]
    assert told["birth_date"] == "1949-12-31"
    document = Document.objects.get(guest_id=told["id"])
    assert document.number == SOME_ID_CARD
    changed = desk.patch(f"/guests/{told['id']}", {"remove": {"document": [str(document.id)]}})
    assert changed.json()["documents"] == []
    # Every answer of `desk` is searched for the number: history must not tell it either.
    history = desk.get(f"/guests/{told['id']}/history").json()["items"]
    assert {row["field"] for row in history if row["part"] == "document"} <= {"kind", "masked", "country"}
    assert desk.post("/search", {"text": SOME_ID_CARD}).status_code == 200


def test_a_wrong_document_number_is_refused_without_repeating_it(desk):
    with nothing_written():
        response = desk.post("/guests", {"name": "王小明", "id_card": ["110105194912310021"]})
    assert response.status_code == 422
    assert list(response.json()["fields"]) == ["id_card"]
    assert "110105194912310021" not in response.content.decode()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["name"]),
        ({"name": "   "}, ["name"]),
        ({"name": "王小明", "birth_date": "2025-02-30"}, ["birth_date"]),
        ({"name": "王小明", "follow_up": "nobody"}, ["follow_up"]),
        ({"name": "王小明", "branch": "NONE"}, ["branch"]),
        ({"name": "王" * 201}, ["name"]),
        ({"name": "王小明", "mobile": ["123"], "email": ["no address"]}, ["email", "mobile"]),
        ({"name": "王小明", "company": "长" * 201}, ["company"]),
        ({"name": "王小明", "note": ["x" * 10_001]}, ["note"]),
    ],
)
def test_refuses_what_cannot_be_kept_by_field(desk, body, fields):
    with nothing_written():
        response = desk.post("/guests", body)
    assert response.status_code == 422
    assert response.json()["code"] == "guest_invalid"
    assert set(response.json()["fields"]) >= set(fields)


@pytest.mark.parametrize(
    "name",
    [
        "王小明🎉",
        "👨‍👩‍👧‍👦",
        "محمد بن سلمان",
        "שרה כהן",
        "김민준",
        "さくら",
        "Ñandú Ösgür-Łukasz O’Brien",
        "𠮷野家",
        "王" * 200,
        "A" * 200,
        "é" * 200,
        "Ａｌｉｃｅ",
        "<script>alert(1)</script>",
        "'; DROP TABLE guests_guest; --",
        "%_\\",
        "=1+1",
    ],
)
def test_any_name_is_kept_or_refused_and_never_breaks(desk, name):
    response = desk.post("/guests", {"name": name})
    assert response.status_code in (201, 422)
    if response.status_code == 201:
        guest_id = response.json()["id"]
        assert desk.get(f"/guests/{guest_id}").json()["name"] == response.json()["name"]
        assert desk.post("/search", {"text": name[:500]}).status_code == 200


def test_changes_fields_adds_and_removes_in_one_save(desk):
    told = desk.post("/guests", WHOLE).json()
    first = next(row["id"] for row in told["contacts"] if row["value"] == "+8613812345678")
    response = desk.patch(
        f"/guests/{told['id']}",
        {
            "fields": {"company": "新柳岸", "position": ""},
            "add": {"mobile": ["13712345678"], "tag": ["回头客"]},
            "remove": {"contact": [first], "tag": [told["tags"][0]["id"]]},
        },
    )
    assert response.status_code == 200
    after = response.json()
    assert (after["company"], after["position"], after["name"]) == ("新柳岸", "", "王小明")
    assert "+8613812345678" not in {row["value"] for row in after["contacts"]}
    assert "+8613712345678" in {row["value"] for row in after["contacts"]}
    assert [row["name"] for row in after["tags"]] == ["回头客"]
    assert len(after["records"]) == 2
    assert set(after["field_sources"]) == {"company", "position"}
    assert set(after["field_sources"].values()) == {after["records"][0]["id"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"fields": {"company": "x" * 201}}, "company"),
        ({"fields": {"birth_date": "2025-02-30"}}, "birth_date"),
        ({"fields": {"follow_up": "nobody"}}, "follow_up"),
        ({"add": {"mobile": ["123"]}}, "mobile"),
        ({"fields": {"company": "Acme"}, "add": {"email": ["no address"]}}, "email"),
        ({"fields": {"updated_at": "now"}}, "fields.updated_at"),
        ({"fields": {"company": None}}, "fields.company"),
        ({"remove": {"note": [str(uuid4())]}}, "remove.note"),
        ({"remove": {"tag": ["VIP"]}}, "remove.tag.0"),
        ({"seen_at": "2026-03-16T04:00:00"}, "seen_at"),
    ],
)
def test_a_refused_change_changes_nothing(desk, guest_of, group, body, field):
    guest = guest_of(group.main, name="王小明", company="Before")
    with nothing_written():
        response = desk.patch(f"/guests/{guest.id}", body)
    assert response.status_code == 422
    assert field in response.json()["fields"]
    guest.refresh_from_db()
    assert guest.company == "Before"


def test_a_change_of_nothing_writes_nothing(desk, guest_of, group):
    guest = guest_of(group.main, name="王小明", company="Same")
    with nothing_written():
        assert desk.patch(f"/guests/{guest.id}", {}).status_code == 200
        assert desk.patch(f"/guests/{guest.id}", {"fields": {"company": "Same"}}).status_code == 200


def test_ids_of_another_guest_take_nothing_off(desk, guest_of, group):
    own, other = (
        guest_of(group.main, name=name, tag="VIP", mobile="13812345678") for name in ("甲一", "乙二")
    )
    theirs = desk.get(f"/guests/{other.id}").json()
    desk.patch(
        f"/guests/{own.id}",
        {"remove": {"contact": [theirs["contacts"][0]["id"]], "tag": [theirs["tags"][0]["id"]]}},
    )
    after = desk.get(f"/guests/{other.id}").json()
    assert (after["contacts"], after["tags"]) == (theirs["contacts"], theirs["tags"])


@pytest.mark.parametrize("by", ["If-Match", "seen_at"])
def test_the_second_of_two_who_saw_the_same_version_is_refused(by, desk, guest_of, group):
    guest = guest_of(group.main, name="王小明")
    seen = desk.get(f"/guests/{guest.id}")

    def save(company):
        body = {"fields": {"company": company}}
        if by == "seen_at":
            return desk.patch(f"/guests/{guest.id}", {**body, "seen_at": seen.json()["updated_at"]})
        return desk.patch(f"/guests/{guest.id}", body, If_Match=seen["ETag"])

    with clock.frozen_at(NOON + timedelta(microseconds=1)):
        assert save("First").status_code == 200
    with nothing_written():
        refused = save("Second")
    assert refused.status_code == 409
    assert refused.json()["code"] == "guest_changed_meanwhile"
    assert Guest.objects.get(id=guest.id).company == "First"


def test_the_etag_of_an_answer_opens_the_next_save(desk, guest_of, group):
    guest = guest_of(group.main, name="王小明")
    etag = desk.get(f"/guests/{guest.id}")["ETag"]
    for step in range(3):
        with clock.frozen_at(NOON + timedelta(seconds=step + 1)):
            response = desk.patch(f"/guests/{guest.id}", {"fields": {"company": f"{step}"}}, If_Match=etag)
        assert response.status_code == 200
        assert response["ETag"] != etag
        etag = response["ETag"]
    assert desk.patch(f"/guests/{guest.id}", {"fields": {"company": "any"}}, If_Match="*").status_code == 200


@pytest.mark.parametrize("if_match", ["x", '"x"', '"1", "2"', '"' + "9" * 40 + '"', '"-1"', "\x7f"])
def test_a_foreign_etag_is_refused(desk, guest_of, group, if_match):
    guest = guest_of(group.main, name="王小明")
    with nothing_written():
        response = desk.patch(f"/guests/{guest.id}", {"fields": {"company": "x"}}, If_Match=if_match)
    assert response.status_code == 422
    assert list(response.json()["fields"]) == ["If-Match"]


def test_history_tells_old_and_new_who_when_and_whence(desk, guest_of, group):
    guest = guest_of(group.main, name="王小明", company="Before", tag="VIP", follow_up="mei")
    tag = desk.get(f"/guests/{guest.id}").json()["tags"][0]["id"]
    change = {"fields": {"company": "After", "follow_up": "alma"}, "remove": {"tag": [tag]}}
    record = desk.patch(f"/guests/{guest.id}", change).json()["records"][0]["id"]
    rows = desk.get(f"/guests/{guest.id}/history").json()["items"]
    told = {(row["part"], row["field"]): (row["old"], row["new"]) for row in rows}
    assert told[("guest", "company")] == ("Before", "After")
    assert told[("guest", "follow_up")] == ("mei", "alma")
    assert told[("tag", "tag")] == ("VIP", None)
    assert {(row["actor_name"], row["system"], row["record_id"]) for row in rows} == {
        ("Alma", "desk", record)
    }


def test_history_is_turned_page_by_page(desk, guest_of, group):
    guest = guest_of(group.main, name="王小明")
    for step in range(5):
        desk.patch(f"/guests/{guest.id}", {"fields": {"company": f"Company {step}"}})
    seen, before = [], 0
    while before is not None:
        page = desk.get(f"/guests/{guest.id}/history?limit=2&before={before}").json()
        seen += [row["new"] for row in page["items"]]
        before = page["next"]
    assert seen == [f"Company {step}" for step in reversed(range(5))]


def test_a_note_has_author_purpose_and_end(desk, guest_of, group):
    guest = guest_of(group.main, name="王小明")
    response = desk.post(
        f"/guests/{guest.id}/notes",
        {"text": " 离电梯远一些 ", "purpose": "care", "expires_on": "2026-12-31"},
    )
    assert response.status_code == 201
    told = response.json()
    assert (told["text"], told["purpose"], told["expires_on"], told["author_name"]) == (
        "离电梯远一些",
        "care",
        "2026-12-31",
        "Alma",
    )
    assert desk.get(f"/guests/{guest.id}").json()["notes"] == [told]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "x", "purpose": "gossip"}, "purpose"),
        ({"text": "x", "expires_on": "2026-02-30"}, "expires_on"),
        ({}, "text"),
    ],
)
def test_a_refused_note_writes_nothing(desk, guest_of, group, body, field):
    guest = guest_of(group.main, name="王小明")
    with nothing_written():
        response = desk.post(f"/guests/{guest.id}/notes", body)
    assert response.status_code == 422
    assert field in response.json()["fields"]
    assert not Note.objects.exists()


def test_an_imported_guest_is_found_by_the_id_of_its_system(desk, guest_of, group):
    guest = guest_of(group.main, name="王小明")
    SourceRecord.objects.filter(id=guest.origin_record_id).update(system="opera", external_id="a/b 7?#")
    response = desk.get("/guests/by-external-id/opera/a/b%207%3F%23")
    assert response.json()["id"] == str(guest.id)
    assert response["ETag"] == desk.get(f"/guests/{guest.id}")["ETag"]
    assert desk.get("/guests/by-external-id/opera/8").status_code == 404


@pytest.mark.parametrize("facts", [1, 5])
def test_reading_a_guest_costs_the_same_however_much_is_known(
    facts, desk, guest_of, group, django_assert_num_queries
):
    guest = guest_of(
        group.main,
        name="王小明",
        follow_up="mei",
        mobile=[f"1381234567{n}" for n in range(facts)],
        tag=[f"tag {n}" for n in range(facts)],
        note=[f"note {n}" for n in range(facts)],
        preference=[f"wish {n}" for n in range(facts)],
        plate=[f"沪A1234{n}" for n in range(facts)],
    )
    for step in range(facts):
        desk.patch(f"/guests/{guest.id}", {"fields": {"company": f"{step}"}})
    # Token and user, posts, guest, preferences, contacts, documents, vehicles, tags, notes, records.
    with django_assert_num_queries(10):
        assert desk.get(f"/guests/{guest.id}").status_code == 200


def test_every_target_of_the_house_is_a_field_of_the_api():
    from huitouke.api.schemas.guests import GuestIn

    left_out = {"external_id", "lunar_birthday", "age", "name_hash", "document_hash"}
    assert set(GuestIn.model_fields) - {"branch", "custom"} == set(TARGETS) - left_out


def test_answers_are_compact_utf8(desk):
    content = desk.post("/guests", {"name": "王小明"}).content
    assert "王小明".encode() in content
    assert content == json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":")).encode()
