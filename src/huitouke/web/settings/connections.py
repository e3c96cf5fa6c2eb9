"""Connections: systems of the hotel that hand their messages over, and how each of them does."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.connectors.messages.connections import (
    add_connection,
    change_connection,
    get_connection,
    lines_of,
    list_connections,
    renew_connection_secret,
    start_connection,
    stop_connection,
)
from huitouke.connectors.messages.folders import make_folder
from huitouke.connectors.messages.kinds import get_kind, list_kinds
from huitouke.hotels.models import CodeMapping
from huitouke.intake.choices import MessageState, Proof
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.forms import NO_ERRORS, typed

ACTS = {"stop": stop_connection, "start": start_connection}


@require_http_methods(["GET", "POST"])
def connections(request: HttpRequest) -> HttpResponse:
    """Every connection; posting adds one and shows its page with the secret, this once."""
    actor = actor_of(request)
    actor.require(Right.SYSTEM_MANAGE)
    values, errors = typed(request, "name", "kind", "branch", "system", "proof"), NO_ERRORS
    if request.method == "POST":
        try:
            row, secret = add_connection(
                actor=actor,
                name=values["name"],
                kind=values["kind"],
                branch_code=values["branch"],
                system=values["system"],
                proof=values["proof"] or Proof.BASIC,
            )
        except Invalid as error:
            errors = error.fields
        else:
            make_folder(row)
            return _detail(request, row.id, secret)
    context = {
        "rows": [
            {"line": line, "kind": get_kind(line.connection.kind).label, "taken": _taken(line.counts)}
            for line in list_connections(actor)
        ],
        "values": values,
        "errors": errors,
        "kinds": [(each.code, str(each.label)) for each in list_kinds()],
        "proofs": Proof.choices,
        "branches": [(each.code, str(each)) for each in list_branches(actor, Right.SYSTEM_MANAGE)],
        "columns": [
            {"label": pgettext("of another program", "System")},
            {"label": _("Branch")},
            {"label": _("State")},
            {"label": _("Last message")},
            {"label": _("Taken in, 7 days"), "numeric": True},
            {"label": _("In quarantine"), "numeric": True},
        ],
    }
    return render(request, "settings/connections.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def connection(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """One connection: how the other system is set up, and what came of its messages. Posting changes it."""
    if request.method != "POST":
        return _detail(request, connection_id)
    values = typed(request, "name", "proof")
    try:
        change_connection(actor=actor_of(request), connection_id=connection_id, **values)
    except Invalid as error:
        return _detail(request, connection_id, values=values, errors=error.fields)
    return redirect("settings:connection", connection_id)


@require_POST
def connection_act(request: HttpRequest, connection_id: UUID, act: str) -> HttpResponse:
    """Stop, start, or give a new secret, which is shown this once."""
    actor = actor_of(request)
    if act == "secret":
        return _detail(
            request, connection_id, renew_connection_secret(actor=actor, connection_id=connection_id)
        )
    if act not in ACTS:
        raise Http404
    ACTS[act](actor=actor, connection_id=connection_id)
    return redirect("settings:connection", connection_id)


def _detail(
    request: HttpRequest,
    connection_id: UUID,
    secret: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sequence[str]] = NO_ERRORS,
) -> HttpResponse:
    row = get_connection(actor_of(request), connection_id)
    [line] = lines_of([row])
    counts = [
        (MessageState(state).label, line.counts.get(state, 0))
        for state in MessageState.values
        if line.counts.get(state)
    ]
    learnt = CodeMapping.objects.filter(
        system=row.system, table="branch", is_mapped=True, our_code=row.branch.code
    )
    context = {
        "row": row,
        "kind": get_kind(row.kind).label,
        "secret": secret,
        "counts": counts,
        "in_quarantine": line.in_quarantine,
        "hotel_codes": list(learnt.order_by("their_code").values_list("their_code", flat=True)),
        "address": request.build_absolute_uri(reverse("quarantine:hook", args=[row.id])),
        "is_basic": row.proof == Proof.BASIC,
        "folder": f"inbox/{row.code}/",
        "values": values or {"name": row.name, "proof": row.proof},
        "errors": errors,
        "proofs": Proof.choices,
    }
    return render(request, "settings/connection.html", context, status=422 if errors else 200)


def _taken(counts: Mapping[str, int]) -> int:
    return sum(
        counts.get(state, 0) for state in (MessageState.APPLIED, MessageState.UNCHANGED, MessageState.IGNORED)
    )
