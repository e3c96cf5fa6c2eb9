"""Stays for the proof of conditions: planted at random, and read plainly."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
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
    if rnd.random() < 0.1:
        Guest.objects.filter(id=guest_id).update(is_rate_confidential=True)
    if rnd.random() < 0.4:
        return
    Reservation.objects.bulk_create(
        Reservation(
            branch=rnd.choice(branches), system="proof", external_id=uuid7().hex, guest_id=guest_id,
            arrival=today + timedelta(days=rnd.randrange(-700, 40)), departure=today + timedelta(days=50),
            status=rnd.choice(("checked_out", "checked_out", "in_house", "reserved", "cancelled", "no_show")),
            currency=rnd.choice(("CNY", "CNY", "CNY", "HKD")), counted_nights=rnd.randrange(5),
            channel=rnd.choice(("", "ota", "direct")),
            is_name_hidden=rnd.random() < 0.1, is_rate_hidden=rnd.random() < 0.1, record_id=uuid7(),
            room_minor=rnd.randrange(0, 900_000, 100), extras_minor=rnd.choice((0, 0, 8_800)),
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


def in_branch(code: str) -> "Reader":
    """Room nights in the branch of this code."""

    def read(_today: date) -> Iterable[tuple[UUID, Any]]:
        found: Counter[UUID] = Counter(dict.fromkeys(Guest.objects.values_list("id", flat=True), 0))
        for guest_id, each in _told():
            if each.status in CAME and each.branch.code == code:
                found[guest_id] += each.counted_nights
        return found.items()

    return read


def last_in(code: str) -> "Reader":
    """The arrival of the last stay in the branch of this code."""

    def read(_today: date) -> Iterable[tuple[UUID, Any]]:
        found: dict[UUID, date] = {}
        for guest_id, each in _told():
            if each.status in CAME and each.branch.code == code:
                found[guest_id] = max(each.arrival, found.get(guest_id, each.arrival))
        return found.items()

    return read


def spent(currency: str, code: str = "") -> "Reader":
    """What was spent on stays in a currency, in the branch of this code or in all, in minor units; without prices that
    are not to be told."""

    def read(_today: date) -> Iterable[tuple[UUID, Any]]:
        found: Counter[UUID] = Counter(dict.fromkeys(Guest.objects.values_list("id", flat=True), 0))
        for guest_id, each in _told():
            if each.status in CAME and each.currency == currency and code in ("", each.branch.code):
                found[guest_id] += 0 if each.is_rate_hidden else each.room_minor + each.extras_minor
        secret = set(Guest.objects.filter(is_rate_confidential=True).values_list("id", flat=True))
        return [(guest_id, 0 if guest_id in secret else total) for guest_id, total in found.items()]

    return read


def reader_of(field: str) -> "Reader | None":
    """How a field that the branches make is read without its SQL."""
    kind, _colon, of = field.partition(":")
    if kind == "stay_spend":
        return spent(of)
    if kind == "spend_in":
        return spent(Branch.objects.get(code=of).currency, of)
    return {"nights_in": in_branch, "last_stay_in": last_in}[kind](of) if of else None


Reader = Callable[[date], Iterable[tuple[UUID, Any]]]
