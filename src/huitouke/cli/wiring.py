"""How the commands reach what stands above or beside them: the settings, Django, and the database.

The configuration wires the contexts and may import this package, so it is found here by its name, as Django
finds its settings.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import time
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol, cast

import click
import psycopg

from huitouke.cli.build import REPOSITORY
from huitouke.cli.postgres import Cluster

SETTINGS_MODULE: Final = "huitouke.config.settings"
ENVIRONMENT_MODULE: Final = "huitouke.config.env"
LAST_TABLE: Final = "identity_link"
"""Of the uppermost context that has tables, so that the others are there where it is."""


class Environment(Protocol):
    """What the commands read of `config.env.Env`."""

    @property
    def home(self) -> Path: ...
    @property
    def database_url(self) -> str: ...
    @property
    def database_owner_url(self) -> str: ...
    @property
    def is_embedded(self) -> bool: ...
    @property
    def https(self) -> bool: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def field_keys(self) -> tuple[bytes, ...]: ...
    @property
    def blind_index_key(self) -> bytes: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def matching_engine(self) -> str: ...
    @property
    def backup_dir(self) -> Path: ...
    @property
    def backup_key(self) -> bytes | None: ...
    @property
    def backup_at(self) -> time | None: ...
    @property
    def backup_keep(self) -> tuple[int, int, int]: ...


def environment_module() -> Any:
    """`huitouke.config.env`, by its name."""
    return import_module(ENVIRONMENT_MODULE)


def environment() -> Environment:
    """The checked settings; a wrong one ends the command with its name and what it accepts."""
    module = environment_module()
    try:
        return cast(Environment, module.env())
    except module.EnvError as error:
        raise click.ClickException(str(error)) from error


def set_up_django() -> None:
    """Readies Django in this process, as the role that HUITOUKE_DATABASE_ROLE names: app unless set."""
    environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    import django

    django.setup()


def set_up_tables() -> None:
    """Readies Django for a command that needs the tables, inside `database()`. Where nothing was ever migrated
    it ends with what to run."""
    set_up_django()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [LAST_TABLE])
        has_tables: bool = cursor.fetchone()[0]
    if not has_tables:
        raise click.ClickException(
            "This database has no tables yet: ./huitouke serve makes them, ./huitouke demo with a group too."
        )


@contextlib.contextmanager
def database() -> Iterator[None]:
    """Inside the block the database can be used: the embedded server is started where it does not run, and
    stopped after the last of our commands that uses it. Nothing is started where an address is set."""
    settings = environment()
    if settings.is_embedded:
        with Cluster(settings.home).running():
            yield
        return
    try:
        psycopg.connect(settings.database_url, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        raise click.ClickException(
            f"HUITOUKE_DATABASE_URL: the server does not let us in: {error}"
        ) from error
    yield


def child_environment(**changes: str) -> dict[str, str]:
    """Our environment for a child that runs our own code, with changes."""
    return {**os.environ, "PYTHONPATH": str(REPOSITORY / "src"), "PYTHONUNBUFFERED": "1", **changes}


def own_command(*words: str) -> list[str]:
    """The words that start `./huitouke WORDS` with this very Python."""
    return [sys.executable, "-P", "-m", "huitouke", *words]


def url_owner() -> str:
    """Address of the database as the owner of its tables."""
    settings = environment()
    return Cluster(settings.home).url() if settings.is_embedded else settings.database_owner_url
