"""Stays for the proof of conditions: planted at random, and read plainly."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from huitouke.access.models import Branch
from huitouke.guests.models import Guest
from huitouke.kernel.ids import uuid7
from huitouke.stays.models import Reservation

CAME = ("in_house", "checked_out")


def plant_stays(guest_id: UUID, branches: list[Branch], rnd: random.Random, today: date) -> None:
    """A few reservations of a guest, past and to come, in any branch; some of them not to be disclosed."""
    if rnd.random() < 0.4:
        return
    Reservation.objects.bulk_create(
        Reservation(
            branch=rnd.choice(branches), system="proof", external_id=uuid7().hex, guest_id=guest_id,
            arrival=today + timedelta(days=rnd.randrange(-700, 40)), departure=today + timedelta(days=50),
            status=rnd.choice(("checked_out", "checked_out", "in_house", "reserved", "cancelled", "no_show")),
            currency="CNY", counted_nights=rnd.randrange(5), channel=rnd.choice(("", "ota", "direct")),
            is_name_hidden=rnd.random() < 0.1, record_id=uuid7(),
        )
        for _number in range(rnd.randrange(1, 5))
    )  # fmt: skip


def _told() -> Iterable[tuple[UUID, Reservation]]:
    """The reservations that conditions tell of, one by one, with their guest."""
    known = {guest.id: guest for guest in Guest.objects.all()}
    for each in Reservation.objects.select_related("branch"):
        guest = known.get(each.guest_id) if each.guest_id else None
        if guest is None or each.outlet_id or each.is_name_hidden:
            continue
        if guest.is_shared or each.branch.legal_entity_id == guest.legal_entity_id:
            yield guest.id, each


def counts(_today: date) -> Iterable[tuple[UUID, Any]]:
    found: Counter[UUID] = Counter(dict.fromkeys(Guest.objects.values_list("id", flat=True), 0))
    found.update(guest_id for guest_id, each in _told() if each.status in CAME)
    return found.items()


def nights(_today: date) -> Iterable[tuple[UUID, Any]]:
    found: Counter[UUID] = Counter(dict.fromkeys(Guest.objects.values_list("id", flat=True), 0))
    for guest_id, each in _told():
        if each.status in CAME:
            found[guest_id] += each.counted_nights
    return found.items()


def last(_today: date) -> Iterable[tuple[UUID, Any]]:
    found: dict[UUID, date] = {}
    for guest_id, each in _told():
        if each.status in CAME:
            found[guest_id] = max(each.arrival, found.get(guest_id, each.arrival))
    return found.items()


def expected(_today: date) -> Iterable[tuple[UUID, Any]]:
    return [
        (guest_id, each.arrival) for guest_id, each in _told() if each.status in ("requested", "reserved")
    ]


def places(_today: date) -> Iterable[tuple[UUID, Any]]:
    return [(guest_id, each.branch.code) for guest_id, each in _told() if each.status in CAME]


def channels(_today: date) -> Iterable[tuple[UUID, Any]]:
    return [(guest_id, each.channel) for guest_id, each in _told() if each.status in CAME and each.channel]
