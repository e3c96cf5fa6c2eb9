"""Code tables and branches."""

import pytest

from huitouke.hotels.models import CodeEntry


@pytest.fixture
def anyone(group, dario, as_caller):
    return as_caller(dario)


@pytest.mark.parametrize("table", ["country", "language", "document_kind", "region"])
def test_a_code_table_is_told_in_both_languages(anyone, table):
    told = anyone.get(f"/code-tables/{table}").json()
    assert told["table"] == table
    assert told["items"]
    assert all(set(item["labels"]) >= {"zh", "en"} for item in told["items"])
    assert told["items"][0]["label"] == told["items"][0]["labels"]["zh"]


def test_labels_follow_the_language_asked_for(anyone):
    first = anyone.get("/code-tables/country", Accept_Language="en").json()["items"][0]
    assert (first["code"], first["label"]) == ("CN", "China")


def test_a_closed_code_is_told_only_when_asked_for(anyone):
    CodeEntry.objects.filter(table="country", code="JP").update(is_closed=True)

    def codes(query):
        return {item["code"] for item in anyone.get(f"/code-tables/country{query}").json()["items"]}

    assert "JP" not in codes("")
    assert "JP" in codes("?include_closed=true")


@pytest.mark.parametrize("table", ["none", "%27", "王", "x" * 500])
def test_an_unknown_table_is_a_problem(anyone, table):
    response = anyone.get(f"/code-tables/{table}")
    assert response.status_code == 404
    assert response.json()["code"] == "code_table_not_found"


def test_a_branch_tells_its_clock_and_money(bruno, as_caller, still_clock):
    told = as_caller(bruno).get("/branches").json()["items"][0]
    assert told == {
        "code": "BAY",
        "name": "柳岸海湾店",
        "labels": {"zh": "柳岸海湾店", "en": "Willow Bank Bay"},
        "legal_entity": "HK",
        "time_zone": "Asia/Hong_Kong",
        "currency": "HKD",
        "business_date": "2026-03-16",
    }


@pytest.mark.parametrize("path", ["/branches", "/me"])
def test_reference_reads_cost_the_same_for_any_group(path, bruno, as_caller, django_assert_max_num_queries):
    caller = as_caller(bruno)
    caller.get(path)  # The token's day of use is kept for a while.
    with django_assert_max_num_queries(3):
        assert caller.get(path).status_code == 200
