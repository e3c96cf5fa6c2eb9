"""Acts on many guests in the list: ticks by hand and keyboard, the bar, the dialog, the toast and the drawer."""

from playwright.sync_api import expect


def words(language, zh, en):
    return en if language == "en" else zh


def test_picked_guests_get_a_tag_and_lose_it_again(enter, house, page, looks_right, language, size):
    enter("bruno", language, size)
    page.goto(f"{house.url}/guests/")
    bar = page.locator("[data-picked-bar]")
    expect(bar).to_be_hidden()
    ticks = page.locator("[data-pick]")
    ticks.nth(0).check()
    expect(bar).to_be_visible()
    ticks.nth(3).click(modifiers=["Shift"])
    expect(bar).to_contain_text(words(language, "已选 4", "4 picked"))
    looks_right(f"bulk-picked-{language[:2]}-{size}")
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
    looks_right(f"bulk-dialog-{language[:2]}-{size}")
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-tag-error")).to_be_visible()
    page.locator("#bulk-tag").fill("会员日")
    page.locator("#dialog-slot .btn--main").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("会员日")
    looks_right(f"bulk-toast-{language[:2]}-{size}")
    page.locator(".top .menu summary").last.click()
    page.get_by_role("button", name=words(language, "撤销本班次的操作", "Undo an act of this shift")).click()
    drawer = page.locator("#dialog-slot")
    expect(drawer).to_contain_text("会员日")
    looks_right(f"undo-drawer-{language[:2]}-{size}")
    drawer.get_by_role("button", name=words(language, "撤销", "Undo")).first.click()
    expect(page.locator(".toast").last).to_contain_text(words(language, "已为", "Undone for"))
