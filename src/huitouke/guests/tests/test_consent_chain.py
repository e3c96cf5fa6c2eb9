"""The chain holds, and whatever is done to the tables behind its back is seen and named."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from huitouke.guests.models import ConsentContent, ConsentEntry, ConsentRoot, ConsentState
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.consent_chain import note_restore, roots_path, take_root, verify_consents
from huitouke.identity.services.erasure import erase_guest


@pytest.fixture
def wang(group, guest_of, settings, tmp_path, alma):
    settings.HOME = tmp_path
    guest = guest_of(group.main, name="王建国", mobile="13812342217")
    for channel in ("sms", "email", "wechat"):
        say(alma, guest, channel)
    return guest


def say(persona, guest, channel, act="given"):
    return record_consent(actor=persona.actor, guest_id=guest.id, said=Said("marketing", act, channel))


def behind_its_back(*statements):
    """As somebody with the owner's rights would do it: triggers off, then on again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_an_untouched_chain_holds(wang, alma):
    say(alma, wang, "sms", "withdrawn")
    verdict = verify_consents()
    assert (verdict.entries, verdict.roots, verdict.broken) == (4, 0, None)


@pytest.mark.parametrize("model", [ConsentEntry, ConsentRoot])
def test_nobody_changes_or_deletes_a_link_or_a_root(wang, model):
    take_root()
    field = "made_at"
    for act in (
        lambda: model.objects.update(**{field: "2020-01-01T00:00Z"}),
        lambda: model.objects.all()._raw_delete(using="default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert model.objects.exists()


@pytest.mark.parametrize(
    ("statement", "number", "how"),
    [
        (
            "UPDATE guests_consententry SET made_at = made_at - interval '1 day' WHERE number = 2",
            2,
            "it was altered",
        ),
        ("UPDATE guests_consententry SET number = 9 WHERE number = 3", 9, "a link before it is missing"),
        (
            "UPDATE guests_consentcontent SET act = 'refused' WHERE channel = 'email'",
            2,
            "its content was altered",
        ),
        ("UPDATE guests_consentcontent SET actor_name = '', record_id = id", 1, "its content was altered"),
        ("UPDATE guests_consentstate SET act = 'refused' WHERE channel = 'wechat'", 3, "what holds now"),
        (
            "UPDATE guests_wording SET texts = jsonb_build_object('zh', 'x')"
            " WHERE purpose_id IN (SELECT id FROM guests_purpose WHERE code = 'marketing')",
            1,
            "its content was altered",
        ),
    ],
)
def test_what_was_altered_is_named(wang, statement, number, how):
    behind_its_back(statement)
    broken = verify_consents().broken
    assert (broken.subject_id, broken.number) == (wang.id, number)
    assert how in broken.how


def test_a_content_that_went_without_an_erasure_is_named(wang):
    ConsentState.objects.filter(channel="email").delete()
    ConsentContent.objects.filter(channel="email").delete()
    broken = verify_consents().broken
    assert (broken.number, broken.how) == (2, "its content is gone")


def test_a_link_taken_out_of_the_middle_is_named(wang):
    behind_its_back(
        "DELETE FROM guests_consentstate WHERE channel = 'email'",
        "DELETE FROM guests_consentcontent WHERE channel = 'email'",
        "DELETE FROM guests_consententry WHERE number = 2",
    )
    assert verify_consents().broken.number == 3


CUT = (
    "DELETE FROM guests_consentstate WHERE channel = 'wechat'",
    "DELETE FROM guests_consentcontent WHERE channel = 'wechat'",
    "DELETE FROM guests_consententry WHERE number = 3",
)


def test_a_tail_cut_off_is_seen_by_the_root(wang):
    root = take_root()
    assert (root.entries, take_root()) == (3, None)
    assert verify_consents().broken is None
    behind_its_back(*CUT)
    assert "missing or altered" in verify_consents().broken.how


def test_a_tail_cut_off_with_its_root_is_seen_by_the_roots_told_outside(
    wang, alma, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        take_root()
    say(alma, wang, "phone")
    with django_capture_on_commit_callbacks(execute=True):
        take_root()
    assert verify_consents().roots == 2
    behind_its_back(
        "DELETE FROM guests_consentstate WHERE channel = 'phone'",
        "DELETE FROM guests_consentcontent WHERE channel = 'phone'",
        "DELETE FROM guests_consententry WHERE number = 4",
        "DELETE FROM guests_consentroot WHERE entries = 1",
    )
    assert "told outside" in verify_consents().broken.how
    note_restore()
    assert verify_consents().broken is None
    told = [json.loads(line) for line in roots_path().read_text().splitlines()]
    assert [sorted(line) for line in told] == [["at", "root", "through"]] * 2 + [["at", "restored"]]


def test_an_erased_guests_chain_still_holds_without_its_content(wang, bruno, alma, guest_of, group):
    other = guest_of(group.main, name="李雷", mobile="13900001111")
    say(alma, other, "sms")
    take_root()
    erase_guest(actor=bruno.actor, guest_id=wang.id, typed="王建国", reason="asked")
    assert ConsentContent.objects.count() == 1
    chain = ConsentEntry.objects.filter(subject_id=wang.id).order_by("number")
    assert list(chain.values_list("is_closing", flat=True)) == [False, False, False, True]
    assert verify_consents().broken is None
    take_root()
    assert verify_consents().roots == 2


def test_an_erasure_does_not_hide_an_altered_link(wang, bruno):
    erase_guest(actor=bruno.actor, guest_id=wang.id, typed="王建国", reason="asked")
    behind_its_back("UPDATE guests_consententry SET made_at = now() WHERE number = 2")
    assert verify_consents().broken.number == 2
