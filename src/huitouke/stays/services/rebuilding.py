"""Making reservations anew from their records, to see whether they are what the records say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.models import Branch
from huitouke.identity.earlier import find_earlier
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.intake.rebuilt import Progress, Rebuilt
from huitouke.kernel import bulk
from huitouke.stays.folding import fold, in_order
from huitouke.stays.models import FolioLine, Reservation, ReservationPerson
from huitouke.stays.readers import read_told
from huitouke.stays.services.folio_nights import NIGHT
from huitouke.stays.services.folio_records import FOLIO
from huitouke.stays.services.records import RESERVATION, Folded
from huitouke.stays.services.references import References
from huitouke.stays.services.rows import People, ReservationRow, chosen_guests, numbered, person_key, rows_of
from huitouke.stays.told import Telling

BATCH: Final = 500


class _Place(NamedTuple):
    """What the records call one reservation."""

    branch_id: UUID
    system: str
    external_id: str


def check_reservations(progress: Progress | None = None) -> Rebuilt:
    """Fold every reservation from its records and compare it with its row, its people, its nights and its bill. Writes
    nothing. Reads one snapshot of the database, so that it may run while work goes on."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return compare_with_records(progress)


def compare_with_records(progress: Progress | None = None) -> Rebuilt:
    """The same inside the caller's transaction."""
    found = Rebuilt()
    branches = {branch.id: branch for branch in Branch.objects.all()}
    total = Reservation.objects.count()
    for places in _batches():
        _check(
            branches[places[0].branch_id], places[0].system, [place.external_id for place in places], found
        )
        if progress is not None:
            progress("reservations", found.checked + found.erased + found.waiting, total)
    _check_strays(found)
    _check_nights(found)
    _check_desk_bills(found)
    return found


PLACES_SQL = """
SELECT DISTINCT branch_id, system, external_id FROM intake_sourcerecord
WHERE external_id LIKE 'reservation:%%' AND state = %s ORDER BY branch_id, system, external_id"""


