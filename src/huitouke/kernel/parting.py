"""Two owners who were one part again: each takes what has its home there. In SQL, a few statements a table, inside the
caller's transaction; names of tables and columns are those of models, never input."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from huitouke.kernel.models import FieldChange
from huitouke.kernel.moving import LEDGER, Moving, in_row, in_sql, movings, records, run, told_home

HISTORY: Final = FieldChange._meta.db_table


@dataclass(frozen=True, slots=True)
class Parting:
    """One owner becomes two: `leaver` takes what has its home in `homes`, `stayer` keeps what has it in `stays`."""

    stayer: UUID
    leaver: UUID
    homes: tuple[UUID, ...]
    stays: tuple[UUID, ...]


def part_owners(parting: Parting) -> None:
    """Let each of two who were one have their own again. Rows without a home noted stay with the stayer."""
    _hand_history_over(parting)
    for each in movings():
        if each.record or each.home:
            _note_homes_told(each, parting)
        if each.once:
            _follow_shadows(each, parting)
        moved = run(
            f"UPDATE {each.table} t SET {each.column} = %(leaver)s FROM {LEDGER} x"
            f" WHERE x.table_name = %(table)s AND x.row_id = t.{each.key} AND x.home_id = ANY(%(homes)s)"
            f" AND x.parked IS NULL AND t.{each.column} = %(stayer)s AND {in_sql(each.only)}"
            f" RETURNING t.{each.key}",
            table=each.table,
            **_names(parting),
        )
        if each.once:
            _bring_back(each, parting.leaver, "x.home_id = ANY(%(homes)s)", parting, [])
            shadows = [row[0] for row in moved]
            condition = "x.home_id = ANY(%(stays)s) AND x.shadow_id = ANY(%(shadows)s)"
            _bring_back(each, parting.stayer, condition, parting, shadows)
    # Who is still one with another keeps the marks: a record may yet be given away, and what it brought with it.
    alone = [
        owner
        for owner, homes in ((parting.stayer, parting.stays), (parting.leaver, parting.homes))
        if len(homes) == 1
    ]
    if alone:
        run(
            f"DELETE FROM {LEDGER} WHERE table_name = ANY(%(tables)s) AND home_id = ANY(%(alone)s) AND parked IS NULL",
            tables=[each.table for each in movings()],
            alone=alone,
        )


def _hand_history_over(parting: Parting) -> None:
    """What happened to rows of the leaver while the two were one, and what records of the leaver changed in the owner's
    own row, is told of the leaver from now on. It stands under the id of who was shown by then."""
    run(
        f"UPDATE {HISTORY} f SET subject_id = %(leaver)s WHERE f.subject_id = ANY(%(stays)s) AND ("
        f"EXISTS (SELECT 1 FROM {LEDGER} x WHERE x.table_name = f.table_name AND x.row_id::text = f.row_id"
        f" AND x.home_id = ANY(%(homes)s))"
        f" OR (f.row_id = f.subject_id::text AND EXISTS (SELECT 1 FROM {LEDGER} x"
        f" WHERE x.table_name = %(records)s AND x.row_id = f.record_id AND x.home_id = ANY(%(homes)s))))",
        records=records().table,
        **_names(parting),
    )


def _follow_shadows(each: Moving, parting: Parting) -> None:
    """What became of a row that was shown while the owners were one became of those kept beside it: where it was taken
    off, they are off; where it ended, they come back ended. The history tells it of each."""
    table, key = each.table, each.key
    values = {**_names(parting), "table": table}
    beside = (
        f"FROM {LEDGER} x LEFT JOIN {table} t ON t.{key} = x.shadow_id WHERE x.table_name = %(table)s"
        f" AND x.parked IS NOT NULL AND x.home_id = ANY(%(homes)s || %(stays)s)"
    )
    owner = "CASE WHEN x.home_id = ANY(%(homes)s) THEN %(leaver)s ELSE %(stayer)s END::uuid"
    noted = "changed_at, actor_id, record_id, reason"
    told = ", ".join(f"f.{name}" for name in noted.split(", "))
    run(
        f"WITH off AS (SELECT x.row_id, x.shadow_id, x.home_id, x.parked {beside} AND t.{key} IS NULL),"
        f" noted AS (INSERT INTO {HISTORY} (subject_id, table_name, row_id, field, old, {noted})"
        f" SELECT off.home_id, f.table_name, off.row_id::text, f.field, off.parked -> f.field, {told}"
        f" FROM off JOIN {HISTORY} f ON f.table_name = %(table)s AND f.row_id = off.shadow_id::text"
        f" AND f.subject_id = ANY(%(homes)s || %(stays)s) AND f.new IS NULL ORDER BY f.id)"
        f" DELETE FROM {LEDGER} x USING off WHERE x.table_name = %(table)s AND x.row_id = off.row_id",
        **values,
    )
    if not each.ends:
        return
    ended = (
        f"SELECT x.row_id, x.shadow_id, x.home_id, x.parked || jsonb_build_object('{each.ends}',"
        f" to_jsonb(t) -> '{each.ends}', '{each.column}', {owner}::text) AS whole {beside}"
        f" AND NOT {in_sql(each.once_when)}"
    )
    run(
        f"WITH ended AS ({ended}),"
        f" noted AS (INSERT INTO {HISTORY} (subject_id, table_name, row_id, field, old, new, {noted})"
        f" SELECT ended.home_id, f.table_name, ended.row_id::text, f.field, f.old, f.new, {told}"
        f" FROM ended JOIN {HISTORY} f ON f.table_name = %(table)s AND f.row_id = ended.shadow_id::text"
        f" AND f.subject_id = ANY(%(homes)s || %(stays)s) AND f.field = '{each.ends}' ORDER BY f.id),"
        f" back AS (INSERT INTO {table} ({each.columns}) SELECT {each.columns} FROM ended,"
        f" LATERAL jsonb_populate_record(NULL::{table}, ended.whole) q)"
        f" UPDATE {LEDGER} x SET parked = NULL, shadow_id = NULL FROM ended"
        f" WHERE x.table_name = %(table)s AND x.row_id = ended.row_id",
        **values,
    )


def _bring_back(
    each: Moving, owner: UUID, condition: str, parting: Parting, shadows: Collection[UUID]
) -> None:
    """Let parked rows stand again with this owner, where nothing stands in their way any more."""
    table, column = each.table, each.column
    values = {**_names(parting), "table": table, "owner": owner, "shadows": list(shadows)}
    parked = (
        f"SELECT t.* FROM {LEDGER} x, LATERAL jsonb_populate_record(NULL::{table},"
        f" x.parked || jsonb_build_object('{column}', %(owner)s::text)) t"
        f" WHERE x.table_name = %(table)s AND x.parked IS NOT NULL AND {condition} AND {in_sql(each.lives)}"
    )
    same = (
        f"o.{column} = %(owner)s AND {in_sql(each.once, 'o')} = {in_sql(each.once)}"
        f" AND {in_sql(each.once_when, 'o')}"
    )
    back = run(
        f"WITH found AS ({parked}),"
        f" best AS (SELECT DISTINCT ON ({in_sql(each.once)}) t.* FROM found t"
        f" WHERE NOT EXISTS (SELECT 1 FROM {table} o WHERE {same})"
        f" ORDER BY {in_sql(each.once)}, {in_row(each.order, 't')})"
        f" INSERT INTO {table} ({each.columns}) SELECT {each.columns} FROM best RETURNING {each.key}",
        **values,
    )
    run(
        f"UPDATE {LEDGER} SET parked = NULL, shadow_id = NULL WHERE table_name = %(table)s"
        f" AND row_id = ANY(%(rows)s)",
        table=table,
        rows=[row[0] for row in back],
    )
    run(
        f"WITH found AS ({parked})"
        f" UPDATE {LEDGER} p SET shadow_id = o.{each.key} FROM found t JOIN {table} o ON {same}"
        f" WHERE p.table_name = %(table)s AND p.row_id = t.{each.key} AND p.parked IS NOT NULL",
        **values,
    )


def _note_homes_told(each: Moving, parting: Parting) -> None:
    """Rows that came while the two were one, and are told to be the leaver's, have their home there."""
    run(
        f"INSERT INTO {LEDGER} (table_name, row_id, home_id)"
        f" SELECT %(table)s, t.{each.key}, {told_home(each)} FROM {each.table} t"
        f" WHERE t.{each.column} = %(stayer)s AND {told_home(each)} = ANY(%(homes)s) AND {in_sql(each.only)}"
        f" ON CONFLICT (table_name, row_id) DO NOTHING",
        table=each.table,
        **_names(parting),
    )


def _names(parting: Parting) -> dict[str, Any]:
    return {
        "stayer": parting.stayer,
        "leaver": parting.leaver,
        "homes": list(parting.homes),
        "stays": list(parting.stays),
    }
