"""The one way in which reservations come to be and change: parts of records, whoever sent them, become rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.identity.earlier import find_earlier
from huitouke.identity.rows import Source
from huitouke.identity.services.people import Admitted, Person, admit_people
from huitouke.kernel import bulk, clock
from huitouke.kernel.history import told_by_each
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish_each
from huitouke.stays import events
from huitouke.stays.choices import ReservationStatus
from huitouke.stays.ids import derived_id
from huitouke.stays.models import Reservation, ReservationGroup, ReservationPerson
from huitouke.stays.rows import (
    PERSON_COLUMNS,
    PERSON_TABLE,
    RESERVATION_COLUMNS,
    RESERVATION_TABLE,
    reservation_line,
)
from huitouke.stays.services.folio_lines import post_told_lines
from huitouke.stays.services.people_found import settle_people_found
from huitouke.stays.services.records import RESERVATION, Folded, Part, lock_told, take_parts
from huitouke.stays.services.references import References
from huitouke.stays.services.room_nights import settle_room_nights
from huitouke.stays.services.rows import (
    People,
    ReservationRow,
    as_json,
    chosen_guests,
    has_profile,
    numbered,
    person_key,
    rows_of,
)
from huitouke.stays.told import Told

_EVENT_OF: Final = {
    ReservationStatus.CANCELLED: events.RESERVATION_CANCELLED,
    ReservationStatus.NO_SHOW: events.RESERVATION_NO_SHOW,
    ReservationStatus.IN_HOUSE: events.STAY_CHECKED_IN,
    ReservationStatus.CHECKED_OUT: events.STAY_CHECKED_OUT,
}


@dataclass(slots=True)
class Applied:
    """What became of some parts: how many said something new (`fresh` are they) or were known word for word, and the
    reservations concerned by the sender's id; of one in `waiting` nothing but a cancellation or a bill is known yet."""

    applied: int = 0
    unchanged: int = 0
    fresh: list[Part] = field(default_factory=list)
    reservations: dict[str, UUID] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)


def apply_parts(*, actor: Actor, branch: Branch, source: Source, parts: Sequence[Part]) -> Applied:
    """Store these parts and make the reservations of the branch what all their records say, inside the caller's
    transaction.

    A part that is known word for word changes nothing; parts in any order end in the same rows. Codes that nobody has
    said the meaning of are put on the list of those to be mapped. The number of statements does not grow with that of
    parts. The right to do so is the caller's to ask.
    """
    told = [part.told for part in parts]
    lock_told(source.system, [*(RESERVATION + part.external_id for part in parts), *_person_ids(parts)])
    admitted = _admit(actor, source, parts)
    untold = {
        part.external_id
        for part in parts
        for position, person in numbered(part.told)
        if person_key(part.external_id, person, position) in admitted.erased
    }
    folded = take_parts(source, parts, untold)
    done = Applied(fresh=[part for place in folded for part in place.fresh])
    done.applied = len(done.fresh)
    done.unchanged = len(parts) - done.applied
    guests = _guests_of(source, folded, admitted)
    chosen = chosen_guests(folded)
    references = References.load(source.system, branch, [*told, *(place.told for place in folded)])
    groups = _groups_of(branch, source.system, folded)
    rows = rows_of(
        branch, source.system, folded, people=People(guests, chosen, admitted.erased), references=references
    )
    done.reservations = {row.place.external_id: row.id for row in rows}
    done.waiting = [place.external_id for place in folded if place.told.arrival is None]
    for row in rows:
        row.values["group_id"] = groups.get(row.place.told.group or "")
    references.note_unknown()
    _write(actor, branch, source.system, rows)
    settle_people_found(actor=actor, system=source.system, guests=admitted.guests)
    post_told_lines(
        actor=actor, branch=branch, system=source.system, told=_lines_of(rows), references=references
    )
    _publish(rows)
    return done


def _person_ids(parts: Iterable[Part]) -> list[str]:
    return [
        person_key(part.external_id, person, position)
        for part in parts
        for position, person in numbered(part.told)
        if has_profile(person, part.told)
    ]


def _admit(actor: Actor, source: Source, parts: Iterable[Part]) -> Admitted:
    people = [
        Person(person_key(part.external_id, person, position), person.raw, part.told_at)
        for part in parts
        for position, person in numbered(part.told)
        if has_profile(person, part.told)
    ]
    return admit_people(actor=actor, source=source, people=people) if people else Admitted()


def _guests_of(source: Source, folded: Sequence[Folded], admitted: Admitted) -> Mapping[str, UUID]:
    """The guest behind each person's id, also of those of whom only earlier records told."""
    told_before = {
        key
        for place in folded
        for position, person in numbered(place.told)
        if (key := person_key(place.external_id, person, position)) not in admitted.guests
    }
    earlier = find_earlier(source.system, sorted(told_before - admitted.erased)) if told_before else {}
    return admitted.guests | {key: each.guest_id for key, each in earlier.items()}


