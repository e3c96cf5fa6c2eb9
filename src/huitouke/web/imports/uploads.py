"""Choosing a file, seeing what its columns mean, and starting the import."""

from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.mapping import ColumnTarget, Mapping
from huitouke.connectors.files.records import Records, open_records
from huitouke.connectors.files.targets import EXTRA, FLAG, IGNORE, PLAIN_TARGETS, is_target
from huitouke.connectors.files.tasks import queue_import
from huitouke.connectors.files.uploads import Upload, get_upload, remove_upload, store_upload
from huitouke.guests.values.raw import TARGETS
from huitouke.intake.choices import DESK
from huitouke.intake.queries import list_runs
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import current_branch
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.words import field_word, language_now

SAMPLE_ROWS = 6
SAMPLE_VALUES = 3
SYSTEM_LIMIT = 40
SURE = 0.6
_LOOK = Lock()
"""From this confidence on a recognised column is not asked about."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the preview: its heading, what it holds, what it is taken for."""

    place: int
    name: str
    samples: list[str]
    target: str
    is_sure: bool


@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    """The latest imports, and the place to lay a file."""
    return _list(request, [])


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Lay the file aside and show what it holds; a file that cannot be read is told at once."""
    actor = actor_of(request)
    actor.require(Right.IMPORTS_RUN)
    file = request.FILES.get("file")
    if file is None:
        return _list(request, [_("Choose a file first.")], status=422)
    try:
        stored = store_upload(actor, file.chunks(), file.name or "")
    except Invalid as error:
        return _list(request, error.fields["file"], status=422)
    try:
        _opened(stored)
    except UnreadableFile as error:
        remove_upload(stored.stored_as)
        return _list(request, [error.in_language(language_now())], status=422)
    return redirect("imports:import-preview", stored.id)


def _opened(stored: Upload) -> Records:
    """The file, opened for a look. One at a time in each process: a workbook is held in memory whole."""
    with _LOOK:
        return open_records(stored.path)


def _list(request: HttpRequest, errors: list[str], status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Right.IMPORTS_RUN)
    context = {
        "runs": list_runs(actor),
        "errors": errors,
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1_000_000,
        "columns": [
            {"label": _("File")},
            {"label": _("From")},
            {"label": _("Branch")},
            {"label": _("State")},
            {"label": _("Rows"), "numeric": True},
            {"label": _("New"), "numeric": True},
            {"label": _("Updated"), "numeric": True},
            {"label": _("Rejected"), "numeric": True},
            {"label": _("By")},
        ],
    }
    return render(request, "imports/import_list.html", context, status=status)


def preview(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What the columns mean, to be corrected; then the start."""
    actor = actor_of(request)
    actor.require(Right.IMPORTS_RUN)
    stored = get_upload(actor, upload_id)
    try:
        records = _opened(stored)
    except UnreadableFile as error:
        remove_upload(stored.stored_as)
        return _list(request, [error.in_language(language_now())], status=422)
    branches = list_branches(actor, Right.IMPORTS_RUN)
    here = current_branch(request)
    typed = {
        "system": request.POST.get("system", "").replace("\x00", "").strip(),
        "branch": request.POST.get("branch", here.code if here else ""),
    }
    errors: dict[str, str] = {}
    mapping = records.mapping
    if request.method == "POST":
        mapping = _chosen(request, records)
        branch = next((each for each in branches if each.code == typed["branch"]), None)
        errors = _problems(typed["system"], branch)
        if branch is not None and not errors:
            run = queue_import(
                actor=actor,
                upload=stored,
                system=typed["system"],
                branch=branch,
                mapping=mapping,
                row_estimate=records.row_count or records.row_estimate,
            )
            return redirect("imports:import-detail", run.id)
    context: dict[str, Any] = {
        "upload": stored,
        "kind": {"csv": "CSV", "xlsx": "Excel", "xls": "Excel", "parquet": "Parquet", "vcard": "vCard"}[
            records.kind
        ],
        "encoding": (records.encoding or "").upper().replace("-SIG", ""),
        "row_count": records.row_count,
        "row_estimate": records.row_estimate,
        "columns": _columns(records, mapping),
        "targets": _target_choices(),
        "branches": branches,
        "typed": typed,
        "errors": errors,
        "known_systems": sorted({run.system for run in list_runs(actor, 100)}),
        "cancel_url": reverse("imports:import-list"),
    }
    return render(request, "imports/import_preview.html", context, status=422 if errors else 200)


def _problems(system: str, branch: Branch | None) -> dict[str, str]:
    problems = {}
    if not system:
        problems["system"] = _(
            "Name where the file comes from, such as pms-opera. The same name next time finds the same guests again."
        )
    elif system == DESK:
        problems["system"] = _("desk is the name of what staff type. Choose another one.")
    elif len(system) > SYSTEM_LIMIT:
        problems["system"] = _("At most %(limit)s signs, please.") % {"limit": SYSTEM_LIMIT}
    if branch is None:
        problems["branch"] = _("Choose a branch where you may import.")
    return problems


def _chosen(request: HttpRequest, records: Records) -> Mapping:
    """The mapping as corrected on the page; what nobody touched stays as it was recognised."""
    chosen = []
    for place, column in enumerate(records.mapping.columns):
        target = request.POST.get(f"target_{place}", column.target)
        if target == EXTRA:
            target = EXTRA + column.column
        elif target == FLAG:
            target = FLAG + column.column
        if is_target(target) and target != column.target:
            column = ColumnTarget(column.column, target)
        chosen.append(column)
    return Mapping(tuple(chosen))


def _columns(records: Records, mapping: Mapping) -> list[Column]:
    """The columns with what their first rows hold, each read by itself whatever it means."""
    apart = Mapping(
        tuple(ColumnTarget(one.column, f"{EXTRA}{place}") for place, one in enumerate(mapping.columns))
    )
    samples: list[dict[str, None]] = [{} for _column in mapping.columns]
    for record in records.under(apart).sample(SAMPLE_ROWS):
        for place, held in enumerate(samples):
            for text in record.raw.get(f"{EXTRA}{place}", []):
                held.setdefault(text[:40])
    return [
        Column(
            place, one.column, list(held)[:SAMPLE_VALUES], _select_value(one.target), one.confidence >= SURE
        )
        for place, (one, held) in enumerate(zip(mapping.columns, samples, strict=True))
    ]


def _select_value(target: str) -> str:
    if target.startswith(EXTRA):
        return EXTRA
    return FLAG if target.startswith(FLAG) else target


def _target_choices() -> list[tuple[str, str]]:
    """What a column may mean, in the order of the form; keeping and leaving out stand last."""
    plain = [(target, field_word(target)) for target in TARGETS if target in PLAIN_TARGETS]
    return [
        *plain,
        (FLAG, _("Preference where the cell says yes")),
        (EXTRA, _("Keep with the record")),
        (IGNORE, _("Leave out")),
    ]
