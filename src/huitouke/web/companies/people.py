"""Contacts of a company, and the guests who belong to it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huitouke.access.choices import Right
from huitouke.guests.company_choices import CONTACT_REACH_KINDS, ContactRole, GuestRole
from huitouke.guests.company_queries import (
    CompanyDetail,
    ContactLine,
    get_company_detail,
    list_contacts,
)
from huitouke.guests.errors import CompanyNotFound, CompanyPartNotFound
from huitouke.guests.events import COMPANY_GUEST_UNLINKED, CONTACT_REMOVED
from huitouke.guests.queries import find_guests
from huitouke.guests.services.company_contacts import add_contact, change_contact, remove_contact
from huitouke.guests.services.company_guests import link_guest, unlink_guest
from huitouke.kernel.errors import Invalid
from huitouke.kernel.money import Money
from huitouke.web.base.requests import actor_of, part
from huitouke.web.base.undoing import can_undo
from huitouke.web.companies.editing import MOST_ROWS, ReachRow
from huitouke.web.companies.words import company_field_word, reach_word

TEXT_BOXES = ("name", "department", "position", "sign_limit", "remark")


def editable(request: HttpRequest, company_id: UUID) -> CompanyDetail:
    """The company, if this person may change it; refused before a form is shown."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EDIT)
    detail = get_company_detail(actor, company_id)
    if not detail.may_edit:
        raise CompanyNotFound
    return detail


def tab_url(company_id: UUID, tab: str) -> str:
    return f"{reverse('companies:company-detail', args=[company_id])}?tab={tab}"


def contact_form(request: HttpRequest, company_id: UUID, contact_id: UUID | None = None) -> HttpResponse:
    """The form of a contact, new or known; then the save."""
    detail = editable(request, company_id)
    actor = actor_of(request)
    known = _known(request, detail, contact_id)
    if request.method != "POST":
        return _contact_page(request, detail, known, *_opened(detail, known))
    fields = {name: request.POST.get(name, "").strip() for name in TEXT_BOXES}
    roles, reaches = request.POST.getlist("role"), _reaches(request.POST)
    raw: dict[str, list[str]] = {name: [text] for name, text in fields.items() if text}
    if roles:
        raw["role"] = roles
    for row in reaches:
        raw.setdefault(row.kind, []).append(row.value)
    try:
        if known is None:
            add_contact(actor=actor, company_id=company_id, raw=raw)
        else:
            change_contact(actor=actor, company_id=company_id, contact_id=known.contact.id, raw=raw)
    except Invalid as error:
        return _contact_page(request, detail, known, fields, roles, reaches, error)
    messages.success(request, _("Saved."))
    return redirect(tab_url(company_id, "contacts"))


def _known(request: HttpRequest, detail: CompanyDetail, contact_id: UUID | None) -> ContactLine | None:
    if contact_id is None:
        return None
    for line in list_contacts(actor_of(request), detail.company):
        if line.contact.id == contact_id:
            return line
    raise CompanyPartNotFound


def _opened(
    detail: CompanyDetail, known: ContactLine | None
) -> tuple[dict[str, str], Sequence[str], list[ReachRow]]:
    if known is None:
        return dict.fromkeys(TEXT_BOXES, ""), [], []
    contact = known.contact
    limit = Money(contact.sign_limit, detail.company.currency).text if contact.sign_limit is not None else ""
    fields = {name: getattr(contact, name) for name in TEXT_BOXES if name != "sign_limit"}
    rows = [ReachRow(each.kind, each.shown) for each in known.reaches]
    return {**fields, "sign_limit": limit}, contact.roles, rows


def _reaches(post: QueryDict) -> list[ReachRow]:
    pairs = zip(post.getlist("reach_kind"), post.getlist("reach_value"), strict=False)
    return [
        ReachRow(kind, value.strip())
        for kind, value in pairs
        if value.strip() and kind in CONTACT_REACH_KINDS
    ][:MOST_ROWS]


