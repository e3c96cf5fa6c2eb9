"""Who a person may be, before they are kept a second time."""

from django.http import HttpRequest
from ninja import Router

from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.queries import get_branch
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.candidates import CandidateOut, CandidatesOut
from huitouke.api.schemas.guests import GuestIn
from huitouke.guests.errors import GuestInvalid
from huitouke.identity.candidates import find_candidates
from huitouke.identity.telling import told_here

router = Router(tags=["guests"])


@router.post(
    "/guests/candidates",
    response=CandidatesOut,
    operation_id="find_guest_candidates",
    summary="Find known guests who may be the same person",
    openapi_extra=refusals(403, 413),
)
def find(request: HttpRequest, payload: GuestIn) -> CandidatesOut:
    """Takes what a new guest would be created with, writes nothing, and answers with the known guests who may be that
    person and whom the caller may see, each with the evidence. A record is known here some seconds after it came."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    try:
        branch = get_branch(payload.branch)
    except BranchNotFound as error:
        raise GuestInvalid({"branch": [error.message]}) from error
    found = find_candidates(actor, told_here(payload.raw(), branch))
    return CandidatesOut(items=[CandidateOut.of(each) for each in found])
