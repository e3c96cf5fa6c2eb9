"""The rows that guests hold, read for many guests at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

from huitouke.guests.differences import Dropped, digest_index
from huitouke.guests.models import ContactPoint, Document, Guest, GuestTag, Preference, Tag, Vehicle
from huitouke.guests.rows import document_index
from huitouke.guests.values.prepared import (
    ContactValue,
    DocumentValue,
    PreferenceValue,
    PreparedGuest,
    VehicleValue,
)
from huitouke.kernel.bulk import among
from huitouke.kernel.crypto import Sealer

FACT_MODELS: dict[str, type[ContactPoint | Document | Vehicle | Preference | GuestTag]] = {
    "contact": ContactPoint,
    "document": Document,
    "vehicle": Vehicle,
    "preference": Preference,
    "tag": GuestTag,
}
"""Kinds of rows that a revision may take off a profile."""

_DIGESTS = ("name_hash", "document_hash")


class HeldContact(NamedTuple):
    id: UUID
    record_id: UUID
    kind: str
    value: str
    extension: str
    is_relay: bool


class HeldDocument(NamedTuple):
    id: UUID
    record_id: UUID
    kind: str
    number_index: bytes


class HeldVehicle(NamedTuple):
    id: UUID
    record_id: UUID
    plate: str
    model: str
    colour: str


class HeldPreference(NamedTuple):
    id: UUID
    record_id: UUID
    kind: str
    text: str


class HeldTag(NamedTuple):
    id: UUID
    record_id: UUID
    name: str


@dataclass(slots=True)
class Holding:
    """The rows that one guest holds."""

    contacts: list[HeldContact] = field(default_factory=list)
    documents: list[HeldDocument] = field(default_factory=list)
    vehicles: list[HeldVehicle] = field(default_factory=list)
    preferences: list[HeldPreference] = field(default_factory=list)
    tags: list[HeldTag] = field(default_factory=list)

    def rows(
        self, kind: str
    ) -> Sequence[HeldContact | HeldDocument | HeldVehicle | HeldPreference | HeldTag]:
        """The rows of a kind of `FACT_MODELS`."""
        found: dict[str, Sequence[HeldContact | HeldDocument | HeldVehicle | HeldPreference | HeldTag]] = {
            "contact": self.contacts,
            "document": self.documents,
            "vehicle": self.vehicles,
            "preference": self.preferences,
            "tag": self.tags,
        }
        return found[kind]

    def without(self, removals: Mapping[str, Collection[UUID]]) -> "Holding":
        """What is left when these rows are taken off."""
        gone = {row_id for ids in removals.values() for row_id in ids}
        if not gone:
            return self
        return Holding(
            [row for row in self.contacts if row.id not in gone],
            [row for row in self.documents if row.id not in gone],
            [row for row in self.vehicles if row.id not in gone],
            [row for row in self.preferences if row.id not in gone],
            [row for row in self.tags if row.id not in gone],
        )


def load_holdings(guest_ids: Iterable[UUID]) -> dict[UUID, Holding]:
    """What each of these guests holds. Six queries, however many guests."""
    holdings = {guest_id: Holding() for guest_id in guest_ids}
    whose = {"guest_id__in": among(holdings)}
    contacts = ContactPoint.objects.filter(**whose).order_by("id")
    for owner, *cells in contacts.values_list(
        "guest_id", "id", "record_id", "kind", "value", "extension", "is_relay"
    ):
        holdings[owner].contacts.append(HeldContact._make(cells))
    documents = Document.objects.filter(**whose).order_by("id")
    for owner, row_id, record_id, kind, index in documents.values_list(
        "guest_id", "id", "record_id", "kind", "number_index"
    ):
        holdings[owner].documents.append(HeldDocument(row_id, record_id, kind, bytes(index)))
    vehicles = Vehicle.objects.filter(**whose).order_by("id")
    for owner, *cells in vehicles.values_list("guest_id", "id", "record_id", "plate", "model", "colour"):
        holdings[owner].vehicles.append(HeldVehicle._make(cells))
    preferences = Preference.objects.filter(**whose).order_by("id")
    for owner, *cells in preferences.values_list("guest_id", "id", "record_id", "kind", "text"):
        holdings[owner].preferences.append(HeldPreference._make(cells))
    tags = GuestTag.objects.filter(**whose).order_by("id")
    # Names apart: joined, the planner walks every holder of a tag.
    held = list(tags.values_list("guest_id", "id", "record_id", "tag_id"))
    names = dict(Tag.objects.filter(id__in=among({tag_id for *_, tag_id in held})).values_list("id", "name"))
    for owner, row_id, record_id, tag_id in held:
        holdings[owner].tags.append(HeldTag(row_id, record_id, names[tag_id]))
    return holdings


def present_rows(holding: Holding, removals: Mapping[str, Collection[UUID]]) -> dict[str, list[UUID]]:
    """Of the rows to take off, those that the guest has, and those that say the same: two profiles that became one may
    both have told it. Ids as text are a mistake of the caller's, and raise."""
    if not all(isinstance(each, UUID) for ids in removals.values() for each in ids):
        raise TypeError("rows are taken off by their ids, not by texts")
    found = {}
    for kind, ids in removals.items():
        rows = holding.rows(kind)
        meant = {_said(row) for row in rows if row.id in set(ids)}
        found[kind] = [row.id for row in rows if _said(row) in meant]
    return {kind: ids for kind, ids in found.items() if ids}


