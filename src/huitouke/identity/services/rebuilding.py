"""Comparing guests with what their records say of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.guests.models import (
    Guest,
    GuestTag,
    Tag,
    TagRule,
)
from huitouke.identity.bulk_models import BulkAct
from huitouke.identity.choices import BulkKind
from huitouke.identity.linked import MARK, ROW_COLUMNS, House, Row
from huitouke.identity.models import Erasure
from huitouke.identity.replaying import Replayed
from huitouke.identity.services.making_anew import COMPARED, assigning_acts, read_house, replay_guests
from huitouke.identity.services.past import GUEST_TABLE, TAG_TABLE
from huitouke.identity.services.standing_rows import standing_rows
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_contents
from huitouke.intake.rebuilt import Progress, Rebuilt
from huitouke.kernel import bulk

CHUNK: Final = 1_000


def check_guests(progress: Progress | None = None) -> Rebuilt:
    """Make every guest anew from their records and compare the profile with the live one, field by field. Writes
    nothing. Reads one snapshot of the database, so that it may run while work goes on; a thousand guests at a time."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return compare_guests(progress)


def compare_guests(progress: Progress | None = None) -> Rebuilt:
    """The same inside the caller's transaction."""
    found = Rebuilt()
    house = read_house()
    acts = dict(assigning_acts())
    tags = _Tags()
    total = Guest.objects.count()
    for guest_ids in _chunks():
        _check(house, acts, tags, guest_ids, found)
        if progress is not None:
            progress("guests", found.checked + found.erased, total)
    _check_erased(found)
    _check_strays(found)
    return found


def _chunks() -> Iterator[list[UUID]]:
    """The ids of all guests, a chunk at a time, each read as it is dealt with."""
    last = UUID(int=0)
    while ids := list(Guest.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:CHUNK]):
        yield ids
        last = ids[-1]


def _check(
    house: House, acts: Mapping[UUID, UUID | None], tags: "_Tags", guest_ids: Sequence[UUID], found: Rebuilt
) -> None:
    guests = {guest.id: guest for guest in Guest.objects.filter(id__in=bulk.among(guest_ids))}
    made, emptied = replay_guests(house, acts, tags.names, guest_ids)
    live = {table: standing_rows(table, guest_ids) for table in ROW_COLUMNS}
    held = _held_tags(guest_ids)
    for guest_id in guest_ids:
        if guest_id in emptied:
            found.erased += 1
            continue
        replayed = made.get(guest_id)
        if replayed is None:
            found.checked += 1
            found.stray(guest_id, f"{GUEST_TABLE}.no_record")
            continue
        differing = [f"{GUEST_TABLE}.{column}" for column in _differing(replayed, guests[guest_id])]
        for table, rows in live.items():
            told = list(replayed.rows[table].values())
            withdrawn = replayed.withdrawn if table == MARK else 0
            stands = rows.get(guest_id, ())
            if replayed.homes:
                names = differing_words(table, told, stands, withdrawn)
            else:
                names = differing_rows(table, told, stands, withdrawn)
            differing += [f"{table}.{name}" for name in names]
        if any(not tags.is_told(tag_id, record_id, replayed) for tag_id, record_id in held.get(guest_id, ())):
            differing.append(f"{TAG_TABLE}.record_id")
        found.compared(guest_id, differing)


def _differing(replayed: Replayed, live: Guest) -> list[str]:
    """The columns of the profile that do not stand as the records say."""
    made = replayed.guest
    found = [column for column in COMPARED if getattr(made, column) != getattr(live, column)]
    if replayed.is_follow_up_doubtful and "follow_up_id" in found:
        found.remove("follow_up_id")
    return found


def differing_rows(table: str, told: Sequence[Row], live: Sequence[Row], withdrawn: int = 0) -> list[str]:
    """In which columns the rows of a table differ, `missing` for one that is not there and `surplus` for one that
    nobody told. So many as were `withdrawn`, whichever, are not there."""
    made, stands = Counter(told), Counter(live)
    if made == stands and not withdrawn:
        return []
    missing, surplus = list((made - stands).elements()), list((stands - made).elements())
    names: list[str] = []
    others: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in surplus:
        others[row[0]].append(row)
    gone = 0
    for key, values in missing:
        if not others.get(key):
            gone += 1
            continue
        stood = others[key].pop()
        columns = ROW_COLUMNS[table][1]
        names += [
            column for column, one, other in zip(columns, values, stood[1], strict=True) if one != other
        ]
    if gone > withdrawn:
        names.append("missing")
    if gone < withdrawn or any(others.values()):
        names.append("surplus")
    return sorted(set(names))


