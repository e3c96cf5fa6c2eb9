"""Taking a file of guests in: read, encode in parallel, write chunk by chunk.

Each chunk is one transaction that holds its records, profiles, links, report and the run's figures together:
a killed importer leaves whole chunks, and the same file goes on from there, since rows already held are known
by system, id and content. Rows that bear an id twice in one file are taken in order after the others.
"""

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import get_branch
from huitouke.connectors.files.encoding import (
    EncodedChunk,
    FileRow,
    collecting_rarely,
    encode_chunk,
    encode_rows,
    encoding_pool,
)
from huitouke.connectors.files.errors import REJECTING, UnreadableFile
from huitouke.connectors.files.mapping import MapLine, Mapping, read_map
from huitouke.connectors.files.own_columns import with_own_columns
from huitouke.connectors.files.records import Record, Records, open_records
from huitouke.connectors.files.remarks import remark_text
from huitouke.guests.events import PROFILES_IMPORTED
from huitouke.guests.values.cells import is_empty, tidy
from huitouke.guests.values.prepared import Issue
from huitouke.identity.earlier import find_earlier
from huitouke.identity.rows import EncodedRow, NewerRow, RawGuest, RowEncoder, Source
from huitouke.identity.services import without_erased, write_rows
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.updates import admit_newer
from huitouke.intake.choices import DESK, RowOutcome
from huitouke.intake.drafts import begin_run, finish_trial, note_settled, set_stopped
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.payloads import canonical
from huitouke.intake.queries import newest_records
from huitouke.intake.services import (
    RowRemark,
    Tally,
    fail_run,
    finish_run,
    next_versions,
    start_run,
    system_lock,
    write_reports,
)
from huitouke.kernel.crypto import sealer
from huitouke.kernel.errors import Conflict, Invalid
from huitouke.kernel.outbox import publish

CHUNK_ROWS = 2_000
CHUNK_REPEATS = 500
SMALL_FILE_ROWS = 4_000
CHUNKS_IN_FLIGHT = 3
DRAIN_AT = 20_000
"""Rows waiting because their id stood in the file before; more of them are written before reading on."""

EXTERNAL_ID_LIMIT = 200

Progress = Callable[[str, int, int | None], None]


class SystemOfAnother(Conflict):
    """Records of this system came in for another legal entity, whose guests the actor may not change."""

    def __init__(self) -> None:
        super().__init__(
            "import_system_of_another",
            _(
                "Another legal entity has files of a system of this name. Give this file a system name of its own."
            ),
        )


@dataclass(slots=True)
class ImportSummary:
    """What became of a file."""

    tally: Tally
    seconds: float
    run_id: str = ""
    remarks: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """The places that the first remark of each kind named."""

    def summary(self) -> dict[str, Any]:
        return {**self.tally._asdict(), "seconds": round(self.seconds, 3)}

    def lines(self) -> list[str]:
        """How often each remark was made, the most frequent first, in words; then where each row is named."""
        told = [
            f"{count:>9,}  {remark_text(*remark, self.examples[remark])}"
            for remark, count in self.remarks.most_common()
        ]
        if told and self.run_id:
            told.append(_("Row by row: %(path)s in the browser.") % {"path": f"/imports/{self.run_id}/"})
        return told


def import_file(
    path: Path,
    *,
    actor: Actor,
    branch: str = "MAIN",
    system: str = "",
    map_file: Path | None = None,
    mapping: Mapping | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    run: ImportRun | None = None,
    file_name: str = "",
) -> ImportSummary:
    """Take a file of guests into a branch. Raises `UnreadableFile`, `SystemBusy`, `SystemOfAnother`, or what is
    refused before.

    `system` names where the file comes from (default: `file`); the same row of the same system twice is one.
    `run` is the waiting run of an upload; without it one is opened. With `dry_run` nothing is written at all,
    and the figures say what would be; but a run that was given gets the report.
    """
    started = time.monotonic()
    place = get_branch(branch)
    actor.require(Right.IMPORTS_RUN, place.id)
    system = system.strip() or "file"
    if system == DESK:
        message = _("desk is the name of what staff type. Choose another one.")
        raise Invalid("system_reserved", message, {"system": [message]})
    said: list[MapLine] | None = read_map(map_file) if map_file else None
    try:
        records = open_records(path, mapping, said=said)
        if mapping is None:
            records = records.under(with_own_columns(records.mapping, "guest"))
        with system_lock(system):
            refuse_system_of_another(actor, system)
            if run is None and not dry_run:
                run = start_run(
                    actor=actor,
                    system=system,
                    branch=place,
                    file_name=storable(file_name or path.name),
                    row_estimate=records.row_count,
                )
            if run is not None:
                begin_run(run)
            importer = _Importer(
                actor,
                source_of(actor, place, system, run.id if run and not dry_run else None),
                run,
                dry_run,
                progress,
            )
            importer.take_in(records)
    except UnreadableFile as error:
        if run is not None:
            fail_run(run, error.code, error.data)
        raise
    if run is not None:
        if dry_run:
            finish_trial(run, importer.tally)
        elif importer.is_stopped:
            set_stopped(run, importer.tally)
        else:
            finish_run(run, importer.tally)
    return ImportSummary(
        importer.tally,
        time.monotonic() - started,
        str(run.id) if run else "",
        importer.remark_counts,
        importer.examples,
    )


