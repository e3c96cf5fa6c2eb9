"""Proposing that two guests are one person, where a person has to say.

What becomes of a proposal when guests merge, part, are erased or taken back is no verb: it follows links and decisions
by triggers (`identity.models.Proposal`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.guests.models import Guest
from huitouke.guests.services.joined import hold_profiles
from huitouke.identity.choices import ProposalReason, ProposalState
from huitouke.identity.evidence import as_told
from huitouke.identity.match_models import SHIPPED
from huitouke.identity.matching.scorer import Score
from huitouke.identity.models import Link, Proposal
from huitouke.identity.papers import pairs_with_other_numbers
from huitouke.identity.togetherness import Pair, may_be_one, pairs_apart
from huitouke.kernel import bulk, clock
from huitouke.kernel.ids import uuid7

BATCH: Final = 500
_HAND: Final = 5_027_011
"""Of the lock that lets one propose at a time, so that no two propose the same two."""
_TURNS: Final = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class FoundPair:
    """Two guests who may be one person: the records of theirs that say it most, and how much. Whose the records are by
    now, their links say."""

    first_guest_id: UUID
    second_guest_id: UUID
    first_record_id: UUID
    second_record_id: UUID
    score: Score
    reason: str = ProposalReason.RUN


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many pairs are new in the queue, how many waited there already, and how many are no question: one guest by
    now, said not to be the same, of two legal entities that may not know it, told twice, or gone."""

    made: int = 0
    known: int = 0
    left_out: int = 0


def propose(found: Iterable[FoundPair], *, model: str = SHIPPED) -> Proposed:
    """Put pairs of guests to the people who decide. The same again changes nothing but the weights of what still waits.
    `model` names the weights. Two who hold different numbers of one lifelong kind are told to be so, whether or not
    numbers were compared. Each 500 pairs are a transaction of their own."""
    pairs, total = list(found), Proposed()
    for start in range(0, len(pairs), BATCH):
        done = _propose(pairs[start : start + BATCH], model)
        total = Proposed(total.made + done.made, total.known + done.known, total.left_out + done.left_out)
    return total


def hold_proposals(guest_ids: Collection[UUID]) -> None:
    """Lock all proposals of these guests in the order of their ids, inside the caller's transaction. The triggers do so
    for those whom one statement changes; whoever changes several guests one after the other does so before the first,
    so that nobody waits in a circle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_hold_proposals(%s::uuid[])", [list(guest_ids)])


def hold_queue() -> None:
    """Let nobody else propose or weigh anew until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_HAND])


@transaction.atomic
def _propose(found: Collection[FoundPair], model: str) -> Proposed:
    hold_queue()
    owners = _owners(found)
    best = _best_by_pair(found, owners)
    allowed = _allowed(best)
    for pair in pairs_with_other_numbers(allowed):
        best[pair] = replace(best[pair], score=replace(best[pair].score, forbidden=True))
    standing = {
        (each.first_id, each.second_id): each
        for each in Proposal.objects.open()
        .filter(first_id__in=bulk.among({first for first, _second in allowed}))
        .order_by("id")
        .select_for_update(of=("self",))
    }
    written, made = [], 0
    for pair in sorted(allowed):
        before = standing.get(pair)
        if before is None:
            made += 1
        elif not _says_more(best[pair], before, model):
            continue
        written.append(_row(pair, best[pair], owners, model, before))
    Proposal.objects.bulk_create(written, update_conflicts=True, unique_fields=["id"], update_fields=WEIGHED)
    known = len(allowed) - made
    return Proposed(made, known, len(found) - made - known)


def _owners(found: Iterable[FoundPair]) -> dict[UUID, UUID]:
    """By record: whose it is. These guests are held as they are; a record that went to another while we waited is left
    out, and found again by whoever moved it."""
    records = {each for pair in found for each in (pair.first_record_id, pair.second_record_id)}
    links = Link.objects.filter(record_id__in=bulk.among(records)).values_list("record_id", "guest_id")
    owners = dict(links)
    held = hold_profiles(set(owners.values()))
    return {record: guest for record, guest in links.all() if guest in held and owners.get(record) == guest}


WEIGHED: Final = [
    "first_record_id", "second_record_id", "bits", "prior_bits", "evidence", "is_doubtful", "is_forbidden", "model",
    "weighed_at",
]  # fmt: skip


def _best_by_pair(found: Iterable[FoundPair], owners: Mapping[UUID, UUID]) -> dict[Pair, FoundPair]:
    """Of each two guests, the lesser id first, the comparison that says most. Records that are nobody's and those of
    one guest are left out."""
    best: dict[Pair, FoundPair] = {}
    for each in found:
        first, second = owners.get(each.first_record_id), owners.get(each.second_record_id)
        if first is None or second is None or first == second:
            continue
        pair = (min(first, second), max(first, second))
        if pair not in best or each.score.bits > best[pair].score.bits:
            best[pair] = each
    return best


def _allowed(pairs: Collection[Pair]) -> set[Pair]:
    """The pairs that may become one guest and of whom nobody said that they are two."""
    everyone = {each for pair in pairs for each in pair}
    rows = Guest.objects.filter(id__in=bulk.among(everyone)).values_list("id", "legal_entity_id", "is_shared")
    known = {guest_id: (entity, is_shared) for guest_id, entity, is_shared in rows}
    return {pair for pair in pairs if may_be_one(known[pair[0]], known[pair[1]])} - pairs_apart(pairs)


def _says_more(found: FoundPair, before: Proposal, model: str) -> bool:
    """Whether what was found now takes the place of what stands: the same records weighed anew, other weights, or
    records that say more."""
    is_same = {found.first_record_id, found.second_record_id} == {
        before.first_record_id,
        before.second_record_id,
    }
    return is_same or model != before.model or found.score.bits > before.bits


def _row(
    pair: Pair, found: FoundPair, owners: Mapping[UUID, UUID], model: str, before: Proposal | None
) -> Proposal:
    records = [found.first_record_id, found.second_record_id]
    if owners[records[0]] != pair[0]:
        records.reverse()
    key = uuid7() if before is None else before.id
    return Proposal(
        id=key,
        first_id=pair[0],
        second_id=pair[1],
        first_record_id=records[0],
        second_record_id=records[1],
        bits=found.score.bits,
        prior_bits=found.score.prior_bits,
        evidence=as_told(found.score, model),
        is_doubtful=found.score.doubtful,
        is_forbidden=found.score.forbidden,
        model=model,
        reason=found.reason,
        state=ProposalState.OPEN,
        turn=key.int & _TURNS,
        weighed_at=clock.now(),
    )
