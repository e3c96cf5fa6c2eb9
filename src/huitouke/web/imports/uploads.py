"""The latest imports, and laying a file aside for the worker to look at."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.connectors.files.kinds import KINDS, kinds_for
from huitouke.connectors.files.tasks import queue_upload
from huitouke.connectors.files.uploads import remove_upload, store_upload
from huitouke.intake.models import ImportRun
from huitouke.intake.queries import list_runs
from huitouke.kernel.errors import DomainError, Invalid
from huitouke.web.base.context import current_branch
from huitouke.web.base.requests import actor_of

SHOWN = 50


@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    """The latest imports, and the place to lay a file."""
    return _list(request, [])


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Lay the file aside; the worker looks at it, and its page says what it holds."""
    actor = actor_of(request)
    actor.require(Right.IMPORTS_RUN)
    file = request.FILES.get("file")
    if file is None:
        return _list(request, [_("Choose a file first.")], status=422)
    kind = request.POST.get("kind", "")
    branches = list_branches(actor, Right.IMPORTS_RUN)
    here = current_branch(request)
    branch = next((each for each in branches if here is not None and each.code == here.code), None)
    if branch is None and branches:
        branch = branches[0]
    if branch is None:
        return _list(request, [_("Choose a branch where you may import.")], status=422)
    try:
        stored = store_upload(file.chunks(), file.name or "")
    except Invalid as error:
        return _list(request, error.fields["file"], status=422)
    try:
        run = queue_upload(
            actor=actor, upload=stored, branch=branch, kind=kind if kind in KINDS else next(iter(KINDS))
        )
    except DomainError:
        remove_upload(stored.stored_as)
        raise
    return redirect("imports:import-detail", run.id)


def _list(request: HttpRequest, errors: list[str], status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Right.IMPORTS_RUN)
    context = {
        "runs": [{"run": run, "kind": _kind_word(run)} for run in list_runs(actor, SHOWN)],
        "kinds": [(kind.code, kind.label) for kind in kinds_for(actor)],
        "errors": errors,
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1_000_000,
        "columns": [
            {"label": _("File")},
            {"label": _("Rows are")},
            {"label": _("From")},
            {"label": _("Branch")},
            {"label": _("State")},
            {"label": _("Rows"), "numeric": True},
            {"label": _("New"), "numeric": True},
            {"label": _("Updated"), "numeric": True},
            {"label": _("Rejected"), "numeric": True},
            {"label": _("By")},
        ],
    }
    return render(request, "imports/import_list.html", context, status=status)


def _kind_word(run: ImportRun) -> str:
    return str(KINDS[run.kind].label) if run.kind in KINDS else run.kind
