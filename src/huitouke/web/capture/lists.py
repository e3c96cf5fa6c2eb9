"""Archives to complete, and how completely each branch and colleague asks."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.access.models import Branch, User
from huitouke.access.switches import is_on
from huitouke.capture.choices import Step
from huitouke.capture.forms import may_decide
from huitouke.capture.queries import (
    Report,
    Share,
    ToComplete,
    capture_report,
    done_today,
    list_asked,
    list_to_complete,
)
from huitouke.web.base.context import business_date, current_branch, visible_branches
from huitouke.web.base.requests import actor_of
from huitouke.web.base.sheets import sheet
from huitouke.web.capture.words import missing_words

PERIODS = (1, 7, 30)


def _queue(request: HttpRequest) -> list[ToComplete]:
    actor, branch = actor_of(request), current_branch(request)
    if branch is None:
        actor.require(Right.GUESTS_VIEW)
        return []
    mine = actor.id if request.GET.get("mine") else None
    return list_to_complete(actor, branch, branch.business_date, user_id=mine)


@require_GET
def to_complete(request: HttpRequest) -> HttpResponse:
    """The archives that lack what their step requires, the weightiest lack first."""
    rows = [
        {
            "each": each,
            "words": missing_words(each.missing),
            "step": Step(each.step).label,
            "url": reverse("guests:guest-detail", args=[each.line.id]) + "?from=queue",
        }
        for each in _queue(request)
    ]
    context = {
        "rows": rows,
        "columns": [{"label": label} for label in _work_labels()],
        "is_mine": bool(request.GET.get("mine")),
        "may_export": actor_of(request).has_right(Right.GUESTS_EXPORT),
        "query": request.GET.urlencode(),
        "done": done_today(actor_of(request), business_date(request)),
        "branch": current_branch(request),
        "may_decide": is_on("forms") and may_decide(actor_of(request)),
    }
    return render(request, "capture/to_complete.html", context)


@require_GET
def to_complete_export(request: HttpRequest) -> FileResponse:
    """The archives to complete as a file, to be worked through on paper; names need the right to export guests."""
    actor_of(request).require(Right.GUESTS_EXPORT)
    rows = (
        [
            each.line.shown_name,
            missing_words(each.missing),
            str(Step(each.step).label),
            each.who,
            each.on_day.isoformat(),
        ]
        for each in _queue(request)
    )
    return sheet(request, "to-complete", _("Archives to complete"), _work_labels(), rows)


def _work_labels() -> list[str]:
    return [_("Guest"), _("Lacks"), _("Step"), _("Asked by"), _("On")]


@require_GET
def next_to_complete(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The guest after (or before) this one on the list; at its end the list itself."""
    ids = [each.line.id for each in _queue(request)]
    back = "back" in request.GET
    if guest_id in ids:
        place = ids.index(guest_id) + (-1 if back else 1)
    else:
        place = 0
    if not 0 <= place < len(ids):
        return redirect("capture:to-complete")
    return redirect(reverse("guests:guest-detail", args=[ids[place]]) + "?from=queue")


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The share of guests asked completely: by branch, colleague and step. Each number opens its rows."""
    actor, today = actor_of(request), business_date(request)
    days = _days(request)
    shares = capture_report(actor, visible_branches(request), today - timedelta(days=days - 1), today)
    base = reverse("capture:asked")

    def rows(of: str, found: list[Share]) -> list[tuple[Share, str, str]]:
        """Each share with the address of whom was asked, and of whom something was lacking."""
        links = [f"{base}?{urlencode({of: share.code, 'days': days})}" for share in found]
        return [(share, link, f"{link}&state=lacking") for share, link in zip(found, links, strict=True)]

    context = {
        "days": days,
        "periods": PERIODS,
        "tables": [(label, _columns(of), rows(of, found)) for of, label, found in _tables(shares)],
        "query": f"days={days}",
        "is_empty": not shares.branches,
    }
    return render(request, "capture/report.html", context)


@require_GET
def report_export(request: HttpRequest) -> FileResponse:
    """The three tables of the report under one another, the first column saying which."""
    actor, today, days = actor_of(request), business_date(request), _days(request)
    shares = capture_report(actor, visible_branches(request), today - timedelta(days=days - 1), today)
    rows = (
        [label, share.who, str(share.asked), str(share.complete), str(share.lacking), f"{share.percent}%"]
        for _of, label, found in _tables(shares)
        for share in found
    )
    return sheet(request, "capture", _("How completely we ask"), [_("Table"), *_share_labels()], rows)


def _tables(shares: Report) -> list[tuple[str, str, list[Share]]]:
    return [
        ("branch", _("By branch"), shares.branches),
        ("who", _("By colleague"), shares.colleagues),
        ("step", _("By step"), shares.steps),
    ]


def _columns(of: str) -> list[dict[str, Any]]:
    """The head of one table of the report: what its lines are, then the numbers."""
    first = {"branch": _("Branch"), "who": _("Asked by"), "step": _("Step")}[of]
    return [{"label": first}, *({"label": label, "numeric": True} for label in _share_labels()[1:])]


def _share_labels() -> list[str]:
    return [_("Who"), _("Asked"), _("Complete"), _("Lacking"), _("Share")]


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """The guests behind a figure of the report. The filter stands in the address, by codes and logins."""
    actor, today = actor_of(request), business_date(request)
    days, branches = _days(request), visible_branches(request)
    chosen = {name: request.GET.get(name, "").replace("\x00", "")[:64] for name in ("branch", "who", "step")}
    state = request.GET.get("state", "")
    found, has_more = list_asked(
        actor,
        branches,
        today - timedelta(days=days - 1),
        today,
        branch=chosen["branch"],
        user=chosen["who"],
        step=chosen["step"],
        is_lacking={"lacking": True, "complete": False}.get(state),
    )
    states = [("", _("All asked")), ("lacking", _("Lacking")), ("complete", _("Complete"))]
    query = {name: value for name, value in {**chosen, "days": str(days)}.items() if value}
    context = {
        "rows": [(each, missing_words(each.missing), Step(each.step).label) for each in found],
        "has_more": has_more,
        "words": _words(chosen, branches),
        "days": days,
        "states": [
            (word, f"?{urlencode({**query, 'state': code} if code else query)}", code == state)
            for code, word in states
        ],
        "report_url": f"{reverse('capture:report')}?days={days}",
        "columns": [
            {"label": _("Guest")},
            {"label": _("Lacks")},
            {"label": _("Step")},
            {"label": _("Asked by")},
            {"label": _("Branch")},
            {"label": _("On")},
        ],
    }
    return render(request, "capture/asked.html", context)


def _days(request: HttpRequest) -> int:
    given = request.GET.get("days", "")
    is_period = given.isascii() and given.isdigit() and int(given) in PERIODS
    return int(given) if is_period else PERIODS[1]


def _words(chosen: dict[str, str], branches: list[Branch]) -> str:
    """What the list is narrowed to, in words."""
    place = next((str(each) for each in branches if each.code == chosen["branch"]), "")
    person = User.objects.filter(username=chosen["who"]).first() if chosen["who"] else None
    step = str(Step(chosen["step"]).label) if chosen["step"] in Step.values else ""
    return " · ".join(word for word in (place, str(person or ""), step) if word)
