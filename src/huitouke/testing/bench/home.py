"""Where the benches live: a folder, keys and a server of their own, and this process's way into a database."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Final

from huitouke.cli.postgres import Cluster
from huitouke.cli.postgres_folders import APP_ROLE
from huitouke.cli.wiring import ENVIRONMENT_MODULE, child_environment

SETTINGS: Final = "huitouke.testing.bench.settings"
NOTHING_YET: Final = "postgres"


class BenchHome:
    """The folder of the benches. Its server waits for the disk as an installation's does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.cluster = Cluster(self.folder)

    @property
    def files(self) -> Path:
        """Folder of files that a bench writes and reads; emptied when the bench is over."""
        place = self.folder / "files"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place

    def settings(self, database: str) -> dict[str, str]:
        """The variables by which our commands work on `database` of this home, as if it were an
        installation's; nothing is taken from that of the caller."""
        return {
            "HUITOUKE_HOME": str(self.folder),
            "HUITOUKE_ENV_FILE": "none",
            "HUITOUKE_DATABASE_URL": self.cluster.url(database, role=APP_ROLE),
            "HUITOUKE_DATABASE_OWNER_URL": self.cluster.url(database),
            "HUITOUKE_HTTPS": "no",
            # A missed backup is made up for when a worker starts, and takes both cores for minutes.
            "HUITOUKE_BACKUP_AT": "off",
            "HUITOUKE_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": SETTINGS,
        }

    def environment(self, database: str, **changes: str) -> dict[str, str]:
        """The whole environment of a child that works on `database`."""
        kept = {name: text for name, text in child_environment().items() if not name.startswith("HUITOUKE_")}
        return {**kept, **self.settings(database), **changes}

    def enter(self) -> None:
        """Makes this process one of this home. Called before Django's settings are read for the first time."""
        if "huitouke.config.settings" in sys.modules:
            raise RuntimeError("the settings of another installation are read already")
        for name in [name for name in os.environ if name.startswith("HUITOUKE_")]:
            del os.environ[name]
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ.update(self.settings(NOTHING_YET))
        import_module(ENVIRONMENT_MODULE).env.cache_clear()


def enter(folder: Path) -> BenchHome:
    """Makes this process one of the benches' and gives their home. Called once, before Django is readied."""
    home = BenchHome(folder)
    home.enter()
    return home


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Inside the block Django's connection of this process leads to the database `name` of the bench's server."""
    from django.db import connection

    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
