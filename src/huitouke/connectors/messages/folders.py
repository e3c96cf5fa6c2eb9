"""The watched folder of each connection, under HOME/inbox/<code>: whatever is laid there comes in as a message.

A file is taken once nobody has written to it for some seconds, unless its name says that it is not finished. Then it is
moved, in one step, to `done`, or to `refused` where it could not be read: the message itself is in the quarantine. A
worker that dies in between finds the file again, and the message known.
"""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages.reading import MOST_BYTES, Unread
from huitouke.connectors.messages.taking import read_message, receive_messages
from huitouke.intake.choices import MessageWay
from huitouke.intake.messages import Origin
from huitouke.intake.models import Connection, Message

logger = logging.getLogger(__name__)

QUIET_SECONDS: Final = 3.0
"""A file that was written to more recently may still grow."""
UNFINISHED: Final = frozenset(
    (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".swp", ".lock")
)
MOST_AT_ONCE: Final = 500
KEPT_DAYS: Final = {"done": 7, "refused": 30}
"""For so long the files lie beside: to look something up, no longer than needed, since they tell of guests."""


def inbox() -> Path:
    """Where the folders of all connections lie."""
    home: Path = settings.HOME
    return home / "inbox"


def folder_of(connection: Connection) -> Path:
    """The folder of one connection."""
    return inbox() / connection.code


def make_folder(connection: Connection) -> Path:
    """The folder of a connection, made where it is not there yet, for this installation's user alone."""
    place = folder_of(connection)
    for each in (place, *(place / name for name in KEPT_DAYS)):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def look_into_folders() -> set[str]:
    """Take in every finished file of every active connection; the systems of which messages came."""
    systems = set()
    for connection in Connection.objects.select_related("branch").filter(is_active=True):
        make_folder(connection)
        for path in list(_finished(folder_of(connection)))[:MOST_AT_ONCE]:
            try:
                systems |= _take(connection, path)
            except OSError as error:
                # It stays where it is and is tried again; its name may be a guest's.
                logger.warning(
                    "a file in the folder of %s cannot be taken: %s", connection.code, error.strerror
                )
    return systems


def tidy_folders() -> int:
    """Delete files of settled messages whose time is over; how many."""
    gone = 0
    for name, days in KEPT_DAYS.items():
        before = time.time() - days * 86_400
        for path in inbox().glob(f"*/{name}/*"):
            if path.lstat().st_mtime < before:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def kept_files() -> Iterator[Path]:
    """Every file that lies in a folder or beside it."""
    for path in inbox().glob("*/**/*"):
        if path.is_file() and not path.is_symlink():
            yield path


def _finished(place: Path) -> Iterator[Path]:
    """Files that are whole as far as one can see, the oldest first. Links are not followed."""
    now = time.time()
    found = []
    with os.scandir(place) as entries:
        for entry in entries:
            is_hidden = entry.name.startswith((".", "~")) or entry.name.endswith("~")
            if is_hidden or Path(entry.name).suffix.lower() in UNFINISHED:
                continue
            if not entry.is_file(follow_symlinks=False):
                continue
            told = entry.stat(follow_symlinks=False)
            if now - told.st_mtime >= QUIET_SECONDS:
                found.append((told.st_mtime, entry.name))
    for _when, name in sorted(found):
        yield place / name


def _take(connection: Connection, path: Path) -> set[str]:
    body = _beginning_of(path)
    origin = Origin(connection.branch, connection.system, connection.kind, MessageWay.FOLDER, connection)
    with transaction.atomic():
        [(message_id, waits)] = receive_messages(actor=SYSTEM, origin=origin, bodies=[body])
    _move(path, "done" if _can_be_read(message_id, waits) else "refused")
    return {connection.system} if waits else set()


def _beginning_of(path: Path) -> bytes:
    """What a file holds, up to one byte more than is read of a message: so what is too large stands in the quarantine
    with that reason, and the file itself in `refused`. Refuses with OSError what became a link meanwhile."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:  # noqa: PTH123 - opened by its descriptor
        return file.read(MOST_BYTES + 1)


def _can_be_read(message_id: UUID, waits: bool) -> bool:
    if not waits:
        return True
    try:
        return not read_message(Message.objects.select_related("branch").get(id=message_id)).unread
    except Unread:
        return False


def _move(path: Path, name: str) -> None:
    """Move a file beside, in one step, under a name that is free there."""
    place = path.parent / name
    target = place / path.name
    number = 1
    while target.exists():
        number += 1
        target = place / f"{path.stem}-{number}{path.suffix}"
    os.utime(path)
    path.rename(target)
