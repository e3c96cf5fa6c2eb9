"""All kept rows brought to the engine: one set-based read, streamed, with whose each record is."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

from huitouke.identity.choices import LinkReason
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.row import COLUMNS, LIST_COLUMNS, MatchRow
from huitouke.identity.services.match_engines import duck_database, engine_database
from huitouke.identity.sharers import count_all_sharers
from huitouke.identity.togetherness import may_be_one

Progress = Callable[[str, int, int | None], None]

MOST_OF_A_GUEST: Final = 50
"""Records of one guest that are compared, the newest first. What a system told before under the same id stands in the
newest of them."""
_EVERY: Final = 20_000
SPILL: Final = "matching"
"""The folder below HUITOUKE_HOME for what does not fit."""

_COLUMNS: Final = tuple(name for name in COLUMNS if name != "record_id")
_SELECT: Final = ", ".join(f"k.{name}" for name in _COLUMNS)
_TYPES: Final = ["text[]" if name in LIST_COLUMNS else "text" for name in _COLUMNS]

_WHOLE: Final = """
SELECT k.record_id, l.guest_id, g.legal_entity_id, g.is_shared, {columns}
FROM (SELECT record_id, guest_id, row_number() OVER (PARTITION BY guest_id ORDER BY record_id DESC) AS place
      FROM identity_link) l
JOIN identity_keptrow k ON k.record_id = l.record_id JOIN guests_guest g ON g.id = l.guest_id
WHERE l.place <= {most}"""

_SAMPLE: Final = """
SELECT k.record_id, l.guest_id, g.legal_entity_id, g.is_shared, {columns}
FROM identity_link l JOIN identity_keptrow k ON k.record_id = l.record_id JOIN guests_guest g ON g.id = l.guest_id
WHERE l.reason = '{founded}'
  AND (uuid_hash_extended(l.record_id, 7) & 1048575) < {share}"""

_PARTS: Final = 1048576


@dataclass(slots=True)
class Owners:
    """Whose the records of a table are, by their numbers in it: guests and legal entities by numbers of their own."""

    guests: list[UUID] = field(default_factory=list)
    of_record: array[int] = field(default_factory=lambda: array("q"))
    entities: array[int] = field(default_factory=lambda: array("i"))
    shared: list[bool] = field(default_factory=list)
    voices: array[float] = field(default_factory=lambda: array("d"))
    """1 for a record that tells a name, and for the first of a guest none of whose records does."""
    _numbers: dict[UUID, int] = field(default_factory=dict)
    _of_guest: array[int] = field(default_factory=lambda: array("i"))
    _kinds: dict[UUID | None, int] = field(default_factory=lambda: {None: 0})
    _silent: dict[int, int] = field(default_factory=dict)

    def add(self, guest_id: UUID, entity_id: UUID | None, is_shared: bool, tells_a_name: bool) -> None:
        """The next record."""
        entity = self._kinds.setdefault(entity_id, len(self._kinds))
        guest = self._numbers.setdefault(guest_id, len(self.guests))
        if guest == len(self.guests):
            self.guests.append(guest_id)
            self._of_guest.append(entity)
            self.shared.append(is_shared)
        self.of_record.append(guest)
        self.entities.append(entity)
        self.voices.append(1.0 if tells_a_name else 0.0)
        if tells_a_name:
            self._silent[guest] = -1
        else:
            self._silent.setdefault(guest, len(self.voices) - 1)

    def finish(self) -> None:
        """Gives a voice to a record of each guest whom nothing names."""
        for place in self._silent.values():
            if place >= 0:
                self.voices[place] = 1.0
        self._silent.clear()

    def number(self, guest_id: UUID) -> int | None:
        """The number of a guest; None for one without a record here."""
        return self._numbers.get(guest_id)

    def may_be_one(self, one: int, other: int) -> bool:
        """Whether two guests are of entities that may know both (ADR 0009)."""
        return may_be_one(
            (self._of_guest[one], self.shared[one]), (self._of_guest[other], self.shared[other])
        )


@contextmanager
def all_rows(progress: Progress, total: int) -> Iterator[tuple[Table, Owners]]:
    """Every kept row as a table of the engine, and whose they are; closed at the end of the block."""
    owners = Owners()
    sql = _WHOLE.format(columns=_SELECT, most=MOST_OF_A_GUEST)
    table = Table(
        _rows(sql, owners, progress, total), sharers=count_all_sharers(), database=engine_database(_spill())
    )
    try:
        owners.finish()
        table.write_owners(
            owners.of_record, owners.entities, [owners.shared[guest] for guest in owners.of_record]
        )
        yield table, owners
    finally:
        table.close()


@contextmanager
def sample_rows(most: int, founding: int, progress: Progress) -> Iterator[tuple[Table, Owners]]:
    """At most about so many of the rows of records that founded a profile, drawn by their ids: each once for every
    profile that ever was, so that what a system told again teaches nothing. `founding` is how many there are."""
    share = min(int(_PARTS * most / max(founding, 1)) + 1, _PARTS)
    owners = Owners()
    sql = _SAMPLE.format(columns=_SELECT, founded=LinkReason.FOUNDED.value, share=share)
    rows = _rows(sql, owners, progress, min(most, founding))
    # So few rows need no cluster, whatever the engine of runs is.
    table = Table(rows, sharers=count_all_sharers(), database=duck_database(_spill()))
    try:
        yield table, owners
    finally:
        table.close()


def forget_spilt() -> None:
    """Takes away what a killed run over this database left on the disk; for whoever knows that no other goes on."""
    rmtree(_spill_folder(), ignore_errors=True)


def _spill() -> Path:
    folder = _spill_folder()
    for each in (folder.parent, folder):
        each.mkdir(mode=0o700, exist_ok=True)
    return folder


def _spill_folder() -> Path:
    """One for each database: no other run over it goes on, and of another's nothing is known."""
    folder: Path = settings.HOME / SPILL / quote(str(connection.settings_dict["NAME"]), safe="")
    return folder


def _rows(sql: str, owners: Owners, progress: Progress, total: int) -> Iterator[MatchRow]:
    """The rows of a query as they come over the wire, in binary."""
    done = 0
    for record_id, guest_id, entity_id, is_shared, *values in _copied(sql):
        told: dict[str, Any] = dict(zip(_COLUMNS, values, strict=True))
        told |= {name: tuple(told[name]) for name in LIST_COLUMNS}
        row = MatchRow(record_id=str(record_id), **told)
        owners.add(guest_id, entity_id, is_shared, bool(row.name_key or row.family or row.hanzi))
        done += 1
        if done % _EVERY == 0:
            progress("read", done, max(done, total))
        yield row
    progress("read", done, done)


def _copied(sql: str) -> Iterator[Sequence[Any]]:
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with raw.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)") as copy:
        copy.set_types(["uuid", "uuid", "uuid", "bool", *_TYPES])
        yield from copy.rows()
