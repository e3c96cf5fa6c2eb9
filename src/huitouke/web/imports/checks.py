"""Second step of an import: what codes are taken for, what the first rows would do, then trial or start."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitouke.connectors.files.coded import Coded
from huitouke.connectors.files.kinds import KINDS
from huitouke.connectors.files.mapping import Mapping
from huitouke.connectors.files.remarks import remark_text
from huitouke.connectors.files.tasks import queue_import, queue_study
from huitouke.connectors.files.uploads import read_look
from huitouke.intake.choices import RunState
from huitouke.intake.drafts import get_draft
from huitouke.intake.models import ImportRun
from huitouke.web.base.requests import actor_of
from huitouke.web.imports.words import kind_words, names_seen, target_word

KEEP = "?"
LEAVE_OUT = "-"


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What would happen; POST says what codes mean, tries the whole file, or starts."""
    actor = actor_of(request)
    run = get_draft(actor, run_id)
    if run.state != RunState.DRAFT:
        return redirect("imports:import-detail", run.id)
    look = read_look(run.stored_as)
    if not run.mapping or "study" not in look:
        return redirect("imports:import-columns", run.id)
    mapping = Mapping.from_stored(run.mapping)
    if request.method == "POST":
        return _act(request, run, look["study"], mapping)
    context: dict[str, Any] = {
        "run": run,
        "look": look,
        "coded": [
            _coded(place, column, told, mapping, run.kind)
            for place, (column, told) in enumerate(look["study"]["codes"].items())
        ],
        "first": _first(request, look["study"]["first"], run.kind),
        "total": look["row_count"] or look["row_estimate"],
        "remember": run.mapping.get("remember", ""),
        "keep": KEEP,
        "leave_out": LEAVE_OUT,
        "words": kind_words(run.kind),
        "row_columns": [
            {"label": _("Row"), "numeric": True},
            {"label": kind_words(run.kind).one},
            {"label": _("What it would do")},
            {"label": _("What is odd about it")},
        ],
    }
    return render(request, "imports/import_check.html", context)


def _act(request: HttpRequest, run: ImportRun, study: dict[str, Any], mapping: Mapping) -> HttpResponse:
    actor = actor_of(request)
    act = request.POST.get("act", "")
    if act == "values":
        queue_study(
            actor=actor,
            run_id=run.id,
            system=run.system,
            branch=run.branch,
            mapping=_with_values(request, study["codes"], mapping, KINDS[run.kind].coded),
            remember=str(run.mapping.get("remember", "")),
        )
        return redirect("imports:import-check", run.id)
    queue_import(actor=actor, run_id=run.id, is_trial=act == "try")
    return redirect("imports:import-detail", run.id)


def _with_values(request: HttpRequest, codes: dict[str, Any], mapping: Mapping, coded: Coded) -> Mapping:
    """The mapping with what was chosen for each text; a text that is read by itself as the code chosen needs no
    line."""
    values = {column: dict(said) for column, said in mapping.values.items()}
    for place, (column, told) in enumerate(codes.items()):
        allowed = {code for code, _label in coded.choices(told["target"])}
        said = values.setdefault(column, {})
        for number, (text, _count, read) in enumerate(told["values"]):
            chosen = request.POST.get(f"value_{place}_{number}", "")
            said.pop(text, None)
            if chosen == LEAVE_OUT:
                said[text] = ""
            elif chosen in allowed and chosen != read:
                said[text] = chosen
    return Mapping(mapping.columns, {column: said for column, said in values.items() if said})


def _coded(place: int, column: str, told: dict[str, Any], mapping: Mapping, kind: str) -> dict[str, Any]:
    """One column of codes as the page shows it."""
    said = mapping.values.get(column, {})
    rows = []
    open_rows = 0
    for number, (text, count, read) in enumerate(told["values"]):
        chosen = said[text] or LEAVE_OUT if text in said else read or KEEP
        open_rows += count if chosen == KEEP else 0
        rows.append({"name": f"value_{place}_{number}", "text": text, "count": count, "chosen": chosen})
    return {
        "column": column,
        "field": target_word(told["target"], kind),
        "rows": rows,
        "choices": KINDS[kind].coded.choices(told["target"]),
        "more": told["more"],
        "open_rows": open_rows,
    }


def _first(request: HttpRequest, lines: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The first rows in words. A guest or company that would change is named only to whom may see them."""
    names = names_seen(actor_of(request), kind, [UUID(line["guest"]) for line in lines if line["guest"]])
    called = kind_words(kind)
    words = {
        "new": called.new_one,
        "changed": called.changes_one,
        "unchanged": _("Nothing: held already"),
        "rejected": _("Not taken"),
    }
    found = []
    for line in lines:
        guest_id = UUID(line["guest"]) if line["guest"] else None
        found.append(
            {
                **line,
                "word": words[line["outcome"]],
                "whom": names.get(guest_id) if guest_id else None,
                "url": reverse(called.detail_url, args=[guest_id]) if guest_id in names else "",
                "fields": [target_word(name, kind) for name in line["fields"]],
                "remarks": [remark_text(field, code, data) for field, code, data in line["issues"]],
            }
        )
    return found
