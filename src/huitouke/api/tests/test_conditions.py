"""Guests by conditions and views for programs."""

import json

import pytest
from django.test import Client

CONDITIONS = {"any": [{"all": [{"field": "name", "op": "contains", "value": "建国"}]}]}


@pytest.fixture
def ask(bearer):
    def send(persona, method, path, body=None):
        answer = Client().generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={**bearer(persona), "Accept-Language": "zh"},
        )
        return answer.status_code, answer.json() if answer.content else None

    return send


@pytest.fixture
def wang(group, guest_of):
    guest_of(group.lake, name="John Smith")
    return guest_of(group.main, name="王建国")


def test_guests_are_listed_and_counted_by_conditions(wang, alma, chiara, ask):
    status, page = ask(alma, "POST", "/guests/query", {"conditions": CONDITIONS})
    assert (status, [item["name"] for item in page["items"]]) == (200, ["王建国"])
    assert (page["count"], page["is_count_capped"], page["words"]) == (1, False, "姓名包含“建国”")
    assert ask(alma, "POST", "/guests/count", {"conditions": {}})[1]["count"] == 2
    assert ask(alma, "POST", "/guests/count", {"conditions": CONDITIONS, "is_exact": True})[1]["count"] == 1
    assert ask(chiara, "POST", "/guests/count", {"conditions": CONDITIONS})[1]["count"] == 0
    assert ask(chiara, "POST", "/guests/query", {"conditions": CONDITIONS})[1]["items"] == []


def test_a_row_that_cannot_be_asked_is_refused_by_its_place(alma, ask):
    rows = [{"field": "name", "op": "known"}, {"field": "salary", "op": "is", "value": "1"}]
    status, problem = ask(alma, "POST", "/guests/query", {"conditions": {"any": [{"all": rows}]}})
    assert (status, problem["code"], list(problem["fields"])) == (422, "conditions_invalid", ["1.2"])


def test_who_may_not_look_is_refused(dario, ask):
    assert ask(dario, "POST", "/guests/count", {})[0] == 403
    assert ask(dario, "GET", "/views")[0] == 403


def test_views_are_kept_changed_and_deleted_by_their_owner(mei, alma, ask):
    status, view = ask(mei, "POST", "/views", {"name": "建国", "conditions": CONDITIONS, "is_shared": True})
    assert (status, view["owner"], view["conditions"]) == (201, "mei", CONDITIONS)
    assert [each["id"] for each in ask(alma, "GET", "/views")[1]["shared"]] == [view["id"]]
    assert ask(alma, "PATCH", f"/views/{view['id']}", {"name": "x"})[0] == 404
    assert ask(alma, "DELETE", f"/views/{view['id']}")[0] == 404
    assert ask(mei, "PATCH", f"/views/{view['id']}", {"name": "王建国"})[1]["name"] == "王建国"
    assert ask(mei, "DELETE", f"/views/{view['id']}") == (204, None)
    assert ask(mei, "GET", "/views")[1] == {"mine": [], "shared": []}


def test_a_page_need_not_wait_for_the_count(wang, alma, ask):
    page = ask(alma, "POST", "/guests/query", {"conditions": CONDITIONS, "is_counted": False})[1]
    assert [item["name"] for item in page["items"]] == ["王建国"]
    assert (page["count"], page["is_count_capped"]) == (None, False)


def test_companies_are_listed_and_counted_by_conditions(group, alma, chiara, dario, company_of, ask):
    company_of(group.main, name="盛远科技", agreement_to="2026-12-31", kind="协议单位")
    company_of(group.main, name="柳岸贸易")
    rows = [
        {"field": "kind", "op": "any_of", "value": ["agreement"]},
        {"field": "agreement_to", "op": "before", "value": "2027-01-01"},
    ]
    asked = {"conditions": {"any": [{"all": rows}]}}
    status, page = ask(alma, "POST", "/companies/query", asked)
    assert (status, [item["name"] for item in page["items"]]) == (200, ["盛远科技"])
    assert (page["count"], page["words"]) == (1, "单位类别是协议单位，且协议截止日早于 2027-01-01")
    assert ask(alma, "POST", "/companies/query", {**asked, "is_counted": False})[1]["count"] is None
    assert ask(alma, "POST", "/companies/count", {})[1]["count"] == 2
    assert ask(chiara, "POST", "/companies/count", {})[1]["count"] == 0
    assert ask(dario, "POST", "/companies/count", {})[0] == 403
    wrong = {"conditions": {"any": [{"all": [{"field": "mobile", "op": "known"}]}]}}
    assert list(ask(alma, "POST", "/companies/query", wrong)[1]["fields"]) == ["1.1"]
    first = ask(alma, "POST", "/companies/query", {"limit": 1})[1]
    older = ask(alma, "POST", "/companies/query", {"limit": 1, "cursor": first["next"]})[1]
    assert [page["items"][0]["name"] for page in (first, older)] == ["柳岸贸易", "盛远科技"]
    assert older["next"] is None


def test_views_are_about_guests_or_companies(mei, ask):
    conditions = {"any": [{"all": [{"field": "agreement", "op": "any_of", "value": ["ending"]}]}]}
    sent = {
        "name": "快到期",
        "subject": "company",
        "conditions": conditions,
        "columns": ["score", "agreement_to"],
    }
    status, view = ask(mei, "POST", "/views", sent)
    assert (status, view["subject"], view["columns"]) == (201, "company", ["score", "agreement_to"])
    assert ask(mei, "GET", "/views")[1]["mine"] == []
    assert [each["id"] for each in ask(mei, "GET", "/views?subject=company")[1]["mine"]] == [view["id"]]
    assert ask(mei, "POST", "/views", {**sent, "name": "x", "subject": "room"})[0] == 422
    assert ask(mei, "GET", "/views?subject=room")[0] == 422
