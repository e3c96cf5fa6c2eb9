"""Reads of records and runs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models.functions import Coalesce

from huitouke.access.actors import Actor
from huitouke.access.choices import ROLES, Right, Shift
from huitouke.intake.choices import TAKEN_BACK_WITHIN, RecordState, RunState
from huitouke.intake.errors import RunNotFound
from huitouke.intake.models import ImportRun, Occasion, RowReport, SourceRecord
from huitouke.intake.payloads import unpack
from huitouke.kernel.crypto import sealer


class KnownRecord(NamedTuple):
    """The newest record that one system gave under one external id, as it stood at one place of its file."""

    external_id: str
    version: int
    digest: bytes
    record_id: UUID


NEWEST_SQL = """
SELECT DISTINCT ON (external_id) external_id, version, digest, id
FROM intake_sourcerecord
WHERE system = %s AND external_id = ANY(%s) AND occurrence = %s AND state <> %s
ORDER BY external_id, version DESC"""


def newest_records(system: str, external_ids: Sequence[str], occurrence: int = 1) -> dict[str, KnownRecord]:
    """The newest record of each external id that is known at this occurrence; what was taken back is not
    known. One query."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_SQL, [system, list(external_ids), occurrence, RecordState.TAKEN_BACK])
        return {row[0]: KnownRecord(row[0], row[1], bytes(row[2]), row[3]) for row in cursor.fetchall()}


class ToldRecord(NamedTuple):
    """A record of one external id among all of them, without what it said."""

    external_id: str
    version: int
    digest: bytes
    record_id: UUID
    told_at: datetime | None


def told_records(system: str, external_ids: Sequence[str]) -> dict[str, list[ToldRecord]]:
    """Everything that was accepted from a system under these external ids, each in the order in which it came. One
    query."""
    rows = SourceRecord.objects.filter(
        system=system, external_id__in=external_ids, state=RecordState.ACCEPTED
    ).order_by("external_id", "version")
    found: dict[str, list[ToldRecord]] = {}
    for row in rows.values_list("external_id", "version", "digest", "id", "told_at"):
        found.setdefault(row[0], []).append(ToldRecord(row[0], row[1], bytes(row[2]), row[3], row[4]))
    return found


def list_versions(system: str, external_id: str) -> list[SourceRecord]:
    """All that one system said under one external id, oldest first."""
    return list(SourceRecord.objects.filter(system=system, external_id=external_id).order_by("version"))


def read_content(record: SourceRecord) -> dict[str, Any]:
    """What the record said; empty where erasure has emptied it."""
    if record.payload is None:
        return {}
    return unpack(sealer(), record.id, bytes(record.payload))


def read_contents(record_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What these records said, by id; those that erasure has emptied are left out. One query."""
    rows = SourceRecord.objects.filter(id__in=record_ids, payload__isnull=False)
    return {record.id: read_content(record) for record in rows}


def get_run(actor: Actor, run_id: UUID) -> ImportRun:
    """An import that this actor may see: of a branch where the actor may import."""
    run = ImportRun.objects.select_related("branch", "actor").filter(id=run_id).first()
    if run is None or not actor.has_right(Right.IMPORTS_RUN, run.branch_id):
        raise RunNotFound
    return run


def list_runs(actor: Actor, limit: int = 20) -> list[ImportRun]:
    """The latest imports of the branches where the actor may import, newest first."""
    runs = ImportRun.objects.select_related("branch", "actor")
    if not actor.has_group_right(Right.IMPORTS_RUN):
        runs = runs.filter(branch_id__in=actor.branches_with(Right.IMPORTS_RUN))
    return list(runs[:limit])


def runs_past_taking_back(now: datetime) -> list[UUID]:
    """Imports that can no longer be taken back, since they ended too long ago; one that is being taken back goes on."""
    ended = Coalesce("finished_at", "began_at", "started_at")
    old = ImportRun.objects.annotate(ended=ended).filter(ended__lt=now - TAKEN_BACK_WITHIN)
    return list(old.exclude(state=RunState.TAKING_BACK).values_list("id", flat=True))


def list_reports(run: ImportRun, *, after: int = 0, limit: int = 200, outcome: str = "") -> list[RowReport]:
    """Rows of the report in the order of the file, after the report id given, of one outcome where named."""
    reports = RowReport.objects.filter(run=run, id__gt=after)
    if outcome:
        reports = reports.filter(outcome=outcome)
    return list(reports.order_by("id")[:limit])


SYSTEMS_SQL = """
WITH RECURSIVE each AS (
    (SELECT system FROM intake_sourcerecord ORDER BY system LIMIT 1)
    UNION ALL
    SELECT (SELECT r.system FROM intake_sourcerecord r WHERE r.system > each.system ORDER BY r.system LIMIT 1)
    FROM each WHERE each.system IS NOT NULL
)
SELECT system FROM each WHERE system IS NOT NULL"""


def list_systems() -> list[str]:
    """Every system that told of anything. Leaps from name to name along the index: a few look-ups, however many
    records there are."""
    with connection.cursor() as cursor:
        cursor.execute(SYSTEMS_SQL)
        return [system for (system,) in cursor.fetchall()]


def occasions_of(record_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Where records were typed, in words: post, shift, outlet, branch. One query; records without a duty are
    left out."""
    wanted = list(record_ids)
    if not wanted:
        return {}
    rows = Occasion.objects.select_related("branch").filter(record_id__in=wanted)
    return {row.record_id: " · ".join(_occasion_words(row)) for row in rows}


def _occasion_words(row: Occasion) -> list[str]:
    role = ROLES.get(row.role)
    words = [
        str(role.label) if role else "",
        str(Shift(row.shift).label) if row.shift in Shift.values and row.shift else "",
        row.place,
        str(row.branch) if row.branch else "",
    ]
    return [word for word in words if word]
