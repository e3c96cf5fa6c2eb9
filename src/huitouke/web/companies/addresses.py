"""The address table on screen and paper, and both lists of companies as files."""

import tempfile
from datetime import date

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.connectors.files.company_export import (
    ADDRESS_COLUMNS,
    COMPANY_FORMATS,
    companies_file_name,
    export_addresses,
    export_companies,
)
from huitouke.guests.company_addresses import SORTS, list_addresses
from huitouke.hotels.queries import list_choices
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.companies.filters import (
    active_company_chips,
    companies_url,
    query_of_companies,
    read_company_filter,
)
from huitouke.web.companies.lists import company_branches, provinces
from huitouke.web.companies.words import distance_word, region_word

PAGE = "companies:address-table"
_SORT_OF_COLUMN = (None, "name", "code", "region", "distance", "trade", None, None)


@require_GET
def address_table(request: HttpRequest) -> HttpResponse:
    """A sheet of the table, in the order of `sort` of the address."""
    actor = actor_of(request)
    chosen = read_company_filter(request)
    sort = request.GET.get("sort", "name")
    sort = sort if sort in SORTS else "name"
    number = request.GET.get("sheet", "1")
    sheet = list_addresses(
        actor,
        chosen,
        sort=sort,
        sheet=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
        today=business_date(request),
    )
    trades = dict(list_choices("trade"))
    labels = [
        _("Distance") if key == "distance" else label
        for label, key in zip(ADDRESS_COLUMNS, _SORT_OF_COLUMN, strict=True)
    ]
    columns = [
        {
            "label": label,
            "numeric": key == "distance" or place == 0,
            **(
                {
                    "sort_url": companies_url(chosen, PAGE, sort=key),
                    "sorted": "ascending" if key == sort else "",
                }
                if key
                else {}
            ),
        }
        for place, (label, key) in enumerate(zip(labels, _SORT_OF_COLUMN, strict=True))
    ]
    more = {"sort": sort} if sort != "name" else {}
    context = {
        "rows": [
            (row, region_word(row.region), distance_word(row.distance_m), trades.get(row.trade, row.trade))
            for row in sheet.rows
        ],
        "columns": columns,
        "sheet": sheet,
        "count": f"{sheet.count:,}{'+' if sheet.is_count_capped else ''}",
        "active": active_company_chips(
            chosen, company_branches(request), trades, request.user.get_username(), PAGE
        ),
        "clear_url": companies_url(type(chosen)(), PAGE),
        "newer_url": companies_url(chosen, PAGE, **more, sheet=str(sheet.number - 1))
        if sheet.number > 1
        else "",
        "older_url": companies_url(chosen, PAGE, **more, sheet=str(sheet.number + 1))
        if sheet.has_next
        else "",
        "may_export": actor.has_right(Right.COMPANIES_EXPORT),
        "query": query_of_companies(chosen, **more),
        "chosen": chosen,
        "sort": sort,
        "trades": list(trades.items()),
        "provinces": provinces(),
        "printed_on": business_date(request),
    }
    return render(request, "companies/address_table.html", context)


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The list under the filters of the address, as CSV or XLSX."""
    return _export(request, "companies")


@require_GET
def address_export(request: HttpRequest) -> FileResponse:
    """The address table under the filters and the order of the address, as CSV or XLSX."""
    return _export(request, "addresses")


def _export(request: HttpRequest, what: str) -> FileResponse:
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EXPORT)
    form = request.GET.get("as", "")
    form = form if form in COMPANY_FORMATS else COMPANY_FORMATS[0]
    day: date = business_date(request)
    chosen = read_company_filter(request)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    if what == "companies":
        export_companies(file, actor=actor, file_format=form, chosen=chosen, today=day)
    else:
        sort = request.GET.get("sort", "name")
        export_addresses(file, actor=actor, file_format=form, chosen=chosen, sort=sort, today=day)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=companies_file_name(what, day, form))
