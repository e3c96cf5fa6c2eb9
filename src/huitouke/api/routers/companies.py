"""Companies: list, one, create, change; contacts, co-operation records, score cards."""

from typing import Annotated, Any
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
from huitouke.api.schemas.companies import (
    CompanyChange,
    CompanyContactOut,
    CompanyIn,
    CompanyLineOut,
    CompanyListOut,
    CompanyOut,
    CompanyQuery,
    ContactIn,
    CooperationIn,
    CooperationListOut,
    CooperationOut,
    ScoreCardIn,
    ScoreCardListOut,
    ScoreCardOut,
)
from huitouke.api.schemas.company_acts import RemovedOut
from huitouke.api.versions import etag_of, seen_at_of
from huitouke.guests.company_queries import (
    CompanyFilter,
    get_company,
    get_company_detail,
    list_companies,
    list_contacts,
    list_cooperation,
    list_score_cards,
)
from huitouke.guests.errors import CompanyInvalid, CompanyPartNotFound
from huitouke.guests.services.companies import change_company, raw_of, register_company
from huitouke.guests.services.company_contacts import add_contact, change_contact, remove_contact
from huitouke.guests.services.cooperation import add_cooperation, change_cooperation, remove_cooperation
from huitouke.guests.services.score_cards import add_score_card
from huitouke.kernel import clock

router = Router(tags=["companies"])

CompanyId = Annotated[UUID, Path(description="The company's id.")]
ContactId = Annotated[UUID, Path(description="The contact's id.")]
EntryId = Annotated[UUID, Path(description="The record's id.")]


@router.get(
    "/companies",
    response=CompanyListOut,
    operation_id="list_companies",
    summary="List companies",
    openapi_extra=refusals(403),
)
def list_(request: HttpRequest, query: Query[CompanyQuery]) -> CompanyListOut:
    """Companies under filters, newest first, those that the caller may see."""
    refuse_unknown_parameters(request, CompanyQuery)
    after, before = read_cursor(query.cursor)
    page = list_companies(
        actor_of(request),
        CompanyFilter(**query.model_dump(exclude={"cursor", "limit"})),
        after=after,
        before=before,
        today=timezone.localdate(clock.now()),
        limit=query.limit,
    )
    return CompanyListOut(
        items=[CompanyLineOut.of(line) for line in page.lines],
        next=older_cursor(page.older),
        previous=newer_cursor(page.newer),
        count=page.count,
        is_count_capped=page.is_count_capped,
    )


