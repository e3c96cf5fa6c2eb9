"""Deciding whether two guests are one person: pairs are given out to one reviewer at a time, and each answer can be
taken back.

Fairness: whoever asks for the next pair gets what a colleague asked them first, then pairs in an order drawn blindly.
So everybody gets the same mix of easy and hard ones, and nobody waits for what another set aside.

Whoever locks several pairs locks them in the order of their ids, as merges do (`proposals.hold_proposals`).
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.access.services import record_audit
from huitouke.guests.aliases import ids_of
from huitouke.guests.services.joined import hold_profiles
from huitouke.identity.choices import DecisionKind, ProposalState
from huitouke.identity.errors import ProposalDecided, ProposalNotFound, ProposalTaken, ReviewInvalid
from huitouke.identity.models import Decision, Proposal
from huitouke.identity.reviews import (
    OPEN_PAIRS,
    ReviewFilter,
    answerable_sql,
    filter_sql,
    get_review,
    holder_of,
    list_reviewers,
    reviewable_sql,
    waiting_for,
)
from huitouke.identity.services.apart import note_apart, withdraw_apart
from huitouke.identity.services.merging import Merged, merge_guests
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.kernel import clock

HELD_FOR: Final = timedelta(minutes=5)
"""How long a pair is one reviewer's after they opened it."""
QUESTION_LIMIT: Final = 300

SAID_APART: Final = "identity.proposal.apart"
ASKED: Final = "identity.proposal.asked"
TAKEN_BACK: Final = "identity.proposal.reopened"

_NEXT: Final = """
SELECT p.id {pairs} AND {allowed} AND {chosen} AND {answerable}
ORDER BY (p.asked_id IS NOT DISTINCT FROM %s) DESC, p.turn, p.id LIMIT 1 FOR UPDATE OF p SKIP LOCKED"""

_UP_AGAIN: Final = """
WITH aside AS (SELECT id FROM identity_proposal WHERE state = 'open' AND %s = ANY(passed_by) ORDER BY id FOR UPDATE)
UPDATE identity_proposal p SET passed_by = array_remove(p.passed_by, %s) FROM aside WHERE p.id = aside.id"""


@transaction.atomic
def claim_next(*, actor: Actor, chosen: ReviewFilter | None = None, after: UUID | None = None) -> UUID | None:
    """The next pair for this reviewer, held for them for some minutes; None where none is left that they may decide,
    did not set aside and nobody else holds. What they held before is free again. `after` is not given out again at
    once."""
    actor.require(Right.GUESTS_MERGE)
    allowed, values = reviewable_sql(actor)
    narrowed, more = filter_sql(actor, chosen or ReviewFilter())
    answerable, now_theirs = answerable_sql(actor)
    if after is not None:
        narrowed, more = f"{narrowed} AND p.id <> %s", [*more, after]
    _hold(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            _NEXT.format(pairs=OPEN_PAIRS, allowed=allowed, chosen=narrowed, answerable=answerable),
            [*values, *more, *now_theirs, actor.id],
        )
        row = cursor.fetchone()
    if row is None:
        _let_go(actor)
        return None
    _let_go(actor, but=row[0])
    Proposal.objects.filter(id=row[0]).update(claimed_by_id=actor.id, claimed_until=clock.now() + HELD_FOR)
    found: UUID = row[0]
    return found


@transaction.atomic
def claim(*, actor: Actor, proposal_id: UUID) -> Proposal:
    """Open one pair: it is held for this reviewer, unless it is decided or a colleague holds it. One that stands beside
    another opens that. Refuses what is not theirs to decide."""
    found = waiting_for(actor, get_review(actor, proposal_id))
    proposal_id, now = found.id, clock.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by_id=actor.id)
    _hold(actor, proposal_id)
    held = Proposal.objects.open().filter(free, id=proposal_id)
    if held.update(claimed_by_id=actor.id, claimed_until=now + HELD_FOR):
        _let_go(actor, but=proposal_id)
    return found


@transaction.atomic
def merge_pair(*, actor: Actor, proposal_id: UUID, kept_id: UUID, version: str = "") -> Merged:
    """They are one person, shown as `kept_id`. Refuses as `merge_guests` does, a pair that was decided meanwhile, and
    one that a colleague holds. The decision keeps the evidence."""
    found = _held_to_decide(actor, proposal_id)
    both = {found.first_id, found.second_id}
    if kept_id not in both:
        raise ReviewInvalid({"kept": [_("Choose which of the two profiles stays.")]})
    (gone_id,) = both - {kept_id}
    return merge_guests(
        actor=actor, kept_id=kept_id, gone_ids=[gone_id], evidence=found.evidence, version=version
    )


@transaction.atomic
def say_apart(*, actor: Actor, proposal_id: UUID) -> UUID:
    """They are not one person, and are not proposed again; the decision, by which it can be taken back. Refuses a pair
    that was decided meanwhile, and one that a colleague holds."""
    found = _held_to_decide(actor, proposal_id)
    decision = note_apart(
        actor=actor,
        pair=(found.first_id, found.second_id),
        homes=ids_of(found.first_id),
        other_homes=ids_of(found.second_id),
        evidence=found.evidence,
    )
    _audit(actor, SAID_APART, found)
    key: UUID = decision.id
    return key


