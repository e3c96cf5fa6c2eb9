"""Looking for words in everything an installation stores: each column of each table, opened where it is sealed and
unpacked where it is packed, the planner's samples, and every file of its home."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from huitouke.kernel.crypto import CannotOpen, Sealer, sealer

COMPARTMENTS: Final = ("files", "registration")
OF_THE_SERVER: Final = "postgres"
"""The server's own files are looked at through SQL: what is free in them waits to be written over."""

COLUMNS_SQL: Final = """
SELECT c.table_name, c.column_name, c.data_type
FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  AND c.data_type IN ('text', 'character varying', 'bytea', 'jsonb', 'json', 'ARRAY', 'USER-DEFINED')
ORDER BY 1, 2"""

SAMPLES_SQL: Final = """
SELECT tablename, attname, coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '')
       || coalesce(most_common_elems::text, '')
FROM pg_stats WHERE schemaname = 'public'"""


def scan(needles: Mapping[str, str]) -> list[tuple[str, str]]:
    """(what, where) of every needle that is found anywhere."""
    found = {hit for place, content in everything() for hit in _hits(needles, place, content)}
    return sorted(found)


def everything() -> Iterator[tuple[str, bytes]]:
    """Every stored content with its place: columns, samples, files."""
    yield from _columns()
    with connection.cursor() as cursor:
        cursor.execute(SAMPLES_SQL)
        for table, column, values in cursor.fetchall():
            yield f"samples of {table}.{column}", values.encode()
    yield from _files(Path(settings.HOME))


def _columns() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS_SQL)
        for table, column, kind in cursor.fetchall():
            place = f"{table}.{column}"
            name = connection.ops.quote_name
            cast = "" if kind == "bytea" else "::text"
            key = name("id") if _has_id(table) else "NULL"
            # Names out of the catalogue of the database itself, quoted.
            cursor.execute(
                f"SELECT {key}, {name(column)}{cast} FROM {name(table)} WHERE {name(column)} IS NOT NULL"
            )
            for row_id, value in cursor.fetchall():
                if kind == "bytea":
                    for content in opened(bytes(value), row_id):
                        yield place, content
                else:
                    yield place, value.encode()


def _has_id(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'id'", [table]
        )
        return cursor.fetchone() is not None


def opened(value: bytes, row_id: Any) -> Iterator[bytes]:
    """A value as it stands, and whatever our keys and zlib make of it."""
    yield value
    contexts = [b"", getattr(row_id, "bytes", b"")]
    for ring in _rings():
        for context in contexts:
            try:
                plain = ring.open(value, context)
            except CannotOpen:
                continue
            yield plain
            yield from _unpacked(plain)
    yield from _unpacked(value)


def _rings() -> list[Sealer]:
    return [sealer(), *(sealer().compartment(name) for name in COMPARTMENTS)]


def _unpacked(value: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompress(value)
    except zlib.error:
        return


def _files(home: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        if inside.parts[0] == OF_THE_SERVER or not path.is_file():
            continue
        place = f"HOME/{inside.as_posix()}"
        yield place, inside.as_posix().encode()
        content = path.read_bytes()
        yield place, content
        yield from ((place, plain) for plain in _opened_file(path, content))


def _opened_file(path: Path, content: bytes) -> Iterator[bytes]:
    """What stands sealed under HOME/files is bound to its name."""
    try:
        context = bytes.fromhex(path.name)
    except ValueError:
        return
    for ring in _rings():
        try:
            yield ring.open(content, context)
        except CannotOpen:
            continue


def _hits(needles: Mapping[str, str], place: str, content: bytes) -> Iterable[tuple[str, str]]:
    escaped = content.decode("utf-8", "ignore")
    for what, needle in needles.items():
        if needle in escaped or needle.encode("unicode_escape") in content:
            yield what, place
