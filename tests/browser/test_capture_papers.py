"""The registration card and the form for guests in a browser, on a desk, on a phone and on paper."""

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.capture.links import open_link
from huitouke.guests.models import Guest


def test_the_registration_card_is_one_sheet_of_a5(enter, house, looks_right_at_both, language, hands):
    page = enter("alma", language, hands)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/")
    page.locator(f"a[href='/capture/{wang.id}/card/']").click()
    page.wait_for_url("**/card/")
    looks_right_at_both(f"card-{language[:2]}")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 419" in paper or b"/MediaBox [0 0 420" in paper
    page.emulate_media(media="print")
    page.screenshot(path=f"build/screenshots/card-print-{language[:2]}-{hands}.png", full_page=True)


def test_a_guest_fills_in_the_form_and_the_desk_accepts_it(
    enter, house, page, looks_right_at_both, language, hands
):
    link = open_link(actor=SYSTEM, branch=Branch.objects.get(code="MAIN"))
    page.set_viewport_size({"width": int(hands), "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": house.url}])
    page.goto(f"{house.url}/r/{link.token}/")
    looks_right_at_both(f"form-{language[:2]}")
    page.screenshot(path=f"build/screenshots/form-whole-{language[:2]}-{hands}.png", full_page=True)
    page.locator("#box-name").fill("赵新来")
    page.locator("#box-mobile").fill("13912340001")
    page.locator("#agree-marketing-sms").check()
    page.locator("button.btn--main").click()
    page.wait_for_url("**/thanks/")
    looks_right_at_both(f"form-thanks-{language[:2]}")
    enter("alma", language, hands)
    page.goto(f"{house.url}/forms/")
    looks_right_at_both(f"forms-{language[:2]}")
    page.get_by_role("link", name="赵新来").click()
    page.wait_for_url("**/forms/*-*/")
    looks_right_at_both(f"forms-one-{language[:2]}")
    page.locator("form[action$='/accept/'] button").click()
    page.wait_for_url("**/guests/**")
    assert Guest.objects.filter(name="赵新来").exists()


def test_the_link_and_its_poster_are_clean(enter, house, looks_right_at_both, language, hands):
    branch = Branch.objects.get(code="MAIN")
    open_link(actor=SYSTEM, branch=branch)
    page = enter("bruno", language, hands)
    page.goto(f"{house.url}/forms/links/")
    looks_right_at_both(f"form-links-{language[:2]}")
    page.goto(f"{house.url}/forms/links/{branch.id}/poster/")
    looks_right_at_both(f"form-poster-{language[:2]}")
