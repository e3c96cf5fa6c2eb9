"""What waits in the queue is weighed anew where the rows of its records were made anew: a guest agreed to be known by
their papers or no longer does, or a newer version reads names better.

A pair that no longer weighs enough to be asked about waits no more; of the others evidence and sum say what speaks for
them now. What people decided stays, with the evidence that they saw.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from huitouke.identity.choices import ProposalReason, ProposalState
from huitouke.identity.evidence import as_told
from huitouke.identity.match_models import InForce, in_force
from huitouke.identity.match_tables import WaitingRow
from huitouke.identity.matching.features import work_out
from huitouke.identity.matching.scorer import Score, bits_of, score
from huitouke.identity.models import KeptRow, Proposal
from huitouke.identity.papers import pairs_with_other_numbers
from huitouke.identity.services.kept_rows import row_of
from huitouke.identity.services.live_proposals import supported
from huitouke.identity.services.proposals import BATCH, WEIGHED, FoundPair, hold_proposals, hold_queue
from huitouke.identity.sharers import count_sharers_of
from huitouke.kernel import bulk, clock

_WAITS: Final = (ProposalState.OPEN, ProposalState.BESIDE)


@dataclass(frozen=True, slots=True)
class WeighedAnew:
    """How many pairs still wait, with what speaks for them now, and how many wait no more."""

    kept: int = 0
    dropped: int = 0


def weigh_anew(record_ids: Collection[UUID]) -> WeighedAnew:
    """Weigh the pairs anew that wait by these records. Each 500 pairs are a transaction of their own; safe to run
    again."""
    among = bulk.among(record_ids)
    return _weigh_all(Q(first_record_id__in=among) | Q(second_record_id__in=among))


def weigh_new_rows_anew() -> WeighedAnew:
    """The same of all rows that no run has looked at yet."""
    rows = WaitingRow.objects.values("record_id")
    return _weigh_all(Q(first_record_id__in=rows) | Q(second_record_id__in=rows))


def _weigh_all(by_record: Q) -> WeighedAnew:
    meant = list(_waiting().filter(by_record).values_list("id", flat=True))
    if not meant:
        return WeighedAnew()
    now, kept, dropped = in_force(), 0, 0
    for start in range(0, len(meant), BATCH):
        done = _weigh(meant[start : start + BATCH], now)
        kept, dropped = kept + done.kept, dropped + done.dropped
    return WeighedAnew(kept, dropped)


def _waiting() -> QuerySet[Proposal]:
    found: QuerySet[Proposal] = Proposal.objects.filter(state__in=_WAITS).order_by("id")
    return found


@transaction.atomic
def _weigh(ids: Sequence[UUID], now: InForce) -> WeighedAnew:
    hold_queue()
    guests = _guests(_waiting().filter(id__in=ids))
    hold_proposals(guests)
    held = list(_waiting().filter(id__in=ids))
    scores = _scores(held, now)
    still = [each for each in held if each.id in scores]
    for each in still:
        found = scores[each.id]
        each.bits, each.prior_bits, each.evidence = found.bits, found.prior_bits, as_told(found, now.name)
        each.is_doubtful, each.is_forbidden = found.doubtful, found.forbidden
        each.model, each.weighed_at = now.name, clock.now()
    Proposal.objects.bulk_update(still, WEIGHED)
    gone = [each.id for each in held if each.id not in scores]
    Proposal.objects.filter(id__in=gone).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_stand_proposals(%s::uuid[])", [_guests(held)])
    return WeighedAnew(len(still), len(gone))


def _guests(proposals: Collection[Proposal] | QuerySet[Proposal]) -> list[UUID]:
    return sorted({guest for each in proposals for guest in (each.first_id, each.second_id)})


def _scores(proposals: Sequence[Proposal], now: InForce) -> Mapping[UUID, Score]:
    """By proposal: what its records say now, of those that are worth asking a person about. One whose row is not there
    just now is left out of it and waits no more."""
    records = {each for pair in proposals for each in (pair.first_record_id, pair.second_record_id)}
    rows = {
        each.record_id: row_of(each)
        for each in KeptRow.objects.filter(record_id__in=bulk.among(records)).defer("keys")
    }
    with connection.cursor() as cursor:
        sharers = count_sharers_of(cursor, rows.values())
    features = {record: work_out(row, sharers) for record, row in rows.items()}
    asked = bits_of(now.model.ask_at)
    found: dict[UUID, FoundPair] = {}
    for each in proposals:
        if each.first_record_id in features and each.second_record_id in features:
            weighed = score(features[each.first_record_id], features[each.second_record_id], now.model)
            if weighed.bits >= asked:
                found[each.id] = FoundPair(
                    each.first_id, each.second_id, each.first_record_id, each.second_record_id, weighed, each.reason
                )  # fmt: skip
    # As when they were found: at once by all that both tell, at night by the run's own guard.
    live = [each for each in found.values() if each.reason == ProposalReason.LIVE]
    backed = {(each.first_record_id, each.second_record_id): each for each in supported(live, now.model)}
    other = pairs_with_other_numbers({(each.first_guest_id, each.second_guest_id) for each in found.values()})
    scores = {}
    for key, pair in found.items():
        told: FoundPair | None = pair
        if pair.reason == ProposalReason.LIVE:
            told = backed.get((pair.first_record_id, pair.second_record_id))
        if told is not None:
            is_other = (pair.first_guest_id, pair.second_guest_id) in other
            scores[key] = replace(told.score, forbidden=True) if is_other else told.score
    return scores
