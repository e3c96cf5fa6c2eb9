"""Pairs of guests who may be one person, and the answers of people."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Path, Query, Router, Status

from huitouke.access.actors import Actor
from huitouke.api.auth import actor_of
from huitouke.api.errors import request_invalid
from huitouke.api.openapi import refusals
from huitouke.api.schemas.proposals import (
    MatchingOut,
    ProposalAnswerIn,
    ProposalDecidedOut,
    ProposalOut,
    ProposalsOut,
)
from huitouke.identity.choices import ProposalState
from huitouke.identity.errors import ReviewInvalid
from huitouke.identity.match_state import get_matching_state
from huitouke.identity.reviews import (
    ReviewFilter,
    get_review,
    lines_of_pairs,
    list_reviews,
    read_place,
    state_of,
)
from huitouke.identity.services.match_orders import order_matching
from huitouke.identity.services.reviewing import merge_pair, say_apart, undo_review

router = Router(tags=["merges"])

ProposalId = Annotated[UUID, Path(description="The proposal's id.")]


@router.get(
    "/proposals",
    response=ProposalsOut,
    operation_id="list_proposals",
    summary="List pairs that may be one person",
    openapi_extra=refusals(403, 422),
)
def list_open(
    request: HttpRequest,
    band: Annotated[
        Literal["", "sure", "strong", "likely", "maybe"], Query(description="How likely; empty for all.")
    ] = "",
    branch: Annotated[str, Query(description="Code of a branch that came to know one of them.")] = "",
    guest: Annotated[UUID | None, Query(description="Pairs of this guest only.")] = None,
    cursor: Annotated[str, Query(description="`next` of the page before.")] = "",
) -> ProposalsOut:
    """Pairs that wait for a person, the likeliest first: those whose guests you may see and decide about. Each tells
    what speaks for and against it; the bits sum up to the score. Needs the right `guests.merge`."""
    actor = actor_of(request)
    if cursor and read_place(cursor) is None:
        raise request_invalid("cursor_unreadable", "cursor")
    chosen = ReviewFilter(band=band, branch=branch, guest=str(guest) if guest else "", waits="all")
    page = list_reviews(actor, chosen, after=cursor)
    items = [ProposalOut.of(line) for line in page.lines]
    return ProposalsOut(
        items=items,
        count=page.count,
        next=page.after or None,
        matching=MatchingOut.of(get_matching_state(actor)),
    )


@router.get(
    "/matching",
    response=MatchingOut,
    operation_id="get_matching",
    summary="Read where the comparing of all records stands",
    openapi_extra=refusals(403),
)
def get_state(request: HttpRequest) -> MatchingOut:
    """When all records were last compared with each other, how far a run is that goes on, and when the next one comes.
    Needs the right `guests.merge`."""
    return MatchingOut.of(get_matching_state(actor_of(request)))


@router.post(
    "/matching",
    response={202: MatchingOut},
    operation_id="order_matching",
    summary="Compare all records now",
    openapi_extra=refusals(403, 422),
)
def order(request: HttpRequest) -> Status[MatchingOut]:
    """Has the worker do now what it does each night: who is one person beyond doubt becomes one guest, who may be one
    waits in the queue. Where a run goes on or waits nothing is added. Needs the right `guests.merge` in the whole
    group."""
    actor = actor_of(request)
    order_matching(actor=actor)
    return Status(202, MatchingOut.of(get_matching_state(actor)))


@router.get(
    "/proposals/{proposal_id}",
    response=ProposalOut,
    operation_id="get_proposal",
    summary="Read a pair",
    openapi_extra=refusals(403, 404),
)
def get_one(request: HttpRequest, proposal_id: ProposalId) -> ProposalOut:
    """One pair, also after it was decided."""
    return _told(actor_of(request), proposal_id)


@router.post(
    "/proposals/{proposal_id}/answer",
    response=ProposalDecidedOut,
    operation_id="answer_proposal",
    summary="Say whether they are one person",
    openapi_extra=refusals(403, 404, 409, 413, 422),
)
def answer(request: HttpRequest, proposal_id: ProposalId, payload: ProposalAnswerIn) -> ProposalDecidedOut:
    """`same` merges the two, shown as `kept`; `apart` notes that they are two, who are not proposed again. Refused
    where somebody decided it before, or looks at it on the page right now. Needs the right `guests.merge`."""
    actor = actor_of(request)
    if payload.answer == "apart":
        decision = say_apart(actor=actor, proposal_id=proposal_id)
        return ProposalDecidedOut(decision=decision, guest=None)
    kept = payload.kept or get_review(actor, proposal_id).first_id
    done = merge_pair(actor=actor, proposal_id=proposal_id, kept_id=kept)
    return ProposalDecidedOut(decision=done.decisions[0], guest=done.guest_id)


@router.post(
    "/proposals/{proposal_id}/take-back",
    response=ProposalOut,
    operation_id="take_back_proposal_answer",
    summary="Take an answer back",
    openapi_extra=refusals(403, 404, 409, 413, 422),
)
def take_back(request: HttpRequest, proposal_id: ProposalId) -> ProposalOut:
    """As if it had not been given: the pair waits again, told as it stands then. Needs the right `guests.merge`."""
    actor = actor_of(request)
    found = get_review(actor, proposal_id)
    if found.decision_id is None:
        if state_of(found) == ProposalState.MERGED:
            words = gettext("They are one guest by a merge of its own. Take that back at the guest's merges.")
        else:
            words = gettext("This pair waits; there is no answer to take back.")
        raise ReviewInvalid({"proposal": [words]})
    return _told(actor, undo_review(actor=actor, decision_id=found.decision_id))


def _told(actor: Actor, proposal_id: UUID) -> ProposalOut:
    get_review(actor, proposal_id)
    (line,) = lines_of_pairs(actor, [proposal_id])
    return ProposalOut.of(line)
