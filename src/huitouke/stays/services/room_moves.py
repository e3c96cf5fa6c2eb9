"""Stays that change while they last: another room, more nights, fewer."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.hotels.models import Room
from huitouke.stays import events
from huitouke.stays.choices import ReservationStatus
from huitouke.stays.errors import DatesRefused, MoveRefused, ReservationInvalid
from huitouke.stays.models import Reservation
from huitouke.stays.services.booking import LARGEST, MOST_NIGHTS
from huitouke.stays.services.desk import held_reservation, tell
from huitouke.stays.services.occupancy import take_room
from huitouke.stays.told import Told


@transaction.atomic
def move_room(
    *, actor: Actor, reservation_id: UUID, room_id: UUID, is_shared: bool = False, takes_type: bool = False
) -> Reservation:
    """Give who is in house another room from this business date on; the nights slept stay with the old one. Type and
    price stay as booked, unless the move `takes_type`: an upgrade is a favour until somebody says otherwise."""
    row = _in_house(actor, reservation_id)
    today = row.branch.business_date
    first = max(today, row.arrival)
    room = take_room(row, room_id, first, max(first, row.departure), is_shared=is_shared, is_now=True)
    if room.id == row.room_id:
        return row
    told = Told(
        room=room.number,
        rooms_before=_rooms_before(row, today),
        room_type=room.room_type.code if takes_type else None,
    )
    tell(actor, row, events.ROOM_MOVED, told)
    return row


@transaction.atomic
def extend_stay(
    *, actor: Actor, reservation_id: UUID, departure: date, rate: int | None = None, is_shared: bool = False
) -> Reservation:
    """More nights in the same room, at `rate` each (minor units), else at the price of the last one. Refuses where
    somebody else has the room on one of them."""
    row = _in_house(actor, reservation_id)
    if departure <= row.departure:
        raise DatesRefused(_("Choose a day after %(day)s.") % {"day": row.departure})
    if (departure - row.arrival).days > MOST_NIGHTS:
        raise DatesRefused(_("At most %(most)s nights.") % {"most": MOST_NIGHTS})
    if rate is not None and not 0 <= rate <= LARGEST:
        raise ReservationInvalid({"rate": [_("Write an amount that is not negative.")]})
    if row.room_id is not None:
        take_room(row, None, row.departure, departure, is_shared=is_shared)
    known = list(row.rates) or [0]
    kept = known[: (row.departure - row.arrival).days] or []
    added = (departure - row.arrival).days - len(kept)
    each = known[-1] if rate is None else rate
    tell(actor, row, events.STAY_EXTENDED, Told(departure=departure, rates=(*kept, *[each] * added)))
    return row


@transaction.atomic
def shorten_stay(*, actor: Actor, reservation_id: UUID, departure: date) -> Reservation:
    """Fewer nights than were meant: the later ones fall away. Refuses a day before the present business date; who left
    already is checked out instead."""
    row = _in_house(actor, reservation_id)
    today = row.branch.business_date
    if not max(today, row.arrival) <= departure < row.departure:
        raise DatesRefused(
            _("Choose a day from %(first)s until before %(last)s.")
            % {"first": max(today, row.arrival), "last": row.departure}
        )
    tell(actor, row, events.STAY_SHORTENED, Told(departure=departure))
    return row


def _in_house(actor: Actor, reservation_id: UUID) -> Reservation:
    row = held_reservation(actor, reservation_id)
    if row.status != ReservationStatus.IN_HOUSE:
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    return row


def _rooms_before(row: Reservation, today: date) -> tuple[tuple[date, str], ...]:
    """The rooms that a stay had until which day, with the present one where a night was slept in it."""
    numbers = dict(
        Room.objects.filter(id__in=[room_id for _day, room_id in row.rooms_before]).values_list(
            "id", "number"
        )
    )
    before = tuple(
        (date.fromisoformat(until), numbers[UUID(room_id)])
        for until, room_id in row.rooms_before
        if UUID(room_id) in numbers
    )
    last = before[-1][0] if before else row.arrival
    if row.room is None or today <= last:
        return before
    return (*before, (today, row.room.number))
