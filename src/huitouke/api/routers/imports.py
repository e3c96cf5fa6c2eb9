"""Imports for programs: lay a file aside, start it, watch it, read its report, take it back as a whole."""

import tempfile
from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Path, Query, Router, Status

from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.queries import get_branch
from huitouke.api.auth import actor_of
from huitouke.api.errors import request_invalid
from huitouke.api.openapi import FILE_ANSWER, FILE_BODY, refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.imports import (
    ColumnOut,
    ColumnsOut,
    ImportListOut,
    ImportOut,
    RemarkListOut,
    RemarkOut,
    RemarkQuery,
    SavedColumnsOut,
    StartIn,
    TakeBackOut,
    UploadQuery,
)
from huitouke.connectors.files.kinds import KINDS
from huitouke.connectors.files.mapping import ColumnTarget, Mapping
from huitouke.connectors.files.refused import refused_file
from huitouke.connectors.files.taking_back import foresee_run_back
from huitouke.connectors.files.tasks import (
    discard,
    queue_again,
    queue_described,
    queue_take_back,
    queue_upload,
)
from huitouke.connectors.files.uploads import read_look, remove_upload, store_upload
from huitouke.intake.choices import RunState
from huitouke.intake.drafts import get_draft
from huitouke.intake.errors import MappingNotFound, RunNotReady
from huitouke.intake.mappings import find_mappings, note_use
from huitouke.intake.queries import get_run, list_reports, list_runs
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.errors import DomainError

router = Router(tags=["imports"])

LATEST = 50
READ_BYTES = 1 << 20
SURE = 0.6
"""From this confidence on a recognised column needs no look."""
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


@router.post(
    "/imports",
    response={201: ImportOut},
    operation_id="upload_import",
    summary="Lay a file aside to be imported",
    openapi_extra=refusals(403, 404, 413) | {"requestBody": FILE_BODY},
)
def upload(request: HttpRequest, query: Query[UploadQuery]) -> Status[ImportOut]:
    """The body is the file itself: CSV, Excel, Parquet or vCard, up to 1 GB. Nothing is taken in: the worker looks at
    it, and the import is a `draft` a moment later, for `start_import`. With an Idempotency-Key the parameters and the
    length of the body say whether it is the same request."""
    refuse_unknown_parameters(request, UploadQuery)
    actor = actor_of(request)
    actor.require(Right.IMPORTS_RUN)
    branch = get_branch(query.branch)
    KINDS[query.kind].importing.require(actor, branch)
    stored = store_upload(iter(lambda: request.read(READ_BYTES), b""), query.file_name)
    try:
        run = queue_upload(actor=actor, upload=stored, branch=branch, kind=query.kind)
    except DomainError:
        remove_upload(stored.stored_as)
        raise
    return Status(201, ImportOut.of(run))


@router.get(
    "/imports/{run_id}/columns",
    response=ColumnsOut,
    operation_id="get_import_columns",
    summary="Read what the columns of a draft are taken for",
    openapi_extra=refusals(404, 409),
)
def columns(request: HttpRequest, run_id: RunId) -> ColumnsOut:
    """For whoever sent the file, before it is started."""
    actor = actor_of(request)
    run = get_draft(actor, run_id)
    if run.state != RunState.DRAFT:
        raise RunNotReady(run.state)
    look, kind = read_look(run.stored_as), KINDS[run.kind]
    own = [each.target for each in list_fields(kind.importing.subject)]
    return ColumnsOut(
        columns=[
            ColumnOut(name=name, target=target, is_sure=confidence >= SURE)
            for name, target, confidence, _reason in look["proposed"]
        ],
        saved=[
            SavedColumnsOut(id=each.id, name=each.name, system=each.system)
            for each in find_mappings(actor, run.kind, look["columns"])
        ],
        targets=[*kind.targets, *own],
    )


