"""Guests who arrive, at the hour that they do."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.kernel import clock
from huitouke.stays import events
from huitouke.stays.choices import ReservationStatus
from huitouke.stays.errors import ArrivalNotToday, MoveRefused, RoomMissing, StayIsOver
from huitouke.stays.models import Reservation
from huitouke.stays.services.booking import Booking, book_reservation
from huitouke.stays.services.desk import held_reservation, require_move, tell
from huitouke.stays.services.occupancy import take_room
from huitouke.stays.told import Told


@transaction.atomic
def give_room(*, actor: Actor, reservation_id: UUID, room_id: UUID | None) -> Reservation:
    """Hold a room for a reservation whose guest has not come, or with None let it go again. Refuses a room that is
    taken on one of the nights."""
    row = held_reservation(actor, reservation_id)
    if row.status not in (ReservationStatus.RESERVED, ReservationStatus.REQUESTED):
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    number = ""
    if room_id is not None:
        number = take_room(row, room_id, row.arrival, row.departure).number
    if number != (row.room.number if row.room else ""):
        tell(actor, row, events.ROOM_GIVEN, Told(room=number), room=number)
    return row


@transaction.atomic
def check_in_stay(
    *,
    actor: Actor,
    reservation_id: UUID,
    room_id: UUID | None = None,
    is_early: bool = False,
    is_shared: bool = False,
) -> Reservation:
    """The guest is here: into the room given, or the one that was held. The day is the branch's business date: an
    arrival at 02:00 belongs to the day before.

    Who comes late loses the nights before; who comes a day early (said with `is_early`) gets them. Refuses a room that
    is taken, unless it `is_shared` with who is in it, and a reservation whose nights are over.
    """
    row = held_reservation(actor, reservation_id)
    require_move(row, ReservationStatus.IN_HOUSE)
    if row.status == ReservationStatus.CHECKED_OUT:
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    today = row.branch.business_date
    if row.arrival > today and not is_early:
        raise ArrivalNotToday(row.arrival)
    if row.departure < today or (row.departure == today and row.arrival < today):
        raise StayIsOver(row.departure)
    told: dict[str, Any] = {
        "status": ReservationStatus.IN_HOUSE,
        "checked_in_at": clock.now(),
        "rooms_before": (),
    }
    if row.arrival != today:
        told |= {"arrival": today, "rates": rates_from(row, today)}
    if row.outlet_id is None:
        room = take_room(row, room_id, today, row.departure, is_shared=is_shared, is_now=True)
        told |= {"room": room.number}
        if row.room_type_id is None:
            told |= {"room_type": room.room_type.code}
    tell(actor, row, events.STAY_CHECKED_IN, Told(**told))
    return row


@transaction.atomic
def walk_in(
    *,
    actor: Actor,
    branch: Branch,
    booking: Booking,
    room_id: UUID | None,
    is_shared: bool = False,
    once: UUID | None = None,
) -> Reservation:
    """Somebody comes without a reservation: booked and checked in at once, from the business date on. Asked again with
    the same `once`, booking and room, it is one stay, as it stands by then; with another room it is another one."""
    actor.require(Right.STAYS_EDIT, branch.id)
    if room_id is None and not booking.outlet:
        raise RoomMissing
    mark = uuid5(once, f"{room_id} {is_shared}") if once is not None else None
    booked = book_reservation(actor=actor, branch=branch, booking=booking, once=mark)
    row = held_reservation(actor, booked.ids[0])
    if row.is_walk_in:
        return row
    tell(actor, row, events.RESERVATION_WALK_IN, Told(is_walk_in=True))
    return check_in_stay(actor=actor, reservation_id=row.id, room_id=room_id, is_shared=is_shared)


@transaction.atomic
def undo_check_in(*, actor: Actor, reservation_id: UUID) -> Reservation:
    """They were checked in by mistake: reserved again, the room held. Refuses once a night was slept: then it is an
    early departure."""
    row = held_reservation(actor, reservation_id)
    if row.status != ReservationStatus.IN_HOUSE or row.arrival < row.branch.business_date:
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    tell(actor, row, events.CHECK_IN_UNDONE, Told(status=ReservationStatus.RESERVED))
    return row


def rates_from(row: Reservation, arrival: date) -> tuple[int, ...]:
    """The prices of the nights from another arrival on: those before it fall away, further ones cost what the first
    does."""
    rates = list(row.rates) or [0]
    moved = (arrival - row.arrival).days
    if moved >= 0:
        return tuple(rates[moved:] or rates[-1:])
    return tuple([rates[0]] * -moved + rates)
