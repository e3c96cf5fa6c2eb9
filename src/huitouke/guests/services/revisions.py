"""Changing profiles when new source records speak: from the desk, or newer versions from a system.

Rule of this slice (docs/domain/profile-fields.md): what staff typed stands against what systems send; among
versions of one system the newest speaks; a value that a system no longer sends goes, unless staff typed it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from huitouke.guests.differences import CUSTOM, TARGET_COLUMNS
from huitouke.guests.models import Guest, Note
from huitouke.guests.rows import (
    COLUMNS,
    GUEST,
    GUEST_TAG,
    VEHICLE,
    WARNING_KINDS,
    WRITE_ORDER,
    ProfileEncoder,
    birthday_key,
)
from huitouke.guests.services.holdings import (
    FACT_MODELS,
    HeldContact,
    HeldDocument,
    HeldPreference,
    HeldVehicle,
    Holding,
    known_of,
    without_known,
)
from huitouke.guests.services.lexicon import searched_codes
from huitouke.guests.services.profiles import ensure_tags
from huitouke.guests.values.completeness import completeness_of
from huitouke.guests.values.prepared import PreparedGuest, VehicleValue
from huitouke.guests.values.search import SearchColumns, search_columns, with_other_names
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import sealer

_NAMED_BY: Final = frozenset({"name", "latin_name", "company"})
"""Columns that the search columns are made of, beside the hotel's own fields."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What one record changes: single fields by target, rows to add, ids of rows to take off by kind."""

    prepared: PreparedGuest
    targets: frozenset[str] = frozenset()
    removals: Mapping[str, Sequence[UUID]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A revision of a locked guest, and the record that tells it."""

    guest: Guest
    revision: Revision
    record_id: UUID


def apply_revisions(
    changes: Sequence[Change],
    holdings: Mapping[UUID, Holding],
    *,
    encoder: ProfileEncoder,
    follow_up_ids: Mapping[str, UUID],
    is_desk: bool,
    own: Mapping[UUID, Holding] | None = None,
) -> dict[UUID, list[str]]:
    """Write revisions of locked guests, one a guest, inside the caller's transaction; the names of what changed, by
    guest. `holdings` are what the guests hold now. The number of statements does not grow with that of guests.

    Columns computed from others follow. From the desk, the fields set are held against systems from now on. `own` is
    what the profile of the record holds, of guests whom several profiles became.
    """
    writing = _Writing(encoder)
    told: dict[UUID, list[str]] = {}
    has_own = any(change.guest.custom or change.revision.prepared.custom for change in changes)
    searched = searched_codes() if has_own else ()
    for change in changes:
        guest = change.guest
        revised = revise(
            change,
            holdings[guest.id],
            follow_up_ids=follow_up_ids,
            searched=searched,
            is_desk=is_desk,
            own=(own or {}).get(guest.id),
        )
        names = writing.take(change, revised, holdings[guest.id])
        guest.updated_at = clock.now()
        told[guest.id] = sorted({*revised.names, *names})
    writing.write()
    return told


@dataclass(frozen=True, slots=True)
class Revised:
    """What a revision came to: targets and columns of the guest that took another value, the rows that are new, and the
    cars of which more is known, by the ids that they have."""

    names: list[str]
    columns: set[str]
    fresh: PreparedGuest
    cars: list[HeldVehicle]


def revise(
    change: Change,
    holding: Holding,
    *,
    follow_up_ids: Mapping[str, UUID],
    searched: Sequence[str],
    is_desk: bool,
    own: Holding | None = None,
) -> Revised:
    """Let a revision change the guest in memory, computed columns included, and say which rows it brings. `holding` is
    what the guest holds before it. Writes nothing: replaying the records takes the same road."""
    guest, revision = change.guest, change.revision
    held = frozenset() if is_desk else frozenset(guest.field_sources)
    names, columns = _set_columns(guest, revision, follow_up_ids, held)
    if is_desk:
        sources = dict.fromkeys(sorted(revision.targets), str(change.record_id))
        guest.field_sources = {**guest.field_sources, **sources}
        columns.add("field_sources")
    left = holding.without(revision.removals)
    known = left if own is None else own.without(revision.removals)
    fresh, cars = _retell_vehicles(known, without_known(sealer(), known, revision.prepared))
    left = _with(left, fresh, change.record_id)
    columns |= _refresh_computed(guest, left, revision.prepared, columns, searched, is_desk=is_desk)
    return Revised(names, columns, fresh, cars)


def _retell_vehicles(holding: Holding, fresh: PreparedGuest) -> tuple[PreparedGuest, list[HeldVehicle]]:
    """Give known cars the model and colour that are told of them now; the cars that are left are new."""
    if not fresh.vehicles:
        return fresh, []
    known = {car.plate: car for car in holding.vehicles}
    new: list[VehicleValue] = []
    retold: dict[UUID, HeldVehicle] = {}
    for told in fresh.vehicles:
        car = known.get(told.plate)
        if car is None:
            new.append(told)
        else:
            car = car._replace(model=told.model or car.model, colour=told.colour or car.colour)
            known[told.plate] = retold[car.id] = car
    return replace(fresh, vehicles=tuple(new)), list(retold.values())


class _Writing:
    """Rows to take off, to add and to change, gathered over many guests."""

    def __init__(self, encoder: ProfileEncoder) -> None:
        self.encoder = encoder
        self.guests: list[Guest] = []
        self.columns: set[str] = {"updated_at"}
        self._gone: dict[str, list[UUID]] = defaultdict(list)
        self._lines: dict[str, list[bytes]] = defaultdict(list)
        self._tags: list[tuple[UUID, UUID, tuple[str, ...]]] = []
        self._cars: list[dict[str, Any]] = []

    def take(self, change: Change, revised: Revised, holding: Holding) -> list[str]:
        """Take in what became of a guest; the kinds of rows that went and came."""
        guest, fresh = change.guest, revised.fresh
        names = []
        for kind, ids in change.revision.removals.items():
            present = {row.id for row in holding.rows(kind)} & set(ids)
            self._gone[kind] += sorted(present)
            if present:
                names.append(kind)
        for table, lines in self.encoder.facts(fresh, guest.id, change.record_id).items():
            self._lines[table].append(lines)
            names.append(table.removeprefix("guests_"))
        if revised.cars:
            self._cars += [{"id": car.id, "model": car.model, "colour": car.colour} for car in revised.cars]
            names.append("vehicle")
        if fresh.tags:
            self._tags.append((guest.id, change.record_id, fresh.tags))
            names.append(GUEST_TAG.removeprefix("guests_"))
        self.columns |= revised.columns
        self.guests.append(guest)
        return names

    def write(self) -> None:
        """Write all that was gathered."""
        for kind, ids in self._gone.items():
            if ids:
                FACT_MODELS[kind].objects.filter(id__in=bulk.among(ids)).delete()
        bulk.update_rows(VEHICLE, ("model", "colour"), self._cars)
        tag_ids = ensure_tags({name for _guest, _record, names in self._tags for name in names})
        for guest_id, record_id, names in self._tags:
            lines = self.encoder.tag_lines(guest_id, record_id, [tag_ids[name] for name in names])
            self._lines[GUEST_TAG].append(lines)
        for table in WRITE_ORDER:
            bulk.copy_lines(table, COLUMNS[table], b"".join(self._lines.get(table, ())))
        columns = sorted(self.columns)
        bulk.update_rows(
            GUEST,
            columns,
            [
                {"id": guest.id} | {column: getattr(guest, column) for column in columns}
                for guest in self.guests
            ],
        )


def _set_columns(
    guest: Guest, revision: Revision, follow_up_ids: Mapping[str, UUID], held: frozenset[str]
) -> tuple[list[str], set[str]]:
    """Set the single fields; which targets and which columns took another value."""
    changed: list[str] = []
    columns: set[str] = set()
    for target in revision.targets:
        if target.startswith(CUSTOM):
            if _set_custom(guest, target.removeprefix(CUSTOM), revision.prepared.custom):
                changed.append(target)
                columns.add("custom")
            continue
        for column in TARGET_COLUMNS[target]:
            if column == "follow_up":
                column, value = "follow_up_id", follow_up_ids.get(revision.prepared.follow_up)
            else:
                value = getattr(revision.prepared, column)
            if getattr(guest, column) != value:
                setattr(guest, column, value)
                changed.append(target)
                columns.add(column)
    prepared = revision.prepared
    if prepared.documents:
        # A new paper fills what is still empty, and never more; nor what staff have emptied.
        for column in ("birth_date", "sex"):
            if column not in held and not getattr(guest, column) and getattr(prepared, column):
                setattr(guest, column, getattr(prepared, column))
                changed.append(column)
                columns.add(column)
    return changed, columns


def _set_custom(guest: Guest, code: str, values: Mapping[str, Any]) -> bool:
    """Set or clear a field of the hotel's own; whether it took another value."""
    value = values.get(code)
    if guest.custom.get(code) == value:
        return False
    kept = {key: each for key, each in guest.custom.items() if key != code}
    guest.custom = kept if value is None else {**kept, code: value}
    return True


def _with(holding: Holding, fresh: PreparedGuest, record_id: UUID) -> Holding:
    """What a guest holds once these rows are added: as far as other columns are told from it. The new rows have
    their record's id in place of their own."""
    own = record_id
    digests = [HeldDocument(own, own, f"{digest.kind}_hash", b"") for digest in fresh.hashes]
    return Holding(
        [
            *holding.contacts,
            *(HeldContact(own, own, c.kind, c.value, c.extension, c.is_relay) for c in fresh.contacts),
        ],
        [*holding.documents, *(HeldDocument(own, own, d.kind, b"") for d in fresh.documents), *digests],
        [*holding.vehicles, *(HeldVehicle(own, own, c.plate, c.model, c.colour) for c in fresh.vehicles)],
        [*holding.preferences, *(HeldPreference(own, own, w.kind, w.text) for w in fresh.preferences)],
        holding.tags,
    )


def _refresh_computed(
    guest: Guest,
    holding: Holding,
    prepared: PreparedGuest,
    changed: Collection[str],
    searched: Sequence[str],
    *,
    is_desk: bool,
) -> set[str]:
    """Set the columns that are told from others; which of them took another value."""
    values: dict[str, Any] = {
        "birthday_key": birthday_key(guest),
        "has_warning": any(wish.kind in WARNING_KINDS for wish in holding.preferences),
        "completeness": completeness_of(known_of(guest, holding)),
    }
    if is_desk or "custom" in changed or not _NAMED_BY.isdisjoint(changed):
        columns = _search_columns(guest, prepared, searched)
        values |= {
            "name_key": columns.name_key,
            "pinyin": columns.pinyin,
            "initials": columns.initials,
            "grams": list(columns.grams),
            "search_keys": columns.search_keys,
        }
    touched = {column for column, value in values.items() if getattr(guest, column) != value}
    for column in touched:
        setattr(guest, column, values[column])
    return touched


def _search_columns(guest: Guest, prepared: PreparedGuest, searched: Sequence[str]) -> SearchColumns:
    """What the guest is found by. Where the record tells the whole name, reading it has worked this out already."""
    is_told = all(getattr(guest, column) == getattr(prepared, column) for column in _NAMED_BY)
    if is_told and not guest.custom and not prepared.custom and not guest.other_names and prepared.name_key:
        return SearchColumns(
            prepared.name_key, prepared.pinyin, prepared.initials, tuple(prepared.grams), prepared.search_keys
        )
    return search_of(guest, searched)


def search_of(guest: Guest, searched: Sequence[str]) -> SearchColumns:
    """What a guest is found by as they stand; `searched` are the codes of the hotel's own fields that are searched."""
    others = [str(guest.custom[code]) for code in searched if code in guest.custom]
    columns = search_columns(guest.name, guest.latin_name, guest.company, others)
    return with_other_names(columns, guest.other_names)


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
