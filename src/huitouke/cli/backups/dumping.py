"""PostgreSQL's own pg_dump and pg_restore, as streams."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from huitouke.cli.backups.tables import LEFT_OUT
from huitouke.cli.postgres_binaries import PostgresError, binaries, binary_version
from huitouke.kernel.backups.errors import BackupFailed

_PIECE = 1024 * 1024


def dump(url: str, *, snapshot: str, server_version: int) -> Iterator[bytes]:
    """The database as a dump in PostgreSQL's custom format, as `snapshot` sees it; constant memory.

    Owners and rights are left out: the restoring account owns, and rights are given by the manifest. Raises
    BackupFailed with pg_dump's words.
    """
    words, environment = _connected(url)
    words = [
        _program("pg_dump", server_version),
        *words,
        "--format=custom",
        "--compress=gzip:1",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        *(f"--exclude-table-data=public.{name}" for name in LEFT_OUT),
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
        )
        try:
            while piece := _read(process.stdout):
                yield piece
            if process.wait() != 0:
                raise BackupFailed(f"pg_dump ended with code {process.returncode}: {_end_of(said)}")
        finally:
            _end(process)


def load(url: str, pieces: Iterable[bytes], *, server_version: int) -> None:
    """Reads a dump into an empty database; the first error ends it. Raises BackupFailed."""
    words, environment = _connected(url)
    words = [
        _program("pg_restore", server_version),
        *words,
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
        try:
            _feed(process, pieces)
            if process.wait() != 0:
                raise BackupFailed(f"pg_restore ended with code {process.returncode}: {_end_of(said)}")
        finally:
            _end(process)


def _feed(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    pipe = process.stdin
    if pipe is None:
        raise TypeError("the process was started without a pipe")
    try:
        for piece in pieces:
            pipe.write(piece)
        pipe.close()
    except BrokenPipeError:
        # It has ended before its input: its code and its words say why.
        return


def _read(pipe: IO[bytes] | None) -> bytes:
    return pipe.read(_PIECE) if pipe is not None else b""


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()


def _end_of(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read()[-2000:].decode("utf-8", "replace").strip()


def _connected(url: str) -> tuple[list[str], dict[str, str]]:
    """Words and environment that lead to the database: the password stands in no list of processes."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = dict(os.environ)
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return [f"--dbname={make_conninfo('', **parts)}"], environment


def _program(name: str, server_version: int) -> str:
    """Our own program where it is not older than the server, else the one of the machine."""
    try:
        if binary_version() >= server_version // 10000:
            return str(binaries() / name)
    except PostgresError:
        pass
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(f"{name} of PostgreSQL {server_version // 10000} or later is needed; install it.")
    return found
