"""Who a person who is being told of may be: records with something in common, weighed one by one, by guest.

Only guests whom the actor may see and know are looked at. Papers are held against those of guests who agreed to be
known by them: others' do not stand in kept rows (`identity.papers`). Of a guest whose numbers and dates stand masked
before the actor nothing counts that would tell a part of them: they are compared whole, as the search box does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.models import Guest
from huitouke.guests.policy import clear_condition, named_sql, visible_sql
from huitouke.guests.queries import GuestLine, lines_of
from huitouke.guests.search import Found
from huitouke.identity.match_models import model_in_force
from huitouke.identity.matching.features import MANY, Features, work_out
from huitouke.identity.matching.kept import kept_keys
from huitouke.identity.matching.model import Model
from huitouke.identity.matching.normalising import normalise
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.scorer import Score, bits_of, score
from huitouke.identity.matching.told import Told
from huitouke.identity.models import KeptRow
from huitouke.identity.papers import guests_with_other_numbers
from huitouke.identity.services.kept_rows import blinded, key_hash, key_hashes, row_of
from huitouke.kernel.crypto import sealer

SHOWN: Final = 5
LARGEST_BLOCK: Final = 100
"""Records that one key may bring. What more records have in common says too little, and costs too much."""
MOST_WEIGHED: Final = 150
"""Records that are weighed, those with the most keys in common first."""

PARTLY: Final[Mapping[str, frozenset[str]]] = {
    "birth": frozenset({"swapped", "slip", "month", "day", "feast", "two_slips", "year", "other"}),
    "phone": frozenset({"slip", "other"}),
    "email": frozenset({"mailbox", "slip", "other"}),
    "street": frozenset({"street", "near_door", "near", "line", "number", "other"}),
    "building": frozenset({"near", "other"}),
    "place": frozenset({"near_city", "near_code", "both_near", "city_slip", "code_slip", "other"}),
}
"""Levels that would tell a part of what stands masked. `other` is one of them: told, it would say of whatever is not
that a part agrees."""

_FOUND: Final = """
WITH blocks AS (
    SELECT b.ids FROM unnest(%s::bigint[]) AS k(key) CROSS JOIN LATERAL (
        SELECT array_agg(s.record_id) AS ids FROM (
            SELECT record_id FROM identity_keptrow WHERE keys @> ARRAY[k.key] LIMIT %s) s) b
    WHERE cardinality(b.ids) <= %s),
hits AS (SELECT unnest(ids) AS record_id FROM blocks)
SELECT l.record_id, l.guest_id FROM hits h
JOIN identity_link l ON l.record_id = h.record_id
JOIN guests_guest g ON g.id = l.guest_id
WHERE {allowed}
GROUP BY l.record_id, l.guest_id ORDER BY count(*) DESC, l.record_id LIMIT %s"""


_SHARERS: Final = """
SELECT k.place, count(DISTINCT s.name_key) FROM unnest(%s::bigint[]) WITH ORDINALITY AS k(key, place)
CROSS JOIN LATERAL (
    SELECT t.name_key FROM identity_keptrow t JOIN identity_link l ON l.record_id = t.record_id
    JOIN guests_guest g ON g.id = l.guest_id
    WHERE t.keys @> ARRAY[k.key] AND t.name_key NOT IN ('', %s) AND {allowed} LIMIT %s) s
GROUP BY k.place"""
SHARERS_READ: Final = 200
"""Records of one telephone or mailbox whose names are counted while somebody types."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known guest who may be the person told of, with the record that speaks most for it, and why."""

    line: GuestLine
    record_id: UUID
    score: Score
    is_sure: bool
    """Whether records so alike link by themselves, which they never do where an identity number differs."""


