"""Tags with their rules, and acts on many guests."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.tags import (
    BulkActIn,
    BulkActOut,
    ForeseenOut,
    JoinIn,
    RuleIn,
    TagChange,
    TagIn,
    TagListOut,
    TagOut,
)
from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.services.profiles import locked_tag
from huitouke.guests.services.tag_rules import drop_rule, foresee_rule, save_rule
from huitouke.guests.services.tags import close_tag, remove_tag, save_tag
from huitouke.guests.tag_queries import list_tags
from huitouke.identity.acts import give_act, give_joining, take_act_back
from huitouke.identity.services.bulk_acts import get_act
from huitouke.identity.services.bulk_grounds import GROUNDS
from huitouke.kernel import clock
from huitouke.kernel.conditions.shapes import Conditions

router = Router(tags=["tags"])

TagId = Annotated[UUID, Path(description="The tag's id.")]
ActId = Annotated[UUID, Path(description="The act's id.")]


@router.get(
    "/tags",
    response=TagListOut,
    operation_id="list_tags",
    summary="List tags",
    openapi_extra=refusals(403),
)
def list_(request: HttpRequest) -> TagListOut:
    """Every tag with its use, closed ones too. Needs the right `hotel.configure` in the whole group, since the counts
    are of all guests."""
    return TagListOut(items=[TagOut.of(line) for line in list_tags(actor_of(request))])


@router.post(
    "/tags",
    response={201: TagOut},
    operation_id="create_tag",
    summary="Create a tag",
    openapi_extra=refusals(403, 413),
)
def create(request: HttpRequest, payload: TagIn) -> Status[TagOut]:
    """A new tag, given by hand until it gets a rule."""
    actor = actor_of(request)
    tag = save_tag(actor=actor, tag_id=None, **payload.model_dump())
    return Status(201, _told(actor, tag.id))


@router.patch(
    "/tags/{tag_id}",
    response=TagOut,
    operation_id="change_tag",
    summary="Change, close or open a tag",
    openapi_extra=refusals(403, 404, 413),
)
def change(request: HttpRequest, tag_id: TagId, payload: TagChange) -> TagOut:
    """A closed tag is no longer offered; guests who hold it keep it, and its rule rests."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag = locked_tag(tag_id)
    told = {name: value for name, value in payload.model_dump().items() if value is not None}
    closed = told.pop("is_closed", None)
    if told:
        known = {
            "name": tag.name,
            "description": tag.description,
            "colour": tag.colour,
            "group": tag.group.code if tag.group else "",
            "sort": tag.sort,
        }
        save_tag(actor=actor, tag_id=tag_id, **{**known, **told})
    if closed is not None:
        close_tag(actor=actor, tag_id=tag_id, is_closed=closed)
    return _told(actor, tag_id)


@router.delete(
    "/tags/{tag_id}",
    response={204: None},
    operation_id="remove_tag",
    summary="Remove a tag that nobody holds",
    openapi_extra=refusals(403, 404, 409),
)
def remove(request: HttpRequest, tag_id: TagId) -> Status[None]:
    """Refused with 409 where a guest holds it or a rule gives it: close it instead."""
    remove_tag(actor=actor_of(request), tag_id=tag_id)
    return Status(204, None)


@router.post(
    "/tags/{tag_id}/rule/preview",
    response=ForeseenOut,
    operation_id="foresee_tag_rule",
    summary="See what a rule would do",
    openapi_extra=refusals(403, 404, 413),
)
def foresee(request: HttpRequest, tag_id: TagId, payload: RuleIn) -> ForeseenOut:
    """How many would gain and lose the tag. Writes nothing."""
    seen = foresee_rule(actor=actor_of(request), tag_id=tag_id, conditions=payload.conditions.read())
    return ForeseenOut.of(seen)


@router.put(
    "/tags/{tag_id}/rule",
    response=TagOut,
    operation_id="set_tag_rule",
    summary="Let conditions give a tag",
    openapi_extra=refusals(403, 404, 413),
)
def set_rule(request: HttpRequest, tag_id: TagId, payload: RuleIn) -> TagOut:
    """Followed at once and from then on; nobody gives the tag by hand any more."""
    actor = actor_of(request)
    save_rule(actor=actor, tag_id=tag_id, conditions=payload.conditions.read())
    return _told(actor, tag_id)


@router.delete(
    "/tags/{tag_id}/rule",
    response=TagOut,
    operation_id="drop_tag_rule",
    summary="Drop the rule of a tag",
    openapi_extra=refusals(403, 404),
)
def drop(
    request: HttpRequest,
    tag_id: TagId,
    keeps_tag: Annotated[bool, Query(description="Whether guests keep the tag, as given by hand.")] = True,
) -> TagOut:
    """Guests who hold the tag keep it as if given by hand, or lose it."""
    actor = actor_of(request)
    drop_rule(actor=actor, tag_id=tag_id, keeps_tag=keeps_tag)
    return _told(actor, tag_id)


@router.post(
    "/tags/{tag_id}/join",
    response={201: BulkActOut},
    operation_id="join_tags",
    summary="Join a tag to another",
    openapi_extra=refusals(403, 404, 413),
)
def join(request: HttpRequest, tag_id: TagId, payload: JoinIn) -> Status[BulkActOut]:
    """Whoever holds the tag holds the other instead, and it closes. The answer is an act that can be undone."""
    return Status(
        201, BulkActOut.of(give_joining(actor=actor_of(request), tag_id=tag_id, into_id=payload.into))
    )


@router.post(
    "/bulk-acts",
    response={201: BulkActOut},
    operation_id="create_bulk_act",
    summary="Change many guests or companies at once",
    openapi_extra=refusals(403, 413),
)
def give(request: HttpRequest, payload: BulkActIn) -> Status[BulkActOut]:
    """Up to 2,000 are changed when the answer comes; more are changed in the background (`state`). Guests or companies
    that the caller may not change are left out and counted."""
    ids = payload.companies if payload.subject == COMPANY else payload.guests
    chosen: Conditions | list[UUID] = ids or []
    if ids is None and payload.conditions is not None:
        chosen = payload.conditions.read()
    act = give_act(
        actor=actor_of(request),
        kind=payload.kind,
        chosen=chosen,
        today=timezone.localdate(clock.now()),
        tag_name=payload.tag,
        login=payload.follow_up,
        subject=payload.subject,
        company_kind=payload.company_kind,
    )
    return Status(201, BulkActOut.of(act))


@router.get(
    "/bulk-acts/{act_id}",
    response=BulkActOut,
    operation_id="get_bulk_act",
    summary="Read an act on many guests or companies",
    openapi_extra=refusals(403, 404),
)
def read(request: HttpRequest, act_id: ActId) -> BulkActOut:
    """How far an act of the caller's own is, and what it came to."""
    actor = actor_of(request)
    act = get_act(actor, act_id)
    actor.require(GROUNDS[act.subject].right)
    return BulkActOut.of(act)


@router.post(
    "/bulk-acts/{act_id}/undo",
    response=BulkActOut,
    operation_id="undo_bulk_act",
    summary="Undo an act on many guests or companies",
    openapi_extra=refusals(403, 404, 409),
)
def undo(request: HttpRequest, act_id: ActId) -> BulkActOut:
    """Exactly what the act changed, but for what was changed since. Within a week, once, by the caller who gave it."""
    return BulkActOut.of(take_act_back(actor=actor_of(request), act_id=act_id))


def _told(actor: Actor, tag_id: UUID) -> TagOut:
    return TagOut.of(next(line for line in list_tags(actor) if line.tag.id == tag_id))
