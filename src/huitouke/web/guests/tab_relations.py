"""The tab of a guest's relations: known ones, the household that they make, suggestions, and a new one."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.guests.errors import GuestNotFound, RelationInvalid, RelationKnown
from huitouke.guests.events import RELATION_CONFIRMED, RELATION_ENDED, RELATION_REFUSED, RELATION_SAID
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_edit
from huitouke.guests.queries import find_guests, get_guest, lines_by_id
from huitouke.guests.relation_choices import RELATION_TABLE, RelationState
from huitouke.guests.relations import RelationLine, list_household, list_relations
from huitouke.hotels.queries import label_codes, list_choices
from huitouke.identity.queries import require_named
from huitouke.identity.services.relations import (
    confirm_relation,
    end_relation,
    refuse_relation,
    relate_guests,
    undo_relation,
)
from huitouke.web.base.requests import actor_of, part, toast
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.guests.relation_words import evidence_words
from huitouke.web.guests.tabs import Opened, Tab

SHOWN: Final = 8


def _context(opened: Opened) -> dict[str, Any]:
    actor, guest = actor_of(opened.request), opened.detail.guest
    found = list_relations(actor, guest)
    words = label_codes(RELATION_TABLE)
    knows_stays = actor.has_right(Right.STAYS_VIEW)
    direct = {line.other.id: words.get(line.role, line.role) for line in found.known}
    return {
        "known": [(line, words.get(line.role, line.role)) for line in found.known],
        "suggested": [
            (line, evidence_words(line.evidence, knows_stays=knows_stays)) for line in found.suggested
        ],
        "former": [(line, words.get(line.role, line.role), _ended_words(line)) for line in found.former],
        "household": [(line, direct.get(line.id, "")) for line in list_household(actor, guest)],
        "roles": list_choices(RELATION_TABLE),
    }


def _ended_words(line: RelationLine) -> str:
    return str(RelationState(line.state).label)


RELATIONS_TAB = Tab("relations", gettext_lazy("Relations"), _context)


def tab_url(guest_id: UUID) -> str:
    return f"{reverse('guests:guest-detail', args=[guest_id])}?tab=relations"


@require_POST
def relation_find(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Guests whom a scrap may mean, but for the guest and for those whom one may not change."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    guest = get_guest(actor, guest_id)
    require_named(actor, guest)
    lines, too_short = find_guests(actor, request.POST.get("who", ""), SHOWN + 1)
    others = [line for line in lines if line.id != guest.id and not line.is_hidden][:SHOWN]
    return part(
        request, "guests/_relation_found.html", {"guest": guest, "lines": others, "too_short": too_short}
    )


@require_http_methods(["GET", "POST"])
def relation_new(request: HttpRequest, guest_id: UUID, other_id: UUID) -> HttpResponse:
    """What the other is to the guest, with a note; then the save, with a way back."""
    actor = actor_of(request)
    actor.require(Right.GUESTS_EDIT)
    guest, other = _changeable(request, guest_id), _changeable(request, other_id)
    errors: dict[str, list[str]] = {}
    typed = {"role": request.POST.get("role", ""), "note": request.POST.get("note", "")}
    status = 200
    if request.method == "POST":
        try:
            made = relate_guests(actor=actor, guest_id=guest.id, other_id=other.id, **typed)
        except RelationInvalid as error:
            errors, status = error.fields, error.status
        except RelationKnown as error:
            errors, status = {"role": [error.message]}, error.status
        else:
            _say(request, guest.id, made.id, RELATION_SAID, RelationState.CONFIRMED, _("Relation noted."))
            return HttpResponseRedirect(tab_url(guest.id))
    context = {
        "guest": guest,
        "line": lines_by_id(actor, [guest.id])[0],
        "other": lines_by_id(actor, [other.id])[0],
        "roles": list_choices(RELATION_TABLE),
        "typed": typed,
        "errors": errors,
        "back": tab_url(guest.id),
    }
    return render(request, "guests/relation_new.html", context, status=status)


def _changeable(request: HttpRequest, guest_id: UUID) -> Guest:
    """The guest, if this person may change it and know who it is."""
    actor = actor_of(request)
    guest = get_guest(actor, guest_id)
    if not may_edit(actor, guest.legal_entity_id, guest.is_shared):
        raise GuestNotFound
    require_named(actor, guest)
    return guest


@require_POST
def relation_confirm(request: HttpRequest, guest_id: UUID, relation_id: UUID) -> HttpResponse:
    """A suggestion is right, as what was chosen."""
    actor = actor_of(request)
    role = request.POST.get("role", "")
    try:
        confirm_relation(actor=actor, relation_id=relation_id, guest_id=guest_id, role=role)
    except RelationInvalid as error:
        messages.error(request, error.message)
    else:
        state = RelationState.CONFIRMED
        _say(request, guest_id, relation_id, RELATION_CONFIRMED, state, _("Relation noted."))
    return HttpResponseRedirect(tab_url(guest_id))


@require_POST
def relation_refuse(request: HttpRequest, guest_id: UUID, relation_id: UUID) -> HttpResponse:
    """A suggestion is wrong."""
    refuse_relation(actor=actor_of(request), relation_id=relation_id, guest_id=guest_id)
    said = _("Noted: no relation. It is not suggested again.")
    _say(request, guest_id, relation_id, RELATION_REFUSED, RelationState.REFUSED, said)
    return HttpResponseRedirect(tab_url(guest_id))


@require_POST
def relation_end(request: HttpRequest, guest_id: UUID, relation_id: UUID) -> HttpResponse:
    """A known relation is over."""
    end_relation(actor=actor_of(request), relation_id=relation_id, guest_id=guest_id)
    said = _("The relation was taken off.")
    _say(request, guest_id, relation_id, RELATION_ENDED, RelationState.ENDED, said)
    return HttpResponseRedirect(tab_url(guest_id))


@require_POST
@undoes
def relation_undo(request: HttpRequest, guest_id: UUID, relation_id: UUID, state: str) -> HttpResponse:
    """Take back what one did, which left the relation in `state`."""
    undo_relation(actor=actor_of(request), relation_id=relation_id, guest_id=guest_id, state=state)
    return toast(_("The relation is as it was."), trigger={"relations-changed": True})


def _say(
    request: HttpRequest, guest_id: UUID, relation_id: UUID, code: str, state: RelationState, said: str
) -> None:
    undo = can_undo(
        request,
        code,
        "guests:relation-undo",
        guest_id,
        relation_id,
        state.value,
        subject_kind="guest",
        subject_id=guest_id,
    )
    messages.success(request, said, extra_tags=f"undo:{undo}")
