"""Every page, in both languages, on a desk and on a phone: axe-core finds nothing, nothing runs over."""

import pytest
from playwright.sync_api import expect

from huitouke.guests.models import Guest

PAGES = {
    "today": "/",
    "guests": "/guests/",
    "guests-filtered": "/guests/?warning=1&branch=MAIN",
    "guests-empty": "/guests/?nationality=AQ",
    "guests-conditions": "/guests/conditions/?warning=1&branch=MAIN",
    "guest": "/guests/{wang}/",
    "guest-preferences": "/guests/{wang}/?tab=preferences",
    "guest-notes": "/guests/{wang}/?tab=notes",
    "guest-records": "/guests/{wang}/?tab=records",
    "guest-nameless": "/guests/{nameless}/",
    "guest-edit": "/guests/{wang}/edit/",
    "guest-new": "/guests/new/",
    "imports": "/imports/",
    "guest-types": "/guests/types/",
}


def test_every_page_is_clean(enter, house, looks_right_at_both, language):
    page = enter("bruno", language)
    page.locator("summary", has=page.locator("b")).first.click()
    page.locator("button[name=branch][value=MAIN]").click()
    expect(page.locator(".where b").first).to_have_text(
        "柳岸大酒店" if language != "en" else "Willow Bank Grand"
    )
    ids = {"wang": Guest.objects.get(name="王建国").id, "nameless": Guest.objects.get(name="").id}
    for name, address in PAGES.items():
        page.goto(house.url + address.format(**ids))
        looks_right_at_both(f"{name}-{language[:2]}")


@pytest.mark.parametrize("address", ["/nowhere/", "/guests/01990000-0000-7000-8000-000000000000/"])
def test_what_is_not_there_says_what_to_do(enter, house, page, complaints, language, address):
    enter("alma", language)
    page.goto(house.url + address)
    complaints.clear()
    heading = "这里没有内容" if language.startswith("zh") else "Nothing is here"
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.keyboard.press("Tab")
    page.get_by_role("link").first.click()
    expect(page).to_have_url(f"{house.url}/")


def test_the_language_changes_in_place(enter, house, page):
    enter("alma")
    page.goto(f"{house.url}/guests/?warning=1")
    page.get_by_role("button", name="English").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Guests")
    expect(page).to_have_url(f"{house.url}/guests/?warning=1")
    page.get_by_role("button", name="中文").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("宾客")
