"""How an import goes, and what it said about each row."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.connectors.files.errors import UNREADABLE, sentence
from huitouke.connectors.files.exports import defuse
from huitouke.connectors.files.guests import SystemOfAnother
from huitouke.connectors.files.remarks import remark_text
from huitouke.identity.services.take_back import list_kept
from huitouke.intake.choices import RowOutcome, RunState
from huitouke.intake.models import ImportRun, RowReport
from huitouke.intake.queries import get_run, list_reports
from huitouke.intake.services import take_back_of
from huitouke.kernel import clock
from huitouke.web.base.requests import actor_of, go_to, part
from huitouke.web.guests.words import field_word, language_now

PAGE = 100
KEPT_SHOWN = 50


@require_GET
def import_detail(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The figures of an import and, once it is over, its report, narrowed by outcome."""
    run = get_run(actor_of(request), run_id)
    context: dict[str, Any] = {"run": run, **_progress(run), "may_be_taken_back": may_be_taken_back(run)}
    if run.state == RunState.TAKEN_BACK:
        context |= {"taken_back": take_back_of(run), "kept": list_kept(actor_of(request), run, KEPT_SHOWN)}
    if run.is_over:
        outcome = request.GET.get("outcome", "")
        outcome = outcome if outcome in RowOutcome.values else ""
        after = request.GET.get("after", "")
        reports = list_reports(
            run,
            after=int(after[:18]) if after.isascii() and after.isdigit() else 0,
            limit=PAGE + 1,
            outcome=outcome,
        )
        more, reports = len(reports) > PAGE, reports[:PAGE]
        context |= {
            "reports": [report_words(report) for report in reports],
            "outcome": outcome,
            "outcomes": [
                ("", _("All"), None),
                ("rejected", _("Rejected"), run.rejected),
                ("repaired", _("Repaired"), run.repaired),
            ],
            "older_url": f"?outcome={outcome}&after={reports[-1].id}" if more else "",
            "seconds": _seconds(run),
            "error": error_words(run),
            "columns": [
                {"label": _("Row"), "numeric": True},
                {"label": _("Outcome")},
                {"label": _("Field")},
                {"label": _("What happened")},
            ],
        }
    return render(request, "imports/import_detail.html", context)


@require_GET
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The bar of a running import; opens the report when it is over."""
    run = get_run(actor_of(request), run_id)
    if run.is_over:
        return go_to(reverse("imports:import-detail", args=[run.id]))
    return part(request, "imports/_progress.html", {"run": run, **_progress(run)})


@require_GET
def report_csv(request: HttpRequest, run_id: UUID) -> StreamingHttpResponse:
    """The whole report as CSV: row, outcome, field, reason. It holds no personal value."""
    run = get_run(actor_of(request), run_id)
    response = StreamingHttpResponse(_csv(run), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="import-{run.started_at:%Y%m%d-%H%M}.csv"'
    )
    return response


def _csv(run: ImportRun) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([_("Row"), _("Outcome"), _("Field"), _("What happened")])
    after = 0
    while True:
        reports = list_reports(run, after=after, limit=1000)
        for report in reports:
            words = report_words(report)
            writer.writerow(
                [str(words["row"]), str(words["outcome"]), defuse(words["field"]), defuse(words["text"])]
            )
        yield buffer.getvalue().encode()
        if len(reports) < 1000:
            return
        after = reports[-1].id
        buffer.seek(0)
        buffer.truncate()


def report_words(report: RowReport) -> dict[str, Any]:
    """One remark in the reader's words."""
    field = field_word(report.field) if report.field else ""
    return {
        "row": report.row_number,
        "code": report.outcome,
        "outcome": RowOutcome(report.outcome).label,
        "field": field,
        "text": remark_text(report.field, report.code, report.data),
    }


def error_words(run: ImportRun) -> str:
    """Why a failed import failed, and what to do."""
    if run.state != RunState.FAILED:
        return ""
    if run.error_code in UNREADABLE:
        return sentence(run.error_code, run.error_data, language_now())
    # The worker wrote its message in its own language.
    if run.error_code == "import_system_of_another":
        return SystemOfAnother().message
    if run.error_code == "import_broke_off":
        return _(
            "The import broke off by a fault of ours. What had come in stays; import the same file again."
        )
    if run.error_code == "import_gave_up":
        return _("The import waited an hour for its turn and gave up. Import the same file again.")
    if run.error_code == "right_missing":
        return RightMissing(Right.IMPORTS_RUN).message
    return str(run.error_data.get("message") or run.error_code)


def _seconds(run: ImportRun) -> float:
    end = run.finished_at or clock.now()
    return max((end - run.started_at).total_seconds(), 0.001)


def may_be_taken_back(run: ImportRun) -> bool:
    """Whether this import has brought anything that could go again."""
    ended = run.state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED)
    return ended and not run.is_dry_run and bool(run.created or run.updated or run.rejected)


def _progress(run: ImportRun) -> dict[str, Any]:
    """Rows, rate and time left of a run that goes on; guests where it is being taken back."""
    if run.state == RunState.TAKING_BACK:
        return _progress_back(run)
    total = max(run.row_estimate or 0, run.rows)
    rate = run.rows / _seconds(run)
    left = (total - run.rows) / rate if rate > 0 and total else None
    if run.state == RunState.WAITING:
        label, note = _("Waiting for the worker"), _("You may close this page; the import goes on.")
    else:
        label = _("%(rows)s of about %(total)s rows read") % {"rows": f"{run.rows:,}", "total": f"{total:,}"}
        note = _("%(rate)s rows a second") % {"rate": f"{rate:,.0f}"}
        if left is not None:
            note += f" · {_time_left(left)}"
        note += " · " + _("You may close this page; the import goes on.")
    return {"label": label, "note": note, "value": run.rows, "total": total if run.rows else None}


def _progress_back(run: ImportRun) -> dict[str, Any]:
    done = take_back_of(run)
    settled, total = done.gone + done.restored, run.created + run.updated
    label = _("%(done)s of %(total)s guests taken back") % {"done": f"{settled:,}", "total": f"{total:,}"}
    note = _("You may close this page; it goes on.")
    return {"label": label, "note": note, "value": settled, "total": max(total, 1)}


def _time_left(seconds: float) -> str:
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("about %(n)s second left", "about %(n)s seconds left", count) % {"n": count}
    count = round(seconds / 60)
    return ngettext("about %(n)s minute left", "about %(n)s minutes left", count) % {"n": count}
