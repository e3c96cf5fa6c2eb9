"""Suggesting that guests have to do with each other, by what both share, where matching says that they are two persons.

Nobody becomes one with anybody, and nothing is known by it: a person confirms or refuses. What was said, refused or
taken off between two is never suggested again; a suggestion on whose grounds nothing stands any more goes.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.services import record_audit
from huitouke.guests.events import RELATIONS_FOUND
from huitouke.guests.keys import first_id_at
from huitouke.guests.models import Guest, Relation, RelationEnd
from huitouke.guests.relation_choices import RelationState
from huitouke.guests.services.joined import hold_profiles
from huitouke.guests.services.relations import (
    NewRelation,
    drop_relations,
    write_evidence,
    write_relations,
)
from huitouke.identity.match_models import in_force
from huitouke.identity.match_tables import RelationWatch
from huitouke.identity.matching.features import work_out
from huitouke.identity.matching.model import Model
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.scorer import contradicts, forbids
from huitouke.identity.relation_grounds import grounds
from huitouke.identity.relation_guess import Traits, guess_role
from huitouke.identity.services.live_proposals import rows_of_guests
from huitouke.identity.togetherness import MAY_BE_ONE, Pair, pairs_apart
from huitouke.kernel import bulk, clock

CHUNK: Final = 500
OVERLAP: Final = timedelta(days=1)
"""A transaction that began before the last run and ended after it is not missed."""
_HAND: Final = 5_027_012
"""Of the lock that lets one suggest at a time, so that no two suggest the same."""

Progress = Callable[[str, int, int | None], None]
Evidence = dict[str, int]

_CHANGED: Final = """
SELECT guest_id FROM identity_link WHERE record_id >= %(id)s
UNION SELECT subject_id FROM kernel_fieldchange WHERE id > %(change)s
UNION SELECT coalesce(a.guest_id, h.id) FROM identity_decision d
      CROSS JOIN LATERAL (VALUES (d.kept_id), (d.gone_id)) AS h(id) LEFT JOIN guests_guestalias a ON a.id = h.id
      WHERE d.made_at >= %(since)s OR d.withdrawn_at >= %(since)s
