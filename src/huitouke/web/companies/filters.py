"""The filters of the company list and of the address table, as they stand in the address and as chips."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.guests.company_choices import EXPIRY_WARNING_DAYS, CompanyKind
from huitouke.guests.company_queries import CompanyFilter
from huitouke.hotels.queries import list_choices
from huitouke.web.base.requests import actor_of
from huitouke.web.companies.words import region_word
from huitouke.web.lists.faces import Chip


def company_branches(request: HttpRequest) -> list[Branch]:
    """The branches whose companies this person may see."""
    return list_branches(actor_of(request), Right.COMPANIES_VIEW)


def read_company_filter(request: HttpRequest) -> CompanyFilter:
    """The filter of the address; what cannot be read is no filter."""
    # A NUL is no text to the database.
    query = {name: str(value) for name, value in request.GET.items()}
    kind, agreement = query.get("kind", ""), query.get("agreement", "")
    return CompanyFilter(
        kind=kind if kind in CompanyKind.values else "",
        region=query.get("region", "")[:6],
        trade=query.get("trade", "")[:40],
        branch=query.get("branch", "")[:40],
        follow_up=query.get("follow_up", "")[:64],
        agreement=agreement if agreement in ("ending", "ended", "valid", "none") else "",
        has_credit="credit" in query,
        closed="closed" in query,
    )


def query_of_companies(chosen: CompanyFilter, **more: str) -> str:
    """The filter as an address's query; "" for none."""
    values: dict[str, str | int] = {
        "kind": chosen.kind,
        "region": chosen.region,
        "trade": chosen.trade,
        "branch": chosen.branch,
        "follow_up": chosen.follow_up,
        "agreement": chosen.agreement,
        "credit": int(chosen.has_credit),
        "closed": int(chosen.closed),
        **more,
    }
    return urlencode({name: value for name, value in values.items() if value})


def companies_url(chosen: CompanyFilter, page: str = "companies:company-list", **more: str) -> str:
    """The address of the list (or of another page of it) under a filter."""
    query = query_of_companies(chosen, **more)
    return f"{reverse(page)}{'?' + query if query else ''}"


def agreement_filter_words() -> dict[str, str]:
    return {
        "ending": _("Agreement ends within %(days)s days") % {"days": EXPIRY_WARNING_DAYS},
        "ended": _("Agreement ended"),
        "valid": _("Agreement in force"),
        "none": _("No agreement"),
    }


def active_company_chips(
    chosen: CompanyFilter,
    branches: list[Branch],
    me: str,
    page: str = "companies:company-list",
) -> list[Chip]:
    """The filters in force, each with the address without it."""
    names = {branch.code: str(branch) for branch in branches}
    chips: list[tuple[str, CompanyFilter]] = []
    if chosen.closed:
        chips.append((_("Closed ones"), replace(chosen, closed=False)))
    if chosen.kind:
        chips.append((str(CompanyKind(chosen.kind).label), replace(chosen, kind="")))
    if chosen.agreement:
        chips.append((agreement_filter_words()[chosen.agreement], replace(chosen, agreement="")))
    if chosen.has_credit:
        chips.append((_("With a credit line"), replace(chosen, has_credit=False)))
    if chosen.region:
        chips.append((region_word(chosen.region), replace(chosen, region="")))
    if chosen.trade:
        words = dict(list_choices("trade")).get(chosen.trade, chosen.trade)
        chips.append((words, replace(chosen, trade="")))
    if chosen.branch:
        chips.append((names.get(chosen.branch, chosen.branch), replace(chosen, branch="")))
    if chosen.follow_up:
        words = (
            _("Mine to follow up")
            if chosen.follow_up == me
            else _("Followed up by %(who)s") % {"who": chosen.follow_up}
        )
        chips.append((words, replace(chosen, follow_up="")))
    return [Chip(label, remove_url=companies_url(without, page)) for label, without in chips]


def addable_company_chips(chosen: CompanyFilter, branches: list[Branch], me: str) -> list[Chip]:
    """The filters that may be added to those in force."""
    chips: list[Chip] = []
    if not chosen.kind:
        chips += [
            Chip(str(label), companies_url(replace(chosen, kind=code)))
            for code, label in CompanyKind.choices
            if code != CompanyKind.OTHER
        ]
    if not chosen.agreement:
        words = agreement_filter_words()
        chips.append(Chip(words["ending"], companies_url(replace(chosen, agreement="ending")), kind="watch"))
        chips.append(Chip(words["ended"], companies_url(replace(chosen, agreement="ended"))))
    if not chosen.has_credit:
        chips.append(Chip(_("With a credit line"), companies_url(replace(chosen, has_credit=True))))
    if not chosen.follow_up:
        chips.append(Chip(_("Mine to follow up"), companies_url(replace(chosen, follow_up=me))))
    if not chosen.branch and len(branches) > 1:
        chips += [
            Chip(str(branch), companies_url(replace(chosen, branch=branch.code))) for branch in branches[:6]
        ]
    if not chosen.closed:
        chips.append(Chip(_("Closed ones"), companies_url(replace(chosen, closed=True))))
    return chips
