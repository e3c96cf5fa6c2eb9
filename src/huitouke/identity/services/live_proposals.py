"""Looking up at once who a guest may be when a record of theirs came: so that the queue waits for no run of the night.

As the system, not as a reader: nobody is told anything here. Who may see what is asked where the queue is read.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.identity.candidates import records_alike
from huitouke.identity.choices import ProposalReason
from huitouke.identity.match_models import in_force
from huitouke.identity.matching.features import Features, work_out
from huitouke.identity.matching.model import Model
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.scorer import Score, bits_of, judge, score
from huitouke.identity.models import KeptRow, Link
from huitouke.identity.services.kept_rows import row_of
from huitouke.identity.services.proposals import FoundPair, Proposed, propose
from huitouke.identity.sharers import count_sharers_of
from huitouke.kernel import bulk

LARGEST: Final = 20.0
"""Bits by which one comparison counts at most in the average of two guests, either way."""
LOWEST_AVERAGE: Final = -3.0
"""What two guests' records must say on average, as bits above the odds at which a person is asked."""
MOST_RECORDS: Final = 20
"""Records of one guest that are looked at, the newest: a system may have sent hundreds."""


def propose_alike(record_ids: Collection[UUID]) -> Proposed:
    """Propose the guests who may be those of these records, whose rows for matching are kept by now. A record is a few
    queries and some milliseconds: for many at once there is the run over all."""
    now = in_force()
    model = now.model
    owners = dict(
        Link.objects.filter(record_id__in=bulk.among(record_ids)).values_list("record_id", "guest_id")
    )
    found: dict[tuple[UUID, UUID], FoundPair] = {}
    for kept in KeptRow.objects.filter(record_id__in=bulk.among(owners)).defer("keys").order_by("record_id"):
        mine = owners[kept.record_id]
        for pair in _alike(row_of(kept), mine, model):
            key = (mine, pair.second_guest_id)
            if key not in found or found[key].score.bits < pair.score.bits:
                found[key] = pair
    return propose(supported(found.values(), model), model=now.name)


def propose_alike_of_guests(guest_ids: Collection[UUID]) -> Proposed:
    """The same by the newest records of these guests."""
    return propose_alike([each for ids in _records_of(guest_ids).values() for each in ids])


def _alike(row: MatchRow, mine: UUID, model: Model) -> list[FoundPair]:
    """Other guests whose records weigh at least as much beside this one as a person is asked about."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Every part has its index; without statistics of keys the planner would rather read the whole table.
        cursor.execute("SET LOCAL enable_seqscan = off")
        others = {record: guest for record, guest in records_alike(cursor, SYSTEM, row) if guest != mine}
        sharers = count_sharers_of(cursor, [row]) if others else {}
        cursor.execute("SET LOCAL enable_seqscan = on")
    features, asked = work_out(row, sharers), bits_of(model.ask_at)
    found = []
    for kept in KeptRow.objects.filter(record_id__in=bulk.among(others)).defer("keys").order_by("record_id"):
        weighed = score(features, work_out(row_of(kept), sharers), model)
        if weighed.bits >= asked:
            found.append(
                FoundPair(
                    mine,
                    others[kept.record_id],
                    UUID(row.record_id),
                    kept.record_id,
                    weighed,
                    ProposalReason.LIVE,
                )
            )
    return found


def supported(found: Iterable[FoundPair], model: Model) -> list[FoundPair]:
    """Those whom all their records together do not contradict: a save at the desk that tells a telephone alone is
    everybody's who uses it, the name stands in an earlier record. What one pair of records forbids or doubts holds for
    the guests."""
    pairs = list(found)
    tellings = _tellings_of({each for pair in pairs for each in (pair.first_guest_id, pair.second_guest_id)})
    lowest = bits_of(model.ask_at) + LOWEST_AVERAGE
    kept = []
    for pair in pairs:
        judged = _judged(tellings[pair.first_guest_id], tellings[pair.second_guest_id], model)
        told = [
            (times, max(-LARGEST, min(LARGEST, each.bits))) for times, each, _is in judged if each.evidence
        ]
        if told and sum(n * bits for n, bits in told) / sum(n for n, _bits in told) < lowest:
            continue
        kept.append(
            FoundPair(
                pair.first_guest_id,
                pair.second_guest_id,
                pair.first_record_id,
                pair.second_record_id,
                Score(
                    pair.score.bits,
                    pair.score.prior_bits,
                    pair.score.evidence,
                    pair.score.forbidden or any(each.forbidden for _times, each, _is in judged),
                    pair.score.doubtful or any(is_against for _times, _each, is_against in judged),
                ),
                pair.reason,
            )
        )
    return kept


def _judged(
    ours: Mapping[Features, int], theirs: Mapping[Features, int], model: Model
) -> list[tuple[int, Score, bool]]:
    """Each two different tellings of theirs: how many records they are, their weight, whether they contradict."""
    return [
        (times * others, *judge(features, other, model))
        for features, times in ours.items()
        for other, others in theirs.items()
    ]


def _tellings_of(guest_ids: Collection[UUID]) -> Mapping[UUID, Mapping[Features, int]]:
    """By guest: what their newest records say, and how often; a system tells the same of each reservation."""
    rows = rows_of_guests(guest_ids)
    return {
        guest: Counter(replace(work_out(row, {}), record_id="") for row in rows[guest]) for guest in guest_ids
    }


def rows_of_guests(guest_ids: Collection[UUID]) -> Mapping[UUID, list[MatchRow]]:
    """By guest: the kept rows of their newest records."""
    records = _records_of(guest_ids)
    owners = {record: guest for guest, ids in records.items() for record in ids}
    rows: dict[UUID, list[MatchRow]] = defaultdict(list)
    for kept in KeptRow.objects.filter(record_id__in=bulk.among(owners)).defer("keys").order_by("record_id"):
        rows[owners[kept.record_id]].append(row_of(kept))
    return rows


def _records_of(guest_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By guest: the newest records."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    links = Link.objects.filter(guest_id__in=bulk.among(guest_ids)).order_by("-record_id")
    for record_id, guest_id in links.values_list("record_id", "guest_id"):
        if len(found[guest_id]) < MOST_RECORDS:
            found[guest_id].append(record_id)
    return found
