"""Making guests anew from their records, to see whether profiles are what the records say."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from huitouke.access.models import Branch, User
from huitouke.guests.models import (
    ContactPoint,
    Document,
    Evaluation,
    Guest,
    GuestAlias,
    GuestTag,
    GuestType,
    GuestTypeMembership,
    Note,
    Preference,
    Tag,
    TagRule,
    Vehicle,
)
from huitouke.guests.rows import CONTACT, DOCUMENT, NOTE, PREFERENCE, VEHICLE
from huitouke.guests.services.lexicon import load_lexicon, searched_codes
from huitouke.identity.choices import BulkKind, DecisionKind, LinkReason
from huitouke.identity.models import BulkAct, Decision, Erasure, Link
from huitouke.identity.replaying import MARK, ROW_COLUMNS, TYPE, Gone, House, Linked, Replayed, Row
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.payloads import unpack
from huitouke.intake.queries import read_contents
from huitouke.intake.rebuilt import Progress, Rebuilt
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import Sealer, sealer
from huitouke.kernel.models import FieldChange, MovedRow

CHUNK: Final = 1_000
GUEST_TABLE: Final = Guest._meta.db_table
TAG_TABLE: Final = GuestTag._meta.db_table

APART: Final = frozenset({"id", "is_shared", "updated_at"})
"""Columns that no record tells: consent tells who may share a guest, and the last change is an instant of ours."""
COMPARED: Final = tuple(field.attname for field in Guest._meta.concrete_fields if field.attname not in APART)

ROW_MODELS: Final[dict[str, Any]] = {
    CONTACT: ContactPoint,
    DOCUMENT: Document,
    VEHICLE: Vehicle,
    PREFERENCE: Preference,
    NOTE: Note,
    TYPE: GuestTypeMembership,
    MARK: Evaluation,
}
_KINDS: Final = {
    "contact": CONTACT,
    "document": DOCUMENT,
    "vehicle": VEHICLE,
    "preference": PREFERENCE,
    "note": NOTE,
}


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
    house = _house()
    acts = dict(_assigning_acts())
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


def _house() -> House:
    branches = {branch.id: branch for branch in Branch.objects.all()}
    people = dict(User.objects.values_list("username", "id"))
    joined = dict(User.objects.filter(is_active=True).values_list("username", "date_joined"))

    def day_of(branch_id: UUID | None, at: datetime) -> date:
        branch = branches.get(branch_id) if branch_id else None
        if branch is None:
            return at.date()
        return clock.business_date(at, branch.time_zone, branch.day_change_hour)

    return House(
        ring=sealer(),
        lexicons={None: load_lexicon(), **{each.id: load_lexicon(each) for each in branches.values()}},
        legal_entities={each.id: each.legal_entity_id for each in branches.values()},
        people=people,
        doubtful=lambda login, at: login not in joined or joined[login] > at,
        types=dict(GuestType.objects.values_list("code", "id")),
        searched=searched_codes(),
        day_of=day_of,
        files=frozenset(ImportRun.objects.filter(kind="guests").values_list("id", flat=True)),
    )


def _check(
    house: House, acts: Mapping[UUID, UUID | None], tags: "_Tags", guest_ids: Sequence[UUID], found: Rebuilt
) -> None:
    guests = {guest.id: guest for guest in Guest.objects.filter(id__in=bulk.among(guest_ids))}
    made, emptied = _made_anew(house, acts, tags.names, guest_ids)
    live = {table: _live_rows(table, guest_ids) for table in ROW_COLUMNS}
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


def make_anew(guest_ids: Sequence[UUID]) -> dict[UUID, Guest]:
    """The profiles of these guests as their records tell them, in memory; those of whom the records do not tell all,
    since one is emptied or none founded them, are left out."""
    acts = dict(_assigning_acts())
    tag_names = dict(Tag.objects.values_list("id", "name"))
    made, emptied = _made_anew(_house(), acts, tag_names, guest_ids)
    return {guest_id: each.guest for guest_id, each in made.items() if guest_id not in emptied}


def _assigning_acts() -> Any:
    return BulkAct.objects.filter(kind=BulkKind.ASSIGN, subject="guest").values_list("record_id", "person_id")


def _made_anew(
    house: House,
    acts: Mapping[UUID, UUID | None],
    tag_names: Mapping[UUID, str],
    guest_ids: Sequence[UUID],
) -> tuple[dict[UUID, Replayed], set[UUID]]:
    """The guests made anew, and those of whom a record is emptied."""
    linked, emptied = _records_of(house.ring, guest_ids)
    homes = _homes_of(guest_ids)
    past = _Past(house.ring, tag_names, guest_ids, homes)
    made: dict[UUID, Replayed] = {}
    for guest_id in guest_ids:
        told = homes.by_guest.get(guest_id, (guest_id,))
        by_home: dict[UUID, list[Linked]] = {home: [] for home in told}
        for record in linked.get(guest_id, []):
            by_home[homes.by_record.get(record.record_id, guest_id)].append(record)
        if guest_id in emptied or not all(
            records and records[0].reason == LinkReason.FOUNDED for records in by_home.values()
        ):
            continue
        merges = homes.merges.get(guest_id, ())
        is_touched = not homes.touched.isdisjoint(told)
        made[guest_id] = _replay(house, acts, by_home, merges, past.of(guest_id), is_touched=is_touched)
    return made, emptied


@dataclass(frozen=True, slots=True)
class _Homes:
    """Of guests who several profiles became: their homes, the merges in force between them, and the homes of records
    that are not at home where they stand. `touched` are guests who were ever one with another."""

    by_guest: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    merges: dict[UUID, list[Decision]] = field(default_factory=dict)
    by_record: dict[UUID, UUID] = field(default_factory=dict)
    touched: set[UUID] = field(default_factory=set)
    rows: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """The homes of rows that are not at home where they stand, or stood."""


def _homes_of(guest_ids: Sequence[UUID]) -> _Homes:
    """Two queries where nobody was ever merged."""
    aliases = list(
        GuestAlias.objects.filter(guest_id__in=bulk.among(guest_ids))
        .order_by("id")
        .values_list("id", "guest_id")
    )
    found = _Homes()
    wanted = bulk.among([*guest_ids, *(alias for alias, _guest in aliases)])
    merges = Decision.objects.filter(Q(kept_id__in=wanted) | Q(gone_id__in=wanted), kind=DecisionKind.MERGE)
    for pair in merges.values_list("kept_id", "gone_id"):
        found.touched.update(pair)
    if not aliases:
        return found
    whose = dict(aliases)
    for alias, guest_id in aliases:
        found.by_guest[guest_id] = (*found.by_guest.get(guest_id, (guest_id,)), alias)
    for each in Decision.objects.in_force().filter(gone_id__in=bulk.among(whose)).order_by("made_at", "id"):
        found.merges.setdefault(whose[each.gone_id], []).append(each)
    records = Link.objects.filter(guest_id__in=bulk.among(found.by_guest)).values("record_id")
    homes = bulk.among([home for ids in found.by_guest.values() for home in ids])
    for table, row_id, home in MovedRow.objects.filter(home_id__in=homes).values_list(
        "table_name", "row_id", "home_id"
    ):
        found.rows[table, str(row_id)] = home
    found.by_record.update(
        MovedRow.objects.filter(table_name=Link._meta.db_table, row_id__in=records).values_list(
            "row_id", "home_id"
        )
    )
    return found


_LINKED: Final = (
    "record_id", "reason", "linked_at", "system", "external_id", "version", "branch_id", "run_id", "actor_id",
    "received_at", "told_at",
)  # fmt: skip
RECORDS_SQL = """
SELECT l.guest_id, r.id, r.payload, r.digest, l.record_id, l.reason, l.linked_at, r.system, r.external_id, r.version,
       r.branch_id, r.run_id, r.actor_id, r.received_at, r.told_at
