"""Taking a file of bookings in: a row a reservation, most often years of them and of guests whom nobody names.

Each chunk is one transaction with its records, reservations, report and the run's figures: a killed importer leaves
whole chunks, and the same file goes on from there. A row is known by the number that it bears, else by its content;
rows that are alike are as many reservations as they are rows. New reservations are written by COPY; one that is known,
or that names a room, goes the way of every message (`stays.services.applying`).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.access.queries import get_branch
from huitouke.connectors.files.booking_hotels import RIGHTS, Hotels
from huitouke.connectors.files.booking_words import propose_bookings
from huitouke.connectors.files.encoding import collecting_rarely
from huitouke.connectors.files.errors import REJECTING, UnreadableFile
from huitouke.connectors.files.guests import (
    ImportSummary,
    content_key,
    external_id_of,
    refuse_system_of_another,
    storable,
)
from huitouke.connectors.files.mapping import Mapping as ColumnMapping
from huitouke.connectors.files.mapping import read_map
from huitouke.connectors.files.records import Record, Records, open_records
from huitouke.connectors.files.targets import EXTRA, Targets
from huitouke.identity.rows import Source
from huitouke.identity.services.admission import source_of
from huitouke.intake.choices import DESK, RowOutcome
from huitouke.intake.drafts import begin_run, finish_trial, note_settled, set_stopped
from huitouke.intake.models import ImportRun
from huitouke.intake.queries import KnownRecord, newest_records
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
from huitouke.kernel.errors import Invalid
from huitouke.kernel.money import minor_digits
from huitouke.kernel.outbox import publish
from huitouke.stays.booking_rows import BOOKINGS_KIND, TARGETS, Remark, read_with_remarks
from huitouke.stays.events import RESERVATIONS_IMPORTED
from huitouke.stays.services.admission import NewPart, can_be_copied, part_digest, write_new_parts
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.records import RESERVATION, Part

CHUNK_ROWS: Final = 2_000
FIELD_PREFIX: Final = "booking."
"""Before the field of a remark, so that the report words it as a booking's."""
OF_BOOKINGS: Final = Targets(frozenset(TARGETS), (EXTRA,))
_ARRIVAL: Final = ({"arrival"}, {"arrival_year", "arrival_month", "arrival_day"})

Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class BookingRow:
    """A row of the file on its way: the part of a record that it makes, None where it cannot be kept."""

    number: int
    external_id: str
    hotel: str
    raw: dict[str, list[str]]
    remarks: list[Remark]
    part: Part | None = None
    branch: Branch | None = None
    version: int = 1

    @property
    def is_rejected(self) -> bool:
        return self.part is None


def import_bookings(
    path: Path,
    *,
    actor: Actor,
    branch: str = "MAIN",
    system: str = "",
    map_file: Path | None = None,
    mapping: ColumnMapping | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    run: ImportRun | None = None,
    file_name: str = "",
) -> ImportSummary:
    """Take a file of bookings in. Raises `UnreadableFile`, `SystemBusy`, or what is refused before.

    `branch` is that of rows that name no hotel; a hotel that is no branch yet becomes one "to be confirmed".
    `system` names where the file comes from (default: `file`). `run` is the waiting run of an upload; without it one is
    opened. With `dry_run` nothing is written, and the figures say what would be; but a run that was given gets the
    report. Needs the right to import and the right to book, in each branch that the rows belong to.
    """
    started = time.monotonic()
    place = get_branch(branch)
    for right in RIGHTS:
        actor.require(right, place.id)
    system = system.strip() or "file"
    if system == DESK:
        message = _("desk is the name of what staff type. Choose another one.")
        raise Invalid("system_reserved", message, {"system": [message]})
    said = read_map(map_file, OF_BOOKINGS) if map_file else None
    try:
        records = open_records(path, mapping, said=said, propose=propose_bookings)
        meant = set(records.mapping.targets.values())
        if not any(wanted <= meant for wanted in _ARRIVAL):
            raise UnreadableFile("no_booking_columns")
        with system_lock(system):
            refuse_system_of_another(actor, system)
            if run is None and not dry_run:
                run = start_run(
                    actor=actor,
                    system=system,
                    branch=place,
                    file_name=storable(file_name or path.name),
                    row_estimate=records.row_count,
                    kind=BOOKINGS_KIND,
                )
            if run is not None:
                begin_run(run)
            source = source_of(actor, place, system, run.id if run and not dry_run else None)
            hotels = Hotels(actor, source, place, is_trial=dry_run)
            total = records.row_count or records.row_estimate
            importer = _Importer(actor, source, hotels, run, progress, total, dry_run)
            with collecting_rarely():
                importer.take_in(rows_of_bookings(records))
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


def rows_of_bookings(records: Records | Iterable[Record]) -> Iterator[BookingRow]:
    """The rows of a file under their ids. Rows of one id, or that say the same and bear none, are numbered: a booking
    of several rooms, or several bookings that are alike."""
    seen: Counter[bytes] = Counter()
    for number, raw, problems in records:
        hotel = next(iter(raw.get("hotel", ())), "")
        name = external_id_of(raw) or next(iter(raw.get("row_id", ())), "")[:150]
        external_id = f"{hotel}/{name}" if hotel and name else name or f"row:{content_key(raw)}"
        mark = blake2b(external_id.encode("utf-8", "replace"), digest_size=8).digest()
        seen[mark] += 1
        if seen[mark] > 1:
            external_id = f"{external_id}:{seen[mark]}"
        remarks = [Remark("", code, code in REJECTING) for code, _data in problems]
        yield BookingRow(number, external_id, hotel, raw, remarks)


