"""The condition builder: rows, the sentence that they say, a live count and ten of those meant."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huitouke.guests.conditions.asking import Question, may_of, question
from huitouke.guests.services.views import change_view, keep_draft
from huitouke.kernel.conditions.registry import get_subject
from huitouke.kernel.conditions.running import Tally
from huitouke.kernel.conditions.shapes import Conditions, ConditionsInvalid, read_conditions
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, go_to, part, wants_part
from huitouke.web.lists.builder import (
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
from huitouke.web.lists.chosen import Chosen, read_chosen
from huitouke.web.lists.faces import Face

SAMPLE = 10


def build(request: HttpRequest, face: Face) -> HttpResponse:
    """The builder, filled with the view or the filters of the address. A press on its buttons posts the rows: to add
    or take off one, or to show those who are meant."""
    if request.method == "POST":
        return _pressed(request, face)
    chosen = read_chosen(request, face)
    rows = form_of(chosen.conditions)
    if chosen.view is None and chosen.quick == face.no_quick():
        # A new view: what the list leaves out by itself stands as a row, and the cursor waits in an empty one.
        rows.append(BoxRow(len(rows) + 1, 1))
        return _page(request, chosen, rows, {}, (len(rows), "field"))
    return _page(request, chosen, rows or [BoxRow(1, 1)], {}, NO_FOCUS if rows else (1, "field"))


def _pressed(request: HttpRequest, face: Face) -> HttpResponse:
    subject = get_subject(face.subject)
    actor = actor_of(request)
    may = may_of(actor)
    chosen = read_chosen(request, face, request.POST)
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
        response = part(request, "lists/_builder.html", context)
        response.headers["HX-Trigger-After-Settle"] = "rebuilt"
        return response
    return _page(request, chosen, rows, errors, focus)


def _shown_on_the_list(request: HttpRequest, chosen: Chosen, rows: list[BoxRow]) -> HttpResponse:
    """Keep what was built, as a draft or in the actor's own view, and open the list of it."""
    face = chosen.face
    conditions = read_conditions(conditions_of_form(rows, get_subject(face.subject)).as_json())
    actor = actor_of(request)
    view, columns = chosen.view, chosen.view.columns if chosen.view else []
    if view and chosen.is_own(request) and request.POST.get("into") == "view":
        view = change_view(actor=actor, view_id=view.id, conditions=conditions)
    else:
        view = keep_draft(actor=actor, conditions=conditions, columns=columns, subject=face.subject)
    url = Chosen(face, conditions, view, chosen.quick).list_url()
    return go_to(url) if wants_part(request) else redirect(url)


def _page(
    request: HttpRequest, chosen: Chosen, rows: list[BoxRow], errors: dict[str, list[str]], focus: Focus
) -> HttpResponse:
    context = _builder(request, chosen, rows, errors, focus)
    # The empty row in which the cursor waits is not counted as one that lacks something.
    begun = [row for row in rows if row.field] or rows
    context |= _live(request, chosen.face, conditions_of_form(begun, get_subject(chosen.face.subject)))
    return render(request, "lists/conditions.html", context, status=422 if errors else 200)


def _builder(
    request: HttpRequest, chosen: Chosen, rows: list[BoxRow], errors: dict[str, list[str]], focus: Focus
) -> dict[str, Any]:
    actor, face = actor_of(request), chosen.face
    actor.require(face.view_right)
    subject, may = get_subject(face.subject), may_of(actor)
    return {
        "face": face,
        "groups": shown(rows, subject, actor, errors, focus),
        "fields": field_groups(subject, may),
        "view": chosen.view,
        "is_own_view": chosen.is_own(request),
        "back_url": chosen.list_url(),
        "is_refused": bool(errors),
        "whole_errors": errors.get("conditions", []),
    }


@require_POST
def live(request: HttpRequest, face: Face) -> HttpResponse:
    """What the rows mean now: the sentence, how many, ten of them. Asked while somebody builds."""
    rows = read_form(request.POST)
    conditions = conditions_of_form(rows, get_subject(face.subject))
    return part(request, "lists/_live.html", _live(request, face, conditions))


def _live(request: HttpRequest, face: Face, conditions: Conditions) -> dict[str, Any]:
    try:
        asked = _asked(request, face, conditions)
    except ConditionsInvalid as error:
        return {"face": face, "unfinished": unfinished(error.fields)}
    tally = asked.tally()
    return {
        "face": face,
        "words": asked.words(),
        "count": face.counted(tally),
        "is_estimate": not tally.is_exact,
        "sample": face.lines(actor_of(request), asked.page(limit=SAMPLE)),
    }


def _asked(request: HttpRequest, face: Face, conditions: Conditions) -> Question:
    read = read_conditions(conditions.as_json())
    return question(actor_of(request), read, today=business_date(request), subject=face.subject)


@require_POST
def count(request: HttpRequest, face: Face) -> HttpResponse:
    """How many exactly, where the first answer was an estimate."""
    rows = read_form(request.POST)
    return _counted(face, _asked(request, face, conditions_of_form(rows, get_subject(face.subject))))


def count_list(request: HttpRequest, face: Face) -> HttpResponse:
    """How many the list of the address means: at once, and exactly where the first answer was an estimate."""
    chosen = read_chosen(request, face)
    asked = chosen.question(request)
    if request.GET.get("exact"):
        return _counted(face, asked)
    tally = asked.tally()
    context = {
        "face": face,
        "count": face.counted(tally),
        "is_estimate": not tally.is_exact,
        "query": chosen.query,
    }
    return part(request, "lists/_list_count.html", context)


def _counted(face: Face, asked: Question) -> HttpResponse:
    return HttpResponse(face.counted(Tally(asked.count(), is_exact=True)))
