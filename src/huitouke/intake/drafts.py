"""Services that make an import ready, start it, stop it and let it go on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.intake.choices import DESK, RunState
from huitouke.intake.errors import RunNotFound, RunNotReady
from huitouke.intake.models import ImportRun, RowReport
from huitouke.intake.queries import get_run
from huitouke.intake.services import Tally
from huitouke.kernel import clock
from huitouke.kernel.errors import Invalid

SYSTEM_LIMIT = 40

GOING = (RunState.WAITING, RunState.RUNNING)
STOPPED = (RunState.CANCELLED, RunState.FAILED)


@transaction.atomic
def lay_aside(*, actor: Actor, branch: Branch, kind: str, file_name: str, stored_as: str) -> ImportRun:
    """The draft of an import whose file lies under `stored_as`, to be looked at by the worker. Refuses without
    the right to import into this branch."""
    actor.require(Right.IMPORTS_RUN, branch.id)
    run = ImportRun.objects.create(
        kind=kind,
        branch=branch,
        actor_id=actor.id,
        file_name=file_name,
        stored_as=stored_as,
        state=RunState.LOOKING,
    )
    _audit(actor, "intake.run.uploaded", run)
    return run


def get_draft(actor: Actor, run_id: UUID) -> ImportRun:
    """An import that this actor is making ready. Its file holds guests, so it is nobody else's to see."""
    run = get_run(actor, run_id)
    if run.actor_id != actor.id:
        raise RunNotFound
    return run


def set_looked_at(run: ImportRun, row_estimate: int | None) -> None:
    """The worker has seen what the file holds."""
    ImportRun.objects.filter(id=run.id, state=RunState.LOOKING).update(
        state=RunState.DRAFT, row_estimate=row_estimate, rows=0
    )


def note_reading(run: ImportRun, rows: int) -> None:
    """How many rows the worker has looked at."""
    ImportRun.objects.filter(id=run.id, state=RunState.LOOKING).update(rows=rows)


@transaction.atomic
def describe_draft(
    *, actor: Actor, run_id: UUID, system: str, branch: Branch | None, mapping: dict[str, Any]
) -> ImportRun:
    """Say where the file comes from, whose its rows are and what its columns mean; the worker looks again.
    Refuses a system without a name or with a reserved one, field by field."""
    run = _locked(actor, run_id, RunState.DRAFT)
    refuse_system(system, branch)
    assert branch is not None
    actor.require(Right.IMPORTS_RUN, branch.id)
    run.system, run.branch, run.mapping, run.state = system, branch, mapping, RunState.LOOKING
    run.trial = {}
    run.save(update_fields=["system", "branch", "mapping", "state", "trial"])
    _audit(actor, "intake.run.described", run)
    return run


def refuse_system(system: str, branch: Branch | None) -> None:
    """Refuse a name of a system, or a branch, with which no import can start."""
    problems: dict[str, list[str]] = {}
    if not system:
        problems["system"] = [
            _(
                "Name where the file comes from, such as pms-opera."
                " The same name next time finds the same guests again."
            )
        ]
    elif system == DESK:
        problems["system"] = [_("desk is the name of what staff type. Choose another one.")]
    elif len(system) > SYSTEM_LIMIT:
        problems["system"] = [_("At most %(limit)s signs, please.") % {"limit": SYSTEM_LIMIT}]
    if branch is None:
        problems["branch"] = [_("Choose a branch where you may import.")]
    if problems:
        raise Invalid("import_invalid", _("The import cannot start like this."), problems)


@transaction.atomic
def set_going(*, actor: Actor, run_id: UUID, is_trial: bool) -> ImportRun:
    """Hand a draft that is described to the worker: for good, or as a dry run that writes nothing but its
    report."""
    run = _locked(actor, run_id, RunState.DRAFT)
    refuse_system(run.system, run.branch)
    actor.require(Right.IMPORTS_RUN, run.branch_id)
    RowReport.objects.filter(run=run).delete()
    for name in Tally._fields:
        setattr(run, name, 0)
    run.settled_rows = run.settled_repeats = run.began_rows = 0
    run.is_cancel_asked, run.began_at = False, None
    run.state = RunState.TRYING if is_trial else RunState.WAITING
    if not is_trial:
        run.trial, run.started_at = {}, clock.now()
    run.save()
    _audit(actor, "intake.run.tried" if is_trial else "intake.run.started", run)
    return run


