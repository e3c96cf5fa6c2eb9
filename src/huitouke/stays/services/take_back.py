"""Taking an import of bookings back: the reservations that it made go, those that it changed are what their other
records say, and those that somebody has dealt with since stay as they are."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.intake.choices import RecordState
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.services import (
    TakeBack,
    finish_take_back,
    note_take_back,
    set_records_taken_back,
    start_take_back,
    system_lock,
    take_back_of,
)
from huitouke.kernel import bulk
from huitouke.kernel.history import forget_changes, unnoted_changes
from huitouke.kernel.outbox import publish
from huitouke.stays.choices import ReservationStatus
from huitouke.stays.events import RESERVATIONS_TAKEN_BACK
from huitouke.stays.models import Reservation, ReservationPerson, RoomNight
from huitouke.stays.services.records import RESERVATION
from huitouke.stays.services.refolding import refold_reservations
from huitouke.stays.services.room_nights import settle_room_nights

CHUNK_RECORDS: Final = 1_000
_OWN: Final = (ReservationPerson, RoomNight)
"""Rows that are made from the records and go with the reservation."""
Progress = Callable[[str, int, int | None], None]


def take_back_bookings(*, actor: Actor, run_id: UUID, progress: Progress | None = None) -> TakeBack:
    """Take an import of bookings back, a chunk of its records in a transaction; what became of its reservations.

    Refuses without the right to import into its branch, for an import that has not ended (`RunNotTakenBack`), and while
    a file of the same system is taken in (`SystemBusy`). Killed, the same call goes on from the last whole chunk.
    """
    run = start_take_back(actor=actor, run_id=run_id)
    with system_lock(run.system):
        done = take_back_of(run)
        while keys := _next_keys(run, done.after):
            with transaction.atomic():
                done = _take_back_chunk(actor, run, keys, done)
            if progress is not None:
                progress("taken back", done.gone + done.restored, None)
        with transaction.atomic():
            finish_take_back(actor=actor, run=run, done=done)
    return done


def foresee_bookings_back(run: ImportRun) -> TakeBack:
    """What taking the import back would come to, were it done now."""
    done = TakeBack()
    while keys := _next_keys(run, done.after):
        gone, restored, kept = _sorted_out(run, [external_id for _id, external_id in keys])
        done = TakeBack(
            done.gone + len(gone), done.restored + len(restored), done.kept + len(kept), str(keys[-1][0])
        )
    return done


def _next_keys(run: ImportRun, after: str) -> list[tuple[UUID, str]]:
    """The next records of a run that still stand, in the order in which they came: id and external id."""
    standing = SourceRecord.objects.filter(run_id=run.id).exclude(state=RecordState.TAKEN_BACK)
    if after:
        standing = standing.filter(id__gt=UUID(after))
    return list(standing.order_by("id").values_list("id", "external_id")[:CHUNK_RECORDS])


def _sorted_out(
    run: ImportRun, external_ids: Collection[str]
) -> tuple[list[Reservation], list[Reservation], list[Reservation]]:
    """The reservations of these records: those that the run made, those that it changed, and those that staff, another
    file or a message has dealt with since."""
    versions: dict[str, list[tuple[int, bool]]] = {}
    told = SourceRecord.objects.filter(
        system=run.system, external_id__in=set(external_ids), state=RecordState.ACCEPTED
    )
    for external_id, version, run_id in told.values_list("external_id", "version", "run_id"):
        versions.setdefault(external_id.removeprefix(RESERVATION), []).append((version, run_id == run.id))
    rows = list(Reservation.objects.filter(system=run.system, external_id__in=list(versions)).order_by("id"))
    tied = _tied([row.id for row in rows])
    gone, restored, kept = [], [], []
    for row in rows:
        ordered = [is_own for _version, is_own in sorted(versions[row.external_id])]
        if row.id in tied or not ordered[-1]:
            kept.append(row)
        elif all(ordered):
            gone.append(row)
        else:
            restored.append(row)
    return gone, restored, kept


def _tied(reservation_ids: Sequence[UUID]) -> set[UUID]:
    """Those of which the house has written more than the records say: bills, preparations and the like."""
    found: set[UUID] = set()
    for relation in Reservation._meta.related_objects:
        if relation.related_model not in _OWN:
            name = relation.field.attname
            of_these = relation.related_model._default_manager.filter(
                **{f"{name}__in": bulk.among(reservation_ids)}
            )
            found.update(of_these.values_list(name, flat=True))
    return found


def _take_back_chunk(
    actor: Actor, run: ImportRun, keys: Sequence[tuple[UUID, str]], done: TakeBack
) -> TakeBack:
    gone, restored, kept = _sorted_out(run, [external_id for _id, external_id in keys])
    standing = {RESERVATION + row.external_id for row in kept}
    taken = {external_id for _id, external_id in keys} - standing
    records = SourceRecord.objects.filter(run_id=run.id, external_id__in=taken)
    set_records_taken_back(list(records.values_list("id", flat=True)))
    ids = [row.id for row in gone]
    with unnoted_changes():
        _free_rooms(gone)
        ReservationPerson.objects.filter(reservation_id__in=bulk.among(ids)).delete()
        Reservation.objects.filter(id__in=bulk.among(ids)).delete()
    forget_changes(subjects=ids)
    refold_reservations(actor=actor, reservation_ids=[row.id for row in restored])
    done = TakeBack(
        done.gone + len(gone), done.restored + len(restored), done.kept + len(kept), str(keys[-1][0])
    )
    note_take_back(run, done)
    if gone or restored:
        publish(RESERVATIONS_TAKEN_BACK, key=run.id, run=str(run.id), gone=len(gone), restored=len(restored))
    return done


def _free_rooms(gone: Iterable[Reservation]) -> None:
    """Let go of the nights of rooms, so that whoever shared them counts in their place."""
    by_branch: dict[UUID, list[UUID]] = {}
    for row in gone:
        if row.room_id:
            by_branch.setdefault(row.branch_id, []).append(row.id)
    for branch_id, ids in by_branch.items():
        Reservation.objects.filter(id__in=bulk.among(ids)).update(status=ReservationStatus.CANCELLED)
        settle_room_nights(Branch.objects.get(id=branch_id), ids)
