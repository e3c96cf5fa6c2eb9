"""Code tables: what pick-lists offer, in which words and order."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.models.organisation import label_in_language
from huitouke.hotels.queries import describe_tables, find_codes, get_code, get_table
from huitouke.hotels.services import (
    add_code,
    add_code_table,
    change_code,
    close_code,
    move_code,
    reopen_code,
)
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.forms import NO_ERRORS, labels_of, typed

SHOWN = 300
ACTS = {"close": close_code, "reopen": reopen_code}
STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "POST"])
def code_tables(request: HttpRequest) -> HttpResponse:
    """All code tables; posting makes one of the hotel's own."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    values, errors = typed(request, "code", "zh", "en"), NO_ERRORS
    if request.method == "POST":
        try:
            made = add_code_table(actor=actor, code=values["code"], labels=labels_of(values))
            return redirect("settings:code-table", made.code)
        except Invalid as error:
            errors = error.fields
    columns = [
        {"label": _("Table")},
        {"label": _("Offered"), "numeric": True},
        {"label": _("Own"), "numeric": True},
        {"label": _("Closed"), "numeric": True},
    ]
    context = {"tables": describe_tables(), "values": values, "errors": errors, "columns": columns}
    return render(request, "settings/code_tables.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def code_table(request: HttpRequest, table: str) -> HttpResponse:
    """The codes of one table; posting adds an own one."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    shown = get_table(table)
    values, errors = typed(request, "code", "zh", "en"), NO_ERRORS
    if request.method == "POST":
        try:
            add_code(actor=actor, table=table, code=values["code"], labels=labels_of(values))
            return redirect("settings:code-table", table)
        except Invalid as error:
            errors = error.fields
    text = request.GET.get("q", "")[:100]
    codes = find_codes(table, text=text, limit=SHOWN + 1)
    context = {
        "table": shown,
        "codes": codes[:SHOWN],
        "has_more": len(codes) > SHOWN,
        "limit": SHOWN,
        "text": text,
        "can_move": not text and len(codes) <= SHOWN and shown.takes_own,
        "values": values,
        "errors": errors,
        "columns": [
            {"label": _("Code")},
            {"label": _("Chinese")},
            {"label": _("English")},
            {"label": _("State")},
            {"hidden_label": _("Acts")},
        ],
    }
    return render(request, "settings/code_table.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def code_edit(request: HttpRequest, code_id: UUID) -> HttpResponse:
    """Other words for one code."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    entry = get_code(code_id)
    values, errors = dict(entry.labels), NO_ERRORS
    if request.method == "POST":
        values = typed(request, "zh", "en")
        try:
            change_code(actor=actor, code_id=code_id, labels=labels_of(values))
            return redirect("settings:code-table", entry.table)
        except Invalid as error:
            errors = error.fields
    context = {
        "entry": entry,
        "label": label_in_language(entry.labels, entry.code),
        "table": get_table(entry.table),
        "values": values,
        "errors": errors,
    }
    return render(request, "settings/code_edit.html", context, status=422 if errors else 200)


@require_POST
def code_act(request: HttpRequest, code_id: UUID, act: str) -> HttpResponse:
    """Close, open again, or move by one place."""
    actor = actor_of(request)
    if act in ACTS:
        entry = ACTS[act](actor=actor, code_id=code_id)
    elif act in STEPS:
        entry = move_code(actor=actor, code_id=code_id, steps=STEPS[act])
    else:
        raise Http404
    return redirect("settings:code-table", entry.table)
