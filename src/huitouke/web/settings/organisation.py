"""The group, its companies in law and its branches."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.models import Branch, LegalEntity
from huitouke.access.queries import get_group
from huitouke.access.services import set_up_group
from huitouke.access.services.organisation import (
    BranchForm,
    add_branch,
    change_branch,
    close_branch,
    name_legal_entity,
    reopen_branch,
)
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of
from huitouke.web.settings.forms import NO_ERRORS, labels_of, typed

RIGHT = Right.SYSTEM_MANAGE
ACTS = {"close": close_branch, "reopen": reopen_branch}
NAMES = (
    "code",
    "legal_entity",
    "entity_zh",
    "entity_en",
    "zh",
    "en",
    "time_zone",
    "currency",
    "day_change_hour",
)


@require_GET
def organisation(request: HttpRequest) -> HttpResponse:
    """Who the hotel is: group, companies in law, branches."""
    actor_of(request).require_group(RIGHT)
    context = {
        "group": get_group(),
        "entities": LegalEntity.objects.order_by("code"),
        "branches": Branch.objects.select_related("legal_entity").order_by(
            "is_closed", "-is_to_confirm", "code"
        ),
        "columns": [
            {"label": _("Branch")},
            {"label": _("Legal entity")},
            {"label": _("Time zone")},
            {"label": _("Currency")},
            {"label": _("Business date")},
        ],
    }
    return render(request, "settings/organisation.html", context)


@require_http_methods(["GET", "POST"])
def group_name(request: HttpRequest) -> HttpResponse:
    """The name of the group."""
    actor = actor_of(request)
    actor.require_group(RIGHT)
    group = get_group()
    values, errors = dict(group.labels) if group else {}, NO_ERRORS
    if request.method == "POST":
        values = typed(request, "zh", "en")
        words = {name: " ".join(text.split())[:100] for name, text in values.items() if text.strip()}
        if words:
            is_make_believe = bool(group and group.is_make_believe)
            set_up_group(actor=actor, labels=words, is_make_believe=is_make_believe)
            return redirect("settings:organisation")
        errors = {"zh": [_("Write the words, in Chinese or in English.")]}
    context = {"title": _("Name of the group"), "values": values, "errors": errors}
    return render(request, "settings/name_form.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def entity_name(request: HttpRequest, entity: str) -> HttpResponse:
    """The name of a company in law."""
    actor = actor_of(request)
    actor.require_group(RIGHT)
    row = LegalEntity.objects.filter(code=entity).first()
    if row is None:
        raise Http404
    values, errors = dict(row.labels), NO_ERRORS
    if request.method == "POST":
        values = typed(request, "zh", "en")
        try:
            name_legal_entity(actor=actor, code=entity, labels=labels_of(values))
            return redirect("settings:organisation")
        except Invalid as error:
            errors = error.fields
    context = {"title": _("Name of the legal entity"), "values": values, "errors": errors}
    return render(request, "settings/name_form.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def branch_form(request: HttpRequest, branch_id: UUID | None = None) -> HttpResponse:
    """A branch, new or to be changed."""
    actor = actor_of(request)
    actor.require_group(RIGHT)
    branch = Branch.objects.select_related("legal_entity").filter(id=branch_id).first() if branch_id else None
    if branch_id and branch is None:
        raise Http404
    values, errors = _values(branch), NO_ERRORS
    if request.method == "POST":
        values = typed(request, *NAMES)
        form = BranchForm(
            labels_of(values), values["time_zone"], values["currency"], values["day_change_hour"]
        )
        try:
            if branch is None:
                add_branch(
                    actor=actor,
                    code=values["code"],
                    legal_entity=values["legal_entity"],
                    legal_entity_labels={"zh": values["entity_zh"], "en": values["entity_en"]},
                    form=form,
                )
            else:
                change_branch(actor=actor, branch_id=branch.id, form=form)
            return redirect("settings:organisation")
        except Invalid as error:
            errors = error.fields
    context = {
        "branch": branch,
        "values": values,
        "errors": errors,
        "entities": list(LegalEntity.objects.order_by("code").values_list("code", flat=True)),
    }
    return render(request, "settings/branch_form.html", context, status=422 if errors else 200)


@require_POST
def branch_act(request: HttpRequest, branch_id: UUID, act: str) -> HttpResponse:
    """Close a branch, or open it again."""
    if act not in ACTS:
        raise Http404
    ACTS[act](actor=actor_of(request), branch_id=branch_id)
    return redirect("settings:organisation")


def _values(branch: Branch | None) -> dict[str, str]:
    if branch is None:
        return {"time_zone": "Asia/Shanghai", "currency": "CNY", "day_change_hour": "6"}
    return {
        **branch.labels,
        "time_zone": branch.time_zone,
        "currency": branch.currency,
        "day_change_hour": str(branch.day_change_hour),
    }
