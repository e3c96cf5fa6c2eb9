"""The rows that a bench made, taken out of their database and written again by COPY: what they cost at the least."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from huitouke.testing.bench.loading import copy_sql

Dumps = dict[str, tuple[list[str], bytes]]
"""By table: the columns, and the rows in the form of COPY."""


def dump_rows(url: str, tables: Mapping[str, tuple[Sequence[str], str]]) -> Dumps:
    """Of each table the rows under a condition; no columns named: all that are not generated."""
    found: Dumps = {}
    with psycopg.connect(url, autocommit=True) as connection:
        for table, (named, where) in tables.items():
            columns = list(named) or _columns(connection, table)
            names = sql.SQL(", ").join([sql.Identifier(column) for column in columns])
            # Conditions are constants of the benches.
            query = sql.SQL("COPY (SELECT {} FROM {} WHERE {} ORDER BY ctid) TO STDOUT").format(
                names, sql.Identifier(table), sql.SQL(where)
            )
            with connection.cursor() as cursor, cursor.copy(query) as copy:
                found[table] = (columns, b"".join(bytes(piece) for piece in copy))
    return found


def copy_rows(url: str, dumps: Dumps) -> float:
    """Seconds that COPY of the dumped rows and their commit take: one COPY a table, one transaction, without checks of
    foreign keys."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        began = time.monotonic()
        for table, (columns, lines) in dumps.items():
            with connection.cursor().copy(copy_sql(table, columns, "FROM STDIN")) as copy:
                copy.write(lines)
        connection.commit()
        return time.monotonic() - began


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        [table],
    ).fetchall()
    return [row[0] for row in rows]
