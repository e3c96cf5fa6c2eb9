"""Checks of the database: version, extensions, tables, rights, partitions, sealed data, worker."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg

from huitouke.cli.doctor_checks import Finding, Level
from huitouke.cli.postgres_databases import EXTENSIONS
from huitouke.cli.postgres_folders import APP_ROLE
from huitouke.cli.wiring import Environment, set_up_django, url_owner

_OLDEST = 150000
_FAILED_SHOWN = 10
_AUDIT = "access_auditentry"
_PARTITIONED = ("access_auditentry", "kernel_outboxevent")
_MIGRATE = "./huitouke serve brings it up to date, or ./huitouke django migrate"


def check_database(settings: Environment) -> Iterator[Finding]:
    """Everything that the running database can tell."""
    with psycopg.connect(url_owner(), autocommit=True, connect_timeout=10) as connection:
        yield _version(connection, embedded=settings.is_embedded)
        yield _extensions(connection)
        yield _letters(connection)
        pending = _pending_migrations()
        if pending:
            yield Finding(
                Level.BAD, "tables", f"{len(pending)} migrations are waiting: {pending[0]} …", _MIGRATE
            )
            return
        yield Finding(Level.OK, "tables", "up to date")
        yield from _audit_rights(connection)
        yield from _partitions(connection)
        yield from _jobs(connection)
        yield _sealing(connection)
        yield from _older_keys()
        yield _consents()


def _version(connection: psycopg.Connection, *, embedded: bool) -> Finding:
    version = connection.info.server_version
    found = f"PostgreSQL {version // 10000}.{version % 100}, {'embedded' if embedded else 'your own'}"
    if version < _OLDEST:
        return Finding(Level.BAD, "database", found, "use PostgreSQL 15 or later")
    return Finding(Level.OK, "database", found)


def _extensions(connection: psycopg.Connection) -> Finding:
    there = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    missing = [name for name in EXTENSIONS if name not in there]
    if missing:
        mend = "; ".join(f"CREATE EXTENSION {name}" for name in missing)
        return Finding(Level.BAD, "extensions", f"missing: {', '.join(missing)}", mend)
    return Finding(Level.OK, "extensions", ", ".join(EXTENSIONS))


def _letters(connection: psycopg.Connection) -> Finding:
    """Trigram search ignores hanzi in a database whose letters are those of the C locale."""
    row = connection.execute(
        "SELECT '张' ~ '[[:alpha:]]', datcollate, datctype FROM pg_database "
        "WHERE datname = current_database()"
    ).fetchone()
    if row and row[0] and row[2] != "C":
        return Finding(Level.OK, "text", f"order {row[1]}, letters {row[2]}")
    mend = "make the database anew with LC_CTYPE 'C.UTF-8' and move the data there"
    return Finding(
        Level.BAD, "text", "this database does not know hanzi as letters: search misses them", mend
    )


def _pending_migrations() -> list[str]:
    set_up_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _audit_rights(connection: psycopg.Connection) -> Iterator[Finding]:
    """Whether the application could edit the audit trail, on the table or on any of its months."""
    row = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone()
    if row is None:
        mend = f"make a role {APP_ROLE} that owns nothing, and let HUITOUKE_DATABASE_URL use it"
        yield Finding(Level.WARN, "audit trail", "the application works as the owner of the tables", mend)
        return
    editable = connection.execute(
        """
        SELECT c.relname FROM pg_class c
        WHERE (c.relname = %(audit)s
               OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = %(audit)s::regclass))
          AND has_table_privilege(%(role)s, c.oid, 'UPDATE, DELETE, TRUNCATE')
        ORDER BY 1
        """,
        {"audit": _AUDIT, "role": APP_ROLE},
    ).fetchall()
    if editable:
        names = ", ".join(name for (name,) in editable)
        mend = f"REVOKE UPDATE, DELETE, TRUNCATE ON {names} FROM {APP_ROLE}"
        yield Finding(Level.BAD, "audit trail", f"the application may edit {names}", mend)
    else:
        yield Finding(Level.OK, "audit trail", "the application may add to it and no more")


def _partitions(connection: psycopg.Connection) -> Iterator[Finding]:
    today = datetime.now(UTC)
    following = f"{today.year + today.month // 12}_{today.month % 12 + 1:02d}"
    for table in _PARTITIONED:
        if connection.execute("SELECT to_regclass(%s)", [f"{table}_{following}"]).fetchone() == (None,):
            mend = "the worker makes it: run ./huitouke worker"
            yield Finding(Level.WARN, table, f"no partition for {following.replace('_', '-')}", mend)
        else:
            yield Finding(Level.OK, table, "partition for next month is there")


def _jobs(connection: psycopg.Connection) -> Iterator[Finding]:
    """A worker that lives has beaten its heart within the last minute. What failed is named, the latest first."""
    alive = connection.execute(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'"
    ).fetchone()
    waiting = connection.execute(
        "SELECT count(*) FROM procrastinate_jobs "
        "WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()"
    ).fetchone()
    jobs = waiting[0] if waiting else 0
    if alive and alive[0]:
        yield Finding(Level.OK, "worker", f"at work, {jobs} jobs waiting")
    else:
        mend = "./huitouke serve starts one, or ./huitouke worker"
        yield Finding(Level.WARN, "worker", f"none is at work, {jobs} jobs waiting", mend)
    failed = connection.execute(
        "SELECT j.task_name, count(DISTINCT j.id), max(e.at) FROM procrastinate_jobs j"
        " JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'failed'"
        " WHERE j.status = 'failed' GROUP BY 1 ORDER BY 3 DESC"
    ).fetchall()
    for name, count, last in failed[:_FAILED_SHOWN]:
        found = f"{name}: {count} failed, the last {last.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        yield Finding(
            Level.WARN, "failed jobs", found, "the worker's log of that time says why; kept for 90 days"
        )


def _sealing(connection: psycopg.Connection) -> Finding:
    """The keys seal, and they open the oldest and the newest payload that is stored."""
    from huitouke.intake.payloads import unpack
    from huitouke.kernel.crypto import CannotOpen, sealer, self_test

    stored = connection.execute(
        "(SELECT id, payload FROM intake_sourcerecord WHERE payload IS NOT NULL ORDER BY id LIMIT 1) UNION ALL"
        " (SELECT id, payload FROM intake_sourcerecord WHERE payload IS NOT NULL ORDER BY id DESC LIMIT 1)"
    ).fetchall()
    try:
        self_test()
        for record_id, payload in stored:
            unpack(sealer(), record_id, payload)
    except CannotOpen:
        return Finding(
            Level.BAD, "keys", "they do not open the stored data", "put back the keys it was sealed with"
        )
    return Finding(Level.OK, "keys", "they seal, and open what is stored" if stored else "they seal and open")


def _older_keys() -> Iterator[Finding]:
    """Where there are several keys: how much the older ones still hold."""
    from django.conf import settings

    from huitouke.kernel.rotation import count_older

    if len(settings.FIELD_KEYS) < 2:
        return
    older = count_older()
    if older:
        yield Finding(
            Level.WARN,
            "older keys",
            f"{older} values stand under one",
            "./huitouke rotate-keys seals them anew",
        )
    else:
        mend = "./huitouke rotate-keys --drop-old takes them out"
        yield Finding(Level.OK, "older keys", "nothing stands under one any more", mend)


def _consents() -> Finding:
    """Whether every chain of consents and every root over them holds."""
    from huitouke.guests.services.consent_chain import verify_consents

    verdict = verify_consents()
    if verdict.broken is None:
        return Finding(Level.OK, "consents", f"{verdict.entries} entries and {verdict.roots} roots hold")
    broken = verdict.broken
    where = (
        f"guest {broken.subject_id}, entry {broken.number}" if broken.subject_id else f"entry {broken.number}"
    )
    return Finding(
        Level.BAD,
        "consents",
        f"{where}: {broken.how}",
        "somebody changed the database by hand: find out who, and restore the last backup that holds",
    )
