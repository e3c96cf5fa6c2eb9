"""The company list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huitouke.access.choices import Right
from huitouke.web.base.requests import actor_of
from huitouke.web.companies.face import COMPANIES
from huitouke.web.lists.bulk import bar_of
from huitouke.web.lists.pages import list_context


def company_list(request: HttpRequest) -> HttpResponse:
    """A page of companies, newest first, under the view or the quick filters of the address."""
    actor = actor_of(request)
    context = list_context(request, COMPANIES)
    query = context["query"]
    context |= {
        "may_edit": actor.has_right(Right.COMPANIES_EDIT),
        "may_export": actor.has_right(Right.COMPANIES_EXPORT),
        "bar": bar_of(request, context["chosen"]) if context["rows"] else None,
        "addresses_url": reverse("companies:address-table") + (f"?{query}" if query else ""),
    }
    return render(request, "companies/company_list.html", context)
