"""Outlets, rates, prices, costs and codes of other systems over the API."""

from datetime import date

import pytest

from huitouke.hotels.models import CodeMapping, Cost, Outlet, RateCode, RatePrice, RoomType
from huitouke.hotels.prices import find_prices
from huitouke.kernel.models import OutboxEvent
from huitouke.testing.personas import hire

RACK = {"branch": "MAIN", "code": "RACK", "labels": {"zh": "门市价"}, "meal_plan": "breakfast"}
SPRING = {"amount": 68000, "first_day": "2026-03-01", "last_day": "2026-03-31"}


@pytest.fixture
def api(as_caller, bruno, group):
    RoomType.objects.create(branch=group.main, code="STE")
    return as_caller(bruno)


@pytest.fixture
def rate(api):
    made = api.post("/rates", RACK)
    assert made.status_code == 201, made.content
    return made.json()


def test_an_outlet_is_added_changed_and_closed(api, as_caller, alma, group):
    made = api.post("/outlets", {"branch": "MAIN", "code": "lob", "labels": {"zh": "大堂吧"}, "kind": "bar"})
    assert (made.status_code, made.json()["code"]) == (201, "LOB")
    path = f"/outlets/{made.json()['id']}"
    assert api.patch(path, {"kind": "restaurant"}).json() == {**made.json(), "kind": "restaurant"}
    assert as_caller(alma).get("/outlets?branch=MAIN").json()["items"] == [api.get(path).json()]
    assert api.patch(path, {"is_closed": True}).json()["is_closed"]
    assert api.get("/outlets").json()["items"] == []
    assert as_caller(alma).get(path).json()["is_closed"]
    assert len(api.get("/outlets?include_closed=true").json()["items"]) == 1


def test_a_rate_has_prices_from_day_to_day_which_bookings_then_cost(api, rate, group):
    path = f"/rates/{rate['id']}"
    assert api.post(f"{path}/prices", {"amount": 78000, "weekdays": [4, 5]}).status_code == 201
    spring = api.post(f"{path}/prices", SPRING).json()
    assert spring["amount"] == {"minor": 68000, "currency": "CNY"}
    assert (spring["first_day"], spring["last_day"]) == ("2026-03-01", "2026-03-31")
    suite = {
        **SPRING,
        "amount": 128000,
        "room_type": "STE",
        "first_day": "2026-03-20",
        "last_day": "2026-03-20",
    }
    assert api.post(f"{path}/prices", suite).status_code == 201
    told = api.get(path).json()
    assert sorted((each["amount"]["minor"], each["room_type"]) for each in told["prices"]) == [
        (68000, ""), (78000, ""), (128000, "STE"),
    ]  # fmt: skip
    assert next(each["weekdays"] for each in told["prices"] if each["amount"]["minor"] == 78000) == [4, 5]
    days = [date(2026, 3, 19), date(2026, 3, 20)]
    assert find_prices(group.main, "RACK", "DLK", days) == [68000, 78000]
    assert find_prices(group.main, "RACK", "STE", days) == [68000, 128000]
    assert api.call("DELETE", f"{path}/prices/{spring['id']}").status_code == 204
    assert RatePrice.objects.count() == 2
    assert api.call("DELETE", f"{path}/prices/{spring['id']}").status_code == 404


def test_a_rate_is_changed_piece_by_piece(api, rate, company_of, group):
    path = f"/rates/{rate['id']}"
    company = company_of(group.main, name="盛远科技有限公司")
    changed = api.patch(path, {"company": str(company.id), "is_confidential": True}).json()
    assert (changed["company"], changed["is_confidential"], changed["meal_plan"]) == (
        str(company.id),
        True,
        "breakfast",
    )
    assert api.patch(path, {"meal_plan": ""}).json()["company"] == str(company.id), "what is left out stays"
    assert api.patch(path, {"company": None}).json()["company"] is None
    assert api.patch(path, {"is_closed": True}).json()["is_closed"]
    assert api.get("/rates").json()["items"] == []
    assert len(api.get("/rates?include_closed=true").json()["items"]) == 1


def test_a_company_that_the_caller_may_not_see_is_none(api, as_caller, rate, company_of, group):
    company = company_of(group.bay, name="海湾旅行社")
    RateCode.objects.update(company_id=company.id)
    clerk = hire("rita", "revenue", group.main)
    assert as_caller(clerk).get(f"/rates/{rate['id']}").json()["company"] is None
    told = as_caller(clerk).patch(f"/rates/{rate['id']}", {"labels": {"en": "Rack"}})
    assert told.status_code == 200
    assert RateCode.objects.get().company_id == company.id, "what is not seen stays"
    RateCode.objects.update(company_id=None)
    refused = as_caller(clerk).patch(f"/rates/{rate['id']}", {"company": str(company.id)})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["company"])
    assert RateCode.objects.get().company_id is None


