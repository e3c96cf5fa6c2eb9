"""Files that somebody asked for: ordered, watched, fetched within a day."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.connectors.files.exported import EXPORTED
from huitouke.connectors.files.orders import discard_order, path_of, queue_export
from huitouke.guests.models import SavedView
from huitouke.guests.queries import NobodyMeant
from huitouke.intake.choices import ExportState
from huitouke.intake.errors import ExportNotFound
from huitouke.intake.exports import OVERTAKEN, get_order, list_orders, note_fetched
from huitouke.intake.models import ExportOrder
from huitouke.kernel import clock
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, go_to, part
from huitouke.web.companies.face import COMPANIES
from huitouke.web.guests.face import GUESTS
from huitouke.web.lists.chosen import read_chosen
from huitouke.web.lists.exporting import meant
from huitouke.web.lists.faces import Face

COUNTED = 10_000
"""Up to here a list is counted exactly."""
FACES = {face.export_kind: face for face in (GUESTS, COMPANIES)}
WORDS = {"csv": "CSV", "xlsx": "Excel (XLSX)", "vcf": "vCard"}


@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """The person's own files."""
    actor = actor_of(request)
    if not any(actor.has_right(exported.right) for exported in EXPORTED.values()):
        raise RightMissing(Right.GUESTS_EXPORT)
    columns = [
        {"label": _("File")},
        {"label": _("State")},
        {"label": _("Rows"), "numeric": True},
        {"label": _("Ordered")},
    ]
    return render(request, "exports/export_list.html", {"orders": list_orders(actor), "columns": columns})


@require_http_methods(["GET", "POST"])
def order_new(request: HttpRequest, face: Face) -> HttpResponse:
    """A long list: how many rows the file would hold, then the order."""
    actor, exported = actor_of(request), EXPORTED[face.export_kind]
    actor.require(exported.right)
    day = business_date(request)
    form = exported.form_of(request.GET.get("as", ""))
    count = exported.count(actor, meant(request, face), day, COUNTED)
    view = _view(request, face)
    if request.method == "POST":
        order = queue_export(
            actor=actor,
            kind=face.export_kind,
            form=form,
            chosen=face.read_quick(request),
            view_id=view.id if view else None,
            day=day,
            row_estimate=count if count <= COUNTED else None,
        )
        return redirect("exports:export-detail", order.id)
    context = {
        "face": face,
        "form_word": WORDS[form],
        "listed": _listed(face, count),
        "view": view,
        "back_url": read_chosen(request, face).list_url(),
        "query": request.GET.urlencode(),
    }
    return render(request, "exports/export_new.html", context)


def _listed(face: Face, count: int) -> str:
    if count > COUNTED:
        return face.listed(COUNTED) % {"count": f"{COUNTED:,}+"}
    return face.listed(count) % {"count": f"{count:,}"}


def _view(request: HttpRequest, face: Face) -> SavedView | None:
    """The saved view of the address; None where quick filters alone narrow the list."""
    try:
        return read_chosen(request, face, is_strict=True).view
    except NobodyMeant:
        return None


@require_GET
def order_detail(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """How far a file is; then the file."""
    order = get_order(actor_of(request), order_id)
    return render(request, "exports/export_detail.html", {**_progress(order), "error": _error(order)})


@require_GET
def progress(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The bar of a file that is being written; opens its page when it is over."""
    order = get_order(actor_of(request), order_id)
    if order.is_over:
        return go_to(reverse("exports:export-detail", args=[order.id]))
    return part(request, "exports/_progress.html", _progress(order))


@require_GET
def fetch(request: HttpRequest, order_id: UUID) -> FileResponse:
    """The file itself, for whoever ordered it and may still export."""
    actor = actor_of(request)
    right = EXPORTED[get_order(actor, order_id).kind].right
    order = note_fetched(actor=actor, right=right, order_id=order_id)
    try:
        file = path_of(order).open("rb")
    except FileNotFoundError as error:
        raise ExportNotFound from error
    return FileResponse(file, as_attachment=True, filename=order.file_name)


@require_POST
def delete(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The file is wanted no more."""
    discard_order(actor=actor_of(request), order_id=order_id)
    return redirect("exports:export-list")


def _progress(order: ExportOrder) -> dict[str, Any]:
    label = _("Waiting for the worker")
    note = _("You may close this page; the file waits under Exports for a day.")
    if order.state == ExportState.RUNNING:
        label = _("%(rows)s rows written") % {"rows": f"{order.rows:,}"}
        if order.began_at:
            seconds = max((clock.now() - order.began_at).total_seconds(), 0.001)
            note = _("%(rate)s rows a second") % {"rate": f"{order.rows / seconds:,.0f}"} + " · " + note
    return {
        "order": order,
        "face": FACES[order.kind],
        "form_word": WORDS[order.form],
        "label": label,
        "note": note,
        "value": order.rows,
        "total": order.row_estimate if order.rows else None,
    }


def _error(order: ExportOrder) -> str:
    if order.state != ExportState.FAILED:
        return ""
    if order.error_code == "right_missing":
        return RightMissing(EXPORTED[order.kind].right).message
    if order.error_code == OVERTAKEN:
        return _("Somebody’s archive was erased while this file was written. Order it again.")
    return _("The file could not be written. Order it again; tell the administrator if it happens twice.")
