"""The list of reservations, as a page, found by a scrap of text, and as a file."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.hotels.queries import label_codes
from huitouke.hotels.room_queries import list_room_types
from huitouke.stays.choices import WhoPays
from huitouke.stays.queries import (
    SHOWN,
    ReservationFilter,
    ReservationLine,
    ReservationPage,
    list_reservations,
)
from huitouke.web.base.context import business_date, current_branch
from huitouke.web.base.requests import actor_of, part
from huitouke.web.base.sheets import sheet
from huitouke.web.stays.words import TONES, status_word, system_word

TABS: Final = {
    "expected": gettext_lazy("Expected"),
    "in_house": gettext_lazy("In house"),
    "left": gettext_lazy("Left"),
    "gone": gettext_lazy("Cancelled and no-show"),
    "all": pgettext_lazy("reservations", "All"),
}
FILE_LIMIT: Final = 20_000
FILE_PAGE: Final = 1_000


@require_GET
def reservation_list(request: HttpRequest) -> HttpResponse:
    """Reservations under the filters of the address, of the branch of the top bar where none is named."""
    actor = actor_of(request)
    actor.require(Right.STAYS_VIEW)
    chosen = read_filter(request)
    page = list_reservations(
        actor, chosen, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    branches = list_branches(actor, Right.STAYS_VIEW)
    filters_on = sum(map(bool, (chosen.since, chosen.until, chosen.room_type, chosen.channel)))
    context = {
        **list_context(page, chosen),
        "tabs": [
            (code, str(label), _url(replace(chosen, shown=code)), code == chosen.shown)
            for code, label in TABS.items()
        ],
        "branches": [(branch.code, str(branch)) for branch in branches],
        "room_types": [
            (kind.code, f"{kind.code} {kind}")
            for kind in list_room_types(actor, Right.STAYS_VIEW, branch=chosen.branch)
        ],
        "channels": sorted(label_codes("channel").items(), key=lambda pair: pair[1]),
        "is_filtered": filters_on > 0,
        "filters_on": filters_on,
        "clear_url": _url(ReservationFilter(shown=chosen.shown, branch=chosen.branch)),
        "may_book": actor.has_right(Right.STAYS_EDIT),
        "may_export": actor.has_right(Right.GUESTS_EXPORT),
        "may_close": actor.has_right(Right.DAY_CLOSE),
        "may_see_bills": actor.has_right(Right.FOLIOS_VIEW),
        "query": _query(chosen),
        "today": business_date(request),
    }
    return render(request, "stays/reservation_list.html", context)


@require_POST
def reservation_find(request: HttpRequest) -> HttpResponse:
    """Reservations found by a number, a room or a name. It is posted: a name stands in no address."""
    actor = actor_of(request)
    text = request.POST.get("text", "")[:100]
    chosen = ReservationFilter(shown="all", branch=request.POST.get("branch", "")[:20], text=text)
    if not text.strip():
        chosen = replace(chosen, shown="expected")
    page = list_reservations(actor, chosen)
    return part(
        request,
        "stays/_reservation_table.html",
        {**list_context(page, chosen), "is_found": bool(text.strip())},
    )


@require_GET
def reservation_export(request: HttpRequest) -> FileResponse:
    """The reservations under the filters, as CSV or a workbook; names and prices as this person may read them."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EXPORT)
    chosen = read_filter(request)

    def rows() -> Any:
        after, written = "", 0
        while written < FILE_LIMIT:
            page = list_reservations(actor, chosen, after=after, limit=FILE_PAGE)
            for line in page.lines:
                yield _cells(line)
            written += len(page.lines)
            after = page.older
            if not after:
                return

    columns = [
        _("Confirmation no."), _("Status"), _("Branch"), _("Arrival"), _("Departure"), _("Nights"), _("Room"),
        _("Room type"), _("Guest"), _("Company"), _("Persons"), _("Currency"), _("Room price"), _("Who pays"),
        _("Channel"),
    ]  # fmt: skip
    return sheet(request, "reservations", _("Reservations"), columns, rows())


def read_filter(request: HttpRequest) -> ReservationFilter:
    """The filter that the address names; what cannot be read asks for all."""
    asked = {
        name: request.GET.get(name, "")[:60]
        for name in ("show", "branch", "since", "until", "type", "channel")
    }
    here = current_branch(request)
    branch = asked["branch"] if "branch" in request.GET else here.code if here else ""
    return ReservationFilter(
        shown=asked["show"] if asked["show"] in SHOWN else "expected",
        branch=branch,
        since=day_of(asked["since"]),
        until=day_of(asked["until"]),
        room_type=asked["type"],
        channel=asked["channel"],
    )


def list_context(page: ReservationPage, chosen: ReservationFilter) -> dict[str, Any]:
    """What the table of a page of reservations needs."""
    channels = label_codes("channel")
    return {
        "rows": [
            (
                line,
                status_word(line.status),
                TONES[line.status],
                str(WhoPays(line.who_pays).label) if line.who_pays else "",
                channels.get(line.channel, line.channel),
                system_word(line.system),
            )
            for line in page.lines
        ],
        "columns": [
            {"label": _("Guest")},
            {"label": _("Confirmation no.")},
            {"label": _("Arrival")},
            {"label": _("Nights"), "numeric": True},
            {"label": _("Room")},
            {"label": _("Status")},
            {"label": _("Company, channel")},
            {"label": _("Room price"), "numeric": True},
        ],
        "count": ngettext("%(n)s reservation", "%(n)s reservations", page.count)
        % {"n": f"{page.count:,}{'+' if page.is_count_capped else ''}"},
        "older_url": _url(chosen, after=page.older) if page.older and not chosen.text else "",
        "newer_url": _url(chosen, before=page.newer) if page.newer and not chosen.text else "",
        "chosen": chosen,
    }


def day_of(text: str) -> date | None:
    """A day as a form sends it; None for anything that is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _cells(line: ReservationLine) -> list[str]:
    return [
        line.number, status_word(line.status), line.branch, line.arrival.isoformat(), line.departure.isoformat(),
        str(line.nights), line.room, line.room_type, line.name, line.company, str(line.persons),
        line.price.currency if line.price else "", line.price.text.replace(",", "") if line.price else "",
        str(WhoPays(line.who_pays).label) if line.who_pays else "", line.channel,
    ]  # fmt: skip


def _query(chosen: ReservationFilter, **more: str) -> str:
    asked = {
        "show": chosen.shown if chosen.shown != "expected" else "",
        "since": chosen.since.isoformat() if chosen.since else "",
        "until": chosen.until.isoformat() if chosen.until else "",
        "type": chosen.room_type,
        "channel": chosen.channel,
        **more,
    }
    kept = {name: value for name, value in asked.items() if value}
    return urlencode({"branch": chosen.branch, **kept})


def _url(chosen: ReservationFilter, **more: str) -> str:
    return f"{reverse('stays:reservation-list')}?{_query(chosen, **more)}"