def refuse_system_of_another(actor: Actor, system: str) -> None:
    """An id of a system means one guest in the whole group: who may import for one legal entity must not reach
    the guests of another by naming their system."""
    if actor.has_group_right(Right.GUESTS_EDIT):
        return
    own = Branch.objects.filter(legal_entity__in=actor.legal_entities_with(Right.IMPORTS_RUN))
    others = SourceRecord.objects.filter(system=system).exclude(branch_id__in=own.values("id"))
    if others.exists():
        raise SystemOfAnother


def storable(text: str) -> str:
    """The text without what no database stores: the bytes of a file's name need not be UTF-8."""
    return text.encode("utf-8", "replace").decode()


def external_id_of(raw: RawGuest) -> str:
    """The id that a row bears, or '' where it bears none; two ids of any length stay two."""
    ids = raw.get("external_id")
    external_id = tidy(ids[0]) if ids else ""
    if is_empty(external_id, "external_id"):
        return ""
    if len(external_id) > EXTERNAL_ID_LIMIT:
        return f"{external_id[:150]}:{sealer().blind_index('row-key', external_id).hex()}"
    return external_id


def content_key(raw: RawGuest) -> str:
    """What stands in for the id of a row that bears none: a keyed digest, so that it does not tell what the row
    holds."""
    return sealer().blind_index("row-key", canonical(raw)).hex()


def issues_of(record: Record) -> tuple[Issue, ...]:
    """What was odd about a row as the file's reader saw it."""
    return tuple(
        Issue("", code, code in REJECTING, {name: str(value) for name, value in data.items()})
        for code, data in record.problems
    )


class _Pending(NamedTuple):
    """A chunk on its way: the rows of the file up to its end, those that say nothing new, and the others."""

    read: int
    unchanged: int
    encoding: Future[EncodedChunk] | None


def _each_once(rows: Sequence[FileRow]) -> Iterator[list[FileRow]]:
    """The rows in their order, in groups in which no id stands twice."""
    group: dict[str, FileRow] = {}
    for row in rows:
        if row.external_id in group:
            yield list(group.values())
            group = {}
        group[row.external_id] = row
    if group:
        yield list(group.values())


