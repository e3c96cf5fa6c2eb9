"""A whole installation in a temporary home: its own cluster, tables, group and commands."""

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from huitouke.cli.postgres import Cluster
from huitouke.cli.wiring import child_environment, environment_module, own_command


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
        """Run a command to its end; raises where it fails."""
        return subprocess.run(
            own_command(*words),
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=1800,
        )

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
        environment_module().read_env(one.environment)
        with one.cluster.running():
            subprocess.run(
                own_command("django", "migrate", "--verbosity=0"),
                env={**one.environment, "HUITOUKE_DATABASE_ROLE": "owner"},
                check=True,
                capture_output=True,
                timeout=600,
            )
            if not is_empty:
                one.run("load-demo", "--guests=0", "--branches=1", "--seed=1")
            yield one


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
