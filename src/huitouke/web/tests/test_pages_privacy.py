"""Consent, files, copies and erasures on pages: what they show, what they refuse, what they note."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from huitouke.access.models import AuditEntry
from huitouke.guests.choices import RegistrationKind
from huitouke.guests.models import ConsentState, Guest, Purpose
from huitouke.guests.services.purposes import add_wording
from huitouke.guests.services.registration import keep_registration_fact
from huitouke.identity.models import Erasure
from huitouke.identity.services import add_note
from huitouke.identity.services.erasure import erase_guest
from huitouke.kernel.models import Attachment
from huitouke.testing.factories import SOME_ID_CARD, share

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PART = {"HX-Request": "true"}


@pytest.fixture
def wang(group, guest_of, settings, tmp_path):
    settings.HOME = tmp_path
    return guest_of(group.main, name="王建国", mobile="13812342217", id_card=SOME_ID_CARD, note="喜欢安静")


def consent(client, guest, act, purpose="marketing", channel="sms", **more):
    address = reverse("privacy:consent-record", args=[guest.id])
    return client.post(address, {"purpose": purpose, "channel": channel, "act": act, **more}, headers=PART)


def tab(client, guest, name):
    return client.get(reverse("guests:guest-detail", args=[guest.id]), {"tab": name}).content.decode()


def test_one_press_records_and_the_tab_tells_who_when_and_which_words(wang, alma, signed_in):
    client = signed_in(alma)
    assert "尚未征求" in tab(client, wang, "consent")
    answer = consent(client, wang, "given", source="paper", evidence="三号文件柜")
    assert answer.status_code == 200
    text = tab(client, wang, "consent")
    for word in ("已同意", "纸质签署", "Alma", "三号文件柜", "说明第 1 版"):
        assert word in text
    consent(client, wang, "withdrawn")
    assert ConsentState.objects.get(guest=wang).act == "withdrawn"


def test_an_answer_to_words_that_have_changed_is_asked_for_again(
    wang, alma, bruno, signed_in, refuses_to_write
):
    client = signed_in(alma)
    assert 'name="version" value="1"' in tab(client, wang, "consent")
    add_wording(
        actor=bruno.actor,
        purpose_code="marketing",
        texts={"zh": "全新说明", "en": "New words"},
        valid_from=wang.branch.business_date,
    )
    with refuses_to_write():
        answer = consent(client, wang, "given", version="1")
    assert answer.status_code == 422
    assert "全新说明" in answer.content.decode()
    assert consent(client, wang, "given", version="2").status_code == 200
    assert ConsentState.objects.get(guest=wang).wording.version == 2
    assert consent(client, wang, "withdrawn", version="1").status_code == 200


@pytest.mark.parametrize("source", ["form", "api", "import", "restore", "x", ""])
def test_nobody_claims_a_source_that_is_the_systems_own(wang, alma, signed_in, refuses_to_write, source):
    with refuses_to_write():
        assert consent(signed_in(alma), wang, "given", source=source).status_code == 422


def test_a_refusal_is_told_in_place_and_writes_nothing(wang, alma, signed_in, refuses_to_write):
    client = signed_in(alma)
    tab(client, wang, "consent")
    with refuses_to_write():
        answer = consent(client, wang, "withdrawn")
    assert answer.status_code == 422
    assert "请记录为拒绝" in answer.content.decode()


def test_no_marketing_shows_on_every_tab(wang, alma, signed_in):
    client = signed_in(alma)
    assert "请勿营销" not in tab(client, wang, "profile")
    client.post(reverse("privacy:consent-stop", args=[wang.id]), {"source": "phone"}, headers=PART)
    assert "请勿营销" in tab(client, wang, "profile")


def test_who_withdraws_sharing_from_outside_is_led_away(wang, chiara, alma, signed_in):
    consent(signed_in(alma), wang, "given", "share_entities", "")
    client = signed_in(chiara)
    assert "王建国" in tab(client, wang, "consent")
    answer = consent(client, wang, "withdrawn", "share_entities", "")
    assert answer.headers["HX-Redirect"] == reverse("guests:guest-list")
    assert client.get(reverse("guests:guest-detail", args=[wang.id])).status_code == 404


def test_who_may_not_record_sees_no_button(wang, irene, signed_in, refuses_to_write):
    client = signed_in(irene)
    assert "consent-how" not in tab(client, wang, "consent")
    with refuses_to_write():
        assert consent(client, wang, "given").status_code == 422
        assert not ConsentState.objects.exists()


def lay(client, guest, content, name="a.png"):
    address = reverse("privacy:file-add", args=["guest", guest.id])
    return client.post(address, {"file": SimpleUploadedFile(name, content)}, headers=PART)


def test_a_file_is_kept_looked_at_downloaded_taken_off_and_brought_back(wang, alma, signed_in):
    client = signed_in(alma)
    assert lay(client, wang, PNG, "布置.png").status_code == 200
    kept = Attachment.objects.get()
    assert "布置.png" in tab(client, wang, "files")
    down = client.get(reverse("privacy:file-download", args=[kept.id]))
    assert down.content == PNG
    assert down["Content-Disposition"].startswith("attachment;")
    picture = client.get(reverse("privacy:file-picture", args=[kept.id]))
    assert picture["Content-Type"] == "image/png"
    for answer in (down, picture):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(code="access.attachment.read", object_id=wang.id).count() == 2
    gone = client.post(reverse("privacy:file-remove", args=[kept.id]), headers=PART).content.decode()
    assert "撤销" in gone
    assert client.get(reverse("privacy:file-download", args=[kept.id])).status_code == 404
    client.post(reverse("privacy:file-restore", args=[kept.id]), headers=PART)
    assert client.get(reverse("privacy:file-download", args=[kept.id])).status_code == 200


def test_a_web_page_in_disguise_is_refused_in_words(wang, alma, signed_in, refuses_to_write):
    client = signed_in(alma)
    tab(client, wang, "files")
    with refuses_to_write():
        answer = lay(client, wang, b"<html><script>alert(1)</script>", "a.png")
    assert answer.status_code == 422
    assert "不保存这类文件" in answer.content.decode()


def test_a_text_is_never_shown_as_a_picture(wang, alma, signed_in):
    client = signed_in(alma)
    lay(client, wang, "信".encode(), "a.txt")
    assert client.get(reverse("privacy:file-picture", args=[Attachment.objects.get().id])).status_code == 415


def test_a_file_over_the_limit_is_refused_before_it_is_read(wang, alma, signed_in):
    client = signed_in(alma)
    address = reverse("privacy:file-add", args=["guest", wang.id])
    answer = client.post(
        address, {"file": SimpleUploadedFile("a.png", PNG)}, headers=PART, CONTENT_LENGTH="900000000"
    )
    assert answer.status_code in (400, 413)
    assert not Attachment.objects.exists()


def test_the_copy_holds_all_notes_with_author_purpose_and_end_and_no_expired_one(
    wang, bruno, alma, signed_in
):
    from datetime import date

    add_note(actor=alma.actor, guest_id=wang.id, text="生日送花", purpose="care", expires_on=date(2999, 1, 1))
    add_note(actor=alma.actor, guest_id=wang.id, text="已经过期", expires_on=date(2020, 1, 1))
    client = signed_in(bruno)
    page = client.get(reverse("privacy:copy-page", args=[wang.id])).content.decode()
    for word in ("生日送花", "Alma", "2999-01-01", SOME_ID_CARD, "喜欢安静"):
        assert word in page
    assert "已经过期" not in page
    answer = client.get(reverse("privacy:copy-file", args=[wang.id]))
    told = json.loads(answer.content)
    assert {note["text"] for note in told["sections"]["guests.note"]} == {"喜欢安静", "生日送花"}
    assert answer["Content-Disposition"].startswith("attachment;")
    assert AuditEntry.objects.filter(code="identity.copy.made", object_id=wang.id).count() == 2


def test_only_who_looks_after_privacy_copies_and_erases(wang, alma, signed_in, refuses_to_write):
    client = signed_in(alma)
    assert "资料副本" not in tab(client, wang, "consent")
    with refuses_to_write():
        for name in ("copy-page", "copy-file", "guest-erase"):
            assert client.get(reverse(f"privacy:{name}", args=[wang.id])).status_code == 403


def test_a_guest_is_erased_after_a_look_and_the_name(wang, bruno, alma, signed_in):
    keep_registration_fact(
        actor=alma.actor, guest_id=wang.id, kind=RegistrationKind.PAPER, content={"number": SOME_ID_CARD}
    )
    client = signed_in(bruno)
    address = reverse("privacy:guest-erase", args=[wang.id])
    page = client.get(address).content.decode()
    assert "依法保存" in page
    wrong = client.post(address, {"typed": "王", "reason": "asked"})
    assert wrong.status_code == 422
    assert Guest.objects.filter(id=wang.id).exists()
    done = client.post(address, {"typed": "王建国", "reason": "asked"})
    erasure = Erasure.objects.get()
    assert done.headers["Location"] == reverse("privacy:erasure-detail", args=[erasure.id])
    report = client.get(done.headers["Location"]).content.decode()
    assert "王建国" not in report
    assert "保存至" in report
    assert "宾客本人要求" in client.get(reverse("privacy:erasure-list")).content.decode()
    lifted = client.post(done.headers["Location"], {"because": "本人再次入住"})
    assert lifted.status_code == 302
    assert Erasure.objects.get().lifted_because == "本人再次入住"


def test_the_compartment_opens_on_purpose_and_is_noted(wang, alma, signed_in, group):
    from huitouke.testing.personas import hire

    keep_registration_fact(
        actor=alma.actor, guest_id=wang.id, kind=RegistrationKind.MINOR, content={"guardian": "李敏"}
    )
    client = signed_in(alma)
    assert "李敏" not in tab(client, wang, "consent")
    address = reverse("privacy:registration-show", args=[wang.id])
    assert "李敏" in client.post(address, headers=PART).content.decode()
    assert AuditEntry.objects.filter(code="guests.registration.read").count() == 1
    maid = signed_in(hire("sun", "housekeeping", group.main))
    assert "李敏" not in maid.post(address, headers=PART).content.decode()


def test_settings_show_purposes_and_take_new_words(group, bruno, alma, signed_in):
    client = signed_in(bruno)
    assert (
        "跨法人" in client.get(reverse("privacy:purpose-list")).content.decode() or Purpose.objects.exists()
    )
    address = reverse("privacy:purpose-detail", args=["marketing"])
    sent = {"text_zh": "新的说明", "text_en": "New words", "valid_from": "2999-01-01"}
    assert client.post(address, {**sent, "valid_from": "soon"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert "第 2 版" in client.get(address).content.decode()
    assert signed_in(alma).get(address).status_code == 403
    new = {
        "code": "wine_club",
        "label_zh": "品酒会",
        "label_en": "Wine club",
        "ground": "consent",
        "channels": ["sms"],
    }
    assert client.post(reverse("privacy:purpose-new"), new).status_code == 302
    close = reverse("privacy:purpose-close", args=["wine_club"])
    client.post(close, {"closed": "1"})
    assert Purpose.objects.get(code="wine_club").is_closed
    rule = {"kind": "contract", "months": "60", "law_zh": "新规定", "valid_from": "2030-01-01"}
    assert client.post(reverse("privacy:retention-list"), {**rule, "months": "many"}).status_code == 422
    assert client.post(reverse("privacy:retention-list"), rule).status_code == 302
    assert "新规定" in client.get(reverse("privacy:retention-list")).content.decode()


def test_a_shared_guest_is_not_the_other_entitys_to_erase(wang, group, signed_in):
    from huitouke.testing.personas import hire

    share(wang)
    client = signed_in(hire("wong", "manager", group.bay))
    assert client.get(reverse("privacy:guest-erase", args=[wang.id])).status_code == 404


def test_risky_words_are_flagged_while_writing(wang, alma, signed_in):
    answer = signed_in(alma).post(reverse("guests:hint-note"), {"text": "客人是回民，有糖尿病"}, headers=PART)
    text = answer.content.decode()
    assert "回民" in text
    assert "糖尿病" in text
    assert "菜中不放猪肉" in text


def test_the_desk_is_told_of_an_erased_person_and_keeps_what_was_typed(wang, bruno, alma, signed_in):
    erasure = erase_guest(actor=bruno.actor, guest_id=wang.id, typed="王建国", reason="asked")
    address = reverse("guests:guest-new")
    sent = {
        "branch": "MAIN",
        "name": "王建国",
        "contact_kind": "mobile",
        "contact_value": "13812342217",
        "contact_id": "",
    }
    link = reverse("privacy:erasure-detail", args=[erasure.id])
    for persona, sees_link in ((alma, False), (bruno, True)):
        answer = signed_in(persona).post(address, sent)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "已按本人要求删除" in text
        assert 'value="王建国"' in text
        assert (link in text) is sees_link
    assert not Guest.objects.exists()
