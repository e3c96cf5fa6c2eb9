"""Checks of the machine and the files: Python, packages, disk, folders, keys, builds, browser, clock."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from huitouke.cli.browser import missing_packages
from huitouke.cli.build import REPOSITORY, is_catalogues_built, is_frontend_built, is_static_collected
from huitouke.cli.doctor_checks import Finding, Level
from huitouke.cli.wiring import Environment, environment_module

_GIB = 1024**3


def check_machine(settings: Environment) -> Iterator[Finding]:
    """Everything that can be looked at without the database."""
    yield _python()
    yield from _lock()
    yield _disk(settings.home)
    yield _folder("data folder", settings.home, {0o700, 0o711})
    yield from _keys(settings.home)
    yield from _unknown_variables()
    for what, is_built in (
        ("front end", is_frontend_built()),
        ("message catalogues", is_catalogues_built()),
        ("static files", is_static_collected()),
    ):
        if is_built:
            yield Finding(Level.OK, what, "up to date")
        else:
            yield Finding(
                Level.WARN, what, "not built from the sources as they are", "./huitouke serve builds them"
            )
    if settings.matching_engine == "spark":
        yield _spark()
    yield _browser()
    yield _clock(settings.time_zone)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] < (3, 13):
        return Finding(Level.OK, "Python", version)
    return Finding(
        Level.BAD, "Python", version, "use 3.11 or 3.12: remove .venv, set HUITOUKE_PYTHON, run again"
    )


def _lock() -> Iterator[Finding]:
    stamp = REPOSITORY / ".venv" / "huitouke.lock-stamp"
    if not stamp.is_file():
        yield Finding(Level.WARN, "packages", "not installed by ./huitouke", "start it by ./huitouke")
    elif (REPOSITORY / ".venv" / "huitouke.unfinished").exists():
        yield Finding(Level.BAD, "packages", "an installation was cut short", "run ./huitouke again")
    else:
        yield Finding(Level.OK, "packages", f"as {stamp.read_text(encoding='utf-8').split()[0]} says")


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free / _GIB
    found = f"{free:.1f} GiB free"
    if free < 1:
        return Finding(Level.BAD, "disk", found, "make room: the database stops when the disk is full")
    return Finding(
        Level.OK if free >= 5 else Level.WARN, "disk", found, "" if free >= 5 else "make room soon"
    )


def _folder(what: str, path: Path, modes: set[int]) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode in modes:
        return Finding(Level.OK, what, f"{path}, closed to others")
    return Finding(Level.BAD, what, f"{path} has mode {mode:o}", f"chmod 700 {path}")


def _keys(home: Path) -> Iterator[Finding]:
    names = {
        "secret_key": "HUITOUKE_SECRET_KEY",
        "field_keys": "HUITOUKE_FIELD_KEYS",
        "blind_index_key": "HUITOUKE_BLIND_INDEX_KEY",
    }
    for name, variable in names.items():
        path = home / "keys" / name
        if environment_module().is_given(variable):
            yield Finding(Level.OK, name, f"from {variable}")
        elif not path.is_file():
            yield Finding(Level.BAD, name, f"{path} is missing", "put it back from where you keep it")
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(Level.BAD, name, f"{path} can be read by others", f"chmod 600 {path}")
        else:
            yield Finding(Level.OK, name, f"{path}, mode 600; keep a copy away from the backups")


def _unknown_variables() -> Iterator[Finding]:
    for name in environment_module().unknown_variables(os.environ):
        yield Finding(Level.WARN, name, "nothing reads this variable", "a misspelling? see .env.example")


def _browser() -> Finding:
    missing = missing_packages()
    if not missing:
        return Finding(Level.OK, "browser for tests", "Chromium and a Chinese font")
    mend = f"only for ./huitouke test: apt-get install {' '.join(missing)}"
    return Finding(Level.WARN, "browser for tests", f"missing: {', '.join(missing)}", mend)


def _spark() -> Finding:
    from huitouke.identity.matching.databases import EngineMissing
    from huitouke.identity.matching.spark_database import require_spark

    mends = {
        "package": "./huitouke extra spark, or HUITOUKE_MATCHING_ENGINE=duckdb",
        "java": "install Java 17 or later, or name it in JAVA_HOME",
        "java_old": "install Java 17 or later, and name it in JAVA_HOME",
    }
    try:
        require_spark()
    except EngineMissing as error:
        return Finding(Level.BAD, "Spark", f"cannot run: {error.reason}", mends[error.reason])
    return Finding(Level.OK, "Spark", "installed, with Java")


def _clock(time_zone: str) -> Finding:
    now = datetime.now(UTC)
    # A file of this release cannot be younger than now on a clock that is right.
    newest = datetime.fromtimestamp((REPOSITORY / "pyproject.toml").stat().st_mtime, UTC)
    if (newest - now).total_seconds() > 86_400:
        return Finding(
            Level.BAD, "clock", f"{now:%Y-%m-%d %H:%M} UTC, before this release", "set the clock (NTP)"
        )
    return Finding(Level.OK, "clock", f"{now:%Y-%m-%d %H:%M} UTC, group in {time_zone}")
