"""The lists of the day in a browser: at a desk, on a phone, on paper, and under four hands."""

from datetime import time

import pytest
from playwright.sync_api import expect

from huitouke.access.models import Branch
from huitouke.stays.models import Preparation
from huitouke.testing.personas import PASSWORD
from huitouke.testing.stays import deliver, make_room, make_stay


@pytest.fixture
def arrivals(house):
    """A small day of MAIN: a VIP with wishes, a guest of Arabic name, a group, one who has come."""
    main = Branch.objects.get(code="MAIN")
    today = main.business_date
    make_room(main, "1208")
    wang = {
        "name": "王建国",
        "form_of_address": "王总",
        "mobile": "13812342217",
        "preference": ["荞麦枕", "高楼层"],
    }
    make_stay(
        main, "w", today, 2, who=wang, profile="w", room="1208", arrives_at=time(14), rates=(58000,),
        who_pays="company", company="盛远科技", adults=2, children=1, meal_plan="breakfast", requests=("加床",),
    )  # fmt: skip
    long = {"name": "عبد الرحمن بن محمد", "mobile": "13812340000", "allergy": "No raw egg"}
    make_stay(
        main, "l", today, 1, who=long, profile="l", room_type="DLK", is_rate_hidden=True, rates=(99900,)
    )
    for number in range(4):
        who = {"name": f"ZHANG/SAN{number} MR"} if number else None
        make_stay(
            main, f"g{number}", today, 1, who=who, group="G", group_name="苏南建工会议", arrives_at=time(18)
        )
    make_stay(
        main, "in", today, 1, status="in_house", who={"name": "何嘉", "mobile": "13912340000"}, profile="h"
    )
    deliver()
    return today


def test_the_list_is_right_at_the_desk_on_a_phone_and_on_paper(
    enter, house, arrivals, looks_right_at_both, language
):
    page = enter("alma", language)
    page.goto(f"{house.url}/today/arrivals/?branch=MAIN&on={arrivals}")
    looks_right_at_both(f"arrivals-{language[:2]}")
    page.locator("[data-fold]").click()
    expect(page.locator(".sheet__member bdi", has_text="ZHANG/SAN1 MR")).to_be_visible()
    page.locator("[data-prepare]").first.click()
    expect(page.locator("#preparations")).to_be_visible()
    looks_right_at_both(f"preparations-{language[:2]}")
    paper = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 841" in paper or b"/MediaBox [0 0 842" in paper
    page.goto(f"{house.url}/today/arrivals/?branch=MAIN&on={arrivals}")
    page.emulate_media(media="print")
    page.screenshot(path=f"build/screenshots/arrivals-print-{language[:2]}.png", full_page=True)


def test_the_card_and_the_other_lists_are_clean(enter, house, arrivals, looks_right_at_both, language):
    page = enter("alma", language)
    each = Preparation.objects.first()
    for name, path in (("card", f"stays/{each.reservation_id}/card/"), ("in-house", "in-house/")):
        page.goto(f"{house.url}/today/{path}")
        looks_right_at_both(f"{name}-{language[:2]}")


def test_two_who_tick_the_same_list_see_each_other(enter, house, arrivals, browser):
    """By key on one side, by hand on the other; no row moves, and the row pointed at stays so."""
    page = enter("alma")
    page.goto(f"{house.url}/today/arrivals/?branch=MAIN&on={arrivals}")
    other = browser.new_context().new_page()
    other.goto(f"{house.url}/")
    other.locator("[name=login]").fill("bruno")
    other.locator("[name=password]").fill(PASSWORD)
    other.keyboard.press("Enter")
    expect(other.locator("#main h1")).to_be_visible()
    other.goto(f"{house.url}/today/arrivals/?branch=MAIN&on={arrivals}")
    page.keyboard.press("j")
    page.keyboard.press("1")
    text = page.locator(".tick bdi").first.inner_text()
    first = Preparation.objects.get(reservation__external_id="w", text=text)
    tick = f"#tick-{first.id}"
    expect(other.locator(tick)).to_be_checked()
    expect(page.locator("tr.is-here")).to_have_attribute("id", f"line-{first.reservation_id}")
    second = Preparation.objects.filter(reservation=first.reservation).exclude(id=first.id).first()
    other.locator(f"#tick-{second.id}").check()
    expect(page.locator(f"#tick-{second.id}")).to_be_checked()
    expect(page.locator("tr.is-here")).to_have_attribute("id", f"line-{first.reservation_id}")
    names = set(Preparation.objects.filter(prepared_at__isnull=False).values_list("prepared_name", flat=True))
    assert names == {"陈晓", "周启明"}
    other.context.close()
