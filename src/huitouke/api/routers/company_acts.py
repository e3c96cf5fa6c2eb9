"""What is done with a company beside its own fields: closing, sharing, its guests, undo, files, search."""

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Path, Router, Status

from huitouke.access.choices import Right
from huitouke.access.services.attachments import attach_file, list_attachments
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.company_acts import (
    CompanyGuestIn,
    CompanyGuestListOut,
    CompanyGuestOut,
    CompanySearchIn,
    CompanySearchOut,
    CompanyStateIn,
    CompanyStateOut,
    RemovedOut,
    UndoIn,
    UndoneOut,
)
from huitouke.api.schemas.privacy import FileIn, FileOut, bytes_of
from huitouke.guests.company_queries import find_companies, get_company, list_company_guests
from huitouke.guests.masking import hidden_name
from huitouke.guests.services.companies import close_company, reopen_company, share_company
from huitouke.guests.services.company_guests import link_guest, unlink_guest
from huitouke.guests.services.company_undo import restore_removed

router = Router(tags=["companies"])

CompanyId = Annotated[UUID, Path(description="The company's id.")]
LinkId = Annotated[UUID, Path(description="The link's id.")]


@router.post(
    "/companies/search",
    response=CompanySearchOut,
    operation_id="search_companies",
    summary="Find companies by any scrap",
    openapi_extra=refusals(403, 413),
)
def search(request: HttpRequest, payload: CompanySearchIn) -> CompanySearchOut:
    """Those that the caller may see. A scrap that is too short finds none."""
    return CompanySearchOut.of(find_companies(actor_of(request), payload.text, payload.limit))


@router.put(
    "/companies/{company_id}/state",
    response=CompanyStateOut,
    operation_id="set_company_state",
    summary="Close, open or share a company",
    openapi_extra=refusals(403, 404, 413),
)
@transaction.atomic
def set_state(request: HttpRequest, company_id: CompanyId, payload: CompanyStateIn) -> CompanyStateOut:
    """A closed company stays with its history, and is offered no more. Idempotent."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EDIT)
    if payload.is_closed is not None:
        (close_company if payload.is_closed else reopen_company)(actor=actor, company_id=company_id)
    if payload.is_shared is not None:
        share_company(actor=actor, company_id=company_id, is_shared=payload.is_shared)
    company = get_company(actor, company_id)
    return CompanyStateOut(id=company.id, is_closed=company.is_closed, is_shared=company.is_shared)


@router.get(
    "/companies/{company_id}/guests",
    response=CompanyGuestListOut,
    operation_id="list_company_guests",
    summary="List the guests of a company",
    openapi_extra=refusals(403, 404),
)
def list_guests(request: HttpRequest, company_id: CompanyId) -> CompanyGuestListOut:
    """Those whom the caller may see and know; the others are not counted either."""
    actor = actor_of(request)
    company = get_company(actor, company_id)
    return CompanyGuestListOut(
        items=[CompanyGuestOut.of(each) for each in list_company_guests(actor, company)]
    )


@router.post(
    "/companies/{company_id}/guests",
    response={201: CompanyGuestOut},
    operation_id="link_company_guest",
    summary="Put a guest to a company",
    openapi_extra=refusals(403, 404, 409, 413),
)
def link(request: HttpRequest, company_id: CompanyId, payload: CompanyGuestIn) -> Status[CompanyGuestOut]:
    """Refused with 409 where the guest stands at the company already."""
    actor = actor_of(request)
    made = link_guest(
        actor=actor,
        company_id=company_id,
        guest_id=payload.guest,
        role=payload.role.value,
        since=payload.since,
    )
    company = get_company(actor, company_id)
    found = [each for each in list_company_guests(actor, company) if each.link.id == made.id]
    if found:
        return Status(201, CompanyGuestOut.of(found[0]))
    # Seen, but not to be named to this caller.
    return Status(
        201,
        CompanyGuestOut(
            id=made.id, guest=made.guest_id, name=hidden_name(), role=made.role, since=made.since
        ),
    )


@router.delete(
    "/companies/{company_id}/guests/{link_id}",
    response=RemovedOut,
    operation_id="unlink_company_guest",
    summary="Take a guest off a company",
    openapi_extra=refusals(403, 404),
)
def unlink(request: HttpRequest, company_id: CompanyId, link_id: LinkId) -> RemovedOut:
    """The answer says how to bring the link back."""
    return RemovedOut(undo=unlink_guest(actor=actor_of(request), company_id=company_id, link_id=link_id))


@router.post(
    "/companies/{company_id}/undo",
    response=UndoneOut,
    operation_id="undo_company_removal",
    summary="Bring back what was taken off a company",
    openapi_extra=refusals(403, 404, 413),
)
def undo(request: HttpRequest, company_id: CompanyId, payload: UndoIn) -> UndoneOut:
    """A contact, guest or co-operation record, under the id that it had. What stands again already is left alone."""
    restored = restore_removed(actor=actor_of(request), company_id=company_id, record_id=payload.undo)
    return UndoneOut(restored=restored)


@router.get(
    "/companies/{company_id}/files",
    response=list[FileOut],
    operation_id="list_company_files",
    summary="List the files kept with a company",
    openapi_extra=refusals(403, 404),
)
def files(request: HttpRequest, company_id: CompanyId) -> list[FileOut]:
    """Newest first. One is read by `GET /files/{file_id}`."""
    actor = actor_of(request)
    get_company(actor, company_id)
    return [FileOut.of(each) for each in list_attachments(actor, "company", company_id)]


@router.post(
    "/companies/{company_id}/files",
    response={201: FileOut},
    operation_id="add_company_file",
    summary="Keep a file with a company",
    openapi_extra=refusals(403, 404, 413),
)
def add_file(request: HttpRequest, company_id: CompanyId, payload: FileIn) -> Status[FileOut]:
    """Its kind is told by its content; what could act on a reader's machine is refused."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EDIT)
    content = bytes_of(payload.content)
    kept = attach_file(
        actor=actor, owner_kind="company", owner_id=company_id, name=payload.name, content=content
    )
    return Status(201, FileOut.of(kept))
