"""The page of backups."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.backups import get_backup_state, request_backup
from huitouke.kernel.errors import Conflict
from huitouke.web.base.requests import actor_of

SHOWN = 30


@require_GET
def backups(request: HttpRequest) -> HttpResponse:
    """The last good backup, the schedule, what there is, and how to restore."""
    return _page(request)


@require_POST
def backup_start(request: HttpRequest) -> HttpResponse:
    """Ask the worker for one at once."""
    try:
        request_backup(actor=actor_of(request))
    except Conflict as error:
        return _page(request, refused=error.message, status=409)
    return redirect("settings:backups")


def _page(request: HttpRequest, refused: str = "", status: int = 200) -> HttpResponse:
    state = get_backup_state(actor_of(request))
    context = {
        "state": state,
        "receipts": state.receipts[:SHOWN],
        "refused": refused,
        "columns": [
            {"label": _("Made")},
            {"label": _("Size"), "numeric": True},
            {"label": _("Rows"), "numeric": True},
            {"label": _("Files"), "numeric": True},
            {"label": _("Encrypted")},
            {"label": _("Proof")},
        ],
    }
    return render(request, "settings/backups.html", context, status=status)
