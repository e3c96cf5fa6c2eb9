"""A reservation on its way from its records to its row."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final
from uuid import UUID

from huitouke.access.models import Branch
from huitouke.guests.models import Guest, GuestAlias
from huitouke.stays.choices import PersonRole
from huitouke.stays.ids import derived_id
from huitouke.stays.models import Reservation
from huitouke.stays.services.drafts import row_values
from huitouke.stays.services.records import Folded
from huitouke.stays.services.references import References
from huitouke.stays.told import Told, ToldPerson

PERSON: Final = "guest:"
"""What the external id of a record about a person of a message begins with."""
_NOT_COMPARED: Final = frozenset({"record_id", "told_at"})

PersonRow = tuple[str, int, UUID | None, str, str]
"""Role, position among those of the role, guest, the sender's id of the profile, name."""


@dataclass(frozen=True, slots=True)
class People:
    """Whose the tellings are: the guest of each person's id, the guests chosen from the archive who are there still, by
    the id that was chosen, and the ids of people who were erased."""

    guests: Mapping[str, UUID]
    chosen: Mapping[UUID, UUID] = field(default_factory=dict)
    erased: Collection[str] = ()


@dataclass(slots=True)
class ReservationRow:
    """What the row of a reservation is to be, what it was, and what of it changes."""

    id: UUID
    place: Folded
    values: dict[str, Any]
    persons: list[PersonRow]
    before: Reservation | None = None
    changed: list[str] = field(default_factory=list)

    def differences(self, stored: Reservation) -> list[str]:
        """The columns that a stored row has otherwise."""
        return [
            name
            for name, value in self.values.items()
            if name not in _NOT_COMPARED and not _equal(getattr(stored, name), value)
        ]


def rows_of(
    branch: Branch, system: str, folded: Iterable[Folded], *, people: People, references: References
) -> list[ReservationRow]:
    """The rows of these reservations, but for their groups; those of which no date is known are left out."""
    rows = []
    for place in folded:
        if place.told.arrival is None:
            continue
        values = row_values(place, place.told.arrival, branch, references)
        persons = list(_person_rows(place, people))
        staying = (guest for role, _at, guest, _id, _name in persons if role == PersonRole.GUEST and guest)
        values["guest_id"] = next(staying, None)
        rows.append(
            ReservationRow(
                derived_id("reservation", branch.id, system, place.external_id), place, values, persons
            )
        )
    return rows


def person_key(reservation: str, person: ToldPerson, position: int) -> str:
    """Under which id a person's record is kept: their profile's, else their place in the reservation."""
    return PERSON + (person.external_id or f"{reservation}/{person.role}{position}")


def numbered(told: Told) -> Iterable[tuple[int, ToldPerson]]:
    """The persons with their position among those of their role."""
    counts: dict[str, int] = {}
    for person in told.persons or ():
        position = counts.get(person.role, 0)
        counts[person.role] = position + 1
        yield position, person


def has_profile(person: ToldPerson, told: Told) -> bool:
    """Whether a profile is made or changed by this telling: never of a bare name, but of the one guest of a
    reservation that is no group's; nor of somebody of whom nothing but the id is told."""
    if person.guest or not person.raw:
        return False
    if not person.is_bare:
        return True
    return person.role == PersonRole.GUEST and bool(person.name) and not told.group


def chosen_guests(folded: Iterable[Folded]) -> dict[UUID, UUID]:
    """Of the guests chosen from the archive who are there still, the id under which they are kept now, by the id that
    was chosen. One query at most."""
    ids = {UUID(person.guest) for place in folded for person in place.told.persons or () if person.guest}
    if not ids:
        return {}
    own = Guest.objects.filter(id__in=ids).order_by().values_list("id", "id")
    had = GuestAlias.objects.filter(id__in=ids).order_by().values_list("id", "guest_id")
    return dict(own.union(had))


def _person_rows(place: Folded, people: People) -> Iterable[PersonRow]:
    for position, person in numbered(place.told):
        key = person_key(place.external_id, person, position)
        guest_id = people.guests.get(key)
        if person.guest:
            guest_id = people.chosen.get(UUID(person.guest))
        is_erased = key in people.erased
        name = "" if guest_id or is_erased else person.name
        if guest_id or name or (person.external_id and not is_erased):
            yield person.role, position, guest_id, person.external_id, name


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a row as JSON may hold them; dates are left to `bulk`."""
    return {name: value.isoformat() if isinstance(value, time) else value for name, value in values.items()}


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
