"""Views on the list: saved, renamed, shared, given up; and which columns it has."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huitouke.access.choices import Right
from huitouke.guests.conditions.asking import may_of
from huitouke.guests.errors import ViewInvalid
from huitouke.guests.events import VIEW_DELETED
from huitouke.guests.models import SavedView
from huitouke.guests.services.views import (
    NAME_LIMIT,
    change_view,
    delete_view,
    keep_draft,
    restore_view,
    save_view,
)
from huitouke.kernel.conditions.columns import MOST_COLUMNS, column_fields
from huitouke.kernel.conditions.registry import get_subject
from huitouke.web.base.requests import actor_of, go_to, part, wants_part
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.lists.builder import keys_of
from huitouke.web.lists.chosen import Chosen, read_chosen
from huitouke.web.lists.faces import Face


def _opened(request: HttpRequest, face: Face, view: SavedView) -> HttpResponse:
    url = f"{reverse(face.list_name)}?view={view.id}"
    return go_to(url) if wants_part(request) else redirect(url)


def view_dialog(request: HttpRequest, face: Face) -> HttpResponse:
    """The name of a view, in the shared dialog: of a new one out of the list of the address, or of one's own."""
    actor_of(request).require(face.view_right)
    chosen = read_chosen(request, face)
    is_new = not chosen.is_own(request) or "copy" in request.GET
    return part(request, "lists/_view_form.html", _form(request, chosen, is_new=is_new))


def _form(
    request: HttpRequest,
    chosen: Chosen,
    *,
    is_new: bool,
    error: str = "",
    name: str | None = None,
) -> dict[str, object]:
    view = chosen.view
    kept = view.name if view else ""
    if is_new and kept:
        kept = (_("%(name)s (copy)") % {"name": kept})[:NAME_LIMIT]
    return {
        "face": chosen.face,
        "view": view,
        "query": chosen.query,
        "is_new": is_new,
        "name": kept if name is None else name,
        "is_shared": bool(view and view.is_shared and not is_new),
        "may_share": actor_of(request).has_right(Right.VIEWS_SHARE),
        "limit": NAME_LIMIT,
        "error": error,
    }


@require_POST
def keep(request: HttpRequest, face: Face) -> HttpResponse:
    """Save the list of the address under a name, or change the name and the sharing of one's own view."""
    actor = actor_of(request)
    chosen = read_chosen(request, face)
    name, is_shared = request.POST.get("name", ""), "is_shared" in request.POST
    is_new = request.POST.get("is_new") == "1" or chosen.view is None
    try:
        if is_new or chosen.view is None:
            columns = chosen.view.columns if chosen.view else []
            view = save_view(
                actor=actor,
                name=name,
                conditions=chosen.conditions,
                columns=columns,
                is_shared=is_shared,
                subject=face.subject,
            )
        else:
            may_share = actor.has_right(Right.VIEWS_SHARE)
            view = change_view(
                actor=actor, view_id=chosen.view.id, name=name, is_shared=is_shared if may_share else None
            )
    except ViewInvalid as error:
        text = " ".join(text for texts in error.fields.values() for text in texts)
        context = _form(request, chosen, is_new=is_new, error=text, name=name)
        return part(request, "lists/_view_form.html", context, status=422)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return _opened(request, face, view)


@require_POST
def drop(request: HttpRequest, face: Face, view_id: UUID) -> HttpResponse:
    """Give up a view, with a way back."""
    view = delete_view(actor=actor_of(request), view_id=view_id)
    undo = can_undo(
        request, VIEW_DELETED, face.at["view_restore"], view.id, subject_kind="view", subject_id=view.id
    )
    messages.success(
        request, _("The view “%(name)s” is deleted.") % {"name": view.name}, extra_tags=f"undo:{undo}"
    )
    return redirect(face.list_name)


@require_POST
@undoes
def restore(request: HttpRequest, face: Face, view_id: UUID) -> HttpResponse:
    """Have a deleted view back."""
    return _opened(request, face, restore_view(actor=actor_of(request), view_id=view_id))


def columns_dialog(request: HttpRequest, face: Face) -> HttpResponse:
    """Which columns the list has, in the shared dialog."""
    actor_of(request).require(face.view_right)
    chosen = read_chosen(request, face)
    subject = get_subject(face.subject)
    taken = list(chosen.view.columns if chosen.view and chosen.view.columns else face.usual_columns)
    fields = column_fields(subject, may_of(actor_of(request)))
    sections = [
        (
            str(words),
            [
                (each.code, str(each.label), keys_of(str(each.label)), each.code in taken)
                for each in fields
                if each.section == code
            ],
        )
        for code, words in subject.sections.items()
    ]
    context = {
        "sections": [(words, each) for words, each in sections if each],
        "face": face,
        "help": face.words.name_first % {"most": MOST_COLUMNS},
        "query": chosen.query,
    }
    return part(request, "lists/_columns_form.html", context)


@require_POST
def choose_columns(request: HttpRequest, face: Face) -> HttpResponse:
    """Set the columns of one's own view, else of a draft with the same conditions."""
    actor = actor_of(request)
    chosen = read_chosen(request, face)
    ticked = request.POST.getlist("column")
    usual = [code for code in face.usual_columns if code in ticked]
    more = [code for code in ticked if code not in usual]
    columns = [] if set(ticked) == set(face.usual_columns) else usual + more
    if chosen.view and chosen.is_own(request):
        return _opened(request, face, change_view(actor=actor, view_id=chosen.view.id, columns=columns))
    return _opened(
        request,
        face,
        keep_draft(actor=actor, conditions=chosen.conditions, columns=columns, subject=face.subject),
    )
