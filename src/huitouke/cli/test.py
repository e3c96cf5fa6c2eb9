"""`./huitouke test`: everything that decides whether a change lands; the checks first, two at a time."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import click

from huitouke.cli.browser import ensure_browser
from huitouke.cli.build import REPOSITORY, build_catalogues, build_frontend, node_environment
from huitouke.cli.postgres import Cluster
from huitouke.cli.postgres_databases import create_database, drop_database, ensure_role, with_database
from huitouke.cli.postgres_folders import DATABASE
from huitouke.cli.processes import StepError, run_step, stop_child
from huitouke.cli.progress import say
from huitouke.cli.wiring import SETTINGS_MODULE, child_environment, environment_module, own_command

_TEMPLATE = "huitouke_test_template"
PYTEST_WORKERS = 2
_TABLES: Final = ("migrate the template", own_command("django", "migrate", "--verbosity=0"))
_SLOW_CHECKS: Final = (
    ("bandit", [sys.executable, "-m", "huitouke.testing.bandit"]),
    ("mypy", [sys.executable, "-m", "mypy", "--no-error-summary"]),
)
"""Beside the others, so that the second core has work too."""


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--only-checks", is_flag=True, help="Lint, types and contracts, without pytest.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(only_checks: bool, arguments: tuple[str, ...]) -> None:
    """Run all checks and tests. What follows `--` goes to pytest: ./huitouke test -- -k search.

    The tests run on a throw-away embedded server, or on the one that HUITOUKE_TEST_DATABASE_URL names, as a
    role that may create databases.
    """
    if not only_checks:
        ensure_browser()
    with _test_environment() as environment:
        lanes = [[*_quick_checks(), *([] if only_checks else [_TABLES])], _SLOW_CHECKS]
        with ThreadPoolExecutor(len(lanes)) as beside:
            failed = [
                name
                for names in beside.map(lambda lane: _failures(lane, environment), lanes)
                for name in names
            ]
        if failed:
            raise click.ClickException(f"Failed before the tests: {', '.join(failed)}")
        if only_checks:
            return
        code = _run_pytest(arguments, environment)
    sys.exit(code)


def _quick_checks() -> Iterator[tuple[str, list[str]]]:
    """Name and words of each check; the front end is built on the way, where it is asked for."""
    yield "ruff check", [sys.executable, "-m", "ruff", "check", "--quiet", "."]
    yield "ruff format", [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."]
    yield "import contracts", [_script("lint-imports"), "--no-logo"]
    if templates := sorted((REPOSITORY / "src").glob("huitouke/**/templates")):
        folders = [str(folder) for folder in templates]
        yield "djlint", [sys.executable, "-m", "djlint", "--lint", "--quiet", *folders]
    yield "build the front end and catalogues", []
    yield "tsc", [shutil.which("npm", path=node_environment()["PATH"]) or "npm", "run", "--silent", "check"]
    yield "makemigrations --check", own_command("django", "makemigrations", "--check", "--dry-run")


def _failures(checks: Iterable[tuple[str, list[str]]], environment: dict[str, str]) -> list[str]:
    """Runs these checks one after the other; the names of those that failed."""
    return [name for name, words in checks if not _passes(name, words, environment)]


def _passes(name: str, words: list[str], environment: dict[str, str]) -> bool:
    """Runs one step and says how it went, with its own words where it failed."""
    began = time.monotonic()
    path = {"PATH": node_environment()["PATH"]} if name == "tsc" else {}
    # The tables that the tests copy are made without being a copy themselves.
    template = {"HUITOUKE_TEST_TEMPLATE": ""} if name == _TABLES[0] else {}
    try:
        if words:
            run_step(words, environment={**environment, **path, **template}, folder=REPOSITORY)
        else:
            build_frontend()
            build_catalogues()
    except StepError as error:
        say(f"FAILED  {name} ({time.monotonic() - began:.1f} s)\n{error}")
        return False
    say(f"ok      {name} ({time.monotonic() - began:.1f} s)")
    return True


@contextlib.contextmanager
def _test_environment() -> Iterator[dict[str, str]]:
    """Environment of the tests' processes: a home of its own, and a database to copy for each worker."""
    given = os.environ.get("HUITOUKE_TEST_DATABASE_URL", "")
    inherited = {
        name: value
        for name, value in child_environment().items()
        if name == "HUITOUKE_SHARED" or not name.startswith("HUITOUKE_")
    }
    with tempfile.TemporaryDirectory(prefix="huitouke-") as folder:
        environment = {
            **inherited,
            "HUITOUKE_HOME": folder,
            "HUITOUKE_TEST_HOMES": folder,
            "HUITOUKE_ENV_FILE": "none",
            "HUITOUKE_HTTPS": "no",
            "HUITOUKE_DATABASE_ROLE": "owner",
            "DJANGO_SETTINGS_MODULE": SETTINGS_MODULE,
        }
        environment_module().read_env(environment)
        if not given:
            with Cluster(Path(folder), durable=False).running():
                yield environment | {"HUITOUKE_TEST_TEMPLATE": DATABASE}
            return
        ensure_role(given)
        drop_database(given, _TEMPLATE)
        create_database(given, _TEMPLATE)
        try:
            yield environment | {
                "HUITOUKE_DATABASE_URL": with_database(given, _TEMPLATE),
                "HUITOUKE_TEST_TEMPLATE": _TEMPLATE,
            }
        finally:
            drop_database(given, _TEMPLATE)


def _run_pytest(arguments: tuple[str, ...], environment: dict[str, str]) -> int:
    """Runs pytest with its output as ours, so that its closing line is the last; returns its exit code."""
    words = [sys.executable, "-m", "pytest", "-n", str(PYTEST_WORKERS), *arguments]
    child = subprocess.Popen(
        words, env=environment, cwd=REPOSITORY, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return child.wait()
    finally:
        stop_child(child)


def _script(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
