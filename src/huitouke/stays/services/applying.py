"""The one way in which reservations come to be and change: parts of records, whoever sent them, become rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.guests.models import Guest
from huitouke.identity.earlier import find_earlier
from huitouke.identity.rows import Source
from huitouke.identity.services.people import Admitted, Person, admit_people
from huitouke.kernel import bulk, clock
from huitouke.kernel.history import told_by_each
from huitouke.kernel.outbox import publish_each
from huitouke.stays import events
from huitouke.stays.choices import PersonRole, ReservationStatus
from huitouke.stays.ids import derived_id
from huitouke.stays.models import Reservation, ReservationGroup, ReservationPerson
from huitouke.stays.services.drafts import row_values
from huitouke.stays.services.folio_lines import post_told_lines
from huitouke.stays.services.records import RESERVATION, Folded, Part, lock_told, take_parts
from huitouke.stays.services.references import References
from huitouke.stays.services.room_nights import settle_room_nights
from huitouke.stays.told import Told, ToldPerson

PERSON: Final = "guest:"
_NOT_COMPARED: Final = frozenset({"record_id", "told_at"})
_EVENT_OF: Final = {
    ReservationStatus.CANCELLED: events.RESERVATION_CANCELLED,
    ReservationStatus.NO_SHOW: events.RESERVATION_NO_SHOW,
    ReservationStatus.IN_HOUSE: events.STAY_CHECKED_IN,
    ReservationStatus.CHECKED_OUT: events.STAY_CHECKED_OUT,
}


@dataclass(slots=True)
class Applied:
    """What became of some parts: those that said something new, those known word for word, and the reservations
    concerned by the sender's id; of one in `waiting` nothing but a cancellation or a bill is known yet."""

    applied: int = 0
    unchanged: int = 0
    reservations: dict[str, UUID] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """A reservation on its way: what it was, and what it is to be."""

    id: UUID
    place: Folded
    before: Reservation | None
    values: dict[str, Any]
    persons: list[tuple[str, int, UUID | None, str, str]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


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
        for position, person in _numbered(part.told)
        if _person_key(part.external_id, person, position) in admitted.erased
    }
    folded = take_parts(source, parts, untold)
    done = Applied(applied=sum(len(place.fresh) for place in folded))
    done.unchanged = len(parts) - done.applied
    guests = _guests_of(source, folded, admitted)
    chosen = _chosen_guests(folded)
    references = References.load(source.system, branch, [*told, *(place.told for place in folded)])
    groups = _groups_of(branch, source.system, folded)
    rows = []
    for place in folded:
        reservation_id = derived_id("reservation", branch.id, source.system, place.external_id)
        arrival = place.told.arrival
        if arrival is None:
            done.waiting.append(place.external_id)
            continue
        done.reservations[place.external_id] = reservation_id
        values = row_values(place, arrival, branch, references)
        values["group_id"] = groups.get(place.told.group or "")
        row = _Row(reservation_id, place, None, values)
        row.persons = list(_person_rows(place, guests, chosen, admitted.erased))
        staying = (
            guest for role, _at, guest, _id, _name in row.persons if role == PersonRole.GUEST and guest
        )
        row.values["guest_id"] = next(staying, None)
        rows.append(row)
    references.note_unknown()
    _write(actor, branch, source.system, rows)
    post_told_lines(
        actor=actor, branch=branch, system=source.system, told=_lines_of(rows), references=references
    )
    _publish(rows)
    return done


def _person_key(reservation: str, person: ToldPerson, position: int) -> str:
    """Under which id a person's record is kept: their profile's, else their place in the reservation."""
    return PERSON + (person.external_id or f"{reservation}/{person.role}{position}")


def _numbered(told: Told) -> Iterable[tuple[int, ToldPerson]]:
    """The persons with their position among those of their role."""
    counts: dict[str, int] = {}
    for person in told.persons or ():
        position = counts.get(person.role, 0)
        counts[person.role] = position + 1
        yield position, person


def _has_profile(person: ToldPerson, told: Told) -> bool:
    """Whether a profile is made or changed by this telling: never of a bare name, but of the one guest of a
    reservation that is no group's."""
    if person.guest:
        return False
    if not person.is_bare:
        return True
    return person.role == PersonRole.GUEST and bool(person.name) and not told.group


def _person_ids(parts: Iterable[Part]) -> list[str]:
    return [
        _person_key(part.external_id, person, position)
        for part in parts
        for position, person in _numbered(part.told)
        if _has_profile(person, part.told)
    ]


