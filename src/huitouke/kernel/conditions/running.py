"""Asking the database: a page of ids, an exact count up to a cap, an estimate above it. Each with a limit of time,
so that no condition, however odd, holds the desk up."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from huitouke.kernel.conditions.registry import Sql, Subject
from huitouke.kernel.conditions.sql import any_of
from huitouke.kernel.errors import DomainError

COUNT_CAP: Final = 10_000
FIRST_COUNT_MS: Final = 250
SAMPLE_MS: Final = 150
WALK_MS: Final = 90
WHOLE_MS: Final = 15_000
SAMPLE_ROWS: Final = 15_000


class ConditionsTooSlow(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "conditions_too_slow",
            _(
                "This takes too long over so many archives. Add a condition that narrows it, such as a branch or a tag."
            ),
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many: exact, or an estimate rounded to two digits."""

    number: int
    is_exact: bool


@contextmanager
def limited(milliseconds: int | None) -> Iterator[None]:
    """Statements of the block may take so long each, any time for None; raises TimeoutError for one that took
    longer. What the block wrote is taken back then."""
    if milliseconds is None:
        yield
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
            yield
            # A block inside a transaction would leave its limit to what follows.
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TimeoutError from error
        raise


def _fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def _union(groups: Sequence[Sql], before: str, after: str = "") -> Sql:
    """One statement a group, joined by UNION: the planner then sees plain rows of ANDs in each."""
    return Sql(
        " UNION ".join(f"({before} ({group.text}){after})" for group in groups),
        [value for group in groups for value in group.values],
    )


def page_of_ids(
    subject: Subject,
    groups: Sequence[Sql],
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int,
    is_plain: bool = False,
) -> list[UUID]:
    """The newest ids that a group means, newest first: those older than `after`, or the nearest newer than `before`.

    First along the ids, which is fast where many fit; where that takes long few do, and all of them are gathered
    first. `is_plain` says that everybody is meant, of whom the first is always near. Raises `ConditionsTooSlow`.
    """
    table, direction = subject.table, "ASC" if before else "DESC"
    edge = before or after
    if edge:
        groups = [
            Sql(f"({group.text}) AND {table}.id {'>' if before else '<'} %s", [*group.values, edge])
            for group in groups
        ]
    # Names and order are constants of ours; every value is a parameter.
    select = f"SELECT {table}.id FROM {table} WHERE"  # noqa: S608
    order = f" ORDER BY {table}.id {direction} LIMIT {int(limit)}"
    for ends, milliseconds in ((order, None if is_plain else WALK_MS), ("", WHOLE_MS)):
        union = _union(groups, select, ends)
        statement = (
            f"WITH meant AS MATERIALIZED ({union.text})"  # noqa: S608
            f" SELECT id FROM meant ORDER BY id {direction} LIMIT {int(limit)}"
        )
        try:
            with limited(milliseconds):
                found = [row[0] for row in _fetch(statement, union.values)]
        except TimeoutError:
            continue
        return found[::-1] if before else found
    raise ConditionsTooSlow


def first_tally(
    subject: Subject, groups: Sequence[Sql], *, is_plain: bool = False, is_estimated: bool = True
) -> Tally:
    """An answer at once: exact up to `COUNT_CAP`, above it (or where counting so far takes long) an estimate.
    Without `is_estimated` a number above the cap is told as the cap."""
    table = subject.table
    union = _union(groups, f"SELECT {table}.id FROM {table} WHERE", f" LIMIT {COUNT_CAP + 1}")  # noqa: S608
    try:
        with limited(None if is_plain else FIRST_COUNT_MS):
            found = int(_fetch(f"SELECT count(*) FROM ({union.text}) AS meant", union.values)[0][0])  # noqa: S608
        if found <= COUNT_CAP:
            return Tally(found, is_exact=True)
        if not is_estimated:
            return Tally(COUNT_CAP, is_exact=False)
        least = found
    except TimeoutError:
        least = 0
    return Tally(max(least, _estimate(subject, groups)), is_exact=False)


def exact_count(subject: Subject, groups: Sequence[Sql]) -> int:
    """How many, however long it takes up to `WHOLE_MS`. Raises `ConditionsTooSlow`."""
    whole = any_of(groups)
    table = subject.table
    try:
        with limited(WHOLE_MS):
            return int(_fetch(f"SELECT count(*) FROM {table} WHERE {whole.text}", whole.values)[0][0])  # noqa: S608
    except TimeoutError:
        raise ConditionsTooSlow from None


def _estimate(subject: Subject, groups: Sequence[Sql]) -> int:
    """How many of a sample of pages fit, carried over to the table; where even that takes long, what the planner
    thinks."""
    whole = any_of(groups)
    table = subject.table
    rows = max(1, int(_fetch("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])[0][0]))
    share = min(100.0, max(0.01, 100.0 * SAMPLE_ROWS / rows))
    sample = f"SELECT count(*) FROM {table} TABLESAMPLE SYSTEM (%s) REPEATABLE (7)"  # noqa: S608
    try:
        with limited(SAMPLE_MS):
            fitting = f"{sample} WHERE {whole.text}"
            found = int(_fetch(fitting, [share, *whole.values])[0][0])
        return rounded(found * 100.0 / share)
    except TimeoutError:
        plan = _fetch(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {table} WHERE {whole.text}", whole.values)[0][0]  # noqa: S608
        plan = json.loads(plan) if isinstance(plan, str) else plan
        return rounded(float(plan[0]["Plan"]["Plan Rows"]))


def rounded(number: float) -> int:
    """To two digits: an estimate that shows more would pretend."""
    whole = round(number)
    step = 10 ** max(0, len(str(whole)) - 2)
    return int(round(whole / step) * step)
