"""Where the embedded PostgreSQL keeps its files and its socket, and the names of its roles and database.

Pure paths, so that the settings can name the server without starting or looking for it.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

OWNER_ROLE: Final = "huitouke"
APP_ROLE: Final = "huitouke_app"
DATABASE: Final = "huitouke"
# Named everywhere, because PGPORT would move the server and its clients apart.
PORT: Final = "5432"

# sockaddr_un holds 107 bytes and a NUL; the server adds this name to the folder's.
SOCKET_PATH_LIMIT: Final = 107
_SOCKET_NAME: Final = f"/.s.PGSQL.{PORT}"


def postgres_folder(home: Path) -> Path:
    """Folder of everything that belongs to the embedded server of `home`, its socket perhaps excepted."""
    return home / "postgres"


def socket_folder(home: Path) -> Path:
    """Folder of the server's socket: under `home` where the path is short enough, else in the temporary one.

    A long `home` gets a folder named by a hash of its path; the choice is recorded in `home`, so that
    processes with another TMPDIR meet at the same socket.
    """
    near = home.resolve() / "run"
    if _fits(near):
        return near
    record = postgres_folder(home) / "socket"
    if record.is_file():
        return Path(record.read_text(encoding="utf-8").rstrip("\n"))
    digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    name = f"huitouke-{os.getuid()}-{digest}"
    for temporary in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - checked before use, mode 0700
        if _fits(temporary / name):
            return _recorded(record, temporary / name)
    raise RuntimeError(
        f"no folder short enough for the database's socket: set HUITOUKE_HOME to a path shorter than {home}"
    )


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder)) + len(_SOCKET_NAME) <= SOCKET_PATH_LIMIT


def _recorded(record: Path, folder: Path) -> Path:
    record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = record.with_name(f".socket.{os.getpid()}")
    draft.write_text(f"{folder}\n", encoding="utf-8")
    try:
        os.link(draft, record)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return Path(record.read_text(encoding="utf-8").rstrip("\n"))
