"""Acts on many guests in the list: ticks by hand and keyboard, the bar, the dialog, the toast and the drawer."""

from playwright.sync_api import expect


def words(language, zh, en):
    return en if language == "en" else zh


def test_picked_guests_get_a_tag_and_lose_it_again(enter, house, page, looks_right_at_both, language, hands):
    enter("bruno", language, hands)
    page.goto(f"{house.url}/guests/")
    bar = page.locator("[data-picked-bar]")
    expect(bar).to_be_hidden()
    ticks = page.locator("[data-pick]")
    ticks.nth(0).check()
    expect(bar).to_be_visible()
    ticks.nth(3).click(modifiers=["Shift"])
    expect(bar).to_contain_text(words(language, "已选 4", "4 picked"))
    looks_right_at_both(f"bulk-picked-{language[:2]}")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    ticks.nth(1).check()
    page.get_by_role("button", name=words(language, "选中符合条件的全部", "All that meet this")).click()
    every = page.locator("[data-picked-every]")
    expect(every).to_have_text(words(language, "已选中符合条件的全部", "All that meet this are picked"))
    expect(every).to_be_visible()
    ticks.nth(1).uncheck()
    expect(every).to_be_hidden()
    page.get_by_role("button", name=words(language, "加标签", "Add a tag")).click()
    expect(page.locator("#bulk-tag")).to_be_focused()
    looks_right_at_both(f"bulk-dialog-{language[:2]}")
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-tag-error")).to_be_visible()
    expect(page.locator("#bulk-tag")).to_be_focused()
    page.keyboard.type("会员日")
    page.keyboard.press("Enter")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("会员日")
    looks_right_at_both(f"bulk-toast-{language[:2]}")
    page.locator(".top .menu summary").last.click()
    page.get_by_role("button", name=words(language, "撤销本班次的操作", "Undo an act of this shift")).click()
    drawer = page.locator("#dialog-slot")
    expect(drawer).to_contain_text("会员日")
    looks_right_at_both(f"undo-drawer-{language[:2]}")
    drawer.get_by_role("button", name=words(language, "撤销", "Undo")).first.click()
    expect(page.locator(".toast").last).to_contain_text(words(language, "已为", "Undone for"))


def test_a_tag_gets_a_rule_and_shows_on_the_guest(enter, house, page, looks_right_at_both, language, hands):
    from huitouke.access.models import User
    from huitouke.guests.models import Guest, SavedView

    conditions = {"any": [{"all": [{"field": "nationality", "op": "any_of", "value": ["JP"]}]}]}
    owner = User.objects.get(username="bruno")
    SavedView.objects.create(name="日本客人", owner=owner, conditions=conditions)
    enter("bruno", language, hands)
    page.goto(f"{house.url}/guests/tags/")
    page.get_by_role("button", name=words(language, "添加这些阶段", "Add the stages")).click()
    page.locator("#f-name, [name=name]").first.fill("日本回头客")
    page.locator("#tag-colour").select_option("good")
    page.get_by_role("button", name=words(language, "添加标签", "Add the tag")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("日本回头客")
    page.get_by_role("button", name=words(language, "看看会有什么变化", "See what it would do")).click()
    expect(page.locator("#rule-seen")).to_contain_text("Okamoto")
    looks_right_at_both(f"tag-rule-{language[:2]}")
    page.get_by_role("button", name=words(language, "以此为规则", "Let this be the rule")).click()
    expect(page.locator(".page")).to_contain_text(words(language, "只由规则给出", "given by rule alone"))
    page.goto(f"{house.url}/guests/tags/")
    looks_right_at_both(f"tag-list-{language[:2]}")
    guest = Guest.objects.get(name__startswith="Okamoto")
    page.goto(f"{house.url}/guests/{guest.id}/")
    expect(page.locator(".page")).to_contain_text("日本回头客")
    looks_right_at_both(f"tag-guest-{language[:2]}")
