"""Many merges of the same guests at once, each hand with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import UUID

from django.db import connections

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.guests.errors import GuestChangedMeanwhile
from huitouke.guests.models import Guest, GuestAlias
from huitouke.identity.choices import LinkReason
from huitouke.identity.errors import AlreadyOneGuest
from huitouke.identity.models import Decision, Link
from huitouke.identity.services import change_guest
from huitouke.identity.services.merging import Pair, merge_guests, merge_many
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.testing.factories import make_guest


def merge_at_once(branch: Branch, merges: int, *, guests: int, hands: int, seed: int) -> list[str]:
    """Let `hands` merge pairs of the same `guests` at once, by one, by many, and amid edits, `merges` in all; what is
    wrong afterwards. Makes the guests, and commits."""
    random = Random(seed)
    ids = [
        make_guest(branch, name="张伟", mobile=f"138{seed % 1000:03}{number:05}", tag=["摄影"]).id
        for number in range(guests)
    ]
    pairs = [random.sample(ids, 2) for _number in range(merges)]
    edited, many = ({number for number in range(merges) if random.random() < 0.2} for _each in range(2))

    def merge(number: int) -> int:
        kept, gone = pairs[number]
        try:
            if number in edited:
                change_guest(
                    actor=SYSTEM, guest_id=gone, fields={"position": "经理"}, additions={}, removals={}
                )
            if number in many:
                return len(merge_many(actor=SYSTEM, pairs=[Pair(kept, gone)]))
            merge_guests(actor=SYSTEM, kept_id=kept, gone_ids=[gone])
        except (AlreadyOneGuest, GuestChangedMeanwhile):
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(hands) as pool:
        done = sum(pool.map(merge, range(merges)))
    return _faults(ids, done)


def _faults(ids: list[UUID], done: int) -> list[str]:
    present = set(Guest.objects.filter(id__in=ids).values_list("id", flat=True))
    homes = {*present, *GuestAlias.objects.filter(guest_id__in=present).values_list("id", flat=True)}
    in_force = Decision.objects.in_force().filter(gone_id__in=ids).count()
    founded = Link.objects.filter(reason=LinkReason.FOUNDED, guest_id__in=present).count()
    faults = []
    if not done == in_force == len(ids) - len(present):
        faults.append(f"{done} merges done, {in_force} in force, {len(ids) - len(present)} guests gone")
    if homes != set(ids):
        faults.append("an id opens nobody, or two")
    if founded != len(ids):
        faults.append(f"{founded} first records of {len(ids)} guests")
    fields = compare_guests().fields
    if fields:
        faults.append(f"rebuild --check: {dict(fields)}")
    return faults