def _said(row: HeldContact | HeldDocument | HeldVehicle | HeldPreference | HeldTag) -> tuple[object, ...]:
    """What a row says, by which it is the same as another."""
    if isinstance(row, HeldContact):
        return row.kind, row.value, row.extension
    if isinstance(row, HeldDocument):
        return row.kind, row.number_index
    if isinstance(row, HeldVehicle):
        return (row.plate,)
    return (row.kind, row.text) if isinstance(row, HeldPreference) else (row.name,)


def rows_gone(holding: Holding, dropped: Dropped, record_ids: Collection[UUID]) -> dict[str, list[UUID]]:
    """Ids of the rows that came with these records and that the newest of them no longer tells."""
    if not dropped:
        return {}
    own = set(record_ids)
    found = {
        "contact": [
            row.id
            for row in holding.contacts
            if row.record_id in own and (row.kind, row.value) in dropped.contacts
        ],
        "document": [
            row.id
            for row in holding.documents
            if row.record_id in own and row.number_index in dropped.documents
        ],
        "vehicle": [
            row.id for row in holding.vehicles if row.record_id in own and row.plate in dropped.plates
        ],
        "preference": [
            row.id
            for row in holding.preferences
            if row.record_id in own and (row.kind, row.text) in dropped.wishes
        ],
        "tag": [row.id for row in holding.tags if row.record_id in own and row.name in dropped.tags],
    }
    return {kind: ids for kind, ids in found.items() if ids}


def tells_anything(prepared: PreparedGuest) -> bool:
    """Whether there is any row to add."""
    return any(
        (
            prepared.contacts,
            prepared.documents,
            prepared.hashes,
            prepared.vehicles,
            prepared.preferences,
            prepared.tags,
            prepared.notes,
        )
    )


def without_known(ring: Sealer, holding: Holding, prepared: PreparedGuest) -> PreparedGuest:
    """The prepared rows that the guest does not have yet."""
    if not tells_anything(prepared):
        return prepared
    contacts = {(row.kind, row.value, row.extension) for row in holding.contacts}
    indexes = {row.number_index for row in holding.documents}
    wishes = {(row.kind, row.text) for row in holding.preferences}
    cars = {row.plate: (row.model, row.colour) for row in holding.vehicles}
    tags = {row.name for row in holding.tags}
    return replace(
        prepared,
        contacts=tuple(c for c in prepared.contacts if (c.kind, c.value, c.extension) not in contacts),
        documents=tuple(
            d for d in prepared.documents if document_index(ring, d.kind, d.number) not in indexes
        ),
        hashes=tuple(h for h in prepared.hashes if digest_index(ring, h) not in indexes),
        preferences=tuple(w for w in prepared.preferences if (w.kind, w.text) not in wishes),
        vehicles=tuple(car for car in prepared.vehicles if _tells_more(car, cars.get(car.plate))),
        tags=tuple(tag for tag in prepared.tags if tag not in tags),
    )


def _tells_more(car: VehicleValue, known: tuple[str, str] | None) -> bool:
    """Whether a car is new, or has a model or colour that is not known of it."""
    if known is None:
        return True
    return any(told and told != had for told, had in zip((car.model, car.colour), known, strict=True))


def known_of(guest: Guest, holding: Holding) -> PreparedGuest:
    """What is known of a stored guest, in the shape that completeness is told from; numbers stay sealed."""
    return PreparedGuest(
        name=guest.name,
        form_of_address=guest.form_of_address,
        sex=guest.sex,
        birth_date=guest.birth_date,
        birthday_month=guest.birthday_month,
        nationality=guest.nationality,
        address=guest.address or guest.home_address or guest.work_address,
        company=guest.company,
        contacts=tuple(ContactValue(row.kind, "", "", "", row.is_relay) for row in holding.contacts),
        documents=tuple(DocumentValue(row.kind, "") for row in holding.documents if row.kind not in _DIGESTS),
        preferences=tuple(PreferenceValue(row.kind, row.text) for row in holding.preferences),
    )
