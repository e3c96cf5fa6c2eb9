"""The rows written since the last run, compared with all: a day's records cost a day's work.

What has a key in common with a new row is found by one statement over the index of keys, weighed by the pure scorer,
and brought home as in a run over everything: the same model, the same guard. Chunk by chunk: a killed run begins with
the chunk that it was at.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.switches import is_on
from huitouke.identity.match_models import InForce
from huitouke.identity.match_tables import MatchRun, WaitingRow
from huitouke.identity.matching.clustering import slack_at
from huitouke.identity.matching.clusters import components, join
from huitouke.identity.matching.features import Features, work_out
from huitouke.identity.matching.row import COLUMNS, LIST_COLUMNS, MatchRow
from huitouke.identity.matching.scorer import Score, bits_of, contradicts, score
from huitouke.identity.services.match_linking import Pair, merge_persons, propose_pairs, spanning_pairs
from huitouke.identity.services.match_reading import MOST_OF_A_GUEST
from huitouke.identity.sharers import count_sharers_of
from huitouke.identity.switches import SELF_LINKING
from huitouke.identity.togetherness import MAY_BE_ONE, may_be_one, parted_among

CHUNK: Final = 500
LARGEST_BLOCK: Final = 100
"""Records that one key may bring, as for whoever is typed in."""
LARGEST_ALONE: Final = 20
"""Records that a key may bring which is all that a pair has in common. Over a million records seven pairs of ten have
no more in common than a larger one, and of 220,000 such pairs three reached the odds at which a person is asked, by
less than three bits. A run over all finds them."""
MOST_WEIGHED: Final = 150
"""Records that a new one is weighed against, those with the most keys in common first."""
MOST_IN_A_HEAP: Final = 200
"""Records that are weighed against each other; of a larger heap the run over all judges."""

Progress = Callable[[str, int, int | None], None]

_COLUMNS: Final = ", ".join(f"k.{name}" for name in COLUMNS)

_ALIKE: Final = f"""
WITH new AS (
    SELECT k.record_id, l.guest_id, unnest(k.keys) AS key FROM identity_keptrow k
    JOIN identity_link l ON l.record_id = k.record_id WHERE k.record_id = ANY(%(new)s::uuid[])),
blocks AS (
    SELECT w.key, b.ids FROM (SELECT DISTINCT key FROM new) w CROSS JOIN LATERAL (
        SELECT array_agg(s.record_id) AS ids FROM (
            SELECT record_id FROM identity_keptrow WHERE keys @> ARRAY[w.key] LIMIT %(block)s + 1) s) b
    WHERE cardinality(b.ids) BETWEEN 2 AND %(block)s),
hits AS (
    SELECT n.record_id, n.guest_id, unnest(b.ids) AS other_id, cardinality(b.ids) AS size
    FROM new n JOIN blocks b ON b.key = n.key),
counted AS (
    SELECT record_id, guest_id, other_id, count(*) AS common FROM hits
    GROUP BY 1, 2, 3 HAVING count(*) > 1 OR min(size) <= %(alone)s),
ranked AS (
    SELECT c.*, row_number() OVER (PARTITION BY c.record_id ORDER BY c.common DESC, c.other_id) AS place
    FROM counted c JOIN identity_link l ON l.record_id = c.other_id
    JOIN guests_guest a ON a.id = c.guest_id JOIN guests_guest b ON b.id = l.guest_id
    WHERE l.guest_id <> c.guest_id AND {MAY_BE_ONE})
