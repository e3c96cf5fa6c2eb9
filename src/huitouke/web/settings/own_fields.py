"""Fields of the hotel's own: what guests and companies are asked beyond what Huitouke brings."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.hotels.services.own_fields import (
    add_field,
    change_field,
    choice_lines,
    close_field,
    move_field,
    reopen_field,
)
from huitouke.kernel.custom_fields.queries import code_tables, field_of
from huitouke.kernel.errors import Invalid
from huitouke.kernel.models import CustomFieldDefinition
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.forms import NO_ERRORS, labels_of, typed

KINDS = {
    "text": gettext_lazy("Text"),
    "number": pgettext_lazy("not a text", "Number"),
    "date": gettext_lazy("Date"),
    "choice": gettext_lazy("Choice"),
    "code": gettext_lazy("Code table"),
    "yes_no": gettext_lazy("Yes or no"),
}
SUBJECTS = {"guest": gettext_lazy("Guests"), "company": gettext_lazy("Companies")}
ACTS = {"close": close_field, "reopen": reopen_field}
STEPS = {"up": -1, "down": 1}
BOXES = ("subject", "code", "kind", "zh", "en", "help_zh", "help_en", "code_table")


@require_http_methods(["GET", "POST"])
def own_fields(request: HttpRequest) -> HttpResponse:
    """All fields of the hotel's own; posting adds one."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    values, errors = typed(request, *BOXES), NO_ERRORS
    lines = request.POST.get("choices", "")[:20_000]
    if request.method == "POST":
        try:
            add_field(
                actor=actor,
                subject=values["subject"] or "guest",
                code=values["code"],
                kind=values["kind"],
                labels=labels_of(values),
                help_texts={"zh": values["help_zh"], "en": values["help_en"]},
                choices=lines.splitlines(),
                code_table=values["code_table"],
                is_required="is_required" in request.POST,
                is_searched="is_searched" in request.POST,
            )
            return redirect("settings:own-fields")
        except Invalid as error:
            errors = error.fields
    rows = CustomFieldDefinition.objects.order_by("subject", "sort", "code")
    groups = [
        (label, [(field_of(row), row, KINDS[row.kind]) for row in rows if row.subject == subject])
        for subject, label in SUBJECTS.items()
    ]
    context: dict[str, Any] = {
        "groups": [(label, fields) for label, fields in groups if fields],
        "values": {**values, "choices": lines},
        "errors": errors,
        "kinds": KINDS.items(),
        "subjects": SUBJECTS.items(),
        "tables": [(name, name) for name in code_tables.names()],
        "is_required": "is_required" in request.POST,
        "is_searched": "is_searched" in request.POST,
        "columns": [
            {"label": _("Field")},
            {"label": _("Holds")},
            {"label": _("Code")},
            {"label": _("State")},
            {"hidden_label": _("Acts")},
        ],
    }
    return render(request, "settings/own_fields.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def own_field_edit(request: HttpRequest, field_id: UUID) -> HttpResponse:
    """Other words, help and choices of one field."""
    actor = actor_of(request)
    actor.require_group(Right.HOTEL_CONFIGURE)
    row = get_object_or_404(CustomFieldDefinition, id=field_id)
    values, errors = (
        {**row.labels, "help_zh": row.help.get("zh", ""), "help_en": row.help.get("en", "")},
        NO_ERRORS,
    )
    lines, is_required = "\n".join(choice_lines(row.choices)), row.is_required
    if request.method == "POST":
        values = typed(request, *BOXES)
        lines, is_required = request.POST.get("choices", "")[:20_000], "is_required" in request.POST
        try:
            change_field(
                actor=actor,
                field_id=field_id,
                labels=labels_of(values),
                help_texts={"zh": values["help_zh"], "en": values["help_en"]},
                choices=lines.splitlines(),
                is_required=is_required,
            )
            return redirect("settings:own-fields")
        except Invalid as error:
            errors = error.fields
    context = {
        "field": field_of(row),
        "row": row,
        "kind": KINDS[row.kind],
        "values": {**values, "choices": lines},
        "errors": errors,
        "is_required": is_required,
    }
    return render(request, "settings/own_field_edit.html", context, status=422 if errors else 200)


@require_POST
def own_field_act(request: HttpRequest, field_id: UUID, act: str) -> HttpResponse:
    """Close, open again, or move by one place."""
    actor = actor_of(request)
    if act in ACTS:
        ACTS[act](actor=actor, field_id=field_id)
    elif act in STEPS:
        move_field(actor=actor, field_id=field_id, steps=STEPS[act])
    else:
        raise Http404
    return redirect("settings:own-fields")
