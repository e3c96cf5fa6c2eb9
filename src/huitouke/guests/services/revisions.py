"""Changing a profile when a new source record speaks: from the desk, or a newer version from a system.

Rule of this slice (docs/domain/profile-fields.md): what staff typed stands against what systems send; among
versions of one system the newest speaks; a value that a system no longer sends goes, unless staff typed it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from huitouke.guests.models import ContactPoint, Document, Guest, GuestTag, Note, Preference, Vehicle
from huitouke.guests.rows import (
    COLUMNS,
    GUEST,
    GUEST_TAG,
    WARNING_KINDS,
    WRITE_ORDER,
    ProfileEncoder,
    birthday_key,
    document_index,
)
from huitouke.guests.services.lexicon import list_searched
from huitouke.guests.services.profiles import ensure_tags
from huitouke.guests.values.completeness import completeness_of
from huitouke.guests.values.particulars import ADDRESSES
from huitouke.guests.values.prepared import (
    ContactValue,
    DocumentValue,
    HashValue,
    PreferenceValue,
    PreparedGuest,
    VehicleValue,
)
from huitouke.guests.values.search import search_columns
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import Sealer, sealer

BIRTHDAY_COLUMNS = (
    "birthday_calendar",
    "birthday_year",
    "birthday_month",
    "birthday_day",
    "birthday_leap",
)

TARGET_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "latin_name": ("latin_name",),
    "form_of_address": ("form_of_address",),
    "sex": ("sex",),
    "birth_date": ("birth_date",),
    "kept_birthday": BIRTHDAY_COLUMNS,
    "nationality": ("nationality",),
    "language": ("language",),
    "company": ("company",),
    "position": ("position",),
    "address": ("address",),
    "region": ("region",),
    "postcode": ("postcode",),
    "home_address": ("home_address",),
    "home_region": ("home_region",),
    "home_postcode": ("home_postcode",),
    "work_address": ("work_address",),
    "work_region": ("work_region",),
    "work_postcode": ("work_postcode",),
    "occupation": ("occupation",),
    "native_place": ("native_place", "native_region"),
    "family": ("family",),
    "family_structure": ("family_structure",),
    "decision_maker": ("is_decision_maker",),
    "budget": ("budget_min", "budget_max", "budget_currency"),
    "need": ("need",),
    "usage": ("usage",),
    "birthday_reminder": ("is_birthday_muted",),
    "birthday_lead_days": ("birthday_lead_days",),
    "vip_grade": ("vip_grade",),
    "contact_preference": ("contact_preference",),
    "heard_from": ("heard_from",),
    "choice_reason": ("choice_reason",),
    "stay_confidential": ("is_stay_confidential",),
    "rate_confidential": ("is_rate_confidential",),
    "card_number": ("card_number",),
    "follow_up": ("follow_up",),
    "referred_by": ("referred_by",),
}
"""Single fields of a profile: the target of forms and files, and the columns that hold it."""

CUSTOM = "custom:"
"""What the target of a field that an administrator added begins with."""

FACT_MODELS: dict[str, type[ContactPoint | Document | Vehicle | Preference | GuestTag]] = {
    "contact": ContactPoint,
    "document": Document,
    "vehicle": Vehicle,
    "preference": Preference,
    "tag": GuestTag,
}
"""Kinds of rows that a revision may take off a profile."""


def is_single(target: str) -> bool:
    """Whether a target names a single field, be it one of the hotel's own."""
    return target in TARGET_COLUMNS or target.startswith(CUSTOM)


def values_of(holder: Guest | PreparedGuest, target: str) -> tuple[Any, ...]:
    """What a stored or prepared guest has in the columns of a single field."""
    if target.startswith(CUSTOM):
        return (holder.custom.get(target.removeprefix(CUSTOM)),)
    return tuple(getattr(holder, column) for column in TARGET_COLUMNS[target])


