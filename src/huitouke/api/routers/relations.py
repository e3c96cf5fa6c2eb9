"""With whom a guest has to do, and the household they belong to."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.relations import (
    Answer,
    MemberOut,
    RelationAnswerIn,
    RelationIn,
    RelationListOut,
    RelationOut,
)
from huitouke.guests.queries import get_guest
from huitouke.guests.relations import list_household, list_relations
from huitouke.identity.services.relations import (
    confirm_relation,
    end_relation,
    refuse_relation,
    relate_guests,
)

router = Router(tags=["guests"])

GuestId = Annotated[UUID, Path(description="The guest's id.")]
RelationId = Annotated[UUID, Path(description="The relation's id.")]


@router.get(
    "/guests/{guest_id}/relations",
    response=RelationListOut,
    operation_id="list_relations",
    summary="List a guest's relations and household",
    openapi_extra=refusals(403, 404),
)
def list_all(request: HttpRequest, guest_id: GuestId) -> RelationListOut:
    """Those of whom the caller may see and know both guests; the others are not counted either."""
    return _relations(actor_of(request), guest_id)


@router.post(
    "/guests/{guest_id}/relations",
    response={201: RelationListOut},
    operation_id="relate_guests",
    summary="Note what another guest is to this one",
    openapi_extra=refusals(403, 404, 409, 413),
)
def relate(request: HttpRequest, guest_id: GuestId, payload: RelationIn) -> Status[RelationListOut]:
    """Both stay guests of their own. Refused with 409 where the same is known already."""
    actor = actor_of(request)
    relate_guests(
        actor=actor, guest_id=guest_id, other_id=payload.guest, role=payload.role, note=payload.note
    )
    return Status(201, _relations(actor, guest_id))


@router.put(
    "/guests/{guest_id}/relations/{relation_id}",
    response=RelationListOut,
    operation_id="answer_relation",
    summary="Confirm or refuse a suggested relation",
    openapi_extra=refusals(403, 404, 409, 413),
)
def answer(
    request: HttpRequest, guest_id: GuestId, relation_id: RelationId, payload: RelationAnswerIn
) -> RelationListOut:
    """What is refused is not suggested again. Refused with 409 where somebody has decided since."""
    actor = actor_of(request)
    if payload.answer is Answer.REFUSED:
        refuse_relation(actor=actor, relation_id=relation_id, guest_id=guest_id)
    else:
        confirm_relation(
            actor=actor, relation_id=relation_id, guest_id=guest_id, role=payload.role, note=payload.note
        )
    return _relations(actor, guest_id)


@router.delete(
    "/guests/{guest_id}/relations/{relation_id}",
    response={204: None},
    operation_id="end_relation",
    summary="Take a relation off",
    openapi_extra=refusals(403, 404, 409),
)
def end(request: HttpRequest, guest_id: GuestId, relation_id: RelationId) -> Status[None]:
    """It stays in the history of both guests, and is not suggested again."""
    end_relation(actor=actor_of(request), relation_id=relation_id, guest_id=guest_id)
    return Status(204, None)


def _relations(actor: Actor, guest_id: UUID) -> RelationListOut:
    guest = get_guest(actor, guest_id)
    found = list_relations(actor, guest)
    knows_stays = actor.has_right(Right.STAYS_VIEW)
    return RelationListOut(
        items=[RelationOut.of(line, knows_stays=knows_stays) for line in found.known],
        suggested=[RelationOut.of(line, knows_stays=knows_stays) for line in found.suggested],
        household=[MemberOut.of(line) for line in list_household(actor, guest)],
    )
