"""The rows that stand with guests, in the shape in which those told by their records are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from huitouke.guests.models import (
    ContactPoint,
    Document,
    Evaluation,
    GuestTypeMembership,
    Note,
    Preference,
    Vehicle,
)
from huitouke.guests.rows import CONTACT, DOCUMENT, NOTE, PREFERENCE, VEHICLE
from huitouke.guests.services.joined import bring_row, bring_tags
from huitouke.identity.linked import KNOWN_ONCE, MARK, ROW_COLUMNS, TYPE, Row, Standing
from huitouke.identity.replaying import Replayed
from huitouke.kernel import bulk

ROW_MODELS: Final[dict[str, Any]] = {
    CONTACT: ContactPoint,
    DOCUMENT: Document,
    VEHICLE: Vehicle,
    PREFERENCE: Preference,
    NOTE: Note,
    TYPE: GuestTypeMembership,
    MARK: Evaluation,
}


def standing_rows(table: str, guest_ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """The rows of one table that stand, by guest."""
    keys, columns = ROW_COLUMNS[table]
    rows = ROW_MODELS[table].objects.filter(guest_id__in=bulk.among(guest_ids))
    if table == TYPE:
        rows = rows.filter(until=None)
    found: dict[UUID, list[Row]] = defaultdict(list)
    for owner, *cells in rows.values_list("guest_id", *keys, *columns):
        plain = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in cells]
        found[owner].append((tuple(plain[: len(keys)]), tuple(plain[len(keys) :])))
    return found


def standing_of(guest_ids: Sequence[UUID]) -> Standing:
    """Which record brought which row that a guest has once, of those that stand with these guests."""
    return {
        table: {row[0] for rows in standing_rows(table, guest_ids).values() for row in rows}
        for table in KNOWN_ONCE
    }


def bring_told_rows(guest_id: UUID, told: Replayed, records: Collection[UUID]) -> set[UUID]:
    """Let a guest have the rows that these records tell and that never came, since another profile that was one with
    this guest had them already; which of the records brought any. Each profile that the guest is has its own."""
    brought: set[UUID] = set()
    for table in KNOWN_ONCE:
        keys, columns = ROW_COLUMNS[table]
        said = {
            (told.homes.get(key[0]), *key[1:])
            for key, _values in standing_rows(table, [guest_id]).get(guest_id, ())
        }
        for key, values in told.rows[table].values():
            words = (told.homes.get(key[0]), *key[1:])
            if key[0] in records and words not in said:
                said.add(words)
                brought.add(key[0])
                cells = dict(zip((*keys, *columns), (*key, *values), strict=True))
                bring_row(ROW_MODELS[table], guest_id, cells)
    return brought | _bring_tags(guest_id, told, records)


def _bring_tags(guest_id: UUID, told: Replayed, records: Collection[UUID]) -> set[UUID]:
    """The same of tags: those that are given by hand, where nothing of their exclusive group is held."""
    names = {
        name: record_id
        for record_id, given in sorted(told.tags.items())
        if record_id in records
        for name in given & {tag.name for tag in told.holding.tags}
    }
    return bring_tags(guest_id, names)
