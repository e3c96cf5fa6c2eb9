"""Consent, files, copies and erasure by hand: pressed, laid, printed and typed, in both languages and widths."""

import struct
import zlib

from playwright.sync_api import expect

from huitouke.guests.choices import RegistrationKind
from huitouke.guests.models import ConsentState, Guest
from huitouke.guests.services.registration import keep_registration_fact
from huitouke.identity.models import Erasure
from huitouke.kernel.models import Attachment
from huitouke.testing.factories import SOME_ID_CARD


def small_picture():
    """A PNG of 80 by 60 in one colour."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x1f\x5c\x5c" * 80 for _ in range(60))
    head = struct.pack(">IIBBBBB", 80, 60, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_consent_is_one_press_and_told_in_place(enter, page, house, looks_right_at_both, language, hands):
    enter("alma", language, hands)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/?tab=consent")
    looks_right_at_both(f"consent-empty-{language[:2]}")
    # axe leaves style attributes on what it looked at, which htmx would carry over into the answer.
    page.reload()
    page.locator("#consent-evidence").fill("3-12")
    page.locator(
        "form:has(input[name=channel][value=sms]):has(input[name=purpose][value=marketing]) button"
    ).first.click()
    expect(page.locator("#consents .chip--good")).to_have_count(1)
    page.locator("#consent-how button").click()
    expect(page.locator("#consents .card__head .chip--watch")).to_be_visible()
    looks_right_at_both(f"consent-{language[:2]}")
    assert set(ConsentState.objects.filter(guest=wang).values_list("act", flat=True)) == {
        "withdrawn",
        "refused",
    }


def test_a_file_is_kept_looked_at_taken_off_and_brought_back(
    enter, page, house, looks_right_at_both, language, hands
):
    enter("alma", language, hands)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/?tab=files")
    looks_right_at_both(f"files-empty-{language[:2]}")
    page.reload()
    page.locator("#attachment-file").set_input_files(
        {"name": "生日布置.png", "mimeType": "image/png", "buffer": small_picture()}
    )
    page.locator("#files form button[type=submit]").click()
    expect(page.locator("#files .file")).to_have_count(1)
    page.locator("#files .file__acts button").first.click()
    expect(page.locator("#dialog img")).to_be_visible()
    assert page.locator("#dialog img").evaluate("image => image.naturalWidth") == 80
    looks_right_at_both(f"file-look-{language[:2]}")
    page.reload()
    page.locator("#files .file__acts button").last.click()
    expect(page.locator("#files .kept button")).to_be_focused()
    expect(page.locator(".htmx-added, .htmx-settling, .htmx-swapping")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#files .file")).to_have_count(1)
    assert Attachment.objects.get().removed_at is None
    page.locator("#attachment-file").set_input_files(
        {"name": "x.html", "mimeType": "text/html", "buffer": b"<html>"}
    )
    page.locator("#files form button[type=submit]").click()
    expect(page.locator("#files [role=alert]")).to_be_visible()
    looks_right_at_both(f"file-refused-{language[:2]}")
    page.reload()
    page.locator("#files .file__acts button").last.click()
    expect(page.locator("#files .kept button")).to_be_visible()
    looks_right_at_both(f"file-removed-{language[:2]}")


def test_a_copy_is_read_and_a_guest_erased_by_their_name(
    enter, page, house, looks_right_at_both, language, hands
):
    from huitouke.access.actors import SYSTEM

    enter("bruno", language, hands)
    wang = Guest.objects.get(name="王建国")
    keep_registration_fact(
        actor=SYSTEM, guest_id=wang.id, kind=RegistrationKind.PAPER, content={"号码": SOME_ID_CARD}
    )
    page.goto(f"{house.url}/guests/{wang.id}/?tab=consent")
    page.locator(f"[hx-post='/guests/{wang.id}/registration/']").click()
    expect(page.locator("#dialog")).to_contain_text(SOME_ID_CARD)
    looks_right_at_both(f"registration-{language[:2]}")
    page.goto(f"{house.url}/guests/{wang.id}/copy/")
    expect(page.locator(".copy").first).to_contain_text("王建国")
    looks_right_at_both(f"copy-{language[:2]}")
    page.goto(f"{house.url}/guests/{wang.id}/erase/")
    looks_right_at_both(f"erase-{language[:2]}")
    page.locator("#erase-reason").select_option("asked")
    page.locator("#erase-typed").fill("王")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    looks_right_at_both(f"erase-refused-{language[:2]}")
    page.locator("#erase-typed").fill("王建国")
    page.keyboard.press("Enter")
    expect(page.locator("#lift-because")).to_be_visible()
    looks_right_at_both(f"erasure-{language[:2]}")
    assert Erasure.objects.get().subject_id == wang.id
    for name in ("erasures", "purposes", "purposes/marketing", "purposes/new", "retention"):
        page.goto(f"{house.url}/settings/{name}/")
        looks_right_at_both(f"settings-{name.replace('/', '-')}-{language[:2]}")


def test_risky_words_are_named_while_writing(enter, page, house, looks_right_at_both, language, hands):
    enter("alma", language, hands)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/")
    page.locator("#note-text-box").fill("回民，列入黑名单")
    expect(page.locator("#note-hint-box .risk")).to_have_count(2)
    looks_right_at_both(f"note-risk-{language[:2]}")
