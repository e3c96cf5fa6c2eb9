"""Masked values shown for a reason, fields of the hotel's own, and the further boxes of the guest form."""

from playwright.sync_api import expect

from huitouke.access.actors import SYSTEM
from huitouke.access.models import AuditEntry
from huitouke.guests.models import Guest
from huitouke.hotels.services.own_fields import add_field
from huitouke.kernel.models import CustomFieldDefinition
from huitouke.testing.factories import SOME_ID_CARD


def words(language, zh, en):
    return en if language == "en" else zh


def test_a_masked_value_is_shown_for_a_reason_and_the_reason_is_kept(
    enter, house, page, looks_right_at_both, language, hands
):
    enter("bruno", language, hands)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/")
    contact = page.get_by_role("complementary")
    expect(contact).not_to_contain_text(SOME_ID_CARD)
    opener = contact.get_by_role("button", name=words(language, "查看明文", "Reveal")).first
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio").first).to_be_focused()
    looks_right_at_both(f"reveal-{language[:2]}")
    dialog.get_by_role("radio").last.check()
    dialog.get_by_role("button", name=words(language, "显示", "Show it")).click()
    expect(dialog.locator("#reveal-text")).to_have_attribute("aria-invalid", "true")
    assert not AuditEntry.objects.filter(code="guests.field.revealed", object_id=wang.id).exists()
    looks_right_at_both(f"reveal-refused-{language[:2]}")
    dialog.locator("#reveal-text").fill("核对登记")
    page.keyboard.press("Enter")
    expect(contact).to_contain_text(SOME_ID_CARD)
    expect(dialog).to_be_hidden()
    assert AuditEntry.objects.filter(code="guests.field.revealed", object_id=wang.id).count() == 1
    looks_right_at_both(f"reveal-shown-{language[:2]}")


def test_an_own_field_is_added_ordered_and_closed(enter, house, page, looks_right_at_both, language, hands):
    enter("adam", language, hands)
    page.goto(f"{house.url}/settings/fields/")
    looks_right_at_both(f"own-fields-empty-{language[:2]}")
    for zh, en in (("鞋码", "Shoe size"), ("报纸", "Newspaper")):
        page.locator("#id_zh").fill(zh)
        page.locator("#id_en").fill(en)
        page.locator("#id_kind").select_option("text")
        page.locator("main form .btn--main").click()
        expect(page.locator("tbody")).to_contain_text(words(language, zh, en))
    looks_right_at_both(f"own-fields-{language[:2]}")
    page.locator("tbody tr").first.locator(".acts .btn--icon").first.click()
    expect(page.locator("tbody tr").first).to_contain_text(words(language, "报纸", "Newspaper"))
    page.locator("tbody tr").first.get_by_role("button", name=words(language, "停用", "Stop using")).click()
    expect(page.locator("tbody tr").first).to_contain_text(words(language, "重新启用", "Open again"))
    assert CustomFieldDefinition.objects.get(code="newspaper").is_closed
    page.locator("tbody tr").last.get_by_role("link").last.click()
    looks_right_at_both(f"own-field-edit-{language[:2]}")


def test_the_further_boxes_and_own_fields_of_a_guest_are_kept(
    enter, house, page, looks_right_at_both, language, hands
):
    labels = {"zh": "枕头", "en": "Pillow"}
    add_field(
        actor=SYSTEM,
        subject="guest",
        code="pillow",
        kind="choice",
        labels=labels,
        choices=["软枕 | Soft", "荞麦枕 | Buckwheat"],
    )
    enter("bruno", language, hands)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/edit/")
    more = page.locator("details.form__more")
    expect(more.locator("#id_occupation")).to_be_hidden()
    more.locator("summary").focus()
    page.keyboard.press("Enter")
    more.locator("#id_occupation").fill("工程师")
    more.locator("#id_family").fill("两个孩子")
    more.locator("#id_birthday_lead_days").fill("900")
    page.get_by_label(labels["en" if language == "en" else "zh"], exact=True).select_option(index=1)
    looks_right_at_both(f"guest-more-{language[:2]}")
    page.keyboard.press("Control+s")
    # What cannot be kept is told, with the boxes open.
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(more.locator("#id_birthday_lead_days")).to_be_visible()
    looks_right_at_both(f"guest-more-refused-{language[:2]}")
    more.locator("#id_birthday_lead_days").fill("9")
    page.keyboard.press("Control+s")
    expect(page).to_have_url(f"{house.url}/guests/{wang.id}/")
    expect(page.locator("#tab")).to_contain_text("工程师")
    expect(page.locator("#tab")).to_contain_text(words(language, "软枕", "Soft"))
    looks_right_at_both(f"guest-further-{language[:2]}")
