"""Archives to complete, and how completely each branch and colleague asks."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.access.switches import is_on
from huitouke.capture.choices import Step
from huitouke.capture.forms import may_decide
from huitouke.capture.queries import ToComplete, capture_report, done_today, list_to_complete
from huitouke.web.base.context import business_date, current_branch, visible_branches
from huitouke.web.base.requests import actor_of
from huitouke.web.capture.words import word_of

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
    between = pgettext("between items of a list", ", ")
    rows = [
        {
            "each": each,
            "words": between.join(word_of(field) for field in each.missing),
            "step": Step(each.step).label,
            "url": reverse("guests:guest-detail", args=[each.line.id]) + "?from=queue",
        }
        for each in _queue(request)
    ]
    context = {
        "rows": rows,
        "columns": [
            {"label": _("Guest")},
            {"label": _("Lacks")},
            {"label": _("Step")},
            {"label": _("Asked by")},
            {"label": _("On")},
        ],
        "is_mine": bool(request.GET.get("mine")),
        "done": done_today(actor_of(request), business_date(request)),
        "branch": current_branch(request),
        "may_decide": is_on("forms") and may_decide(actor_of(request)),
    }
    return render(request, "capture/to_complete.html", context)


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
    """The share of guests asked completely: by branch, colleague and step."""
    actor, today = actor_of(request), business_date(request)
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in PERIODS else PERIODS[1]
    shares = capture_report(actor, visible_branches(request), today - timedelta(days=days - 1), today)
    context = {
        "days": days,
        "periods": PERIODS,
        "tables": [
            (_("By branch"), shares.branches),
            (_("By colleague"), shares.colleagues),
            (_("By step"), shares.steps),
        ],
        "columns": [
            {"label": _("Who")},
            {"label": _("Asked"), "numeric": True},
            {"label": _("Complete"), "numeric": True},
            {"label": _("Share"), "numeric": True},
        ],
        "is_empty": not shares.branches,
    }
    return render(request, "capture/report.html", context)
