"""How an import goes, and what it said about each row."""

import tempfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.connectors.files.errors import UNREADABLE, sentence
from huitouke.connectors.files.exports import write_csv, write_xlsx
from huitouke.connectors.files.refused import forms_of, refused_file
from huitouke.connectors.files.remarks import BOOKING, COMPANY, remark_text
from huitouke.connectors.files.row_importer import SystemOfAnother
from huitouke.connectors.files.uploads import stored_path
from huitouke.intake.choices import TAKEN_BACK_KINDS, RowOutcome, RunState
from huitouke.intake.models import ImportRun, RowReport
from huitouke.intake.queries import get_run, list_reports
from huitouke.intake.refused_rows import count_refused, may_fetch
from huitouke.intake.services import take_back_of
from huitouke.kernel import clock
from huitouke.stays.booking_rows import BOOKINGS_KIND
from huitouke.web.base.requests import actor_of, go_to, part
from huitouke.web.guests.words import language_now
from huitouke.web.imports.words import kept_of, kind_words, taken_back_word, target_word

KINDS_OF_FIELDS = {COMPANY: "companies", BOOKING: BOOKINGS_KIND}
PAGE = 100
FORMS = ("csv", "xlsx")
FORM_WORDS = {"csv": "CSV", "xlsx": "Excel (XLSX)", "vcf": "vCard"}
KEPT_SHOWN = 50


@require_GET
def import_detail(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The figures of an import and, once it is over, its report, narrowed by outcome."""
    run = get_run(actor_of(request), run_id)
    if run.state == RunState.DRAFT and (not run.trial or "report" not in request.GET):
        return (
            redirect(next_page(run)) if run.actor_id == actor_of(request).id else _not_started(request, run)
        )
    shows_report = run.is_over or run.state == RunState.DRAFT
    context: dict[str, Any] = {
        "run": run,
        "shows_report": shows_report,
        **_progress(run),
        "may_be_taken_back": may_be_taken_back(run),
        "words": kind_words(run.kind),
    }
    if run.state == RunState.TAKEN_BACK:
        context |= {"taken_back": take_back_of(run), "kept": kept_of(actor_of(request), run, KEPT_SHOWN)}
    context["may_go_on"] = may_go_on(run)
    context["refused"] = refused_words(actor_of(request), run)
    if shows_report:
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
            "reports": [report_words(each) for each in reports],
            "outcome": outcome,
            "outcomes": [
                ("", _("All"), None),
                ("rejected", _("Rejected"), run.rejected),
                ("repaired", _("Repaired"), run.repaired),
            ],
            "older_url": f"?report=1&outcome={outcome}&after={reports[-1].id}" if more else "",
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
    """The bar of a running import; opens the next page when it is over."""
    run = get_run(actor_of(request), run_id)
    if run.is_over or run.state == RunState.DRAFT:
        return go_to(next_page(run))
    return part(request, "imports/_progress.html", {"run": run, **_progress(run)})


@require_GET
def report(request: HttpRequest, run_id: UUID, form: str) -> FileResponse:
    """The whole report as CSV or XLSX: row, outcome, field, reason. It holds no personal value. The name bears
    the day and hour of the branch."""
    run = get_run(actor_of(request), run_id)
    if form not in FORMS:
        raise Http404
    headings = [_("Row"), _("Outcome"), _("Field"), _("What happened")]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write = write_xlsx if form == "xlsx" else write_csv
    write(file, headings, _lines(run))
    file.seek(0)
    at = run.started_at.astimezone(ZoneInfo(run.branch.time_zone))
    return FileResponse(file, as_attachment=True, filename=f"import-{at:%Y%m%d-%H%M}.{form}")


@require_GET
def refused(request: HttpRequest, run_id: UUID, form: str) -> FileResponse:
    """The refused rows as they were sent, each with its reason, to be mended and sent again."""
    actor = actor_of(request)
    if form not in forms_of(get_run(actor, run_id)):
        raise Http404
    rows = refused_file(actor=actor, run_id=run_id, form=form)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    rows.write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=rows.file_name)


def _lines(run: ImportRun) -> Iterator[list[str]]:
    after = 0
    while reports := list_reports(run, after=after, limit=1000):
        for each in reports:
            words = report_words(each)
            yield [str(words["row"]), str(words["outcome"]), words["field"], words["text"]]
        after = reports[-1].id


def next_page(run: ImportRun) -> str:
    """Where a run goes on: a draft at the step that comes next, every other at its page."""
    if run.state == RunState.DRAFT:
        return reverse("imports:import-check" if run.mapping else "imports:import-columns", args=[run.id])
    return reverse("imports:import-detail", args=[run.id])


def _not_started(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What others are told of a draft: its file is its sender's alone."""
    return render(request, "imports/import_detail.html", {"run": run, "is_of_another": True})


def may_go_on(run: ImportRun) -> bool:
    """Whether a stopped import can go on: its columns are told and its file is still here."""
    is_stopped = run.state == RunState.CANCELLED or run.error_code in ("import_broke_off", "import_gave_up")
    return bool(
        is_stopped and run.is_over and run.mapping and run.stored_as and stored_path(run.stored_as).exists()
    )


def report_words(each: RowReport) -> dict[str, Any]:
    """One remark in the reader's words."""
    kind = next((kind for prefix, kind in KINDS_OF_FIELDS.items() if each.field.startswith(prefix)), "guests")
    field = target_word(each.field, kind) if each.field else ""
    return {
        "row": each.row_number,
        "code": each.outcome,
        "outcome": RowOutcome(each.outcome).label,
        "field": field,
        "text": remark_text(each.field, each.code, each.data),
    }


def refused_words(actor: Actor, run: ImportRun) -> dict[str, Any]:
    """How many refused rows are kept, and the forms in which this reader can have them; empty where there is none."""
    count = count_refused(run) if run.rejected and run.is_over else 0
    if not count:
        return {}
    forms = forms_of(run) if may_fetch(actor, run) else ()
    return {"count": count, "forms": [(form, FORM_WORDS[form]) for form in forms]}


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
    if run.trial and run.state == RunState.DRAFT:
        return float(run.trial["seconds"])
    end = run.finished_at or clock.now()
    return max((end - (run.began_at or run.started_at)).total_seconds(), 0.001)


def may_be_taken_back(run: ImportRun) -> bool:
    """Whether this import has brought anything that could go again."""
    ended = run.state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED)
    return (
        ended
        and not run.is_dry_run
        and run.kind in TAKEN_BACK_KINDS
        and bool(run.created or run.updated or run.rejected)
        and clock.now() <= run.taken_back_until
    )


