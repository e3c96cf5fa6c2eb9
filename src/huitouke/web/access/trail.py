"""The audit trail: a search by guest, person, field, code and time; the shown rows as a file."""

import csv
import io
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.access.services import export_trail
from huitouke.access.staff import list_trail_people
from huitouke.access.trail import DEFAULT_DAYS, TrailFilter, list_trail
from huitouke.connectors.files.exports import defuse
from huitouke.guests.queries import find_guests, names_of
from huitouke.kernel import clock
from huitouke.web.access.trail_lines import searched_fields, trail_rows
from huitouke.web.access.trail_words import code_word, code_words
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, part

FIELDS = ("guest", "who", "field", "code", "since", "until", "branch", "reads")


@require_GET
def trail_list(request: HttpRequest) -> HttpResponse:
    """A page of the trail under the filters of the address, which hold ids and codes, never a name."""
    actor = actor_of(request)
    actor.require(Right.AUDIT_VIEW)
    typed = _typed(request)
    branches = list_branches(actor, Right.AUDIT_VIEW)
    page = list_trail(
        actor,
        _filter(request, typed, branches),
        older_than=request.GET.get("older", ""),
        newer_than=request.GET.get("newer", ""),
    )
    query = urlencode({name: value for name, value in typed.items() if value})
    base = reverse("access:trail-list")
    context = {
        "rows": trail_rows(actor, page.entries),
        "typed": typed,
        "errors": {},
        "guest_words": _guest_words(request, typed["guest"]),
        "people": _people(request),
        "codes": code_words(),
        "fields": searched_fields(),
        "branches": [(branch.code, str(branch)) for branch in branches],
        "older_url": f"{base}?{query}&older={page.older}" if page.older else "",
        "newer_url": f"{base}?{query}&newer={page.newer}" if page.newer else "",
        "query": query,
        "has_filter": any(typed[name] for name in FIELDS),
        "days": DEFAULT_DAYS,
        "columns": [
            {"label": _("When")},
            {"label": _("Who")},
            {"label": _("What")},
            {"label": _("About")},
            {"label": _("Fields")},
            {"label": _("Branch")},
        ],
    }
    return render(request, "access/trail_list.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The entries under the filters as CSV; that they were taken out is an entry too."""
    actor = actor_of(request)
    actor.require(Right.AUDIT_VIEW)
    entries = export_trail(
        actor=actor, chosen=_filter(request, _typed(request), list_branches(actor, Right.AUDIT_VIEW))
    )
    places = {branch.id: branch.code for branch in Branch.objects.all()}
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["when", "who", "code", "what", "object", "id", "fields", "branch", "data"])
    for entry in entries:
        row = [
            timezone.localtime(entry.created_at).isoformat(timespec="seconds"),
            entry.actor_name,
            entry.code,
            code_word(entry.code),
            entry.object_type,
            str(entry.object_id or ""),
            " ".join(entry.fields),
            places.get(entry.branch_id, "") if entry.branch_id else "",
            " ".join(f"{name}={value}" for name, value in entry.data.items()),
        ]
        writer.writerow([defuse(cell) for cell in row])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{business_date(request):%Y%m%d}.csv"'
    return response


@require_POST
def find_guest(request: HttpRequest) -> HttpResponse:
    """Guests whose trail may be meant; each leads to the trail of that guest."""
    actor = actor_of(request)
    actor.require(Right.AUDIT_VIEW)
    lines, too_short = find_guests(actor, request.POST.get("who", ""), 6)
    return part(request, "access/_trail_found.html", {"lines": lines, "too_short": too_short})


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:80] for name in FIELDS}


def _filter(request: HttpRequest, typed: dict[str, str], branches: list[Branch]) -> TrailFilter:
    """What was typed as a filter; what cannot be read narrows nothing, but an unknown guest or person finds nobody."""
    today = business_date(request)
    zone = timezone.get_current_timezone()
    until = _day(typed["until"]) or today + timedelta(days=1)
    since = _day(typed["since"]) or min(until, today) - timedelta(days=DEFAULT_DAYS)
    branch = next((each for each in branches if each.code == typed["branch"]), None)
    return TrailFilter(
        since=datetime.combine(since, time.min, tzinfo=zone),
        until=datetime.combine(until, time.max, tzinfo=zone),
        object_id=_id(typed["guest"]) if typed["guest"] else None,
        actor_id=_id(typed["who"]) if typed["who"] else None,
        branch_id=branch.id if branch else None,
        code=typed["code"],
        field=typed["field"].strip(),
        only_reads=bool(typed["reads"]),
    )


def _day(text: str) -> Any:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=clock.now().tzinfo).date()
    except ValueError:
        return None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _people(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(user.id), str(user)) for user in list_trail_people(actor_of(request))]


def _guest_words(request: HttpRequest, guest: str) -> str:
    if not guest:
        return ""
    shown = names_of(actor_of(request), [_id(guest)])
    return shown.get(_id(guest), guest)
