"""Imports that were started on a page, done by the worker."""

import json
import logging
from uuid import UUID

from django.db import OperationalError, connection, transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.models import Branch, User
from huitouke.access.queries import get_actor
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.guests import import_file
from huitouke.connectors.files.mapping import Mapping
from huitouke.connectors.files.uploads import Upload, forget_note, remove_stale, remove_upload, stored_path
from huitouke.identity.services.take_back import take_back_import
from huitouke.intake.choices import RunState
from huitouke.intake.errors import SystemBusy
from huitouke.intake.models import ImportRun
from huitouke.intake.queries import get_run
from huitouke.intake.services import fail_run, fail_take_back, start_run, start_take_back
from huitouke.kernel.errors import DomainError

logger = logging.getLogger(__name__)

WAIT_SECONDS = 10
MOST_ATTEMPTS = 360
PASSING = (SystemBusy, OperationalError)
"""Another file of the same system, a database that restarts, a deadlock: gone after a while."""


@app.task(
    name="huitouke.connectors.files.tasks.run_import",
    retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, wait=WAIT_SECONDS, retry_exceptions=PASSING),
    pass_context=True,
)
def run_import(context: JobContext, run_id: str) -> None:
    """Take in the file of a waiting run. Safe to run again after a killed worker: rows already held are known
    by system, id and content. What passes is waited for, an hour at most; whatever else breaks off is told on
    the run's page, and the file stays for the administrator."""
    run_once(run_id, is_last=context.job.attempts + 1 >= MOST_ATTEMPTS)


def run_once(run_id: str, *, is_last: bool = False) -> None:
    """One attempt; the last one says on the run's page that it gave up."""
    _drop_broken_connection()
    run = get_run(SYSTEM, UUID(run_id))
    if run.is_over:
        remove_upload(run.stored_as)
        return
    try:
        take_in(run)
    except PASSING as error:
        if is_last:
            _drop_broken_connection()
            fail_run(run, "import_gave_up", {"reason": type(error).__name__})
        raise
    except Exception:
        fail_run(run, "import_broke_off", {})
        raise
    remove_upload(run.stored_as)


def _drop_broken_connection() -> None:
    """Let the next statement connect anew where the database went away since the last one."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def take_in(run: ImportRun) -> None:
    """Import the file of a run; a file or a right that refuses has failed the run with its reason."""
    try:
        import_file(
            stored_path(run.stored_as),
            actor=get_actor(run.actor) if run.actor else SYSTEM,
            branch=run.branch.code,
            system=run.system,
            mapping=mapping_of(run),
            run=run,
            file_name=run.file_name,
        )
    except SystemBusy:
        raise
    except UnreadableFile as error:
        # import_file has failed the run with the reason.
        logger.info("import %s could not be read: %s", run.id, error.code)
    except DomainError as error:
        fail_run(run, error.code, {"message": error.message})
        logger.warning("import %s was refused: %s", run.id, error.code)


@app.task(
    name="huitouke.connectors.files.tasks.run_take_back",
    retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, wait=WAIT_SECONDS, retry_exceptions=PASSING),
)
def run_take_back(run_id: str, actor_id: str | None) -> None:
    """Take an import back for whoever asked. Safe to run again: what is taken back already stays so."""
    _drop_broken_connection()
    user = User.objects.filter(id=actor_id).first() if actor_id else None
    run = get_run(SYSTEM, UUID(run_id))
    if run.state != RunState.TAKING_BACK:
        return
    try:
        take_back_import(actor=get_actor(user) if user else SYSTEM, run_id=run.id)
    except PASSING:
        raise
    except DomainError as error:
        fail_take_back(run, error.code)
        logger.warning("import %s could not be taken back: %s", run.id, error.code)
    except Exception:
        fail_take_back(run, "import_broke_off")
        raise


@transaction.atomic
def queue_take_back(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Say that an import is to be taken back and hand that to the worker, both or neither."""
    run = start_take_back(actor=actor, run_id=run_id)
    run_take_back.defer(run_id=str(run.id), actor_id=str(actor.id) if actor.id else None)
    return run


@app.periodic(cron="41 * * * *")
@app.task(name="huitouke.connectors.files.tasks.tidy_uploads", queueing_lock="tidy_uploads")
def tidy_uploads(timestamp: int) -> None:
    """Take away the files that nobody started to import within a day: they hold guests."""
    remove_stale()


def mapping_of(run: ImportRun) -> Mapping | None:
    """The meaning of the columns as it was chosen on the page; None lets the file speak for itself."""
    columns = run.mapping.get("columns")
    return Mapping.from_json(json.dumps(columns)) if columns else None


@transaction.atomic
def queue_import(
    *,
    actor: Actor,
    upload: Upload,
    system: str,
    branch: Branch,
    mapping: Mapping,
    row_estimate: int | None,
) -> ImportRun:
    """Open the run of an upload and hand it to the worker, both or neither."""
    run = start_run(
        actor=actor,
        system=system,
        branch=branch,
        file_name=upload.file_name,
        mapping={"columns": json.loads(mapping.to_json())},
        stored_as=upload.stored_as,
        state=RunState.WAITING,
        row_estimate=row_estimate,
    )
    run_import.defer(run_id=str(run.id))
    transaction.on_commit(lambda: forget_note(upload))
    return run
