"""Settings of privacy: purposes with their wordings, and how long the law keeps what."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.guests.choices import ContactChannel, Ground, RetentionKind
from huitouke.guests.errors import PurposeNotFound
from huitouke.guests.models import Purpose, RetentionRule
from huitouke.guests.services.purposes import add_purpose, add_wording, close_purpose, wording_in_force
from huitouke.guests.services.retention import add_retention_rule
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of


@require_GET
def purpose_list(request: HttpRequest) -> HttpResponse:
    """Every purpose with its ground and the words in force."""
    actor = actor_of(request)
    actor.require(Right.PRIVACY_MANAGE)
    today = business_date(request)
    rows = [(purpose, wording_in_force(purpose, today)) for purpose in Purpose.objects.all()]
    columns = [
        {"label": _("Purpose")},
        {"label": _("Ground in law")},
        {"label": _("Channels")},
        {"label": _("Wording")},
    ]
    context = {"rows": rows, "columns": columns, "may_change": actor.has_group_right(Right.PRIVACY_MANAGE)}
    return render(request, "privacy/purpose_list.html", context)


@require_http_methods(["GET", "POST"])
def purpose_new(request: HttpRequest) -> HttpResponse:
    """The form of a purpose of the hotel's own."""
    actor = actor_of(request)
    actor.require_group(Right.PRIVACY_MANAGE)
    context: dict[str, Any] = {
        "grounds": Ground.choices,
        "channels": ContactChannel.choices,
        "typed": {},
        "picked": [],
    }
    if request.method == "POST":
        typed, picked = request.POST, request.POST.getlist("channels")
        try:
            purpose = add_purpose(
                actor=actor,
                code=typed.get("code", "").strip(),
                labels={"zh": typed.get("label_zh", ""), "en": typed.get("label_en", "")},
                about={"zh": typed.get("about_zh", ""), "en": typed.get("about_en", "")},
                ground=typed.get("ground", ""),
                channels=picked,
            )
        except Invalid as error:
            context |= {"typed": typed, "picked": picked, "errors": error.fields}
            return render(request, "privacy/purpose_new.html", context, status=422)
        messages.success(request, _("The purpose is added. Now write the words that guests are shown."))
        return redirect("privacy:purpose-detail", purpose.code)
    return render(request, "privacy/purpose_new.html", context)


@require_http_methods(["GET", "POST"])
def purpose_detail(request: HttpRequest, purpose_code: str) -> HttpResponse:
    """All versions of the words of a purpose, and the form of a new one."""
    actor = actor_of(request)
    actor.require(Right.PRIVACY_MANAGE)
    purpose = Purpose.objects.filter(code=purpose_code).first()
    if purpose is None:
        raise PurposeNotFound
    today = business_date(request)
    context: dict[str, Any] = {"typed": {"valid_from": today.isoformat()}, "errors": {}}
    if request.method == "POST":
        typed = request.POST
        try:
            add_wording(
                actor=actor,
                purpose_code=purpose_code,
                texts={"zh": typed.get("text_zh", ""), "en": typed.get("text_en", "")},
                valid_from=_day(typed.get("valid_from", "")),
            )
        except Invalid as error:
            context |= {"typed": typed, "errors": error.fields}
        else:
            messages.success(request, _("The new words are kept."))
            return redirect("privacy:purpose-detail", purpose_code)
    context |= {
        "purpose": purpose,
        "wordings": list(purpose.wordings.all()),
        "in_force": wording_in_force(purpose, today),
        "may_change": actor.has_group_right(Right.PRIVACY_MANAGE),
    }
    return render(request, "privacy/purpose_detail.html", context, status=422 if context["errors"] else 200)


@require_POST
def close(request: HttpRequest, purpose_code: str) -> HttpResponse:
    """Close a purpose or open it again."""
    is_closed = request.POST.get("closed") == "1"
    close_purpose(actor=actor_of(request), purpose_code=purpose_code, is_closed=is_closed)
    messages.success(request, _("The purpose is closed.") if is_closed else _("The purpose is open again."))
    return redirect("privacy:purpose-detail", purpose_code)


@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """The rules by which the law keeps data, and the form of a newer one."""
    actor = actor_of(request)
    actor.require(Right.PRIVACY_MANAGE)
    context: dict[str, Any] = {"typed": {}, "errors": {}}
    if request.method == "POST":
        typed = request.POST
        months = typed.get("months", "").strip()
        try:
            add_retention_rule(
                actor=actor,
                kind=typed.get("kind", ""),
                months=int(months) if months.isascii() and months.isdecimal() and len(months) < 6 else 0,
                law={"zh": typed.get("law_zh", ""), "en": typed.get("law_en", "")},
                valid_from=_day(typed.get("valid_from", "")),
            )
        except Invalid as error:
            context |= {"typed": typed, "errors": error.fields}
        else:
            messages.success(request, _("The rule is kept."))
            return redirect("privacy:retention-list")
    context |= {
        "rules": list(RetentionRule.objects.all()),
        "kinds": RetentionKind.choices,
        "columns": [
            {"label": _("What the law keeps")},
            {"label": _("Months"), "numeric": True},
            {"label": pgettext("of a period", "From")},
            {"label": _("Source")},
        ],
        "may_change": actor.has_group_right(Right.PRIVACY_MANAGE),
    }
    return render(request, "privacy/retention_list.html", context, status=422 if context["errors"] else 200)


def _day(text: str) -> date:
    """A day as a date box sends it. Raises `Invalid` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("This is no date. Write it as 2026-12-31.")
        raise Invalid("date_unreadable", message, {"valid_from": [message]}) from error