@router.post(
    "/companies",
    response={201: CompanyOut},
    operation_id="create_company",
    summary="Create a company",
    openapi_extra=refusals(403, 413, more=CREATED),
)
def create(request: HttpRequest, response: HttpResponse, payload: CompanyIn) -> Status[CompanyOut]:
    """A new company with a source record of the system `desk`. Values are read as at the desk; what cannot be kept
    is refused by field, and nothing is written then."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EDIT)
    try:
        branch = get_branch(payload.branch)
    except BranchNotFound as error:
        raise CompanyInvalid({"branch": [error.message]}) from error
    company_id = register_company(actor=actor, raw=payload.fields, branch=branch)
    response["Location"] = f"{request.path.rstrip('/')}/{company_id}"
    return Status(201, _whole(actor, company_id, response))


@router.get(
    "/companies/{company_id}",
    response=CompanyOut,
    operation_id="get_company",
    summary="Read a company",
    openapi_extra=refusals(403, 404, more=ETAG),
)
def get(request: HttpRequest, response: HttpResponse, company_id: CompanyId) -> CompanyOut:
    """The whole company with its contacts. One that the caller may not see is answered as one that does not exist."""
    return _whole(actor_of(request), company_id, response)


@router.patch(
    "/companies/{company_id}",
    response=CompanyOut,
    operation_id="change_company",
    summary="Change a company",
    openapi_extra=refusals(403, 404, 409, 413, more=ETAG),
)
def change(
    request: HttpRequest,
    response: HttpResponse,
    company_id: CompanyId,
    payload: CompanyChange,
    if_match: Annotated[
        str, Header(alias="If-Match", description="ETag of the company that the change is based on.")
    ] = "",
) -> CompanyOut:
    """Change targets, each as a whole, in one save. With If-Match (or `seen_at`) it is refused with 409 where
    somebody saved the company since; without, the last save wins."""
    actor = actor_of(request)
    seen_at = seen_at_of(if_match) or payload.seen_at
    change_company(actor=actor, company_id=company_id, fields=payload.fields, seen_at=seen_at)
    return _whole(actor, company_id, response)


@router.post(
    "/companies/{company_id}/contacts",
    response={201: CompanyContactOut},
    operation_id="add_company_contact",
    summary="Add a contact",
    openapi_extra=refusals(403, 404, 413),
)
def create_contact(
    request: HttpRequest, company_id: CompanyId, payload: ContactIn
) -> Status[CompanyContactOut]:
    """A person at the company."""
    actor = actor_of(request)
    contact_id = add_contact(actor=actor, company_id=company_id, raw=payload.fields, guest_id=payload.guest)
    return Status(201, _contact(actor, company_id, contact_id))


@router.put(
    "/companies/{company_id}/contacts/{contact_id}",
    response=CompanyContactOut,
    operation_id="change_company_contact",
    summary="Set a contact",
    openapi_extra=refusals(403, 404, 413),
)
def put_contact(
    request: HttpRequest, company_id: CompanyId, contact_id: ContactId, payload: ContactIn
) -> CompanyContactOut:
    """The contact as a whole: what is not told is gone, the guest too."""
    actor = actor_of(request)
    change_contact(
        actor=actor,
        company_id=company_id,
        contact_id=contact_id,
        raw=payload.fields,
        keeps_guest=False,
        guest_id=payload.guest,
    )
    return _contact(actor, company_id, contact_id)


@router.delete(
    "/companies/{company_id}/contacts/{contact_id}",
    response=RemovedOut,
    operation_id="remove_company_contact",
    summary="Take a contact off",
    openapi_extra=refusals(403, 404),
)
def delete_contact(request: HttpRequest, company_id: CompanyId, contact_id: ContactId) -> RemovedOut:
    """The history keeps the contact; the answer says how to bring it back."""
    return RemovedOut(
        undo=remove_contact(actor=actor_of(request), company_id=company_id, contact_id=contact_id)
    )


@router.get(
    "/companies/{company_id}/cooperation",
    response=CooperationListOut,
    operation_id="list_company_cooperation",
    summary="List co-operation records",
    openapi_extra=refusals(403, 404),
)
def list_entries(request: HttpRequest, company_id: CompanyId) -> CooperationListOut:
    """What was done with the company, latest day first, at most 200."""
    company = get_company(actor_of(request), company_id)
    return CooperationListOut(items=[CooperationOut.of(entry) for entry in list_cooperation(company)])


@router.post(
    "/companies/{company_id}/cooperation",
    response={201: CooperationOut},
    operation_id="add_company_cooperation",
    summary="Add a co-operation record",
    openapi_extra=refusals(403, 404, 413),
)
def create_entry(
    request: HttpRequest, company_id: CompanyId, payload: CooperationIn
) -> Status[CooperationOut]:
    """The caller is its author."""
    entry = add_cooperation(actor=actor_of(request), company_id=company_id, **_entry(payload))
    return Status(201, CooperationOut.of(entry))


@router.put(
    "/companies/{company_id}/cooperation/{entry_id}",
    response=CooperationOut,
    operation_id="change_company_cooperation",
    summary="Correct a co-operation record",
    openapi_extra=refusals(403, 404, 413),
)
def put_entry(
    request: HttpRequest, company_id: CompanyId, entry_id: EntryId, payload: CooperationIn
) -> CooperationOut:
    """The record as a whole; its author stays."""
    actor = actor_of(request)
    change_cooperation(actor=actor, company_id=company_id, entry_id=entry_id, **_entry(payload))
    company = get_company(actor, company_id)
    found = company.cooperation_rows.get(id=entry_id)
    return CooperationOut.of(found)


@router.delete(
    "/companies/{company_id}/cooperation/{entry_id}",
    response=RemovedOut,
    operation_id="remove_company_cooperation",
    summary="Take a co-operation record off",
    openapi_extra=refusals(403, 404),
)
def delete_entry(request: HttpRequest, company_id: CompanyId, entry_id: EntryId) -> RemovedOut:
    """The history keeps the record; the answer says how to bring it back."""
    return RemovedOut(
        undo=remove_cooperation(actor=actor_of(request), company_id=company_id, entry_id=entry_id)
    )


@router.get(
    "/companies/{company_id}/score-cards",
    response=ScoreCardListOut,
    operation_id="list_company_score_cards",
    summary="List score cards",
    openapi_extra=refusals(403, 404),
)
def list_cards(request: HttpRequest, company_id: CompanyId) -> ScoreCardListOut:
    """The latest fifty cards, newest first."""
    company = get_company(actor_of(request), company_id)
    return ScoreCardListOut(items=[ScoreCardOut.of(line.card) for line in list_score_cards(company)])


@router.post(
    "/companies/{company_id}/score-cards",
    response={201: ScoreCardOut},
    operation_id="add_company_score_card",
    summary="Judge a company",
    openapi_extra=refusals(403, 404, 413),
)
def create_card(request: HttpRequest, company_id: CompanyId, payload: ScoreCardIn) -> Status[ScoreCardOut]:
    """A card is written once; who judges anew writes another. It keeps the weights of this moment."""
    card = add_score_card(
        actor=actor_of(request),
        company_id=company_id,
        scored_on=payload.scored_on,
        scores=payload.scores,
        notes=payload.notes,
        note=payload.note,
        form=payload.form.value,
    )
    return Status(201, ScoreCardOut.of(card))


def _entry(payload: CooperationIn) -> dict[str, Any]:
    return {
        "kind": payload.kind.value,
        "happened_on": payload.happened_on,
        "text": payload.text,
        "outcome": payload.outcome,
        "contact_id": payload.contact,
    }


def _contact(actor: Actor, company_id: UUID, contact_id: UUID) -> CompanyContactOut:
    for line in list_contacts(actor, get_company(actor, company_id)):
        if line.contact.id == contact_id:
            return CompanyContactOut.of(line)
    raise CompanyPartNotFound


def _whole(actor: Actor, company_id: UUID, response: HttpResponse) -> CompanyOut:
    detail = get_company_detail(actor, company_id)
    response["ETag"] = etag_of(detail.company.updated_at)
    fields = raw_of(detail.company)
    for each in detail.reaches:
        fields.setdefault(each.kind, []).append(each.shown)
    return CompanyOut.of(detail, list_contacts(actor, detail.company), fields)
