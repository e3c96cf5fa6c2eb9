"""Putting a backup in the place of what is there, whole or not at all.

The copy is read into a database beside ours and compared table by table; then two renames in one transaction put it
in our database's place. What is left to do after that (files, migrations, erasures since) is written down first, in
`HOME/restore-unfinished.json`, and done by `finish_restore`, which the next start does too if this one is cut short.
"""

import json
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from huitouke.cli.backups import MARKER
from huitouke.cli.backups.making import Progress
from huitouke.cli.backups.reading import Opened, load_backup, remove_folder, scratch_database
from huitouke.cli.backups.tables import table_names
from huitouke.cli.postgres_databases import drop_database, has_database, with_database
from huitouke.cli.wiring import Environment, environment, set_up_django, url_owner
from huitouke.kernel.backups.errors import BackupFailed, BackupUnreadable, RestoreRefused

# A table with a row in one of these holds somebody's work; the others are filled by the migrations.
_WORK: Final = ("access_group", "access_user", "access_branch", "guests_guest", "intake_sourcerecord")
_REPLACE: Final = "Restore with --replace to put the backup in the place of what is there"


@dataclass(frozen=True, slots=True)
class Target:
    """The installation that a backup is to be restored into."""

    url: str
    database: str
    is_empty: bool
    has_tables: bool
    may_create: bool


def look_at_target() -> Target:
    """What is there now. Raises RestoreRefused where somebody is at work in it."""
    url = url_owner()
    with psycopg.connect(url, autocommit=True) as connection:
        tables = set(table_names(connection))
        is_empty = not any(
            connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(name))).fetchone()
            for name in _WORK
            if name in tables
        )
        row = connection.execute(
            "SELECT current_database(), rolcreatedb OR rolsuper,"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            "  AND backend_type = 'client backend')"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if row is None:
        raise BackupFailed("The database did not answer.")
    database, may_create, others = row
    if others:
        raise RestoreRefused(
            f"{others} connections are at work in the database. Stop ./huitouke serve and the worker first."
        )
    return Target(url, str(database), is_empty, bool(tables), bool(may_create))


def require_known_migrations(opened: Opened) -> None:
    """Refuses a backup of a newer release: its tables are unknown here. Raises BackupUnreadable."""
    set_up_django()
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {*loader.disk_migrations} | {
        replaced for migration in loader.disk_migrations.values() for replaced in migration.replaces
    }
    unknown = [f"{app}.{name}" for app, name in opened.manifest.migrations if (app, name) not in known]
    if unknown:
        raise BackupUnreadable(
            f"it was made by a newer release ({opened.manifest.product}; {unknown[0]} is unknown here)"
        )


def restore_backup(
    opened: Opened, target: Target, *, replace: bool, progress: Progress | None = None
) -> None:
    """Puts the backup in the place of `target`; whole, or nothing was changed. `finish_restore` has then to follow.

    Refuses an installation that holds work, unless `replace`. Raises RestoreRefused, BackupFailed, BackupUnreadable.
    """
    settings = environment()
    if not target.is_empty and not replace:
        raise RestoreRefused(f"This installation holds data. {_REPLACE}. Nothing was changed.")
    draft = settings.home / f"files.restore-{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    try:
        if target.may_create:
            _swap(opened, target, settings, draft, progress)
        elif target.has_tables:
            raise RestoreRefused(
                "The account that owns the tables may make no database, so the backup can be restored only into a "
                "database without tables. Make an empty one, or give the account the right CREATEDB."
            )
        else:
            load_backup(opened, target.url, draft, progress=progress)
            _write_marker(settings.home, {"files": draft.name, "scratch": "", "old": ""})
    finally:
        if not (settings.home / MARKER).exists():
            remove_folder(draft)


def _swap(
    opened: Opened, target: Target, settings: Environment, draft: Path, progress: Progress | None
) -> None:
    with scratch_database(target.url, "restore") as url:
        load_backup(opened, url, draft, progress=progress)
        scratch = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        old = f"{target.database}_before_{secrets.token_hex(4)}"
        _write_marker(settings.home, {"files": draft.name, "scratch": scratch, "old": old})
        try:
            with (
                psycopg.connect(with_database(target.url, "postgres")) as connection,
                connection.transaction(),
            ):
                _rename(connection, target.database, old)
                _rename(connection, str(scratch), target.database)
        except psycopg.Error as error:
            if has_database(with_database(target.url, "postgres"), old):
                return
            (settings.home / MARKER).unlink()
            raise RestoreRefused(
                f"The databases could not be exchanged ({str(error).strip()}). Stop ./huitouke serve and the worker, "
                f"and try again. Nothing was changed."
            ) from error


def _rename(connection: psycopg.Connection[Any], old: str, new: str) -> None:
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    )


def _write_marker(home: Path, told: dict[str, Any]) -> None:
    draft = home / f".{MARKER}"
    draft.write_text(json.dumps(told), encoding="utf-8")
    draft.replace(home / MARKER)


def clear_unfinished(home: Path) -> None:
    """Before the tables are touched: where a restore was cut short before its renames, what it left is taken away;
    after them, its files are put in their place."""
    marker = home / MARKER
    if not marker.is_file():
        return
    told = json.loads(marker.read_text(encoding="utf-8"))
    url = url_owner()
    server = with_database(url, "postgres")
    draft = home / told["files"]
    if told["scratch"] and has_database(server, told["scratch"]):
        drop_database(server, told["scratch"])
        remove_folder(draft)
        marker.unlink()
        return
    if draft.is_dir():
        remove_folder(home / "files")
        draft.rename(home / "files")
    if told["old"]:
        drop_database(server, told["old"])


def finish_restore(home: Path) -> int | None:
    """After the migrations: applies the erasures that were made since the backup, and notes the restore in the audit
    trail. How many were applied; None where no restore is unfinished. Django is ready, as the tables' owner."""
    marker = home / MARKER
    if not marker.is_file():
        return None
    from huitouke.access.actors import SYSTEM
    from huitouke.access.services import record_audit
    from huitouke.identity.services.erasure import replay_journal

    applied = replay_journal()
    record_audit(SYSTEM, "access.backup.restored", object_type="backup", object_id=None, erasures=applied)
    marker.unlink()
    return applied


def keep_room(opened: Opened, settings: Environment) -> None:
    """Refuses where the disk has no room for the database beside ours. Raises BackupFailed."""
    if not settings.is_embedded:
        return
    size = sum(size for size, _digest in opened.manifest.parts.values())
    # Measured: tables and indexes take some five times what the compressed dump takes.
    needed = size * 5
    free = shutil.disk_usage(settings.home).free
    if free < needed:
        raise BackupFailed(
            f"{settings.home} has room for {free // 1_000_000:,} MB, and the restored data may take "
            f"{needed // 1_000_000:,} MB. Make room there. Nothing was changed."
        )
