"""Co-operation records and score cards of a company, and the weights of the card."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huitouke.access.choices import Right
from huitouke.guests.company_choices import (
    DEFAULT_WEIGHTS,
    SCORES,
    SHORT_CARD,
    CardForm,
    CooperationKind,
    Criterion,
)
from huitouke.guests.company_queries import list_contacts, list_cooperation
from huitouke.guests.errors import CompanyPartNotFound
from huitouke.guests.events import COOPERATION_REMOVED
from huitouke.guests.models import Cooperation
from huitouke.guests.services.cooperation import add_cooperation, change_cooperation, remove_cooperation
from huitouke.guests.services.score_cards import add_score_card, set_weights, weights_now
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.companies.people import editable, posted_id, say_removed, tab_url
from huitouke.web.companies.words import criterion_word


def cooperation_form(request: HttpRequest, company_id: UUID, entry_id: UUID | None = None) -> HttpResponse:
    """The form of a co-operation record, new or known; then the save."""
    detail = editable(request, company_id)
    actor = actor_of(request)
    known = _entry(detail.company.id, list_cooperation(detail.company), entry_id)
    fields = {
        "kind": known.kind if known else CooperationKind.VISIT.value,
        "happened_on": (known.happened_on if known else business_date(request)).isoformat(),
        "text": known.text if known else "",
        "outcome": known.outcome if known else "",
        "contact": str(known.contact_id or "") if known else "",
    }
    errors: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        fields = {name: request.POST.get(name, "").strip() for name in fields}
        day = _date(fields["happened_on"])
        if day is None:
            errors = {"happened_on": [_("This is no date. Write it as 2026-12-31.")]}
        else:
            values: dict[str, Any] = {
                "kind": fields["kind"],
                "happened_on": day,
                "text": fields["text"],
                "outcome": fields["outcome"],
                "contact_id": posted_id(fields["contact"]),
            }
            try:
                if known is None:
                    add_cooperation(actor=actor, company_id=company_id, **values)
                else:
                    change_cooperation(actor=actor, company_id=company_id, entry_id=known.id, **values)
            except Invalid as error:
                errors = error.fields
            else:
                messages.success(request, _("Saved."))
                return redirect(tab_url(company_id, "cooperation"))
    context = {
        "company": detail.company,
        "known": known,
        "f": fields,
        "e": errors,
        "kinds": CooperationKind.choices,
        "contacts": [
            (str(line.contact.id), line.contact.name) for line in list_contacts(actor, detail.company)
        ],
        "cancel_url": tab_url(company_id, "cooperation"),
    }
    return render(request, "companies/cooperation_form.html", context, status=422 if errors else 200)


def _entry(company_id: UUID, entries: Sequence[Cooperation], entry_id: UUID | None) -> Cooperation | None:
    if entry_id is None:
        return None
    found = next((entry for entry in entries if entry.id == entry_id), None)
    if found is None:
        raise CompanyPartNotFound
    return found


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
def drop_cooperation(request: HttpRequest, company_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take an entry off, with a way back."""
    record_id = remove_cooperation(actor=actor_of(request), company_id=company_id, entry_id=entry_id)
    say_removed(request, company_id, record_id, COOPERATION_REMOVED, _("The entry was taken off."))
    return redirect(tab_url(company_id, "cooperation"))


def score_form(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """A new score card: five criteria, or all fifteen with `form=long` of the address; then the save."""
    detail = editable(request, company_id)
    actor = actor_of(request)
    form = (
        CardForm.LONG
        if request.GET.get("form") == "long" or request.POST.get("form") == "long"
        else CardForm.SHORT
    )
    weights = weights_now()
    asked = [code for code in weights if form == CardForm.LONG or code in SHORT_CARD]
    posted = request.POST if request.method == "POST" else {}
    typed = {code: str(posted.get(f"score_{code}", "")) for code in asked}
    notes = {code: str(posted.get(f"note_{code}", "")).strip() for code in asked}
    day_text = str(posted.get("scored_on") or business_date(request).isoformat())
    note = str(posted.get("note", "")).strip()
    errors: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        day = _date(day_text)
        if day is None:
            errors = {"scored_on": [_("This is no date. Write it as 2026-12-31.")]}
        else:
            try:
                add_score_card(
                    actor=actor,
                    company_id=company_id,
                    scored_on=day,
                    scores={code: int(text) for code, text in typed.items() if text in map(str, SCORES)},
                    notes={code: text for code, text in notes.items() if text},
                    note=note,
                    form=form,
                )
            except Invalid as error:
                errors = error.fields
            else:
                messages.success(request, _("The score card is kept."))
                return redirect(tab_url(company_id, "scores"))
    context = {
        "company": detail.company,
        "form": form,
        "is_long": form == CardForm.LONG,
        "criteria": [
            {
                "code": code,
                "label": criterion_word(code),
                "weight": weights[code],
                "scores": [(score, typed[code] == str(score)) for score in SCORES],
                "note": notes[code],
                "errors": errors.get(code, ()),
            }
            for code in asked
        ],
        "f": {"scored_on": day_text, "note": note},
        "e": errors,
        "cancel_url": tab_url(company_id, "scores"),
    }
    return render(request, "companies/score_form.html", context, status=422 if errors else 200)


def weights_page(request: HttpRequest) -> HttpResponse:
    """How much each criterion counts in cards from now on."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    now = weights_now()
    fields = {code: str(weight) for code, weight in now.items()}
    errors: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        fields = {code: request.POST.get(code, fields[code]).strip() for code in fields}
        weights = {
            code: int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
            for code, text in fields.items()
        }
        try:
            changed = set_weights(actor=actor, weights=weights)
        except Invalid as error:
            errors = error.fields
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("companies:score-weights")
    context = {
        "criteria": [
            (code, criterion_word(code), code in SHORT_CARD, DEFAULT_WEIGHTS[Criterion(code)]) for code in now
        ],
        "f": fields,
        "e": errors,
        "total": sum(now.values()),
    }
    return render(request, "companies/score_weights.html", context, status=422 if errors else 200)
