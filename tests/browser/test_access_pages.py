"""People and rights: every page in both languages and sizes; a new login from its making to its own password."""

import pytest
from playwright.sync_api import expect

from huitouke.access.models import StaffSession, User
from huitouke.access.queries import get_actor
from huitouke.access.services import record_read, set_manager_line
from huitouke.guests.models import Guest
from huitouke.testing.personas import Persona, hire

PAGES = {
    "users": "/access/users/",
    "users-none": "/access/users/?q=nobody",
    "user": "/access/users/{alma}/",
    "user-new": "/access/users/new/",
    "tokens": "/access/tokens/",
    "sessions": "/access/sessions/",
    "own-sessions": "/access/sessions/own/",
    "matrix": "/access/matrix/",
    "second-factor-roles": "/access/second-factor/",
    "trail": "/access/trail/",
    "trail-reads": "/access/trail/?reads=1",
    "trail-guest": "/access/trail/?guest={wang}",
    "switches": "/access/switches/",
    "managers": "/access/managers/",
    "manager-line": "/access/managers/MAIN/",
    "settings": "/settings/",
    "second-factor": "/accounts/2fa/",
    "password": "/accounts/password/change/",
    "passkeys": "/accounts/2fa/webauthn/",
    "app": "/accounts/2fa/totp/activate/",
}


@pytest.fixture
def enter_as_adam(house, enter, page):
    """Adam looks after the group; his day begins at the settings."""
    user = User.objects.get(username="adam")
    hire("lin", "duty_manager", None, display_name="林值班")

    def go(language="zh-hans"):
        enter("adam", language)
        return Persona(user, get_actor(user))

    return go


def test_every_page_of_people_and_rights_is_clean(house, enter_as_adam, page, looks_right_at_both, language):
    adam = enter_as_adam(language)
    alma, wang = User.objects.get(username="alma"), Guest.objects.get(name="王建国")
    main = wang.branch
    set_manager_line(
        actor=adam.actor, branch=main, steps=[("assistant_manager", None), ("duty_manager", None)]
    )
    record_read(
        adam.actor,
        "guests.field.read",
        object_type="guest",
        object_id=wang.id,
        fields=["mobile"],
        branch_id=main.id,
    )
    for name, address in PAGES.items():
        page.goto(house.url + address.format(alma=alma.id, wang=wang.id))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looks_right_at_both(f"access-{name}-{language[:2]}")


def test_a_new_login_chooses_its_own_password_before_anything_else(house, enter_as_adam, page, looks_right):
    enter_as_adam()
    page.goto(f"{house.url}/access/users/new/")
    expect(page.locator("#id_username")).to_be_focused()
    page.keyboard.type("kai")
    page.keyboard.press("Tab")
    page.keyboard.type("凯")
    page.locator("#id_role").select_option("concierge")
    page.locator("#id_branch").select_option("MAIN")
    page.locator("main form .btn--main").click()
    password = page.locator(".told__secret").inner_text()
    looks_right("access-told-zh-1280")
    page.reload()
    expect(page.locator(".told__secret")).to_have_count(0)
    page.context.clear_cookies()
    page.goto(f"{house.url}/")
    page.locator("[name=login]").fill("kai")
    page.locator("[name=password]").fill(password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{house.url}/accounts/password/change/")
    page.goto(f"{house.url}/guests/")
    expect(page).to_have_url(f"{house.url}/accounts/password/change/")
    page.locator("[name=oldpassword]").fill(password)
    page.locator("[name=password1]").fill("three-words-apart")
    page.locator("[name=password2]").fill("three-words-apart")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{house.url}/")
    assert not User.objects.get(username="kai").must_change_password


def test_a_lost_telephone_is_signed_out_from_the_desk(house, enter_as_adam, page):
    adam = enter_as_adam()
    phone = page.context.browser.new_context()
    lost = phone.new_page()
    lost.goto(f"{house.url}/")
    lost.locator("[name=login]").fill("adam")
    from huitouke.testing.personas import PASSWORD

    lost.locator("[name=password]").fill(PASSWORD)
    lost.keyboard.press("Enter")
    expect(lost).to_have_url(f"{house.url}/")
    page.goto(f"{house.url}/access/sessions/own/")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("tbody .btn--small").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    lost.goto(f"{house.url}/guests/")
    expect(lost.locator("[name=login]")).to_be_visible()
    phone.close()
    assert StaffSession.objects.filter(user=adam.user).count() == 1
