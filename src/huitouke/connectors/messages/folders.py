"""The watched folder of each connection, under HOME/inbox/<code>: whatever is laid there comes in as a message.

A file is taken once nobody has written to it for some seconds, unless its name says that it is not finished. Then it is
moved, in one step, to `done`, or to `refused` where it could not be read: the message itself is in the quarantine. A
worker that dies in between finds the file again, and the message known. A file that cannot be read at all stays where
it is, and stands in the quarantine for itself.
"""

import errno
import logging
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages.reading import MOST_BYTES, Unread
from huitouke.connectors.messages.taking import read_message, receive_messages
from huitouke.intake.choices import MessageWay
from huitouke.intake.messages import (
    Origin,
    keep_unread_file,
    read_laid_as,
    set_reason,
    settle_unread_file,
    unread_files,
)
from huitouke.intake.models import Connection, Message

logger = logging.getLogger(__name__)

QUIET_SECONDS: Final = 3.0
"""A file that was written to more recently may still grow."""
UNFINISHED: Final = frozenset(
    (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".swp", ".lock")
)
FILE_FORBIDDEN: Final = "file_forbidden"
FILE_UNREADABLE: Final = "file_unreadable"
FILE_GONE: Final = "file_gone"
FOLDER_UNREADABLE: Final = "folder_unreadable"
"""Why what lies in a folder stands in the quarantine unread."""
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
    """Take in every finished file of every active connection; the systems of which messages came. What cannot be read
    stands in the quarantine with its reason, and is tried again at each look."""
    systems = set()
    for connection in Connection.objects.select_related("branch").filter(is_active=True):
        unread = unread_files(connection)
        try:
            make_folder(connection)
            paths = list(_finished(folder_of(connection)))[:MOST_AT_ONCE]
        except OSError as error:
            _keep_unread(connection, "", "", FOLDER_UNREADABLE, error)
            continue
        settle_unread_file(unread, "")
        for path in paths:
            try:
                systems |= _take(connection, path, unread)
            except OSError as error:
                _note_failure(connection, path, error)
    return systems


def take_again(message: Message) -> str:
    """Try once more to read the file, or the folder, that this message of the quarantine stands for. '' where it could
    be read: what it says is a message of its own then. Else why not, which stands with the message from now on."""
    connection, name = message.connection, read_laid_as(message)
    if connection is None:
        return FILE_GONE
    path = folder_of(connection) / name
    try:
        if name:
            _take(connection, path, unread_files(connection))
        else:
            os.scandir(path).close()
            settle_unread_file(unread_files(connection), "")
    except OSError as error:
        reason = FILE_GONE if isinstance(error, FileNotFoundError) else _reason_of(error)
        set_reason(message, reason if name else FOLDER_UNREADABLE)
        return message.reason
    return ""


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


def _take(connection: Connection, path: Path, unread: Sequence[tuple[str, UUID]]) -> set[str]:
    body = _beginning_of(path)
    with transaction.atomic():
        [(message_id, waits)] = receive_messages(actor=SYSTEM, origin=_origin(connection), bodies=[body])
        settle_unread_file(unread, path.name)
    _move(path, "done" if _can_be_read(message_id, waits) else "refused")
    return {connection.system} if waits else set()


def _note_failure(connection: Connection, path: Path, error: OSError) -> None:
    """A file that is gone meanwhile, or has become a link, is none of ours; one that is read but cannot be moved comes
    again as the message that it is; every other waits for somebody."""
    if isinstance(error, FileNotFoundError) or error.errno == errno.ELOOP:
        return
    if error.filename2 is not None:
        logger.warning("a file in the folder of %s cannot be moved: %s", connection.code, error.strerror)
        return
    told = path.lstat()
    _keep_unread(connection, path.name, f"{told.st_mtime_ns} {told.st_size}", _reason_of(error), error)


def _keep_unread(connection: Connection, name: str, mark: str, reason: str, error: OSError) -> None:
    if keep_unread_file(_origin(connection), name, mark, reason):
        # The name of the file may be a guest's: no log tells it.
        logger.warning("the folder of %s holds what cannot be read: %s", connection.code, error.strerror)


def _reason_of(error: OSError) -> str:
    return FILE_FORBIDDEN if isinstance(error, PermissionError) else FILE_UNREADABLE


def _origin(connection: Connection) -> Origin:
    return Origin(connection.branch, connection.system, connection.kind, MessageWay.FOLDER, connection)


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
