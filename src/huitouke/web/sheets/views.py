"""The lists of the day: who comes, who is in house, who leaves, in a branch on a business date."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from huitouke.access.actors import Actor
from huitouke.access.models import Branch
from huitouke.kernel import clock
from huitouke.stays.models import ReservationGroup
from huitouke.stays.sheet_lines import GroupLine, Sheet, SheetKind, group_lines
from huitouke.stays.sheets import (
    count_sheets,
    get_branch,
    list_sheet_branches,
    read_sheet,
    state_of_sheet,
)
from huitouke.web.base.context import current_branch
from huitouke.web.base.requests import actor_of, part
from huitouke.web.sheets.rows import (
    FILTERS,
    GroupRow,
    Row,
    chosen_filters,
    counts_of,
    group_row_of,
    may_of,
    narrowed,
    parts_of,
    row_of,
)
from huitouke.web.stays.lists import day_of

URL_NAMES = {
    SheetKind.ARRIVALS: "sheets:arrivals",
    SheetKind.IN_HOUSE: "sheets:in-house",
    SheetKind.DEPARTURES: "sheets:departures",
}
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
"""Between which days a list can be asked for: each has a day before and a day after."""
OVERLAP = timedelta(seconds=90)
"""What changed so long before a question is told again: a change may be seen later than it was made."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which list an address means."""

    branch: Branch
    kind: str
    on: date

    @property
    def query(self) -> str:
        return urlencode({"branch": self.branch.code, "on": self.on.isoformat()})

    def url(self, kind: str | None = None, on: date | None = None, **more: Any) -> str:
        """The address of this list, or of another kind or day."""
        values = {"branch": self.branch.code, "on": (on or self.on).isoformat(), **more}
        return f"{reverse(URL_NAMES[SheetKind(kind or self.kind)])}?{urlencode(values, doseq=True)}"


