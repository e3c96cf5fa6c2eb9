"""Many merges of the same guests at once."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connections

from huitouke.access.actors import SYSTEM
from huitouke.guests.errors import GuestChangedMeanwhile
from huitouke.guests.models import Guest, GuestAlias
from huitouke.identity.errors import AlreadyOneGuest
from huitouke.identity.models import Decision, Link
from huitouke.identity.services import change_guest
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.testing.factories import make_guest
from huitouke.testing.personas import make_group

GUESTS, MERGES, HANDS = 12, 100, 8


@pytest.mark.django_db(transaction=True)
def test_a_hundred_merges_of_the_same_guests_at_once_leave_one_guest_and_every_record():
    group = make_group()
    ids = [
        make_guest(group.main, name="张伟", mobile=f"138{number:08}", tag=["摄影"]).id
        for number in range(GUESTS)
    ]
    random = Random(5)
    pairs = [random.sample(ids, 2) for _number in range(MERGES)]

    def merge(pair):
        try:
            if random.random() < 0.2:
                change_guest(
                    actor=SYSTEM, guest_id=pair[1], fields={"position": "经理"}, additions={}, removals={}
                )
            merge_guests(actor=SYSTEM, kept_id=pair[0], gone_ids=[pair[1]])
        except (AlreadyOneGuest, GuestChangedMeanwhile):
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(HANDS) as hands:
        done = sum(hands.map(merge, pairs))
    assert done == Decision.objects.in_force().count() == GUESTS - Guest.objects.count()
    assert GuestAlias.objects.count() == done
    founded = Link.objects.filter(reason="founded")
    assert founded.count() == GUESTS
    assert set(founded.values_list("guest_id", flat=True)) == set(Guest.objects.values_list("id", flat=True))
    assert compare_guests().different == 0
