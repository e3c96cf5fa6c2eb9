"""Who withdraws the consent to be known across legal entities is each entity's own guest again."""

import pytest

from huitouke.guests.choices import ConsentAct
from huitouke.guests.models import ContactPoint, Guest
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.standard_purposes import SHARE_ENTITIES
from huitouke.identity.models import Decision
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.unsharing import part_entities
from huitouke.kernel.outbox import deliver_pending

CN, HK = "13812345678", "+85261234567"


@pytest.fixture
def say(bruno):
    def run(guest, act):
        record_consent(actor=bruno.actor, guest_id=guest.id, said=Said(SHARE_ENTITIES, act.value))

    return run


@pytest.fixture
def known(group, guest_of, say):
    """The same person as MAIN and as BAY know them, and once more at MAIN; all agreed."""
    found = [
        guest_of(group.main, name="陈大文", mobile=CN),
        guest_of(group.bay, name="Chan Tai Man", mobile=HK),
        guest_of(group.main, name="陈 大文"),
    ]
    for guest in found:
        say(guest, ConsentAct.GIVEN)
    return found


def phones_of(guest_id):
    return set(ContactPoint.objects.filter(guest_id=guest_id).values_list("value", flat=True))


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_each_entity_has_the_guest_again_whom_it_knew(known, bruno, alma, chiara, say, order):
    shown, hers, again = known
    for number in order:
        merge_guests(actor=bruno.actor, kept_id=shown.id, gone_ids=[known[number].id])
    deliver_pending()
    say(shown, ConsentAct.WITHDRAWN)
    deliver_pending()
    assert set(Guest.objects.values_list("id", flat=True)) == {shown.id, hers.id}
    assert Decision.objects.in_force().get().gone_id == again.id
    assert not Decision.objects.filter(kind="apart").exists()
    assert [each.id for each in Guest.objects.visible_to(alma.actor)] == [shown.id]
    assert [each.id for each in Guest.objects.visible_to(chiara.actor)] == [hers.id]
    assert (len(phones_of(shown.id)), len(phones_of(hers.id))) == (1, 1)
    assert phones_of(shown.id) != phones_of(hers.id)
    assert not Guest.objects.filter(is_shared=True).exists()
    assert part_entities(shown.id) == []


def test_a_guest_of_the_group_between_two_entities_stays_with_one_of_them(known, bruno, say):
    shown, hers, again = known
    Guest.objects.filter(id=again.id).update(legal_entity=None, branch=None)
    for guest in (hers, shown):
        merge_guests(actor=bruno.actor, kept_id=again.id, gone_ids=[guest.id])
    say(again, ConsentAct.WITHDRAWN)
    deliver_pending()
    # The newest merge is taken back: that of the two sides is enough.
    assert set(Guest.objects.values_list("id", flat=True)) == {again.id, shown.id}


def test_one_entity_alone_parts_nothing(group, guest_of, bruno, say):
    shown, other = guest_of(group.main, name="陈大文"), guest_of(group.main, name="陈 大文")
    merge_guests(actor=bruno.actor, kept_id=shown.id, gone_ids=[other.id])
    say(shown, ConsentAct.GIVEN)
    say(shown, ConsentAct.WITHDRAWN)
    deliver_pending()
    assert Guest.objects.count() == 1
