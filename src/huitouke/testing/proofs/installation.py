"""A whole installation in a temporary home: its own cluster, tables, group and commands.

The tables and the group are made once, in a home that nobody uses; every installation is a copy of it.
"""

import atexit
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import psycopg

from huitouke.cli.postgres import Cluster
from huitouke.cli.wiring import child_environment, environment_module, own_command

PATTERNS_VARIABLE: Final = "HUITOUKE_TEST_HOMES"


class Installation:
    """Commands of `./huitouke` against a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.cluster = Cluster(home)
        inherited = {
            name: value for name, value in child_environment().items() if not name.startswith("HUITOUKE_")
        }
        self.environment = {
            **inherited,
            "HUITOUKE_HOME": str(home),
            "HUITOUKE_ENV_FILE": "none",
            "HUITOUKE_DATABASE_ROLE": "app",
            "DJANGO_SETTINGS_MODULE": "huitouke.config.settings",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; raises where it fails, with what it said."""
        done = subprocess.run(
            own_command(*words),
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=1800,
        )
        try:
            done.check_returncode()
        except subprocess.CalledProcessError as error:
            error.add_note(done.stderr[-4000:])
            raise
        return done

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command in a process group of its own."""
        return subprocess.Popen(
            own_command(*words),
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.cluster.url())


@contextmanager
def installation(*, is_empty: bool = False) -> Iterator[Installation]:
    """A migrated installation with its server running: with a group without guests and a branch `MAIN`, or, where
    `is_empty`, with tables alone."""
    with tempfile.TemporaryDirectory(prefix="huitouke-") as folder:
        one = Installation(Path(folder))
        _copy(_pattern(is_empty=is_empty), one.home)
        environment_module().read_env(one.environment)
        with one.cluster.running():
            yield one


def _pattern(*, is_empty: bool) -> Path:
    """The home to copy; made by the first who asks, while the others wait."""
    home = _patterns() / ("empty" if is_empty else "group")
    with (_patterns() / f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            making = home.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir(mode=0o700)
            if not is_empty:
                _copy(_pattern(is_empty=True), making)
            _make(Installation(making), is_empty=is_empty)
            making.rename(home)
    return home


def _make(one: Installation, *, is_empty: bool) -> None:
    environment_module().read_env(one.environment)
    with one.cluster.running():
        if is_empty:
            subprocess.run(
                own_command("django", "migrate", "--verbosity=0"),
                env={**one.environment, "HUITOUKE_DATABASE_ROLE": "owner"},
                check=True,
                capture_output=True,
                timeout=600,
            )
        else:
            one.run("load-demo", "--guests=0", "--branches=1", "--seed=1")


def _copy(home: Path, to: Path) -> None:
    # `cp -a`: the server's files keep their owner, who is not ours where root runs this.
    subprocess.run(["cp", "-a", f"{home}/.", str(to)], check=True, capture_output=True)


@cache
def _patterns() -> Path:
    """Folder of the homes to copy: that of `./huitouke test`, which all its workers share, or this process's own."""
    if given := os.environ.get(PATTERNS_VARIABLE):
        return Path(given)
    folder = tempfile.TemporaryDirectory(prefix="huitouke-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def last_json(output: str) -> Mapping[str, Any]:
    """The JSON object on the last line of a command's output."""
    found: Mapping[str, Any] = json.loads(output.strip().splitlines()[-1])
    return found


def wait_for_rows(one: Installation, rows: int, child: subprocess.Popen[bytes]) -> bool:
    """Wait until an import of this installation has committed `rows` rows; False where the child ended first."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if child.poll() is not None:
            return False
        with one.connect() as connection:
            found = connection.execute("SELECT count(*) FROM intake_sourcerecord").fetchone()
        if found and found[0] >= rows:
            return True
    raise TimeoutError("the import made no headway")
