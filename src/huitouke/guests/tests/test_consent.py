"""What guests agree to: rules, state, sharing between entities, minors, and why somebody may be contacted."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.consents import get_consents, is_marketing_stopped, may_contact
from huitouke.guests.errors import ConsentInvalid, GuestNotFound, PurposeNotFound
from huitouke.guests.models import ConsentContent, ConsentEntry, ConsentState, Guest, Purpose, Wording
from huitouke.guests.services.consent import Said, record_consent, stop_marketing
from huitouke.guests.services.purposes import (
    add_purpose,
    add_wording,
    close_purpose,
    load_standard_purposes,
    wording_in_force,
)
from huitouke.guests.values.consent import is_under_consent_age, stricter
from huitouke.kernel.models import FieldChange, OutboxEvent

SMS = Said("marketing", "given", "sms")
STOP = Said("marketing", "withdrawn", "sms")
SHARE = Said("share_entities", "given")


@pytest.fixture
def wang(group, guest_of, still_clock):
    return guest_of(group.main, name="王建国", mobile="13812342217", birth_date="1978-05-12")


def record(persona, guest, said):
    return record_consent(actor=persona.actor, guest_id=guest.id, said=said)


def test_an_agreement_is_a_link_with_the_wording_shown_and_stands_now(wang, alma, still_clock):
    entry = record(alma, wang, SMS)
    content = ConsentContent.objects.get()
    state = ConsentState.objects.get(guest=wang)
    assert (entry.number, content.act, content.channel, content.wording.version) == (1, "given", "sms", 1)
    assert (content.actor_id, content.source) == (alma.user.id, "desk")
    assert (state.act, state.since, state.entry_id) == ("given", still_clock, entry.id)
    assert Wording.objects.get(purpose__code="marketing").is_used
    audit = AuditEntry.objects.get(code="guests.consent.recorded")
    assert audit.data == {"purpose": "marketing", "channel": "sms", "act": "given", "number": 1}
    assert OutboxEvent.objects.filter(code="guests.consent.recorded", key=wang.id).count() == 1


def test_it_is_withdrawn_as_easily_and_the_chain_keeps_both(wang, alma):
    record(alma, wang, SMS)
    record(alma, wang, STOP)
    assert ConsentState.objects.get(guest=wang).act == "withdrawn"
    page = get_consents(alma.actor, wang.id, date(2026, 3, 16))
    assert [(entry.number, entry.content.act) for entry in page.entries] == [(2, "withdrawn"), (1, "given")]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said("registration", "given"), "purpose"),
        (Said("stay_contract", "given"), "purpose"),
        (Said("marketing", "given", "fax"), "channel"),
        (Said("marketing", "given"), "channel"),
        (Said("marketing", "perhaps", "sms"), "act"),
        (Said("marketing", "withdrawn", "sms"), "act"),
        (Said("marketing", "given", "sms", source="rumour"), "source"),
        (Said("marketing", "given", "sms", evidence="x" * 501), "evidence"),
    ],
)
def test_refuses_what_cannot_be_kept(wang, alma, refuses_to_write, said, field):
    with refuses_to_write(), pytest.raises(ConsentInvalid) as refused:
        record(alma, wang, said)
    assert set(refused.value.fields) == {field}


def test_refuses_an_unknown_purpose_and_a_closed_one(wang, alma, bruno, refuses_to_write):
    with refuses_to_write(), pytest.raises(PurposeNotFound):
        record(alma, wang, Said("astrology", "given"))
    record(alma, wang, SMS)
    close_purpose(actor=bruno.actor, purpose_code="marketing", is_closed=True)
    with refuses_to_write(), pytest.raises(ConsentInvalid):
        record(alma, wang, Said("marketing", "given", "email"))
    record(alma, wang, STOP)
    assert may_contact(alma.actor, wang.id, "marketing", "sms").code == "purpose_closed"


def test_who_may_not_edit_consents_records_none(wang, irene, chiara, group, refuses_to_write):
    from huitouke.testing.personas import hire

    maid = hire("sun", "housekeeping", group.main)
    with refuses_to_write():
        for persona in (irene, maid):
            with pytest.raises(RightMissing):
                record(persona, wang, SMS)
        with pytest.raises(GuestNotFound):
            record(chiara, wang, SMS)


def test_sharing_makes_the_profile_seen_and_withdrawal_unseen_at_once(wang, alma, chiara):
    def is_seen():
        return Guest.objects.visible_to(chiara.actor).filter(id=wang.id).exists()

    assert not is_seen()
    record(alma, wang, SHARE)
    assert is_seen()
    record(chiara, wang, Said("share_entities", "withdrawn"))
    assert not is_seen()
    assert not Guest.objects.get(id=wang.id).is_shared
    changes = FieldChange.objects.filter(subject_id=wang.id, field="is_shared").order_by("id")
    assert list(changes.values_list("old", "new", "actor_id")) == [
        (False, True, alma.user.id),
        (True, False, chiara.user.id),
    ]


def test_a_refusal_to_share_leaves_it_unseen(wang, alma, chiara):
    record(alma, wang, Said("share_entities", "refused"))
    assert not Guest.objects.visible_to(chiara.actor).filter(id=wang.id).exists()


def test_under_14_a_guardian_has_to_agree(group, guest_of, alma, still_clock, refuses_to_write):
    child = guest_of(group.main, name="王小明", mobile="13800001111", birth_date="2014-03-16")
    young = guest_of(group.main, name="王小红", mobile="13800001112", birth_date="2012-03-16")
    with refuses_to_write(), pytest.raises(ConsentInvalid) as refused:
        record(alma, child, SMS)
    assert set(refused.value.fields) == {"guardian"}
    record(alma, child, Said("marketing", "refused", "sms"))
    record(alma, child, Said("marketing", "given", "sms", guardian="王建国，父亲"))
    content = ConsentContent.objects.get(act="given")
    assert content.guardian == "王建国，父亲"
    with connection.cursor() as cursor:
        cursor.execute("SELECT guardian FROM guests_consentcontent WHERE id = %s", [content.id])
        assert "王建国".encode() not in bytes(cursor.fetchone()[0])
    record(alma, young, SMS)


def test_the_answer_explains_itself(wang, alma, chiara):
    assert may_contact(alma.actor, wang.id, "marketing", "sms").code == "never_asked"
    assert may_contact(alma.actor, wang.id, "service_notice", "sms").is_allowed
    record(alma, wang, SMS)
    answer = may_contact(SYSTEM, wang.id, "marketing", "sms")
    assert (answer.is_allowed, answer.code, answer.wording_version) == (True, "given", 1)
    assert "2026-03-16" in answer.reason
    assert not may_contact(alma.actor, wang.id, "marketing", "email").is_allowed
    record(alma, wang, Said("service_notice", "refused", "phone"))
    assert not may_contact(alma.actor, wang.id, "service_notice", "phone").is_allowed
    with pytest.raises(GuestNotFound):
        may_contact(chiara.actor, wang.id, "marketing", "sms")


def test_no_marketing_at_all_is_one_act(wang, alma):
    record(alma, wang, SMS)
    assert not is_marketing_stopped(wang)
    assert stop_marketing(actor=alma.actor, guest_id=wang.id, source="phone") == 4
    acts = dict(ConsentState.objects.filter(guest=wang).values_list("channel", "act"))
    assert acts == {"sms": "withdrawn", "email": "refused", "wechat": "refused", "phone": "refused"}
    assert is_marketing_stopped(wang)
    assert stop_marketing(actor=alma.actor, guest_id=wang.id, source="phone") == 0


def test_a_newer_wording_holds_from_its_day_and_the_old_answer_keeps_its_own(wang, alma, bruno):
    record(alma, wang, SMS)
    purpose = Purpose.objects.get(code="marketing")
    texts = {"zh": "新的说明", "en": "New words"}
    add_wording(actor=bruno.actor, purpose_code="marketing", texts=texts, valid_from=date(2026, 4, 1))
    assert wording_in_force(purpose, date(2026, 3, 31)).version == 1
    assert wording_in_force(purpose, date(2026, 4, 1)).version == 2
    assert ConsentState.objects.get(guest=wang).wording.version == 1
    page = get_consents(alma.actor, wang.id, date(2026, 4, 2))
    assert [line.is_outdated for line in page.lines if line.state] == [True]


def test_a_wording_that_was_answered_is_frozen_for_everybody(wang, alma):
    record(alma, wang, SMS)
    used = Wording.objects.filter(purpose__code="marketing")
    for act in (lambda: used.update(texts={"zh": "别的"}), used.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    free = Wording.objects.filter(purpose__code="membership")
    assert free.update(texts={"zh": "改过", "en": "changed"}) == 1


def test_refuses_wordings_and_purposes_that_cannot_be_kept(group, bruno, alma, refuses_to_write):
    texts = {"zh": "说明", "en": "Words"}
    add_wording(actor=bruno.actor, purpose_code="marketing", texts=texts, valid_from=date(2026, 4, 1))
    with refuses_to_write():
        with pytest.raises(ConsentInvalid) as refused:
            add_wording(
                actor=bruno.actor,
                purpose_code="marketing",
                texts={"zh": "只有中文"},
                valid_from=date(2026, 3, 1),
            )
        assert set(refused.value.fields) == {"text_en", "valid_from"}
        with pytest.raises(RightMissing):
            add_wording(actor=alma.actor, purpose_code="marketing", texts=texts, valid_from=date(2027, 1, 1))
        with pytest.raises(ConsentInvalid) as refused:
            add_purpose(
                actor=bruno.actor,
                code="marketing",
                labels={"zh": "x"},
                about={},
                ground="fun",
                channels=["fax"],
            )
        assert set(refused.value.fields) == {"code", "labels", "ground", "channels"}


def test_the_hotels_own_purpose_is_asked_like_the_others(wang, alma, bruno):
    add_purpose(
        actor=bruno.actor,
        code="wine_club",
        labels={"zh": "品酒会", "en": "Wine club"},
        about={},
        ground="consent",
        channels=["wechat"],
    )
    said = Said("wine_club", "given", "wechat")
    with pytest.raises(ConsentInvalid):
        record(alma, wang, said)
    add_wording(
        actor=bruno.actor,
        purpose_code="wine_club",
        texts={"zh": "邀请我参加品酒会", "en": "Invite me"},
        valid_from=date(2026, 1, 1),
    )
    record(alma, wang, said)
    assert may_contact(alma.actor, wang.id, "wine_club", "wechat").is_allowed


def test_standard_purposes_are_loaded_once_and_each_names_its_ground(group):
    assert load_standard_purposes() == 0
    grounds = dict(Purpose.objects.values_list("code", "ground"))
    assert grounds["share_entities"] == grounds["match_document"] == "separate_consent"
    assert grounds["registration"] == "legal_duty"
    assert not [
        purpose
        for purpose in Purpose.objects.all()
        if purpose.needs_consent and not purpose.wordings.exists()
    ]


@pytest.mark.parametrize(
    ("acts", "wins"),
    [
        (["given", "refused"], "refused"),
        (["withdrawn", "given"], "withdrawn"),
        (["given", ""], "given"),
        (["", ""], ""),
        ([], ""),
    ],
)
def test_of_two_profiles_the_stricter_wish_wins(acts, wins):
    assert stricter(acts) == wins


def test_the_fourteenth_birthday_is_the_first_day_of_ones_own_consent():
    born = date(2012, 3, 16)
    assert is_under_consent_age(born, date(2026, 3, 15))
    assert not is_under_consent_age(born, date(2026, 3, 16))
    assert not is_under_consent_age(None, date(2026, 3, 16))


def test_entries_of_different_guests_are_chains_of_their_own(wang, alma, guest_of, group):
    other = guest_of(group.main, name="李雷", mobile="13900001111")
    record(alma, wang, SMS)
    record(alma, other, SMS)
    assert set(ConsentEntry.objects.values_list("number", flat=True)) == {1}
