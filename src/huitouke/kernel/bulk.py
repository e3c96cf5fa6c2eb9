"""Rows for PostgreSQL's COPY: the one way in which many rows are written; and new values for many rows at once.

Text format: a line a row, tab between columns, `\\N` for null. A context keeps the column list beside its
encoder, and a test compares the list with the model.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": None})
_NEEDS_ESCAPE = frozenset("\\\t\n\r\x00")
_ARRAY_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\x00": None})


def text_cell(value: str) -> str:
    """A text as a COPY cell."""
    return value if _NEEDS_ESCAPE.isdisjoint(value) else value.translate(_ESCAPES)


def bytes_cell(value: bytes) -> str:
    """Bytes as a COPY cell."""
    return "\\\\x" + value.hex()


def array_cell(values: Iterable[str]) -> str:
    """A list of texts as the COPY cell of a `text[]` column."""
    return text_cell("{" + ",".join(f'"{value.translate(_ARRAY_ESCAPES)}"' for value in values) + "}")


def _null_cell(_value: None) -> str:
    return "\\N"


def _bool_cell(value: bool) -> str:
    return "t" if value else "f"


def _uuid_cell(value: UUID) -> str:
    return value.hex


# By exact type first: a chain of isinstance for each of forty cells is a tenth of an import's time.
_FORMS: dict[type, Callable[[Any], str]] = {
    type(None): _null_cell,
    str: text_cell,
    bool: _bool_cell,
    int: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    UUID: _uuid_cell,
    bytes: bytes_cell,
    list: array_cell,
    tuple: array_cell,
}


def cell(value: Any) -> str:
    """Any value of the kinds that our tables hold as a COPY cell. Raises TypeError for another kind."""
    form = _FORMS.get(type(value))
    if form is not None:
        return form(value)
    for kind in (str, int, datetime, date):
        if isinstance(value, kind):
            return _FORMS[kind](value)
    raise TypeError(f"no COPY form for {type(value).__name__}")


def line(values: Iterable[Any]) -> bytes:
    """One row of the values given, ready for `copy_lines`. Lone surrogates, which no database stores, become
    question marks."""
    return ("\t".join([cell(value) for value in values]) + "\n").encode("utf-8", "replace")


def copy_lines(table: str, columns: Sequence[str], lines: bytes) -> None:
    """Write encoded rows into `table` inside the current transaction.

    `table` and `columns` come from our own constants, never from input. Raises Django's database errors.
    """
    if not lines:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{table}" ({names}) FROM STDIN'
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(statement) as copy,
    ):
        copy.write(lines)


def update_rows(table: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Give rows of `table` new values of `columns`, in one statement; each of `rows` has these columns and `id`.

    `table` and `columns` come from our own constants, never from input. Raises Django's database errors.
    """
    if not rows or not columns:
        return
    values = ", ".join(f'"{column}" = fresh."{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET {values} FROM jsonb_populate_recordset(NULL::"{table}", %s::jsonb) AS fresh'
            f' WHERE "{table}".id = fresh.id',
            [json_rows(rows)],
        )


def upsert_rows(table: str, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write whole rows, or where the `key` of one is there already its other columns, in one statement. All of `rows`
    have the same columns. Names of table and columns come from our own constants, never from input."""
    if not rows:
        return
    columns = [connection.ops.quote_name(name) for name in rows[0]]
    given = ", ".join(columns)
    found = connection.ops.quote_name(table)
    changes = ", ".join(
        f"{name} = excluded.{name}" for name in columns if name != connection.ops.quote_name(key)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {found} ({given}) SELECT {given} FROM jsonb_populate_recordset(NULL::{found}, %s::jsonb)"
            f" ON CONFLICT ({connection.ops.quote_name(key)}) DO UPDATE SET {changes}",
            [json_rows(rows)],
        )


def json_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as the text that `jsonb_populate_recordset` reads."""
    return json.dumps(rows, ensure_ascii=False, default=_json_form).encode("utf-8", "replace").decode()


def array_of(ids: Iterable[UUID]) -> str:
    """Ids as the text of a `uuid[]`, to be handed over as one parameter: thousands of parameters are dear."""
    return "{" + ",".join([each.hex for each in ids]) + "}"


def among(ids: Iterable[UUID]) -> RawSQL:
    """These ids as the right side of `id__in`."""
    return RawSQL("SELECT unnest(%s::uuid[])", [array_of(ids)])


def _json_form(value: Any) -> str:
    """What PostgreSQL reads again from JSON as the value's own type."""
    if isinstance(value, bytes | bytearray | memoryview):
        return "\\x" + bytes(value).hex()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
