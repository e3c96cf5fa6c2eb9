"""Which rooms are free, and who stands in the way of another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length

from huitouke.access.models import Branch
from huitouke.hotels.models import Room
from huitouke.stays.choices import EXPECTED, ReservationStatus
from huitouke.stays.errors import RoomMissing, RoomTaken
from huitouke.stays.models import Reservation


@dataclass(frozen=True, slots=True)
class FreeRoom:
    """A room that may be given: its floor and type, and whether it is of the type that was booked."""

    room: Room
    is_of_type: bool


def in_the_way(arrival: date, departure: date, *, is_now: bool) -> Q:
    """The condition under which a reservation with a room stands in the way of these nights: the room is held for one
    of them, or who is in it stays for one of them. A day use leaves the room for the night after it. With `is_now`
    somebody wants to go in: whoever has not left yet stands in the way too, due to leave or not."""
    held = Q(status__in=EXPECTED, arrival__lt=departure, departure__gt=arrival)
    if arrival == departure:
        held = Q(status__in=EXPECTED, arrival__lt=arrival, departure__gt=arrival)
    staying = Q(arrival__lt=max(departure, arrival + timedelta(days=1)), departure__gt=arrival)
    if is_now:
        staying |= Q(departure__lte=arrival)
    return held | (Q(status=ReservationStatus.IN_HOUSE) & staying)


def busy_rooms(
    branch: Branch, arrival: date, departure: date, *, is_now: bool, but: Iterable[UUID] = ()
) -> QuerySet[Reservation]:
    """Reservations of the branch that stand in the way of these nights, but those in `but`."""
    found: QuerySet[Reservation] = Reservation.objects.filter(
        in_the_way(arrival, departure, is_now=is_now), branch=branch, room__isnull=False
    ).exclude(id__in=list(but))
    return found


def list_free_rooms(
    branch: Branch,
    arrival: date,
    departure: date,
    *,
    room_type_id: UUID | None,
    is_now: bool,
    but: UUID | None = None,
) -> list[FreeRoom]:
    """The rooms free for all of these nights, those of the type first, then by number. Two queries."""
    busy = set(
        busy_rooms(branch, arrival, departure, is_now=is_now, but=[but] if but else []).values_list(
            "room_id", flat=True
        )
    )
    rooms = Room.objects.filter(branch=branch, is_closed=False).select_related("room_type")
    listed = [room for room in rooms.order_by(Length("number"), "number") if room.id not in busy]
    free = [FreeRoom(room, room.room_type_id == room_type_id) for room in listed]
    return sorted(free, key=lambda each: not each.is_of_type)


def count_free(branch: Branch, arrival: date, departure: date) -> dict[str, int]:
    """How many rooms of each type may still be sold for these nights: those of the branch less the reservations that
    have one of its nights. Negative where more were sold than there are."""
    last = max(departure, arrival)
    counts: dict[str, int] = {}
    for code in Room.objects.filter(branch=branch, is_closed=False).values_list("room_type__code", flat=True):
        counts[code] = counts.get(code, 0) + 1
    sold = Reservation.objects.filter(
        branch=branch,
        status__in=(*EXPECTED, ReservationStatus.IN_HOUSE),
        room_type__isnull=False,
        arrival__lt=last,
        departure__gt=arrival,
        departure__gte=F("arrival"),
    )
    nights: dict[tuple[str, date], int] = {}
    for code, first, until in sold.values_list("room_type__code", "arrival", "departure"):
        day = max(first, arrival)
        while day < min(until, last):
            nights[code, day] = nights.get((code, day), 0) + 1
            day = date.fromordinal(day.toordinal() + 1)
    most = dict.fromkeys(counts, 0)
    for (code, _day), number in nights.items():
        most[code] = max(most.get(code, 0), number)
    return {code: number - most.get(code, 0) for code, number in counts.items()}


def take_room(
    row: Reservation,
    room_id: UUID | None,
    arrival: date,
    departure: date,
    *,
    is_shared: bool = False,
    is_now: bool = False,
) -> Room:
    """The room for these nights, locked so that nobody else takes it meanwhile. Refuses one of another branch, a
    closed one, and one that is taken, unless it is to be shared."""
    wanted = room_id or row.room_id
    if wanted is None:
        raise RoomMissing
    room = (
        Room.objects.select_for_update(of=("self",))
        .select_related("room_type")
        .filter(id=wanted, branch_id=row.branch_id)
        .first()
    )
    if room is None or (room.is_closed and room.id != row.room_id):
        raise RoomMissing
    taken = busy_rooms(row.branch, arrival, departure, is_now=is_now, but=[row.id]).filter(room_id=room.id)
    if not is_shared and taken.exists():
        raise RoomTaken(room.number)
    return room
