"""Keeping what matching compares beside each linked record: after it came, for all that have none yet, and anew where
what a guest agreed to says otherwise than the row."""

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
from huitouke.identity.matching.told import without_papers
from huitouke.identity.models import KeptRow
from huitouke.identity.papers import AGREES, records_with_papers
from huitouke.identity.telling import phone_regions, told_together
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.kernel import bulk
from huitouke.kernel.crypto import Sealer, sealer

BATCH: Final = 1000
PAPER: Final = "match-paper"
KEY: Final = "match-key"

Progress = Callable[[str, int, int | None], None]

_LACKING: Final = """
FROM identity_link l
LEFT JOIN identity_keptrow k ON k.record_id = l.record_id AND k.record_id > %(after)s AND k.rules >= %(rules)s
WHERE l.record_id > %(after)s AND (%(guests)s::uuid[] IS NULL OR l.guest_id = ANY(%(guests)s::uuid[]))
  AND (k.record_id IS NULL OR k.can_hold_papers <> {agrees})
  AND EXISTS (SELECT 1 FROM intake_sourcerecord r
              WHERE r.id = l.record_id AND r.state = %(accepted)s AND r.payload IS NOT NULL)"""
_FIRST: Final = "SELECT l.record_id" + _LACKING.format(agrees=AGREES) + " ORDER BY l.record_id LIMIT %(most)s"
_STANDS: Final = """
  AND EXISTS (SELECT 1 FROM identity_keptrow o WHERE o.record_id = l.record_id)"""
_OUTDATED: Final = "SELECT l.record_id" + _LACKING.format(agrees=AGREES) + _STANDS
_COUNT: Final = "SELECT count(*)" + _LACKING.format(agrees=AGREES)

_NOBODY: Final = UUID(int=0)


def keep_missing_rows(progress: Progress | None = None) -> int:
    """Keep a row for every linked record that has none by the rules of today, or one that holds papers otherwise than
    its guest agrees to, each batch in a transaction of its own; how many. Safe to stop and to run again: it goes on
    with what is left."""
    total = 0
    if progress is not None:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, _values(None, _NOBODY))
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


def list_outdated() -> list[UUID]:
    """The records whose row has to be made anew: read by older rules, or not as their guest agrees by now."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTDATED, _values(None, _NOBODY))
        return [row[0] for row in cursor.fetchall()]


def _lacking(guest_ids: list[UUID] | None) -> Iterator[list[UUID]]:
    """The records that lack their row, of these guests or of all, in batches and in the order of their ids."""
    after = _NOBODY
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_FIRST, _values(guest_ids, after))
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        yield ids
        after = ids[-1]


def _values(guest_ids: list[UUID] | None, after: UUID) -> dict[str, Any]:
    return {
        "after": after,
        "guests": guest_ids,
        "rules": RULES_NUMBER,
        "accepted": RecordState.ACCEPTED,
        "most": BATCH,
    }


@transaction.atomic
def keep_rows(record_ids: Sequence[UUID]) -> int:
    """Keep the rows of these records, new or made anew; how many. Papers come in where the record's guest agrees to be
    known by them. A record that was erased or taken back meanwhile is passed over, and one that is being so waits for
    us: its row is then found and goes."""
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
    agreed = records_with_papers(ids)
    rows = []
    for record in records:
        is_agreed = record.id in agreed
        told = told_together([*earlier.get(record.id, ()), record], regions)
        if told is not None and not is_agreed:
            told = without_papers(told)
        row = normalise(told) if told is not None else MatchRow(str(record.id))
        rows.append(as_kept(row, ring, can_hold_papers=is_agreed))
    fields = [field.attname for field in KeptRow._meta.concrete_fields]
    bulk.upsert_rows(
        KeptRow._meta.db_table, "record_id", [{name: getattr(row, name) for name in fields} for row in rows]
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


def as_kept(row: MatchRow, ring: Sealer, *, can_hold_papers: bool) -> KeptRow:
    """The stored row of a row as it was normalised, with papers only if it can hold them."""
    blind = blinded(row, ring)
    columns = {name: getattr(blind, name) for name in COLUMNS if name != "record_id"}
    return KeptRow(
        record_id=UUID(row.record_id),
        rules=RULES_NUMBER,
        can_hold_papers=can_hold_papers,
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
