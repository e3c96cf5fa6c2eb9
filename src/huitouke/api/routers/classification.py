"""Guest types, and the types and marks of one guest."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.base import Text
from huitouke.api.schemas.classification import (
    ClassificationOut,
    EvaluationIn,
    GuestTypeChange,
    GuestTypeIn,
    GuestTypeListOut,
    GuestTypeOut,
    ScaleOut,
    TypesOfGuest,
)
from huitouke.guests.classification import evaluations_of, get_guest_type, list_guest_types, types_of
from huitouke.guests.queries import get_guest
from huitouke.guests.services.types import close_guest_type, remove_guest_type, save_guest_type
from huitouke.identity.services import evaluate_guest, set_guest_types
from huitouke.identity.services.classification import withdraw_evaluation

router = Router(tags=["classification"])

GuestId = Annotated[UUID, Path(description="The guest's id.")]
TypeCode = Annotated[Text, Path(description="Code of the guest type.", examples=["family"])]


@router.get(
    "/guest-types",
    response=GuestTypeListOut,
    operation_id="list_guest_types",
    summary="List guest types",
    openapi_extra=refusals(403),
)
def list_types(request: HttpRequest) -> GuestTypeListOut:
    """All types in their order, closed ones too."""
    actor_of(request).require(Right.GUESTS_VIEW)
    return GuestTypeListOut(items=[GuestTypeOut.of(each) for each in list_guest_types(include_closed=True)])


@router.post(
    "/guest-types",
    response={201: GuestTypeOut},
    operation_id="create_guest_type",
    summary="Create a guest type",
    openapi_extra=refusals(403, 413),
)
def create_type(request: HttpRequest, payload: GuestTypeIn) -> Status[GuestTypeOut]:
    """A new group to sort guests into. Needs the right `hotel.configure` in the whole group."""
    kind = save_guest_type(
        actor=actor_of(request), code=payload.code, labels=payload.labels, sort=payload.sort, is_new=True
    )
    return Status(201, GuestTypeOut.of(kind))


@router.patch(
    "/guest-types/{type_code}",
    response=GuestTypeOut,
    operation_id="change_guest_type",
    summary="Change, close or open a guest type",
    openapi_extra=refusals(403, 404, 413),
)
def change_type(request: HttpRequest, type_code: TypeCode, payload: GuestTypeChange) -> GuestTypeOut:
    """A closed type is no longer offered; guests who have it keep it."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    kind = get_guest_type(type_code)
    if payload.labels is not None or payload.sort is not None:
        kind = save_guest_type(
            actor=actor,
            code=type_code,
            labels=kind.labels if payload.labels is None else payload.labels,
            sort=kind.sort if payload.sort is None else payload.sort,
        )
    if payload.is_closed is not None:
        kind = close_guest_type(actor=actor, code=type_code, is_closed=payload.is_closed)
    return GuestTypeOut.of(kind)


@router.delete(
    "/guest-types/{type_code}",
    response={204: None},
    operation_id="remove_guest_type",
    summary="Remove a guest type that nobody ever had",
    openapi_extra=refusals(403, 404, 409),
)
def remove_type(request: HttpRequest, type_code: TypeCode) -> Status[None]:
    """Refused with 409 where a guest has or had the type: close it instead."""
    remove_guest_type(actor=actor_of(request), code=type_code)
    return Status(204, None)


@router.get(
    "/guests/{guest_id}/classification",
    response=ClassificationOut,
    operation_id="get_guest_classification",
    summary="Read a guest's types and marks",
    openapi_extra=refusals(403, 404),
)
def get_classification(request: HttpRequest, guest_id: GuestId) -> ClassificationOut:
    """The types of now, and the three scales with their last marks."""
    return _classification(actor_of(request), guest_id)


@router.put(
    "/guests/{guest_id}/types",
    response=ClassificationOut,
    operation_id="set_guest_types",
    summary="Set the types of a guest",
    openapi_extra=refusals(403, 404, 413),
)
def set_types(request: HttpRequest, guest_id: GuestId, payload: TypesOfGuest) -> ClassificationOut:
    """The guest belongs to these types from today on, and to no other. Idempotent."""
    actor = actor_of(request)
    set_guest_types(actor=actor, guest_id=guest_id, codes=payload.types)
    return _classification(actor, guest_id)


@router.post(
    "/guests/{guest_id}/evaluations",
    response={201: ScaleOut},
    operation_id="evaluate_guest",
    summary="Give a guest a mark",
    openapi_extra=refusals(403, 404, 413),
)
def evaluate(request: HttpRequest, guest_id: GuestId, payload: EvaluationIn) -> Status[ScaleOut]:
    """The caller is its author; older marks stay as history. The answer is the scale with its marks."""
    actor = actor_of(request)
    evaluate_guest(actor=actor, guest_id=guest_id, scale=payload.scale.value, value=payload.value)
    scales = evaluations_of(get_guest(actor, guest_id))
    return Status(201, next(ScaleOut.of(scale) for scale in scales if scale.code == payload.scale.value))


@router.delete(
    "/guests/{guest_id}/evaluations/{evaluation_id}",
    response={204: None},
    operation_id="withdraw_evaluation",
    summary="Take a mark back",
    openapi_extra=refusals(403, 404),
)
def withdraw(
    request: HttpRequest,
    guest_id: GuestId,
    evaluation_id: Annotated[UUID, Path(description="Id of the mark.")],
) -> Status[None]:
    """One that the caller gave; the one before it is the present mark again."""
    withdraw_evaluation(actor=actor_of(request), guest_id=guest_id, evaluation_id=evaluation_id)
    return Status(204, None)


def _classification(actor: Actor, guest_id: UUID) -> ClassificationOut:
    guest = get_guest(actor, guest_id)
    return ClassificationOut(
        types=[GuestTypeOut.of(each) for each in types_of(guest)],
        evaluations=[ScaleOut.of(scale) for scale in evaluations_of(guest)],
    )
