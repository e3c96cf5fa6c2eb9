"""Codes of other systems: which of ours they mean."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.guests.models import Company
from huitouke.hotels.choices import TABLES
from huitouke.hotels.mapping_queries import mappings_of
from huitouke.hotels.models import CodeMapping, Outlet, RoomType
from huitouke.hotels.queries import label_codes, list_choices
from huitouke.hotels.services.mappings import clear_mapping, map_code
from huitouke.kernel.errors import Invalid
from huitouke.stays.mapping_queries import count_waiting
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.company_box import company_named

RIGHT = Right.HOTEL_CONFIGURE
PAGE = 50
NOTHING = "-"
"""What a form sends where a code means nothing here; an empty choice is none."""


@require_GET
def mappings(request: HttpRequest) -> HttpResponse:
    """The codes that wait to be mapped, those that hold up most reservations first; or those that are mapped."""
    return _page(request)


@require_POST
def mapping_set(request: HttpRequest, mapping_id: UUID) -> HttpResponse:
    """Say what a code means."""
    chosen = request.POST.get("our_code", "").strip()
    row = CodeMapping.objects.filter(id=mapping_id).first()
    if row is not None and row.table == "company" and chosen != NOTHING:
        chosen = str(company_named(actor_of(request), chosen) or "")
    if not chosen:
        actor_of(request).require(RIGHT)
        return _page(request, wrong=(mapping_id, _("Choose what it means here.")))
    try:
        map_code(actor=actor_of(request), mapping_id=mapping_id, our_code="" if chosen == NOTHING else chosen)
    except Invalid as error:
        return _page(
            request, wrong=(mapping_id, " ".join(text for texts in error.fields.values() for text in texts))
        )
    return redirect(_address(request))


@require_POST
def mapping_clear(request: HttpRequest, mapping_id: UUID) -> HttpResponse:
    """Take back what was said."""
    clear_mapping(actor=actor_of(request), mapping_id=mapping_id)
    return redirect(_address(request))


def _address(request: HttpRequest) -> str:
    state = "mapped" if request.POST.get("state") == "mapped" else "waiting"
    return f"{reverse('settings:mappings')}?state={state}"


def _page(request: HttpRequest, wrong: tuple[UUID, str] | None = None) -> HttpResponse:
    actor = actor_of(request)
    actor.require(RIGHT)
    state = "mapped" if "mapped" in (request.GET.get("state"), request.POST.get("state")) else "waiting"
    system = request.GET.get("system", "")
    waiting = count_waiting()
    rows = mappings_of(actor).filter(is_mapped=state == "mapped").select_related("branch")
    systems = sorted(set(rows.values_list("system", flat=True)))
    if system in systems:
        rows = rows.filter(system=system)
    counted = sorted(
        ((row, waiting.get((row.system, row.table, row.their_code, row.branch_id), 0)) for row in rows),
        key=lambda each: (-each[1], each[0].system, each[0].table, each[0].their_code),
    )
    page = Paginator(counted, PAGE).get_page(request.GET.get("page"))
    choices = _Choices()
    context = {
        "lines": [_line(actor, row, count, choices, wrong) for row, count in page],
        "newer_url": _step(request, page.number - 1) if page.has_previous() else "",
        "older_url": _step(request, page.number + 1) if page.has_next() else "",
        "state": state,
        "system": system,
        "systems": systems,
        "columns": [
            {"label": _("Their code")},
            {"label": _("What it is")},
            {"label": _("System")},
            {"label": _("Bookings that wait"), "numeric": True},
            {"label": _("Means here")},
        ],
    }
    return render(request, "settings/mappings.html", context, status=422 if wrong else 200)


def _step(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


class _Choices:
    """What a code may mean, by table and branch, each asked of the database once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, UUID | None], list[tuple[str, str]]] = {}

    def of(self, row: CodeMapping) -> list[tuple[str, str]]:
        place = (row.table, row.branch_id)
        if place not in self._found:
            self._found[place] = _choices(row)
        return self._found[place]


def _choices(row: CodeMapping) -> list[tuple[str, str]]:
    if row.table == "branch":
        return [(each.code, f"{each.code} {each}") for each in Branch.objects.filter(is_closed=False)]
    if row.table == "room_type":
        kinds = RoomType.objects.filter(branch=row.branch, is_closed=False)
        return [(each.code, f"{each.code} {each}") for each in kinds]
    if row.table == "outlet":
        outlets = Outlet.objects.filter(branch=row.branch, is_closed=False)
        return [(each.code, f"{each.code} {each}") for each in outlets]
    return list_choices(row.table) if row.table in TABLES else []


def _table_word(table: str) -> str:
    own = {
        "room_type": _("Room type"), "outlet": _("Outlet"), "branch": _("Branch"), "company": _("Company or agent"),
    }  # fmt: skip
    return own.get(table) or (str(TABLES[table].label) if table in TABLES else table)


def _line(
    actor: Actor, row: CodeMapping, count: int, choices: _Choices, wrong: tuple[UUID, str] | None
) -> dict[str, Any]:
    means = ""
    if row.is_mapped:
        means = _meaning(actor, row, choices.of(row))
    return {
        "row": row,
        "table": _table_word(row.table),
        "count": count,
        "choices": choices.of(row),
        "takes_company": row.table == "company",
        "means": means,
        "error": wrong[1] if wrong and wrong[0] == row.id else "",
    }


def _meaning(actor: Actor, row: CodeMapping, offered: Sequence[tuple[str, str]]) -> str:
    if not row.our_code:
        return _("means nothing here")
    if row.table == "company":
        found = Company.objects.visible_to(actor).filter(id=row.our_code).values_list("name", flat=True)
        return found.first() or _("a company of another legal entity")
    words = dict(offered) or label_codes(row.table)
    return words.get(row.our_code, row.our_code)
