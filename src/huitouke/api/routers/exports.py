"""Exports for programs: order a file, watch it, fetch it, let it go."""

from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from ninja import Path, Router, Status

from huitouke.api.auth import actor_of
from huitouke.api.openapi import FILE_ANSWER, refusals
from huitouke.api.schemas.exports import ExportIn, ExportListOut, ExportOut
from huitouke.connectors.files.exported import EXPORTED
from huitouke.connectors.files.orders import discard_order, path_of, queue_export
from huitouke.guests.conditions.asking import question
from huitouke.guests.saved_views import get_view
from huitouke.intake.errors import ExportNotFound
from huitouke.intake.exports import get_order, list_orders, note_fetched
from huitouke.kernel import clock

router = Router(tags=["exports"])

OrderId = Annotated[UUID, Path(description="The order's id.")]


@router.post(
    "/exports",
    response={202: ExportOut},
    operation_id="order_export",
    summary="Order a file of guests or companies",
    openapi_extra=refusals(403, 404, 413),
)
def order(request: HttpRequest, payload: ExportIn) -> Status[ExportOut]:
    """Of a saved view or of conditions. The worker writes it with the caller's rights at that moment, never more than
    at this one: whom the caller may not export is not in it, what he may not read is masked, formulas are defused."""
    actor = actor_of(request)
    exported = EXPORTED[payload.kind]
    actor.require(exported.right)
    today = timezone.localdate(clock.now())
    conditions = payload.conditions.read()
    if payload.view is None:
        question(actor, conditions, today=today, subject=exported.subject)
    else:
        get_view(actor, payload.view, subject=exported.subject)
    made = queue_export(
        actor=actor,
        kind=payload.kind,
        form=payload.format,
        chosen=conditions,
        view_id=payload.view,
        day=today,
        row_estimate=None,
    )
    return Status(202, ExportOut.of(made))


@router.get(
    "/exports",
    response=ExportListOut,
    operation_id="list_exports",
    summary="List one's own exports",
    openapi_extra=refusals(),
)
def list_(request: HttpRequest) -> ExportListOut:
    """The latest fifty that the caller ordered, here or on the pages."""
    return ExportListOut(items=[ExportOut.of(each) for each in list_orders(actor_of(request))])


@router.get(
    "/exports/{order_id}",
    response=ExportOut,
    operation_id="get_export",
    summary="Read how an export goes",
    openapi_extra=refusals(404),
)
def get(request: HttpRequest, order_id: OrderId) -> ExportOut:
    """`done` when the file can be fetched."""
    return ExportOut.of(get_order(actor_of(request), order_id))


@router.get(
    "/exports/{order_id}/file",
    operation_id="fetch_export",
    summary="Fetch the file of an export",
    openapi_extra=refusals(403, 404, more=FILE_ANSWER),
)
def fetch(request: HttpRequest, order_id: OrderId) -> FileResponse:
    """The file itself, once it is `done`; the trail keeps that it was fetched."""
    actor = actor_of(request)
    exported = EXPORTED[get_order(actor, order_id).kind]
    ready = note_fetched(actor=actor, right=exported.right, order_id=order_id)
    try:
        file = path_of(ready).open("rb")
    except FileNotFoundError as error:
        raise ExportNotFound from error
    return FileResponse(
        file, as_attachment=True, filename=ready.file_name, content_type="application/octet-stream"
    )


@router.delete(
    "/exports/{order_id}",
    response=ExportOut,
    operation_id="delete_export",
    summary="Let a file go",
    openapi_extra=refusals(404),
)
def delete(request: HttpRequest, order_id: OrderId) -> ExportOut:
    """One that is being written stops by itself; its file is gone at once."""
    actor = actor_of(request)
    return ExportOut.of(discard_order(actor=actor, order_id=order_id))
