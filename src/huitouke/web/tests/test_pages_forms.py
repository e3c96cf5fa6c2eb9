"""The form that guests fill in themselves: public page, link of the branch, and the desk's list."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from huitouke.access.models import AuditEntry
from huitouke.capture.choices import FormState
from huitouke.capture.form_models import FormKnock, FormLink, GuestForm
from huitouke.capture.forms import KEPT_DAYS, asked_of, forget_old_forms
from huitouke.capture.links import ADDRESS_LIMIT, close_link, open_link, rotate_link
from huitouke.guests.models import ConsentState, Guest, Wording
from huitouke.guests.services.purposes import add_wording, close_purpose
from huitouke.identity.models import Link
from huitouke.identity.services.copies import make_copy
from huitouke.identity.services.erasure import erase_guest
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel import clock
from huitouke.kernel.clock import frozen_at

SENT = {"name": "王建国", "mobile": "13812342217", "company": "盛远科技"}


@pytest.fixture
def link(bruno, group):
    return open_link(actor=bruno.actor, branch=group.main)


def agreeing(link, *keys):
    """What a guest sends who read the words of this moment and ticked some."""
    words = {purpose.code: wording.id for purpose, wording in asked_of(link)}
    return {**SENT, "agree": [f"{key}|{words[key.partition('|')[0]]}" for key in keys or ("marketing|sms",)]}


@pytest.fixture
def sent(link, client):
    assert client.post(f"/r/{link.token}/", agreeing(link)).status_code == 302
    return GuestForm.objects.get()


def test_a_stranger_fills_it_in_and_it_waits_sealed(link, sent, group):
    record = SourceRecord.objects.get(id=sent.record_id)
    assert (record.system, record.state, record.branch_id) == ("form", RecordState.WAITING, group.main.id)
    assert "王建国".encode() not in bytes(record.payload)
    assert read_content(record)["name"] == ["王建国"]
    assert not Guest.objects.exists()
    told = AuditEntry.objects.get(code="capture.form.received")
    assert "王建国" not in str(told.data) + str(told.fields)


def test_known_and_new_guests_get_the_same_answer(link, guest_of, group, client):
    guest_of(group.main, name="王建国", mobile="13812342217")
    known = client.post(f"/r/{link.token}/", SENT)
    new = client.post(f"/r/{link.token}/", {"name": "赵新", "mobile": "13912349999"})
    assert (known.status_code, known.url, known.content) == (new.status_code, new.url, new.content)


def test_what_is_wrong_stands_at_its_box_and_nothing_is_kept(link, client):
    wrong = client.post(f"/r/{link.token}/", {"name": "王建国", "mobile": "12"})
    assert wrong.status_code == 422
    assert 'id="error-mobile"' in wrong.content.decode()
    assert client.post(f"/r/{link.token}/", {"name": "王建国"}).status_code == 422
    assert client.post(f"/r/{link.token}/", {"mobile": "13812342217"}).status_code == 422
    assert not SourceRecord.objects.exists()
    assert not GuestForm.objects.exists()


def test_a_machine_in_the_trap_is_thanked_and_forgotten(link, client):
    assert client.post(f"/r/{link.token}/", {**SENT, "website": "http://x"}).status_code == 302
    assert not SourceRecord.objects.exists()


def test_one_address_may_send_only_so_many_an_hour(link, client):
    client.post(f"/r/{link.token}/", SENT)
    FormKnock.objects.update(number=ADDRESS_LIMIT)
    assert client.post(f"/r/{link.token}/", SENT).status_code == 429
    assert GuestForm.objects.count() == 1
    with frozen_at(clock.now() + timedelta(hours=1)):
        assert client.post(f"/r/{link.token}/", SENT).status_code == 302


def test_the_form_keeps_csrf_and_a_strict_policy(link):
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"/r/{link.token}/")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert client.post(f"/r/{link.token}/", SENT).status_code == 403
    assert not GuestForm.objects.exists()


def test_closed_renewed_and_unknown_addresses_say_the_same(link, bruno, group, client):
    old = link.token
    new = rotate_link(actor=bruno.actor, branch=group.main).token
    assert client.get(f"/r/{new}/").status_code == 200
    close_link(actor=bruno.actor, branch=group.main)
    for token in (old, new, "never-given"):
        assert client.get(f"/r/{token}/").status_code == 404
        assert client.post(f"/r/{token}/", SENT).status_code == 404
    assert not GuestForm.objects.exists()


def test_accepting_founds_a_guest_with_the_consents_given(sent, alma, signed_in):
    client = signed_in(alma)
    assert "王建国" in client.get("/forms/").content.decode()
    assert "138" in client.get(f"/forms/{sent.id}/").content.decode()
    client.post(f"/forms/{sent.id}/accept/")
    guest = Guest.objects.get()
    assert (guest.name, guest.company, guest.origin_record_id) == ("王建国", "盛远科技", sent.record_id)
    assert Link.objects.get(guest=guest).record_id == sent.record_id
    assert SourceRecord.objects.get(id=sent.record_id).state == RecordState.ACCEPTED
    state = ConsentState.objects.get(guest=guest)
    assert (state.purpose.code, state.channel, state.act, state.source) == (
        "marketing",
        "sms",
        "given",
        "form",
    )
    assert client.get(f"/guests/{guest.id}/?tab=records").status_code == 200
    again = client.post(f"/forms/{sent.id}/accept/")
    assert again.status_code == 409
    assert Guest.objects.count() == 1


def test_applying_takes_only_what_is_ticked(sent, alma, signed_in, guest_of, group):
    guest = guest_of(group.main, name="王建国", company="旧单位")
    client = signed_in(alma)
    page = client.get(f"/forms/{sent.id}/?guest={guest.id}").content.decode()
    assert 'value="company" checked' not in " ".join(page.split())
    client.post(f"/forms/{sent.id}/apply/", {"guest": str(guest.id), "take": ["mobile"]})
    guest.refresh_from_db()
    assert guest.company == "旧单位"
    assert guest.contacts.get().kind == "mobile"
    assert set(Link.objects.filter(guest=guest).values_list("record_id", flat=True)) >= {sent.record_id}
    assert ConsentState.objects.get(guest=guest).source == "form"
    sent.refresh_from_db()
    assert sent.state == FormState.APPLIED


def test_putting_away_wants_a_reason(sent, alma, signed_in):
    client = signed_in(alma)
    assert client.post(f"/forms/{sent.id}/discard/", {"reason": "因为"}).status_code == 422
    sent.refresh_from_db()
    assert sent.state == FormState.WAITING
    client.post(f"/forms/{sent.id}/discard/", {"reason": "twice"})
    assert "没有待处理的表单" in client.get("/forms/").content.decode()


def test_another_branch_and_other_posts_do_not_see_it(sent, chiara, dario, signed_in, refuses_to_write):
    away, nobody = signed_in(chiara), signed_in(dario)
    with refuses_to_write():
        assert "王建国" not in away.get("/forms/").content.decode()
        assert away.get(f"/forms/{sent.id}/").status_code == 404
        assert away.post(f"/forms/{sent.id}/accept/").status_code == 404
        assert nobody.get("/forms/").status_code == 403
    assert not Guest.objects.exists()


def test_a_guest_under_14_agrees_with_the_guardian(link, client, alma, signed_in):
    client.post(f"/r/{link.token}/", {**agreeing(link), "birth_date": "2018-05-01"})
    form, desk = GuestForm.objects.get(), signed_in(alma)
    assert desk.post(f"/forms/{form.id}/accept/").status_code == 422
    assert not Guest.objects.exists()
    desk.post(f"/forms/{form.id}/accept/", {"guardian": "王大伟，父亲"})
    assert Guest.objects.exists()


def test_an_erasure_takes_waiting_forms_of_the_person_too(sent, guest_of, group, bruno):
    guest = guest_of(group.main, name="王建国", mobile="13812342217")
    copy = make_copy(actor=bruno.actor, guest_id=guest.id, form="json").as_json()
    assert "盛远科技" in str(copy)
    erase_guest(actor=bruno.actor, guest_id=guest.id, typed="王建国", reason="asked")
    assert SourceRecord.objects.get(id=sent.record_id).payload is None
    sent.refresh_from_db()
    assert sent.state == FormState.GONE


def test_what_nobody_accepted_is_emptied_in_time(sent):
    with frozen_at(clock.now() + timedelta(days=KEPT_DAYS - 1)):
        assert forget_old_forms() == 0
    with frozen_at(clock.now() + timedelta(days=KEPT_DAYS, minutes=1)):
        assert forget_old_forms() == 1
        assert forget_old_forms() == 0
    assert SourceRecord.objects.get(id=sent.record_id).payload is None


def test_the_code_is_an_image_of_the_address(link, bruno, alma, group, signed_in):
    image = signed_in(bruno).get(f"/forms/links/{group.main.id}/qr.svg")
    assert image.headers["Content-Type"] == "image/svg+xml"
    assert b"<path" in image.content
    assert link.token in signed_in(bruno).get("/forms/links/").content.decode()
    refused = signed_in(alma).post(f"/forms/links/{group.main.id}/change/", {"act": "rotate"})
    assert refused.status_code == 403
    assert FormLink.objects.get().token == link.token


def test_nobody_agrees_to_words_that_they_did_not_read(link, bruno, client, alma, signed_in):
    """The page was open while the words changed; so they are shown anew, and nothing stays ticked."""
    old = agreeing(link)
    add_wording(
        actor=bruno.actor,
        purpose_code="marketing",
        texts={"zh": "全新说明：我们还会电话联系您。", "en": "New words: we call you too."},
        valid_from=link.branch.business_date,
    )
    answer = client.post(f"/r/{link.token}/", old)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "全新说明" in page
    assert "checked" not in page
    assert not GuestForm.objects.exists()
    assert client.post(f"/r/{link.token}/", agreeing(link)).status_code == 302
    signed_in(alma).post(f"/forms/{GuestForm.objects.get().id}/accept/")
    assert ConsentState.objects.get().wording.texts["en"] == "New words: we call you too."


@pytest.mark.parametrize(
    "ticked", ["marketing|sms", "marketing|sms|x", "marketing||", "nothing|sms|x", "|||", ""]
)
def test_a_tick_of_ones_own_making_is_refused(link, client, ticked):
    assert client.post(f"/r/{link.token}/", {**SENT, "agree": ticked}).status_code == 422
    assert not GuestForm.objects.exists()


def test_words_that_somebody_agreed_to_stand_until_the_desk_decides(sent):
    read = Wording.objects.get(purpose__code="marketing")
    assert read.is_used
    with pytest.raises(DatabaseError), transaction.atomic():
        Wording.objects.filter(id=read.id).update(texts={"zh": "别的", "en": "else"})


def test_a_purpose_that_is_closed_meanwhile_keeps_no_form_out(sent, bruno, alma, signed_in):
    close_purpose(actor=bruno.actor, purpose_code="marketing", is_closed=True)
    assert signed_in(alma).post(f"/forms/{sent.id}/accept/").status_code == 302
    assert Guest.objects.get().name == "王建国"
    assert not ConsentState.objects.exists()


def test_putting_away_is_undone_from_the_toast(sent, alma, chiara, signed_in, refuses_to_write):
    client = signed_in(alma)
    page = client.post(f"/forms/{sent.id}/discard/", {"reason": "twice"}, follow=True).content.decode()
    assert f"/forms/{sent.id}/restore/" in page
    with refuses_to_write():
        assert signed_in(chiara).post(f"/forms/{sent.id}/restore/").status_code == 404
    assert client.post(f"/forms/{sent.id}/restore/").status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.reason, sent.decided_at) == (FormState.WAITING, "", None)
    assert AuditEntry.objects.filter(code="capture.form.restored", actor_id=alma.user.id).exists()
    assert "王建国" in client.get("/forms/").content.decode()
    with refuses_to_write():
        assert client.post(f"/forms/{sent.id}/restore/").status_code == 409


def test_what_its_days_have_emptied_does_not_come_back(sent, alma, signed_in, refuses_to_write):
    client = signed_in(alma)
    client.post(f"/forms/{sent.id}/discard/", {"reason": "twice"})
    with frozen_at(clock.now() + timedelta(days=KEPT_DAYS + 1)):
        forget_old_forms()
    with refuses_to_write():
        assert client.post(f"/forms/{sent.id}/restore/").status_code == 409


def test_the_rail_and_today_tell_how_many_wait(sent, alma, chiara, signed_in):
    told = 'rail__count">1<'
    page = signed_in(alma).get("/").content.decode()
    assert told in page
    assert "王建国" in page
    away = signed_in(chiara).get("/").content.decode()
    assert told not in away
    assert "王建国" not in away
