"""The guest list with its cursors and filters, and the search box."""

import pytest

from huitouke.api.pagination import newer_cursor, older_cursor, read_cursor
from huitouke.guests.queries import GuestFilter
from huitouke.identity.services.kept_rows import keep_missing_rows


@pytest.fixture
def desk(group, alma, mei, as_caller, still_clock):
    return as_caller(alma)


def names(response):
    return [line["name"] for line in response.json()["items"]]


def test_pages_lead_there_and_back(desk, guest_of, group):
    for number in range(7):
        guest_of(group.main, name=f"Guest {number}")
    first = desk.get("/guests?limit=3").json()
    assert (first["previous"], first["count"], first["is_count_capped"]) == (None, 7, False)
    second = desk.get(f"/guests?limit=3&cursor={first['next']}").json()
    third = desk.get(f"/guests?limit=3&cursor={second['next']}").json()
    assert [line["name"] for page in (first, second, third) for line in page["items"]] == [
        f"Guest {number}" for number in reversed(range(7))
    ]
    assert third["next"] is None
    back = desk.get(f"/guests?limit=3&cursor={third['previous']}").json()
    assert back["items"] == second["items"]
    assert desk.get(f"/guests?limit=3&cursor={back['previous']}").json()["items"] == first["items"]


@pytest.mark.parametrize("guests", [1, 12])
def test_a_page_costs_the_same_however_long(guests, desk, guest_of, group, django_assert_num_queries):
    for number in range(guests):
        guest_of(group.main, name=f"Guest {number}", taboo="不吃香菜", mobile=f"138123456{number:02}")
    desk.get("/me")  # The token's day of use is kept for a while.
    # Token and user, posts, ids, guests and their count, warnings.
    with django_assert_num_queries(6):
        assert len(desk.get("/guests").json()["items"]) == guests


def test_filters_narrow(desk, guest_of, group):
    guest_of(group.main, name="甲一", nationality="CN", tag="VIP", taboo="不吃香菜", kept_birthday="03-18")
    guest_of(group.lake, name="乙二", nationality="JP", follow_up="mei", birth_date="1990-07-01")
    for query, found in {
        "branch=LAKE": ["乙二"],
        "nationality=CN": ["甲一"],
        "tag=VIP": ["甲一"],
        "follow_up=mei": ["乙二"],
        "has_warning=true": ["甲一"],
        "birthday_within=7": ["甲一"],
        "new_within=1": ["乙二", "甲一"],
        "nationality=CN&branch=LAKE": [],
        "tag=vip%27%20OR%201": [],
    }.items():
        assert names(desk.get(f"/guests?{query}")) == found, query


def test_every_filter_of_the_list_is_a_parameter():
    from dataclasses import fields

    from huitouke.api.schemas.guests import GuestQuery

    assert {field.name for field in fields(GuestFilter)} == set(GuestQuery.model_fields) - {"cursor", "limit"}


def test_a_line_tells_birthday_and_warnings(desk, guest_of, group):
    guest_of(group.main, name="甲一", kept_birthday="农历八月十五", allergy="花生")
    line = desk.get("/guests").json()["items"][0]
    assert line["birthday"] == {"calendar": "lunar", "year": None, "month": 8, "day": 15, "is_leap": False}
    assert line["warnings"] == [{"kind": "allergy", "text": "花生"}]
    assert line["reading"] == "Jia Yi"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("birthday_within=-1", "birthday_within"),
        ("new_within=99999999999999999999", "new_within"),
        ("has_warning=perhaps", "has_warning"),
        ("cursor=x", "cursor"),
        ("cursor=%E7%8E%8B", "cursor"),
        ("cursor=" + "A" * 23, "cursor"),
        ("cursor=01987c0e-0000-7000-8000-000000000000", "cursor"),
        ("branch=%00", "branch"),
        ("tag=%00", "tag"),
        ("nationalty=CN", "nationalty"),
        ("limit=1&page=2&%F0%9F%8E%89=1", "page"),
    ],
)
def test_refuses_a_parameter_that_it_cannot_take(desk, query, field):
    response = desk.get(f"/guests?{query}")
    assert response.status_code == 422
    assert field in response.json()["fields"]


def test_odd_bytes_in_the_address_never_break(desk):
    for query in ("tag=%FF%FE", "tag=%ED%A0%80", "&&&=&", "a" * 1000):
        assert desk.get(f"/guests?{query}").status_code in (200, 422)


def test_a_cursor_reads_back():
    key = "01987c0e-0000-7000-8000-000000000001"
    assert read_cursor(older_cursor(key)) == (key, "")
    assert read_cursor(newer_cursor(key)) == ("", key)
    assert read_cursor("") == ("", "")
    assert older_cursor("") is None


@pytest.mark.parametrize(
    ("scrap", "by"),
    [
        ("王小明", "name"),
        ("王", "name"),
        ("wangxiaoming", "pinyin"),
        ("wxm", "initials"),
        ("5678", "phone"),
        ("138123", "phone"),
        ("wang@example", "email"),
        ("沪A12345", "plate"),
        ("M2026-0001", "card"),
        ("柳岸贸易", "company"),
        ("11010519491231002X", "document"),
    ],
)
def test_finds_a_guest_by_any_scrap(desk, guest_of, group, scrap, by):
    guest = guest_of(
        group.main,
        name="王小明",
        mobile="13812345678",
        email="wang@example.com",
        plate="沪A12345",
        card_number="M2026-0001",
        company="柳岸贸易有限公司",
        id_card="11010519491231002X",
    )
    told = desk.post("/search", {"text": scrap}).json()
    assert [(line["id"], line["found_by"]) for line in told["items"]] == [(str(guest.id), by)]
    assert not told["too_short"]


@pytest.mark.parametrize("scrap", ["a", "12", ""])
def test_a_short_scrap_is_said_to_be_short(desk, scrap):
    assert desk.post("/search", {"text": scrap}).json() == {"items": [], "too_short": True}


def test_the_limit_of_a_search_is_kept(desk, guest_of, group):
    for number in range(5):
        guest_of(group.main, name="王小明", mobile=f"1381234567{number}")
    assert len(desk.post("/search", {"text": "王小明", "limit": 3}).json()["items"]) == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "x" * 501}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "王", "limit": 51}, "limit"),
        ({"text": "王", "limit": 1e400}, "limit"),
        ({"text": ["王"]}, "text"),
        ({}, "text"),
    ],
)
def test_refuses_a_search_that_it_cannot_take(desk, body, field):
    response = desk.post("/search", body)
    assert response.status_code == 422
    assert field in response.json()["fields"]
    assert "a\x00b" not in response.json()["detail"]


def test_candidates_come_with_evidence_that_sums_up_and_nothing_is_written(
    desk, guest_of, group, refuses_to_write
):
    wang = guest_of(group.main, name="王小明", mobile="13812348765")
    keep_missing_rows()
    with refuses_to_write():
        [found] = desk.post(
            "/guests/candidates", {"name": "Wang Xiaoming", "mobile": ["13812348765"]}
        ).json()["items"]
    assert found["guest"]["id"] == str(wang.id)
    assert found["bits"] == pytest.approx(
        found["prior_bits"] + sum(each["bits"] for each in found["evidence"])
    )
    assert {each["comparison"]: each["level"] for each in found["evidence"]} == {
        "name": "whole",
        "phone": "own",
    }
    refused = desk.post("/guests/candidates", {"name": "王", "branch": "NOWHERE"})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["branch"])


def test_a_scrap_in_the_address_is_refused(desk):
    assert desk.get("/search?text=%E7%8E%8B").status_code == 405
