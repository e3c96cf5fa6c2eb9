"""Taking a whole import back: first what would become of whom, then the act by the worker."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitouke.connectors.files.taking_back import foresee_run_back
from huitouke.connectors.files.tasks import queue_take_back
from huitouke.intake.queries import get_run
from huitouke.web.base.requests import actor_of
from huitouke.web.imports.reports import may_be_taken_back
from huitouke.web.imports.words import act_word, kind_words


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How many guests or companies would go, be as before, and stay; with POST it is begun."""
    actor = actor_of(request)
    run = get_run(actor, run_id)
    if request.method == "POST":
        queue_take_back(actor=actor, run_id=run.id)
        return redirect("imports:import-detail", run.id)
    if not may_be_taken_back(run):
        return redirect("imports:import-detail", run.id)
    foreseen = foresee_run_back(run)
    affected = foreseen.gone + foreseen.restored
    if affected:
        act = act_word(run.kind, affected)
    else:
        act = _("Take back the records")
    context = {"run": run, "foreseen": foreseen, "act": act, "words": kind_words(run.kind)}
    return render(request, "imports/import_take_back.html", context)
