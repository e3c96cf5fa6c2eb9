"""The second factor: who is led to it, how guessing at it ends, and how its secrets lie."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import OwnLogin, RightMissing
from huitouke.access.models import AuditEntry, Branch, User
from huitouke.access.queries import get_standing
from huitouke.access.services import give_post, remove_second_factor, require_second_factor, take_post
from huitouke.kernel.errors import Invalid
from huitouke.testing.personas import PASSWORD, hire


@pytest.fixture
def secret(alma):
    """Alma has an app, with this secret."""
    chosen = generate_totp_secret()
    TOTP.activate(alma.user, chosen)
    return chosen


def code_of(secret, steps_away=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_away))


def enter(client, name, password=PASSWORD):
    return client.post("/accounts/login/", {"login": name, "password": password})


def is_in(client):
    return client.get("/guests/").status_code == 200


def test_the_password_alone_opens_nothing_once_there_is_an_app(client, secret):
    assert enter(client, "alma")["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert is_in(client)


def test_a_code_opens_once(secret):
    code = code_of(secret)
    first, second = Client(), Client()
    for client in (first, second):
        enter(client, "alma")
        client.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_a_code_opens_once_in_every_process_and_for_its_whole_life(secret, monkeypatch):
    """What one process remembers another does not, and a code stays good longer than its half minute."""
    first, second = Client(), Client()
    code = code_of(secret)
    for client in (first, second):
        enter(client, "alma")
        cache.clear()
        client.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(first)
    assert not is_in(second)
    assert second.post("/accounts/2fa/authenticate/", {"code": code_of(secret, 1)}).status_code == 302
    assert is_in(second)
    third = Client()
    enter(third, "alma")
    cache.clear()
    # An older code than the last that opened is worth nothing either.
    third.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_in(third)


def test_a_lost_second_factor_is_taken_off_by_who_looks_after_the_login(adam, alma, secret, signed_in):
    RecoveryCodes.activate(alma.user)
    hers, his = signed_in(alma), signed_in(adam)
    address = f"/access/users/{alma.user.id}/"
    assert "second-factor/remove/" in his.get(address).content.decode()
    assert his.post(f"{address}second-factor/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    assert not is_in(hers)
    assert AuditEntry.objects.get(code="access.second_factor.removed").object_id == alma.user.id
    assert "second-factor/remove/" not in his.get(address).content.decode()
    assert enter(hers, "alma")["Location"] == "/"
    assert is_in(hers)


def test_nobody_takes_off_the_second_factor_of_others_or_ones_own(
    adam, alma, bruno, secret, signed_in, refuses_to_write
):
    TOTP.activate(adam.user, secret)
    bea = hire("bea", "administrator", Branch.objects.get(code="BAY"))
    with refuses_to_write():
        for actor, user, refusal in (
            (bruno.actor, alma.user, RightMissing),
            (bea.actor, alma.user, RightMissing),
            (adam.actor, adam.user, OwnLogin),
        ):
            with pytest.raises(refusal):
                remove_second_factor(actor=actor, user=user)
    assert Authenticator.objects.count() == 2


def test_wrong_codes_lock_out_like_wrong_passwords_and_the_right_one_too(client, secret):
    enter(client, "alma")
    for _guess in range(7):
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 429
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 429
    assert not is_in(client)
    # Neither a fresh try by the password nor a recovery code goes round it.
    assert enter(Client(), "alma").status_code == 429


def test_going_back_to_the_password_gives_no_fresh_guesses(secret):
    for _round in range(4):
        client = Client()
        assert enter(client, "alma").status_code == 302
        for _guess in range(2):
            answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert answer.status_code == 429


def test_guessing_at_a_screen_left_open_locks_out_too(alma, signed_in):
    client = signed_in(alma)
    for _guess in range(7):
        assert client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 200
    assert client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 429
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 429
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302


def test_secrets_lie_sealed(alma, secret):
    RecoveryCodes.activate(alma.user)
    rows = {row.type: row.data for row in Authenticator.objects.filter(user=alma.user)}
    assert secret not in str(rows)
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert seed.get_unused_codes()[0] not in str(rows)


def test_who_holds_a_ticked_role_is_led_to_set_one_up(adam, alma, mei, signed_in):
    require_second_factor(actor=adam.actor, roles=["front_desk"])
    client = signed_in(alma)
    for address in ("/", "/guests/", "/access/sessions/own/"):
        assert client.get(address)["Location"] == "/accounts/2fa/"
    assert (
        client.post("/search/", {"q": "王"}, headers={"HX-Request": "true"})["HX-Redirect"]
        == "/accounts/2fa/"
    )
    for address in ("/accounts/2fa/", "/accounts/password/change/", "/accounts/2fa/webauthn/"):
        assert client.get(address).status_code == 200
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    assert is_in(signed_in(mei))


def test_the_way_is_open_once_an_app_is_there(adam, alma, secret, signed_in):
    require_second_factor(actor=adam.actor, roles=["front_desk"])
    client = signed_in(alma)
    assert is_in(client)
    Authenticator.objects.all().delete()
    assert not is_in(client)


def test_a_new_post_counts_at_the_next_page(adam, alma, group, signed_in):
    require_second_factor(actor=adam.actor, roles=["duty_manager"])
    client = signed_in(alma)
    assert is_in(client)
    post = give_post(actor=adam.actor, user=alma.user, role="duty_manager", branch_code="MAIN")
    assert not is_in(client)
    take_post(actor=adam.actor, post_id=post.id)
    assert is_in(client)


def test_recovery_codes_alone_are_no_second_factor(alma):
    require_second_factor(actor=SYSTEM, roles=["front_desk"])
    RecoveryCodes.activate(alma.user)
    assert get_standing(alma.user).lacks_second_factor


def test_only_roles_that_there_are_may_be_ticked(adam, bruno, refuses_to_write):
    with refuses_to_write(), pytest.raises(Invalid):
        require_second_factor(actor=adam.actor, roles=["king"])
    require_second_factor(actor=adam.actor, roles=["auditor", "administrator"])
    assert AuditEntry.objects.get(code="access.second_factor.required").fields == ["administrator", "auditor"]


def test_a_given_password_leads_to_ones_own(alma, signed_in):
    User.objects.filter(id=alma.user.id).update(must_change_password=True)
    client = signed_in(alma)
    assert client.get("/guests/")["Location"] == "/accounts/password/change/"
    new = "three-words-apart"
    told = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", told).status_code == 302
    assert is_in(client)
    assert AuditEntry.objects.filter(code="access.password.changed", object_id=alma.user.id).exists()
