"""Reservations made anew from their records, where not the records but their meaning has changed: a code was mapped, a
branch has another currency, an import was taken back."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.intake.queries import read_contents, told_records
from huitouke.kernel import bulk, clock
from huitouke.kernel.history import told_by_each
from huitouke.kernel.outbox import publish_each
from huitouke.stays import events
from huitouke.stays.folding import fold, in_order
from huitouke.stays.models import Reservation
from huitouke.stays.readers import read_told
from huitouke.stays.services.drafts import row_values
from huitouke.stays.services.records import RESERVATION, Folded, lock_told
from huitouke.stays.services.references import References
from huitouke.stays.services.room_nights import settle_room_nights
from huitouke.stays.services.rows import ReservationRow, as_json
from huitouke.stays.told import Telling

BATCH: Final = 1_000
_OF_ROOMS: Final = frozenset(
    {"status", "room_id", "rooms_before", "arrival", "departure", "rates", "checked_in_at"}
)


def refold_reservations(*, actor: Actor, reservation_ids: Iterable[UUID]) -> int:
    """Let these reservations be what their records say now; how many changed. Batches of `BATCH`, a transaction each:
    what is done stays done, and the same again goes on. People, groups and bills are as they were. A reservation of
    which erasure has emptied a record stays as it is."""
    changed = 0
    ids = list(reservation_ids)
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            changed += _refold_batch(actor, ids[start : start + BATCH])
    return changed


def _refold_batch(actor: Actor, ids: Sequence[UUID]) -> int:
    keys = Reservation.objects.filter(id__in=bulk.among(ids)).order_by("system", "branch_id", "external_id")
    changed = 0
    for (system, branch_id), group in groupby(
        list(keys.values_list("system", "branch_id", "external_id")), key=lambda each: each[:2]
    ):
        branch = Branch.objects.get(id=branch_id)
        changed += _refold_of(actor, branch, system, [external_id for *_place, external_id in group])
    return changed


def _refold_of(actor: Actor, branch: Branch, system: str, external_ids: Sequence[str]) -> int:
    lock_told(system, [RESERVATION + each for each in external_ids])
    folded = _folded(system, external_ids)
    rows = {
        row.external_id: row
        for row in Reservation.objects.select_for_update(of=("self",), no_key=True)
        .filter(branch=branch, system=system, external_id__in=external_ids)
        .order_by("id")
    }
    references = References.load(system, branch, [place.told for place in folded])
    fresh: dict[UUID, dict[str, Any]] = {}
    records: dict[UUID, UUID] = {}
    differing: set[str] = set()
    moved: list[UUID] = []
    for place in folded:
        row = rows.get(place.external_id)
        if row is None or place.told.arrival is None:
            continue
        values = row_values(place, place.told.arrival, branch, references)
        names = set(ReservationRow(row.id, place, values, []).differences(row))
        if row.record_id != place.record_id:
            names |= {"record_id", "told_at"}
        if names:
            fresh[row.id], records[row.id] = values, place.record_id
            differing |= names
            if names & _OF_ROOMS:
                moved.append(row.id)
    references.note_unknown()
    if not fresh:
        return 0
    now = clock.now()
    with told_by_each(actor_id=actor.id, records=records):
        bulk.update_rows(
            Reservation._meta.db_table,
            [*sorted(differing), "updated_at"],
            [{"id": each, **as_json(values), "updated_at": now} for each, values in fresh.items()],
        )
    settle_room_nights(branch, moved)
    guests = {row.id: str(row.guest_id) if row.guest_id else None for row in rows.values()}
    publish_each(
        events.RESERVATION_CHANGED,
        {each: {"reservation": str(each), "guest": guests[each]} for each in fresh},
    )
    return len(fresh)


def _folded(system: str, external_ids: Sequence[str]) -> list[Folded]:
    """Each of these as all its accepted records tell it; left out where one of them is emptied."""
    known = told_records(system, [RESERVATION + each for each in external_ids])
    contents = read_contents([each.record_id for records in known.values() for each in records])
    found: list[Folded] = []
    for key, records in known.items():
        if any(each.record_id not in contents for each in records):
            continue
        tellings = [
            Telling(read_told(contents[each.record_id]), each.told_at, each.version, each.digest)
            for each in records
        ]
        newest = in_order(tellings)[-1]
        record_id = next(each.record_id for each in records if each.version == newest.version)
        found.append(Folded(key.removeprefix(RESERVATION), fold(tellings), record_id, newest.told_at))
    return found
