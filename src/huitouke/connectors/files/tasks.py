"""Imports that were started on a page, done by the worker."""

import logging
from concurrent.futures import BrokenExecutor
from functools import partial
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.models import Branch, User
from huitouke.access.queries import get_actor
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.kinds import KINDS
from huitouke.connectors.files.looking import look_at, study
from huitouke.connectors.files.mapping import Mapping
from huitouke.connectors.files.row_importer import refuse_system_of_another
from huitouke.connectors.files.taking_back import take_back_run
from huitouke.connectors.files.uploads import (
    Upload,
    UploadGone,
    read_look,
    remove_stale,
    remove_upload,
    stored_path,
    write_look,
)
from huitouke.identity.match_state import PROPOSE_TASK
from huitouke.intake.choices import RunState
from huitouke.intake.drafts import (
    cancel_run,
    describe_draft,
    forget_files,
    lay_aside,
    note_reading,
    resume_run,
    set_going,
    set_looked_at,
)
from huitouke.intake.errors import SystemBusy
from huitouke.intake.mappings import save_mapping
from huitouke.intake.models import ImportRun
from huitouke.intake.queries import get_run
from huitouke.intake.services import fail_run, fail_take_back, start_take_back
from huitouke.kernel.errors import DomainError

logger = logging.getLogger(__name__)

WAIT_SECONDS = 10
MOST_ATTEMPTS = 360
PASSING = (SystemBusy, OperationalError, InterfaceError, BrokenExecutor)
"""Another file of the same system, a database that restarts, a deadlock, an encoding process that was killed: gone
after a while."""


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
    if run.state not in (RunState.WAITING, RunState.RUNNING, RunState.TRYING):
        if run.state == RunState.DONE:
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
    run.refresh_from_db(fields=["state"])
    if run.state == RunState.DONE:
        remove_upload(run.stored_as)


@app.task(
    name="huitouke.connectors.files.tasks.look_into",
    retry=RetryStrategy(
        max_attempts=30, wait=WAIT_SECONDS, retry_exceptions=(OperationalError, InterfaceError)
    ),
)
def look_into(run_id: str) -> None:
    """See what the file of a draft holds; once it is described, also what its first rows would do."""
    _drop_broken_connection()
    run = get_run(SYSTEM, UUID(run_id))
    if run.state != RunState.LOOKING:
        return
    path = stored_path(run.stored_as)
    kind = KINDS[run.kind]
    try:
        if not run.mapping:
            seen = look_at(path, kind.importing.propose, kind.importing.subject)
        else:
            seen = read_look(run.stored_as)
            mapping = Mapping.from_stored(run.mapping)
            seen["study"] = study(
                path,
                mapping,
                kind.source(get_actor(run.actor) if run.actor else SYSTEM, run.branch, run.system),
                propose=kind.importing.propose,
                coded=kind.coded,
                foresee=kind.foresee,
                progress=partial(note_reading, run),
            )
        write_look(run.stored_as, seen)
    except UnreadableFile as error:
        fail_run(run, error.code, error.data)
        remove_upload(run.stored_as)
    except UploadGone:
        fail_run(run, "file_missing", {})
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        fail_run(run, "import_broke_off", {})
        raise
    else:
        set_looked_at(run, seen["row_estimate"])


