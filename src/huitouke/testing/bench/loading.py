"""Filling a database by COPY with what the product's own encoder makes of the generator's guests."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date, datetime
from itertools import islice
from multiprocessing import get_context
from typing import Final
from uuid import UUID

import psycopg
from psycopg import sql

from huitouke.guests.rows import COLUMNS, GUEST_TAG, WRITE_ORDER
from huitouke.guests.values.lexicon import Lexicon
from huitouke.identity.rows import LINK_COLUMNS, LINK_TABLE, EncodedRow, RowEncoder, Source
from huitouke.intake.rows import RECORD_COLUMNS, RECORD_TABLE
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7
from huitouke.testing.bench.records import Given

Progress = Callable[[str, int, int | None], None]

TABLES: Final[dict[str, Sequence[str]]] = {
    RECORD_TABLE: RECORD_COLUMNS,
    **{table: COLUMNS[table] for table in WRITE_ORDER},
    LINK_TABLE: LINK_COLUMNS,
}
"""Every table that a guest's way in writes, parents first, with its columns."""

CHUNK_ROWS: Final = 2_000
PROCESSES: Final = 2
_IN_FLIGHT: Final = 4
_TAG_SQL: Final = (
    "INSERT INTO guests_tag (id, name, is_closed, description, colour, sort)"
    " VALUES (%s, %s, false, '', '', 0) ON CONFLICT DO NOTHING"
)


def fill(
    url: str,
    given: Iterable[Given],
    places: dict[str, tuple[UUID, UUID]],
    today: date,
    at: datetime,
    lexicon: Lexicon,
    progress: Progress,
    total: int,
) -> int:
    """Writes guests into the database at `url` and gives their number.

    `places` maps branch codes to ids of branch and legal entity, `lexicon` knows the hotel's codes. Raises
    ValueError for a guest whom the product would put into quarantine: the generator makes none.
    """
    with ProcessPoolExecutor(
        PROCESSES,
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(url, places, today, at, lexicon),
    ) as pool:
        rows = iter(given)
        waiting: deque[Future[int]] = deque()
        done = 0
        while chunk := list(islice(rows, CHUNK_ROWS)):
            waiting.append(pool.submit(_write, chunk))
            if len(waiting) >= _IN_FLIGHT:
                done += waiting.popleft().result()
                progress("Guests into the database of the bench", done, total)
        while waiting:
            done += waiting.popleft().result()
            progress("Guests into the database of the bench", done, total)
    return done


class _Loader:
    """One process's encoders, one for each system and branch, and its way into the database."""

    def __init__(
        self, url: str, places: dict[str, tuple[UUID, UUID]], today: date, at: datetime, lexicon: Lexicon
    ) -> None:
        # Without triggers: the parents of every row are written with it.
        options = "-c session_replication_role=replica -c synchronous_commit=off"
        self._connection = psycopg.connect(url, autocommit=True, options=options)
        self._places, self._today, self._at = places, today, at
        self._lexicon = lexicon
        self._encoders: dict[tuple[str, str], RowEncoder] = {}
        self._tags: dict[str, UUID] = {}

    def write(self, chunk: Sequence[Given]) -> int:
        tables: dict[str, list[bytes]] = {table: [] for table in TABLES}
        for number, given in enumerate(chunk, 1):
            encoder = self._encoder(given.system, given.branch)
            text, digest = encoder.digest(given.raw)
            row = encoder.encode_new(number, given.raw["external_id"][0], given.raw, text, digest)
            if row.is_quarantined:
                raise ValueError(f"the generator made a guest that nobody can be recognised in: {row.issues}")
            tables[RECORD_TABLE].append(row.record)
            for table, lines in row.profile.items():
                tables[table].append(lines)
            if row.tags:
                tables[GUEST_TAG].append(encoder.tag_lines(row, self._tag_ids(row)))
            tables[LINK_TABLE].append(row.link)
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for table, parts in tables.items():
                if parts:
                    with cursor.copy(copy_sql(table, TABLES[table], "FROM STDIN")) as copy:
                        copy.write(b"".join(parts))
        return len(chunk)

    def _encoder(self, system: str, branch: str) -> RowEncoder:
        found = self._encoders.get((system, branch))
        if found is None:
            branch_id, legal_entity_id = self._places[branch]
            found = self._encoders[system, branch] = RowEncoder(
                sealer(),
                Source(
                    system=system,
                    branch_id=branch_id,
                    legal_entity_id=legal_entity_id,
                    run_id=None,
                    actor_id=None,
                    actor_name="system",
                    received_at=self._at,
                    today=self._today,
                    lexicon=self._lexicon,
                ),
            )
        return found

    def _tag_ids(self, row: EncodedRow) -> dict[str, UUID]:
        for name in row.tags:
            if name not in self._tags:
                self._connection.execute(_TAG_SQL, [uuid7(), name])
                found = self._connection.execute("SELECT id FROM guests_tag WHERE name = %s", [name])
                self._tags[name] = next(tag_id for (tag_id,) in found)
        return self._tags


_loader: _Loader | None = None


def _start(
    url: str, places: dict[str, tuple[UUID, UUID]], today: date, at: datetime, lexicon: Lexicon
) -> None:
    global _loader
    # Ctrl-C at the terminal is the parent's to answer: it ends the pool.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _loader = _Loader(url, places, today, at, lexicon)


def _write(chunk: Sequence[Given]) -> int:
    if _loader is None:
        raise RuntimeError("this process was not set up")
    return _loader.write(chunk)


def copy_sql(table: str, columns: Sequence[str], tail: str) -> sql.Composed:
    """`COPY table (columns)` and `tail`, a constant of ours."""
    names = sql.SQL(", ").join([sql.Identifier(column) for column in columns])
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(tail))


def drop_indexes(connection: psycopg.Connection, tables: Iterable[str] = TABLES) -> list[str]:
    """Drops every index of these tables that is no constraint's; the statements that make them again."""
    found = connection.execute(
        "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
        " WHERE t.relname = ANY(%s) AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY t.relname, c.relname",
        [list(tables)],
    ).fetchall()
    for name, _statement in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [statement for _name, statement in found]


def make_indexes(connection: psycopg.Connection, statements: Sequence[str], progress: Progress) -> None:
    """Makes the indexes that `drop_indexes` dropped."""
    connection.execute("SET maintenance_work_mem = '1GB'")
    for number, statement in enumerate(statements, 1):
        connection.execute(statement.encode())
        progress("Indexes of the database of the bench", number, len(statements))
