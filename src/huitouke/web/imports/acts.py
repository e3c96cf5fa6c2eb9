"""Stopping an import, letting it go on, and the saved meanings of columns."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.connectors.files.tasks import discard, queue_again
from huitouke.intake.mappings import delete_mapping, list_mappings
from huitouke.web.base.requests import actor_of


@require_POST
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Stop an import after the rows in hand; one that was not started goes with its file."""
    discard(actor=actor_of(request), run_id=run_id)
    return redirect("imports:import-detail", run_id)


@require_POST
def resume(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let a stopped import go on where it stopped."""
    queue_again(actor=actor_of(request), run_id=run_id)
    return redirect("imports:import-detail", run_id)


@require_GET
def mapping_list(request: HttpRequest) -> HttpResponse:
    """The saved meanings of columns."""
    actor = actor_of(request)
    has_all = actor.has_group_right(Right.IMPORTS_RUN)
    saved = [
        {"saved": each, "is_own": has_all or each.owner_id == actor.id, "count": len(each.mapping["columns"])}
        for each in list_mappings(actor)
    ]
    columns = [
        {"label": pgettext("of a thing", "Name")},
        {"label": _("From")},
        {"label": _("Branch")},
        {"label": _("Columns"), "numeric": True},
        {"label": _("Saved by")},
        {"label": _("Last used")},
        {"label": _("Delete")},
    ]
    return render(request, "imports/mapping_list.html", {"saved": saved, "columns": columns})


@require_POST
def mapping_delete(request: HttpRequest, mapping_id: UUID) -> HttpResponse:
    """Delete a saved meaning of columns; imports that used it stay as they are."""
    delete_mapping(actor=actor_of(request), mapping_id=mapping_id)
    return redirect("imports:mapping-list")
