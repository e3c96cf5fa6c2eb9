"""What each of the first rows of a file of bookings would do: found one, change one, nothing, or be refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.connectors.files.booking_hotels import Hotels
from huitouke.connectors.files.bookings import (
    BookingRow,
    compare_bookings,
    prepare_bookings,
    rows_of_bookings,
)
from huitouke.connectors.files.records import Record
from huitouke.connectors.files.remarks import BOOKING
from huitouke.identity.rows import Source
from huitouke.identity.services.admission import source_of
from huitouke.stays.choices import ReservationStatus
from huitouke.stays.services.references import References


@dataclass(frozen=True, slots=True)
class BookingSource:
    """Where the rows of a file come from, with what reading them needs to know of the hotel."""

    actor: Actor
    branch: Branch
    source: Source
    references: References

    @property
    def system(self) -> str:
        return self.source.system


def booking_source_of(actor: Actor, branch: Branch, system: str) -> BookingSource:
    """What is known of the hotel, loaded for one look at a file."""
    source = source_of(actor, branch, system, None)
    return BookingSource(actor, branch, source, References.load(system, branch, ()))


def foresee_bookings(records: Iterable[Record], source: BookingSource) -> list[dict[str, Any]]:
    """One line a row: its number, what it would do (`new`, `changed`, `unchanged`, `rejected`), the booking in a few
    words, and what is odd about it."""
    rows = list(rows_of_bookings(records))
    hotels = Hotels(source.actor, source.source, source.branch, is_trial=True)
    prepare_bookings(rows, hotels)
    kept = [row for row in rows if not row.is_rejected]
    _new, changed, same = compare_bookings(kept, source.system)
    outcomes = {row.number: "changed" for row in changed} | {row.number: "unchanged" for row in same}
    announced: set[str] = set()
    return [_line(row, outcomes.get(row.number, "new"), hotels, announced) for row in rows]


def _line(row: BookingRow, outcome: str, hotels: Hotels, announced: set[str]) -> dict[str, Any]:
    issues = [[BOOKING + each.field if each.field else "", each.code, dict(each.data)] for each in row.issues]
    if row.hotel in hotels.new and row.hotel not in announced:
        announced.add(row.hotel)
        issues.append([BOOKING + "hotel", "booking_hotel_new", {}])
    return {
        "row": row.number,
        "name": _words(row),
        "outcome": "rejected" if row.is_rejected else outcome,
        "guest": "",
        "fields": [],
        "issues": issues,
    }


def _words(row: BookingRow) -> str:
    if row.part is None:
        return row.hotel
    told = row.part.told
    status = str(ReservationStatus(told.status).label) if told.status else ""
    days = f"{told.arrival} → {told.departure}"
    return " · ".join(part for part in (row.hotel, days, status) if part)