def _groups_of(branch: Branch, system: str, folded: Sequence[Folded]) -> dict[str, UUID]:
    """The groups that are named, new ones made. Two statements at most."""
    named = {place.told.group: place.told.group_name or "" for place in folded if place.told.group}
    if not named:
        return {}
    rows = [
        ReservationGroup(
            id=derived_id("group", branch.id, system, external_id),
            branch=branch,
            system=system,
            external_id=external_id,
            name=name,
        )
        for external_id, name in sorted(named.items())
    ]
    fields = ["name"]
    known = [row for row in rows if row.name]
    ReservationGroup.objects.bulk_create([row for row in rows if not row.name], ignore_conflicts=True)
    ReservationGroup.objects.bulk_create(
        known, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
    return {row.external_id: row.id for row in rows}


def _write(actor: Actor, branch: Branch, system: str, rows: Sequence[ReservationRow]) -> None:
    """The rows of reservations and their people, as they are to be."""
    if not rows:
        return
    held = Reservation.objects.select_for_update(of=("self",), no_key=True).filter(
        id__in=bulk.among(row.id for row in rows)
    )
    before = {each.id: each for each in held.order_by("id")}
    new: list[bytes] = []
    now = clock.now()
    for row in rows:
        row.before = before.get(row.id)
        if row.before is None:
            new.append(_line_of(row, branch, system, now))
        else:
            row.changed = row.differences(row.before)
    bulk.copy_lines(RESERVATION_TABLE, RESERVATION_COLUMNS, b"".join(new))
    changed = [row for row in rows if row.changed]
    if changed:
        columns = [*sorted(changed[0].values), "updated_at"]
        with told_by_each(actor_id=actor.id, records={row.id: row.place.record_id for row in changed}):
            bulk.update_rows(
                Reservation._meta.db_table,
                columns,
                [{"id": row.id, **as_json(row.values), "updated_at": now} for row in changed],
            )
    _write_persons(rows)
    settle_room_nights(branch, [row.id for row in rows if row.before is None or row.changed])


def _write_persons(rows: Sequence[ReservationRow]) -> None:
    ids = [row.id for row in rows]
    held: dict[UUID, set[tuple[str, int, UUID | None, str, str]]] = {}
    for each in ReservationPerson.objects.filter(reservation_id__in=bulk.among(ids)):
        told = (each.role, each.position, each.guest_id, each.external_id, each.name)
        held.setdefault(each.reservation_id, set()).add(told)
    other = [row for row in rows if held.get(row.id, set()) != set(row.persons)]
    if not other:
        return
    ReservationPerson.objects.filter(
        reservation_id__in=bulk.among(row.id for row in other if row.id in held)
    ).delete()
    lines = [
        bulk.line((uuid7(), row.id, role, position, guest_id, external_id, name))
        for row in other
        for role, position, guest_id, external_id, name in row.persons
    ]
    bulk.copy_lines(PERSON_TABLE, PERSON_COLUMNS, b"".join(lines))


def _line_of(row: ReservationRow, branch: Branch, system: str, now: datetime) -> bytes:
    """A new reservation for COPY; its nights are settled afterwards."""
    return reservation_line(
        reservation_id=row.id,
        branch_id=branch.id,
        system=system,
        external_id=row.place.external_id,
        values=row.values,
        counted_nights=0,
        now=now,
        guest_id=row.values["guest_id"],
        group_id=row.values["group_id"],
    )


def _lines_of(rows: Sequence[ReservationRow]) -> list[tuple[UUID, UUID | None, Told, UUID]]:
    """Reservations of which lines of a bill are told: id, guest, what is told, the record."""
    return [
        (row.id, row.values["guest_id"], row.place.told, row.place.record_id)
        for row in rows
        if row.place.told.lines
    ]


def _publish(rows: Sequence[ReservationRow]) -> None:
    """One event for what happened to each: it came to be, it took another status, it changed."""
    found: dict[str, dict[UUID, dict[str, Any]]] = {}
    for row in rows:
        status = row.values["status"]
        if row.before is None:
            codes = [events.RESERVATION_MADE, *([_EVENT_OF[status]] if status in _EVENT_OF else [])]
        elif row.before.status != status:
            codes = [_EVENT_OF.get(status, events.RESERVATION_CHANGED)]
        elif row.changed:
            codes = [events.RESERVATION_CHANGED]
        else:
            continue
        guest_id = row.values["guest_id"]
        for code in codes:
            found.setdefault(code, {})[row.id] = {
                "reservation": str(row.id), "guest": str(guest_id) if guest_id else None,
            }  # fmt: skip
    for code, payloads in found.items():
        publish_each(code, payloads)
