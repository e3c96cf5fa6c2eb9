"""Every table of a database as a number: rows and a checksum, and what the application's role may do with it."""

from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql

from huitouke.cli.postgres_folders import APP_ROLE

LEFT_OUT: Final = ("django_session",)
"""Tables whose rows are not backed up: after a restore everybody signs in again."""

# The text of a row must not depend on who asks.
_FORMS: Final = {
    "datestyle": "ISO, YMD",
    "timezone": "UTC",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
_TABLES: Final = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1"""
_WORDS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
_RIGHTS: Final = """
SELECT c.relname, array_to_string(ARRAY(
    SELECT p FROM unnest(%(words)s::text[]) p
    WHERE has_table_privilege(%(role)s, c.oid, p)), ',')
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class TableSum:
    """Rows of a table, and the sum over the first 64 bits of the MD5 of each row's text: the order of the rows does
    not matter, every value does. It tells equal from unequal; that nobody forges it is the container's work."""

    rows: int
    checksum: str


def fix_forms(connection: psycopg.Connection[Any]) -> None:
    """Sets how values are written as text, for this connection."""
    for name, value in _FORMS.items():
        connection.execute("SELECT set_config(%s, %s, false)", [name, value])


def table_names(connection: psycopg.Connection[Any]) -> list[str]:
    """Every table with rows of its own, partitions one by one; those of extensions aside."""
    return [name for (name,) in connection.execute(_TABLES).fetchall()]


def table_sums(connection: psycopg.Connection[Any]) -> dict[str, TableSum]:
    """Every table with its sum, as the connection's transaction sees it, but for LEFT_OUT."""
    fix_forms(connection)
    found = {}
    for name in table_names(connection):
        if name in LEFT_OUT:
            continue
        row = connection.execute(
            sql.SQL(
                "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text"
                " FROM ONLY {} t"
            ).format(sql.Identifier(name))
        ).fetchone()
        if row is not None:
            found[name] = TableSum(int(row[0]), str(row[1]))
    return found


def differing(expected: dict[str, TableSum], found: dict[str, TableSum]) -> list[str]:
    """Names of the tables that are not equal, those that one side lacks among them."""
    return sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))


def has_app_role(connection: psycopg.Connection[Any]) -> bool:
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone() is not None


def table_rights(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """What the application's role may do with each table, as words with commas; empty where there is no such role."""
    if not has_app_role(connection):
        return {}
    return dict(connection.execute(_RIGHTS, {"role": APP_ROLE, "words": list(_WORDS)}).fetchall())


def give_rights(connection: psycopg.Connection[Any], rights: dict[str, str]) -> None:
    """Gives the application's role exactly these rights, and the use of every sequence. Does nothing where the server
    has no such role."""
    if not rights or not has_app_role(connection):
        return
    role = sql.Identifier(APP_ROLE)
    connection.execute(
        sql.SQL("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {}").format(role)
    )
    for name, words in rights.items():
        table = sql.Identifier(name)
        connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(table, role))
        granted = [sql.SQL(word) for word in words.split(",") if word in _WORDS]
        if granted:
            connection.execute(
                sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ").join(granted), table, role)
            )
