"""The description that other programs are written against."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from huitouke.api.app import api
from huitouke.testing.golden import assert_golden

SNAPSHOT = Path(__file__).resolve().parents[4] / "docs" / "reference" / "openapi.json"
API_PAGE = SNAPSHOT.with_name("api.md")


@pytest.fixture(scope="module")
def description():
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))


def operations(description):
    return {
        told["operationId"]: told for methods in description["paths"].values() for told in methods.values()
    }


def test_the_description_equals_its_snapshot(description, is_writing_golden):
    made = json.dumps(description, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert_golden(SNAPSHOT, made, is_writing=is_writing_golden)


def test_what_is_served_is_what_is_described(description, stranger):
    assert stranger.get("/openapi.json").json() == description
    assert description["openapi"].startswith("3.1")


def test_no_two_schemas_share_a_name():
    """Of two, the description would know the last one alone, and tell it of both."""
    schemas = {each for each in _below(BaseModel) if each.__module__.startswith("huitouke.api.schemas")}
    names = [each.__name__ for each in schemas]
    assert sorted(names) == sorted(set(names))
    assert len(names) > 100


def _below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def test_every_field_and_parameter_is_described(description):
    for name, schema in description["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            assert told.get("description"), f"{name}.{field}"
    for name, told in operations(description).items():
        assert told["summary"], name
        assert told["description"], name
        for parameter in told["parameters"]:
            assert parameter.get("description") or parameter["schema"].get("description"), (
                f"{name} {parameter['name']}"
            )


def test_every_operation_asks_for_a_token_and_tells_its_refusals(description):
    for name, told in operations(description).items():
        assert told["security"] == [{"ApiToken": []}], name
        assert {"401", "422"} <= set(told["responses"]), name
        for status, answer in told["responses"].items():
            if status == "204":
                assert "content" not in answer, name
                continue
            kind = "application/json" if status < "400" else "application/problem+json"
            if name in ("fetch_export", "fetch_refused_rows") and status == "200":
                kind = "application/octet-stream"
            assert list(answer["content"]) == [kind], f"{name} {status}"


def test_every_reference_leads_somewhere(description):
    text = json.dumps(description)
    for name in text.split("#/components/schemas/")[1:]:
        assert name.split('"')[0] in description["components"]["schemas"]


def test_every_operation_is_on_the_page_about_the_api(description):
    page = API_PAGE.read_text(encoding="utf-8")
    for path, methods in description["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