SELECT record_id, other_id FROM ranked WHERE place <= %(most)s"""  # noqa: S608 - constants

_ROWS: Final = """
SELECT l.guest_id, g.legal_entity_id, g.is_shared, {columns} FROM identity_keptrow k
JOIN identity_link l ON l.record_id = k.record_id JOIN guests_guest g ON g.id = l.guest_id
WHERE k.record_id = ANY(%s::uuid[])"""

_OF_GUESTS: Final = """
SELECT record_id FROM (
    SELECT record_id, row_number() OVER (PARTITION BY guest_id ORDER BY record_id DESC) AS place
    FROM identity_link WHERE guest_id = ANY(%s::uuid[])) l WHERE place <= %s"""


@dataclass(slots=True)
class _Known:
    """Rows that were read, whose they are, and how many people use the phones and mailboxes that several tell."""

    rows: dict[UUID, MatchRow] = field(default_factory=dict)
    guest_of: dict[UUID, UUID] = field(default_factory=dict)
    entities: dict[UUID, tuple[UUID | None, bool]] = field(default_factory=dict)
    sharers: dict[str, int] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)
    _counted: set[str] = field(default_factory=set)
    _features: dict[UUID, Features] = field(default_factory=dict)

    def read(self, record_ids: Iterable[UUID]) -> None:
        """Reads those of the rows that are not known yet. Two queries at most."""
        missing = [each for each in set(record_ids) if each not in self.rows]
        if not missing:
            return
        with connection.cursor() as cursor:
            cursor.execute(_ROWS.format(columns=_COLUMNS), [missing])
            found = cursor.fetchall()
        for guest_id, entity_id, is_shared, *values in found:
            told: dict[str, Any] = dict(zip(COLUMNS, values, strict=True))
            record_id = told["record_id"]
            told |= {name: tuple(told[name]) for name in LIST_COLUMNS}
            self.rows[record_id] = MatchRow(**{**told, "record_id": str(record_id)})
            self.guest_of[record_id] = guest_id
            self.entities[guest_id] = entity_id, is_shared
        self._count([self.rows[each] for each in missing if each in self.rows])

    def _count(self, rows: Collection[MatchRow]) -> None:
        """Counts who uses the phones and mailboxes that two of the known rows have in common: no other weighs."""
        common: set[str] = set()
        for row in rows:
            for value in {*row.phones, *row.emails}:
                (common if value in self._met else self._met).add(value)
        common -= self._counted
        if common:
            with connection.cursor() as cursor:
                self.sharers |= count_sharers_of(cursor, self.rows.values(), common)
            self._counted |= common
            self._features.clear()

    def features(self, record_id: UUID) -> Features:
        """The columns that are compared."""
        found = self._features.get(record_id)
        if found is None:
            found = self._features[record_id] = work_out(self.rows[record_id], self.sharers)
        return found

    def may_be_one(self, one: UUID, other: UUID) -> bool:
        """Whether two guests are of entities that may know both (ADR 0009)."""
        return may_be_one(self.entities[one], self.entities[other])


def look_at_new_rows(run: MatchRun, model: InForce, told: Progress) -> None:
    """Deal with all rows that wait."""
    total = WaitingRow.objects.count()
    done = 0
    while ids := list(WaitingRow.objects.order_by("record_id").values_list("record_id", flat=True)[:CHUNK]):
        _look_at(ids, run, model, told)
        WaitingRow.objects.filter(record_id__in=ids).delete()
        done += len(ids)
        run.rows += len(ids)
        told("new rows", done, max(done, total))


def _look_at(ids: list[UUID], run: MatchRun, model: InForce, told: Progress) -> None:
    known = _Known()
    weighed = _weighed(ids, known, model, run)
    sure, asked = bits_of(model.model.link_at), bits_of(model.model.ask_at)
    together: dict[UUID, int] = {}
    if is_on(SELF_LINKING):
        links = [pair for pair, found in weighed.items() if found.bits >= sure]
        persons = []
        for group in (group for heap in _heaps(links, known) for group in _persons(heap, known, model)):
            owners = [known.guest_of[each] for each in group]
            places = {guest: place for place, guest in enumerate(dict.fromkeys(owners))}
            persons.append(
                spanning_pairs(
                    [known.features(each) for each in group], [places[guest] for guest in owners], model
                )
            )
            together.update(dict.fromkeys(owners, len(persons)))
        merged, left_out = merge_persons(persons, run=run, model=model)
        run.merged += merged
        run.left_out += left_out
    waiting = [
        Pair(one, other, found)
        for (one, other), found in sorted(weighed.items(), key=lambda each: -each[1].bits)
        if found.bits >= asked and not _are_together(known.guest_of[one], known.guest_of[other], together)
    ]
    run.proposed += propose_pairs(waiting, model=model, progress=lambda *_told: None, total=len(waiting))


def _weighed(ids: list[UUID], known: _Known, model: InForce, run: MatchRun) -> dict[tuple[UUID, UUID], Score]:
    """The pairs of new rows with what is like them, each once."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Every part has its index; without statistics of keys the planner would rather read the whole table.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            _ALIKE, {"new": ids, "block": LARGEST_BLOCK, "alone": LARGEST_ALONE, "most": MOST_WEIGHED}
        )
        pairs = {(min(one, other), max(one, other)) for one, other in cursor.fetchall()}
        known.read(record for pair in pairs for record in pair)
    run.pairs += len(pairs)
    return {
        (one, other): score(known.features(one), known.features(other), model.model)
        for one, other in sorted(pairs)
        if one in known.rows and other in known.rows
    }


