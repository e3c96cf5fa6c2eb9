"""The list of guest types, under the settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huitouke.guests.classification import list_types_with_use
from huitouke.guests.errors import GuestTypeInUse
from huitouke.guests.services.types import close_guest_type, remove_guest_type, save_guest_type
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of

EMPTY = {"code": "", "zh": "", "en": "", "sort": ""}


def type_list(request: HttpRequest) -> HttpResponse:
    """Every type with its use; below, the form of a new one."""
    if request.method != "POST":
        return _page(request, {})
    typed = {name: request.POST.get(name, "").strip() for name in EMPTY}
    is_new = "is_new" in request.POST
    try:
        save_guest_type(
            actor=actor_of(request),
            code=typed["code"],
            labels={"zh": typed["zh"], "en": typed["en"]},
            sort=_place(typed["sort"]),
            is_new=is_new,
        )
    except Invalid as error:
        if is_new:
            return _page(request, {"typed": typed, "errors": error.fields}, status=422)
        messages.error(request, " ".join(text for texts in error.fields.values() for text in texts))
    else:
        messages.success(request, _("Saved."))
    return redirect("guests:type-list")


def _place(text: str) -> int:
    """The place as a number; one that cannot be read is out of range, so that the service says so."""
    try:
        return int(text or "0")
    except ValueError:
        return 10_000


@require_POST
def close_type(request: HttpRequest, type_code: str) -> HttpResponse:
    """Close a type, or open it again."""
    closed = request.POST.get("is_closed") == "1"
    close_guest_type(actor=actor_of(request), code=type_code, is_closed=closed)
    messages.success(request, _("Closed: it is no longer offered.") if closed else _("Open again."))
    return redirect("guests:type-list")


@require_POST
def remove_type(request: HttpRequest, type_code: str) -> HttpResponse:
    """Remove a type that no guest ever had."""
    try:
        remove_guest_type(actor=actor_of(request), code=type_code)
    except GuestTypeInUse as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Removed."))
    return redirect("guests:type-list")


def _page(request: HttpRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "rows": list_types_with_use(actor_of(request)),
        "columns": [
            {"label": _("Code")},
            {"label": _("In Chinese")},
            {"label": _("In English")},
            {"label": _("Place")},
            {"label": _("Guests"), "numeric": True},
            {"hidden_label": _("Acts"), "label": ""},
        ],
        "typed": EMPTY,
        "errors": {},
        **more,
    }
    return render(request, "guests/type_list.html", context, status=status)