class _Importer:
    """One reading of one file."""

    def __init__(
        self, actor: Actor, source: Source, run: ImportRun | None, dry_run: bool, progress: Progress | None
    ) -> None:
        self.actor = actor
        self.source = source
        self.run = run
        self.dry_run = dry_run
        self.progress = progress
        self.is_stopped = False
        goes_on = run is not None and not dry_run
        self.tally = Tally(*(getattr(run, name) for name in Tally._fields)) if goes_on else Tally()
        self._settled_rows = run.settled_rows if run is not None and goes_on else 0
        self._settled_repeats = run.settled_repeats if run is not None and goes_on else 0
        self.remark_counts: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], dict[str, Any]] = {}
        self._encoder = RowEncoder(sealer(), source)
        self._seen: Counter[int] = Counter()
        self._repeats: list[FileRow] = []
        self._repeats_met = 0
        self._total: int | None = None

    def take_in(self, records: Records) -> None:
        self._total = records.row_count or records.row_estimate
        is_small = self._total is not None and self._total <= SMALL_FILE_ROWS
        processes = 0 if is_small else max(1, min(4, os.cpu_count() or 1))
        pending: deque[_Pending] = deque()
        read = 0
        with collecting_rarely(), encoding_pool(self.source, processes) as pool:
            reader = iter(records)
            while rows := [self._read(record) for record in islice(reader, CHUNK_ROWS)]:
                read += len(rows)
                # What an earlier attempt of the same run has dealt with is only counted.
                if read > self._settled_rows:
                    unchanged, fresh = self._compared([row for row in rows if row is not None])
                    encoding = pool.submit(encode_chunk, fresh) if fresh else None
                    pending.append(_Pending(read, unchanged, encoding))
                while len(pending) >= CHUNKS_IN_FLIGHT and not self.is_stopped:
                    self._write(pending.popleft())
                if len(self._repeats) >= DRAIN_AT:
                    self._drain(pending)
                if self.is_stopped:
                    break
            self._drain(pending)

    def _drain(self, pending: "deque[_Pending]") -> None:
        while pending and not self.is_stopped:
            self._write(pending.popleft())
        for chunk in pending:
            if chunk.encoding is not None:
                chunk.encoding.cancel()
        if not self.is_stopped:
            self._write_repeats()

    def _read(self, record: Record) -> FileRow | None:
        """A row under its id; None where the id stood in the file before and the row has to wait."""
        raw = record.raw
        external_id = external_id_of(raw)
        if external_id:
            key = int.from_bytes(blake2b(external_id.encode(), digest_size=8).digest(), "big")
        else:
            digest = content_key(raw)
            key = int.from_bytes(bytes.fromhex(digest[:16]), "big")
        self._seen[key] += 1
        occurrence = self._seen[key]
        problems = issues_of(record)
        if not external_id:
            return FileRow(record.number, f"row:{digest}:{occurrence}", raw, problems)
        # The first row of an id is the newest telling of its place; a later one is compared with its own place.
        row = FileRow(record.number, external_id, raw, problems, occurrence)
        if occurrence > 1:
            self._repeats_met += 1
            if self._repeats_met > self._settled_repeats:
                self._repeats.append(row)
            return None
        return row

    def _compared(self, rows: Sequence[FileRow]) -> tuple[int, list[FileRow]]:
        """How many of these rows say nothing new, and the others with what stood before. No id stands twice."""
        known: dict[str, bytes] = {}
        for occurrence in {row.occurrence for row in rows}:
            ids = [row.external_id for row in rows if row.occurrence == occurrence]
            found = newest_records(self.source.system, ids, occurrence)
            known |= {external_id: record.digest for external_id, record in found.items()}
        told = [
            row
            for row in rows
            if row.external_id not in known or known[row.external_id] != self._encoder.digest(row.raw)[1]
        ]
        ids = [row.external_id for row in told]
        # Versions of records that were taken back are used up.
        versions = next_versions(self.source.system, ids)
        earlier = find_earlier(self.source.system, list(versions))
        if versions:
            told = [
                row._replace(version=versions.get(row.external_id, 1), earlier=earlier.get(row.external_id))
                for row in told
            ]
        return len(rows) - len(told), told

    def _write(self, pending: _Pending) -> None:
        """One chunk in one transaction."""
        chunk = pending.encoding.result() if pending.encoding is not None else EncodedChunk([], [])
        self._settled_rows = pending.read
        with transaction.atomic():
            remarks: list[RowRemark] = []
            tally = self._admit(chunk, remarks)
            self._settle(tally.plus(Tally(unchanged=pending.unchanged)), remarks)

    def _write_repeats(self) -> None:
        """The rows that waited, in the order of the file, each compared with its own place of last time."""
        waiting, self._repeats = self._repeats, []
        for start in range(0, len(waiting), CHUNK_REPEATS):
            if self.is_stopped:
                return
            part = waiting[start : start + CHUNK_REPEATS]
            self._settled_repeats += len(part)
            with transaction.atomic():
                remarks: list[RowRemark] = []
                tally = Tally()
                for rows in _each_once(part):
                    unchanged, fresh = self._compared(rows)
                    told = self._admit(encode_rows(self._encoder, fresh), remarks)
                    if self.dry_run:
                        # The row before it, which founds the guest, is not written.
                        told = told._replace(created=0, updated=told.updated + told.created)
                    tally = tally.plus(told).plus(Tally(unchanged=unchanged))
                self._settle(tally, remarks)

    def _settle(self, tally: Tally, remarks: list[RowRemark]) -> None:
        rows = tally.created + tally.updated + tally.unchanged + tally.rejected
        self.tally = self.tally.plus(tally._replace(rows=rows))
        for remark in remarks:
            kind = (remark.field, remark.code)
            self.remark_counts[kind] += 1
            self.examples.setdefault(kind, remark.data)
        if self.run is not None:
            write_reports(self.run.id, remarks)
            self.is_stopped = note_settled(self.run, self.tally, self._settled_rows, self._settled_repeats)
            if tally.created and not self.dry_run:
                publish(PROFILES_IMPORTED, key=self.run.id, run=str(self.run.id), created=tally.created)
        if self.progress is not None:
            total = self._total if self._total is None else max(self._total, self.tally.rows)
            self.progress("guests", self.tally.rows, total)

    def _admit(self, chunk: EncodedChunk, remarks: list[RowRemark]) -> Tally:
        """Write the rows of a chunk, those of erased people left out; what became of them."""
        new, erased_new = without_erased(chunk.new)
        newer, erased_newer = without_erased(chunk.newer)
        erased: list[EncodedRow | NewerRow] = [*erased_new, *erased_newer]
        rows: list[EncodedRow | NewerRow] = [*new, *newer]
        for row in erased:
            self._remark(row.number, [Issue("", "erased_person", True)], True, remarks)
        for row in rows:
            self._remark(row.number, row.issues, row.is_quarantined, remarks)
        if not self.dry_run:
            write_rows(new, self._encoder)
            admit_newer(newer, self.source, self.actor)
        kept = [row for row in rows if not row.is_quarantined]
        created = sum(not row.is_quarantined for row in new)
        return Tally(
            created=created,
            updated=len(kept) - created,
            rejected=len(chunk.new) + len(chunk.newer) - len(kept),
            repaired=sum(bool(row.issues) for row in kept),
        )

    def _remark(
        self, number: int, issues: Sequence[Issue], is_quarantined: bool, remarks: list[RowRemark]
    ) -> None:
        for issue in issues:
            is_reason = is_quarantined and issue.rejects
            outcome = RowOutcome.REJECTED if is_reason else RowOutcome.REPAIRED
            remarks.append(RowRemark(number, outcome, issue.field, issue.code, dict(issue.data)))
