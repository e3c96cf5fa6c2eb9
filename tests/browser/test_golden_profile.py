"""Where values come from, using another one, and the rules by which they are chosen, in the browser."""

from playwright.sync_api import expect


def words(language, zh, en):
    return en if language == "en" else zh


def test_values_tell_their_sources_and_rules_are_tried_first(
    enter, house, page, looks_right_at_both, language, hands
):
    from huitouke.access.actors import SYSTEM
    from huitouke.guests.models import Guest
    from huitouke.identity.field_rule_models import FieldRuleSet
    from huitouke.identity.services.field_rules import run_rules
    from huitouke.identity.services.merging import merge_guests

    enter("bruno", language, hands)
    wang, liu = (Guest.objects.get(name=name) for name in ("王建国", "刘敏"))
    merge_guests(actor=SYSTEM, kept_id=wang.id, gone_ids=[liu.id])
    page.goto(f"{house.url}/guests/{wang.id}/")
    looks_right_at_both(f"guest-with-stories-{language[:2]}")
    name = page.locator(f"[hx-get$='/guests/{wang.id}/values/name/']")
    name.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog-slot")
    expect(dialog.locator(".change-row")).to_have_count(2)
    looks_right_at_both(f"value-story-{language[:2]}")
    dialog.get_by_role("button", name=words(language, "改用此值", "Use this value")).click()
    expect(page.locator(".guest-head h1")).to_contain_text("刘敏")
    page.goto(f"{house.url}/settings/field-rules/")
    page.locator("select[name=names_1]").select_option("newer")
    looks_right_at_both(f"field-rules-{language[:2]}")
    page.get_by_role("button", name=words(language, "试算变化", "See what would change")).click()
    expect(page.locator("progress")).to_be_visible()
    run_rules(FieldRuleSet.objects.get().id)
    expect(page.get_by_role("button", name=words(language, "应用规则", "Apply the rules"))).to_be_visible()
    looks_right_at_both(f"field-rules-tried-{language[:2]}")
