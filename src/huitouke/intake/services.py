"""Runs, records and row reports."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import Actor, Duty
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.intake.choices import TAKEN_BACK_KINDS, RecordState, RowOutcome, RunState
from huitouke.intake.errors import RunNotTakenBack, RunTooOld, SystemBusy
from huitouke.intake.models import ImportRun, Occasion, RowReport, SourceRecord
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.queries import get_run
from huitouke.intake.rows import RECORD_COLUMNS, RECORD_TABLE, record_line
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7

_SYSTEM_LOCK_SPACE = 0x48544B02
_ERASURE_LOCK = 0x48544B03


class Tally(NamedTuple):
    """What became of the rows of a file. `repaired` counts among created and updated."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    repaired: int = 0

    def plus(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class RowRemark(NamedTuple):
    """One remark on one row, ready for the report. `data` holds no personal value."""

    row_number: int
    outcome: RowOutcome
    field: str
    code: str
    data: dict[str, Any]


@transaction.atomic
def start_run(
    *,
    actor: Actor,
    system: str,
    branch: Branch,
    file_name: str,
    mapping: dict[str, Any] | None = None,
    stored_as: str = "",
    is_dry_run: bool = False,
    state: RunState = RunState.RUNNING,
    row_estimate: int | None = None,
    kind: str = "guests",
) -> ImportRun:
    """Open the run of one file. Refuses without the right to import into this branch."""
    actor.require(Right.IMPORTS_RUN, branch.id)
    run = ImportRun.objects.create(
        kind=kind,
        system=system,
        branch=branch,
        actor_id=actor.id,
        file_name=file_name,
        mapping=mapping or {},
        stored_as=stored_as,
        is_dry_run=is_dry_run,
        state=state,
        row_estimate=row_estimate,
    )
    record_audit(actor, "intake.run.started", object_type="import", object_id=run.id, branch_id=branch.id)
    return run


@transaction.atomic
def finish_run(run: ImportRun, tally: Tally) -> None:
    ImportRun.objects.filter(id=run.id).update(
        state=RunState.DONE, finished_at=clock.now(), error_code="", **tally._asdict()
    )


@transaction.atomic
def fail_run(run: ImportRun, code: str, data: dict[str, Any]) -> None:
    """The file could not be read to its end. What had come in before stays, and the same file goes on from there."""
    ImportRun.objects.filter(id=run.id).update(
        state=RunState.FAILED, finished_at=clock.now(), error_code=code, error_data=data
    )


def copy_records(lines: bytes) -> None:
    """Write encoded source records."""
    bulk.copy_lines(RECORD_TABLE, RECORD_COLUMNS, lines)


def keep_waiting(system: str, branch_id: UUID, content: Mapping[str, Any]) -> UUID:
    """Store a record that nobody has admitted yet, under an id of its own; that id."""
    record_id, ring, text = uuid7(), sealer(), canonical(content)
    copy_records(
        record_line(
            ring,
            record_id=record_id,
            system=system,
            external_id=str(record_id),
            version=1,
            state=RecordState.WAITING,
            branch_id=branch_id,
            run_id=None,
            actor_id=None,
            received_at=clock.now(),
            digest=digest_of(ring, text),
            text=text,
        )
    )
    return record_id


def accept_waiting(record_id: UUID) -> None:
    """A record that waited is admitted, inside the caller's transaction."""
    SourceRecord.objects.filter(id=record_id, state=RecordState.WAITING).update(state=RecordState.ACCEPTED)


REPORT_COLUMNS = ("run_id", "row_number", "outcome", "field", "code", "data")


def write_reports(run_id: UUID, remarks: Iterable[RowRemark]) -> None:
    """Add remarks to the report of a run."""
    lines = b"".join(
        bulk.line(
            (run_id, r.row_number, r.outcome.value, r.field, r.code, json.dumps(r.data, ensure_ascii=False))
        )
        for r in remarks
    )
    bulk.copy_lines(RowReport._meta.db_table, REPORT_COLUMNS, lines)


def lock_system(system: str) -> bool:
    """Take the lock under which one import of a system runs at a time; False where another one holds it.

    Held by the database session, so that it falls with a killed importer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_SYSTEM_LOCK_SPACE, system])
        if not cursor.fetchone()[0]:
            return False
        # Waits for an erasure that is being done: what it stamps must be known to every row that follows.
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_ERASURE_LOCK])
        return True


def unlock_system(system: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_SYSTEM_LOCK_SPACE, system])
        cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_ERASURE_LOCK])


def hold_imports_off() -> bool:
    """Keep imports from starting until the caller's transaction ends; False where one is running now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ERASURE_LOCK])
        return bool(cursor.fetchone()[0])


def wait_for_erasures() -> None:
    """Go on, inside the caller's transaction, once no erasure is being done: one that begins afterwards finds what
    the transaction wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_ERASURE_LOCK])


@contextmanager
def system_lock(system: str) -> Iterator[None]:
    """Hold the lock of a system inside the block. Raises `SystemBusy` where another session holds it."""
    if not lock_system(system):
        raise SystemBusy(system)
    try:
        yield
    finally:
        unlock_system(system)


def note_made(run_id: UUID, table: str, ids: Iterable[UUID]) -> None:
    """Remember rows of no guest (tags) that a run brought, in the transaction that made them."""
    names = sorted(str(each) for each in ids)
    if names:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE intake_importrun SET made = jsonb_set(made, ARRAY[%s],"
                " coalesce(made->%s, '[]'::jsonb) || %s::jsonb) WHERE id = %s",
                [table, table, json.dumps(names), run_id],
            )


def note_shape(run_id: UUID, shape: Mapping[str, Sequence[str]]) -> None:
    """Remember once which columns the tables had when a run took its first before-image."""
    ImportRun.objects.filter(id=run_id, shape={}).update(shape=shape)


class TakeBack(NamedTuple):
    """What became of an import that is taken back: guests (or companies) who went, those who are again as before, those
    who were edited since and stay, and how far its records are dealt with (`after`, a record's id)."""

    gone: int = 0
    restored: int = 0
    kept: int = 0
    after: str = ""


def take_back_of(run: ImportRun) -> TakeBack:
    """How far the taking back of a run is."""
    return TakeBack(**run.take_back)


@transaction.atomic
def start_take_back(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Say that this import is to be taken back. Refuses without the right to import into its branch, and for an import
    that has not ended, is taken back already, or ended too long ago (`TAKEN_BACK_WITHIN`). One that is being taken
    back goes on."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(id=get_run(actor, run_id).id)
    actor.require(Right.IMPORTS_RUN, run.branch_id)
    if run.state == RunState.TAKING_BACK:
        run.error_code = ""
        run.save(update_fields=["error_code"])
        return run
    may_be = run.state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED, RunState.RUNNING)
    if run.is_dry_run or not may_be or run.kind not in TAKEN_BACK_KINDS:
        raise RunNotTakenBack(run.state)
    if run.taken_back_until < clock.now():
        raise RunTooOld
    run.state = RunState.TAKING_BACK
    run.take_back = TakeBack()._asdict()
    run.error_code = ""
    run.save(update_fields=["state", "take_back", "error_code"])
    record_audit(
        actor, "intake.run.take_back_started", object_type="import", object_id=run.id, branch_id=run.branch_id
    )
    return run


def note_take_back(run: ImportRun, done: TakeBack) -> None:
    """Set how far a taking back is, in the transaction of the guests that it counts."""
    run.take_back = done._asdict()
    ImportRun.objects.filter(id=run.id).update(take_back=run.take_back)


def fail_take_back(run: ImportRun, code: str) -> None:
    """A taking back broke off. What was taken back stays so, and the same act goes on from there."""
    ImportRun.objects.filter(id=run.id, state=RunState.TAKING_BACK).update(error_code=code)


def finish_take_back(*, actor: Actor, run: ImportRun, done: TakeBack) -> None:
    """Close a taking back, inside the caller's transaction; what it came to stands in the trail. The rows that the
    import refused are kept no longer."""
    run.state = RunState.TAKEN_BACK
    run.take_back = done._asdict()
    run.save(update_fields=["state", "take_back"])
    run.refused_rows.all().delete()
    record_audit(
        actor,
        "intake.run.taken_back",
        object_type="import",
        object_id=run.id,
        branch_id=run.branch_id,
        gone=done.gone,
        restored=done.restored,
        kept=done.kept,
    )


def set_records_taken_back(record_ids: Sequence[UUID]) -> None:
    """From now on these records are not known any more: the same rows come in again as new."""
    SourceRecord.objects.filter(id__in=record_ids).update(state=RecordState.TAKEN_BACK)


def next_versions(system: str, external_ids: Sequence[str]) -> dict[str, int]:
    """The version that the next record of each external id takes. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, max(version) + 1 FROM intake_sourcerecord"
            " WHERE system = %s AND external_id = ANY(%s) GROUP BY external_id",
            [system, list(external_ids)],
        )
        return dict(cursor.fetchall())


def empty_payloads(record_ids: Iterable[UUID]) -> int:
    """Empty what these records said; how many held anything. Their id and keyed digest stay, so that the same
    content sent again is known and does not bring back what was erased. Only erasure does this."""
    return SourceRecord.objects.filter(id__in=list(record_ids), payload__isnull=False).update(payload=None)


def set_told_later(instants: Mapping[UUID, datetime]) -> None:
    """Their sender has said the same again later: from now on these records are of that instant. One statement."""
    if instants:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE intake_sourcerecord r SET told_at = t.at"
                " FROM unnest(%s::uuid[], %s::timestamptz[]) AS t(id, at) WHERE r.id = t.id AND r.told_at < t.at",
                [list(instants.keys()), list(instants.values())],
            )


def note_occasion(record_id: UUID, duty: Duty) -> None:
    """Keep where a record was typed, inside the caller's transaction."""
    Occasion.objects.create(
        record_id=record_id, role=duty.role, shift=duty.shift, branch_id=duty.branch_id, place=duty.place
    )
