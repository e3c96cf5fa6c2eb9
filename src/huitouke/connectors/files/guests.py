"""Taking a file of guests in: read, encode in parallel, write chunk by chunk.

Each chunk is one transaction that holds its records, profiles, links, report and the run's figures together:
a killed importer leaves whole chunks, and the same file goes on from there, since rows already held are known
by system, id and content. Rows that bear an id twice in one file are taken in order after the others.
"""

import os
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Unpack

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.connectors.files.encoding import (
    EncodedChunk,
    FileRow,
    collecting_rarely,
    encode_rows,
    encoding,
)
from huitouke.connectors.files.headers import propose_mapping
from huitouke.connectors.files.records import Record, Records
from huitouke.connectors.files.row_importer import ImportOptions, ImportSummary, RowImporter, import_rows
from huitouke.connectors.files.row_keys import content_key, external_id_of
from huitouke.connectors.files.targets import OF_GUESTS
from huitouke.guests.events import PROFILES_IMPORTED
from huitouke.guests.values.prepared import Issue
from huitouke.identity.earlier import find_earlier
from huitouke.identity.rows import EncodedRow, NewerRow, RowEncoder
from huitouke.identity.services import without_erased, write_rows
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.updates import admit_newer
from huitouke.intake.queries import newest_records
from huitouke.intake.services import (
    RowRemark,
    Tally,
    next_versions,
)
from huitouke.kernel.crypto import sealer

CHUNK_ROWS = 2_000
CHUNK_REPEATS = 500
SMALL_FILE_ROWS = 4_000
CHUNKS_IN_FLIGHT = 3
DRAIN_AT = 20_000
"""Rows waiting because their id stood in the file before; more of them are written before reading on."""


def import_guests(path: Path, *, actor: Actor, **options: Unpack[ImportOptions]) -> ImportSummary:
    """Take a file of guests into a branch. See `import_rows`."""
    return import_rows(GuestImporter, path, actor=actor, **options)


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


class GuestImporter(RowImporter):
    """One reading of one file of guests: rows are encoded in parallel, and written in their order."""

    code = "guests"
    known = OF_GUESTS
    propose = staticmethod(propose_mapping)
    subject = "guest"
    event = PROFILES_IMPORTED

    def __init__(self, *told: Any, **options: Any) -> None:
        super().__init__(*told, **options)
        self.source = source_of(self.actor, self.branch, self.system, self.run_id)
        self._encoder = RowEncoder(sealer(), self.source)
        self._seen: Counter[int] = Counter()
        self._repeats: list[FileRow] = []
        self._repeats_met = 0

    def take_in(self, records: Records) -> None:
        is_small = self.total is not None and self.total <= SMALL_FILE_ROWS
        processes = 0 if is_small else max(1, min(4, os.cpu_count() or 1))
        pending: deque[_Pending] = deque()
        read = 0
        with collecting_rarely(), encoding(self.source, processes) as encode:
            reader = iter(records)
            while rows := [self._read(record) for record in islice(reader, CHUNK_ROWS)]:
                read += len(rows)
                # What an earlier attempt of the same run has dealt with is only counted.
                if read > self.settled_rows:
                    unchanged, fresh = self._compared([row for row in rows if row is not None])
                    pending.append(_Pending(read, unchanged, encode(fresh) if fresh else None))
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
        problems = record.issues
        if not external_id:
            return FileRow(record.number, f"row:{digest}:{occurrence}", raw, problems)
        # The first row of an id is the newest telling of its place; a later one is compared with its own place.
        row = FileRow(record.number, external_id, raw, problems, occurrence)
        if occurrence > 1:
            self._repeats_met += 1
            if self._repeats_met > self.settled_repeats:
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
        self.settled_rows = pending.read
        with transaction.atomic():
            remarks: list[RowRemark] = []
            tally = self._admit(chunk, remarks)
            self.settle(tally.plus(Tally(unchanged=pending.unchanged)), remarks)

    def _write_repeats(self) -> None:
        """The rows that waited, in the order of the file, each compared with its own place of last time."""
        waiting, self._repeats = self._repeats, []
        for start in range(0, len(waiting), CHUNK_REPEATS):
            if self.is_stopped:
                return
            part = waiting[start : start + CHUNK_REPEATS]
            self.settled_repeats += len(part)
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
                self.settle(tally, remarks)

    def _admit(self, chunk: EncodedChunk, remarks: list[RowRemark]) -> Tally:
        """Write the rows of a chunk, those of erased people left out; what became of them."""
        new, erased_new = without_erased(chunk.new)
        newer, erased_newer = without_erased(chunk.newer)
        erased: list[EncodedRow | NewerRow] = [*erased_new, *erased_newer]
        rows: list[EncodedRow | NewerRow] = [*new, *newer]
        for row in erased:
            self.remark(row.number, [Issue("", "erased_person", True)], remarks, is_rejected=True)
        for row in rows:
            self.remark(row.number, row.issues, remarks, is_rejected=row.is_quarantined)
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
