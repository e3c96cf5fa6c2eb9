"""The drawer of the last acts that can be taken back, whatever they were."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from huitouke.access.actors import Actor
from huitouke.access.models import UndoableAct
from huitouke.access.services.undo import list_undoable
from huitouke.guests.events import COMPANIES_CHANGED
from huitouke.guests.models import Company, SavedView
from huitouke.guests.queries import names_of
from huitouke.identity.bulk_models import BulkAct
from huitouke.kernel.conditions.running import Tally
from huitouke.web.access.trail_words import code_word
from huitouke.web.base.requests import actor_of, part
from huitouke.web.companies.face import COMPANIES
from huitouke.web.guests.face import GUESTS
from huitouke.web.lists.bulk import title_words


@require_GET
def drawer(request: HttpRequest) -> HttpResponse:
    """One's own last acts of this shift, newest first, each with its way back."""
    actor = actor_of(request)
    acts = list_undoable(actor)
    told = _subjects(actor, acts)
    lines: list[dict[str, Any]] = [
        {
            "act": act,
            "number": _number(act),
            "words": told.get(act.subject_id, "") if act.subject_kind == "bulk_act" else code_word(act.code),
            "about": "" if act.subject_kind == "bulk_act" else told.get(act.subject_id, ""),
        }
        for act in acts
    ]
    return part(request, "undo/drawer.html", {"lines": lines})


def _number(act: UndoableAct) -> str:
    """How many rows an act on many was about."""
    if not act.number:
        return ""
    face = COMPANIES if act.code == COMPANIES_CHANGED else GUESTS
    return face.counted(Tally(act.number, is_exact=True))


def _subjects(actor: Actor, acts: list[UndoableAct]) -> dict[UUID | None, str]:
    """Whom or what the acts were about, in words, as far as the actor may know. One query a kind."""
    ids: dict[str, list[UUID]] = {}
    for act in acts:
        if act.subject_id is not None:
            ids.setdefault(act.subject_kind, []).append(act.subject_id)
    told: dict[Any, str] = {}
    if "guest" in ids:
        told.update(names_of(actor, ids["guest"]))
    if "company" in ids:
        told |= dict(
            Company.objects.visible_to(actor).filter(id__in=ids["company"]).values_list("id", "name")
        )
    if "view" in ids:
        own = SavedView.objects.filter(id__in=ids["view"], owner_id=actor.id)
        told |= dict(own.values_list("id", "name"))
    if "bulk_act" in ids:
        own_acts = BulkAct.objects.filter(id__in=ids["bulk_act"], author_id=actor.id)
        told |= {each.id: title_words(each) for each in own_acts.select_related("tag", "person")}
    return told
