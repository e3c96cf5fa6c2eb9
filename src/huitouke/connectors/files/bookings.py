"""Taking a file of bookings in: a row a reservation, most often years of them and of guests whom nobody names.

Each chunk is one transaction with its records, reservations, report and the run's figures: a killed importer leaves
whole chunks, and the same file goes on from there. A row is known by the number that it bears, else by its content;
rows that are alike are as many reservations as they are rows. New reservations are written by COPY; one that is known,
or that names a room, goes the way of every message (`stays.services.applying`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, Final, Unpack
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.connectors.files.booking_hotels import Hotels
from huitouke.connectors.files.booking_words import propose_bookings
from huitouke.connectors.files.encoding import collecting_rarely
from huitouke.connectors.files.records import Record, Records
from huitouke.connectors.files.remarks import BOOKING
from huitouke.connectors.files.row_importer import ImportOptions, ImportSummary, RowImporter, import_rows
from huitouke.connectors.files.row_keys import content_key, external_id_of
from huitouke.connectors.files.targets import EXTRA, Targets
from huitouke.guests.values.prepared import Issue
from huitouke.identity.services.admission import source_of
from huitouke.intake.queries import KnownRecord, newest_records
from huitouke.intake.services import (
    RowRemark,
    Tally,
    next_versions,
)
from huitouke.kernel.crypto import sealer
from huitouke.kernel.money import minor_digits
from huitouke.stays.booking_rows import BOOKINGS_KIND, TARGETS, read_with_issues
from huitouke.stays.events import RESERVATIONS_IMPORTED
from huitouke.stays.services.admission import NewPart, can_be_copied, part_digest, write_new_parts
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.records import RESERVATION, Part

CHUNK_ROWS: Final = 2_000
OF_BOOKINGS: Final = Targets(frozenset(TARGETS), (EXTRA,))
_ARRIVAL: Final = ({"arrival"}, {"arrival_year", "arrival_month", "arrival_day"})


@dataclass(slots=True)
class BookingRow:
    """A row of the file on its way: the part of a record that it makes, None where it cannot be kept."""

    number: int
    external_id: str
    hotel: str
    raw: dict[str, list[str]]
    issues: list[Issue]
    part: Part | None = None
    branch: Branch | None = None
    version: int = 1

    @property
    def is_rejected(self) -> bool:
        return self.part is None


def import_bookings(path: Path, *, actor: Actor, **options: Unpack[ImportOptions]) -> ImportSummary:
    """Take a file of bookings in. See `import_rows`: the branch is that of rows that name no hotel; a hotel that is no
    branch yet becomes one "to be confirmed". Needs the right to book, too, in each branch that the rows belong to."""
    return import_rows(BookingImporter, path, actor=actor, **options)


def rows_of_bookings(records: Records | Iterable[Record]) -> Iterator[BookingRow]:
    """The rows of a file under their ids. Rows of one id, or that say the same and bear none, are numbered: a booking
    of several rooms, or several bookings that are alike."""
    seen: Counter[bytes] = Counter()
    for record in records:
        raw = record.raw
        hotel = next(iter(raw.get("hotel", ())), "")
        name = external_id_of(raw) or next(iter(raw.get("row_id", ())), "")[:150]
        external_id = f"{hotel}/{name}" if hotel and name else name or f"row:{content_key(raw)}"
        mark = blake2b(external_id.encode("utf-8", "replace"), digest_size=8).digest()
        seen[mark] += 1
        if seen[mark] > 1:
            external_id = f"{external_id}:{seen[mark]}"
        yield BookingRow(record.number, external_id, hotel, raw, list(record.issues))


def prepare_bookings(rows: Sequence[BookingRow], hotels: Hotels) -> None:
    """Find the branch of each row and read what it says, inside the caller's transaction. A row without a date, or of a
    hotel that the actor may not bring bookings into, has no part."""
    hotels.learn(row.hotel for row in rows)
    for row in rows:
        row.branch = hotels.branch_of(row.hotel)
        if row.branch is None:
            row.issues.append(Issue("hotel", "booking_hotel_unknown", True))
            continue
        if not hotels.may_bring(row.branch):
            row.issues.append(Issue("hotel", "booking_hotel_of_others", True))
            continue
        if "currency" not in row.raw and minor_digits(row.branch.currency) != 2:
            # An amount is read by the digits of its currency: the record says which, where it is not the usual two.
            row.raw["currency"] = [row.branch.currency]
        told, issues = read_with_issues(row.raw)
        row.issues += issues
        if not any(issue.rejects for issue in row.issues):
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


class BookingImporter(RowImporter):
    """One reading of one file of bookings."""

    code = BOOKINGS_KIND
    rights = (Right.STAYS_EDIT,)
    known = OF_BOOKINGS
    propose = staticmethod(propose_bookings)
    prefix = BOOKING
    event = RESERVATIONS_IMPORTED

    def __init__(self, *told: Any, **options: Any) -> None:
        super().__init__(*told, **options)
        source = source_of(self.actor, self.branch, self.system, self.run_id)
        self.hotels = Hotels(self.actor, source, self.branch, is_trial=self.dry_run)

    @classmethod
    def lacking(cls, meant: set[str], *, is_said: bool) -> str:
        return "" if any(wanted <= meant for wanted in _ARRIVAL) else "no_booking_columns"

    def take_in(self, records: Records) -> None:
        rows = rows_of_bookings(records)
        read = 0
        with collecting_rarely():
            while not self.is_stopped and (chunk := list(islice(rows, CHUNK_ROWS))):
                read += len(chunk)
                if read <= self.settled_rows:
                    # What an earlier attempt of the same run has dealt with.
                    continue
                self.settled_rows = read
                with transaction.atomic():
                    self._take_chunk(chunk)

    def _take_chunk(self, chunk: list[BookingRow]) -> None:
        announced = set(self.hotels.new)
        prepare_bookings(chunk, self.hotels)
        kept = [row for row in chunk if not row.is_rejected]
        new, changed, same = compare_bookings(kept, self.system)
        if not self.dry_run:
            self._write(new, changed)
        remarks: list[RowRemark] = []
        for row in chunk:
            if row.is_rejected:
                self.remark(row.number, row.issues, remarks, is_rejected=True)
        for row in (*new, *changed):
            self.remark(row.number, row.issues, remarks, is_rejected=False)
        for name in sorted(self.hotels.new - announced):
            first = next(row for row in chunk if row.hotel == name)
            first.issues = [Issue("hotel", "booking_hotel_new")]
            self.remark(first.number, first.issues, remarks, is_rejected=False)
        repaired = sum(bool(row.issues) for row in (*new, *changed))
        rejected = len(chunk) - len(kept)
        self.settle(
            Tally(
                created=len(new),
                updated=len(changed),
                unchanged=len(same),
                rejected=rejected,
                repaired=repaired,
            ),
            remarks,
        )

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
