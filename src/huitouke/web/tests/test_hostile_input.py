"""What a hostile browser sends to a page breaks none: odd texts in every parameter are answered, never with a 500."""

import pytest
from django.core.signals import got_request_exception
from django.test import Client

from huitouke.testing.personas import PASSWORD

ODD = (
    "\x00",
    "²",
    "９９",
    "9999-12-31",
    "0001-01-01",
    "-1",
    "9" * 300,
    "NaN",
    "[",
    "x" * 5_000,
    "|",
    "../..",
)
PARAMETERS = (
    "q", "role", "branch", "who", "since", "until", "older", "newer", "guest", "code", "next", "view", "tab", "after",
    "before", "country", "tag", "type", "birthday", "new", "as", "name", "label_zh", "text", "guardian", "evidence",
    "purpose", "channel", "act", "seen_at", "expires_on", "field", "value", "reason", "login", "password",
    "step", "shift",
)  # fmt: skip
PAGES = (
    "/", "/guests/", "/guests/new/", "/companies/", "/access/users/", "/access/trail/", "/imports/", "/exports/",
    "/settings/", "/capture/fields/", "/accounts/login/",
)  # fmt: skip
FORMS = (
    "/branch/", "/duty/", "/language/", "/search/", "/guests/new/", "/companies/new/", "/access/users/new/",
    "/guests/conditions/", "/accounts/login/",
)  # fmt: skip


@pytest.fixture
def broken():
    """The exceptions that pages let pass."""
    found = []

    def note(sender, request, **_given):
        found.append(request.path)

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_no_page_breaks_of_odd_parameters(adam, guest_of, group, signed_in, broken, odd):
    guest = guest_of(group.main, name="王小明")
    desk = signed_in(adam)
    desk.raise_request_exception = False
    sent = dict.fromkeys(PARAMETERS, odd)
    for address in (*PAGES, f"/guests/{guest.id}/"):
        assert desk.get(address, sent).status_code < 500, address
    for address in (*FORMS, f"/guests/{guest.id}/edit/", f"/guests/{guest.id}/consents/"):
        assert desk.post(address, sent).status_code < 500, address
    assert not broken


def test_nul_is_taken_out_of_what_is_typed(adam, group, signed_in, client):
    page = signed_in(adam).get("/access/users/", {"q": "a\x00dam"}).content.decode()
    assert "adam" in page
    entered = Client().post("/accounts/login/", {"login": "ad\x00am", "password": PASSWORD})
    assert entered.status_code == 302


@pytest.mark.parametrize(
    "back", ["²", "today", "access:user-list", "//evil.example", "https://evil.example/", "javascript:x"]
)
def test_the_way_back_is_an_address_of_this_site(alma, signed_in, back):
    answer = signed_in(alma).post("/branch/", {"branch": "MAIN", "next": back})
    assert answer.status_code == 302
    assert not answer.url.startswith(("//", "http", "javascript"))
