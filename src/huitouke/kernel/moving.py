"""Rows that go to another owner when two owners become one, and back again when they part.

A context names its tables in its `moving.py`, loaded by its app. Every row has a home: the owner it came to first. A
row that stands with another owner has its home in `MovedRow`; where two owners have a row of which one may hold only
one, the other is parked there whole. Where a row stands is therefore told by its home and by who is one with whom
alone, and the order in which owners join and part does not matter. All of it in SQL, a few statements a table however
many rows, inside the caller's transaction. Names of tables and columns are those of models, never input.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection

from huitouke.kernel.models import MovedRow

LEDGER: Final = MovedRow._meta.db_table
_PAIRS: Final = "unnest(%(gone)s::uuid[], %(kept)s::uuid[]) AS p(gone, kept)"


@dataclass(frozen=True, slots=True)
class Moving:
    """A table whose rows have an owner in `column`. In the conditions and expressions `{t}` stands for the row.

    `only` says which rows count. `once` is what an owner may hold once, among the rows of `once_when`; of several the
    first by `order` stands and the others are parked; `ends` is the column that takes a row out of `once_when`. Rows
    that name their record in `record` follow it;
    `home` is an expression for the home of rows that are told to be somebody's in another way.
    `is_of_records` marks the table that says whose the records are. `lives` is what a parked row needs to come back.
    """

    model: str
    column: str = "guest_id"
    only: str = "TRUE"
    once: str = ""
    once_when: str = "TRUE"
    ends: str = ""
    order: str = "{t}.id"
    record: str = ""
    home: str = ""
    is_of_records: bool = False
    lives: str = "TRUE"

    @property
    def table(self) -> str:
        return str(apps.get_model(self.model)._meta.db_table)

    @property
    def key(self) -> str:
        return str(apps.get_model(self.model)._meta.pk.column)

    @property
    def columns(self) -> str:
        fields = apps.get_model(self.model)._meta.concrete_fields
        return ", ".join(f'"{field.column}"' for field in fields)


_movings: dict[str, Moving] = {}
_unmoved: dict[str, str] = {}


def register_moving(*movings: Moving) -> None:
    """Let the rows of these tables go with their owners."""
    _movings.update({each.model: each for each in movings})


def register_unmoved(models: Mapping[str, str]) -> None:
    """Name models that hold an owner and stay as they are, each with the reason."""
    _unmoved.update(models)


def movings() -> list[Moving]:
    """All tables, the one of the records last: what follows a record asks it first."""
    return sorted(_movings.values(), key=lambda each: each.is_of_records)


def unmoved() -> Mapping[str, str]:
    """Models that hold an owner and stay, with the reasons."""
    return MappingProxyType(_unmoved)


def join_owners(pairs: Mapping[UUID, UUID]) -> None:
    """Let everything that is the first's of each pair be the second's. Nobody stands in two pairs, and all are locked
    by the caller. The number of statements does not grow with that of pairs."""
    gone, kept = list(pairs), list(pairs.values())
    for each in movings():
        if each.once:
            _park(each, gone, kept)
        _note_homes(each, gone)
        run(
            f"UPDATE {each.table} t SET {each.column} = p.kept FROM {_PAIRS}"
            f" WHERE t.{each.column} = p.gone AND {in_sql(each.only)}",
            kept=kept,
            gone=gone,
        )


def send_records_home(record_ids: Collection[UUID], owner: UUID, home: UUID) -> None:
    """Say whose these records are, which stand with this owner: somebody decided it, or it is to be known of the rows
    that they bring. Those rows have the same home, also if they are taken off by now. Records of others are left
    alone."""
    each = records()
    sent = run(
        f"INSERT INTO {LEDGER} (table_name, row_id, home_id) SELECT %(table)s, t.{each.key}, %(home)s"
        f" FROM {each.table} t WHERE t.{each.key} = ANY(%(told)s) AND t.{each.column} = %(owner)s"
        f" ON CONFLICT (table_name, row_id) DO UPDATE SET home_id = excluded.home_id RETURNING row_id",
        table=each.table,
        home=home,
        owner=owner,
        told=list(record_ids),
    )
    run(
        f"UPDATE {LEDGER} SET home_id = %(home)s WHERE record_id = ANY(%(told)s)",
        home=home,
        told=[row[0] for row in sent],
    )


def follow_homes(model: str, earlier: Mapping[UUID, UUID]) -> list[UUID]:
    """Rows that just came have the home of the row named beside each, where that is noted; which have one. One
    statement."""
    if not earlier:
        return []
    found = run(
        f"INSERT INTO {LEDGER} (table_name, row_id, home_id) SELECT x.table_name, given.row_id, x.home_id"
        f" FROM unnest(%(rows)s::uuid[], %(earlier)s::uuid[]) AS given(row_id, earlier_id)"
        f" JOIN {LEDGER} x ON x.table_name = %(table)s AND x.row_id = given.earlier_id"
        f" ON CONFLICT (table_name, row_id) DO NOTHING RETURNING row_id",
        table=_movings[model].table,
        rows=list(earlier.keys()),
        earlier=list(earlier.values()),
    )
    return [row[0] for row in found]


def follow_records(record_ids: Collection[UUID]) -> None:
    """Rows that these records brought have the records' homes. One statement a table."""
    for each in movings():
        if each.record and record_ids:
            run(
                f"INSERT INTO {LEDGER} (table_name, row_id, home_id, record_id)"
                f" SELECT %(table)s, t.{each.key}, {told_home(each)}, t.{each.record}"
                f" FROM {each.table} t JOIN {LEDGER} l"
                f" ON l.table_name = %(records)s AND l.row_id = t.{each.record}"
                f" WHERE l.row_id = ANY(%(told)s) AND t.{each.column} IN"
                f" (SELECT q.{records().column} FROM {records().table} q WHERE q.{records().key} = ANY(%(told)s))"
                f" ON CONFLICT (table_name, row_id) DO NOTHING",
                table=each.table,
                records=records().table,
                told=list(record_ids),
            )


