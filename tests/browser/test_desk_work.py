"""A clerk's morning, by keyboard: find, open, write, save, mend; a manager's file from the old system."""

import re

import pytest
from playwright.sync_api import expect

from huitouke.guests.models import Guest, Note
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.testing.factories import SOME_ID_CARD
from huitouke.testing.personas import PASSWORD


def test_signs_in_by_keyboard(house, page, looks_right_at_both, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": house.url}])
    page.goto(f"{house.url}/guests/")
    looks_right_at_both(f"sign-in-{language[:2]}")
    # The page puts the cursor there itself; keys that come before would be lost.
    expect(page.locator("[name=login]")).to_be_focused()
    page.keyboard.type("alma")
    page.keyboard.press("Tab")
    expect(page.locator("[name=password]")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{house.url}/guests/")


@pytest.mark.parametrize("scrap", ["wangjian", "2217", "建国", "盛远", "苏E8K"])
def test_finds_and_opens_a_guest_without_a_mouse(enter, page, looks_right, scrap):
    enter("alma")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type(scrap, delay=50)
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("王建国")
    looks_right()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("王建国")
    expect(page.get_by_text("王总，欢迎回来")).to_be_visible()


def test_the_results_are_clean_in_both_languages_and_sizes(enter, page, looks_right_at_both, language, hands):
    enter("alma", language, hands)
    page.locator("#search").fill("1377000")
    expect(page.locator("[role=option]").first).to_be_visible()
    looks_right_at_both(f"search-{language[:2]}")
    page.locator("#search").fill("nobodyatall")
    expect(page.locator(".results__new button")).to_be_visible()
    looks_right_at_both(f"search-nobody-{language[:2]}")


def test_opens_a_guest_with_an_error_and_mends_it(enter, page, looks_right_at_both, language, hands):
    enter("alma", language, hands)
    page.goto(page.url + "guests/new/")
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("李红")
    expect(page.locator("#hint-name")).to_contain_text("Li Hong")
    page.locator("[name=document_number]").fill("110105194912310021")
    expect(page.locator("#documents .field__error")).to_be_visible()
    page.keyboard.press("Control+s")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(page.locator("#id_name")).to_have_value("李红")
    looks_right_at_both(f"guest-refused-{language[:2]}")
    page.locator("[name=document_number]").fill("E12345678")
    page.locator("[name=document_kind]").select_option("passport")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("李红")
    expect(page.locator("[data-toast]")).to_be_visible()
    looks_right_at_both(f"guest-mended-{language[:2]}")


def test_a_number_that_somebody_has_is_told_while_typing(enter, page):
    keep_missing_rows()
    enter("alma")
    page.goto(page.url + "guests/new/")
    page.locator("[name=contact_value]").first.fill("138 1234 2217")
    page.keyboard.press("Tab")
    expect(page.locator(".kept--known")).to_contain_text("王建国")
    page.locator("[name=document_number]").fill(SOME_ID_CARD)
    page.locator("[data-fill]").click()
    expect(page.locator("#id_birth_date")).to_have_value("1949-12-31")
    expect(page.locator("#id_sex")).to_have_value("female")


def test_changes_a_guest_with_rows_added_and_taken_off(enter, page, house):
    enter("alma")
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/edit/")
    page.locator("#preferences [data-repeat-add]").click()
    expect(page.locator("#preferences input:not([type=hidden])").last).to_be_focused()
    page.keyboard.type("双床")
    page.locator("#tags [data-repeat-remove]").first.click()
    page.locator("#id_position").fill("董事长")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("王建国")
    expect(page.get_by_text("董事长").first).to_be_visible()
    wang.refresh_from_db()
    assert wang.preferences.filter(text="双床").exists()
    assert not wang.guest_tags.exists()
    assert wang.contacts.count() == 2


def test_moves_through_tabs_and_rows_by_keyboard(enter, page, house):
    enter("alma")
    page.goto(f"{house.url}/guests/?warning=1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".tabs")).to_be_visible()
    page.locator(".tabs a").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".tabs a[aria-current]")).to_contain_text("喜好")
    expect(page.locator("#tab .chip--alarm").first).to_be_visible()


def test_writes_a_note_from_any_page_by_the_key_n(enter, page, looks_right, house):
    enter("alma")
    page.keyboard.press("n")
    expect(page.locator("#quick-who-dialog")).to_be_focused()
    page.keyboard.type("wangjian")
    expect(page.locator("#quick-found-dialog input:checked")).to_be_visible()
    page.locator("#quick-text-dialog").fill("夜床留一瓶水")
    looks_right("note-zh-1280")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("王建国")
    assert Note.objects.get().text == "夜床留一瓶水"
    page.locator("[data-toast] form button").click()
    expect(page.locator("[data-toast]").last).to_contain_text("已撤回")
    assert not Note.objects.exists()


def test_a_note_shows_at_once_on_the_guests_own_page(enter, page, house):
    enter("alma")
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/?tab=notes")
    page.locator("#note-text-box").fill("喜欢靠窗的座位")
    page.locator("#note-box button").click()
    expect(page.locator("#tab")).to_contain_text("喜欢靠窗的座位")
    expect(page.locator("#note-text-box")).to_have_value("")


def test_gives_a_mark_and_sorts_a_guest_into_types(enter, page, looks_right_at_both, house, language, hands):
    enter("alma", language, hands)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/")
    for value in ("2", "4"):
        page.locator("#evaluations form").first.get_by_role("button").nth(int(value) - 1).click()
        expect(page.locator("#evaluations .mark[aria-pressed=true]")).to_have_text(re.compile(rf"^{value}\b"))
    expect(page.locator("#evaluations .trend")).to_be_visible()
    page.locator("#guest-types button").click()
    page.locator("#dialog input[value=family]").check()
    page.locator("#dialog input[value=business]").check()
    looks_right_at_both(f"guest-types-dialog-{language[:2]}")
    page.locator("#dialog .btn--main").click()
    expect(page.locator("#guest-types .chip")).to_have_count(2)
    looks_right_at_both(f"guest-marks-{language[:2]}")
    page.locator("[data-toast] form button").last.click()
    expect(page.locator("#guest-types .chip")).to_have_count(0)
    page.locator("[data-toast] form button").last.click()
    expect(page.locator("#evaluations .mark[aria-pressed=true]")).to_have_text(re.compile(r"^2\b"))