def with_followers(targets: Iterable[str]) -> list[str]:
    """The targets, with region and post code of every address that is among them: they follow its text, unless
    they are set in the same save."""
    found = dict.fromkeys(targets)
    for address, columns in ADDRESSES.items():
        if address in found:
            found |= dict.fromkeys(columns)
    return list(found)


@dataclass(frozen=True, slots=True)
class Revision:
    """What one record changes: single fields by target, rows to add, ids of rows to take off by kind."""

    prepared: PreparedGuest
    targets: frozenset[str] = frozenset()
    removals: Mapping[str, Sequence[UUID]] = field(default_factory=dict)


def apply_revision(
    guest: Guest,
    revision: Revision,
    *,
    record_id: UUID,
    encoder: ProfileEncoder,
    follow_up_ids: Mapping[str, UUID],
    is_desk: bool,
) -> list[str]:
    """Write a revision of a locked guest inside the caller's transaction; the names of what changed.

    Columns computed from others follow. From the desk, the fields set are held against systems from now on.
    """
    held = frozenset() if is_desk else frozenset(guest.field_sources)
    changed = _set_columns(guest, revision, follow_up_ids, held)
    if is_desk:
        guest.field_sources = {
            **guest.field_sources,
            **dict.fromkeys(sorted(revision.targets), str(record_id)),
        }
    changed += _remove_rows(guest, revision.removals)
    changed += _add_rows(guest, revision.prepared, record_id, encoder)
    _refresh_computed(guest)
    guest.updated_at = clock.now()
    guest.save()
    return sorted(set(changed))


def _set_columns(
    guest: Guest, revision: Revision, follow_up_ids: Mapping[str, UUID], held: frozenset[str]
) -> list[str]:
    changed = []
    for target in revision.targets:
        if target.startswith(CUSTOM):
            if _set_custom(guest, target.removeprefix(CUSTOM), revision.prepared.custom):
                changed.append(target)
            continue
        for column in TARGET_COLUMNS[target]:
            if column == "follow_up":
                column, value = "follow_up_id", follow_up_ids.get(revision.prepared.follow_up)
            else:
                value = getattr(revision.prepared, column)
            if getattr(guest, column) != value:
                setattr(guest, column, value)
                changed.append(target)
    prepared = revision.prepared
    if prepared.documents:
        # A new paper fills what is still empty, and never more; nor what staff have emptied.
        for column in ("birth_date", "sex"):
            if column not in held and not getattr(guest, column) and getattr(prepared, column):
                setattr(guest, column, getattr(prepared, column))
                changed.append(column)
    return changed


def _set_custom(guest: Guest, code: str, values: Mapping[str, Any]) -> bool:
    """Set or clear a field of the hotel's own; whether it took another value."""
    value = values.get(code)
    if guest.custom.get(code) == value:
        return False
    kept = {key: each for key, each in guest.custom.items() if key != code}
    guest.custom = kept if value is None else {**kept, code: value}
    return True


def _remove_rows(guest: Guest, removals: Mapping[str, Sequence[UUID]]) -> list[str]:
    changed = []
    for kind, ids in removals.items():
        deleted, _by_model = FACT_MODELS[kind].objects.filter(guest=guest, id__in=list(ids)).delete()
        if deleted:
            changed.append(kind)
    return changed


def _add_rows(guest: Guest, prepared: PreparedGuest, record_id: UUID, encoder: ProfileEncoder) -> list[str]:
    fresh = without_known(guest, prepared)
    fresh, retold = _retell_vehicles(guest, fresh)
    rows = encoder.encode(fresh, guest.id, record_id)
    rows.pop(GUEST)
    if fresh.tags:
        tag_ids = ensure_tags(fresh.tags)
        rows[GUEST_TAG] = encoder.tag_lines(guest.id, record_id, [tag_ids[name] for name in fresh.tags])
    for table in WRITE_ORDER:
        bulk.copy_lines(table, COLUMNS[table], rows.get(table, b""))
    return [table.removeprefix("guests_") for table in rows] + (["vehicle"] if retold else [])


