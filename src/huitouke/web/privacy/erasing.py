"""Erasing a guest, and what was erased."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huitouke.identity.choices import ErasureReason
from huitouke.identity.errors import ErasureWaits
from huitouke.identity.queries import get_erasure, list_erasures
from huitouke.identity.services.erasure import erase_guest, lift_erasure, line_from, preview_erasure
from huitouke.kernel.errors import Invalid
from huitouke.kernel.privacy import Line, label_of
from huitouke.web.base.requests import actor_of


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """First what would go and what would stay; the name typed and a reason given, it is done."""
    actor = actor_of(request)
    preview = preview_erasure(actor, guest_id)
    context: dict[str, Any] = {
        "guest": preview.guest,
        "goes": _words(preview.goes),
        "stays": _words(preview.stays),
        "reasons": ErasureReason.choices,
        "typed": {},
        "errors": {},
    }
    if request.method != "POST":
        return render(request, "privacy/guest_erase.html", context)
    typed = {"typed": request.POST.get("typed", ""), "reason": request.POST.get("reason", "")}
    try:
        erasure = erase_guest(actor=actor, guest_id=guest_id, **typed)
    except Invalid as error:
        context |= {"typed": typed, "errors": error.fields}
        return render(request, "privacy/guest_erase.html", context, status=422)
    except ErasureWaits as error:
        context |= {"typed": typed, "errors": {"": [error.message]}}
        return render(request, "privacy/guest_erase.html", context, status=409)
    messages.success(request, _("The guest is erased."))
    return redirect("privacy:erasure-detail", erasure.id)


@require_GET
def erasure_list(request: HttpRequest) -> HttpResponse:
    """All erasures, newest first."""
    columns: list[dict[str, Any]] = [
        {"label": _("Erased at")},
        {"label": _("Reason")},
        {"label": _("By")},
        {"label": _("Things"), "numeric": True},
        {"label": _("Kept by law until")},
    ]
    rows = []
    for erasure in list_erasures(actor_of(request)):
        report = [line_from(said) for said in erasure.report]
        ends = [line.keep_until for line in report if line.keep_until]
        rows.append(
            (erasure, sum(line.count for line in report if not line.is_kept), max(ends, default=None))
        )
    return render(request, "privacy/erasure_list.html", {"rows": rows, "columns": columns})


@require_http_methods(["GET", "POST"])
def erasure_detail(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """The report of one erasure; here a manager lets the person come in again."""
    actor = actor_of(request)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            lift_erasure(actor=actor, erasure_id=erasure_id, because=request.POST.get("because", ""))
        except Invalid as error:
            errors = error.fields
        else:
            messages.success(request, _("This person may be taken in again."))
            return redirect("privacy:erasure-detail", erasure_id)
    erasure = get_erasure(actor, erasure_id)
    report = [line_from(said) for said in erasure.report]
    context = {
        "erasure": erasure,
        "goes": _words([line for line in report if not line.is_kept]),
        "stays": _words([line for line in report if line.is_kept]),
        "errors": errors,
        "typed": request.POST.get("because", ""),
    }
    return render(request, "privacy/erasure_detail.html", context, status=422 if errors else 200)


def _words(found: list[Line]) -> list[tuple[object, Line]]:
    return [(label_of(line.code), line) for line in found]
