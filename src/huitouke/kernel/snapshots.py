"""What the rows of an owner looked like, and putting them back: for acts that can be undone as a whole.

A snapshot is the JSON text of every row that belongs to one owner (a guest), table by table, as PostgreSQL
writes it; equal rows give equal texts. Names of tables and columns come from models, never from input.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from huitouke.kernel.bulk import array_of

Shape = Mapping[str, Collection[str]]
"""Tables to the columns that they had when a snapshot was taken."""


class OwnedTable(NamedTuple):
    """A table whose rows belong to an owner: its name, its key, the column that names the owner; `only` is a condition
    on its rows `t` for those that count, where others are derived."""

    table: str
    key: str
    owner: str
    only: str = "TRUE"


def columns_of(tables: Sequence[OwnedTable]) -> dict[str, list[str]]:
    """The columns of these tables as they stand in the database. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a"
            " JOIN pg_class c ON c.oid = a.attrelid WHERE c.oid = ANY(%s::regclass[])"
            " AND a.attnum > 0 AND NOT a.attisdropped GROUP BY c.relname",
            [[each.table for each in tables]],
        )
        return dict(cursor.fetchall())


def take_snapshots(
    tables: Sequence[OwnedTable], owner_ids: Collection[UUID], shape: Shape | None = None
) -> dict[UUID, str]:
    """The snapshot of each owner. With `shape`, of the columns that stood there then: a column that a later
    version of the software brought is left out, so that it makes no difference. One query, two with a shape."""
    if not owner_ids:
        return {}
    now = columns_of(tables) if shape is not None else {}
    parts: list[str] = []
    parameters: list[Any] = [array_of(owner_ids)]
    wanted = "WITH wanted AS MATERIALIZED (SELECT unnest(%s::uuid[]) AS id) "
    for place, each in enumerate(tables):
        since = sorted(set(now.get(each.table, ())) - set((shape or {}).get(each.table, ())))
        row = "to_jsonb(t) - %s::text[]" if since else "to_jsonb(t)"
        parts.append(
            f"SELECT t.{each.owner} AS owner, {place} AS place,"
            f" '[' || string_agg(({row})::text, ',' ORDER BY t.{each.key}) || ']' AS found"
            f" FROM {each.table} t JOIN wanted w ON w.id = t.{each.owner} WHERE {each.only} GROUP BY t.{each.owner}"
        )
        parameters += [since] if since else []
    found: dict[UUID, list[str]] = {owner_id: [] for owner_id in owner_ids}
    with connection.cursor() as cursor:
        cursor.execute(wanted + " UNION ALL ".join(parts) + " ORDER BY 1, 2", parameters)
        for owner_id, place, rows in cursor.fetchall():
            found[owner_id].append(f'"{tables[place].table}":{rows}')
    return {owner_id: "{" + ",".join(texts) + "}" for owner_id, texts in found.items()}


def rows_of(snapshot: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a snapshot by table."""
    rows: dict[str, list[dict[str, Any]]] = json.loads(snapshot)
    return rows


def put_back(each: OwnedTable, owner_ids: Collection[UUID], rows: Sequence[Mapping[str, Any]]) -> None:
    """Let these owners have exactly these rows in one table again, inside the caller's transaction: rows that
    came since go, rows that went come, rows that changed take their earlier values."""
    kept = [row[each.key] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {each.table} t WHERE t.{each.owner} = ANY(%s) AND {each.only}"
            f" AND NOT t.{each.key} = ANY(%s::uuid[])",
            [list(owner_ids), kept],
        )
        if not rows:
            return
        names = [f'"{name}"' for name in rows[0]]
        values = ", ".join(f"{name} = excluded.{name}" for name in names if name != f'"{each.key}"')
        cursor.execute(
            f"INSERT INTO {each.table} ({', '.join(names)})"
            f" SELECT {', '.join(names)} FROM jsonb_populate_recordset(NULL::{each.table}, %s::jsonb)"
            f" ON CONFLICT ({each.key}) DO UPDATE SET {values}",
            [json.dumps(rows, ensure_ascii=False)],
        )


def delete_owned(tables: Iterable[tuple[str, str]], owner_ids: Collection[UUID]) -> None:
    """Delete every row of these (table, owner column) that belongs to these owners."""
    with connection.cursor() as cursor:
        for table, owner in tables:
            cursor.execute(f"DELETE FROM {table} WHERE {owner} = ANY(%s)", [list(owner_ids)])
