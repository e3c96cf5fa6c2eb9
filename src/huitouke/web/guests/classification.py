"""Types and marks on the guest's page: chosen and given in one tap, taken back in another."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.guests.choices import EVALUATION_MARKS
from huitouke.guests.classification import evaluations_of, list_guest_types, types_of
from huitouke.guests.events import EVALUATED, TYPES_CHANGED
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_edit
from huitouke.guests.queries import get_guest
from huitouke.identity.services import evaluate_guest, set_guest_types, undo_guest_types, withdraw_evaluation
from huitouke.web.base.requests import actor_of, part, toast
from huitouke.web.base.undoing import can_undo, undoes

MARK_WORDS = {
    "importance": (
        gettext_lazy("hardly any"),
        gettext_lazy("a little"),
        gettext_lazy("usual"),
        gettext_lazy("high"),
        gettext_lazy("highest"),
    ),
    "friendliness": (
        gettext_lazy("very reserved"),
        gettext_lazy("reserved"),
        gettext_lazy("usual"),
        gettext_lazy("friendly"),
        gettext_lazy("very friendly"),
    ),
    "satisfaction": (
        gettext_lazy("very dissatisfied"),
        gettext_lazy("dissatisfied"),
        gettext_lazy("usual"),
        gettext_lazy("satisfied"),
        gettext_lazy("very satisfied"),
    ),
}
"""What a mark of 1 to 5 means on each scale."""


def scales_of(guest: Guest) -> list[dict[str, Any]]:
    """The three scales as the page shows them."""
    return [
        {
            "scale": scale,
            "marks": [(value, MARK_WORDS[scale.code][value - 1]) for value in EVALUATION_MARKS],
            "word": MARK_WORDS[scale.code][scale.now.value - 1] if scale.now else "",
        }
        for scale in evaluations_of(guest)
    ]


@require_POST
def evaluate(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Give a mark; answers with the card and a toast that takes it back."""
    actor = actor_of(request)
    value = request.POST.get("value", "")
    mark = evaluate_guest(
        actor=actor,
        guest_id=guest_id,
        scale=request.POST.get("scale", ""),
        value=int(value) if value in {"1", "2", "3", "4", "5"} else 0,
    )
    said = _("%(scale)s: %(value)s noted.") % {"scale": mark.get_scale_display(), "value": mark.value}
    undo = can_undo(
        request,
        EVALUATED,
        "guests:evaluation-withdraw",
        guest_id,
        mark.id,
        subject_kind="guest",
        subject_id=guest_id,
    )
    return _card(request, get_guest(actor, guest_id), {"said": said, "undo": undo})


@require_POST
@undoes
def withdraw(request: HttpRequest, guest_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Take one's own mark back."""
    actor = actor_of(request)
    withdraw_evaluation(actor=actor, guest_id=guest_id, evaluation_id=evaluation_id)
    return toast(_("The mark is taken back."), trigger={"evaluations-changed": True})


@require_GET
def evaluations(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The card of marks, as it stands now."""
    return _card(request, get_guest(actor_of(request), guest_id), {})


def _card(request: HttpRequest, guest: Guest, more: dict[str, Any]) -> HttpResponse:
    may = may_edit(actor_of(request), guest.legal_entity_id, guest.is_shared)
    context = {"guest": guest, "scales": scales_of(guest), "may_edit": may, **more}
    return part(request, "guests/_evaluations.html", context)


@require_GET
def types_dialog(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The dialog that says what kinds of guest somebody is."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    guest = get_guest(actor, guest_id)
    has = {each.code for each in types_of(guest)}
    offered = [
        each for each in list_guest_types(include_closed=True) if not each.is_closed or each.code in has
    ]
    context = {"guest": guest, "offered": [(each, each.code in has) for each in offered]}
    return part(request, "guests/types_dialog.html", context)


@require_POST
def save_types(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Save what was ticked; answers with the chips of the page."""
    actor = actor_of(request)
    record_id = set_guest_types(actor=actor, guest_id=guest_id, codes=request.POST.getlist("type"))
    undo = ""
    if record_id:
        undo = can_undo(
            request,
            TYPES_CHANGED,
            "guests:types-undo",
            guest_id,
            record_id,
            subject_kind="guest",
            subject_id=guest_id,
        )
    said = _("Guest types saved.") if record_id else _("Nothing was changed.")
    return _types(request, guest_id, {"said": said, "undo": undo})


@require_GET
def types_card(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """The card of types, as it stands now."""
    return _types(request, guest_id, {})


@require_POST
@undoes
def undo_types(request: HttpRequest, guest_id: UUID, record_id: UUID) -> HttpResponse:
    """Take back what one said in one save."""
    undo_guest_types(actor=actor_of(request), guest_id=guest_id, record_id=record_id)
    return toast(_("The guest types are as they were."), trigger={"types-changed": True})


def _types(request: HttpRequest, guest_id: UUID, more: dict[str, Any]) -> HttpResponse:
    actor = actor_of(request)
    guest = get_guest(actor, guest_id)
    may = may_edit(actor, guest.legal_entity_id, guest.is_shared)
    context = {"guest": guest, "types": types_of(guest), "may_edit": may, **more}
    response = part(request, "guests/_types.html", context)
    if more:
        response.headers["HX-Trigger"] = "close-dialog"
    return response