def _drop_broken_connection() -> None:
    """Let the next statement connect anew where the database went away since the last one."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def take_in(run: ImportRun) -> None:
    """Import the file of a run; a file or a right that refuses has failed the run with its reason."""
    try:
        KINDS[run.kind].take_in(
            stored_path(run.stored_as),
            actor=get_actor(run.actor) if run.actor else SYSTEM,
            branch=run.branch.code,
            system=run.system,
            mapping=Mapping.from_stored(run.mapping) if run.mapping else None,
            run=run,
            file_name=run.file_name,
            dry_run=run.state == RunState.TRYING,
        )
    except SystemBusy:
        raise
    except UnreadableFile as error:
        # import_rows has failed the run with the reason.
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
        take_back_run(actor=get_actor(user) if user else SYSTEM, run_id=run.id)
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
    """Say that an import is to be taken back and hand that to the worker, both or neither. Who guests may be is looked
    up again when all of it is gone: what half an import still says would count."""
    run = start_take_back(actor=actor, run_id=run_id)
    job = run_take_back.configure(lock=PROPOSE_TASK, priority=1)
    job.defer(run_id=str(run.id), actor_id=str(actor.id) if actor.id else None)
    return run


@app.periodic(cron="41 * * * *")
@app.task(name="huitouke.connectors.files.tasks.tidy_uploads", queueing_lock="tidy_uploads")
def tidy_uploads(timestamp: int) -> None:
    """Take away the files of imports that nobody started within a day, or that were stopped: they hold guests."""
    going = (RunState.WAITING, RunState.RUNNING, RunState.TRYING)
    wanted = ImportRun.objects.filter(state__in=going).values_list("stored_as", flat=True)
    gone = remove_stale(set(wanted))
    forget_files(gone)


@transaction.atomic
def queue_upload(*, actor: Actor, upload: Upload, branch: Branch, kind: str = "guests") -> ImportRun:
    """The draft of an import of this file, handed to the worker to be looked at, both or neither. Refuses who may not
    bring rows of this kind into the branch."""
    KINDS[kind].importing.require(actor, branch)
    run = lay_aside(
        actor=actor, branch=branch, kind=kind, file_name=upload.file_name, stored_as=upload.stored_as
    )
    look_into.defer(run_id=str(run.id))
    return run


@transaction.atomic
def queue_study(
    *,
    actor: Actor,
    run_id: UUID,
    system: str,
    branch: Branch | None,
    mapping: Mapping,
    remember: str = "",
) -> ImportRun:
    """Say what the columns of a draft mean, and let the worker see what its rows would do. `remember` names the
    meaning, to be kept for the next file once this one is started."""
    stored = mapping.as_stored() | {"remember": remember}
    run = describe_draft(actor=actor, run_id=run_id, system=system, branch=branch, mapping=stored)
    KINDS[run.kind].importing.require(actor, run.branch)
    refuse_system_of_another(actor, system)
    look_into.defer(run_id=str(run.id))
    return run


@transaction.atomic
def queue_described(
    *,
    actor: Actor,
    run_id: UUID,
    system: str,
    branch: Branch | None,
    mapping: Mapping,
    remember: str = "",
    is_trial: bool = False,
) -> ImportRun:
    """Say what the columns of a draft mean and start it, or its dry run, at once: for programs, which need no look at
    the first rows in between."""
    stored = mapping.as_stored() | {"remember": remember}
    run = describe_draft(actor=actor, run_id=run_id, system=system, branch=branch, mapping=stored)
    KINDS[run.kind].importing.require(actor, run.branch)
    refuse_system_of_another(actor, system)
    set_looked_at(run, run.row_estimate)
    return queue_import(actor=actor, run_id=run.id, is_trial=is_trial)


@transaction.atomic
def queue_import(*, actor: Actor, run_id: UUID, is_trial: bool = False) -> ImportRun:
    """Start a draft, or its dry run, both or neither the state and the job."""
    run = set_going(actor=actor, run_id=run_id, is_trial=is_trial)
    if run.mapping.get("remember") and not is_trial:
        save_mapping(
            actor=actor,
            name=run.mapping["remember"],
            kind=run.kind,
            system=run.system,
            branch=run.branch,
            columns=[one[0] for one in run.mapping["columns"]],
            mapping={key: run.mapping.get(key) for key in ("columns", "values")},
        )
    run_import.defer(run_id=str(run.id))
    return run


@transaction.atomic
def queue_again(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Let a stopped import go on. Raises `UploadGone` where its file is no longer here."""
    run = resume_run(actor=actor, run_id=run_id)
    if not stored_path(run.stored_as).exists():
        raise UploadGone
    run_import.defer(run_id=str(run.id))
    return run


def discard(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Stop an import; the file of one that never started goes at once."""
    was_prepared = get_run(actor, run_id).is_prepared
    run = cancel_run(actor=actor, run_id=run_id)
    if was_prepared and run.state == RunState.CANCELLED:
        remove_upload(run.stored_as)
    return run
