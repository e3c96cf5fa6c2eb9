"""The company list."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.guests.company_choices import EXPIRY_WARNING_DAYS
from huitouke.guests.company_queries import CompanyLine, CompanyPage, list_companies
from huitouke.hotels.queries import list_choices
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.companies.filters import (
    active_company_chips,
    addable_company_chips,
    companies_url,
    query_of_companies,
    read_company_filter,
)
from huitouke.web.companies.words import kind_words, region_word


def company_branches(request: HttpRequest) -> list[Branch]:
    """The branches whose companies this person may see."""
    return list_branches(actor_of(request), Right.COMPANIES_VIEW)


def provinces() -> list[tuple[str, str]]:
    """The regions of the first level, to choose from."""
    return [(code, words) for code, words in list_choices("region") if code.endswith("0000")]


def company_list(request: HttpRequest) -> HttpResponse:
    """A page of companies, newest first, under the filters of the address."""
    actor = actor_of(request)
    chosen = read_company_filter(request)
    today = business_date(request)
    page = list_companies(
        actor,
        chosen,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        today=today,
    )
    branches = company_branches(request)
    trades = dict(list_choices("trade"))
    me = request.user.get_username()
    context = {
        "rows": [
            (
                line,
                kind_words(line.kinds),
                region_word(line.region),
                trades.get(line.trade, line.trade),
                _ends(line, today),
            )
            for line in page.lines
        ],
        "columns": [
            {"label": _("Company")},
            {"label": _("Kind")},
            {"label": _("Region")},
            {"label": _("Trade")},
            {"label": _("Agreement to")},
            {"label": _("Follow-up person")},
            *([{"label": _("Branch")}] if len(branches) > 1 else []),
        ],
        "has_branches": len(branches) > 1,
        "active": active_company_chips(chosen, branches, trades, me),
        "available": addable_company_chips(chosen, branches, me),
        "clear_url": companies_url(type(chosen)()),
        "older_url": companies_url(chosen, after=page.older) if page.older else "",
        "newer_url": companies_url(chosen, before=page.newer) if page.newer else "",
        "count": company_count(page),
        "may_edit": actor.has_right(Right.COMPANIES_EDIT),
        "may_export": actor.has_right(Right.COMPANIES_EXPORT),
        "query": query_of_companies(chosen),
        "addresses_url": companies_url(chosen, "companies:address-table"),
        "chosen": chosen,
        "trades": list(trades.items()),
        "provinces": provinces(),
    }
    return render(request, "companies/company_list.html", context)


def company_count(page: CompanyPage) -> str:
    words = ngettext("%(count)s company", "%(count)s companies", page.count)
    return words % {"count": f"{page.count:,}{'+' if page.is_count_capped else ''}"} if page.lines else ""


def _ends(line: CompanyLine, today: date) -> str:
    """`watch` or `alarm` where the day of the agreement asks for a look."""
    if line.agreement_to is None:
        return ""
    days = (line.agreement_to - today).days
    return "alarm" if days < 0 else "watch" if days <= EXPIRY_WARNING_DAYS else ""
