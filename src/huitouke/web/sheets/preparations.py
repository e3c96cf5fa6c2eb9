"""What is ticked off on the lists, and the dialog of all that is prepared for one stay."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.kernel.errors import Invalid
from huitouke.stays.choices import STAYED
from huitouke.stays.errors import PreparationInvalid, PreparationNotFound
from huitouke.stays.models import Preparation
from huitouke.stays.promises import ASK_BELOW, POSTS
from huitouke.stays.services.preparing import (
    ask_preparation,
    decline_preparation,
    tick_given,
    tick_prepared,
    untick,
)
from huitouke.stays.services.proposing import TEXT_LIMIT
from huitouke.stays.sheet_lines import PreparationLine, SheetKind, SheetLine
from huitouke.stays.sheets import read_stay
from huitouke.web.base.requests import actor_of, part
from huitouke.web.sheets.views import answer_with_row, place_of
from huitouke.web.sheets.words import post_word, told_word

STEPS: Final = {"prepared": tick_prepared, "given": tick_given, "back": untick}


@require_POST
def tick(request: HttpRequest, preparation_id: UUID) -> HttpResponse:
    """Take one step with a preparation, or the last one back; answers with the row of its stay on the list that was
    pressed, or with the dialog that was."""
    actor = actor_of(request)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise PreparationInvalid({"step": [_("There is no such step.")]})
    each: Preparation = step(actor=actor, preparation_id=preparation_id)
    if request.POST.get("in") == "dialog":
        return _dialog(request, actor, each.reservation_id)
    kind = request.POST.get("kind", "")
    place = place_of(request, kind if kind in SheetKind.values else SheetKind.ARRIVALS)
    return answer_with_row(request, place, each.reservation_id)


@require_POST
def decline(request: HttpRequest, preparation_id: UUID) -> HttpResponse:
    """Say that something is not possible, and why."""
    actor = actor_of(request)
    try:
        each = decline_preparation(
            actor=actor, preparation_id=preparation_id, reason=request.POST.get("reason", "")
        )
    except Invalid as error:
        row = Preparation.objects.filter(id=preparation_id).first()
        if row is None:
            raise PreparationNotFound from error
        return _dialog(request, actor, row.reservation_id, declined=preparation_id, refused=error)
    return _dialog(request, actor, each.reservation_id)


@require_http_methods(["GET", "POST"])
def dialog(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """All that is prepared for one stay; a post asks for something more."""
    actor = actor_of(request)
    if request.method == "GET":
        return _dialog(request, actor, reservation_id)
    text, post = request.POST.get("text", ""), request.POST.get("post", "")
    try:
        ask_preparation(actor=actor, reservation_id=reservation_id, text=text, post=post)
    except Invalid as error:
        return _dialog(request, actor, reservation_id, typed=(text, post), refused=error)
    return _dialog(request, actor, reservation_id)


def _dialog(
    request: HttpRequest,
    actor: Actor,
    reservation_id: UUID,
    *,
    typed: tuple[str, str] = ("", ""),
    declined: UUID | None = None,
    refused: Invalid | None = None,
) -> HttpResponse:
    line, branch = read_stay(actor, reservation_id)
    problems = refused.fields if refused else {}
    context = {
        "line": line,
        "rows": [_row(line, each) for each in line.preparations],
        "may": actor.has_right(Right.STAYS_PREPARE, branch.id),
        "has_come": line.status in STAYED,
        "posts": [(code, post_word(code)) for code in POSTS],
        "typed": typed,
        "declined": declined,
        "problems": problems,
        "limit": TEXT_LIMIT,
    }
    response = part(request, "sheets/_preparations.html", context, status=422 if refused else 200)
    if request.method == "POST" and not refused:
        response.headers["HX-Trigger"] = "stay-changed"
    return response


def _row(line: SheetLine, each: PreparationLine) -> dict[str, object]:
    return {
        "each": each,
        "post": post_word(each.post),
        "told": told_word(each.told_by),
        "is_to_be_asked": each.confidence < ASK_BELOW and each.is_open,
        "step": "given" if line.status in STAYED else "prepared",
        "is_done": each.given_at is not None if line.status in STAYED else each.is_prepared,
    }
