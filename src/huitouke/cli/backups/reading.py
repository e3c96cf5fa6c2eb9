"""Opening a backup: proving it whole, and reading it into a database and a folder."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from huitouke.cli.backups.dumping import load
from huitouke.cli.backups.making import Progress
from huitouke.cli.backups.manifest import Keys, Manifest, safe_path
from huitouke.cli.backups.tables import differing, give_rights, has_app_role, table_rights, table_sums
from huitouke.cli.postgres_databases import create_database, drop_database, fit_out, with_database
from huitouke.kernel.backups.container import ArchiveReader, Header, read_header
from huitouke.kernel.backups.errors import BackupFailed, BackupUnreadable
from huitouke.kernel.backups.parts import DATABASE, FILES, MANIFEST, read_parts

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that was read through once, every chunk proven."""

    path: Path
    header: Header
    manifest: Manifest
    key: bytes


def header_of(path: Path) -> Header:
    """The header of a file, unproven. Raises BackupUnreadable."""
    with _file(path) as file:
        return read_header(file)[0]


def open_backup(path: Path, keys: Keys, *, progress: Progress | None = None) -> Opened:
    """Reads the whole file and proves it; nothing is written anywhere. Raises BackupUnreadable or BackupKeyMissing."""
    with _file(path) as file:
        header, digest = read_header(file)
        key = keys.opening(header)
        reader = ArchiveReader(file, header, digest, key)
        sizes: dict[str, int] = {}
        text = b""
        for name, data in read_parts(reader):
            size = 0
            for piece in data:
                size += len(piece)
                if name == MANIFEST:
                    text += piece
                if progress is not None:
                    progress("check", file.tell() // _MIB, None)
            sizes[name] = size
        reader.finish()
    manifest = Manifest.from_json(text)
    sizes.pop(MANIFEST)
    if sizes != {name: size for name, (size, _digest) in manifest.parts.items()}:
        raise BackupUnreadable("its parts are not those that its manifest names")
    return Opened(path, header, manifest, key)


def load_backup(opened: Opened, url: str, files: Path | None, *, progress: Progress | None = None) -> None:
    """Reads a proven backup into the empty database at `url`, as its owner, and the files below `files` (None: leaves
    them). Afterwards every table is compared with the manifest. Raises BackupFailed or BackupUnreadable."""
    with psycopg.connect(url) as connection:
        server_version = connection.info.server_version
    with _file(opened.path) as file:
        header, digest = read_header(file)
        reader = ArchiveReader(file, header, digest, opened.key)
        for name, data in read_parts(reader):
            if name == DATABASE:
                load(url, _told(data, "restore", file, progress), server_version=server_version)
            elif name.startswith(FILES) and files is not None:
                _write_file(safe_path(files, name.removeprefix(FILES)), data)
        reader.finish()
    with psycopg.connect(url, autocommit=True) as connection:
        if has_app_role(connection):
            fit_out(url)
        give_rights(connection, opened.manifest.rights)
        unequal = differing(opened.manifest.tables, table_sums(connection))
        if unequal:
            raise BackupFailed(f"The restored copy differs from the backup in {', '.join(unequal)}.")
        rights = table_rights(connection)
        if opened.manifest.rights and rights and rights != opened.manifest.rights:
            raise BackupFailed("The restored copy gives the application other rights than the backup did.")
        connection.execute("ANALYZE")


@contextmanager
def scratch_database(server_url: str, purpose: str) -> Iterator[str]:
    """An empty database beside ours for the length of the block; its address. Raises BackupFailed where this account
    may make none."""
    name = f"huitouke_{purpose}_{secrets.token_hex(4)}"
    server = with_database(server_url, "postgres")
    try:
        create_database(server, name, is_bare=True)
    except psycopg.Error as error:
        raise BackupFailed(
            f"A database to try the backup in cannot be made beside ours ({str(error).strip()}). Give the account that "
            f"owns the tables the right CREATEDB."
        ) from error
    try:
        yield with_database(server_url, name)
    finally:
        drop_database(server, name)


def verify_backup(opened: Opened, server_url: str, *, progress: Progress | None = None) -> None:
    """Restores into a scratch database, compares every table, and drops it again. Raises BackupFailed."""
    with scratch_database(server_url, "verify") as url:
        load_backup(opened, url, None, progress=progress)


@contextmanager
def _file(path: Path) -> Iterator["_Counted"]:
    try:
        file = _Counted(path)
    except OSError as error:
        raise BackupUnreadable(f"{path} cannot be read ({error.strerror})") from error
    with file.raw:
        yield file


class _Counted:
    """A file for reading; `tell` for progress."""

    def __init__(self, path: Path) -> None:
        self.raw = path.open("rb")

    def read(self, size: int = -1, /) -> bytes:
        return self.raw.read(size)

    def tell(self) -> int:
        return self.raw.tell()


def _told(data: Iterator[bytes], name: str, file: "_Counted", progress: Progress | None) -> Iterator[bytes]:
    for piece in data:
        yield piece
        if progress is not None:
            progress(name, file.tell() // _MIB, None)


def _write_file(path: Path, data: Iterator[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in data:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def remove_folder(folder: Path) -> None:
    """Takes a folder away with all that it holds; one that is not there is well too."""
    if folder.exists():
        shutil.rmtree(folder)