FROM identity_link l LEFT JOIN intake_sourcerecord r ON r.id = l.record_id
WHERE l.guest_id = ANY(%s::uuid[]) AND (r.id IS NULL OR r.state = %s)
ORDER BY l.guest_id, l.reason <> %s, l.linked_at, l.record_id"""


def _records_of(ring: Sealer, guest_ids: Sequence[UUID]) -> tuple[dict[UUID, list[Linked]], set[UUID]]:
    """The records of these guests, opened, the one that founded each first; and those guests of whom a record is
    emptied. A link without its record is none."""
    linked: dict[UUID, list[Linked]] = defaultdict(list)
    emptied: set[UUID] = set()
    with connection.cursor() as cursor:
        cursor.execute(
            RECORDS_SQL, [bulk.array_of(guest_ids), RecordState.ACCEPTED, LinkReason.FOUNDED.value]
        )
        for guest_id, is_there, payload, digest, *cells in cursor:
            if is_there is None:
                continue
            if payload is None:
                emptied.add(guest_id)
                continue
            told = dict(zip(_LINKED, cells, strict=True))
            content = unpack(ring, told["record_id"], bytes(payload))
            linked[guest_id].append(Linked(**told, digest=bytes(digest), content=content))
    return linked, emptied


class _Past:
    """What the history tells of a chunk of guests: which rows were taken off, and who was assigned when."""

    def __init__(
        self, ring: Sealer, tag_names: Mapping[UUID, str], guest_ids: Sequence[UUID], homes: _Homes
    ) -> None:
        self._ring = ring
        self._tag_names = tag_names
        self._of: dict[UUID, _PastOfGuest] = {}
        whose = {home: guest_id for guest_id, ids in homes.by_guest.items() for home in ids}
        lines = FieldChange.objects.filter(
            subject_id__in=bulk.among([*guest_ids, *whose]),
            table_name__in=[GUEST_TABLE, TAG_TABLE, TYPE, MARK, *_KINDS.values()],
        ).order_by("id")
        for subject, table, row_id, name, old, new, record_id in lines.values_list(
            "subject_id", "table_name", "row_id", "field", "old", "new", "record_id"
        ):
            past = self.of(whose.get(subject, subject))
            past.homes[table, row_id] = homes.rows.get((table, row_id), subject)
            if table == GUEST_TABLE:
                if name == "follow_up_id" and record_id is not None:
                    past.assigned.setdefault(subject, []).append(record_id)
            elif table == TYPE:
                if name == "until" and old is None and record_id is not None:
                    past.closed.append((record_id, row_id))
            elif new is None:
                past.rows.setdefault((table, row_id), {})[name] = old
                if record_id is not None:
                    past.taken_off[table, row_id] = record_id

    def of(self, guest_id: UUID) -> "_PastOfGuest":
        if guest_id not in self._of:
            self._of[guest_id] = _PastOfGuest(self._ring, self._tag_names)
        return self._of[guest_id]


@dataclass(slots=True)
class _PastOfGuest:
    """The same of one guest."""

    ring: Sealer
    tag_names: Mapping[UUID, str]
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    taken_off: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """Rows that went, with the record that took them off."""
    closed: list[tuple[UUID, str]] = field(default_factory=list)
    """Types that ended: the record, and the membership's row."""
    homes: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """Whose a row was that changed or went."""
    assigned: dict[UUID, list[UUID]] = field(default_factory=dict)
    """By the id that the guest had: the records that changed who follows them up."""

    def gone(self, kind: str, row_id: str) -> Mapping[str, Any]:
        """What stood in a row that was taken off; empty where nothing was noted of it."""
        if kind == "tag":
            stood = self.rows.get((TAG_TABLE, row_id), {})
            return {"name": self.tag_names.get(UUID(stood["tag_id"]), "")} if stood.get("tag_id") else {}
        stood = self.rows.get((_KINDS.get(kind, kind), row_id), {})
        sealed = stood.get("number")
        if kind == "document" and isinstance(sealed, str):
            return {**stood, "number": self.ring.open(bytes.fromhex(sealed.removeprefix("\\x"))).decode()}
        return stood


