"""Two profiles become one guest in the browser, from the page and from the list, and part again."""

from playwright.sync_api import expect


def words(language, zh, en):
    return en if language == "en" else zh


def test_two_profiles_become_one_and_part_again(enter, house, page, looks_right_at_both, language, hands):
    from huitouke.guests.models import Guest

    enter("bruno", language, hands)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/")
    page.get_by_role("link", name=words(language, "合并…", "Merge with…")).click()
    page.locator("#merge-who").fill("刘敏")
    found = page.locator("#merge-found")
    expect(found).to_contain_text("刘女士")
    looks_right_at_both(f"merge-start-{language[:2]}")
    found.get_by_role("link").first.click()
    expect(page.locator(".merge").first).to_contain_text("王总")
    looks_right_at_both(f"merge-preview-{language[:2]}")
    page.get_by_role("button", name=words(language, "合并", "Merge"), exact=True).click()
    expect(page.locator(".toast")).to_contain_text(words(language, "已合并", "Merged"))
    expect(page.locator(".guest-head")).to_contain_text("刘敏")
    looks_right_at_both(f"merged-{language[:2]}")
    page.locator(".guest-head").get_by_role(
        "link", name=words(language, "已合并的档案", "merged profiles")
    ).click()
    looks_right_at_both(f"merged-records-{language[:2]}")
    page.get_by_role("link", name=words(language, "撤销合并…", "Take it back…")).click()
    looks_right_at_both(f"unmerge-preview-{language[:2]}")
    page.get_by_role("button", name=words(language, "撤销合并", "Take the merge back")).click()
    expect(page.locator(".toast")).to_contain_text(words(language, "已撤销", "Taken back"))
    assert Guest.objects.filter(name="刘敏").exists()
    page.goto(f"{house.url}/guests/")
    ticks = page.locator("[data-pick]")
    ticks.nth(0).check()
    two = page.get_by_role("button", name=words(language, "合并两位", "Merge two"))
    two.click()
    expect(page.locator(".toast").last).to_contain_text(words(language, "两份", "exactly two"))
    ticks.nth(1).check()
    two.click()
    expect(page.locator(".merge").first).to_be_visible()