def differing_words(table: str, told: Sequence[Row], live: Sequence[Row], withdrawn: int = 0) -> list[str]:
    """The same of a guest who was ever one with another: two profiles may both have told it, and a save that was given
    to the other side may say what that side had. So what is said is compared, and not how often."""
    if table == MARK:
        missing, surplus = len(told) - len(live) - withdrawn, len(live) + withdrawn - len(told)
    else:
        made, stands = ({row[0][1:] for row in rows} for rows in (told, live))
        missing, surplus = len(made - stands), len(stands - made)
    return [name for name, number in (("missing", missing), ("surplus", surplus)) if number > 0]


def _held_tags(guest_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, UUID]]]:
    found: dict[UUID, list[tuple[UUID, UUID]]] = defaultdict(list)
    rows = GuestTag.objects.filter(guest_id__in=bulk.among(guest_ids))
    for owner, tag_id, record_id in rows.values_list("guest_id", "tag_id", "record_id"):
        found[owner].append((tag_id, record_id))
    return found


class _Tags:
    """By what a guest may hold a tag: a record that tells it, an act that gives it, its rule, or its rule's end."""

    def __init__(self) -> None:
        self.names: dict[UUID, str] = dict(Tag.objects.values_list("id", "name"))
        self._known = set(self.names.values())
        self._given: set[tuple[UUID, UUID]] = set(TagRule.objects.values_list("tag_id", "id"))
        for kind, tag_id, into_id, record_id in BulkAct.objects.filter(tag__isnull=False).values_list(
            "kind", "tag_id", "into_id", "record_id"
        ):
            given = into_id if kind == BulkKind.JOIN else tag_id
            if kind in (BulkKind.ADD_TAG, BulkKind.JOIN) and given is not None:
                self._given.add((given, record_id))

    def is_told(self, tag_id: UUID, record_id: UUID, replayed: Replayed) -> bool:
        """Whether the record of a row gives that tag. A word that is no tag's by now may be this one's of before."""
        if (tag_id, record_id) in self._given:
            return True
        words = replayed.tags.get(record_id)
        if words is None:
            return self._is_kept(tag_id, record_id)
        return self.names.get(tag_id) in words or not words <= self._known

    def _is_kept(self, tag_id: UUID, record_id: UUID) -> bool:
        told = read_contents([record_id]).get(record_id, {}).get("tag_rule", {})
        if told.get("kept") == str(tag_id):
            self._given.add((tag_id, record_id))
            return True
        return False


STANDING_SQL = """
SELECT e.subject_id FROM identity_erasure e
WHERE EXISTS (SELECT 1 FROM guests_guest g WHERE g.id = e.subject_id OR g.id = ANY(e.other_ids))
   OR EXISTS (SELECT 1 FROM identity_link l WHERE l.guest_id = e.subject_id OR l.guest_id = ANY(e.other_ids))"""
SPEAKING_SQL = """
SELECT id FROM intake_sourcerecord WHERE external_id LIKE 'erased:%%' AND payload IS NOT NULL"""


def _check_erased(found: Rebuilt) -> None:
    """Who was erased is nobody, and the records of them say nothing."""
    found.erased += Erasure.objects.count()
    _stray(STANDING_SQL, [], f"{Erasure._meta.db_table}.guest_stands", found)
    _stray(SPEAKING_SQL, [], f"{SourceRecord._meta.db_table}.payload_of_erased", found)


UNLINKED_SQL = """
SELECT r.id FROM intake_sourcerecord r
WHERE r.state = %s AND r.payload IS NOT NULL AND (r.system <> %s OR r.external_id LIKE 'guest:%%')
  AND r.external_id NOT LIKE 'reservation:%%' AND r.external_id NOT LIKE 'company:%%'
  AND NOT EXISTS (SELECT 1 FROM intake_importrun i WHERE i.id = r.run_id AND i.kind <> 'guests')
  AND NOT EXISTS (SELECT 1 FROM identity_link l WHERE l.record_id = r.id)"""
DANGLING_SQL = """
SELECT l.record_id FROM identity_link l
WHERE NOT EXISTS (SELECT 1 FROM intake_sourcerecord r WHERE r.id = l.record_id)"""


def _check_strays(found: Rebuilt) -> None:
    """Records of people who are not there, and links to what never came."""
    _stray(UNLINKED_SQL, [RecordState.ACCEPTED, DESK], f"{SourceRecord._meta.db_table}.no_guest", found)
    _stray(DANGLING_SQL, [], "identity_link.no_record", found)


def _stray(statement: str, values: list[Any], reason: str, found: Rebuilt) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(CHUNK):
            for (row_id,) in rows:
                found.stray(row_id, reason)