def _replay(
    house: House,
    acts: Mapping[UUID, UUID | None],
    by_home: Mapping[UUID, Sequence[Linked]],
    merges: Sequence[Decision],
    past: _PastOfGuest,
    *,
    is_touched: bool,
) -> Replayed:
    """Tell the records of each home in their order, those together that one system told in one go: they were linked at
    one instant. What a merge made one is told as one from then on. An act on many has no link; the history says after
    which record it came."""
    places = {
        record.record_id: (home, place) for home, told in by_home.items() for place, record in enumerate(told)
    }
    acted: dict[tuple[UUID, int], list[UUID]] = defaultdict(list)
    for home, assigned in past.assigned.items():
        at = (home, 0)
        for record_id in assigned:
            if record_id in places:
                at = places[record_id]
            elif record_id in acts:
                acted[at].append(record_id)
    gone: Gone = past.gone
    now: dict[UUID, Replayed] = {}
    shown = {home: home for home in by_home}
    home_of = {record_id: home for record_id, (home, _place) in places.items()}
    steps: list[tuple[datetime, UUID, UUID, list[Linked] | Decision]] = []
    for home, records in by_home.items():
        now[home] = Replayed.found(house, home, records[0])
        now[home].homes = home_of if is_touched else {}
        for act in acted.get((home, 0), ()):
            now[home].act(act, acts[act])
        for _same, group in groupby(records[1:], key=lambda each: _go_of(house, each)):
            together = list(group)
            steps.append((together[-1].linked_at, together[-1].record_id, home, together))
    if merges:
        steps += [(each.made_at, each.id, each.gone_id, each) for each in merges]
        steps.sort(key=lambda step: step[:2])
    for _at, _key, home, what in steps:
        if isinstance(what, Decision):
            now[what.kept_id].join(now.pop(what.gone_id))
            shown = {each: what.kept_id if root == what.gone_id else root for each, root in shown.items()}
            continue
        if is_touched:
            for record in what:
                _tell_gone(now, shown, past, record.record_id)
        guest = now[shown[home]]
        guest.tell(what, gone)
        for record in what:
            for act in acted.get(places[record.record_id], ()):
                guest.act(act, acts[act])
    (replayed,) = now.values()
    if is_touched:
        by_others = {
            *past.taken_off.values(),
            *(record_id for record_id, _row in past.closed),
        } - places.keys()
        for record_id in sorted(by_others):
            _tell_gone(now, shown, past, record_id)
        replayed.withdrawn = len({row_id for table, row_id in past.rows if table == MARK})
    return replayed


