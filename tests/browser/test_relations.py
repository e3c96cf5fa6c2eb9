"""Relations in the browser: the tab clean in both languages at both widths, and one noted by keyboard."""

import pytest
from playwright.sync_api import expect

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.guests.models import Guest, Relation
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.relation_finding import find_relations
from huitouke.identity.services.relations import relate_guests
from huitouke.testing.factories import make_guest


@pytest.fixture
def family(house):
    """A father with a wife, a colleague, and a daughter who is only suggested."""
    main = Branch.objects.get(code="MAIN")
    father = make_guest(main, name="慕容志强", mobile="13811112222", birth_date="1980-05-06")
    mother = make_guest(main, name="林美玲", latin_name="Lin Meiling")
    colleague = make_guest(main, name="周文博")
    make_guest(main, name="慕容思雨", mobile="13811112222", birth_date="2015-03-02")
    for other, role in ((mother, "partner"), (colleague, "colleague")):
        relate_guests(
            actor=SYSTEM, guest_id=father.id, other_id=other.id, role=role, note="结婚纪念日 5 月 20 日"
        )
    keep_missing_rows()
    find_relations()
    return father


def test_the_tab_is_clean_and_a_suggestion_is_answered(enter, house, family, looks_right_at_both, language):
    page = enter("bruno", language)
    page.goto(f"{house.url}/guests/{family.id}/?tab=relations")
    looks_right_at_both(f"relations-{language[:2]}")
    page.get_by_role("button", name="So it is" if language == "en" else "确认").click()
    expect(page.locator(".toast")).to_contain_text("Relation noted" if language == "en" else "关系已记录")
    expect(page.locator("#tab .people").nth(1)).to_contain_text("慕容思雨")
    looks_right_at_both(f"relations-known-{language[:2]}")
    other = Guest.objects.get(name="欧阳静")
    page.goto(f"{house.url}/guests/{family.id}/relations/new/{other.id}/")
    looks_right_at_both(f"relation-new-{language[:2]}")


def test_a_relation_is_noted_by_keyboard_and_taken_back(enter, house, family):
    page = enter("alma")
    page.goto(f"{house.url}/guests/{family.id}/?tab=relations")
    page.locator("#id_relation_who").focus()
    page.keyboard.type("oyj")
    found = page.locator("#relation-found a")
    expect(found).to_have_count(1)
    page.keyboard.press("Tab")
    expect(found).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/relations/new/**")
    page.locator("#id_role").select_option("companion")
    page.locator("#id_note").focus()
    page.keyboard.type("每年同来")
    page.keyboard.press("Enter")
    expect(page.locator("#tab")).to_contain_text("每年同来")
    page.locator(".toast button").first.click()
    expect(page.locator("#tab")).not_to_contain_text("每年同来")
    assert Relation.objects.filter(state="confirmed").count() == 2