@router.post(
    "/imports/{run_id}/start",
    response={202: ImportOut},
    operation_id="start_import",
    summary="Start an import, or its dry run",
    openapi_extra=refusals(403, 404, 409),
)
def start(request: HttpRequest, run_id: RunId, payload: StartIn) -> Status[ImportOut]:
    """Says what the columns of a draft mean and hands it to the worker. After a dry run the import is a draft again,
    with `trial` and its report, and is started by the same call. Columns and targets that are not known are refused."""
    actor = actor_of(request)
    run = get_draft(actor, run_id)
    if run.state != RunState.DRAFT:
        raise RunNotReady(run.state)
    look = read_look(run.stored_as)
    proposed = Mapping(tuple(ColumnTarget(*one) for one in look["proposed"]))
    values: dict[str, dict[str, str]] = {}
    if payload.saved is not None:
        known = find_mappings(actor, run.kind, look["columns"])
        saved = next((each for each in known if each.id == payload.saved), None)
        if saved is None:
            raise MappingNotFound
        note_use(saved)
        told = Mapping.from_stored(saved.mapping)
        by_name = {one.column: one for one in told.columns}
        proposed = Mapping(tuple(by_name.get(one.column, one) for one in proposed.columns))
        values = {name: dict(codes) for name, codes in told.values.items()}
    names = {one.column for one in proposed.columns}
    if not names.issuperset({*payload.columns, *payload.values}):
        raise request_invalid("column_unknown", "columns")
    if not all(KINDS[run.kind].importing.known.knows(target) for target in payload.columns.values()):
        raise request_invalid("target_unknown", "columns")
    mapping = Mapping(
        tuple(
            ColumnTarget(one.column, payload.columns[one.column]) if one.column in payload.columns else one
            for one in proposed.columns
        ),
        values | {name: dict(codes) for name, codes in payload.values.items()},
    )
    try:
        branch = get_branch(payload.branch) if payload.branch else run.branch
    except BranchNotFound:
        branch = None
    started = queue_described(
        actor=actor,
        run_id=run.id,
        system=payload.system.strip(),
        branch=branch,
        mapping=mapping,
        remember=payload.remember.strip(),
        is_trial=payload.is_dry_run,
    )
    return Status(202, ImportOut.of(get_run(actor, started.id)))


@router.get(
    "/imports/{run_id}/report",
    response=RemarkListOut,
    operation_id="get_import_report",
    summary="Read what an import said of its rows",
    openapi_extra=refusals(404),
)
def report(request: HttpRequest, run_id: RunId, query: Query[RemarkQuery]) -> RemarkListOut:
    """Every row that was refused or mended, in the order of the file; of a dry run too."""
    refuse_unknown_parameters(request, RemarkQuery)
    run = get_run(actor_of(request), run_id)
    found = list_reports(run, after=query.after, limit=query.limit + 1, outcome=query.outcome)
    more, found = len(found) > query.limit, found[: query.limit]
    return RemarkListOut(items=[RemarkOut.of(each) for each in found], next=found[-1].id if more else None)


@router.get(
    "/imports/{run_id}/refused",
    operation_id="fetch_refused_rows",
    summary="Fetch the rows that an import refused",
    openapi_extra=refusals(403, 404, more=FILE_ANSWER),
)
def refused(request: HttpRequest, run_id: RunId) -> FileResponse:
    """A CSV in the shape of the file that was sent (of cards a vCard file), each row with the reason beside it: mend it
    and send it as a new import, which passes the columns of reasons over. Needs the right to export guests, too."""
    actor = actor_of(request)
    rows = refused_file(actor=actor, run_id=run_id, form="csv")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    rows.write(file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=rows.file_name, content_type="application/octet-stream"
    )


@router.post(
    "/imports/{run_id}/cancel",
    response=ImportOut,
    operation_id="cancel_import",
    summary="Stop an import",
    openapi_extra=refusals(403, 404, 409),
)
def cancel(request: HttpRequest, run_id: RunId) -> ImportOut:
    """One that is going stops after the rows in hand, and what came in stays; a draft goes with its file."""
    actor = actor_of(request)
    return ImportOut.of(get_run(actor, discard(actor=actor, run_id=run_id).id))


@router.post(
    "/imports/{run_id}/resume",
    response={202: ImportOut},
    operation_id="resume_import",
    summary="Let a stopped import go on",
    openapi_extra=refusals(403, 404, 409),
)
def resume(request: HttpRequest, run_id: RunId) -> Status[ImportOut]:
    """After the rows that are dealt with, where its file is still here."""
    actor = actor_of(request)
    return Status(202, ImportOut.of(get_run(actor, queue_again(actor=actor, run_id=run_id).id)))


@router.get(
    "/imports/{run_id}/take-back",
    response=TakeBackOut,
    operation_id="foresee_take_back",
    summary="Foresee what taking an import back would come to",
    openapi_extra=refusals(404),
)
def foresee(request: HttpRequest, run_id: RunId) -> TakeBackOut:
    """How many guests would go, be as before, and stay since they were edited. Nothing is done."""
    return TakeBackOut.of(foresee_run_back(get_run(actor_of(request), run_id)))


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
