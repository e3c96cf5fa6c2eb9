"""Consents, files, copies and erasures."""

import base64
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from huitouke.access.choices import Right
from huitouke.access.services.attachments import (
    attach_file,
    list_attachments,
    read_attachment,
    remove_attachment,
)
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.privacy import (
    ConsentEntryOut,
    ConsentIn,
    ConsentsOut,
    ConsentStateOut,
    CopyOut,
    ErasureIn,
    ErasureListOut,
    ErasureOut,
    FileContentOut,
    FileIn,
    FileOut,
    LiftIn,
    MayContactOut,
    MayContactQuery,
    PurposeOut,
    bytes_of,
)
from huitouke.guests.choices import ConsentSource
from huitouke.guests.consents import get_consents, may_contact
from huitouke.guests.models import Purpose
from huitouke.guests.queries import get_guest
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.purposes import wording_in_force
from huitouke.identity.queries import list_erasures
from huitouke.identity.services.copies import make_copy
from huitouke.identity.services.erasure import erase_guest, lift_erasure
from huitouke.kernel import clock

router = Router(tags=["privacy"])

GuestId = Annotated[UUID, Path(description="The guest's id.")]
FileId = Annotated[UUID, Path(description="The file's id.")]


@router.get(
    "/purposes",
    response=list[PurposeOut],
    operation_id="list_purposes",
    summary="List the purposes of processing",
    openapi_extra=refusals(),
)
def purposes(request: HttpRequest) -> list[PurposeOut]:
    """Every purpose with its ground in law and the words in force."""
    today = timezone.localdate(clock.now())
    told = []
    for purpose in Purpose.objects.all():
        wording = wording_in_force(purpose, today)
        told.append(
            PurposeOut.of(purpose, wording.version if wording else None, wording.text if wording else "")
        )
    return told


@router.get(
    "/guests/{guest_id}/consents",
    response=ConsentsOut,
    operation_id="list_guest_consents",
    summary="What a guest agreed to",
    openapi_extra=refusals(403, 404),
)
def consents(request: HttpRequest, guest_id: GuestId) -> ConsentsOut:
    """What holds now by purpose and channel, and the chain of what was said."""
    page = get_consents(actor_of(request), guest_id, timezone.localdate(clock.now()))
    return ConsentsOut(
        states=[ConsentStateOut.of(line) for line in page.lines],
        entries=[ConsentEntryOut.of(entry) for entry in page.entries],
    )


@router.post(
    "/guests/{guest_id}/consents",
    response={201: ConsentsOut},
    operation_id="record_guest_consent",
    summary="Record what a guest said about a purpose",
    openapi_extra=refusals(403, 404, 413),
)
def record(request: HttpRequest, guest_id: GuestId, payload: ConsentIn) -> Status[ConsentsOut]:
    """One more link of the chain, under the words in force. Needs the right `consent.edit`. Where the guest is no
    longer shared with the caller's legal entity, the answer is empty."""
    actor = actor_of(request)
    entry = record_consent(
        actor=actor,
        guest_id=guest_id,
        said=Said(
            payload.purpose,
            payload.act.value,
            payload.channel,
            ConsentSource.API.value,
            payload.evidence,
            payload.guardian,
        ),
    )
    return Status(201, ConsentsOut(states=[], entries=[ConsentEntryOut.of(entry)]))


@router.get(
    "/guests/{guest_id}/may-contact",
    response=MayContactOut,
    operation_id="may_contact_guest",
    summary="Whether a guest may be contacted, and why",
    openapi_extra=refusals(403, 404),
)
def may(request: HttpRequest, guest_id: GuestId, query: Query[MayContactQuery]) -> MayContactOut:
    """The answer for one purpose on one channel at this moment."""
    refuse_unknown_parameters(request, MayContactQuery)
    answer = may_contact(actor_of(request), guest_id, query.purpose, query.channel)
    return MayContactOut.model_validate(answer, from_attributes=True)


