"""Refusals: one form, two languages, and nothing sent ever breaks the server."""

import json

import pytest

from huitouke.api.problem_texts import DETAILS, FIELD_TEXTS, PARAMETER_NAMES, TITLES
from huitouke.testing.counts import nothing_written


@pytest.fixture
def desk(group, alma, as_caller):
    return as_caller(alma)


@pytest.mark.parametrize(
    "path", ["/", "", "/nothing", "/guests/", "/guests/1/2/3", "/docs", "/%00", "/../admin", "//"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_a_problem(desk, path, method):
    if path == "":
        return
    response = desk.call(method, path)
    assert response.status_code == 404
    assert response.json()["code"] == "address_unknown"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/guests", {"GET", "POST"}), ("PUT", "/search", {"POST"}), ("POST", "/me", {"GET"})],
)
def test_a_wrong_method_names_the_right_ones(desk, method, path, allowed):
    response = desk.call(method, path)
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("guest_id", ["1", "王", "x" * 300, "null", "00000000-0000-0000-0000-00000000000"])
def test_a_wrong_id_is_named(desk, guest_id):
    response = desk.get(f"/guests/{guest_id}")
    assert response.status_code == 422
    assert list(response.json()["fields"]) == ["guest_id"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe\x00",
        b'{"name": "\xe7\x8e"}',
        b"name=x",
        b"[" * 100_000,
        b'{"limit": ' + b"9" * 5000 + b"}",
        b"\x00",
    ],
)
@pytest.mark.parametrize("path", ["/guests", "/search"])
def test_a_body_that_is_no_json_is_refused(desk, path, body):
    with nothing_written():
        response = desk.call("POST", path, body)
    assert response.status_code == 400
    assert response.json()["code"] == "body_unreadable"


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"1", b"true", b"NaN", b"-Infinity", b"[[]]"])
@pytest.mark.parametrize("path", ["/guests", "/search"])
def test_a_body_that_is_no_object_is_refused(desk, path, body):
    with nothing_written():
        response = desk.call("POST", path, body)
    assert response.status_code == 422
    assert response.json()["fields"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (rb'{"name": "a\u0000b"}', "name"),
        (rb'{"name": "\ud800"}', "name"),
        (rb'{"name": "x", "mobile": ["13812345678", "\udfff"]}', "mobile.1"),
        (rb'{"name": "x", "note": ["\u0000"]}', "note.0"),
        (rb'{"\ud800": "x"}', "body"),
        (rb'{"\u0000": "x"}', "?"),
        (b'{"11010519491231002X": "x"}', "?"),
        ('{"王小明": "x"}'.encode(), "?"),
        (b'{"name": 123456789012345678901234567890}', "name"),
        (b'{"name": {"a": 1}}', "name"),
        (b'{"name": "x", "mobile": "13812345678"}', "mobile"),
        (b'{"name": "x", "mobile": [1]}', "mobile.0"),
        (b'{"name": "x", "nmae": "y"}', "nmae"),
        (b'{"name": "x", "tag": [' + b",".join([b'"t"'] * 101) + b"]}", "tag"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(desk, body, field):
    with nothing_written():
        response = desk.call("POST", "/guests", body)
    assert response.status_code == 422
    assert response.json()["code"] == "request_invalid"
    assert list(response.json()["fields"]) == [field]


def test_a_body_that_is_too_large_is_refused(desk):
    with nothing_written():
        response = desk.post("/guests", {"name": "王" * 10_000_000})
    assert response.status_code == 413
    assert response.json()["code"] == "body_too_large"


def test_too_many_parameters_are_refused(desk):
    response = desk.get("/guests?" + "&".join(f"a{number}=1" for number in range(3000)))
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("zh-TW,en;q=0.5", "zh-CN"),
        ("en-GB", "en"),
        ("fr, en;q=0.3", "en"),
        ("fr", "zh-CN"),
        ("*;q=0.1, nonsense" + "x" * 5000, "zh-CN"),
    ],
)
def test_a_refusal_speaks_the_language_asked_for(desk, asked, spoken):
    headers = {} if asked is None else {"Accept_Language": asked}
    response = desk.post("/guests", {"name": 1, "mobile": "x"}, **headers)
    assert response["Content-Language"] == spoken
    told = response.json()
    assert "Accept-Language" in response["Vary"]
    if spoken == "en":
        assert told["detail"] == "Please correct: Name, Mobile."
        assert told["fields"] == {"name": ["Must be a text."], "mobile": ["Must be a list."]}
    else:
        assert told["detail"] == "请改正：姓名、手机。"
        assert told["fields"] == {"name": ["应为文字。"], "mobile": ["应为列表。"]}


def test_the_cookie_of_a_shared_computer_does_not_decide_the_language(stranger, client, db):
    client.cookies["django_language"] = "en"
    response = client.get("/api/v1/me")
    assert response["Content-Language"] == "zh-CN"
    assert json.loads(response.content)["title"] == TITLES[401][0]


def test_what_services_refuse_is_told_in_that_language_too(desk):
    told = desk.post("/guests", {"name": "x", "birth_date": "2025-02-30"}, Accept_Language="en").json()
    assert told["fields"]["birth_date"][0].isascii()
    told = desk.post("/guests", {"name": "x", "birth_date": "2025-02-30"}).json()
    assert not told["fields"]["birth_date"][0].isascii()


def test_every_text_is_there_in_both_languages_with_the_same_blanks():
    for zh, en in [*TITLES.values(), *DETAILS.values(), *FIELD_TEXTS.values(), *PARAMETER_NAMES.values()]:
        assert not zh.isascii()
        assert en.isascii()
        assert {part.split("}")[0] for part in zh.split("{")[1:]} == {
            part.split("}")[0] for part in en.split("{")[1:]
        }


def test_every_field_that_may_be_sent_has_a_label_in_both_languages():
    from huitouke.api.schemas import guests, history, reference, search
    from huitouke.api.schemas.base import Sent
    from huitouke.guests.values.messages import FIELD_NAMES

    schemas = [
        found
        for module in (guests, history, reference, search)
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Sent)
    ]
    sent = {name for schema in schemas for name in schema.model_fields}
    assert sent - set(FIELD_NAMES) - set(PARAMETER_NAMES) == set()