def _retell_vehicles(guest: Guest, fresh: PreparedGuest) -> tuple[PreparedGuest, bool]:
    """Give known cars the model and colour that are told of them now; the cars that are left are new."""
    known = {car.plate: car for car in guest.vehicles.all()} if fresh.vehicles else {}
    retold = False
    for told in fresh.vehicles:
        car = known.get(told.plate)
        if car is not None:
            car.model, car.colour = told.model or car.model, told.colour or car.colour
            car.save(update_fields=["model", "colour"])
            retold = True
    return replace(fresh, vehicles=tuple(car for car in fresh.vehicles if car.plate not in known)), retold


def present_rows(guest: Guest, removals: Mapping[str, Sequence[UUID]]) -> dict[str, list[UUID]]:
    """Of the rows to take off, those that this guest has."""
    found = {
        kind: list(
            FACT_MODELS[kind].objects.filter(guest=guest, id__in=list(ids)).values_list("id", flat=True)
        )
        for kind, ids in removals.items()
        if ids
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


def without_known(guest: Guest, prepared: PreparedGuest) -> PreparedGuest:
    """The prepared rows that this guest does not have yet."""
    contacts = set(guest.contacts.values_list("kind", "value", "extension"))
    indexes = {bytes(index) for index in guest.documents.values_list("number_index", flat=True)}
    wishes = set(guest.preferences.values_list("kind", "text"))
    cars = {
        plate: (model, colour)
        for plate, model, colour in guest.vehicles.values_list("plate", "model", "colour")
    }
    tags = set(guest.guest_tags.values_list("tag__name", flat=True))
    ring = sealer()
    return replace(
        prepared,
        contacts=tuple(c for c in prepared.contacts if (c.kind, c.value, c.extension) not in contacts),
        documents=tuple(
            d for d in prepared.documents if document_index(ring, d.kind, d.number) not in indexes
        ),
        hashes=tuple(h for h in prepared.hashes if _digest_index(ring, h) not in indexes),
        preferences=tuple(w for w in prepared.preferences if (w.kind, w.text) not in wishes),
        vehicles=tuple(car for car in prepared.vehicles if _tells_more(car, cars.get(car.plate))),
        tags=tuple(tag for tag in prepared.tags if tag not in tags),
    )


def _tells_more(car: VehicleValue, known: tuple[str, str] | None) -> bool:
    """Whether a car is new, or has a model or colour that is not known of it."""
    if known is None:
        return True
    return any(told and told != had for told, had in zip((car.model, car.colour), known, strict=True))


def _digest_index(ring: Sealer, digest: HashValue) -> bytes:
    return document_index(ring, f"{digest.kind}_hash", digest.digest)


def _refresh_computed(guest: Guest) -> None:
    columns = search_columns(guest.name, guest.latin_name, guest.company, list_searched(guest.custom))
    guest.name_key, guest.pinyin, guest.initials = columns.name_key, columns.pinyin, columns.initials
    guest.grams, guest.search_keys = list(columns.grams), columns.search_keys
    guest.birthday_key = birthday_key(guest)
    wishes = tuple(PreferenceValue(*row) for row in guest.preferences.values_list("kind", "text"))
    guest.has_warning = any(wish.kind in WARNING_KINDS for wish in wishes)
    guest.completeness = completeness_of(known_of(guest, wishes))


def known_of(guest: Guest, wishes: tuple[PreferenceValue, ...]) -> PreparedGuest:
    """What is known of a stored guest, in the shape that completeness is told from; numbers stay sealed."""
    digests = ("name_hash", "document_hash")
    return PreparedGuest(
        name=guest.name,
        form_of_address=guest.form_of_address,
        sex=guest.sex,
        birth_date=guest.birth_date,
        birthday_month=guest.birthday_month,
        nationality=guest.nationality,
        address=guest.address or guest.home_address or guest.work_address,
        company=guest.company,
        contacts=tuple(
            ContactValue(kind, "", "", "", is_relay)
            for kind, is_relay in guest.contacts.values_list("kind", "is_relay")
        ),
        documents=tuple(
            DocumentValue(kind, "")
            for kind in guest.documents.values_list("kind", flat=True)
            if kind not in digests
        ),
        preferences=wishes,
    )


def changes_between(before: PreparedGuest, after: PreparedGuest) -> frozenset[str]:
    """The single fields that two versions of a system's record tell differently."""
    custom = {CUSTOM + code for code in before.custom.keys() | after.custom.keys()}
    return frozenset(
        target
        for target in (*TARGET_COLUMNS, *custom)
        if values_of(before, target) != values_of(after, target)
    )


def added_between(before: PreparedGuest, after: PreparedGuest) -> PreparedGuest:
    """The newer version with only those rows that the older one did not have."""
    return replace(
        after,
        contacts=_new(before.contacts, after.contacts),
        documents=_new(before.documents, after.documents),
        hashes=_new(before.hashes, after.hashes),
        vehicles=_new(before.vehicles, after.vehicles),
        preferences=_new(before.preferences, after.preferences),
        tags=_new(before.tags, after.tags),
        notes=_new(before.notes, after.notes),
    )


def _new(before: Iterable[Any], after: Iterable[Any]) -> tuple[Any, ...]:
    known = set(before)
    return tuple(value for value in after if value not in known)


def gone_between(
    guest: Guest, before: PreparedGuest, after: PreparedGuest, record_ids: Sequence[UUID]
) -> dict[str, list[UUID]]:
    """Ids of the guest's rows that came with these records and that the newer version no longer tells."""
    ring = sealer()
    gone: dict[str, list[UUID]] = {}

    def collect(kind: str, rows: Iterable[tuple[Any, ...]], dropped: set[Any]) -> None:
        ids = [row[0] for row in rows if dropped and _as_key(row[1:]) in dropped]
        if ids:
            gone[kind] = ids

    own = {"record_id__in": list(record_ids)}
    contacts = {(c.kind, c.value) for c in _new(after.contacts, before.contacts)}
    collect("contact", guest.contacts.filter(**own).values_list("id", "kind", "value"), contacts)
    papers = {document_index(ring, d.kind, d.number) for d in _new(after.documents, before.documents)}
    papers |= {_digest_index(ring, digest) for digest in _new(after.hashes, before.hashes)}
    collect("document", guest.documents.filter(**own).values_list("id", "number_index"), papers)
    collect(
        "vehicle",
        guest.vehicles.filter(**own).values_list("id", "plate"),
        {car.plate for car in before.vehicles} - {car.plate for car in after.vehicles},
    )
    wishes = {(w.kind, w.text) for w in _new(after.preferences, before.preferences)}
    collect("preference", guest.preferences.filter(**own).values_list("id", "kind", "text"), wishes)
    tags = set(_new(after.tags, before.tags))
    collect("tag", guest.guest_tags.filter(**own).values_list("id", "tag__name"), tags)
    return gone


def _as_key(values: tuple[Any, ...]) -> Any:
    if len(values) == 1:
        return bytes(values[0]) if isinstance(values[0], memoryview) else values[0]
    return values


def write_note(
    guest: Guest,
    *,
    record_id: UUID,
    text: str,
    purpose: str,
    expires_on: date | None,
    author_id: UUID | None,
    author_name: str,
) -> Note:
    """Put a note on a profile."""
    note: Note = Note.objects.create(
        guest=guest,
        record_id=record_id,
        text=text,
        purpose=purpose,
        expires_on=expires_on,
        author_id=author_id,
        author_name=author_name,
    )
    return note


def drop_notes(guest: Guest, note_ids: Sequence[UUID]) -> int:
    """Delete notes of a guest; how many there were."""
    deleted, _by_model = Note.objects.filter(guest=guest, id__in=list(note_ids)).delete()
    return deleted
