"""Imports for programs: how they went, and taking one back as a whole."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status

from huitouke.access.choices import Right
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.schemas.imports import ImportListOut, ImportOut, TakeBackOut
from huitouke.connectors.files.tasks import queue_take_back
from huitouke.identity.services.take_back import foresee_take_back
from huitouke.intake.queries import get_run, list_runs

router = Router(tags=["imports"])

LATEST = 50
RunId = Annotated[UUID, Path(description="The import's id.")]


@router.get(
    "/imports",
    response=ImportListOut,
    operation_id="list_imports",
    summary="List the latest imports",
    openapi_extra=refusals(403),
)
def list_imports(request: HttpRequest) -> ImportListOut:
    """The latest imports into branches where the caller may import, newest first, fifty at most."""
    actor = actor_of(request)
    actor.require(Right.IMPORTS_RUN)
    return ImportListOut(items=[ImportOut.of(run) for run in list_runs(actor, LATEST)])


@router.get(
    "/imports/{run_id}",
    response=ImportOut,
    operation_id="get_import",
    summary="Read how an import goes",
    openapi_extra=refusals(404),
)
def get_import(request: HttpRequest, run_id: RunId) -> ImportOut:
    """State and figures of one import."""
    return ImportOut.of(get_run(actor_of(request), run_id))


@router.get(
    "/imports/{run_id}/take-back",
    response=TakeBackOut,
    operation_id="foresee_take_back",
    summary="Foresee what taking an import back would come to",
    openapi_extra=refusals(404),
)
def foresee(request: HttpRequest, run_id: RunId) -> TakeBackOut:
    """How many guests would go, be as before, and stay since they were edited. Nothing is done."""
    return TakeBackOut.of(foresee_take_back(get_run(actor_of(request), run_id)))


@router.post(
    "/imports/{run_id}/take-back",
    response={202: ImportOut},
    operation_id="take_back_import",
    summary="Take an import back",
    openapi_extra=refusals(404, 409),
)
def take_back(request: HttpRequest, run_id: RunId) -> Status[ImportOut]:
    """Begin to take a whole import back; the worker does it, and the import says how far it is. Guests edited
    since stay as they are."""
    actor = actor_of(request)
    return Status(202, ImportOut.of(get_run(actor, queue_take_back(actor=actor, run_id=run_id).id)))
