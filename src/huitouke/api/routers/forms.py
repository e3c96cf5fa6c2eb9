"""Forms that guests filled in themselves: the waiting ones, what becomes of them, and the link of each branch."""

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Router, Status

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import get_branch, list_branches
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.base import Text
from huitouke.api.schemas.capture import (
    AcceptIn,
    ApplyIn,
    DiscardIn,
    FormGuestOut,
    FormLinkIn,
    FormLinkListOut,
    FormLinkOut,
    FormListOut,
    FormOut,
)
from huitouke.capture.form_models import FormLink
from huitouke.capture.forms import accept_form, apply_form, discard_form, get_form, list_forms
from huitouke.capture.links import close_link, open_link, rotate_link

router = Router(tags=["forms"])

FormId = Annotated[UUID, Path(description="The form's id.")]
BranchCode = Annotated[Text, Path(description="Code of the branch.", examples=["MAIN"])]


@router.get(
    "/forms",
    response=FormListOut,
    operation_id="list_forms",
    summary="List waiting forms",
    openapi_extra=refusals(403, 404),
)
def list_(request: HttpRequest) -> FormListOut:
    """Of the branches where the caller works at the desk. Needs `consent.edit`, `guests.edit` and `guests.clear`."""
    return FormListOut(items=[FormOut.of(told) for told in list_forms(actor_of(request))])


# Before the forms, whose address of one form would take this word for an id.
@router.get(
    "/forms/links",
    response=FormLinkListOut,
    operation_id="list_form_links",
    summary="List the links of the form",
    openapi_extra=refusals(403, 404),
)
def list_links(request: HttpRequest) -> FormLinkListOut:
    """Of the branches that the caller looks after. Needs `hotel.configure`."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    branches = list_branches(actor, Right.HOTEL_CONFIGURE)
    links = {link.branch_id: link for link in FormLink.objects.filter(branch__in=branches)}
    return FormLinkListOut(items=[_link(request, branch, links.get(branch.id)) for branch in branches])


@router.put(
    "/forms/links/{code}",
    response=FormLinkOut,
    operation_id="set_form_link",
    summary="Open, close or renew the link of a branch",
    openapi_extra=refusals(403, 404, 413),
)
def put_link(request: HttpRequest, code: BranchCode, payload: FormLinkIn) -> FormLinkOut:
    """A closed form takes nothing; a renewed one makes every printed code of before useless."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    branch = get_branch(code)
    with transaction.atomic():
        if payload.is_renewed:
            rotate_link(actor=actor, branch=branch)
        link = (open_link if payload.is_open else close_link)(actor=actor, branch=branch)
    return _link(request, branch, link)


def _link(request: HttpRequest, branch: Branch, link: FormLink | None) -> FormLinkOut:
    url = request.build_absolute_uri(reverse("forms:form", args=[link.token])) if link else None
    return FormLinkOut.told(branch.code, link, url)


@router.get(
    "/forms/{form_id}",
    response=FormOut,
    operation_id="get_form",
    summary="Read a waiting form",
    openapi_extra=refusals(403, 404, 409),
)
def get(request: HttpRequest, form_id: FormId) -> FormOut:
    """What the guest wrote and agreed to. One that a colleague has dealt with is answered with 409."""
    return FormOut.of(get_form(actor_of(request), form_id))


@router.post(
    "/forms/{form_id}/accept",
    response={201: FormGuestOut},
    operation_id="accept_form",
    summary="Make a new guest of a form",
    openapi_extra=refusals(403, 404, 409, 413),
)
def accept(request: HttpRequest, form_id: FormId, payload: AcceptIn) -> Status[FormGuestOut]:
    """With the consents given on it."""
    guest_id = accept_form(actor=actor_of(request), form_id=form_id, guardian=payload.guardian)
    return Status(201, FormGuestOut(guest=guest_id, changed=[]))


@router.post(
    "/forms/{form_id}/apply",
    response=FormGuestOut,
    operation_id="apply_form",
    summary="Give a form to a known guest",
    openapi_extra=refusals(403, 404, 409, 413),
)
def apply(request: HttpRequest, form_id: FormId, payload: ApplyIn) -> FormGuestOut:
    """Only the fields that are taken, and the consents given on it."""
    changed = apply_form(
        actor=actor_of(request),
        form_id=form_id,
        guest_id=payload.guest,
        chosen=payload.take,
        guardian=payload.guardian,
    )
    return FormGuestOut(guest=payload.guest, changed=changed)


@router.post(
    "/forms/{form_id}/discard",
    response={204: None},
    operation_id="discard_form",
    summary="Put a form away",
    openapi_extra=refusals(403, 404, 409, 413),
)
def discard(request: HttpRequest, form_id: FormId, payload: DiscardIn) -> Status[None]:
    """What it says is kept sealed to the end of its 30 days."""
    discard_form(actor=actor_of(request), form_id=form_id, reason=payload.reason.value)
    return Status(204, None)
