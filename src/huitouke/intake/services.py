"""Runs, records and row reports."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.intake.choices import RowOutcome, RunState
from huitouke.intake.models import ImportRun, RowReport
from huitouke.intake.rows import RECORD_COLUMNS, RECORD_TABLE
from huitouke.kernel import bulk, clock

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
) -> ImportRun:
    """Open the run of one file. Refuses without the right to import into this branch."""
    actor.require(Right.IMPORTS_RUN, branch.id)
    run = ImportRun.objects.create(
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


def note_progress(run: ImportRun, tally: Tally) -> None:
    """Set the run's figures, in the transaction of the rows that they count."""
    ImportRun.objects.filter(id=run.id).update(state=RunState.RUNNING, **tally._asdict())


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


def next_versions(system: str, external_ids: Sequence[str]) -> dict[str, int]:
    """The version that the next record of each external id takes. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, max(version) + 1 FROM intake_sourcerecord"
            " WHERE system = %s AND external_id = ANY(%s) GROUP BY external_id",
            [system, list(external_ids)],
        )
        return dict(cursor.fetchall())