def _tell_gone(
    now: Mapping[UUID, Replayed], shown: Mapping[UUID, UUID], past: _PastOfGuest, record_id: UUID
) -> None:
    """What a save took off, row by row, from whoever's it was. What a system drops its own newer record tells."""
    if not Link.objects.filter(record_id=record_id, reason=LinkReason.DESK).exists():
        return
    kinds = {table: kind for kind, table in _KINDS.items()} | {TAG_TABLE: "tag"}
    for (table, row_id), by in past.taken_off.items():
        home = past.homes[table, row_id]
        if by == record_id and table in kinds and home in shown:
            now[shown[home]].take_off(kinds[table], past.gone(kinds[table], row_id), home)
    for by, row_id in past.closed:
        home = past.homes[TYPE, row_id]
        if by == record_id and home in shown:
            for type_id in GuestTypeMembership.objects.filter(id=row_id).values_list("type_id", flat=True):
                now[shown[home]].close_type(type_id, home)


def _go_of(house: House, record: Linked) -> tuple[object, ...]:
    """Equal for records that were told in one go. Each row of a file is told by itself."""
    alone = record.record_id if record.run_id in house.files else None
    return record.linked_at, record.system, record.external_id, alone


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


def _live_rows(table: str, guest_ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """The rows that stand, as they are compared."""
    keys, columns = ROW_COLUMNS[table]
    rows = ROW_MODELS[table].objects.filter(guest_id__in=bulk.among(guest_ids))
    if table == TYPE:
        rows = rows.filter(until=None)
    found: dict[UUID, list[Row]] = defaultdict(list)
    for owner, *cells in rows.values_list("guest_id", *keys, *columns):
        plain = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in cells]
        found[owner].append((tuple(plain[: len(keys)]), tuple(plain[len(keys) :])))
    return found


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
