"""Keeping what matching compares beside each linked record: after it came, and for all that have none yet."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from huitouke.identity.match_tables import WaitingRow
from huitouke.identity.matching.kept import RULES_NUMBER, kept_form, kept_keys
from huitouke.identity.matching.normalising import normalise
from huitouke.identity.matching.row import COLUMNS, LIST_COLUMNS, MatchRow
from huitouke.identity.models import KeptRow
from huitouke.identity.telling import phone_regions, told_together
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.kernel.crypto import Sealer, sealer

BATCH: Final = 1000
PAPER: Final = "match-paper"
KEY: Final = "match-key"

Progress = Callable[[str, int, int | None], None]

_LACKING: Final = """
SELECT l.record_id FROM identity_link l
WHERE l.record_id > %(after)s AND (%(guests)s::uuid[] IS NULL OR l.guest_id = ANY(%(guests)s::uuid[]))
  AND NOT EXISTS (SELECT 1 FROM identity_keptrow k WHERE k.record_id = l.record_id AND k.rules >= %(rules)s)
  AND EXISTS (SELECT 1 FROM intake_sourcerecord r
              WHERE r.id = l.record_id AND r.state = %(accepted)s AND r.payload IS NOT NULL)
ORDER BY l.record_id LIMIT %(most)s"""

_COUNT: Final = """
SELECT (SELECT count(*) FROM identity_link)
     - (SELECT count(*) FROM identity_keptrow WHERE rules >= %s)"""


def keep_missing_rows(progress: Progress | None = None) -> int:
    """Keep a row for every linked record that has none by the rules of today, each batch in a transaction of its own;
    how many. Safe to stop and to run again: it goes on with what is left."""
    total = 0
    if progress is not None:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [RULES_NUMBER])
            total = int(cursor.fetchone()[0])
        progress("rows", 0, total)
    done = 0
    for ids in _lacking(None):
        done += keep_rows(ids)
        if progress is not None:
            progress("rows", done, max(done, total))
    return done


def keep_rows_of_guests(guest_ids: Collection[UUID]) -> list[UUID]:
    """The same for the records of these guests; whose rows were kept."""
    kept = []
    for ids in _lacking(list(guest_ids)):
        keep_rows(ids)
        kept += ids
    return kept


def list_lacking() -> list[UUID]:
    """The first records that have no row, at most a batch of them."""
    return next(_lacking(None), [])


def _lacking(guest_ids: list[UUID] | None) -> Iterator[list[UUID]]:
    """The records that have no row, of these guests or of all, in batches and in the order of their ids."""
    after = UUID(int=0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                _LACKING,
                {
                    "after": after,
                    "guests": guest_ids,
                    "rules": RULES_NUMBER,
                    "accepted": RecordState.ACCEPTED,
                    "most": BATCH,
                },
            )
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        yield ids
        after = ids[-1]


@transaction.atomic
def keep_rows(record_ids: Sequence[UUID]) -> int:
    """Keep the rows of these records, new or made anew; how many. A record that was erased or taken back meanwhile is
    passed over, and one that is being so waits for us: its row is then found and goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM intake_sourcerecord r JOIN identity_link l ON l.record_id = r.id"
            " WHERE r.id = ANY(%s) AND r.state = %s AND r.payload IS NOT NULL ORDER BY r.id FOR SHARE OF r",
            [list(record_ids), RecordState.ACCEPTED],
        )
        ids = [row[0] for row in cursor.fetchall()]
    records = list(SourceRecord.objects.filter(id__in=ids).order_by("id"))
    regions, ring = phone_regions(), sealer()
    earlier = _earlier_tellings(records)
    rows = []
    for record in records:
        told = told_together([*earlier.get(record.id, ()), record], regions)
        row = normalise(told) if told is not None else MatchRow(str(record.id))
        rows.append(as_kept(row, ring))
    KeptRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["record_id"],
        update_fields=[field.name for field in KeptRow._meta.concrete_fields if not field.primary_key],
    )
    WaitingRow.objects.bulk_create(
        [WaitingRow(record_id=row.record_id) for row in rows], ignore_conflicts=True
    )
    return len(rows)


def _earlier_tellings(records: Iterable[SourceRecord]) -> dict[UUID, list[SourceRecord]]:
    """By record: what the same system told before it under the same id, a part each time perhaps. One query at most."""
    later = [record for record in records if record.version > 1]
    if not later:
        return {}
    wanted = Q()
    for system in {record.system for record in later}:
        wanted |= Q(
            system=system, external_id__in=[record.external_id for record in later if record.system == system]
        )
    found: dict[tuple[str, str, int], list[SourceRecord]] = defaultdict(list)
    for record in SourceRecord.objects.filter(wanted, state=RecordState.ACCEPTED, payload__isnull=False):
        found[record.system, record.external_id, record.occurrence].append(record)
    return {
        record.id: [
            each
            for each in found[record.system, record.external_id, record.occurrence]
            if each.version < record.version
        ]
        for record in later
    }


def blinded(row: MatchRow, ring: Sealer) -> MatchRow:
    """The row in the form in which rows are kept."""
    return kept_form(row, lambda token: ring.blind_index(PAPER, token).hex())


def as_kept(row: MatchRow, ring: Sealer) -> KeptRow:
    """The stored row of a row as it was normalised."""
    blind = blinded(row, ring)
    columns = {name: getattr(blind, name) for name in COLUMNS if name != "record_id"}
    return KeptRow(
        record_id=UUID(row.record_id),
        rules=RULES_NUMBER,
        keys=key_hashes(kept_keys(blind), ring),
        **{name: list(value) if isinstance(value, tuple) else value for name, value in columns.items()},
    )


def key_hashes(keys: Iterable[tuple[str, str]], ring: Sealer) -> list[int]:
    """64 bits, signed, that stand for each key: equal in, equal out, told by nobody without the installation's key."""
    return sorted({key_hash(rule, value, ring) for rule, value in keys})


def key_hash(rule: str, value: str, ring: Sealer) -> int:
    """The same of one key."""
    return int.from_bytes(ring.blind_index(KEY, f"{rule}|{value}")[:8], signed=True)


def row_of(kept: KeptRow) -> MatchRow:
    """The row again that was kept."""
    values: dict[str, Any] = {name: getattr(kept, name) for name in COLUMNS}
    values |= {name: tuple(values[name]) for name in LIST_COLUMNS}
    return MatchRow(**values | {"record_id": str(kept.record_id)})
