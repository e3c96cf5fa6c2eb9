"""Asking the database: a page of ids, an exact count up to a cap, an estimate above it. Each with a limit of time,
so that no condition, however odd, holds the desk up."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from huitouke.kernel.conditions.registry import Sql, Subject
from huitouke.kernel.conditions.sql import GroupSql, any_of, within
from huitouke.kernel.errors import DomainError

COUNT_CAP: Final = 10_000
FIRST_COUNT_MS: Final = 250
SAMPLE_MS: Final = 150
PAGE_SAMPLE_MS: Final = 60
WALK_MS: Final = 25
WHOLE_MS: Final = 15_000
SAMPLE_ROWS: Final = 15_000
PAGE_SAMPLE_ROWS: Final = 2_500
"""For a page only the way has to be chosen, and no number told."""
SURELY_ABOVE: Final = 2
"""A sample that tells of so many times the cap leaves no doubt that there are more than it."""
WALKED: Final = 10
"""Rows that are gathered at the cost of one that is walked: these are looked up one after another, by one process, and
what a small sample saw of the rare is little sure."""
FEW: Final = 0.01
NOT_MANY: Final = 0.1
HALF: Final = 0.5
"""Shares of all up to which seeking a row's subjects first costs less than asking everybody: up to half where every row
of the group would be looked up for each."""


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


@dataclass(frozen=True, slots=True)
class _Sampled:
    """What some pages of the table tell of all of it: how many are meant, and the share (0 to 1) that each row that
    can be sought means, by group and place."""

    number: float
    shares: Sequence[dict[int, float]]


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
    groups: Sequence[GroupSql],
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int,
    is_plain: bool = False,
) -> list[UUID]:
    """The newest ids that a group means, newest first: those older than `after`, or the nearest newer than `before`.

    First along the ids, which is fast where many fit any group; where that takes long few do, and all of them are
    gathered first. `is_plain` says that everybody is meant, of whom the first is always near. Raises
    `ConditionsTooSlow`.
    """
    table, direction = subject.table, "ASC" if before else "DESC"
    edge = before or after
    if edge:
        beyond = Sql(f"{table}.id {'>' if before else '<'} %s", [edge])
        groups = [
            within(
                group,
                Sql(f"{group.within.text} AND {beyond.text}", [*group.within.values, *beyond.values]),
            )
            for group in groups
        ]
    order = f" ORDER BY id {direction} LIMIT {int(limit)}"
    walked = any_of([group.each() for group in groups])
    # Names and order are constants of ours; every value is a parameter.
    walk = Sql(f"SELECT id FROM {table} WHERE {walked.text}{order}", walked.values)  # noqa: S608
    try:
        rows = _within(None if is_plain else WALK_MS, walk)
    except TimeoutError:
        sampled = _sample(subject, groups, PAGE_SAMPLE_ROWS, PAGE_SAMPLE_MS)
        is_near = sampled is not None and _is_near(groups, sampled, limit)
        try:
            rows = _within(WHOLE_MS, walk if is_near else gathered(subject, groups, sampled, order))
        except TimeoutError:
            raise ConditionsTooSlow from None
    found = [row[0] for row in rows]
    return found[::-1] if before else found


def _within(milliseconds: int | None, asked: Sql) -> list[tuple[Any, ...]]:
    with limited(milliseconds):
        return _fetch(asked.text, asked.values)


def gathered(subject: Subject, groups: Sequence[GroupSql], sampled: _Sampled | None, order: str) -> Sql:
    """All who are meant in no order, of whom the first are taken: few."""
    led = [group.led(leads) for group, leads in zip(groups, _leads(groups, sampled), strict=True)]
    union = _union(led, f"SELECT {subject.table}.id FROM {subject.table} WHERE")  # noqa: S608
    return Sql(
        f"WITH meant AS MATERIALIZED ({union.text}) SELECT id FROM meant{order}",  # noqa: S608
        union.values,
    )


def first_tally(
    subject: Subject, groups: Sequence[GroupSql], *, is_plain: bool = False, is_estimated: bool = True
) -> Tally:
    """An answer at once: exact up to `COUNT_CAP`, above it (or where counting so far takes long) an estimate.
    Without `is_estimated` a number above the cap is told as the cap."""
    sampled = None if is_plain else _sample(subject, groups, SAMPLE_ROWS, SAMPLE_MS)
    about = sampled.number if sampled else 0
    least = 0
    if about < SURELY_ABOVE * COUNT_CAP:
        leads: Sequence[Collection[int]] = [()] * len(groups) if is_plain else _leads(groups, sampled)
        led = [group.led(places) for group, places in zip(groups, leads, strict=True)]
        table = subject.table
        union = _union(led, f"SELECT {table}.id FROM {table} WHERE", f" LIMIT {COUNT_CAP + 1}")  # noqa: S608
        try:
            with limited(None if is_plain else FIRST_COUNT_MS):
                statement = f"SELECT count(*) FROM ({union.text}) AS meant"  # noqa: S608
                least = int(_fetch(statement, union.values)[0][0])
            if least <= COUNT_CAP:
                return Tally(least, is_exact=True)
        except TimeoutError:
            least = 0
    if not is_estimated and (least or sampled):
        return Tally(COUNT_CAP, is_exact=False)
    if sampled is None:
        about = rounded(_planned(subject, groups))
    return Tally(max(least, rounded(about)), is_exact=False)


def exact_count(subject: Subject, groups: Sequence[GroupSql]) -> int:
    """How many, however long it takes up to `WHOLE_MS`. Raises `ConditionsTooSlow`."""
    whole = any_of([group.free() for group in groups])
    table = subject.table
    try:
        with limited(WHOLE_MS):
            return int(_fetch(f"SELECT count(*) FROM {table} WHERE {whole.text}", whole.values)[0][0])  # noqa: S608
    except TimeoutError:
        raise ConditionsTooSlow from None


def _sample(subject: Subject, groups: Sequence[GroupSql], wanted: int, milliseconds: int) -> _Sampled | None:
    """By so many rows, or by a tenth of them where these take long; None where even that does."""
    table = subject.table
    rows = max(1, int(_fetch("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])[0][0]))
    sought = [
        (number, place, row)
        for number, group in enumerate(groups)
        for place, row in enumerate(group.rows)
        if row.sought
    ]
    asked = [any_of([group.each() for group in groups]), *(row.each for _number, _place, row in sought)]
    counts = ", ".join(f"count(*) FILTER (WHERE {one.text})" for one in asked)
    values = [value for one in asked for value in one.values]
    statement = f"SELECT count(*), {counts} FROM {table} TABLESAMPLE SYSTEM (%s) REPEATABLE (7)"  # noqa: S608
    for some in (wanted, wanted / 10):
        share = min(100.0, max(0.01, 100.0 * some / rows))
        try:
            with limited(milliseconds):
                seen, found, *by_row = _fetch(statement, [*values, share])[0]
        except TimeoutError:
            continue
        shares: list[dict[int, float]] = [{} for _group in groups]
        for (number, place, _row), count in zip(sought, by_row, strict=True):
            shares[number][place] = count / max(1, seen)
        return _Sampled(found * 100.0 / share, shares)
    return None


def _is_near(groups: Sequence[GroupSql], sampled: _Sampled, limit: int) -> bool:
    """Whether a page is reached along the ids at less cost than by gathering rows for it."""
    led = zip(_leads(groups, sampled), sampled.shares, strict=True)
    gathered = sum(min((shares[place] for place in leads), default=1.0) for leads, shares in led)
    return sampled.number * gathered >= limit * WALKED


def _leads(groups: Sequence[GroupSql], sampled: _Sampled | None) -> list[Collection[int]]:
    """The places of the rows to be sought first, by group: those that mean few, else those that do not mean many, and
    none where each means many. Without a sample all that can be sought."""
    leads: list[Collection[int]] = []
    for number, group in enumerate(groups):
        places = [place for place, row in enumerate(group.rows) if row.sought]
        if sampled is None:
            leads.append(places)
            continue
        shares = sampled.shares[number]
        few = [place for place in places if shares[place] <= FEW]
        most = HALF if group.is_dear else NOT_MANY
        leads.append(few or [place for place in places if shares[place] <= most])
    return leads


def _planned(subject: Subject, groups: Sequence[GroupSql]) -> float:
    """How many the planner thinks are meant."""
    whole = any_of([group.free() for group in groups])
    plan = _fetch(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {subject.table} WHERE {whole.text}", whole.values)  # noqa: S608
    told = json.loads(plan[0][0]) if isinstance(plan[0][0], str) else plan[0][0]
    return float(told[0]["Plan"]["Plan Rows"])


def rounded(number: float) -> int:
    """To two digits: an estimate that shows more would pretend."""
    whole = round(number)
    step = 10 ** max(0, len(str(whole)) - 2)
    return int(round(whole / step) * step)