UNION SELECT e.guest_id FROM guests_relation r JOIN guests_relationend e ON e.relation_id = r.id
      WHERE r.state = 'suggested'"""

_MAY_BE_TOLD: Final = f"""
SELECT p.one, p.other, a.company <> '' AND lower(a.company) = lower(b.company)
FROM unnest(%s::uuid[], %s::uuid[]) AS p(one, other)
JOIN guests_guest a ON a.id = p.one JOIN guests_guest b ON b.id = p.other
WHERE {MAY_BE_ONE}"""  # noqa: S608 - constants


@dataclass(slots=True)
class Found:
    """What a run came to: guests looked at, suggestions made, told anew and let go."""

    guests: int = 0
    made: int = 0
    changed: int = 0
    gone: int = 0


def find_relations(*, whole: bool = False, progress: Progress | None = None) -> Found:
    """Suggest relations of the guests of whom anything is new since the last run, or of all with `whole` and the first
    time; let suggestions go that stand on nothing any more. Each 500 guests are a transaction of their own: a killed
    run is done again, and does nothing twice."""
    watch = RelationWatch.objects.first()
    began = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM kernel_fieldchange")
        newest = int(cursor.fetchone()[0])
    total, chunks = _everybody() if whole or watch is None else _changed_since(watch)
    found, model = Found(), in_force().model
    for ids in chunks:
        _look_at(ids, model, found)
        if progress is not None:
            progress("relations", found.guests, total)
    watch = watch or RelationWatch()
    watch.looked_at, watch.earlier_change, watch.last_change = began, watch.last_change, newest
    watch.save()
    if found.made or found.changed or found.gone:
        record_audit(
            SYSTEM,
            RELATIONS_FOUND,
            object_type="guest",
            object_id=None,
            made=found.made,
            changed=found.changed,
            gone=found.gone,
        )
    return found


def find_relations_of(guest_ids: Collection[UUID]) -> Found:
    """The same of these guests at once."""
    found = Found()
    _look_at(list(guest_ids), in_force().model, found)
    return found


def _everybody() -> tuple[int, Iterator[list[UUID]]]:
    def chunks() -> Iterator[list[UUID]]:
        after = UUID(int=0)
        while ids := list(
            Guest.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)[:CHUNK]
        ):
            yield ids
            after = ids[-1]

    return Guest.objects.count(), chunks()


def _changed_since(watch: RelationWatch) -> tuple[int, Iterator[list[UUID]]]:
    since = watch.looked_at - OVERLAP
    told = [each.changed for each in grounds().values() if each.changed]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ".join([_CHANGED, *told]),
            {"id": first_id_at(since), "change": watch.earlier_change, "since": since},
        )
        ids = sorted(row[0] for row in cursor.fetchall() if row[0] is not None)
    return len(ids), (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


@transaction.atomic
def _look_at(ids: Sequence[UUID], model: Model, found: Found) -> None:
    ties: dict[Pair, Evidence] = defaultdict(dict)
    for ground in grounds().values():
        for one, other, times in ground.find(ids):
            ties[one, other][ground.code] = times
    told = _may_be_told(ties)
    for pair, is_one_company in told.items():
        if is_one_company:
            ties[pair]["company"] = 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_HAND])
    known = _between(ids)
    new = [pair for pair in told if pair not in known]
    rows = rows_of_guests({each for pair in [*new, *(known.keys() & told.keys())] for each in pair})
    for pair in told:
        if _have_one_surname(rows.get(pair[0], []), rows.get(pair[1], [])):
            ties[pair]["family"] = 1
    apart = pairs_apart(new)
    two = [
        pair for pair in new if pair in apart or _are_two(rows.get(pair[0], ()), rows.get(pair[1], ()), model)
    ]
    # Guests are locked before what hangs on them, as by everybody.
    found.made += _suggest({pair: ties[pair] for pair in two}, rows)
    _follow(known, {pair: ties[pair] for pair in told}, found)
    found.guests += len(ids)


def _may_be_told(pairs: Collection[Pair]) -> dict[Pair, bool]:
    """Those of the pairs whose legal entities may know of both, and whether they work at one company. One query."""
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_MAY_BE_TOLD, [[one for one, _other in pairs], [other for _one, other in pairs]])
        return {(one, other): bool(same) for one, other, same in cursor.fetchall()}


def _between(ids: Sequence[UUID]) -> dict[Pair, list[Relation]]:
    """By pair of whom one is among these: the relations between them, in whichever state. One query."""
    known: dict[Pair, list[Relation]] = defaultdict(list)
    theirs = RelationEnd.objects.filter(guest_id__in=bulk.among(ids)).values("relation_id")
    by_relation: dict[UUID, list[RelationEnd]] = defaultdict(list)
    for end in RelationEnd.objects.filter(relation_id__in=theirs).select_related("relation"):
        by_relation[end.relation_id].append(end)
    for both in by_relation.values():
        one, other = sorted(end.guest_id for end in both)
        if one != other:
            known[one, other].append(both[0].relation)
    return known


def _follow(known: Mapping[Pair, list[Relation]], ties: Mapping[Pair, Evidence], found: Found) -> None:
    """Let what was suggested before say what both share now, and go where that is nothing. What somebody decides about
    just now is left to them."""
    waiting = {
        each.id: pair
        for pair, relations in known.items()
        for each in relations
        if each.state == RelationState.SUGGESTED
    }
    gone, changed = [], []
    held = Relation.objects.select_for_update(skip_locked=True).filter(
        id__in=bulk.among(waiting), state=RelationState.SUGGESTED
    )
    for relation in held:
        pair = waiting[relation.id]
        if pair not in ties:
            gone.append(relation.id)
        elif relation.evidence != ties[pair]:
            relation.evidence = ties[pair]
            changed.append(relation)
    drop_relations(gone)
    write_evidence(changed)
    found.gone += len(gone)
    found.changed += len(changed)


def _are_two(ours: Iterable[MatchRow], theirs: Iterable[MatchRow], model: Model) -> bool:
    """Whether anything told of both contradicts one person: another name, another birth date, verified numbers that
    differ. Of whoever may be one person the review queue asks."""
    others = [work_out(row, {}) for row in theirs]
    return any(
        forbids(features, other) or contradicts(features, other, model)
        for features in (work_out(row, {}) for row in ours)
        for other in others
    )


def _have_one_surname(ours: Iterable[MatchRow], theirs: Sequence[MatchRow]) -> bool:
    """Whether both tell one surname: of two written in hanzi the sign has to be the same too (李, 黎)."""
    return any(
        row.family
        and row.family == other.family
        and not (row.hanzi and other.hanzi and row.hanzi[0] != other.hanzi[0])
        for row in ours
        for other in theirs
    )


def _traits(rows: Sequence[MatchRow]) -> Traits:
    years = [int(row.birth_date[:4]) for row in rows if row.birth_date[:4].isdigit()]
    sexes = [row.gender for row in rows if row.gender]
    return Traits(years[-1] if years else 0, sexes[-1] if sexes else "")


def _suggest(pairs: Mapping[Pair, Evidence], rows: Mapping[UUID, list[MatchRow]]) -> int:
    """Write the suggestions; how many. A guest who became another's meanwhile is left out: the next run finds them."""
    if not pairs:
        return 0
    held = hold_profiles({each for pair in pairs for each in pair})
    new = []
    for (one, other), evidence in sorted(pairs.items()):
        if not {one, other} <= held:
            continue
        role = guess_role(_traits(rows.get(one, [])), _traits(rows.get(other, [])), evidence)
        relation = Relation(state=RelationState.SUGGESTED, evidence=evidence, found_at=clock.now())
        new.append(NewRelation(relation, one, other, role))
    write_relations(new)
    return len(new)
