"""Agreements that come with new guests: each the first link of a chain that holds, in few statements."""

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.consents import may_contact
from huitouke.guests.errors import ConsentInvalid, PurposeNotFound
from huitouke.guests.models import ConsentEntry, ConsentState, Purpose, Wording
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.consent_chain import take_root, verify_consents
from huitouke.guests.services.consents_at_once import take_in_agreements
from huitouke.testing.counts import at_most_queries

CODE = "match_document"


@pytest.fixture
def people(group, guest_of, still_clock, settings, tmp_path):
    settings.HOME = tmp_path
    return [
        guest_of(group.main, name=name, birth_date=born)
        for name, born in (("王小明", "1980-05-17"), ("李静怡", "1991-11-02"), ("小宝", "2019-01-01"))
    ]


def test_each_grown_up_begins_a_chain_that_holds_and_goes_on(people, bruno, alma):
    with at_most_queries(12):
        assert (
            take_in_agreements(actor=SYSTEM, purpose_code=CODE, guest_ids=[each.id for each in people]) == 2
        )
    allowed = [may_contact(bruno.actor, each.id, CODE) for each in people]
    assert [(each.is_allowed, each.code) for each in allowed] == [
        (True, "given"), (True, "given"), (False, "never_asked"),
    ]  # fmt: skip
    assert Wording.objects.get(purpose__code=CODE).is_used
    audit = AuditEntry.objects.get(code="guests.consent.taken_in")
    assert audit.data == {"purpose": CODE, "guests": 2}
    take_root()
    record_consent(actor=alma.actor, guest_id=people[0].id, said=Said(CODE, "withdrawn"))
    assert list(ConsentEntry.objects.filter(subject_id=people[0].id).values_list("number", flat=True)) == [
        1,
        2,
    ]
    verdict = verify_consents()
    assert (verdict.entries, verdict.broken) == (3, None)


def test_an_altered_link_of_such_a_chain_shows(people):
    take_in_agreements(actor=SYSTEM, purpose_code=CODE, guest_ids=[people[0].id])
    ConsentState.objects.update(act="withdrawn")
    assert verify_consents().broken is not None


@pytest.mark.parametrize("spoilt", ["closed", "no words", "no consent needed"])
def test_refuses_a_purpose_to_which_nobody_can_have_agreed(people, refuses_to_write, spoilt):
    purpose = Purpose.objects.get(code=CODE)
    if spoilt == "closed":
        Purpose.objects.filter(id=purpose.id).update(is_closed=True)
    elif spoilt == "no words":
        Wording.objects.filter(purpose=purpose).delete()
    code = "registration" if spoilt == "no consent needed" else CODE
    with refuses_to_write(), pytest.raises(ConsentInvalid):
        take_in_agreements(actor=SYSTEM, purpose_code=code, guest_ids=[people[0].id])


def test_refuses_unknown_purposes_those_with_channels_and_whoever_works_in_one_branch(
    people, alma, refuses_to_write
):
    ids = [people[0].id]
    with refuses_to_write():
        with pytest.raises(PurposeNotFound):
            take_in_agreements(actor=SYSTEM, purpose_code="nothing", guest_ids=ids)
        with pytest.raises(ValueError, match="channel"):
            take_in_agreements(actor=SYSTEM, purpose_code="marketing", guest_ids=ids)
        with pytest.raises(RightMissing):
            take_in_agreements(actor=alma.actor, purpose_code=CODE, guest_ids=ids)