def _admit(actor: Actor, source: Source, parts: Iterable[Part]) -> Admitted:
    people = [
        Person(_person_key(part.external_id, person, position), person.raw, part.told_at)
        for part in parts
        for position, person in _numbered(part.told)
        if _has_profile(person, part.told)
    ]
    return admit_people(actor=actor, source=source, people=people) if people else Admitted()


def _guests_of(source: Source, folded: Sequence[Folded], admitted: Admitted) -> Mapping[str, UUID]:
    """The guest behind each person's id, also of those of whom only earlier records told."""
    told_before = {
        key
        for place in folded
        for position, person in _numbered(place.told)
        if (key := _person_key(place.external_id, person, position)) not in admitted.guests
    }
    earlier = find_earlier(source.system, sorted(told_before - admitted.erased)) if told_before else {}
    return admitted.guests | {key: each.guest_id for key, each in earlier.items()}


def _chosen_guests(folded: Sequence[Folded]) -> set[UUID]:
    """Those of the guests chosen from the archive who are there still. One query at most."""
    ids = {UUID(person.guest) for place in folded for person in place.told.persons or () if person.guest}
    return set(Guest.objects.filter(id__in=ids).values_list("id", flat=True)) if ids else set()


def _person_rows(
    place: Folded, guests: Mapping[str, UUID], chosen: Collection[UUID], erased: Collection[str]
) -> Iterable[tuple[str, int, UUID | None, str, str]]:
    for position, person in _numbered(place.told):
        key = _person_key(place.external_id, person, position)
        guest_id = guests.get(key)
        if person.guest:
            guest_id = UUID(person.guest) if UUID(person.guest) in chosen else None
        name = "" if guest_id or key in erased else person.name
        if guest_id or name:
            yield person.role, position, guest_id, person.external_id, name


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


def _write(actor: Actor, branch: Branch, system: str, rows: Sequence[_Row]) -> None:
    """The rows of reservations and their people, as they are to be."""
    if not rows:
        return
    held = Reservation.objects.select_for_update(of=("self",)).filter(
        id__in=bulk.among(row.id for row in rows)
    )
    before = {each.id: each for each in held.order_by("id")}
    new: list[Reservation] = []
    now = clock.now()
    for row in rows:
        row.before = before.get(row.id)
        if row.before is None:
            new.append(
                Reservation(
                    id=row.id, branch=branch, system=system, external_id=row.place.external_id,
                    created_at=now, updated_at=now, **row.values,
                )
            )  # fmt: skip
        else:
            row.changed = [
                name
                for name, value in row.values.items()
                if name not in _NOT_COMPARED and not _equal(getattr(row.before, name), value)
            ]
    Reservation.objects.bulk_create(new)
    changed = [row for row in rows if row.changed]
    if changed:
        columns = [*sorted(changed[0].values), "updated_at"]
        with told_by_each(actor_id=actor.id, records={row.id: row.place.record_id for row in changed}):
            bulk.update_rows(
                Reservation._meta.db_table,
                columns,
                [{"id": row.id, **_plain(row.values), "updated_at": now} for row in changed],
            )
    _write_persons(rows)
    settle_room_nights(branch, [row.id for row in rows if row.before is None or row.changed])


def _write_persons(rows: Sequence[_Row]) -> None:
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
    ReservationPerson.objects.bulk_create(
        [
            ReservationPerson(
                reservation_id=row.id, role=role, position=position, guest_id=guest_id,
                external_id=external_id, name=name,
            )
            for row in other
            for role, position, guest_id, external_id, name in row.persons
        ]
    )  # fmt: skip


def _lines_of(rows: Sequence[_Row]) -> list[tuple[UUID, UUID | None, Told, UUID]]:
    """Reservations of which lines of a bill are told: id, guest, what is told, the record."""
    return [
        (row.id, row.values["guest_id"], row.place.told, row.place.record_id)
        for row in rows
        if row.place.told.lines
    ]


def _publish(rows: Sequence[_Row]) -> None:
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


def _equal(stored: Any, value: Any) -> bool:
    """Whether a column holds a value already; a share is told as text."""
    if stored is not None and value is not None and not isinstance(value, type(stored)):
        return str(stored) == str(value) or _as_number(stored) == _as_number(value)
    return bool(stored == value)


def _as_number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON may hold them; dates are left to `bulk`."""
    return {name: value.isoformat() if isinstance(value, time) else value for name, value in values.items()}
