"""The second factor in a real browser: an app's codes, computed; a passkey, by Chromium's own virtual authenticator."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from huitouke.access.actors import SYSTEM
from huitouke.access.services import require_second_factor
from huitouke.testing.personas import PASSWORD


def code_now(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(page, house, name):
    page.goto(f"{house.url}/")
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def show_again(page):
    """The password once more, before something weighty."""
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.fixture
def passkeys(page):
    """A device that makes and shows passkeys without asking anybody."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    client.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return client


def test_a_role_that_needs_a_second_factor_goes_nowhere_before(house, page, enter, looks_right, language):
    require_second_factor(actor=SYSTEM, roles=["front_desk"])
    page.context.add_cookies([{"name": "django_language", "value": language, "url": house.url}])
    sign_in(page, house, "alma")
    expect(page).to_have_url(f"{house.url}/accounts/2fa/")
    page.goto(f"{house.url}/guests/")
    expect(page).to_have_url(f"{house.url}/accounts/2fa/")
    looks_right(f"second-factor-led-{language[:2]}-1280")
    page.locator(".card .btn--main").click()
    looks_right(f"second-factor-again-{language[:2]}-1280")
    show_again(page)
    expect(page.locator("#totp-secret")).to_be_visible()
    looks_right(f"second-factor-app-{language[:2]}-1280")
    secret = page.locator("#totp-secret").inner_text()
    page.locator("[name=code]").fill(code_now(secret))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    looks_right(f"second-factor-codes-{language[:2]}-1280")
    recovery = page.locator(".codes li").first.inner_text()
    page.goto(f"{house.url}/guests/")
    expect(page).to_have_url(f"{house.url}/guests/")
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept

    page.context.clear_cookies()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": house.url}])
    sign_in(page, house, "alma")
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    looks_right(f"second-step-{language[:2]}-1280")
    page.goto(f"{house.url}/guests/")
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    expect(page.locator("[data-passkey-start]")).to_have_count(0)
    page.locator("[name=code]").fill("000000")
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.locator("[name=code]").fill(recovery)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{house.url}/")


def test_a_passkey_is_made_and_signs_in_without_a_password(house, page, passkeys, enter, looks_right):
    enter("alma")
    page.goto(f"{house.url}/accounts/2fa/webauthn/add/")
    show_again(page)
    page.locator("[name=name]").fill("前台钥匙")
    page.locator("[data-passkey-start]").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto(f"{house.url}/accounts/2fa/webauthn/")
    expect(page.locator(".person")).to_contain_text("前台钥匙")
    looks_right("passkeys-zh-1280")

    page.context.clear_cookies()
    page.goto(f"{house.url}/accounts/login/")
    page.locator("[data-passkey-start]").click()
    expect(page).to_have_url(f"{house.url}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, house, "alma")
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    page.locator("[data-passkey-start]").click()
    expect(page).to_have_url(f"{house.url}/")


def test_a_passkey_of_nobody_opens_nothing(house, page, passkeys, enter, complaints):
    enter("alma")
    page.goto(f"{house.url}/accounts/2fa/webauthn/add/")
    show_again(page)
    page.locator("[data-passkey-start]").click()
    expect(page.locator(".codes li")).to_have_count(10)
    Authenticator.objects.all().delete()
    page.context.clear_cookies()
    page.goto(f"{house.url}/accounts/login/")
    page.locator("[data-passkey-start]").click()
    expect(page.locator(".field__error[role=alert]").first).to_be_visible()
    page.goto(f"{house.url}/guests/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
