"""Where the values of a guest come from, and using another one that was told."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router

from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.tellings import FieldTellingsOut, TellingsOut, TellingsQuery, UseIn
from huitouke.identity.lineage import tell_stories, tell_story
from huitouke.identity.services.choosing import use_value

router = Router(tags=["guests"])

GuestId = Annotated[UUID, Path(description="The guest's id.")]


@router.get(
    "/guests/{guest_id}/tellings",
    response=TellingsOut,
    operation_id="list_guest_tellings",
    summary="List which record each value comes from, and what else was told",
    openapi_extra=refusals(403, 404),
)
def list_of_guest(request: HttpRequest, guest_id: GuestId, query: Query[TellingsQuery]) -> TellingsOut:
    """Of every field the values that were ever told, each with its sources. What stands masked is masked here too, and
    sources of houses that the caller does not see are left out. What a source said before and says otherwise now needs
    the right `guests.history`."""
    refuse_unknown_parameters(request, TellingsQuery)
    only = [query.field] if query.field else None
    found = tell_stories(actor_of(request), guest_id, only)
    return TellingsOut(items=[FieldTellingsOut.of(each) for each in found])


@router.post(
    "/guests/{guest_id}/tellings/use",
    response=FieldTellingsOut,
    operation_id="use_guest_value",
    summary="Let the profile show another value that was told",
    openapi_extra=refusals(403, 404, 409, 413),
)
def use(request: HttpRequest, guest_id: GuestId, payload: UseIn) -> FieldTellingsOut:
    """An ordinary save of the caller's, of what a source said; an address brings its region and post code."""
    actor = actor_of(request)
    use_value(actor=actor, guest_id=guest_id, field=payload.field, mark=payload.mark)
    return FieldTellingsOut.of(tell_story(actor, guest_id, payload.field))