def test_costs_follow_each_other_and_one_taken_away_lets_the_one_before_hold_on(api, group):
    outlet = Outlet.objects.create(branch=group.main, code="LOB", kind="bar")
    night = {"branch": "MAIN", "kind": "room_night", "amount": 6000, "first_day": "2026-01-01"}
    first = api.post("/costs", night).json()
    assert (first["amount"], first["percent"], first["last_day"]) == (
        {"minor": 6000, "currency": "CNY"},
        None,
        None,
    )
    second = api.post("/costs", {**night, "amount": 6500, "first_day": "2026-03-01"}).json()
    share = {
        "branch": "MAIN",
        "kind": "outlet",
        "outlet": str(outlet.id),
        "percent": "32.5",
        "first_day": "2026-01-01",
    }
    assert api.post("/costs", share).json()["percent"] == "32.50"
    fee = {
        "branch": "MAIN",
        "kind": "commission",
        "channel": "ctrip",
        "percent": "15",
        "first_day": "2026-01-01",
    }
    assert api.post("/costs", fee).status_code == 201
    listed = api.get("/costs?branch=MAIN").json()["items"]
    assert len(listed) == 4
    assert [each["last_day"] for each in listed if each["kind"] == "room_night"] == [None, "2026-02-28"]
    assert api.call("DELETE", f"/costs/{second['id']}").status_code == 204
    assert Cost.objects.get(id=first["id"]).period.upper is None


def test_a_code_of_another_system_is_mapped_and_the_meaning_taken_back(api, group, as_caller, alma):
    waiting = CodeMapping.objects.create(
        system="opera", branch=group.main, table="room_type", their_code="KNGSTE"
    )
    CodeMapping.objects.create(system="opera", table="market", their_code="CORPX")
    path = f"/code-mappings/{waiting.id}/meaning"
    assert len(api.get("/code-mappings?system=opera&is_mapped=false").json()["items"]) == 2
    told = api.call("PUT", path, {"our_code": "STE"}).json()
    assert (told["our_code"], told["is_mapped"], told["branch"], told["waiting"]) == ("STE", True, "MAIN", 0)
    assert OutboxEvent.objects.filter(code="hotels.mapping.set", key=waiting.id).exists()
    assert [each["id"] for each in api.get("/code-mappings?is_mapped=true").json()["items"]] == [
        str(waiting.id)
    ]
    assert api.call("PUT", path, {"our_code": ""}).json()["our_code"] == ""
    cleared = api.call("DELETE", path).json()
    assert (cleared["our_code"], cleared["is_mapped"]) == (None, False)
    assert as_caller(alma).get("/code-mappings").status_code == 403


def test_codes_come_a_hundred_a_page(api):
    CodeMapping.objects.bulk_create(
        CodeMapping(system="opera", table="market", their_code=f"M{number}") for number in range(150)
    )
    first = api.get("/code-mappings").json()
    second = api.get(f"/code-mappings?cursor={first['next']}").json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (100, 50, None)
    codes = {each["their_code"] for each in first["items"] + second["items"]}
    assert len(codes) == 150


def test_what_cannot_be_kept_is_refused_by_field(api, rate, group, refuses_to_write):
    prices = f"/rates/{rate['id']}/prices"
    assert api.post(prices, SPRING).status_code == 201
    row = CodeMapping.objects.create(system="opera", branch=group.main, table="room_type", their_code="X")
    cost = {"branch": "MAIN", "kind": "room_night", "amount": 6000, "first_day": "2026-01-01"}
    for path, body, field in (
        ("/outlets", {"branch": "MOON", "code": "A", "labels": {"zh": "吧"}, "kind": "bar"}, "branch"),
        ("/outlets", {"branch": "MAIN", "code": "A", "labels": {"zh": "吧"}, "kind": "moon"}, "kind"),
        ("/rates", RACK, "code"),
        ("/rates", {**RACK, "code": "B", "company": str(row.id)}, "company"),
        (prices, SPRING, "first_day"),
        (prices, {**SPRING, "room_type": "NONE"}, "room_type"),
        (prices, {**SPRING, "room_type": "STE", "amount": -1}, "amount"),
        (prices, {**SPRING, "room_type": "STE", "weekdays": [7]}, "weekdays"),
        ("/costs", {**cost, "branch": "MOON"}, "branch"),
        ("/costs", {**cost, "amount": None}, "amount"),
        ("/costs", {**cost, "kind": "commission"}, "channel"),
        ("/costs", {**cost, "kind": "outlet"}, "outlet"),
        (f"/code-mappings/{row.id}/meaning", {"our_code": "NONE"}, "our_code"),
    ):
        with refuses_to_write():
            told = api.call("PUT" if path.endswith("meaning") else "POST", path, body)
        assert told.status_code == 422, (path, body, told.content)
        assert field in told.json()["fields"], told.content


def test_rates_and_costs_are_changed_by_who_may_in_their_own_branch(
    as_caller, alma, chiara, api, rate, refuses_to_write
):
    clerk = as_caller(alma)
    assert clerk.get(f"/rates/{rate['id']}").json() == rate
    with refuses_to_write():
        assert clerk.post("/rates", {**RACK, "code": "B"}).status_code == 403
        assert clerk.patch(f"/rates/{rate['id']}", {"is_closed": True}).status_code == 403
        assert clerk.post(f"/rates/{rate['id']}/prices", SPRING).status_code == 403
        assert clerk.get("/costs").status_code == 403
        assert (
            clerk.post("/outlets", {"branch": "MAIN", "code": "A", "labels": {}, "kind": "bar"}).status_code
            == 403
        )