def count_by_home(owner: UUID, homes: Collection[UUID]) -> dict[str, int]:
    """How many rows of each model stand with an owner and have their home in `homes`; parked ones count as well."""
    found: dict[str, int] = {}
    for each in movings():
        rows = run(
            f"SELECT (SELECT count(*) FROM {each.table} t LEFT JOIN {LEDGER} x ON x.table_name = %(table)s"
            f" AND x.row_id = t.{each.key} WHERE t.{each.column} = %(owner)s AND {in_sql(each.only)}"
            f" AND (coalesce(x.home_id, {_home(each, '%(owner)s')}) = ANY(%(homes)s)))"
            f" + (SELECT count(*) FROM {LEDGER} x WHERE x.table_name = %(table)s AND x.parked IS NOT NULL"
            f" AND x.home_id = ANY(%(homes)s))",
            table=each.table,
            owner=owner,
            homes=list(homes),
        )
        if rows[0][0]:
            found[each.model] = int(rows[0][0])
    return found


def _park(each: Moving, gone: Sequence[UUID], kept: Sequence[UUID]) -> None:
    """Of rows that one owner may hold once, let the first stand; the others are kept whole beside."""
    table, key, column = each.table, each.key, each.column
    home = _home(each, f"t.{column}")
    lost = run(
        f"WITH owners AS (SELECT p.gone AS owner, p.kept FROM {_PAIRS} UNION ALL SELECT p.kept, p.kept FROM {_PAIRS}),"
        f" ranked AS ("
        f" SELECT t.{key} AS key, row_number() OVER w AS place, first_value(t.{key}) OVER w AS first"
        f" FROM {table} t JOIN owners o ON o.owner = t.{column} WHERE {in_sql(each.only)} AND {in_sql(each.once_when)}"
        f" WINDOW w AS (PARTITION BY o.kept, {in_sql(each.once)} ORDER BY {in_row(each.order, 't')})),"
        f" lost AS (SELECT t.{key} AS key, r.first, {home} AS home, to_jsonb(t) AS whole"
        f" FROM ranked r JOIN {table} t ON t.{key} = r.key WHERE r.place > 1),"
        f" gone AS (DELETE FROM {table} t USING lost WHERE t.{key} = lost.key)"
        f" INSERT INTO {LEDGER} (table_name, row_id, home_id, parked, shadow_id)"
        f" SELECT %(table)s, lost.key, lost.home, lost.whole, lost.first FROM lost"
        f" ON CONFLICT (table_name, row_id) DO UPDATE SET parked = excluded.parked, shadow_id = excluded.shadow_id"
        f" RETURNING row_id",
        gone=gone,
        kept=kept,
        table=table,
    )
    if lost:
        run(
            f"UPDATE {LEDGER} p SET shadow_id = q.shadow_id FROM {LEDGER} q WHERE p.table_name = %(table)s"
            f" AND p.shadow_id = ANY(%(lost)s) AND q.table_name = p.table_name AND q.row_id = p.shadow_id",
            table=table,
            lost=[row[0] for row in lost],
        )


def _note_homes(each: Moving, gone: Sequence[UUID]) -> None:
    """Note the home of every row that is about to leave one of these owners."""
    run(
        f"INSERT INTO {LEDGER} (table_name, row_id, home_id)"
        f" SELECT %(table)s, t.{each.key}, {_home(each, f't.{each.column}')} FROM {each.table} t"
        f" WHERE t.{each.column} = ANY(%(gone)s) AND {in_sql(each.only)}"
        f" ON CONFLICT (table_name, row_id) DO NOTHING",
        table=each.table,
        gone=gone,
    )


def _home(each: Moving, otherwise: str) -> str:
    """Where a row has its home of which nothing is noted: where it is told to be, else with its owner."""
    return f"coalesce({told_home(each)}, {otherwise})" if each.record or each.home else otherwise


def told_home(each: Moving) -> str:
    """Where a row is told to have its home, be it by its record; null where that is with its owner."""
    if each.home:
        return in_sql(each.home)
    return (
        f"(SELECT l.home_id FROM {LEDGER} l WHERE l.table_name = '{records().table}'"
        f" AND l.row_id = t.{each.record})"
    )


def records() -> Moving:
    return next(each for each in _movings.values() if each.is_of_records)


def in_row(template: str, alias: str) -> str:
    return template.replace("{t}", alias)


def in_sql(template: str, alias: str = "t") -> str:
    return f"({in_row(template, alias)})"


def run(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []
