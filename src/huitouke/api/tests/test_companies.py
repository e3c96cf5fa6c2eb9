"""Companies by the API: what is sent, what is answered, what is refused."""

import pytest

from huitouke.guests.models import Company, CompanyContact, Cooperation
from huitouke.hotels.services.own_fields import add_field
from huitouke.testing.counts import nothing_written
from huitouke.testing.personas import hire

BODY = {
    "branch": "MAIN",
    "fields": {
        "name": ["盛远科技有限公司"],
        "kind": ["agreement"],
        "phone": ["021-62345678"],
        "credit_limit": ["50000"],
        "contact.name": ["张三"],
        "contact.mobile": ["13812345678"],
    },
}


@pytest.fixture
def caller(group, as_caller):
    return as_caller(hire("sally", "sales", group.main))


@pytest.fixture
def made(caller):
    return caller.post("/companies", BODY).json()


def test_a_company_is_created_read_and_listed(caller, group):
    response = caller.post("/companies", BODY)
    assert response.status_code == 201
    told = response.json()
    assert response["Location"].endswith(told["id"])
    assert (told["credit_limit"], told["currency"], told["contacts"][0]["name"]) == (5_000_000, "CNY", "张三")
    assert told["fields"]["phone"] == ["021-62345678"]
    assert caller.get(f"/companies/{told['id']}").json() == told
    listed = caller.get("/companies?kind=agreement").json()
    assert ([line["id"] for line in listed["items"]], listed["count"]) == ([told["id"]], 1)
    assert caller.get("/companies?kind=ota").json()["count"] == 0


def test_what_was_read_may_be_sent_again_and_changes_nothing(caller, made):
    with nothing_written():
        again = caller.patch(f"/companies/{made['id']}", {"fields": made["fields"]})
    assert again.json() == made


def test_a_change_needs_the_version_that_was_seen(caller, made):
    path = f"/companies/{made['id']}"
    etag = caller.get(path)["ETag"]
    assert caller.patch(path, {"fields": {"rate_code": ["A"]}}, If_Match=etag).status_code == 200
    with nothing_written():
        late = caller.patch(path, {"fields": {"rate_code": ["B"]}}, If_Match=etag)
    assert (late.status_code, late.json()["code"]) == (409, "company_changed_meanwhile")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"credit_code": ["9144030071526726XH"]}, "credit_code"),
        ({"name": []}, "name"),
        ({"shoe_size": ["42"]}, "shoe_size"),
        ({"parent": ["nobody"]}, "parent"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(caller, made, fields, field):
    with nothing_written():
        response = caller.patch(f"/companies/{made['id']}", {"fields": fields})
    assert response.status_code == 422
    assert list(response.json()["fields"]) == [field]


def test_contacts_are_added_set_and_taken_off(caller, made):
    base = f"/companies/{made['id']}/contacts"
    added = caller.post(base, {"fields": {"name": ["李四"], "role": ["finance"]}})
    assert (added.status_code, added.json()["roles"]) == (201, ["finance"])
    path = f"{base}/{added.json()['id']}"
    assert (
        caller.call("PUT", path, {"fields": {"name": ["李四"], "email": ["li@x.example"]}}).json()["roles"]
        == []
    )
    gone = caller.call("DELETE", path)
    assert gone.status_code == 200
    assert caller.call("DELETE", path).json()["code"] == "company_part_not_found"
    assert not CompanyContact.objects.filter(name="李四").exists()
    assert caller.post(f"/companies/{made['id']}/undo", gone.json()).json()["restored"] >= 1
    assert CompanyContact.objects.filter(name="李四").exists()


def test_cooperation_and_score_cards(caller, made):
    base = f"/companies/{made['id']}"
    entry = caller.post(
        f"{base}/cooperation", {"kind": "visit", "happened_on": "2026-03-01", "text": "拜访"}
    ).json()
    changed = caller.call(
        "PUT",
        f"{base}/cooperation/{entry['id']}",
        {"kind": "order", "happened_on": "2026-03-02", "text": "会议"},
    )
    assert changed.json()["kind"] == "order"
    assert [each["id"] for each in caller.get(f"{base}/cooperation").json()["items"]] == [entry["id"]]
    assert caller.call("DELETE", f"{base}/cooperation/{entry['id']}").status_code == 200
    assert not Cooperation.objects.exists()
    card = caller.post(
        f"{base}/score-cards", {"scored_on": "2026-03-01", "scores": {"capital": 5, "relation": 1}}
    )
    assert (card.status_code, card.json()["total"]) == (201, 68.0)
    assert caller.get(f"{base}/score-cards").json()["items"][0]["total"] == 68.0
    with nothing_written():
        wrong = caller.post(f"{base}/score-cards", {"scored_on": "2026-03-01", "scores": {"capital": 9}})
    assert wrong.json()["code"] == "score_card_invalid"


def test_own_fields_are_sent_and_told_by_their_code(adam, as_caller, made):
    add_field(actor=adam.actor, subject="company", code="staff", kind="number", labels={"zh": "员工数"})
    caller = as_caller(adam)
    changed = caller.patch(f"/companies/{made['id']}", {"fields": {"custom:staff": ["1200"]}})
    assert changed.json()["fields"]["custom:staff"] == ["1200"]
    with nothing_written():
        wrong = caller.patch(f"/companies/{made['id']}", {"fields": {"custom:staff": ["many"]}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "company_invalid")


def test_another_entity_is_told_that_there_is_none(group, as_caller, made):
    other = as_caller(hire("hank", "sales", group.bay))
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"fields": {"remark": ["x"]}}),
        ("GET", "/cooperation", None),
        ("POST", "/contacts", {"fields": {"name": ["x"]}}),
    ):
        with nothing_written():
            response = other.call(method, f"/companies/{made['id']}{path}", body)
        assert (response.status_code, response.json()["code"]) == (404, "company_not_found")
    assert other.get("/companies").json()["count"] == 0
    assert Company.objects.count() == 1


def test_who_may_only_look_changes_nothing(alma, as_caller, made):
    caller = as_caller(alma)
    assert caller.get(f"/companies/{made['id']}").status_code == 200
    with nothing_written():
        assert caller.patch(f"/companies/{made['id']}", {"fields": {"remark": ["x"]}}).status_code == 403
