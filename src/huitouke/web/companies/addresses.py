"""The address table on screen, on paper and as a file."""

import tempfile
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.connectors.files.company_export import (
    ADDRESS_COLUMNS,
    ADDRESS_FORMATS,
    export_addresses,
)
from huitouke.guests.company_addresses import SORTS, list_addresses
from huitouke.guests.conditions.choices import provinces
from huitouke.hotels.queries import list_choices
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.companies.face import COMPANIES
from huitouke.web.companies.filters import (
    active_company_chips,
    companies_url,
    company_branches,
)
from huitouke.web.companies.words import distance_word, region_word
from huitouke.web.lists.chosen import Chosen, read_chosen
from huitouke.web.lists.exporting import meant

PAGE = "companies:address-table"
_SORT_OF_COLUMN = (None, "name", "code", "region", "distance", "trade", None, None)


@require_GET
def address_table(request: HttpRequest) -> HttpResponse:
    """A sheet of the table, in the order of `sort` of the address."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_VIEW)
    chosen = read_chosen(request, COMPANIES)
    sort = request.GET.get("sort", "name")
    sort = sort if sort in SORTS else "name"
    number = request.GET.get("sheet", "1")
    sheet = list_addresses(
        actor,
        meant(request, COMPANIES),
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
                    "sort_url": _url(chosen, sort=key),
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
            chosen.quick, company_branches(request), request.user.get_username(), PAGE
        ),
        "clear_url": companies_url(COMPANIES.no_quick(), PAGE),
        "newer_url": _url(chosen, **more, sheet=str(sheet.number - 1)) if sheet.number > 1 else "",
        "older_url": _url(chosen, **more, sheet=str(sheet.number + 1)) if sheet.has_next else "",
        "may_export": actor.has_right(Right.COMPANIES_EXPORT),
        "query": _url(chosen, **more).partition("?")[2],
        "list_url": chosen.list_url(),
        "view": chosen.view,
        "words": chosen.question(request).words() if chosen.view else "",
        "chosen": chosen.quick,
        "sort": sort,
        "trades": list(trades.items()),
        "provinces": [(option.value + "0000", option.label) for option in provinces() if option.is_open],
        "printed_on": business_date(request),
    }
    return render(request, "companies/address_table.html", context)


def _url(chosen: Chosen, **more: str) -> str:
    """The address of the table under what the list is about."""
    query = "&".join(part for part in (chosen.query, urlencode(more)) if part)
    return f"{reverse(PAGE)}{'?' + query if query else ''}"


@require_GET
def address_export(request: HttpRequest) -> FileResponse:
    """The address table under the filters and the order of the address, as CSV or XLSX."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EXPORT)
    form, sort = request.GET.get("as", ""), request.GET.get("sort", "name")
    form = form if form in ADDRESS_FORMATS else ADDRESS_FORMATS[0]
    day = business_date(request)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    export_addresses(
        file, actor=actor, file_format=form, chosen=meant(request, COMPANIES), sort=sort, today=day
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"addresses-{day:%Y%m%d}.{form}")