def place_of(request: HttpRequest, kind: str) -> Place:
    """The branch and day of the address, else those of the top bar. Raises `BranchNotFound` for one whose stays this
    reader may not see; a day that is none is today."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else request.GET
    code = sent.get("branch", "")
    if not code:
        here = current_branch(request)
        code = here.code if here else ""
    branch = get_branch(actor, code)
    on = day_of(sent.get("on", ""))
    if on is None or not FIRST_DAY <= on <= LAST_DAY:
        on = branch.business_date
    return Place(branch, kind, on)


@require_GET
def sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """One of the three lists."""
    actor = actor_of(request)
    place = place_of(request, kind)
    state = state_of_sheet(actor, place.branch, kind, place.on)
    found = read_sheet(actor, place.branch, kind, place.on)
    chosen = chosen_filters(request.GET.getlist("only"))
    by_floor = request.GET.get("by") == "floor"
    lines = narrowed(found.lines, chosen)
    today = place.branch.business_date
    parts = parts_of(found, lines, by_floor=by_floor, may=may_of(actor, found.branch))
    context = {
        "sheet": found,
        "kind": kind,
        "place": place,
        "today": today,
        "parts": parts,
        "shown": len(lines),
        "tabs": _tabs(actor, place),
        "branches": [
            (each, Place(each, kind, place.on).url(), each.id == place.branch.id)
            for each in list_sheet_branches(actor)
        ],
        "day_before": place.url(on=place.on - timedelta(days=1)),
        "day_after": place.url(on=place.on + timedelta(days=1)),
        "today_url": "" if place.on == today else place.url(on=today),
        "by_floor": by_floor,
        "printed_at": clock.now(),
        "news": news_url(place, state.rows, state.content),
        **_filters(place, found, chosen, by_floor),
    }
    return render(request, "sheets/sheet.html", context)


def _tabs(actor: Actor, place: Place) -> list[tuple[str, str, bool, int]]:
    """The three lists with the number of each: those due."""
    counts = count_sheets(actor, place.branch, place.on)
    numbers = {
        SheetKind.ARRIVALS: counts.to_come,
        SheetKind.IN_HOUSE: counts.in_house,
        SheetKind.DEPARTURES: counts.to_leave,
    }
    return [(str(each.label), place.url(each), each == place.kind, numbers[each]) for each in SheetKind]


def _filters(place: Place, found: Sheet, chosen: list[str], by_floor: bool) -> dict[str, Any]:
    """The chips: those in force, and those to add with how many lines they leave."""
    counts = counts_of(found.lines)

    def url(codes: list[str], floors: bool = by_floor) -> str:
        more: dict[str, Any] = {"only": codes} if codes else {}
        return place.url(**(more | ({"by": "floor"} if floors else {})))

    return {
        "active": [
            {"label": FILTERS[code][0], "remove_url": url([each for each in chosen if each != code])}
            for code in chosen
        ],
        "available": [
            {"label": words, "count": counts[code], "url": url([*chosen, code]), "kind": tone}
            for code, (words, tone, _fits) in FILTERS.items()
            if counts[code] and code not in chosen
        ],
        "clear_url": url([]),
        "floor_url": url(chosen, not by_floor),
    }


def news_url(place: Place, rows: str, content: str) -> str:
    """Where the page asks what is new since a state of the list."""
    values = {
        "kind": place.kind, "branch": place.branch.code, "on": place.on.isoformat(), "rows": rows, "seen": content,
        "at": f"{clock.now().timestamp():.0f}",
    }  # fmt: skip
    return f"{reverse('sheets:news')}?{urlencode(values)}"


@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """What is new on a list since the page asked last: 204 for nothing; else the rows that changed, each in its place,
    and word that others came or went, which is left to the reader to fetch, so that no row moves under a hand."""
    actor = actor_of(request)
    kind = request.GET.get("kind", "")
    place = place_of(request, kind if kind in SheetKind.values else SheetKind.ARRIVALS)
    state = state_of_sheet(actor, place.branch, place.kind, place.on)
    if state.content == request.GET.get("seen"):
        return HttpResponse(status=204)
    found = read_sheet(actor, place.branch, place.kind, place.on)
    since = _since(request.GET.get("at", ""))
    rows, groups = rows_since(actor, found, since)
    first = request.GET.get("rows", "")
    context = {
        "sheet": found,
        "kind": place.kind,
        "place": place,
        "rows": rows,
        "groups": groups,
        "is_moved": state.rows != first,
        "news": news_url(place, first, state.content),
    }
    return part(request, "sheets/_news.html", context)


def _since(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def rows_since(actor: Actor, found: Sheet, since: float) -> tuple[list[Row], list[GroupRow]]:
    """Rows of rooms that changed since then, and the heads of groups of which a room did."""
    floor = since - OVERLAP.total_seconds()
    may = may_of(actor, found.branch)
    changed = [line for line in found.lines if float(line.stamp) >= floor]
    groups = {line.group_id for line in changed}
    return (
        [row_of(line, found, may) for line in changed],
        [
            group_row_of(each, found, may)
            for each in group_lines(found.lines)
            if isinstance(each, GroupLine) and each.id in groups
        ],
    )


def answer_with_row(request: HttpRequest, place: Place, reservation_id: UUID) -> HttpResponse:
    """The fresh row of one reservation, to be put in the place of the old one, with the head of its group."""
    actor = actor_of(request)
    found = read_sheet(actor, place.branch, place.kind, place.on, [reservation_id])
    group = next((line.group_id for line in found.lines if line.group_id), None)
    if group is not None:
        members = ReservationGroup.objects.filter(id=group).values_list("reservations__id", flat=True)
        found = read_sheet(actor, place.branch, place.kind, place.on, members)
    may = may_of(actor, found.branch)
    context = {
        "sheet": found,
        "place": place,
        "rows": [row_of(line, found, may) for line in found.lines if line.id == reservation_id],
        "groups": [
            group_row_of(each, found, may) for each in group_lines(found.lines) if isinstance(each, GroupLine)
        ],
    }
    return part(request, "sheets/_changed.html", context)