def _batches() -> Iterator[list[_Place]]:
    """What is told of, in batches of one branch and system, read as they are dealt with."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(PLACES_SQL, [RecordState.ACCEPTED])
        places = (_Place(*row) for row in cursor)
        for _key, group in groupby(places, key=lambda place: (place.branch_id, place.system)):
            while batch := list(islice(group, BATCH)):
                yield batch


def _check(branch: Branch, system: str, external_ids: Sequence[str], found: Rebuilt) -> None:
    folded, erased = _fold_all(branch, system, external_ids)
    found.erased += erased
    keys = {
        person_key(place.external_id, person, position)
        for place in folded
        for position, person in numbered(place.told)
    }
    earlier = find_earlier(system, sorted(keys))
    people = People({key: each.guest_id for key, each in earlier.items()}, chosen_guests(folded))
    references = References.load(system, branch, [place.told for place in folded])
    rows = rows_of(branch, system, folded, people=people, references=references)
    found.waiting += len(folded) - len(rows)
    ids = [row.id for row in rows]
    live = Reservation.objects.in_bulk(ids)
    persons = _persons_of(ids)
    lines = _lines_of(ids)
    for row in rows:
        stored = live.get(row.id)
        differing = ["row"] if stored is None else row.differences(stored)
        if persons.get(row.id, set()) != set(row.persons):
            differing.append("persons")
        if lines.get(row.id, {}) != _lines_told(row):
            differing.append("folio_lines")
        found.compared(row.id, differing)


def _fold_all(branch: Branch, system: str, external_ids: Sequence[str]) -> tuple[list[Folded], int]:
    """Every reservation folded from all its records; and how many cannot be, since what was said is erased."""
    records = SourceRecord.objects.filter(
        branch_id=branch.id, system=system, external_id__in=external_ids, state=RecordState.ACCEPTED
    ).order_by("external_id", "version")
    folded: list[Folded] = []
    erased = 0
    for external_id, group in groupby(records, key=lambda record: record.external_id):
        listed = list(group)
        if any(record.payload is None for record in listed):
            erased += 1
            continue
        tellings = [
            Telling(read_told(read_content(each)), each.told_at, each.version, bytes(each.digest))
            for each in listed
        ]
        newest = in_order(tellings)[-1]
        record = next(each for each in listed if each.version == newest.version)
        folded.append(
            Folded(external_id.removeprefix(RESERVATION), fold(tellings), record.id, record.told_at)
        )
    return folded, erased


def _persons_of(ids: Iterable[UUID]) -> dict[UUID, set[tuple[str, int, UUID | None, str, str]]]:
    held: dict[UUID, set[tuple[str, int, UUID | None, str, str]]] = {}
    for each in ReservationPerson.objects.filter(reservation_id__in=bulk.among(ids)):
        told = (each.role, each.position, each.guest_id, each.external_id, each.name)
        held.setdefault(each.reservation_id, set()).add(told)
    return held


def _lines_of(ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """What stands on the bills of systems by the sender's id: its postings and voids together, where they are
    anything."""
    sums: dict[UUID, Counter[str]] = {}
    lines = FolioLine.objects.filter(folio__reservation_id__in=bulk.among(ids)).select_related("voids")
    for line, reservation_id in (
        (line, line.folio.reservation_id) for line in lines.select_related("folio", "voids")
    ):
        told_as = (line.voids or line).external_id.partition("\x1f")[0]
        if told_as and reservation_id is not None and not told_as.startswith(NIGHT):
            sums.setdefault(reservation_id, Counter())[told_as] += line.amount
    return {each: {name: amount for name, amount in found.items() if amount} for each, found in sums.items()}


def _lines_told(row: ReservationRow) -> dict[str, int]:
    return {
        line.external_id: line.amount for line in row.place.told.lines if not line.is_void and line.amount
    }


def _check_desk_bills(found: Rebuilt) -> None:
    """The lines that staff wrote on bills, against the records of those acts: each is there with its amount, and no
    other is. Bills of which a record was erased are left out."""
    records = SourceRecord.objects.filter(
        system=DESK, external_id__startswith=FOLIO, state=RecordState.ACCEPTED
    ).order_by("external_id", "version")
    for external_id, group in groupby(
        records.iterator(chunk_size=BATCH), key=lambda record: record.external_id
    ):
        listed = list(group)
        if any(record.payload is None for record in listed):
            continue
        told = {
            line["id"]: line["amount"]
            for record in listed
            for line in read_content(record)["data"].get("lines", ())
        }
        stored = FolioLine.objects.filter(
            folio_id=external_id.removeprefix(FOLIO), record_id__in=[record.id for record in listed]
        )
        if {str(line_id): amount for line_id, amount in stored.values_list("id", "amount")} != told:
            found.stray(external_id.removeprefix(FOLIO), "desk_bill")


STRAYS_SQL = """
SELECT r.id FROM stays_reservation r WHERE NOT EXISTS (
    SELECT 1 FROM intake_sourcerecord s WHERE s.system = r.system
    AND s.external_id = 'reservation:' || r.external_id AND s.branch_id = r.branch_id
) LIMIT 500"""


def _check_strays(found: Rebuilt) -> None:
    """Rows that no record tells of."""
    with connection.cursor() as cursor:
        cursor.execute(STRAYS_SQL)
        for (reservation_id,) in cursor.fetchall():
            found.stray(reservation_id, "no_record")


NIGHTS_SQL = """
WITH slept AS (
    SELECT r.id AS reservation_id, d::date AS business_date, r.arrival = r.departure AS is_day_use, r.checked_in_at,
           coalesce((
               SELECT (before.room ->> 1)::uuid
               FROM jsonb_array_elements(r.rooms_before) WITH ORDINALITY AS before(room, place)
               WHERE d < (before.room ->> 0)::date ORDER BY before.place LIMIT 1
           ), r.room_id) AS room_id
    FROM stays_reservation r
    CROSS JOIN LATERAL generate_series(r.arrival, greatest(r.departure - 1, r.arrival), interval '1 day') AS d
    WHERE r.status IN ('in_house', 'checked_out')
), wanted AS (
    SELECT reservation_id, room_id, business_date,
           CASE WHEN is_day_use THEN 'day_use'
                WHEN row_number() OVER (
                    PARTITION BY room_id, business_date, is_day_use
                    ORDER BY checked_in_at NULLS LAST, reservation_id
                ) = 1 THEN 'counted' ELSE 'shared' END AS kind
    FROM slept WHERE room_id IS NOT NULL
)
SELECT DISTINCT coalesce(w.reservation_id, n.reservation_id) FROM wanted w
FULL JOIN stays_roomnight n USING (reservation_id, business_date, room_id, kind)
WHERE w.kind IS NULL OR n.id IS NULL"""


def _check_nights(found: Rebuilt) -> None:
    """Nights that are not those which the reservations say."""
    with connection.cursor() as cursor:
        cursor.execute(NIGHTS_SQL)
        for (reservation_id,) in cursor.fetchall():
            found.stray(reservation_id, "room_nights")
