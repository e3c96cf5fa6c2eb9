"""Outlets: where guests spend money besides the room."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.hotels.errors import OutletInvalid
from huitouke.hotels.queries import label_codes, list_choices
from huitouke.hotels.rate_queries import get_outlet, list_outlets
from huitouke.hotels.services.outlets import add_outlet, change_outlet, close_outlet, reopen_outlet
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.forms import NO_ERRORS, branch_here, labels_of, typed

RIGHT = Right.HOTEL_CONFIGURE
ACTS = {"close": close_outlet, "reopen": reopen_outlet}


@require_GET
def outlets(request: HttpRequest) -> HttpResponse:
    """The outlets of the branches that this person may configure."""
    actor = actor_of(request)
    actor.require(RIGHT)
    kinds = label_codes("outlet_kind")
    rows = list_outlets(actor, RIGHT, include_closed=True)
    context = {
        "outlets": [(row, kinds.get(row.kind, row.kind)) for row in rows],
        "columns": [{"label": _("Outlet")}, {"label": _("Branch")}, {"label": _("Kind")}],
    }
    return render(request, "settings/outlets.html", context)


@require_http_methods(["GET", "POST"])
def outlet_form(request: HttpRequest, outlet_id: UUID | None = None) -> HttpResponse:
    """An outlet, new or to be changed."""
    actor = actor_of(request)
    actor.require(RIGHT)
    row = get_outlet(actor, RIGHT, outlet_id) if outlet_id else None
    branches = list_branches(actor, RIGHT)
    values = {**row.labels, "kind": row.kind} if row else {"branch": branch_here(request, branches)}
    errors = NO_ERRORS
    if request.method == "POST":
        values = typed(request, "branch", "code", "zh", "en", "kind")
        labels, kind = labels_of(values), values["kind"]
        try:
            if row is not None:
                change_outlet(actor=actor, outlet_id=row.id, labels=labels, kind=kind)
            else:
                branch = next((each for each in branches if each.code == values["branch"]), None)
                if branch is None:
                    raise OutletInvalid({"branch": [_("Choose a branch.")]})
                add_outlet(actor=actor, branch=branch, code=values["code"], labels=labels, kind=kind)
            return redirect("settings:outlets")
        except Invalid as error:
            errors = error.fields
    context = {
        "outlet": row,
        "values": values,
        "errors": errors,
        "kinds": list_choices("outlet_kind"),
        "branches": [(branch.code, str(branch)) for branch in branches],
    }
    return render(request, "settings/outlet_form.html", context, status=422 if errors else 200)


@require_POST
def outlet_act(request: HttpRequest, outlet_id: UUID, act: str) -> HttpResponse:
    """Close an outlet, or open it again."""
    if act not in ACTS:
        raise Http404
    ACTS[act](actor=actor_of(request), outlet_id=outlet_id)
    return redirect("settings:outlets")