def prepare_bookings(rows: Sequence[BookingRow], hotels: Hotels) -> None:
    """Find the branch of each row and read what it says, inside the caller's transaction. A row without a date, or of a
    hotel that the actor may not bring bookings into, has no part."""
    hotels.learn(row.hotel for row in rows)
    for row in rows:
        row.branch = hotels.branch_of(row.hotel)
        if row.branch is None:
            row.remarks.append(Remark("hotel", "booking_hotel_unknown", True))
            continue
        if not hotels.may_bring(row.branch):
            row.remarks.append(Remark("hotel", "booking_hotel_of_others", True))
            continue
        if "currency" not in row.raw and minor_digits(row.branch.currency) != 2:
            # An amount is read by the digits of its currency: the record says which, where it is not the usual two.
            row.raw["currency"] = [row.branch.currency]
        told, remarks = read_with_remarks(row.raw)
        row.remarks += remarks
        if not any(remark.rejects for remark in row.remarks):
            row.part = Part(row.external_id, BOOKINGS_KIND, row.raw, told)


def compare_bookings(
    rows: Sequence[BookingRow], system: str
) -> tuple[list[BookingRow], list[BookingRow], list[BookingRow]]:
    """The rows of which nothing is known, those that say something else than last time, and those that say the same.
    Two queries."""
    ring = sealer()
    keys = [RESERVATION + row.external_id for row in rows]
    known: Mapping[str, KnownRecord] = newest_records(system, keys)
    versions = next_versions(system, keys)
    new, changed, same = [], [], []
    for row, key in zip(rows, keys, strict=True):
        record = known.get(key)
        if record is None:
            row.version = versions.get(key, 1)
            new.append(row)
        elif row.part is not None and record.digest == part_digest(ring, row.part):
            same.append(row)
        else:
            changed.append(row)
    return new, changed, same


class _Importer:
    """One reading of one file."""

    def __init__(
        self,
        actor: Actor,
        source: Source,
        hotels: Hotels,
        run: ImportRun | None,
        progress: Progress | None,
        total: int | None,
        dry_run: bool,
    ) -> None:
        self.actor = actor
        self.source = source
        self.hotels = hotels
        self.run = run
        self.progress = progress
        self.total = total
        self.dry_run = dry_run
        self.is_stopped = False
        goes_on = run is not None and not dry_run
        self.tally = Tally(*(getattr(run, name) for name in Tally._fields)) if goes_on else Tally()
        self._settled = run.settled_rows if run is not None and goes_on else 0
        self.remark_counts: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], dict[str, Any]] = {}

    def take_in(self, rows: Iterator[BookingRow]) -> None:
        read = 0
        while not self.is_stopped and (chunk := list(islice(rows, CHUNK_ROWS))):
            read += len(chunk)
            if read <= self._settled:
                # What an earlier attempt of the same run has dealt with.
                continue
            self._settled = read
            with transaction.atomic():
                self._take_chunk(chunk)

    def _take_chunk(self, chunk: list[BookingRow]) -> None:
        announced = set(self.hotels.new)
        prepare_bookings(chunk, self.hotels)
        kept = [row for row in chunk if not row.is_rejected]
        new, changed, same = compare_bookings(kept, self.source.system)
        if not self.dry_run:
            self._write(new, changed)
        remarks: list[RowRemark] = []
        for row in chunk:
            if row.is_rejected:
                self._remark(row, remarks)
        for row in (*new, *changed):
            self._remark(row, remarks)
        for name in sorted(self.hotels.new - announced):
            first = next(row for row in chunk if row.hotel == name)
            first.remarks = [Remark("hotel", "booking_hotel_new")]
            self._remark(first, remarks)
        repaired = sum(bool(row.remarks) for row in (*new, *changed))
        tally = Tally(
            len(chunk), len(new), len(changed), len(same), rejected=len(chunk) - len(kept), repaired=repaired
        )
        self.tally = self.tally.plus(tally)
        if self.run is not None:
            write_reports(self.run.id, remarks)
            self.is_stopped = note_settled(self.run, self.tally, self._settled, 0)
            if tally.created and not self.dry_run:
                publish(RESERVATIONS_IMPORTED, key=self.run.id, run=str(self.run.id), created=tally.created)
        if self.progress is not None:
            self.progress("bookings", self.tally.rows, self.total)

    def _write(self, new: Sequence[BookingRow], changed: Sequence[BookingRow]) -> None:
        branches: dict[UUID, Branch] = {}
        copied: dict[UUID, list[NewPart]] = {}
        applied: dict[UUID, list[Part]] = {}
        for rows, are_new in ((new, True), (changed, False)):
            for row in rows:
                if row.branch is None or row.part is None:
                    continue
                branches[row.branch.id] = row.branch
                if are_new and can_be_copied(row.part):
                    copied.setdefault(row.branch.id, []).append(NewPart(row.part, row.version))
                else:
                    applied.setdefault(row.branch.id, []).append(row.part)
        for branch_id, branch in branches.items():
            source = self.hotels.source_of(branch)
            write_new_parts(branch=branch, source=source, parts=copied.get(branch_id, ()))
            if parts := applied.get(branch_id):
                apply_parts(actor=self.actor, branch=branch, source=source, parts=parts)

    def _remark(self, row: BookingRow, remarks: list[RowRemark]) -> None:
        for remark in row.remarks:
            outcome = RowOutcome.REJECTED if row.is_rejected and remark.rejects else RowOutcome.REPAIRED
            field = FIELD_PREFIX + remark.field if remark.field else ""
            remarks.append(RowRemark(row.number, outcome, field, remark.code, {}))
            self.remark_counts[field, remark.code] += 1
            self.examples.setdefault((field, remark.code), {})
