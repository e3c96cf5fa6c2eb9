"""The page of one company."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huitouke.access.choices import Right
from huitouke.guests.company_choices import CardForm, CooperationKind, GuestRole, SettlementCycle
from huitouke.guests.company_history import list_company_history, list_company_records
from huitouke.guests.company_policy import may_open_to_group
from huitouke.guests.company_queries import (
    CompanyDetail,
    get_company_detail,
    list_company_guests,
    list_contacts,
    list_cooperation,
    list_score_cards,
    propose_guests,
)
from huitouke.hotels.queries import get_label
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.money import Money
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, part, wants_part
from huitouke.web.companies.words import (
    AGREEMENT_TONES,
    agreement_words,
    change_word,
    company_field_word,
    criterion_word,
    distance_word,
    kind_words,
    points,
    points_change,
    reach_word,
    region_word,
    role_words,
    value_word,
)
from huitouke.web.guests.facts import own_value
from huitouke.web.guests.words import source_word


@dataclass(frozen=True, slots=True)
class CompanyTab:
    """One tab: its name in the address, its words, what its template (`companies/_tab_<code>.html`) needs, read only
    when it is open, and the number beside its words, which must cost no query of its own."""

    code: str
    label: str | Promise
    context: Callable[[HttpRequest, CompanyDetail], dict[str, Any]]
    count: Callable[[CompanyDetail], int | None] = lambda _detail: None

    @property
    def template(self) -> str:
        return f"companies/_tab_{self.code}.html"


def company_detail(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """All that is known of a company; `tab` of the address says which tab is open, and htmx asks for it alone."""
    actor = actor_of(request)
    detail = get_company_detail(actor, company_id)
    company, today = detail.company, business_date(request)
    tab = next((each for each in TABS if each.code == request.GET.get("tab")), TABS[0])
    context: dict[str, Any] = {
        "detail": detail,
        "company": company,
        "tab": tab.code,
        "may_edit": detail.may_edit,
    }
    context |= tab.context(request, detail)
    if wants_part(request) and request.headers.get("HX-Target") == "tab":
        return part(request, tab.template, context)
    state = company.agreement_state(today)
    context |= {
        "tab_template": tab.template,
        "kinds": kind_words(company.kinds),
        "agreement": agreement_words(company, today),
        "agreement_tone": AGREEMENT_TONES.get(state, ""),
        "credit": company.credit_money,
        "latest_points": points(detail.latest_card.total) if detail.latest_card else "",
        "tabs": [(each.code, each.label, each.count(detail)) for each in TABS],
        "reaches": [(reach_word(each.kind), each) for each in detail.reaches],
        "may_share": detail.may_edit and may_open_to_group(actor, company.legal_entity_id),
    }
    return render(request, "companies/company_detail.html", context)


def _facts(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """(label, value) of the fields that are known."""
    return [(company_field_word(field), value) for field, value in pairs if value not in ("", None)]


def _profile_tab(_request: HttpRequest, detail: CompanyDetail) -> dict[str, Any]:
    company = detail.company
    return {
        "facts": _facts(
            [
                ("name", company.name),
                ("short_name", company.short_name),
                ("english_name", company.english_name),
                ("alias", "、".join(company.aliases)),
                ("code", company.code),
                ("credit_code", company.credit_code),
                ("legal_representative", company.legal_representative),
                ("trade", get_label("trade", company.trade) if company.trade else ""),
                ("address", company.address),
                ("region", region_word(company.region)),
                ("distance", distance_word(company.distance_m)),
                ("avoid_times", company.avoid_times),
                ("remark", company.remark),
            ]
        ),
        "own": [
            (each.label, text)
            for each in (list_fields("company", include_closed=True) if company.custom else ())
            if (text := own_value(each, company.custom.get(each.code)))
        ],
        "invoice": _facts(
            [
                ("invoice_title", company.invoice_title),
                ("tax_number", company.tax_number),
                ("invoice_address", company.invoice_address),
                ("invoice_phone", company.invoice_phone),
                ("bank_name", company.bank_name),
                ("bank_account", company.bank_account),
            ]
        ),
    }


def _contacts_tab(request: HttpRequest, detail: CompanyDetail) -> dict[str, Any]:
    currency = detail.company.currency
    return {
        "contacts": [
            (
                line,
                role_words(line.contact.roles),
                Money(line.contact.sign_limit, currency) if line.contact.sign_limit is not None else None,
                [(reach_word(each.kind), each) for each in line.reaches],
            )
            for line in list_contacts(actor_of(request), detail.company)
        ]
    }


def _agreement_tab(request: HttpRequest, detail: CompanyDetail) -> dict[str, Any]:
    company, today = detail.company, business_date(request)
    spend = company.annual_spend_money
    signers = [
        (
            line.contact,
            Money(line.contact.sign_limit, company.currency) if line.contact.sign_limit is not None else None,
        )
        for line in list_contacts(actor_of(request), company)
        if "signer" in line.contact.roles
    ]
    return {
        "agreement_facts": _facts(
            [
                ("agreement_number", company.agreement_number),
                ("agreement_from", company.agreement_from),
                ("agreement_to", company.agreement_to),
                ("rate_code", company.rate_code),
            ]
        ),
        "agreement": agreement_words(company, today),
        "agreement_tone": AGREEMENT_TONES.get(company.agreement_state(today), ""),
        "credit_facts": _facts(
            [
                ("credit_limit", company.credit_money),
                (
                    "credit_term",
                    _("%(days)s days") % {"days": company.credit_term}
                    if company.credit_term is not None
                    else "",
                ),
                (
                    "settlement_cycle",
                    SettlementCycle(company.settlement_cycle).label if company.settlement_cycle else "",
                ),
                ("credit_officer", company.credit_officer),
                (
                    "annual_spend",
                    f"{spend} ({company.annual_spend_year})"
                    if spend and company.annual_spend_year
                    else spend,
                ),
            ]
        ),
        "signers": signers,
    }


def _cooperation_tab(request: HttpRequest, detail: CompanyDetail) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    kind = kind if kind in CooperationKind.values else ""
    return {
        "entries": list_cooperation(detail.company, kind=kind),
        "kind": kind,
        "kinds_of_entry": CooperationKind.choices,
    }


def _scores_tab(_request: HttpRequest, detail: CompanyDetail) -> dict[str, Any]:
    cards = list_score_cards(detail.company)
    return {
        "cards": [
            {
                "card": line.card,
                "points": points(line.card.total),
                "bar": round(line.card.total / 10),
                "change": points_change(line.change),
                "rose": (line.change or 0) > 0,
                "form": CardForm(line.card.form).label,
                "lines": [(criterion_word(each.criterion), each) for each in line.card.lines.all()],
            }
            for line in cards
        ],
        "trend": trend_line([line.card.total for line in reversed(cards)]),
    }


def trend_line(totals: list[int]) -> str:
    """The points of a polyline over totals in tenths, oldest first, on a field of 100 by 30; "" for fewer than two."""
    if len(totals) < 2:
        return ""
    step = 100 / (len(totals) - 1)
    return " ".join(f"{place * step:.1f},{30 - total * 30 / 1000:.1f}" for place, total in enumerate(totals))


def _guests_tab(request: HttpRequest, detail: CompanyDetail) -> dict[str, Any]:
    actor = actor_of(request)
    return {
        "linked": [
            (each, GuestRole(each.link.role).label if each.link.role in GuestRole.values else each.link.role)
            for each in list_company_guests(actor, detail.company)
        ],
        "proposed": propose_guests(actor, detail.company) if detail.may_edit else [],
        "roles": GuestRole.choices,
        "may_see_guests": actor.has_right(Right.GUESTS_VIEW),
    }


def _history_tab(request: HttpRequest, detail: CompanyDetail) -> dict[str, Any]:
    changes = list_company_history(actor_of(request), detail.company.id)
    return {
        "changes": [
            {
                "field": change_word(change.part, change.field),
                "old": value_word(change.part, change.field, change.old),
                "new": value_word(change.part, change.field, change.new),
                "who": change.who or _("system"),
                "at": change.at,
                "source": source_word(change.source),
                "undo_url": reverse("companies:company-undo", args=[detail.company.id, change.record_id])
                if detail.may_edit and not change.field and not change.new and change.record_id
                else "",
            }
            for change in changes
        ],
        "records": [(record, source_word(record.system)) for record in list_company_records(detail.company)],
    }


TABS: Final = (
    CompanyTab("profile", gettext_lazy("Profile"), _profile_tab),
    CompanyTab("contacts", gettext_lazy("Contacts"), _contacts_tab, lambda detail: detail.contact_count),
    CompanyTab("agreement", gettext_lazy("Agreement and credit"), _agreement_tab),
    CompanyTab(
        "cooperation", gettext_lazy("Co-operation"), _cooperation_tab, lambda detail: detail.cooperation_count
    ),
    CompanyTab("scores", gettext_lazy("Score card"), _scores_tab),
    CompanyTab("guests", gettext_lazy("Guests"), _guests_tab),
    CompanyTab("history", gettext_lazy("Records and history"), _history_tab),
)
