"""Whether two databases hold the same guests, whatever ids, nonces and times their rows have."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg import sql

from huitouke.guests.rows import COLUMNS, DOCUMENT, GUEST, GUEST_TAG, WRITE_ORDER
from huitouke.identity.rows import LINK_COLUMNS, LINK_TABLE
from huitouke.intake.payloads import canonical, unpack
from huitouke.intake.rows import RECORD_COLUMNS, RECORD_TABLE
from huitouke.kernel.crypto import sealer

_TIMES: Final = frozenset({"created_at", "updated_at", "received_at", "noted_at", "written_at", "linked_at"})
_IGNORED: Final = _TIMES | {"run_id"}
_RECORD_IDS: Final = frozenset({"record_id", "origin_record_id"})

Row = tuple[Any, ...]


def first_difference(first: str, second: str) -> str:
    """What the two databases at these addresses do not share, table by table; empty where they hold the same.

    Ids are replaced by what they stand for: a record by its system, external id and version, a guest by its
    origin record, a tag by its name. Sealed values are opened.
    """
    with psycopg.connect(first) as one, psycopg.connect(second) as other:
        names = [_Names(one), _Names(other)]
        for table, columns in _tables():
            found, expected = (
                Counter(_rows(connection, table, columns, known))
                for connection, known in zip((one, other), names, strict=True)
            )
            if found != expected:
                return _told(table, columns, found, expected)
    return ""


def _tables() -> Iterator[tuple[str, Sequence[str]]]:
    yield RECORD_TABLE, RECORD_COLUMNS
    for table in WRITE_ORDER:
        yield table, COLUMNS[table]
    yield LINK_TABLE, LINK_COLUMNS


class _Names:
    """What the ids of one database stand for."""

    def __init__(self, connection: psycopg.Connection) -> None:
        found = connection.execute("SELECT id, system, external_id, version FROM intake_sourcerecord")
        self.records: dict[UUID, Row] = {record_id: tuple(rest) for record_id, *rest in found}
        origins = connection.execute("SELECT id, origin_record_id FROM guests_guest")
        self.guests = {guest_id: self.records[record_id] for guest_id, record_id in origins}
        self.tags: dict[UUID, str] = dict(connection.execute("SELECT id, name FROM guests_tag").fetchall())


def _rows(connection: psycopg.Connection, table: str, columns: Sequence[str], names: _Names) -> Iterator[Row]:
    selected = sql.SQL(", ").join([sql.Identifier(column) for column in columns])
    statement = sql.SQL("SELECT {} FROM {}").format(selected, sql.Identifier(table))
    for row in connection.execute(statement):
        values = dict(zip(columns, row, strict=True))
        yield tuple(_plain(table, column, values, names) for column in columns if column not in _IGNORED)


def _plain(table: str, column: str, values: dict[str, Any], names: _Names) -> Any:
    value = values[column]
    if column == "id":
        if table == GUEST:
            return names.guests[value]
        return names.records[value] if table == RECORD_TABLE else None
    if value is None:
        return None
    if column in _RECORD_IDS:
        return names.records[value]
    if column == "guest_id":
        return names.guests[value]
    if table == GUEST_TAG and column == "tag_id":
        return names.tags[value]
    if column == "payload":
        return canonical(unpack(sealer(), values["id"], bytes(value)))
    if table == DOCUMENT and column == "number":
        return sealer().open(bytes(value))
    return repr(value) if isinstance(value, list | dict) else value


def _told(table: str, columns: Sequence[str], found: Counter[Row], expected: Counter[Row]) -> str:
    shown = [column for column in columns if column not in _IGNORED]
    extra, missing = list(found - expected), list(expected - found)
    if len(extra) == len(missing) and extra:
        pair = zip(shown, sorted(extra, key=repr)[0], sorted(missing, key=repr)[0], strict=True)
        told = [f"{column} {one!r} and {other!r}" for column, one, other in pair if one != other]
        return f"{table}: {len(extra)} rows, of the first {'; '.join(told)}"
    return f"{table}: {len(extra)} rows only here, {len(missing)} only there"
