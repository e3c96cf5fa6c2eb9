"""Consent when profiles become one and part again: no wish is widened, on any channel of any purpose."""

from datetime import timedelta
from itertools import product

import pytest

from huitouke.guests.choices import ConsentAct
from huitouke.guests.consents import STOPPED, is_asked, may_contact
from huitouke.guests.models import ConsentState, Purpose, Wording
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.consent_chain import verify_consents
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.kernel.clock import frozen_at
from huitouke.testing.fixtures import TODAY

GIVEN, REFUSED, WITHDRAWN = ConsentAct.GIVEN.value, ConsentAct.REFUSED.value, ConsentAct.WITHDRAWN.value


@pytest.fixture
def later(still_clock):
    """`later(3)`: a block in which it is three minutes after noon."""
    return lambda minutes: frozen_at(still_clock + timedelta(minutes=minutes))


@pytest.fixture
def pair(group, guest_of, settings, tmp_path):
    settings.HOME = tmp_path
    return guest_of(group.main, name="张伟"), guest_of(group.main, name="ZHANG WEI")


def say(who, guest, purpose, channel, act):
    record_consent(actor=who.actor, guest_id=guest.id, said=Said(purpose.code, act, channel))


def every_channel():
    for purpose in Purpose.objects.filter(is_closed=False):
        if is_asked(purpose):
            if not Wording.objects.filter(purpose=purpose, valid_from__lte=TODAY).exists():
                Wording.objects.create(
                    purpose=purpose, version=9, texts={"zh": "同意"}, valid_from="2020-01-01"
                )
            for channel in purpose.channels or [""]:
                yield purpose, channel


def act_of(guest_id, purpose, channel):
    return (
        ConsentState.objects.filter(guest_id=guest_id, purpose=purpose, channel=channel)
        .values_list("act", flat=True)
        .first()
    )


def test_on_every_channel_of_every_purpose_the_refusal_of_either_wins_and_each_has_their_own_again(
    pair, bruno, later
):
    one, other = pair
    places = list(every_channel())
    assert len(places) > 5
    for number, (purpose, channel) in enumerate(places):
        for first, second in product((GIVEN, REFUSED), (GIVEN, REFUSED)):
            with later(10 * number):
                say(bruno, one, purpose, channel, first)
                say(bruno, other, purpose, channel, second)
            with later(10 * number + 1):
                done = merge_guests(actor=bruno.actor, kept_id=one.id, gone_ids=[other.id])
            is_stopped = REFUSED in (first, second)
            assert (act_of(one.id, purpose, channel) in STOPPED) == is_stopped
            assert may_contact(bruno.actor, other.id, purpose.code, channel).is_allowed != is_stopped
            assert verify_consents().broken is None
            with later(10 * number + 2):
                unmerge_guests(actor=bruno.actor, decision_id=done.decisions[0], stay_apart=False)
            assert act_of(one.id, purpose, channel) == first
            assert act_of(other.id, purpose, channel) == second
    assert verify_consents().broken is None


@pytest.mark.parametrize(
    ("one_said", "other_said", "meanwhile", "together", "one_has", "other_has"),
    [
        (GIVEN, GIVEN, WITHDRAWN, WITHDRAWN, WITHDRAWN, WITHDRAWN),
        (None, GIVEN, REFUSED, REFUSED, REFUSED, WITHDRAWN),
        (GIVEN, REFUSED, GIVEN, GIVEN, GIVEN, REFUSED),
        (None, None, GIVEN, GIVEN, GIVEN, None),
        (None, None, REFUSED, REFUSED, REFUSED, REFUSED),
    ],
)
def test_what_is_said_meanwhile_never_widens_the_wish_of_the_other(
    pair, bruno, later, one_said, other_said, meanwhile, together, one_has, other_has
):
    one, other = pair
    purpose = Purpose.objects.get(code="marketing")
    list(every_channel())
    for guest, act in ((one, one_said), (other, other_said)):
        if act:
            with later(0):
                say(bruno, guest, purpose, "sms", act)
    with later(1):
        done = merge_guests(actor=bruno.actor, kept_id=one.id, gone_ids=[other.id])
    with later(2):
        say(bruno, one, purpose, "sms", meanwhile)
    assert act_of(one.id, purpose, "sms") == together
    assert verify_consents().broken is None
    with later(3):
        unmerge_guests(actor=bruno.actor, decision_id=done.decisions[0])
    assert (act_of(one.id, purpose, "sms"), act_of(other.id, purpose, "sms")) == (one_has, other_has)
    assert verify_consents().broken is None


@pytest.mark.parametrize("first_back", ["b", "c"])
def test_what_somebody_refused_before_they_joined_is_nobody_elses_in_any_order(
    group, guest_of, pair, bruno, later, first_back
):
    shown, b = pair
    c = guest_of(group.main, name="Zhang W.")
    purpose = Purpose.objects.get(code="marketing")
    list(every_channel())
    with later(0):
        say(bruno, b, purpose, "sms", GIVEN)
    with later(1):
        with_b = merge_guests(actor=bruno.actor, kept_id=shown.id, gone_ids=[b.id]).decisions[0]
    with later(2):
        say(bruno, c, purpose, "sms", REFUSED)
    with later(3):
        with_c = merge_guests(actor=bruno.actor, kept_id=shown.id, gone_ids=[c.id]).decisions[0]
    assert act_of(shown.id, purpose, "sms") in STOPPED
    order = [with_b, with_c] if first_back == "b" else [with_c, with_b]
    for number, decision in enumerate(order):
        with later(4 + number):
            unmerge_guests(actor=bruno.actor, decision_id=decision)
    assert (act_of(b.id, purpose, "sms"), act_of(c.id, purpose, "sms")) == (GIVEN, REFUSED)
    assert act_of(shown.id, purpose, "sms") is None
    assert verify_consents().broken is None
