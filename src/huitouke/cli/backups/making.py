"""Making a backup while the installation is in use."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

import psycopg

import huitouke
from huitouke.cli.backups.dumping import dump
from huitouke.cli.backups.manifest import Keys, Manifest, told_settings
from huitouke.cli.backups.tables import table_rights, table_sums
from huitouke.cli.wiring import Environment, environment_module, url_owner
from huitouke.kernel.backups.container import ENCRYPTED, OPEN, ArchiveWriter
from huitouke.kernel.backups.errors import BackupFailed
from huitouke.kernel.backups.parts import DATABASE, FILES, MANIFEST, PartWriter
from huitouke.kernel.backups.shelf import Receipt, Shelf

Progress = Callable[[str, int, int | None], None]
_PIECE = 1024 * 1024
ERASURES: Final = Path("erasures") / "journal.jsonl"
"""Where below the home the journal of erasures is, as identity/journal.py writes it."""
# What the dump of a database takes of the disk at most, in parts of the database's own size: it holds no index.
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was just written."""

    path: Path
    receipt: Receipt
    manifest: Manifest


def make_backup(
    settings: Environment,
    *,
    folder: Path | None = None,
    is_scheduled: bool = False,
    progress: Progress | None = None,
) -> Made:
    """Write one backup into `folder` (else the one of the settings) and its receipt beside it; raises BackupFailed.

    Database, checksums and manifest show one instant: an exported snapshot of a transaction that stays open until
    all is written. The file appears under its name only when it is whole and on the disk.
    """
    shelf = Shelf(folder or settings.backup_dir)
    with shelf.alone():
        shelf.sweep()
        began = time.monotonic()
        made_at = datetime.now(UTC).replace(microsecond=0)
        name = shelf.name_of(made_at)
        draft = shelf.folder / f".{name}.partial"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                manifest = _write(file, settings, shelf.folder, made_at, progress)
                file.flush()
                os.fsync(file.fileno())
            path = shelf.folder / name
            draft.rename(path)
            _sync_folder(shelf.folder)
        except OSError as error:
            raise BackupFailed(
                f"The backup could not be written to {shelf.folder}: {error.strerror}."
            ) from error
        finally:
            draft.unlink(missing_ok=True)
        receipt = Receipt(
            name=name,
            made_at=made_at,
            seconds=round(time.monotonic() - began, 1),
            size=path.stat().st_size,
            is_encrypted=settings.backup_key is not None,
            product=huitouke.__version__,
            tables=len(manifest.tables),
            rows=manifest.rows,
            files=sum(1 for part in manifest.parts if part.startswith(FILES)),
            is_scheduled=is_scheduled,
        )
        shelf.write_receipt(receipt)
        shelf.keep_journal(settings.home / ERASURES)
        return Made(path, receipt, manifest)


def _write(
    file: IO[bytes], settings: Environment, folder: Path, made_at: datetime, progress: Progress | None
) -> Manifest:
    keys = Keys.of(settings)
    header = {"product": huitouke.__version__, "made_at": made_at.isoformat(), **keys.header()}
    cipher, key = (ENCRYPTED, keys.backup_key) if keys.backup_key else (OPEN, keys.field_keys[0])
    parts: dict[str, tuple[int, str]] = {}
    missing = 0
    with psycopg.connect(url_owner(), autocommit=True) as connection, ThreadPoolExecutor(1) as beside:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        size = int(_one(connection, "SELECT pg_database_size(current_database())"))
        server = connection.info.server_version
        migrations = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        _require_room(folder, int(size * _SHARE) + _size_of(settings.home / "files"))
        archive = ArchiveWriter(file, header, cipher=cipher, key=key)
        # The connection that holds the snapshot reads the tables while pg_dump writes them out by the same one.
        sums = beside.submit(table_sums, connection)
        part = PartWriter(archive, DATABASE)
        for piece in dump(url_owner(), snapshot=snapshot, server_version=server):
            part.write(piece)
            if progress is not None:
                progress("database", part.size // _PIECE, None)
        parts[DATABASE] = (part.size, part.end())
        tables = sums.result()
        rights = table_rights(connection)
        for number, (name, path) in enumerate(_files(settings.home / "files"), start=1):
            written = _add_file(archive, FILES + name, path)
            missing += written is None
            if written is not None:
                parts[FILES + name] = written
            if progress is not None:
                progress("files", number, None)
        manifest = Manifest(
            product=huitouke.__version__,
            server=server,
            made_at=made_at.isoformat(),
            migrations=tuple((app, name) for app, name in migrations),
            tables=tables,
            rights=rights,
            parts=parts,
            settings=told_settings(environment_module().is_given, os.environ),
            missing=missing,
        )
        last = PartWriter(archive, MANIFEST)
        last.write(manifest.to_json())
        last.end()
        archive.close()
        connection.execute("ROLLBACK")
    return manifest


def _one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    if row is None:
        raise BackupFailed("The database did not answer.")
    return row[0]


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every plain file below `folder` with its name from there, in order; links and pipes are none of ours."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), path


def _add_file(archive: ArchiveWriter, name: str, path: Path) -> tuple[int, str] | None:
    """Size and digest of what was added; None where the file was erased since the folder was read."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        part = PartWriter(archive, name)
        while piece := file.read(_PIECE):
            part.write(piece)
        return part.size, part.end()


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for _name, path in _files(folder) if path.exists())


def _require_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupFailed(
            f"{folder} has room for {free // 1_000_000:,} MB, and the backup may take {needed // 1_000_000:,} MB. Make "
            f"room there, or name another folder with --to or HUITOUKE_BACKUP_DIR."
        )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