@router.get(
    "/guests/{guest_id}/copy",
    response=CopyOut,
    operation_id="copy_guest",
    summary="All that is kept of a guest",
    openapi_extra=refusals(403, 404),
)
def copy(request: HttpRequest, guest_id: GuestId) -> dict[str, Any]:
    """The copy that the guest may ask for. Needs the right `privacy.manage`; the trail keeps it."""
    return make_copy(actor=actor_of(request), guest_id=guest_id, form="json").as_json()


@router.post(
    "/guests/{guest_id}/erasure",
    response={201: ErasureOut},
    operation_id="erase_guest",
    summary="Erase a guest for good",
    openapi_extra=refusals(403, 404, 409, 413),
)
def erase(request: HttpRequest, guest_id: GuestId, payload: ErasureIn) -> Status[ErasureOut]:
    """Everything but what the law keeps. Needs the right `privacy.manage` and the guest's name as a confirmation."""
    erasure = erase_guest(
        actor=actor_of(request), guest_id=guest_id, typed=payload.typed, reason=payload.reason.value
    )
    return Status(201, ErasureOut.of(erasure))


@router.get(
    "/erasures",
    response=ErasureListOut,
    operation_id="list_erasures",
    summary="List erasures with their reports",
    openapi_extra=refusals(403),
)
def erasures(request: HttpRequest) -> ErasureListOut:
    """Those of the legal entities where the caller has the right `privacy.manage`."""
    return ErasureListOut(items=[ErasureOut.of(each) for each in list_erasures(actor_of(request))])


@router.post(
    "/erasures/{erasure_id}/lift",
    response=ErasureOut,
    operation_id="lift_erasure",
    summary="Let an erased person come in again",
    openapi_extra=refusals(403, 404, 413),
)
def lift(
    request: HttpRequest, erasure_id: Annotated[UUID, Path(description="The erasure's id.")], payload: LiftIn
) -> ErasureOut:
    """The stamps go; what was erased does not come back."""
    return ErasureOut.of(
        lift_erasure(actor=actor_of(request), erasure_id=erasure_id, because=payload.because)
    )


@router.get(
    "/guests/{guest_id}/files",
    response=list[FileOut],
    operation_id="list_guest_files",
    summary="List the files kept with a guest",
    openapi_extra=refusals(403, 404),
)
def files(request: HttpRequest, guest_id: GuestId) -> list[FileOut]:
    """Newest first."""
    actor = actor_of(request)
    get_guest(actor, guest_id)
    return [FileOut.of(each) for each in list_attachments(actor, "guest", guest_id)]


@router.post(
    "/guests/{guest_id}/files",
    response={201: FileOut},
    operation_id="add_guest_file",
    summary="Keep a file with a guest",
    openapi_extra=refusals(403, 404, 413),
)
def add_file(request: HttpRequest, guest_id: GuestId, payload: FileIn) -> Status[FileOut]:
    """Its kind is told by its content; what could act on a reader's machine is refused."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    content = bytes_of(payload.content)
    kept = attach_file(actor=actor, owner_kind="guest", owner_id=guest_id, name=payload.name, content=content)
    return Status(201, FileOut.of(kept))


@router.get(
    "/files/{file_id}",
    response=FileContentOut,
    operation_id="get_file",
    summary="Read a file",
    openapi_extra=refusals(403, 404),
)
def get_file(request: HttpRequest, file_id: FileId) -> FileContentOut:
    """With its content in base64; the trail keeps that it was read."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    kept, content = read_attachment(actor=actor, attachment_id=file_id)
    return FileContentOut(**FileOut.of(kept).model_dump(), content=base64.b64encode(content).decode())


@router.delete(
    "/files/{file_id}",
    response={204: None},
    operation_id="remove_file",
    summary="Take a file off",
    openapi_extra=refusals(403, 404),
)
def remove_file(request: HttpRequest, file_id: FileId) -> Status[None]:
    """For a day it can be brought back on the page of its owner."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    remove_attachment(actor=actor, attachment_id=file_id)
    return Status(204, None)