def _contact_page(
    request: HttpRequest,
    detail: CompanyDetail,
    known: ContactLine | None,
    fields: dict[str, str],
    roles: Sequence[str],
    reaches: list[ReachRow],
    error: Invalid | None = None,
) -> HttpResponse:
    boxes: dict[str, Sequence[str]] = {}
    summary = []
    for target, sentences in error.fields.items() if error else ():
        box = target.removeprefix("contact.")
        if box in CONTACT_REACH_KINDS:
            for row in reaches:
                if row.kind == box:
                    row.errors = list(sentences)
        else:
            boxes[box] = sentences
        anchor = "reaches" if box in CONTACT_REACH_KINDS else "roles" if box == "role" else f"id_{box}"
        summary += [(anchor, company_field_word(target), sentence) for sentence in sentences]
    context: dict[str, Any] = {
        "company": detail.company,
        "known": known,
        "f": fields,
        "e": boxes,
        "summary": summary,
        "roles": [(code, label, code in roles) for code, label in ContactRole.choices],
        "reaches": reaches,
        "reach_kinds": [(kind, reach_word(kind)) for kind in CONTACT_REACH_KINDS],
        "blank_row": ReachRow("mobile", ""),
        "cancel_url": tab_url(detail.company.id, "contacts"),
    }
    return render(request, "companies/contact_form.html", context, status=422 if error else 200)


@require_POST
def drop_contact(request: HttpRequest, company_id: UUID, contact_id: UUID) -> HttpResponse:
    """Take a contact off, with a way back."""
    record_id = remove_contact(actor=actor_of(request), company_id=company_id, contact_id=contact_id)
    say_removed(request, company_id, record_id, CONTACT_REMOVED, _("The contact was taken off."))
    return redirect(tab_url(company_id, "contacts"))


def say_removed(request: HttpRequest, company_id: UUID, record_id: UUID, code: str, said: str) -> None:
    """Say what was taken off (`code` as the audit trail names it), with a way back."""
    undo = can_undo(
        request,
        code,
        "companies:company-undo",
        company_id,
        record_id,
        subject_kind="company",
        subject_id=company_id,
    )
    messages.success(request, said, extra_tags=f"undo:{undo}")


@require_POST
def find_guest(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Guests who may belong to the company, by a scrap of the name or phone."""
    detail = editable(request, company_id)
    lines, too_short = find_guests(actor_of(request), request.POST.get("who", ""), 6)
    context = {"company": detail.company, "lines": lines, "too_short": too_short}
    return part(request, "companies/_guest_found.html", context)


@require_POST
def add_guest(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Put a guest to the company; `contact` says which contact the guest is instead."""
    actor = actor_of(request)
    guest_id = posted_id(request.POST.get("guest", ""))
    if guest_id is None:
        raise CompanyPartNotFound
    since = request.POST.get("since", "")
    link_guest(
        actor=actor,
        company_id=company_id,
        guest_id=guest_id,
        role=request.POST.get("role") or GuestRole.EMPLOYEE,
        since=_day(since),
    )
    messages.success(request, _("The guest stands at the company now."))
    return HttpResponseRedirect(_next(request, tab_url(company_id, "guests")))


@require_POST
def drop_guest(request: HttpRequest, company_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a guest off the company, with a way back."""
    record_id = unlink_guest(actor=actor_of(request), company_id=company_id, link_id=link_id)
    say_removed(
        request, company_id, record_id, COMPANY_GUEST_UNLINKED, _("The guest was taken off the company.")
    )
    return HttpResponseRedirect(_next(request, tab_url(company_id, "guests")))


@require_POST
def tie_contact(request: HttpRequest, company_id: UUID, contact_id: UUID) -> HttpResponse:
    """Say which guest a contact is (`guest`), or that they are none (empty)."""
    detail = editable(request, company_id)
    known = _known(request, detail, contact_id)
    if known is None:
        raise CompanyPartNotFound
    fields, roles, reaches = _opened(detail, known)
    raw: dict[str, list[str]] = {name: [text] for name, text in fields.items() if text}
    if roles:
        raw["role"] = list(roles)
    for row in reaches:
        raw.setdefault(row.kind, []).append(row.value)
    change_contact(
        actor=actor_of(request),
        company_id=company_id,
        contact_id=contact_id,
        raw=raw,
        keeps_guest=False,
        guest_id=posted_id(request.POST.get("guest", "")),
    )
    messages.success(request, _("Saved."))
    return redirect(tab_url(company_id, "contacts"))


@require_POST
def find_contact_guest(request: HttpRequest, company_id: UUID, contact_id: UUID) -> HttpResponse:
    """Guests who a contact may be."""
    detail = editable(request, company_id)
    lines, too_short = find_guests(actor_of(request), request.POST.get("who", ""), 6)
    context = {"company": detail.company, "contact_id": contact_id, "lines": lines, "too_short": too_short}
    return part(request, "companies/_guest_found.html", context)


def _next(request: HttpRequest, fallback: str) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and safe else fallback


def posted_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
