"""Sealing what is stored anew with the first key, while the product runs; counting what an older key still holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import connection, transaction

from huitouke.kernel import attachments
from huitouke.kernel.crypto import CannotOpen
from huitouke.kernel.history import unnoted_changes
from huitouke.kernel.sealed import (
    Form,
    SealedColumn,
    resealed_bytes,
    resealed_text,
    sealed_columns,
)

Progress = Callable[[str, int, int | None], None]
CHUNK: Final = 500
PASSES: Final = 5
"""What is written meanwhile by somebody who knew the older key only, or copied from what it sealed, is met by the next
pass."""
FILES: Final = "files"


@dataclass(slots=True)
class Rotated:
    """What became of the values of one place."""

    done: int = 0
    unreadable: int = 0


def rotate(progress: Progress | None = None) -> dict[str, Rotated]:
    """Seal anew every value under an older key, place by place, in chunks of their own transactions, while others read
    and write: a row that somebody changes meanwhile keeps what they wrote. Safe to stop and to run again: it goes on
    with what is left."""
    found = {str(column): Rotated() for column in sealed_columns()} | {FILES: Rotated()}
    for _number in range(PASSES):
        before = sum(each.done for each in found.values())
        for column in sealed_columns():
            _rotate_column(column, found[str(column)], progress)
        _rotate_files(found[FILES], progress)
        if sum(each.done for each in found.values()) == before:
            break
    return found


def count_older() -> int:
    """How many whole values and files stand under another key than the first. One look through each column."""
    columns = [column for column in sealed_columns() if not column.is_text]
    return sum(_count(column) for column in columns) + sum(
        1 for _path in attachments.paths_under_older_keys()
    )


def _count(column: SealedColumn) -> int:
    condition, parameters = _older(column)
    table = apps.get_model(column.model)._meta.db_table
    with connection.cursor() as cursor:
        # Names of tables and columns are those of our models.
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}", parameters)
        return int(cursor.fetchone()[0])


def _older(column: SealedColumn) -> tuple[str, list[Any]]:
    """Which rows stand under another key than the first."""
    name = column.column
    return f"length({name}) > 5 AND substring({name} from 2 for 4) <> %s", [column.ring().first_key_id]


def _candidates(column: SealedColumn) -> tuple[str, list[Any]]:
    """Which rows are worth a look: what stands inside of texts is seen by opening them only."""
    name = column.column
    if column.form is Form.WHOLE:
        return _older(column)
    if column.form is Form.HEX:
        return f"strpos({name}::text, 'x31') > 0", []
    return f"{name} IS NOT NULL", []


def _rotate_column(column: SealedColumn, found: Rotated, progress: Progress | None) -> None:
    seen, unreadable = 0, 0
    for rows in _chunks(column):
        fresh: list[tuple[Any, Any, Any]] = []
        for key, value, bound in rows:
            try:
                new = _resealed(column, value, bound)
            except CannotOpen:
                unreadable += 1
                continue
            if new != value:
                fresh.append((key, value, new))
        found.done += _write(column, fresh)
        seen += len(rows)
        if progress is not None:
            progress(str(column), seen, None)
    found.unreadable = unreadable


def _resealed(column: SealedColumn, value: Any, bound: Any) -> Any:
    if column.is_text:
        return resealed_text(column, value)
    return resealed_bytes(column, value, bound.bytes if column.bound_to else column.context)


def _chunks(column: SealedColumn) -> Iterator[list[tuple[Any, Any, Any]]]:
    """Rows that may stand under an older key, by key, as (key, value, what it is bound to)."""
    meta = apps.get_model(column.model)._meta
    condition, parameters = _candidates(column)
    key, table = meta.pk.column, meta.db_table
    value = f"{column.column}::text" if column.is_text else column.column
    after: list[Any] = []
    while True:
        since = f" AND {key} > %s" if after else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {key}, {value}, {column.bound_to or 'NULL'} FROM {table} WHERE {condition}{since}"
                f" ORDER BY {key} LIMIT {CHUNK}",
                [*parameters, *after],
            )
            rows = [
                (row[0], row[1] if column.is_text else bytes(row[1]), row[2]) for row in cursor.fetchall()
            ]
        if not rows:
            return
        yield rows
        after = [rows[-1][0]]


def _write(column: SealedColumn, fresh: list[tuple[Any, Any, Any]]) -> int:
    """Give these rows their new values, but for those that were changed since they were read; how many."""
    if not fresh:
        return 0
    meta = apps.get_model(column.model)._meta
    key_kind, kind = meta.pk.rel_db_type(connection), meta.get_field(_field_of(column)).db_type(connection)
    cast_to, shown = ("text", "::text") if column.is_text else ("bytea", "")
    with transaction.atomic(), unnoted_changes(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {meta.db_table} t SET {column.column} = v.new::{kind}"
            f" FROM unnest(%s::{key_kind}[], %s::{cast_to}[], %s::{cast_to}[]) AS v(id, old, new)"
            f" WHERE t.{meta.pk.column} = v.id AND t.{column.column}{shown} = v.old",
            [list(each) for each in zip(*fresh, strict=True)],
        )
        return int(cursor.rowcount)


def _field_of(column: SealedColumn) -> str:
    fields = apps.get_model(column.model)._meta.concrete_fields
    return next(str(field.name) for field in fields if field.column == column.column)


def _rotate_files(found: Rotated, progress: Progress | None) -> None:
    unreadable = 0
    for number, path in enumerate(attachments.paths_under_older_keys(), 1):
        try:
            found.done += attachments.reseal_file(path)
        except CannotOpen:
            unreadable += 1
        if progress is not None:
            progress(FILES, number, None)
    found.unreadable = unreadable