def begin_run(run: ImportRun) -> None:
    """The worker takes the run up: from here on its speed is told."""
    run.refresh_from_db()
    run.began_at, run.began_rows = clock.now(), run.rows
    if run.state != RunState.TRYING:
        run.state = RunState.RUNNING
    run.save(update_fields=["began_at", "began_rows", "state"])


def note_settled(run: ImportRun, tally: Tally, rows: int, repeats: int) -> bool:
    """Set the run's figures and how far it is in its file, in the transaction of the rows that they count;
    whether somebody has asked to stop it."""
    figures = ", ".join(f"{name} = %s" for name in Tally._fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE intake_importrun SET {figures}, settled_rows = %s, settled_repeats = %s"  # noqa: S608
            " WHERE id = %s RETURNING is_cancel_asked",
            [*tally, rows, repeats, run.id],
        )
        found = cursor.fetchone()
    return bool(found and found[0])


@transaction.atomic
def finish_trial(run: ImportRun, tally: Tally) -> None:
    """A dry run has come to its end, or was stopped: the draft has its figures."""
    began = run.began_at or clock.now()
    seconds = round((clock.now() - began).total_seconds(), 1)
    trial = {**tally._asdict(), "seconds": seconds}
    ImportRun.objects.filter(id=run.id, state=RunState.TRYING).update(
        state=RunState.DRAFT, trial=trial, settled_rows=0, settled_repeats=0, is_cancel_asked=False
    )


@transaction.atomic
def cancel_run(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Stop an import. One that is going stops after the rows in hand, and what came in stays; one that waits or
    is being made ready stops at once. Refuses for one that is over."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(id=get_run(actor, run_id).id)
    actor.require(Right.IMPORTS_RUN, run.branch_id)
    if run.state in (RunState.RUNNING, RunState.TRYING):
        run.is_cancel_asked = True
    elif run.state in (RunState.WAITING, RunState.LOOKING, RunState.DRAFT):
        run.state, run.finished_at = RunState.CANCELLED, clock.now()
    else:
        raise RunNotReady(run.state)
    run.save(update_fields=["is_cancel_asked", "state", "finished_at"])
    _audit(actor, "intake.run.cancelled", run)
    return run


def set_stopped(run: ImportRun, tally: Tally) -> None:
    """The run has stopped as it was asked to."""
    ImportRun.objects.filter(id=run.id).update(
        state=RunState.CANCELLED, finished_at=clock.now(), is_cancel_asked=False, **tally._asdict()
    )


@transaction.atomic
def resume_run(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Let an import that was stopped, or that broke off, go on after the rows that are dealt with."""
    run = _locked(actor, run_id, *STOPPED)
    if not run.system or not run.mapping:
        raise RunNotReady(run.state)
    run.state, run.finished_at, run.error_code, run.error_data = RunState.WAITING, None, "", {}
    run.is_cancel_asked = False
    run.save(update_fields=["state", "finished_at", "error_code", "error_data", "is_cancel_asked"])
    _audit(actor, "intake.run.resumed", run)
    return run


def forget_files(names: Iterable[str]) -> None:
    """The files of these names are no longer here: drafts of them are over, and stopped imports cannot go on."""
    of_these = ImportRun.objects.filter(stored_as__in=list(names))
    of_these.filter(state__in=(RunState.LOOKING, RunState.DRAFT)).update(
        state=RunState.CANCELLED, finished_at=clock.now()
    )
    of_these.update(stored_as="")


def _locked(actor: Actor, run_id: UUID, *states: str) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).get(id=get_run(actor, run_id).id)
    if run.actor_id != actor.id and RunState.DRAFT in states:
        raise RunNotFound
    actor.require(Right.IMPORTS_RUN, run.branch_id)
    if run.state not in states:
        raise RunNotReady(run.state)
    return run


def _audit(actor: Actor, code: str, run: ImportRun) -> None:
    record_audit(actor, code, object_type="import", object_id=run.id, branch_id=run.branch_id)
