"""Tags, their rules and acts on many guests over the API."""

import pytest

from huitouke.guests.models import Company, GuestTag, Tag
from huitouke.testing.personas import hire

JAPANESE = {"any": [{"all": [{"field": "nationality", "op": "any_of", "value": ["JP"]}]}]}


@pytest.fixture
def people(group, guest_of):
    return [guest_of(group.main, name="王小明"), guest_of(group.main, name="Tanaka", nationality="日本")]


def test_keeps_the_list_of_tags(as_caller, bruno, group):
    api = as_caller(bruno)
    made = api.post("/tags", {"name": "会员日", "colour": "good"})
    assert made.status_code == 201
    tag_id = made.json()["id"]
    changed = api.patch(f"/tags/{tag_id}", {"description": "每月八日", "is_closed": True}).json()
    assert (changed["name"], changed["description"], changed["is_closed"]) == ("会员日", "每月八日", True)
    assert [each["name"] for each in api.get("/tags").json()["items"]] == ["会员日"]
    assert api.call("DELETE", f"/tags/{tag_id}").status_code == 204
    assert api.call("DELETE", f"/tags/{tag_id}").json()["code"] == "tag_not_found"


def test_a_rule_is_foreseen_set_and_dropped(as_caller, bruno, people):
    api = as_caller(bruno)
    tag_id = api.post("/tags", {"name": "日客"}).json()["id"]
    seen = api.post(f"/tags/{tag_id}/rule/preview", {"conditions": JAPANESE}).json()
    assert seen == {"held": 0, "gaining": 1, "losing": 0}
    assert not GuestTag.objects.exists()
    told = api.call("PUT", f"/tags/{tag_id}/rule", {"conditions": JAPANESE}).json()
    assert (told["given"], told["guests"]) == ("rule", 1)
    refused = api.post("/bulk-acts", {"kind": "add_tag", "guests": [str(people[0].id)], "tag": "日客"})
    assert refused.json()["code"] == "tag_invalid"
    told = api.call("DELETE", f"/tags/{tag_id}/rule?keeps_tag=false").json()
    assert (told["given"], told["guests"]) == ("hand", 0)


def test_many_guests_are_changed_and_taken_back(as_caller, alma, people):
    api = as_caller(alma)
    act = api.post("/bulk-acts", {"kind": "add_tag", "conditions": {"any": []}, "tag": "会员日"})
    assert act.status_code == 201
    told = act.json()
    assert (told["state"], told["changed"], told["left_out"]) == ("done", 2, 0)
    assert api.get(f"/bulk-acts/{told['id']}").json() == told
    back = api.post(f"/bulk-acts/{told['id']}/undo", {}).json()
    assert (back["state"], back["undone"]) == ("undone", 2)
    assert not GuestTag.objects.exists()
    assert api.post(f"/bulk-acts/{told['id']}/undo", {}).json()["code"] == "bulk_act_not_undone"


def test_nobody_meant_changes_nobody(as_caller, alma, people, refuses_to_write):
    api = as_caller(alma)
    with refuses_to_write():
        answer = api.post("/bulk-acts", {"kind": "add_tag", "tag": "会员日"})
    assert answer.json()["code"] == "bulk_invalid"


def test_joins_two_tags(as_caller, bruno, group, guest_of):
    guest_of(group.main, name="王小明", tag="常客")
    api = as_caller(bruno)
    into = api.post("/tags", {"name": "老客"}).json()["id"]
    act = api.post(f"/tags/{Tag.objects.get(name='常客').id}/join", {"into": into})
    assert (act.status_code, act.json()["changed"]) == (201, 1)
    assert GuestTag.objects.get().tag.name == "老客"


def test_who_may_not_configure_keeps_no_tags(as_caller, alma, group, refuses_to_write):
    api = as_caller(alma)
    with refuses_to_write():
        assert api.get("/tags").status_code == 403
        assert api.post("/tags", {"name": "会员日"}).status_code == 403


def test_many_companies_are_closed_at_once_and_opened_again(group, as_caller, company_of):
    api = as_caller(hire("sally", "sales", group.main))
    firms = [company_of(group.main, name=name) for name in ("盛远科技", "柳岸贸易")]
    sent = {"kind": "close", "subject": "company", "companies": [str(firms[0].id)]}
    act = api.post("/bulk-acts", sent).json()
    assert (act["subject"], act["state"], act["changed"]) == ("company", "done", 1)
    assert Company.objects.get(is_closed=True).id == firms[0].id
    assert api.get(f"/bulk-acts/{act['id']}").json() == act
    assert api.post(f"/bulk-acts/{act['id']}/undo", {}).json()["undone"] == 1
    assert not Company.objects.filter(is_closed=True).exists()
    assert api.post("/bulk-acts", {**sent, "subject": "room"}).status_code == 422