@transaction.atomic
def undo_review(*, actor: Actor, decision_id: UUID) -> UUID:
    """Take an answer back as if it had not been given; the pair, which waits again: of several about the same two the
    one that says most. Refuses what was taken back before and what is not theirs to decide."""
    actor.require(Right.GUESTS_MERGE)
    answered = Proposal.objects.filter(decision_id=decision_id).order_by("-bits", "id")
    known = answered.values_list("id", flat=True).first()
    if known is None:
        raise ProposalNotFound
    found = get_review(actor, known)
    decision = Decision.objects.get(id=decision_id)
    if decision.kind == DecisionKind.MERGE:
        unmerge_guests(actor=actor, decision_id=decision_id, stay_apart=False)
    else:
        hold_profiles({found.first_id, found.second_id})
        withdraw_apart(actor=actor, decision_id=decision_id)
        _audit(actor, TAKEN_BACK, found)
    return waiting_for(actor, Proposal.objects.get(id=known)).id


@transaction.atomic
def pass_pair(*, actor: Actor, proposal_id: UUID) -> None:
    """Set a pair aside: others may take it, also where this reviewer alone was asked; this reviewer is not given it
    again until they ask for what they set aside."""
    found = _to_decide(actor, proposal_id)
    answered = {"asked": None, "asked_at": None} if found.asked_id == actor.id else {}
    Proposal.objects.filter(id=found.id).update(
        passed_by=sorted({*found.passed_by, actor.id}), claimed_by=None, claimed_until=None, **answered
    )


@transaction.atomic
def take_up_again(*, actor: Actor) -> int:
    """Let what this reviewer set aside be given to them again; how many pairs."""
    actor.require(Right.GUESTS_MERGE)
    with connection.cursor() as cursor:
        cursor.execute(_UP_AGAIN, [actor.id, actor.id])
        return int(cursor.rowcount)


@transaction.atomic
def ask_colleague(*, actor: Actor, proposal_id: UUID, colleague_id: UUID, question: str = "") -> None:
    """Leave a pair to a colleague who may decide it: it is given to them next, and for three days to nobody else.
    Refuses others, and a question that is too long."""
    found = _to_decide(actor, proposal_id)
    problems: dict[str, list[str]] = {}
    if colleague_id not in {user.id for user in list_reviewers(actor, found)}:
        problems["colleague"] = [_("Choose a colleague who may decide about both guests.")]
    if len(question.strip()) > QUESTION_LIMIT:
        problems["question"] = [_("Write it in %(limit)s signs or fewer.") % {"limit": QUESTION_LIMIT}]
    if problems:
        raise ReviewInvalid(problems)
    Proposal.objects.filter(id=found.id).update(
        asked_id=colleague_id,
        asked_by_id=actor.id,
        asked_at=clock.now(),
        question=question.strip(),
        passed_by=[each for each in found.passed_by if each != colleague_id],
        claimed_by=None,
        claimed_until=None,
    )
    _audit(actor, ASKED, found, colleague_id)


def _to_decide(actor: Actor, proposal_id: UUID) -> Proposal:
    found = waiting_for(actor, get_review(actor, proposal_id))
    if found.state != ProposalState.OPEN:
        raise ProposalDecided
    if holder_of(found, actor, clock.now()):
        raise ProposalTaken
    return found


def _held_to_decide(actor: Actor, proposal_id: UUID) -> Proposal:
    """The same with both guests held: who was meant before they were is who is meant now."""
    before = _to_decide(actor, proposal_id)
    both = {before.first_id, before.second_id}
    if hold_profiles(both) != both:
        raise ProposalDecided
    found = _to_decide(actor, proposal_id)
    if {found.first_id, found.second_id} != both:
        raise ProposalDecided
    return found


def _hold(actor: Actor, *others: UUID) -> None:
    """Lock what this reviewer holds, and these pairs, before any of them changes. One reviewer opens one pair at a
    time, also from two windows."""
    list(User.objects.select_for_update(no_key=True).filter(id=actor.id).values_list("id"))
    mine = Proposal.objects.filter(Q(claimed_by_id=actor.id) | Q(id__in=others))
    list(mine.order_by("id").select_for_update(of=("self",)).values_list("id"))


def _let_go(actor: Actor, but: UUID | None = None) -> None:
    """Whoever looks at one pair looks at no other."""
    held = Proposal.objects.filter(claimed_by_id=actor.id)
    if but is not None:
        held = held.exclude(id=but)
    held.update(claimed_by=None, claimed_until=None)


def _audit(actor: Actor, code: str, found: Proposal, colleague: UUID | None = None) -> None:
    data = {"other": str(found.second_id)} | ({"colleague": str(colleague)} if colleague else {})
    record_audit(
        actor, code, object_type="guest", object_id=found.first_id, branch_id=None, fields=(), **data
    )
