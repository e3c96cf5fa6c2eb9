"""Signing in, being locked out, and the doors that need neither."""

import pytest
from axes.models import AccessAttempt
from django.test import Client

from huitouke.access.actors import SYSTEM
from huitouke.access.services import create_user, open_branch
from huitouke.testing.personas import PASSWORD as PERSONAS_PASSWORD
from huitouke.testing.personas import hire

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def clerk():
    open_branch(actor=SYSTEM, code="MAIN", labels={"zh": "总店", "en": "Main"}, legal_entity_code="E")
    return create_user(
        actor=SYSTEM, username="alma.desk", password=PASSWORD, role="front_desk", branch_code="MAIN"
    )


def sign_in(client, login, password):
    return client.post("/accounts/login/", {"login": login, "password": password})


def test_signs_in_with_argon2_and_lands_on_today(client, clerk):
    assert clerk.password.startswith("argon2")
    answer = sign_in(client, "alma.desk", PASSWORD)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_locks_out_after_eight_wrong_guesses_and_then_refuses_the_right_password(client, clerk):
    for _ in range(7):
        assert sign_in(client, "alma.desk", "wrong guess").status_code == 200
    locked = sign_in(client, "alma.desk", "wrong guess")
    assert locked.status_code == 429
    right = sign_in(client, "alma.desk", PASSWORD)
    assert right.status_code == 429
    assert "_auth_user_id" not in client.session


def test_counts_guesses_over_spellings_of_the_login(client, clerk):
    for login in ("alma.desk", "ALMA.DESK", " alma.desk ") * 3:
        answer = sign_in(client, login, "wrong guess")
    assert answer.status_code == 429


def test_keeps_no_typed_login_or_password_of_a_wrong_guess_in_clear(client, clerk):
    sign_in(client, "alma.desk", "my-secret-guess")
    kept = AccessAttempt.objects.get()
    assert "my-secret-guess" not in f"{kept.get_data}{kept.post_data}"
    assert "alma" not in f"{kept.get_data}{kept.post_data}"


def test_another_login_from_the_same_place_is_not_locked(client, clerk):
    create_user(actor=SYSTEM, username="bruno", password=PASSWORD, role="manager")
    for _ in range(9):
        sign_in(client, "alma.desk", "wrong guess")
    assert sign_in(client, "bruno", PASSWORD).status_code == 302


def test_nobody_signs_up(client):
    answer = client.post("/accounts/signup/", {"username": "stranger", "password1": PASSWORD})
    assert answer.status_code in (200, 302, 403, 404)
    assert b"_auth_user_id" not in str(client.session.items()).encode()
    from huitouke.access.models import User

    assert not User.objects.filter(username="stranger").exists()


def test_every_page_but_the_sign_in_asks_who_is_there(db):
    stranger = Client()
    for address in ("/", "/guests/", "/imports/"):
        answer = stranger.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
    assert stranger.get("/healthz").status_code == 200


def test_the_language_is_chosen_before_signing_in(db):
    stranger = Client()
    answer = stranger.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert stranger.get("/accounts/login/")["Content-Language"] == "en"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https:evil.example", "/\\evil.example"])
def test_the_choice_of_a_language_leads_nowhere_else(db, elsewhere):
    answer = Client().post("/language/", {"language": "en", "next": elsewhere})
    assert answer["Location"] == "/"


def test_no_browser_keeps_a_page(alma, guest_of, group, signed_in):
    guest = guest_of(group.main, name="王建国")
    clerk = signed_in(alma)
    pages = ["/", "/guests/", f"/guests/{guest.id}/", f"/guests/{guest.id}/edit/", "/nothing/", "/healthz"]
    for address in pages:
        assert "no-store" in clerk.get(address)["Cache-Control"], address
    assert "no-store" in clerk.post("/search/", {"q": "王"})["Cache-Control"]


def test_who_asked_for_a_page_comes_to_that_page(group):
    hire("lin", "auditor")
    client = Client()
    asked = client.get("/guests/?warning=1")["Location"]
    entered = client.post(asked, {"login": "lin", "password": PERSONAS_PASSWORD})
    assert entered["Location"] == "/guests/?warning=1"
