"""The list of companies: what it has of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.company_choices import EXPIRY_WARNING_DAYS
from huitouke.guests.company_queries import (
    CompanyFilter,
    CompanyLine,
    companies_by_id,
    company_conditions,
    list_companies,
)
from huitouke.guests.conditions.companies import COMPANY
from huitouke.hotels.queries import list_choices
from huitouke.kernel.conditions.registry import Field
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.web.base.context import business_date
from huitouke.web.companies.filters import (
    active_company_chips,
    addable_company_chips,
    companies_url,
    company_branches,
    read_company_filter,
)
from huitouke.web.companies.words import kind_words, region_word
from huitouke.web.lists.faces import Cell, Chip, Face, Page, Words


class CompanyFace(Face):
    """Companies under conditions. The list opens with those that are worked with: closed ones are asked for."""

    subject: ClassVar = COMPANY
    space: ClassVar = "companies"
    list_name: ClassVar = "companies:company-list"
    icon: ClassVar = "company"
    view_right: ClassVar = Right.COMPANIES_VIEW
    export_kind: ClassVar = "companies"
    export_name: ClassVar = "companies:company-export"
    usual_columns: ClassVar = ("kind", "province", "trade", "agreement_to", "follow_up", "branch")
    lead: ClassVar = "companies/_row_lead.html"
    words: ClassVar = Words(
        title=gettext_lazy("Companies"),
        one=gettext_lazy("Company"),
        every=gettext_lazy("All companies"),
        about=gettext_lazy("about %(count)s companies"),
        find=gettext_lazy("Find companies by conditions"),
        show=gettext_lazy("Show the companies"),
        no_condition=gettext_lazy("No condition: every company is meant, closed ones too."),
        meant=gettext_lazy("Which are meant"),
        nobody=gettext_lazy("No company meets these conditions"),
        nobody_live=gettext_lazy("No company meets these conditions. Take one off, or widen it."),
        nobody_filtered=gettext_lazy("No company stands under these filters"),
        more_filtered=gettext_lazy("Take one off to see more companies."),
        name_first=gettext_lazy("At most %(most)s. The company’s name always stands first."),
        share_help=gettext_lazy("Each sees only the companies that they may see."),
        export=gettext_lazy("Export companies"),
        see=gettext_lazy("See the companies"),
        done_so_far=gettext_lazy("%(done)s of %(total)s companies. You may close this page."),
        left_out=gettext_lazy(
            "Companies that are not yours to change are left out and counted. You can undo it for a week."
        ),
    )

    def read_quick(self, request: HttpRequest) -> CompanyFilter:
        return read_company_filter(request)

    def no_quick(self) -> CompanyFilter:
        return CompanyFilter()

    def quick_url(self, quick: CompanyFilter, **more: str) -> str:
        return companies_url(quick, **more)

    def conditions_of(self, quick: CompanyFilter) -> Conditions:
        return company_conditions(quick)

    def chips(self, request: HttpRequest, quick: CompanyFilter) -> tuple[list[Chip], list[Chip]]:
        branches, me = company_branches(request), request.user.get_username()
        return active_company_chips(quick, branches, me), addable_company_chips(quick, branches, me)

    def page(
        self, actor: Actor, conditions: Conditions, *, after: str, before: str, today: date, is_counted: bool
    ) -> Page:
        page = list_companies(
            actor, conditions, after=after, before=before, today=today, is_counted=is_counted
        )
        return Page(page.lines, page.older, page.newer, page.tally)

    def lines(self, actor: Actor, ids: Sequence[UUID]) -> list[CompanyLine]:
        return companies_by_id(ids)

    def usual_table(
        self, request: HttpRequest, lines: Sequence[CompanyLine]
    ) -> tuple[list[dict[str, Any]], list[list[Cell]]]:
        has_branches = len(company_branches(request)) > 1
        trades, today = dict(list_choices("trade")), business_date(request)
        columns: list[dict[str, Any]] = [
            {"label": _("Kind")},
            {"label": _("Region")},
            {"label": _("Trade")},
            {"label": _("Agreement to")},
            {"label": _("Follow-up person")},
            *([{"label": _("Branch")}] if has_branches else []),
        ]
        cells = [
            [
                Cell(kind_words(line.kinds), "table__words"),
                Cell(region_word(line.region), "table__words"),
                Cell(trades.get(line.trade, line.trade), "table__words"),
                _end_cell(line, today),
                Cell(line.follow_up),
                *([Cell(line.branch, "nowrap")] if has_branches else []),
            ]
            for line in lines
        ]
        return columns, cells

    def cell_of(self, request: HttpRequest, field: Field, line: CompanyLine, text: str) -> Cell:
        if field.code == "agreement_to":
            return replace(_end_cell(line, business_date(request)), label=field.label)
        return super().cell_of(request, field, line, text)

    def plural(self, number: int) -> str:
        return ngettext("%(count)s company", "%(count)s companies", number)

    def changed(self, number: int) -> str:
        return ngettext("%(count)s company changed", "%(count)s companies changed", number)

    def undone(self, number: int) -> str:
        return ngettext("Undone for %(count)s company", "Undone for %(count)s companies", number)

    def listed(self, number: int) -> str:
        return ngettext(
            "%(count)s company stands in this list.", "%(count)s companies stand in this list.", number
        )

    def href_of(self, line: CompanyLine) -> str:
        return reverse("companies:company-detail", args=[line.id])


def _end_cell(line: CompanyLine, today: date) -> Cell:
    """The last day of the agreement; soon over or over, it asks for a look."""
    if line.agreement_to is None:
        return Cell("")
    day, left = line.agreement_to.isoformat(), (line.agreement_to - today).days
    if left < 0:
        return Cell(f"{day} · {_('ended')}", "nowrap", tone="alarm")
    return Cell(day, "nowrap", tone="watch" if left <= EXPIRY_WARNING_DAYS else "")


COMPANIES = CompanyFace()
