"""The condition builder: rows, the sentence that they say, a live count and ten guests."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from huitouke.access.choices import Right
from huitouke.guests.conditions.asking import Question, may_of, question
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.queries import lines_by_id
from huitouke.guests.services.views import change_view, keep_draft
from huitouke.kernel.conditions.registry import get_subject
from huitouke.kernel.conditions.running import Tally
from huitouke.kernel.conditions.shapes import Conditions, ConditionsInvalid, read_conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, go_to, part, wants_part
from huitouke.web.guests.builder import (
    NO_FOCUS,
    BoxRow,
    Focus,
    changed,
    conditions_of_form,
    field_groups,
    focus_after,
    form_of,
    read_form,
    shown,
    unfinished,
)
from huitouke.web.guests.chosen import Chosen, read_chosen

SAMPLE = 10


def build(request: HttpRequest) -> HttpResponse:
    """The builder, filled with the view or the filters of the address. A press on its buttons posts the rows: to add
    or take off one, or to show the guests who are meant."""
    if request.method == "POST":
        return _pressed(request)
    chosen = read_chosen(request)
    rows = form_of(chosen.conditions)
    return _page(request, chosen, rows or [BoxRow(1, 1)], {}, NO_FOCUS if rows else (1, "field"))


def _pressed(request: HttpRequest) -> HttpResponse:
    subject = get_subject(GUEST)
    actor = actor_of(request)
    may = may_of(actor)
    chosen = read_chosen(request, request.POST)
    act = request.POST.get("act", "")
    rows, focus = changed(read_form(request.POST), act, subject, may)
    if focus == NO_FOCUS and not act:
        focus = focus_after(request.headers.get("HX-Trigger", ""))
    errors: dict[str, list[str]] = {}
    if act == "show":
        try:
            return _shown_on_the_list(request, chosen, rows)
        except ConditionsInvalid as error:
            errors = error.fields
    if wants_part(request):
        context = _builder(request, chosen, rows, errors, focus)
        response = part(request, "guests/_builder.html", context)
        response.headers["HX-Trigger-After-Settle"] = "rebuilt"
        return response
    return _page(request, chosen, rows, errors, focus)


def _shown_on_the_list(request: HttpRequest, chosen: Chosen, rows: list[BoxRow]) -> HttpResponse:
    """Keep what was built, as a draft or in the actor's own view, and open the list of it."""
    conditions = read_conditions(conditions_of_form(rows, get_subject(GUEST)).as_json())
    actor = actor_of(request)
    view, columns = chosen.view, chosen.view.columns if chosen.view else []
    if view and view.owner_id == actor.id and not view.is_draft and request.POST.get("into") == "view":
        view = change_view(actor=actor, view_id=view.id, conditions=conditions)
    else:
        view = keep_draft(actor=actor, conditions=conditions, columns=columns)
    url = Chosen(conditions, view, chosen.quick).list_url()
    return go_to(url) if wants_part(request) else redirect(url)


def _page(
    request: HttpRequest, chosen: Chosen, rows: list[BoxRow], errors: dict[str, list[str]], focus: Focus
) -> HttpResponse:
    context = _builder(request, chosen, rows, errors, focus)
    context |= _live(request, conditions_of_form(rows, get_subject(GUEST)))
    return render(request, "guests/conditions.html", context, status=422 if errors else 200)


def _builder(
    request: HttpRequest, chosen: Chosen, rows: list[BoxRow], errors: dict[str, list[str]], focus: Focus
) -> dict[str, Any]:
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    subject, may = get_subject(GUEST), may_of(actor)
    return {
        "groups": shown(rows, subject, actor, errors, focus),
        "fields": field_groups(subject, may),
        "view": chosen.view,
        "is_own_view": chosen.view is not None
        and not chosen.view.is_draft
        and chosen.view.owner_id == actor.id,
        "back_url": chosen.list_url(),
        "is_refused": bool(errors),
        "whole_errors": errors.get("conditions", []),
    }


@require_POST
def live(request: HttpRequest) -> HttpResponse:
    """What the rows mean now: the sentence, how many, ten of them. Asked while somebody builds."""
    rows = read_form(request.POST)
    return part(request, "guests/_live.html", _live(request, conditions_of_form(rows, get_subject(GUEST))))


def _live(request: HttpRequest, conditions: Conditions) -> dict[str, Any]:
    try:
        asked = question(
            actor_of(request), read_conditions(conditions.as_json()), today=business_date(request)
        )
    except ConditionsInvalid as error:
        return {"unfinished": unfinished(error.fields)}
    tally = asked.tally()
    return {
        "words": asked.words(),
        "count": count_words(tally),
        "is_estimate": not tally.is_exact,
        "sample": lines_by_id(actor_of(request), asked.page(limit=SAMPLE)),
    }


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """How many exactly, where the first answer was an estimate."""
    rows = read_form(request.POST)
    conditions = read_conditions(conditions_of_form(rows, get_subject(GUEST)).as_json())
    return counted(question(actor_of(request), conditions, today=business_date(request)))


def count_list(request: HttpRequest) -> HttpResponse:
    """How many the list of the address means: at once, and exactly where the first answer was an estimate."""
    chosen = read_chosen(request)
    asked = chosen.question(request)
    if request.GET.get("exact"):
        return counted(asked)
    tally = asked.tally()
    context = {"count": count_words(tally), "is_estimate": not tally.is_exact, "query": chosen.query}
    return part(request, "guests/_list_count.html", context)


def counted(asked: Question) -> HttpResponse:
    return HttpResponse(count_words(Tally(asked.count(), is_exact=True)))


def count_words(tally: Tally) -> str:
    """`1,234 guests`, or `about 120,000 guests`."""
    words = (
        ngettext("%(count)s guest", "%(count)s guests", tally.number)
        if tally.is_exact
        else _("about %(count)s guests")
    )
    return words % {"count": f"{tally.number:,}"}