def _heaps(links: Iterable[tuple[UUID, UUID]], known: _Known) -> list[list[UUID]]:
    """The records of guests whom links connect, all of theirs; heaps that are too large are left to a run over all."""
    guests = sorted({known.guest_of[each] for pair in links for each in pair})
    place = {guest: number for number, guest in enumerate(guests)}
    tied = ((place[known.guest_of[one]], place[known.guest_of[other]]) for one, other in links)
    with connection.cursor() as cursor:
        cursor.execute(_OF_GUESTS, [guests, MOST_OF_A_GUEST])
        known.read(row[0] for row in cursor.fetchall())
    records: dict[UUID, list[UUID]] = defaultdict(list)
    for record_id, guest_id in sorted(known.guest_of.items()):
        records[guest_id].append(record_id)
    heaps = [
        [record for number in heap for record in records[guests[number]]]
        for heap in components(len(guests), tied)
    ]
    return [heap for heap in heaps if len(heap) <= MOST_IN_A_HEAP]


def _persons(heap: list[UUID], known: _Known, model: InForce) -> list[list[UUID]]:
    """The groups of a heap's records that become one guest each, those of several guests alone."""
    import numpy as np

    owners = [known.guest_of[each] for each in heap]
    apart = parted_among(set(owners))
    size = len(heap)
    bits, (barred, lacking) = np.zeros((size, size)), np.zeros((2, size, size), dtype=bool)
    for other in range(size):
        for one in range(other):
            if owners[one] == owners[other]:
                continue
            left, right = known.features(heap[one]), known.features(heap[other])
            found = score(left, right, model.model)
            pair = (min(owners[one], owners[other]), max(owners[one], owners[other]))
            bits[one, other] = bits[other, one] = found.bits
            lacking[one, other] = lacking[other, one] = found.doubtful
            barred[one, other] = barred[other, one] = (
                found.forbidden
                or pair in apart
                or not known.may_be_one(*pair)
                or (found.doubtful and contradicts(left, right, model.model))
            )
    places: dict[UUID, list[int]] = defaultdict(list)
    for place, owner in enumerate(owners):
        places[owner].append(place)
    at = bits_of(model.model.link_at)
    groups = join(
        bits, barred, at=at, slack=slack_at(at),
        units=[each for each in places.values() if len(each) > 1], voices=_voices(heap, places, known),
        lacking=lacking,
    )  # fmt: skip
    return [
        [heap[place] for place in group] for group in groups if len({owners[place] for place in group}) > 1
    ]


def _voices(heap: list[UUID], places: Mapping[UUID, list[int]], known: _Known) -> list[float]:
    """Which records speak in the average of the guard: those that tell a name, and one of a guest without any."""
    voices = [1.0 if (row := known.rows[each]).name_key or row.family or row.hanzi else 0.0 for each in heap]
    for mine in places.values():
        if not any(voices[place] for place in mine):
            voices[mine[0]] = 1.0
    return voices


def _are_together(one: UUID, other: UUID, together: Mapping[UUID, int]) -> bool:
    return one in together and together[one] == together.get(other)
