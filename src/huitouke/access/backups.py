"""Backups as the administrator meets them: what there is, how old and how proven, and asking for one."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BackupAsked
from huitouke.access.services.audit import record_audit
from huitouke.kernel import clock
from huitouke.kernel.backups.shelf import Failure, Receipt, Shelf
from huitouke.kernel.backups.tasks import backup_now

OLD_AFTER = timedelta(hours=36)
"""A daily backup that is older than this was missed."""
UNPROVEN_AFTER = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class BackupState:
    """What the page of backups shows. `problem` is a sentence where somebody has to act, else empty."""

    receipts: list[Receipt]
    last: Receipt | None
    last_proven: Receipt | None
    failure: Failure | None
    is_busy: bool
    is_encrypted: bool
    folder: Path
    at: time | None
    keep: tuple[int, int, int]
    problem: str


def get_backup_state(actor: Actor) -> BackupState:
    """The backups of this installation, newest first. Needs `backup.manage` in the whole group."""
    actor.require_group(Right.BACKUP_MANAGE)
    shelf = Shelf(settings.BACKUP_DIR)
    receipts = shelf.receipts()
    last = receipts[0] if receipts else None
    proven = next((each for each in receipts if each.verified_at), None)
    failure = shelf.last_failure()
    return BackupState(
        receipts=receipts,
        last=last,
        last_proven=proven,
        failure=failure,
        is_busy=shelf.is_busy(),
        is_encrypted=settings.HAS_BACKUP_KEY,
        folder=shelf.folder,
        at=settings.BACKUP_AT,
        keep=settings.BACKUP_KEEP,
        problem=_problem(last, proven, failure, clock.now()),
    )


def _problem(last: Receipt | None, proven: Receipt | None, failure: Failure | None, now: datetime) -> str:
    if failure is not None:
        return _("The last backup failed. What it said stands below.")
    if last is None:
        return _("There is no backup yet. Without one, a broken disk is the end of all archives.")
    if now - last.made_at > OLD_AFTER:
        return _("The last backup is too old: it was missed. Does the worker run?")
    if proven is None or now - proven.made_at > UNPROVEN_AFTER:
        return _("No recent backup was proven by restoring it.")
    return ""


@transaction.atomic
def request_backup(*, actor: Actor) -> None:
    """Ask the worker for a backup at once, to be proven by restoring. Refuses a second one while one is made."""
    actor.require_group(Right.BACKUP_MANAGE)
    if Shelf(settings.BACKUP_DIR).is_busy():
        raise BackupAsked
    try:
        with transaction.atomic():
            backup_now.defer()
    except AlreadyEnqueued as error:
        raise BackupAsked from error
    record_audit(actor, "access.backup.requested", object_type="backup", object_id=None)
