"""The worker's part: messages that wait are applied, folders are looked into, what is over is forgotten."""

import logging
import time
from contextlib import suppress
from typing import Final

from django.db import InterfaceError, OperationalError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from huitouke.connectors.messages.folders import look_into_folders, tidy_folders
from huitouke.connectors.messages.taking import BATCH, is_passing, take_messages
from huitouke.intake.messages import forget_settled, waiting_systems

logger = logging.getLogger(__name__)

GATHERING_SECONDS: Final = 0.2
"""So long messages gather behind those that were taken: fifty together cost a third of fifty one by one. One that comes
alone is taken at once."""


@app.task(name="messages.take")
def take(system: str) -> None:
    """Apply what waits of one system, a batch a transaction, until none is left. After a deadlock, or when the
    database restarts, the sweep begins anew: a retry of this job would collide with one that is queued under its
    lock, and hold the lock for ever."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        while taken := take_messages(system):
            if len(taken) < BATCH:
                time.sleep(GATHERING_SECONDS)
    except (OperationalError, InterfaceError) as error:
        if not is_passing(error):
            raise
        logger.info("messages wait for the next sweep: %s", type(error).__name__)


def queue(system: str) -> None:
    """Let the worker see to a system's messages, in the transaction that kept one. A job that has not begun yet will
    find it too."""
    lock = f"messages.take:{system}"
    # Mostly one waits already; asking is cheaper than being refused.
    waiting = ProcrastinateJob.objects.filter(queueing_lock=lock, status=Status.TODO.value)
    if waiting.exists():
        return
    with suppress(AlreadyEnqueued), transaction.atomic():
        take.configure(lock=lock, queueing_lock=lock).defer(system=system)


@app.periodic(cron="* * * * * */15")
@app.task(name="messages.sweep", queueing_lock="messages.sweep")
def sweep(timestamp: int) -> None:
    """See to whatever waits: what a killed worker left, what was mended."""
    for system in waiting_systems():
        queue(system)


@app.periodic(cron="* * * * * */10")
@app.task(
    name="messages.look_into_folders", queueing_lock="messages.look_into_folders", lock="messages.folders"
)
def look(timestamp: int) -> None:
    """Take in the files that lie in the folders of connections."""
    for system in look_into_folders():
        queue(system)


@app.periodic(cron="27 4 * * *")
@app.task(name="messages.forget", queueing_lock="messages.forget")
def forget(timestamp: int) -> None:
    """Forget what was settled long ago, and the files of settled messages."""
    forget_settled()
    tidy_folders()
