"""First step of an import: what the columns of its file mean, as recognised, as saved before, as corrected."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitouke.access.choices import Right
from huitouke.access.queries import list_branches
from huitouke.connectors.files.kinds import KINDS, Kind
from huitouke.connectors.files.mapping import ColumnTarget, Mapping
from huitouke.connectors.files.row_importer import SystemOfAnother
from huitouke.connectors.files.targets import CUSTOM, EXTRA, FLAG, IGNORE
from huitouke.connectors.files.tasks import queue_study
from huitouke.connectors.files.uploads import read_look
from huitouke.intake.choices import RunState
from huitouke.intake.drafts import SYSTEM_LIMIT, get_draft
from huitouke.intake.mappings import find_mappings
from huitouke.intake.models import ImportRun, SavedMapping
from huitouke.intake.queries import list_runs
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of
from huitouke.web.imports.words import target_word

SURE = 0.6
"""From this confidence on a recognised column is not asked about."""
NAME_LIMIT = 60
KINDS_OF_FILES = {"csv": "CSV", "xlsx": "Excel", "xls": "Excel", "parquet": "Parquet", "vcard": "vCard"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it holds, what it is taken for."""

    place: int
    name: str
    samples: list[str]
    target: str
    is_sure: bool


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The columns with their first values; POST goes on to what the rows would do."""
    actor = actor_of(request)
    run = get_draft(actor, run_id)
    if run.state != RunState.DRAFT:
        return redirect("imports:import-detail", run.id)
    look = read_look(run.stored_as)
    saved = find_mappings(actor, run.kind, look["columns"])
    used = _saved_in_use(request, run, saved)
    mapping = _mapping_of(run, look, used)
    branches = list_branches(actor, Right.IMPORTS_RUN)
    remembered = str(run.mapping.get("remember", "")) or (used.name if used else "")
    typed = {
        "system": run.system or (used.system if used else ""),
        "branch": (used.branch if used and used.branch and not run.mapping else run.branch).code,
        "remember": bool(remembered),
        "name": remembered,
    }
    errors: dict[str, str] = {}
    if request.method == "POST":
        mapping = _chosen(request, mapping, KINDS[run.kind])
        typed = {
            "system": request.POST.get("system", "").strip(),
            "branch": request.POST.get("branch", ""),
            "remember": "remember" in request.POST,
            "name": request.POST.get("name", "").strip()[:NAME_LIMIT],
        }
        branch = next((each for each in branches if each.code == typed["branch"]), None)
        try:
            queue_study(
                actor=actor,
                run_id=run.id,
                system=str(typed["system"]),
                branch=branch,
                mapping=mapping,
                remember=str(typed["name"] or typed["system"]) if typed["remember"] else "",
            )
        except Invalid as error:
            errors = {name: texts[0] for name, texts in error.fields.items()}
        except SystemOfAnother as error:
            errors = {"system": error.message}
        else:
            return redirect("imports:import-check", run.id)
    context: dict[str, Any] = {
        "run": run,
        "look": look,
        "kind": KINDS_OF_FILES[look["kind"]],
        "columns": _columns(look, mapping),
        "targets": target_choices(KINDS[run.kind], mapping),
        "branches": branches,
        "typed": typed,
        "errors": errors,
        "system_limit": SYSTEM_LIMIT,
        "name_limit": NAME_LIMIT,
        "saved": saved,
        "used": used,
        "known_systems": sorted({each.system for each in list_runs(actor, 100)} - {""}),
    }
    return render(request, "imports/import_columns.html", context, status=422 if errors else 200)


def _saved_in_use(request: HttpRequest, run: ImportRun, saved: list[SavedMapping]) -> SavedMapping | None:
    """The saved mapping that the page begins with: the one asked for, else the one used last, unless somebody
    has said already what the columns mean."""
    asked = request.GET.get("saved", "")
    if asked:
        return next((each for each in saved if str(each.id) == asked), None)
    return saved[0] if saved and not run.mapping else None


def _mapping_of(run: ImportRun, look: dict[str, Any], used: SavedMapping | None) -> Mapping:
    proposed = Mapping(tuple(ColumnTarget(*one) for one in look["proposed"]))
    if used is not None:
        said = Mapping.from_stored(used.mapping)
    elif run.mapping:
        said = Mapping.from_stored(run.mapping)
    else:
        return proposed
    told = {one.column: one for one in said.columns}
    return Mapping(tuple(told.get(one.column, one) for one in proposed.columns), said.values)


def _chosen(request: HttpRequest, mapping: Mapping, kind: Kind) -> Mapping:
    """The mapping as corrected on the page; what nobody touched stays as it was."""
    chosen = []
    for place, column in enumerate(mapping.columns):
        target = request.POST.get(f"target_{place}", column.target)
        if target == EXTRA:
            target = column.target if column.target.startswith(EXTRA) else EXTRA + column.column
        elif target == FLAG:
            target = column.target if column.target.startswith(FLAG) else FLAG + column.column
        if kind.importing.known.knows(target) and target != column.target:
            column = ColumnTarget(column.column, target)
        chosen.append(column)
    return Mapping(tuple(chosen), mapping.values)


def _columns(look: dict[str, Any], mapping: Mapping) -> list[Column]:
    return [
        Column(place, one.column, samples, _select_value(one.target), one.confidence >= SURE)
        for place, (one, samples) in enumerate(zip(mapping.columns, look["samples"], strict=True))
    ]


def _select_value(target: str) -> str:
    if target.startswith(EXTRA):
        return EXTRA
    return FLAG if target.startswith(FLAG) else target


def target_choices(kind: Kind, mapping: Mapping) -> list[tuple[str, str]]:
    """What a column may mean, in the order of the form, with what the file's headings say besides; keeping and leaving
    out stand last."""
    own = (
        [(field.target, field.label) for field in list_fields(kind.importing.subject)]
        if kind.importing.subject
        else []
    )
    offered = [*kind.targets, *(target for target, _label in own)]
    further = [one.target for one in mapping.columns if one.target not in offered]
    prefixes = (EXTRA, FLAG, CUSTOM)
    further = [each for each in further if each != IGNORE and not each.startswith(prefixes)]
    kept = [(EXTRA, _("Keep with the record")), (IGNORE, _("Leave out"))]
    if FLAG in kind.importing.known.prefixes:
        kept = [(FLAG, _("Preference where the cell says yes")), *kept]
    return [*((target, target_word(target, kind.code)) for target in (*kind.targets, *further)), *own, *kept]
