"""The rooms of one booking that a message leaves out: they are cancelled, or as the booking as a whole is.

A booking of several rooms comes as one element, of which each room is a reservation of its own (`id`, `id#2` ...). When
a message tells of fewer rooms than are known, it says something about the others too; and when an older message makes a
room known, what newer ones say of it must be heard. Both are parts made from the same data for another room.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from huitouke.connectors.messages.parts import booking_of, room_data, room_id
from huitouke.intake.queries import read_contents, told_records
from huitouke.stays.services.records import RESERVATION, Part
from huitouke.stays.told import Told

_KNOWN_SQL: Final = """
SELECT DISTINCT r.external_id FROM unnest(%s::text[]) AS booking
JOIN intake_sourcerecord r
  ON r.system = %s AND r.external_id > booking || '#' AND r.external_id < booking || '$'"""


def with_other_rooms(
    system: str, parts: Sequence[Part], told_of: Callable[[str, Mapping[str, Any]], Told]
) -> list[Part]:
    """The parts of some messages, each list of rooms that a message gave followed by what it says of rooms that it left
    out. One query where no booking has several rooms; `told_of` reads data of a kind."""
    bookings = {booking_of(part.external_id)[0] for part in parts}
    stored = _stored_rooms(system, bookings)
    in_batch: dict[str, set[int]] = {}
    for part in parts:
        booking, room = booking_of(part.external_id)
        in_batch.setdefault(booking, set()).add(room)
    several = {booking for booking in bookings if len(in_batch[booking] | stored.get(booking, set())) > 1}
    if not several:
        return list(parts)
    found = list(parts)
    for group in _by_message(part for part in parts if booking_of(part.external_id)[0] in several):
        booking = booking_of(group[0].external_id)[0]
        told = {booking_of(part.external_id)[1] for part in group}
        for room in sorted((in_batch[booking] | stored.get(booking, set())) - told):
            found.append(_other_room(group[0], booking, room, told_of))
    return found + _heard_again(system, several, in_batch, stored, told_of)


def _stored_rooms(system: str, bookings: Iterable[str]) -> dict[str, set[int]]:
    """Rooms beyond the first of which records are kept, by booking."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_SQL, [[RESERVATION + booking for booking in sorted(bookings)], system])
        rows = cursor.fetchall()
    found: dict[str, set[int]] = {}
    for (external_id,) in rows:
        booking, room = booking_of(external_id.removeprefix(RESERVATION))
        if room:
            found.setdefault(booking, {0}).add(room)
    return found


def _by_message(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts in groups of one booking in one message: a room that comes again begins the next group."""
    groups: dict[str, list[list[Part]]] = {}
    for part in parts:
        mine = groups.setdefault(booking_of(part.external_id)[0], [[]])
        if any(each.external_id == part.external_id for each in mine[-1]):
            mine.append([])
        mine[-1].append(part)
    return [group for found in groups.values() for group in found if group]


def _other_room(
    part: Part, booking: str, room: int, told_of: Callable[[str, Mapping[str, Any]], Told]
) -> Part:
    data = room_data(part.data, room)
    return Part(room_id(booking, room), part.kind, data, told_of(part.kind, data), part.told_at)


def _heard_again(
    system: str,
    several: Iterable[str],
    in_batch: Mapping[str, set[int]],
    stored: Mapping[str, set[int]],
    told_of: Callable[[str, Mapping[str, Any]], Told],
) -> list[Part]:
    """What records of a booking that came before say of rooms that only now become known."""
    new = {booking: in_batch[booking] - stored.get(booking, {0}) for booking in several}
    new = {booking: rooms for booking, rooms in new.items() if rooms}
    if not new:
        return []
    known = told_records(system, [RESERVATION + booking for booking in sorted(new)])
    contents = read_contents([record.record_id for records in known.values() for record in records])
    found = []
    for booking, rooms in new.items():
        for record in known.get(RESERVATION + booking, []):
            content = contents.get(record.record_id)
            if content:
                kept = Part(booking, content["kind"], content["data"], Told(), record.told_at)
                found += [_other_room(kept, booking, room, told_of) for room in sorted(rooms)]
    return found
