"""Room types and rooms. Whoever may see guests of a branch sees its rooms; changing them needs `hotel.configure`."""

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.queries import get_branch
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.rooms import (
    RoomChange,
    RoomIn,
    RoomListOut,
    RoomOut,
    RoomQuery,
    RoomTypeChange,
    RoomTypeIn,
    RoomTypeListOut,
    RoomTypeOut,
    RoomTypeQuery,
)
from huitouke.hotels.errors import RoomInvalid, RoomTypeInvalid
from huitouke.hotels.room_queries import RoomFilter, find_rooms, get_room, get_room_type, list_room_types
from huitouke.hotels.services import (
    add_room,
    add_room_type,
    change_room,
    change_room_type,
    close_room,
    close_room_type,
    reopen_room,
    reopen_room_type,
)

router = Router(tags=["rooms"])

RoomId = Annotated[UUID, Path(description="The room's id.")]
RoomTypeId = Annotated[UUID, Path(description="The room type's id.")]


@router.get(
    "/room-types",
    response=RoomTypeListOut,
    operation_id="list_room_types",
    summary="List room types",
    openapi_extra=refusals(403),
)
def list_types(request: HttpRequest, query: Query[RoomTypeQuery]) -> RoomTypeListOut:
    """Of the branches where the caller may see guests."""
    refuse_unknown_parameters(request, RoomTypeQuery)
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    found = list_room_types(
        actor, Right.GUESTS_VIEW, branch=query.branch, include_closed=query.include_closed
    )
    return RoomTypeListOut(items=[RoomTypeOut.of(kind) for kind in found])


@router.post(
    "/room-types",
    response={201: RoomTypeOut},
    operation_id="add_room_type",
    summary="Add a room type",
    openapi_extra=refusals(403, 413),
)
def add_type(request: HttpRequest, payload: RoomTypeIn) -> Status[RoomTypeOut]:
    """The code is the branch's own, and stays for good."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    try:
        branch = get_branch(payload.branch)
    except BranchNotFound as error:
        raise RoomTypeInvalid({"branch": [error.message]}) from error
    kind = add_room_type(actor=actor, branch=branch, **payload.model_dump(exclude={"branch"}))
    return Status(201, RoomTypeOut.of(kind))


@router.get(
    "/room-types/{room_type_id}",
    response=RoomTypeOut,
    operation_id="get_room_type",
    summary="Read a room type",
    openapi_extra=refusals(403, 404),
)
def get_type(request: HttpRequest, room_type_id: RoomTypeId) -> RoomTypeOut:
    """Also one that is no longer sold."""
    return RoomTypeOut.of(get_room_type(actor_of(request), Right.GUESTS_VIEW, room_type_id))


@router.patch(
    "/room-types/{room_type_id}",
    response=RoomTypeOut,
    operation_id="change_room_type",
    summary="Change, close or open a room type",
    openapi_extra=refusals(403, 404, 409, 413),
)
@transaction.atomic
def change_type(request: HttpRequest, room_type_id: RoomTypeId, payload: RoomTypeChange) -> RoomTypeOut:
    """Refused with 409 where a type is to be closed while open rooms are of it."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    kind = get_room_type(actor, Right.HOTEL_CONFIGURE, room_type_id)
    told = payload.model_dump(exclude_none=True, exclude={"is_closed"})
    if told:
        stood = {
            "labels": kind.labels,
            "area": "" if kind.area is None else str(kind.area),
            "beds": kind.beds,
            "facilities": kind.facilities,
            "max_persons": kind.max_persons,
        }
        change_room_type(actor=actor, room_type_id=room_type_id, **{**stood, **told})
    if payload.is_closed is not None:
        act = close_room_type if payload.is_closed else reopen_room_type
        act(actor=actor, room_type_id=room_type_id)
    return RoomTypeOut.of(get_room_type(actor, Right.HOTEL_CONFIGURE, room_type_id))


@router.get(
    "/rooms",
    response=RoomListOut,
    operation_id="list_rooms",
    summary="List rooms",
    openapi_extra=refusals(403),
)
def list_rooms(request: HttpRequest, query: Query[RoomQuery]) -> RoomListOut:
    """Rooms under filters, by branch and number."""
    refuse_unknown_parameters(request, RoomQuery)
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    chosen = RoomFilter(**query.model_dump(exclude={"limit"}))
    rooms, count = find_rooms(actor, Right.GUESTS_VIEW, chosen, limit=query.limit)
    return RoomListOut(items=[RoomOut.of(room) for room in rooms], count=count)


@router.post(
    "/rooms",
    response={201: RoomOut},
    operation_id="add_room",
    summary="Add a room",
    openapi_extra=refusals(403, 413),
)
def add(request: HttpRequest, payload: RoomIn) -> Status[RoomOut]:
    """Refuses a number that the branch has, also of a closed room."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    try:
        branch = get_branch(payload.branch)
    except BranchNotFound as error:
        raise RoomInvalid({"branch": [error.message]}) from error
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    room = add_room(
        actor=actor,
        branch=branch,
        number=payload.number,
        room_type_id=_type_id(actor, branch.code, payload.room_type),
        floor=payload.floor,
        features=payload.features,
    )
    return Status(201, RoomOut.of(room))


@router.get(
    "/rooms/{room_id}",
    response=RoomOut,
    operation_id="get_room",
    summary="Read a room",
    openapi_extra=refusals(403, 404),
)
def get(request: HttpRequest, room_id: RoomId) -> RoomOut:
    """Also one that is no longer let."""
    return RoomOut.of(get_room(actor_of(request), Right.GUESTS_VIEW, room_id))


@router.patch(
    "/rooms/{room_id}",
    response=RoomOut,
    operation_id="change_room",
    summary="Change, close or open a room",
    openapi_extra=refusals(403, 404, 409, 413),
)
@transaction.atomic
def change(request: HttpRequest, room_id: RoomId, payload: RoomChange) -> RoomOut:
    """Refused with 409 where a room of a closed type is to be opened."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    room = get_room(actor, Right.HOTEL_CONFIGURE, room_id)
    if payload.model_dump(exclude_none=True, exclude={"is_closed"}):
        change_room(
            actor=actor,
            room_id=room_id,
            room_type_id=room.room_type_id
            if payload.room_type is None
            else _type_id(actor, room.branch.code, payload.room_type),
            floor=room.floor if payload.floor is None else payload.floor,
            features=room.features if payload.features is None else payload.features,
        )
    if payload.is_closed is not None:
        act = close_room if payload.is_closed else reopen_room
        act(actor=actor, room_id=room_id)
    return RoomOut.of(get_room(actor, Right.HOTEL_CONFIGURE, room_id))


def _type_id(actor: Actor, branch: str, code: str) -> UUID:
    """The id of the open room type of this code."""
    kinds = list_room_types(actor, Right.HOTEL_CONFIGURE, branch=branch)
    found = next((kind.id for kind in kinds if kind.code == code), None)
    if found is None:
        raise RoomInvalid({"room_type": [_("This branch has no open room type of this code or name.")]})
    return found
