"""The folder of backups: names by date, a receipt beside each file, what is kept and what is due.

A receipt (`NAME.json`) says what is known of a backup without opening it: when, how large, whether it was proven. It
lies beside the file, not in the database, so that it is there when the database is not.
"""

import contextlib
import fcntl
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from huitouke.kernel.backups.errors import BackupRunning

SUFFIX: Final = ".backup"
_NAME: Final = re.compile(r"huitouke-\d{8}T\d{6}Z\.backup")
_FAILURE: Final = "last-failure.json"
JOURNAL: Final = "erasures.jsonl"
RETRY_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of one backup. `verified_at` is when its restored copy was equal table by table."""

    name: str
    made_at: datetime
    seconds: float
    size: int
    is_encrypted: bool
    product: str
    tables: int
    rows: int
    files: int
    is_scheduled: bool = False
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """The last attempt that did not succeed."""

    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many days, weeks and months the latest backup of each is kept."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


class Shelf:
    """The backups of one folder, which is made at the first backup, closed to others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Inside the block nobody else makes or prunes backups here. Raises BackupRunning."""
        self.make()
        with (self.folder / ".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackupRunning from error
            yield

    def is_busy(self) -> bool:
        """Whether a backup is being made at this moment."""
        if not self.folder.is_dir():
            return False
        try:
            with self.alone():
                return False
        except BackupRunning:
            return True

    def name_of(self, made_at: datetime) -> str:
        """The name of a backup by its instant, in UTC, so that names sort as time goes."""
        return f"huitouke-{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"

    def write_receipt(self, receipt: Receipt) -> None:
        """Writes the receipt beside its file; a success ends the story of an earlier failure."""
        self._write(f"{receipt.name}.json", asdict(receipt))
        (self.folder / _FAILURE).unlink(missing_ok=True)

    def note_failure(self, at: datetime, message: str) -> None:
        self.make()
        self._write(_FAILURE, {"at": at, "message": message})

    def last_failure(self) -> Failure | None:
        told = self._read(self.folder / _FAILURE)
        return None if told is None else Failure(datetime.fromisoformat(told["at"]), str(told["message"]))

    def receipts(self) -> list[Receipt]:
        """The backups that are there, newest first. A file without a readable receipt counts as none."""
        found = []
        for path in self.folder.glob(f"huitouke-*{SUFFIX}") if self.folder.is_dir() else ():
            told = self._read(path.with_name(f"{path.name}.json"))
            if told is None or not _NAME.fullmatch(path.name):
                continue
            for name in ("made_at", "verified_at"):
                told[name] = datetime.fromisoformat(told[name]) if told.get(name) else None
            with contextlib.suppress(TypeError):
                found.append(replace(Receipt(**told), name=path.name, size=path.stat().st_size))
        return sorted(found, key=lambda receipt: receipt.made_at, reverse=True)

    def prune(self, keep: Keep) -> list[str]:
        """Takes away the scheduled backups that `keep` does not ask for; the names of those. Backups made by hand
        stay, and so does the newest one that was proven."""
        receipts = self.receipts()
        kept = chosen(receipts, keep)
        gone = [each.name for each in receipts if each.is_scheduled and each.name not in kept]
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)
            (self.folder / f"{name}.json").unlink(missing_ok=True)
        return gone

    def keep_journal(self, journal: Path) -> None:
        """Lays a copy of the journal of erasures beside the backups, for a restore on another machine."""
        if journal.is_file():
            self._write_bytes(JOURNAL, merged((self.folder / JOURNAL, journal)))

    def bring_journal(self, journal: Path) -> None:
        """Adds to an installation's journal what the one beside the backups knows besides."""
        if not (self.folder / JOURNAL).is_file():
            return
        journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Shelf(journal.parent)._write_bytes(journal.name, merged((journal, self.folder / JOURNAL)))

    def sweep(self) -> None:
        """Takes away what attempts left that were killed. Only inside `alone`."""
        for path in self.folder.glob(".*.partial"):
            path.unlink(missing_ok=True)

    def _write(self, name: str, told: dict[str, Any]) -> None:
        self._write_bytes(name, json.dumps(told, ensure_ascii=False, default=str).encode())

    def _write_bytes(self, name: str, content: bytes) -> None:
        draft = self.folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / name)

    def _read(self, path: Path) -> dict[str, Any] | None:
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return told if isinstance(told, dict) else None


def merged(journals: Iterable[Path]) -> bytes:
    """The whole lines of all journals, each once, in the order in which they were first met."""
    lines: dict[bytes, None] = {}
    for journal in journals:
        for line in journal.read_bytes().splitlines(keepends=True) if journal.is_file() else ():
            if line.endswith(b"\n"):
                lines[line] = None
    return b"".join(lines)


def chosen(receipts: Iterable[Receipt], keep: Keep) -> set[str]:
    """The names to keep: the latest of each of the last days, weeks and months that have one, and the newest that was
    proven. `receipts` come newest first."""
    receipts = list(receipts)
    names = {each.name for each in receipts if each.verified_at}
    names = {next(each.name for each in receipts if each.verified_at)} if names else set()
    spans: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.daily, lambda at: at.date()),
        (keep.weekly, lambda at: at.isocalendar()[:2]),
        (keep.monthly, lambda at: (at.year, at.month)),
    )
    for most, span_of in spans:
        latest: dict[object, str] = {}
        for each in receipts:
            latest.setdefault(span_of(each.made_at), each.name)
        names.update(list(latest.values())[:most])
    return names


def due_since(at: time | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The latest instant at which a daily backup was due, or None where none is scheduled."""
    if at is None:
        return None
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), at, zone)
    if due > local:
        due = datetime.combine(local.date() - timedelta(days=1), at, zone)
    return due.astimezone(UTC)


def is_due(shelf: Shelf, at: time | None, zone: ZoneInfo, now: datetime) -> bool:
    """Whether the scheduled backup has still to be made: none since it was due, and no failure within the hour. One
    that was missed, since nothing ran, is made up for."""
    due = due_since(at, zone, now)
    if due is None:
        return False
    receipts = shelf.receipts()
    if receipts and receipts[0].made_at >= due:
        return False
    failure = shelf.last_failure()
    return failure is None or now - failure.at >= RETRY_AFTER
