"""Finding guests by conditions: built by keyboard, counted live, saved as a view, shown with chosen columns."""

from playwright.sync_api import expect


def words(language, zh, en):
    return en if language == "en" else zh


def test_conditions_are_built_by_keyboard_and_saved_as_a_view(
    enter, house, page, looks_right_at_both, language, hands
):
    enter("bruno", language, hands)
    page.goto(f"{house.url}/guests/conditions/")
    first = page.get_by_role("combobox", name=words(language, "项目", "Field")).first
    expect(first).to_be_focused()
    looks_right_at_both(f"conditions-open-{language[:2]}")
    page.keyboard.type(words(language, "danwei", "comp"))
    page.keyboard.press("Enter")
    value = page.locator("#r1-value")
    expect(value).to_be_visible()
    value.fill("苏南")
    expect(page.locator("#live")).to_contain_text(words(language, "8 位宾客", "8 guests"))
    expect(page.locator("#live .person")).to_have_count(8)
    page.get_by_role("button", name=words(language, "或者（另一组）", "Or another group")).click()
    expect(page.get_by_role("combobox", name=words(language, "项目", "Field")).nth(1)).to_be_focused()
    page.keyboard.type(words(language, "国籍", "nationality"))
    page.keyboard.press("Enter")
    expect(page.locator(".builder__choices input[role=combobox]")).to_be_focused()
    page.keyboard.type(words(language, "riben", "japan"))
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text(words(language, "9 位宾客", "9 guests"))
    expect(page.locator("#live")).to_contain_text(
        words(language, "；或者国籍是日本", "; or Nationality is Japan")
    )
    looks_right_at_both(f"conditions-built-{language[:2]}")
    page.get_by_role("button", name=words(language, "显示这些宾客", "Show the guests")).last.click()
    page.wait_for_url("**/guests/?view=*")
    assert "苏南" not in page.url
    expect(page.locator("tbody tr")).to_have_count(9)
    page.get_by_role("button", name=words(language, "列", "Columns")).click()
    page.locator("#columns-find").fill(words(language, "shouji", "mobile"))
    page.get_by_label(words(language, "手机", "Mobile"), exact=True).check()
    looks_right_at_both(f"conditions-columns-{language[:2]}")
    page.get_by_role("button", name=words(language, "显示这些列", "Show these columns")).click()
    expect(page.locator("tbody")).to_contain_text("137 7000 0000")
    page.get_by_role("button", name=words(language, "保存为视图", "Save as a view")).click()
    expect(page.locator("#view-name")).to_be_focused()
    page.keyboard.type("苏南和日本")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("苏南和日本")
    page.wait_for_load_state("load")
    looks_right_at_both(f"conditions-view-{language[:2]}")
    page.locator(".view-line summary").click()
    page.get_by_role("button", name=words(language, "删除视图", "Delete view")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words(language, "宾客", "Guests"))
    page.get_by_role("button", name=words(language, "撤销", "Undo")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("苏南和日本")


def test_what_is_not_complete_is_marked_and_a_row_can_be_taken_off(enter, house, page, looks_right, language):
    enter("alma", language)
    page.goto(f"{house.url}/guests/conditions/?warning=1&birthday=7")
    expect(page.locator(".builder__row")).to_have_count(2)
    page.get_by_role("button", name=words(language, "且", "And"), exact=True).click()
    expect(page.locator(".builder__row")).to_have_count(3)
    opened = page.locator(".picker__list:not([hidden])")
    expect(opened).to_be_visible()
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    page.get_by_role("button", name=words(language, "显示这些宾客", "Show the guests")).last.click()
    expect(page.locator(".builder__error")).to_be_visible()
    looks_right(f"conditions-refused-{language[:2]}")
    page.locator(".builder__drop").nth(2).click()
    expect(page.locator(".builder__row")).to_have_count(2)
    expect(page.locator("#live .live__count")).to_be_visible()