def find_candidates(
    actor: Actor, told: Told, *, but: Iterable[UUID] = (), limit: int = SHOWN
) -> list[Candidate]:
    """The known guests who may be the person told of, the likeliest first: those at and above the odds at which a
    person is asked. `but` are guests who are not meant. One query a step, whatever is found."""
    actor.require(Right.GUESTS_VIEW)
    plain = normalise(told)
    row = blinded(plain, sealer())
    with transaction.atomic(), connection.cursor() as cursor:
        # Every part has its index; without statistics of keys the planner would rather read the whole table.
        cursor.execute("SET LOCAL enable_seqscan = off")
        left_out = set(but)
        owners = {
            record: guest for record, guest in records_alike(cursor, actor, row) if guest not in left_out
        }
        if not owners:
            return []
        sharers = _sharers_seen(cursor, actor, row)
    model = model_in_force()
    best = _best_of(actor, work_out(row, sharers), owners, sharers, model)
    ranked = sorted(best, key=lambda guest_id: (-best[guest_id][0].bits, guest_id))[:limit]
    sure = bits_of(model.link_at)
    lines = lines_of(actor, [Found(guest_id, "") for guest_id in ranked])
    others = guests_with_other_numbers(plain.documents, ranked)
    return [
        Candidate(line, record, weighed, weighed.bits >= sure and not is_barred)
        for line in lines
        for weighed, record in (best[line.id],)
        for is_barred in (weighed.forbidden or weighed.doubtful or line.id in others,)
    ]


def _best_of(
    actor: Actor, mine: Features, owners: Mapping[UUID, UUID], sharers: Mapping[str, int], model: Model
) -> dict[UUID, tuple[Score, UUID]]:
    """By guest: the weightiest of their records and its score, of those worth asking a person about."""
    asked = bits_of(model.ask_at)
    clear = in_clear_of(actor, set(owners.values()))
    best: dict[UUID, tuple[Score, UUID]] = {}
    for kept in KeptRow.objects.filter(record_id__in=list(owners)).defer("keys").order_by("record_id"):
        guest_id = owners[kept.record_id]
        found = score(mine, work_out(row_of(kept), sharers), model)
        if guest_id not in clear:
            found = without_parts(found)
        if found.bits >= asked and (guest_id not in best or found.bits > best[guest_id][0].bits):
            best[guest_id] = (found, kept.record_id)
    return best


def records_alike(cursor: Any, actor: Actor, row: MatchRow) -> list[tuple[UUID, UUID]]:
    """(record, guest) of the records with a key in common, of guests whom the actor may see and know."""
    keys = key_hashes(kept_keys(row), sealer())
    if not keys:
        return []
    pieces = (visible_sql(actor, "g"), named_sql(actor, "g"))
    values = [value for _text, more in pieces for value in more]
    cursor.execute(
        _FOUND.format(allowed=" AND ".join(text for text, _values in pieces)),
        [keys, LARGEST_BLOCK + 1, LARGEST_BLOCK, *values, MOST_WEIGHED],
    )
    return [(found[0], found[1]) for found in cursor.fetchall()]


def _sharers_seen(cursor: Any, actor: Actor, row: MatchRow) -> dict[str, int]:
    """`count_sharers_of` of a person told of, among guests whom the actor may see and know: the weight of a telephone
    says nothing of another house's guests. One query at most."""
    told = [("phone", value) for value in row.phones] + [("email", value) for value in row.emails]
    if not told:
        return {}
    ring, own = sealer(), 1 if row.name_key else 0
    pieces = (visible_sql(actor, "g"), named_sql(actor, "g"))
    cursor.execute(
        _SHARERS.format(allowed=" AND ".join(text for text, _values in pieces)),
        [
            [key_hash(rule, value, ring) for rule, value in told],
            row.name_key,
            *(value for _text, more in pieces for value in more),
            SHARERS_READ,
        ],
    )
    others = dict(cursor.fetchall())
    return {value: min(own + others.get(place, 0), MANY) for place, (_rule, value) in enumerate(told, 1)}


def in_clear_of(actor: Actor, guest_ids: set[UUID]) -> set[UUID]:
    """Those of the guests whose numbers and dates stand before the actor in clear."""
    found = Guest.objects.filter(clear_condition(actor), id__in=guest_ids)
    return set(found.values_list("id", flat=True))


def without_parts(found: Score) -> Score:
    """The score of what may be told, whose evidence still sums up to it. Where something is left out the pair counts as
    doubtful, whatever it is: what agrees in part and what does not at all look alike."""
    evidence = tuple(
        each for each in found.evidence if each.level not in PARTLY.get(each.comparison, frozenset())
    )
    return replace(
        found,
        bits=found.prior_bits + sum(each.bits for each in evidence),
        evidence=evidence,
        doubtful=found.doubtful or len(evidence) < len(found.evidence),
    )
