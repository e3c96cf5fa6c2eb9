"""The worker's part: it looks whether a backup is due, and starts the command that makes it."""

import logging
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from procrastinate.contrib.django import app

from huitouke.kernel import clock
from huitouke.kernel.backups.shelf import Shelf, is_due

logger = logging.getLogger(__name__)

_running: list[subprocess.Popen[bytes]] = []
"""The commands that this worker started: asked after, so that none is left as a zombie."""


@app.periodic(cron="*/10 * * * *")
@app.task(name="kernel.backup_when_due", queueing_lock="kernel.backup_when_due")
def backup_when_due(timestamp: int) -> None:
    """Start the daily backup where it is due, also one that was missed."""
    if due_now(clock.now()):
        start_backup()


@app.task(name="kernel.backup_now", queueing_lock="kernel.backup_now")
def backup_now() -> None:
    """Start a backup that somebody asked for on its page, and have it proven."""
    start_backup("--verify")


def due_now(now: datetime) -> bool:
    return is_due(Shelf(settings.BACKUP_DIR), settings.BACKUP_AT, ZoneInfo(settings.TIME_ZONE), now)


def start_backup(*words: str) -> None:
    """Starts the command beside the worker, which goes on with its jobs; in the worker's own group of processes, so
    that it is stopped with it. One that runs already refuses the second by its lock."""
    _running[:] = [process for process in _running if process.poll() is None]
    if _running:
        logger.info("a backup is being made already")
        return
    command = [sys.executable, "-P", "-m", "huitouke", "backup", "--json", *(words or ("--scheduled",))]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    _running.append(
        subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    )
    logger.info("backup started")
