"""Making guests anew from their records, in memory: the records told in their order, home by home, with what merges
made one told as one from then on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db import connection

from huitouke.access.models import Branch, User
from huitouke.guests.field_rules import FieldRules
from huitouke.guests.models import Guest, GuestType, GuestTypeMembership, Tag
from huitouke.guests.services.lexicon import load_lexicon, searched_codes
from huitouke.identity.bulk_models import BulkAct
from huitouke.identity.choices import BulkKind, LinkReason
from huitouke.identity.field_rules import rules_in_force
from huitouke.identity.linked import MARK, TYPE, Gone, House, Linked, Standing
from huitouke.identity.models import Decision, Link
from huitouke.identity.replaying import Replayed
from huitouke.identity.services.past import KINDS, TAG_TABLE, Past, PastOfGuest, homes_of
from huitouke.identity.services.standing_rows import standing_of
from huitouke.identity.settling import settle_replayed
from huitouke.intake.choices import RecordState
from huitouke.intake.models import ImportRun
from huitouke.intake.payloads import unpack
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import Sealer, sealer

APART: Final = frozenset({"id", "is_shared", "updated_at"})
"""Columns that no record tells: consent tells who may share a guest, and the last change is an instant of ours."""
COMPARED: Final = tuple(field.attname for field in Guest._meta.concrete_fields if field.attname not in APART)


def read_house(rules: FieldRules | None = None) -> House:
    """What reading records takes, as it stands now; with the field rules in force, or these."""
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
        rules=rules_in_force() if rules is None else rules,
    )


def make_anew(guest_ids: Sequence[UUID], rules: FieldRules | None = None) -> dict[UUID, Replayed]:
    """These guests as their records tell them, in memory, by the field rules in force or by these; those of whom the
    records do not tell all, since one is emptied or none founded them, are left out."""
    acts = dict(assigning_acts())
    tag_names = dict(Tag.objects.values_list("id", "name"))
    made, emptied = replay_guests(read_house(rules), acts, tag_names, guest_ids)
    return {guest_id: each for guest_id, each in made.items() if guest_id not in emptied}


def assigning_acts() -> Any:
    return BulkAct.objects.filter(kind=BulkKind.ASSIGN, subject="guest").values_list("record_id", "person_id")


def replay_guests(
    house: House,
    acts: Mapping[UUID, UUID | None],
    tag_names: Mapping[UUID, str],
    guest_ids: Sequence[UUID],
) -> tuple[dict[UUID, Replayed], set[UUID]]:
    """The guests made anew, and those of whom a record is emptied."""
    linked, emptied = _records_of(house.ring, guest_ids)
    homes = homes_of(guest_ids)
    past = Past(house.ring, tag_names, guest_ids, homes)
    made: dict[UUID, Replayed] = {}
    touched = [
        guest_id
        for guest_id in guest_ids
        if not homes.touched.isdisjoint(homes.by_guest.get(guest_id, [guest_id]))
    ]
    offs = _taken_off(past, touched)
    standing = standing_of(touched) if touched else {}
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
        made[guest_id] = _replay(
            house, acts, by_home, merges, past.of(guest_id), offs=offs.get(guest_id), standing=standing
        )
        home_of = {record.record_id: home for home, records in by_home.items() for record in records}
        settle_replayed(made[guest_id], linked[guest_id], home_of)
    return made, emptied


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


def _replay(
    house: House,
    acts: Mapping[UUID, UUID | None],
    by_home: Mapping[UUID, Sequence[Linked]],
    merges: Sequence[Decision],
    past: PastOfGuest,
    *,
    offs: Mapping[UUID, datetime] | None,
    standing: Standing,
) -> Replayed:
    """Tell the records of each home in their order, those together that one system told in one go: they were linked at
    one instant. What a merge made one is told as one from then on. An act on many has no link; the history says after
    which record it came. Of a guest who was ever one with another, `offs` says when a save took rows off, whoever's
    save it is by now."""
    is_touched = offs is not None
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
    steps: list[tuple[datetime, UUID, UUID, list[Linked] | Decision | None]] = []
    for home, records in by_home.items():
        now[home] = Replayed.found(house, home, records[0])
        if is_touched:
            now[home].homes, now[home].standing = home_of, standing
        for act in acted.get((home, 0), ()):
            now[home].act(act, acts[act])
        for _same, group in groupby(records[1:], key=lambda each: _go_of(house, each)):
            together = list(group)
            steps.append((together[-1].linked_at, together[-1].record_id, home, together))
    if offs is not None:
        steps += [(each.made_at, each.id, each.gone_id, each) for each in merges]
        steps += [(at, each, each, None) for each, at in offs.items() if each not in places]
        steps.sort(key=lambda step: step[:2])
    for _at, key, home, what in steps:
        if isinstance(what, Decision):
            now[what.kept_id].join(now.pop(what.gone_id))
            shown = {each: what.kept_id if root == what.gone_id else root for each, root in shown.items()}
            continue
        if what is None:
            _tell_gone(now, shown, past, key)
            continue
        for record in what:
            if offs is not None and record.record_id in offs:
                _tell_gone(now, shown, past, record.record_id)
        guest = now[shown[home]]
        guest.tell(what, gone)
        for record in what:
            for act in acted.get(places[record.record_id], ()):
                guest.act(act, acts[act])
    (replayed,) = now.values()
    if is_touched:
        replayed.withdrawn = len({row_id for table, row_id in past.rows if table == MARK})
    return replayed


def _taken_off(past: Past, guest_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, datetime]]:
    """Of each of these guests: when saves and acts on many took rows off. What a system drops its own newer record
    tells. One query."""
    records = {guest_id: past.of(guest_id).takers() for guest_id in guest_ids}
    wanted = {record_id for takers in records.values() for record_id in takers}
    links = {
        record_id: linked_at if reason == LinkReason.DESK else None
        for record_id, reason, linked_at in Link.objects.filter(record_id__in=bulk.among(wanted)).values_list(
            "record_id", "reason", "linked_at"
        )
    }
    return {
        guest_id: {
            record_id: at
            for record_id, changed_at in takers.items()
            if (at := links.get(record_id, changed_at)) is not None
        }
        for guest_id, takers in records.items()
    }


def _tell_gone(
    now: Mapping[UUID, Replayed], shown: Mapping[UUID, UUID], past: PastOfGuest, record_id: UUID
) -> None:
    """What a save took off, row by row, from whoever's it was."""
    kinds = {table: kind for kind, table in KINDS.items()} | {TAG_TABLE: "tag"}
    for (table, row_id), by in past.taken_off.items():
        home = past.homes[table, row_id]
        if by == record_id and table in kinds and home in shown:
            now[shown[home]].take_off(kinds[table], past.gone(kinds[table], row_id), home)
    for by, row_id in past.closed:
        home = past.homes[TYPE, row_id]
        if by == record_id and home in shown:
            for type_id in GuestTypeMembership.objects.filter(id=row_id).values_list("type_id", flat=True):
                now[shown[home]].close_type(type_id)


def _go_of(house: House, record: Linked) -> tuple[object, ...]:
    """Equal for records that were told in one go. Each row of a file is told by itself."""
    alone = record.record_id if record.run_id in house.files else None
    return record.linked_at, record.system, record.external_id, alone
