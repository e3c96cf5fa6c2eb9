"""Guests' own forms over the API."""

import pytest

from huitouke.capture.choices import FormState
from huitouke.capture.form_models import FormLink, GuestForm
from huitouke.capture.forms import asked_of, submit_form
from huitouke.capture.links import open_link
from huitouke.guests.models import ConsentState, Guest

TEXTS = {"name": "王建国", "mobile": "13812342217", "company": "盛远科技"}


@pytest.fixture
def sent(bruno, group):
    link = open_link(actor=bruno.actor, branch=group.main)
    words = next(wording.id for purpose, wording in asked_of(link) if purpose.code == "marketing")
    return submit_form(link=link, texts=TEXTS, ticked=[f"marketing|sms|{words}"])


def test_a_form_is_read_and_becomes_a_guest(as_caller, alma, sent):
    api = as_caller(alma)
    [told] = api.get("/forms").json()["items"]
    assert told == api.get(f"/forms/{sent.id}").json()
    assert told["fields"] == {name: [text] for name, text in TEXTS.items()}
    assert (told["branch"], told["agreed"]) == ("MAIN", ["marketing|sms"])
    made = api.post(f"/forms/{sent.id}/accept", {})
    assert made.status_code == 201
    assert Guest.objects.get(id=made.json()["guest"]).name == "王建国"
    assert ConsentState.objects.get().act == "given"
    again = api.post(f"/forms/{sent.id}/accept", {})
    assert (again.status_code, again.json()["code"]) == (409, "guest_form_decided")
    assert Guest.objects.count() == 1


def test_a_form_is_given_to_a_known_guest_field_by_field(as_caller, alma, sent, group, guest_of):
    guest = guest_of(group.main, name="王建国", company="旧单位")
    body = {"guest": str(guest.id), "take": ["mobile"]}
    told = as_caller(alma).post(f"/forms/{sent.id}/apply", body)
    assert told.status_code == 200
    guest.refresh_from_db()
    assert guest.company == "旧单位"
    assert guest.contacts.filter(value__contains="13812342217").exists()


def test_a_form_is_put_away_with_a_reason(as_caller, alma, sent, refuses_to_write):
    api = as_caller(alma)
    with refuses_to_write():
        assert api.post(f"/forms/{sent.id}/discard", {"reason": "because"}).status_code == 422
    assert api.post(f"/forms/{sent.id}/discard", {"reason": "twice"}).status_code == 204
    assert GuestForm.objects.get().state == FormState.DISCARDED


def test_forms_of_another_branch_are_not_there(as_caller, chiara, sent, refuses_to_write):
    api = as_caller(chiara)
    assert api.get("/forms").json()["items"] == []
    assert api.get(f"/forms/{sent.id}").status_code == 404
    with refuses_to_write():
        assert api.post(f"/forms/{sent.id}/accept", {}).status_code == 404


def test_the_link_is_opened_renewed_and_closed(as_caller, alma, bruno, group, refuses_to_write):
    clerk = as_caller(alma)
    with refuses_to_write():
        assert clerk.call("PUT", "/forms/links/MAIN", {"is_open": True}).status_code == 403
    api = as_caller(bruno)
    first = api.call("PUT", "/forms/links/MAIN", {"is_open": True}).json()
    assert first["is_open"]
    assert first["url"].endswith(f"/{FormLink.objects.get().token}/")
    second = api.call("PUT", "/forms/links/MAIN", {"is_open": False, "is_renewed": True}).json()
    assert second["url"] != first["url"]
    assert not second["is_open"]
    links = {each["branch"]: each["url"] for each in api.get("/forms/links").json()["items"]}
    assert links == {"MAIN": second["url"], "LAKE": None, "BAY": None}
