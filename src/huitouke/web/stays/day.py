"""The hotel's day and the rules of its reservations."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.kernel.errors import DomainError
from huitouke.stays.day_queries import OpenDay, read_open_day
from huitouke.stays.services.business_day import close_day, give_day_to_the_clock, take_day_in_hand
from huitouke.stays.services.policies import policy_texts, write_policy
from huitouke.web.base.context import current_branch
from huitouke.web.base.requests import actor_of
from huitouke.web.stays.words import TONES, status_word


@require_http_methods(["GET", "POST"])
def open_day(request: HttpRequest) -> HttpResponse:
    """What stands open of the business date, and the button that closes it."""
    actor = actor_of(request)
    actor.require(Right.DAY_CLOSE)
    branch = _branch(request, Right.DAY_CLOSE)
    refused = ""
    if request.method == "POST":
        try:
            _act(request, branch)
            return redirect("stays:day")
        except DomainError as error:
            if error.status == 403:
                raise
            refused = error.message
    day = read_open_day(actor, branch)
    context = {
        "branch": branch,
        "refused": refused,
        "is_by_hand": branch.open_date is not None,
        "day": day,
        "figures": _figures(branch, day),
        "may_see_connections": actor.has_right(Right.SYSTEM_MANAGE),
        "parts": [
            (_("Arrivals that are open"), _with_words(day.arrivals)),
            (_("Guests who were to leave"), _with_words(day.leaving)),
        ],
        "open_arrivals": len(day.arrivals),
    }
    return render(request, "stays/day.html", context, status=409 if refused else 200)


@require_http_methods(["GET", "POST"])
def policies(request: HttpRequest) -> HttpResponse:
    """The rules that stand on the confirmations of a branch."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    branch = _branch(request, Right.HOTEL_CONFIGURE)
    texts = policy_texts(branch)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        texts = {name: request.POST.get(name, "").replace("\x00", "") for name in ("zh", "en")}
        try:
            write_policy(actor=actor, branch=branch, texts=texts)
        except DomainError as error:
            errors = getattr(error, "fields", {}) or {"texts": [error.message]}
        else:
            messages.success(request, _("Saved."))
            return redirect("stays:policies")
    context = {"branch": branch, "texts": texts, "errors": errors}
    return render(request, "stays/policies.html", context, status=422 if errors else 200)


def _act(request: HttpRequest, branch: Branch) -> None:
    actor = actor_of(request)
    act = request.POST.get("act", "")
    if act == "take":
        take_day_in_hand(actor=actor, branch=branch)
        messages.success(request, _("This branch closes its days itself now."))
    elif act == "give":
        give_day_to_the_clock(actor=actor, branch=branch)
        messages.success(request, _("The day goes by the clock now."))
    else:
        closed = close_day(actor=actor, branch=branch, sets_no_show=request.POST.get("sets_no_show") == "1")
        messages.success(
            request,
            _("%(day)s is closed: a night was written on %(nights)s bills, %(no_shows)s did not come.")
            % {"day": closed.day, "nights": closed.nights, "no_shows": closed.no_shows},
        )


def _figures(branch: Branch, day: OpenDay) -> list[tuple[str, int, str]]:
    """The numbers of the day with their lists: of the house's own stays, which a closing concerns, or of all where
    another system runs the house."""
    if day.is_run_elsewhere:
        counts = day.counts
        told = (counts.in_house - counts.to_leave, counts.to_come, counts.to_leave)
    else:
        told = (day.staying, len(day.arrivals), len(day.leaving))
    words = (_("Staying the night"), _("Arrivals that are open"), _("Guests who were to leave"))
    lists = (
        f"{reverse(f'sheets:{name}')}?branch={branch.code}" for name in ("in-house", "arrivals", "departures")
    )
    return list(zip(words, told, lists, strict=True))


def _with_words(lines: list[Any]) -> list[tuple[Any, str, str]]:
    return [(line, status_word(line.status), TONES[line.status]) for line in lines]


def _branch(request: HttpRequest, right: Right) -> Branch:
    """The branch of the top bar where this person has the right there, else the first where they have it."""
    branches = list_branches(actor_of(request), right)
    here = current_branch(request)
    return next((each for each in branches if here and each.id == here.id), branches[0])