def _progress(run: ImportRun) -> dict[str, Any]:
    """Rows, rate and time left of a run that goes on; guests where it is being taken back."""
    if run.state == RunState.TAKING_BACK:
        return _progress_back(run)
    total = max(run.row_estimate or 0, run.rows)
    if run.state == RunState.LOOKING:
        label = _("Reading the file")
        return {"label": label, "note": "", "value": run.rows, "total": total if run.rows else None}
    since = clock.now() - (run.began_at or run.started_at)
    rate = (run.rows - run.began_rows) / max(since.total_seconds(), 0.001)
    left = (total - run.rows) / rate if rate > 0 and total else None
    if run.state == RunState.WAITING:
        label, note = _("Waiting for the worker"), _("You may close this page; the import goes on.")
    else:
        label = _("%(rows)s of about %(total)s rows read") % {"rows": f"{run.rows:,}", "total": f"{total:,}"}
        if run.is_cancel_asked:
            label = _("Stopping after the rows in hand")
        elif run.state == RunState.TRYING:
            label = _("Trying: %(rows)s of about %(total)s rows, nothing is written") % {
                "rows": f"{run.rows:,}",
                "total": f"{total:,}",
            }
        note = _("%(rate)s rows a second") % {"rate": f"{rate:,.0f}"}
        if left is not None:
            note += f" · {_time_left(left)}"
        note += " · " + _("You may close this page; the import goes on.")
    return {"label": label, "note": note, "value": run.rows, "total": total if run.rows else None}


def _progress_back(run: ImportRun) -> dict[str, Any]:
    done = take_back_of(run)
    settled, total = done.gone + done.restored, run.created + run.updated
    label = taken_back_word(run.kind, f"{settled:,}", f"{total:,}")
    note = _("You may close this page; it goes on.")
    return {"label": label, "note": note, "value": settled, "total": max(total, 1)}


def _time_left(seconds: float) -> str:
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("about %(n)s second left", "about %(n)s seconds left", count) % {"n": count}
    count = round(seconds / 60)
    return ngettext("about %(n)s minute left", "about %(n)s minutes left", count) % {"n": count}
