"""Guests: list, one, create, change, history, notes."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Path, Query, Router, Status

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.queries import get_branch
from huitouke.api.auth import actor_of
from huitouke.api.openapi import CREATED, ETAG, refusals
from huitouke.api.pagination import newer_cursor, older_cursor, read_cursor
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.queries import find_guest_of_record, list_changes
from huitouke.api.schemas.base import Text
from huitouke.api.schemas.guests import GuestChange, GuestIn, GuestQuery, NoteIn, RevealIn
from huitouke.api.schemas.history import ChangeOut, HistoryOut, HistoryQuery
from huitouke.api.schemas.profiles import GuestLineOut, GuestListOut, GuestOut, NoteOut, RevealedOut
from huitouke.api.versions import etag_of, seen_at_of
from huitouke.guests.errors import GuestInvalid
from huitouke.guests.queries import GuestFilter, get_guest_detail, list_guests
from huitouke.guests.services.reveals import reveal_value
from huitouke.identity.queries import list_records
from huitouke.identity.services import add_note, change_guest, register_guest
from huitouke.kernel import clock

router = Router(tags=["guests"])

GuestId = Annotated[UUID, Path(description="The guest's id.")]


@router.get(
    "/guests",
    response=GuestListOut,
    operation_id="list_guests",
    summary="List guests",
    openapi_extra=refusals(403),
)
def list_(request: HttpRequest, query: Query[GuestQuery]) -> GuestListOut:
    """Guests under filters, newest first, those whom the caller may see. `next` and `previous` are cursors:
    the last page costs what the first costs."""
    refuse_unknown_parameters(request, GuestQuery)
    after, before = read_cursor(query.cursor)
    chosen = GuestFilter(**query.model_dump(exclude={"cursor", "limit"}))
    page = list_guests(
        actor_of(request),
        chosen,
        after=after,
        before=before,
        today=timezone.localdate(clock.now()),
        limit=query.limit,
    )
    return GuestListOut(
        items=[GuestLineOut.of(line) for line in page.lines],
        next=older_cursor(page.older),
        previous=newer_cursor(page.newer),
        count=page.count,
        is_count_capped=page.is_count_capped,
    )


@router.post(
    "/guests",
    response={201: GuestOut},
    operation_id="create_guest",
    summary="Create a guest",
    openapi_extra=refusals(403, 409, 413, more=CREATED),
)
def create(request: HttpRequest, response: HttpResponse, payload: GuestIn) -> Status[GuestOut]:
    """A new guest with a source record of the system `desk`. Values are read as at the desk; what cannot be
    kept is refused by field, an erased person with 409, and nothing is written then. After a
    lost answer send it again with the same Idempotency-Key."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    try:
        branch = get_branch(payload.branch)
    except BranchNotFound as error:
        raise GuestInvalid({"branch": [error.message]}) from error
    guest_id = register_guest(actor=actor, raw=payload.raw(), branch=branch)
    response["Location"] = f"{request.path.rstrip('/')}/{guest_id}"
    return Status(201, _whole(actor, guest_id, response))


@router.get(
    "/guests/by-external-id/{system}/{path:external_id}",
    response=GuestOut,
    operation_id="get_guest_by_external_id",
    summary="Read the guest whom another system knows under its own id",
    openapi_extra=refusals(403, 404, more=ETAG),
)
def get_by_external_id(
    request: HttpRequest,
    response: HttpResponse,
    system: Annotated[Text, Path(description="The system, as named at import.", examples=["opera"])],
    external_id: Annotated[Text, Path(description="The id in that system.", examples=["100234"])],
) -> GuestOut:
    """The same answer as for the guest's own id. A guest whom the caller may not see, or may not know by name, is
    answered as one who does not exist."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    return _whole(actor, find_guest_of_record(actor, system, external_id), response)


@router.get(
    "/guests/{guest_id}",
    response=GuestOut,
    operation_id="get_guest",
    summary="Read a guest",
    openapi_extra=refusals(403, 404, more=ETAG),
)
def get(request: HttpRequest, response: HttpResponse, guest_id: GuestId) -> GuestOut:
    """The whole profile. A guest whom the caller may not see is answered as one who does not exist."""
    return _whole(actor_of(request), guest_id, response)


@router.patch(
    "/guests/{guest_id}",
    response=GuestOut,
    operation_id="change_guest",
    summary="Change a guest",
    openapi_extra=refusals(403, 404, 409, 413, more=ETAG),
)
def change(
    request: HttpRequest,
    response: HttpResponse,
    guest_id: GuestId,
    payload: GuestChange,
    if_match: Annotated[
        str, Header(alias="If-Match", description="ETag of the profile that the change is based on.")
    ] = "",
) -> GuestOut:
    """Change single fields, add and remove rows, in one save. With If-Match (or `seen_at`) it is refused with
    409 where somebody saved the profile since; without, the last save wins."""
    actor = actor_of(request)
    change_guest(
        actor=actor,
        guest_id=guest_id,
        fields=payload.fields.texts(),
        additions=payload.add.model_dump(exclude_unset=True),
        removals=payload.remove.model_dump(exclude_unset=True),
        seen_at=seen_at_of(if_match) or payload.seen_at,
    )
    return _whole(actor, guest_id, response)


@router.get(
    "/guests/{guest_id}/history",
    response=HistoryOut,
    operation_id="list_guest_history",
    summary="List what changed in a profile",
    openapi_extra=refusals(403, 404),
)
def list_history(request: HttpRequest, guest_id: GuestId, query: Query[HistoryQuery]) -> HistoryOut:
    """Old and new value, who, when and by which record, newest first. Needs the right `guests.history`."""
    refuse_unknown_parameters(request, HistoryQuery)
    changes, has_more = list_changes(actor_of(request), guest_id, before=query.before, limit=query.limit)
    return HistoryOut(
        items=[ChangeOut.model_validate(change, from_attributes=True) for change in changes],
        next=changes[-1].id if has_more else None,
    )


@router.post(
    "/guests/{guest_id}/reveal",
    response=RevealedOut,
    operation_id="reveal_guest_value",
    summary="See one masked value in clear",
    openapi_extra=refusals(403, 404, 413),
)
def reveal(request: HttpRequest, response: HttpResponse, guest_id: GuestId, payload: RevealIn) -> RevealedOut:
    """One contact, paper or field, with a reason; the audit trail names the field. Needs `guests.reveal`."""
    value = reveal_value(
        actor=actor_of(request),
        guest_id=guest_id,
        field=payload.field,
        row_id=payload.row,
        reason=payload.reason,
        text=payload.text,
    )
    response["Cache-Control"] = "no-store"
    return RevealedOut(field=payload.field, value=value)


@router.post(
    "/guests/{guest_id}/notes",
    response={201: NoteOut},
    operation_id="add_guest_note",
    summary="Write a note about a guest",
    openapi_extra=refusals(403, 404, 413),
)
def create_note(request: HttpRequest, guest_id: GuestId, payload: NoteIn) -> Status[NoteOut]:
    """The caller is its author."""
    note = add_note(
        actor=actor_of(request),
        guest_id=guest_id,
        text=payload.text,
        purpose=payload.purpose.value,
        expires_on=payload.expires_on,
    )
    return Status(201, NoteOut.of(note))


def _whole(actor: Actor, guest_id: UUID, response: HttpResponse) -> GuestOut:
    detail = get_guest_detail(actor, guest_id, timezone.localdate(clock.now()))
    response["ETag"] = etag_of(detail.guest.updated_at)
    return GuestOut.of(detail, list_records(detail.guest))
