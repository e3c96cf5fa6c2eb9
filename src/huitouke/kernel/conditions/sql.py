"""Asked rows as one parameterised SQL condition. No word of a reader ever becomes SQL: only what the fields of the
registry and the constants of this module say does."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from huitouke.kernel.conditions.days import Moment, Span, last_days, longer_ago, next_days, period
from huitouke.kernel.conditions.kinds import NEGATIVE, Kind
from huitouke.kernel.conditions.reading import Asked
from huitouke.kernel.conditions.registry import Child, Field, May, Sql, Subject

EVERYBODY: Final = Sql("TRUE", [])
WhereMay = Callable[[str], Sql]
"""The rows of the subject of which the reader has a right, by its code: a condition over `{o}`."""
_SOUGHT: Final = frozenset({"contains", "starts", "ends", "is"})
"""Operators over texts of which the planner knows nothing; of other values it knows how many there are."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A row asked the other way round: `found` gathers ids of subjects, and `then` is still asked of each of these."""

    found: Sql
    then: Sql


@dataclass(frozen=True, slots=True)
class RowSql:
    """One row as a condition over the subject's table, in the ways in which it can be asked."""

    free: Sql
    """The planner chooses how."""
    each: Sql
    """Asked of one subject after another, whatever the planner thinks of it."""
    sought: Sought | None = None
    """Those whom it means are found first, over an index of this value alone; None where there is no such way."""
    is_dear: bool = False
    """Asked of everybody, it looks rows up for each."""


@dataclass(frozen=True, slots=True)
class GroupSql:
    """The rows of one group, and `within` whom it is asked."""

    rows: tuple[RowSql, ...] = ()
    within: Sql = EVERYBODY
    key: str = "id"
    """The column of the subject's id."""

    @property
    def is_dear(self) -> bool:
        """No row of it narrows the others down by what stands in the subject's own row."""
        return bool(self.rows) and all(row.is_dear for row in self.rows)

    def free(self) -> Sql:
        return _joined([self.within, *(row.free for row in self.rows)], " AND ")

    def each(self) -> Sql:
        return _joined([self.within, *(row.each for row in self.rows)], " AND ")

    def led(self, leads: Collection[int]) -> Sql:
        """The rows at these places are sought first, and the others asked of those whom all of these found."""
        ways = [row.sought if place in leads else None for place, row in enumerate(self.rows)]
        found = [way.found for way in ways if way]
        if not found:
            return self.free()
        met = _joined(found, " INTERSECT ") if len(found) > 1 else found[0]
        among = Sql(f"{self.key} = ANY(ARRAY({met.text}))", met.values)
        rest = [way.then if way else row.each for way, row in zip(ways, self.rows, strict=True)]
        return _joined([self.within, among, *(each for each in rest if each != EVERYBODY)], " AND ")


def groups_sql(
    groups: Sequence[Sequence[Asked]], subject: Subject, moment: Moment, may: May, where_may: WhereMay
) -> list[GroupSql]:
    """The groups over the subject's table; one without rows, which means everybody, where there is none."""
    made = [
        GroupSql(
            tuple(_row_sql(asked, subject, moment, may, where_may) for asked in group),
            key=f"{subject.table}.id",
        )
        for group in groups
        if group
    ]
    return made or [GroupSql()]


def within(group: GroupSql, limit: Sql) -> GroupSql:
    """The group asked of those under `limit` only."""
    return replace(group, within=limit)


def any_of(groups: Sequence[Sql]) -> Sql:
    """The groups as one condition."""
    return groups[0] if len(groups) == 1 else _joined(groups, " OR ")


def _joined(pieces: Sequence[Sql], between: str) -> Sql:
    return Sql(
        between.join(f"({piece.text})" for piece in pieces),
        [value for piece in pieces for value in piece.values],
    )


def _row_sql(asked: Asked, subject: Subject, moment: Moment, may: May, where_may: WhereMay) -> RowSql:
    field = asked.field
    op = NEGATIVE.get(asked.op, asked.op)
    is_negative = op != asked.op
    core = _lasting(field, _read(field, op, asked.operand, moment, where_may), moment)
    if field.child:
        ways = [f"{'NOT ' if is_negative else ''}{_exists(field.child, core, '{fence}')}"] * 2
    elif asked.op == "unknown":
        # Said plainly, so that the planner knows how few they are, and that a column is never empty.
        empty = f"({field.sql}) IS NULL"
        ways = [f"(({field.sql}) = '' OR {empty})" if field.is_text else empty] * 2
    else:
        ways = [f"({core.text}) IS NOT TRUE" if is_negative else core.text] * 2
    # Behind a fence the planner can only look one subject's rows up.
    free, each = (
        _veiled(Sql(way.replace("{fence}", fence), core.values), field, subject, may)
        for way, fence in zip(ways, ("", " OFFSET 0"), strict=True)
    )
    sought = None if is_negative else _sought(asked, core, subject, moment)
    if sought:
        sought = replace(sought, then=_veiled(sought.then, field, subject, may))
    return RowSql(free, each, sought, is_dear=bool(field.child or field.seek))


def _exists(child: Child, core: Sql, fence: str) -> str:
    """That a subject has a row of `child` that fits."""
    return (
        f"EXISTS (SELECT 1 FROM {child.table} f"  # noqa: S608 - constants
        f" WHERE f.{child.owner} = {{o}}.id AND ({child.where}) AND ({core.text}){fence})"
    )


def _sought(asked: Asked, core: Sql, subject: Subject, moment: Moment) -> Sought | None:
    """The subjects with a value that fits, gathered from the values alone; the condition says that there is one, as
    the indexes of them do."""
    field, child = asked.field, asked.field.child
    if field.seek:
        among = field.seek(asked.op, asked.operand, moment)
        if among is None:
            return None
        each = _exists(child, core, "{fence}") if child else f"({core.text})"
        return Sought(among, Sql(each.replace("{fence}", " OFFSET 0"), core.values))
    if child:
        if "{o}" in core.text or "{o}" in child.where:
            return None
        found = f"SELECT f.{child.owner} FROM {child.table} f WHERE ({child.where}) AND ({core.text})"  # noqa: S608
    elif field.apart or (field.kind is Kind.TEXT and asked.op in _SOUGHT):
        there = field.apart or f"({field.sql}) <> ''"
        text = f"{there} AND ({core.text})".replace("{o}", "s")
        found = f"SELECT s.id FROM {subject.table} s WHERE {text}"  # noqa: S608 - constants
    else:
        return None
    return Sought(Sql(found, core.values), EVERYBODY)


def _veiled(made: Sql, field: Field, subject: Subject, may: May) -> Sql:
    text = made.text
    if field.veil and not may(field.veil.right):
        text = f"({text}) AND ({field.veil.sql}) IS NOT TRUE"
    return Sql(text.replace("{o}", subject.table), made.values)


def _read(field: Field, op: str, operand: Any, moment: Moment, where_may: WhereMay) -> Sql:
    """The positive operator, of a free text as far as the reader may read it."""
    made = _positive(field, op, operand, moment)
    if not field.covered or op == "known":
        return made
    clear = where_may(field.covered_right)
    if clear.text == "TRUE":
        return made
    covered = _by_kind(replace(field, sql=field.covered), op, operand, moment)
    return _joined([made, covered if clear.text == "FALSE" else _joined([clear, covered], " OR ")], " AND ")


def _lasting(field: Field, made: Sql, moment: Moment) -> Sql:
    """Of the rows that are still told of on the day of asking."""
    return _joined([made, lasting(field, moment.today)], " AND ") if field.until else made


def lasting(field: Field, today: date) -> Sql:
    """The rows of a field's `child` that are still told of."""
    if not field.until:
        return EVERYBODY
    return Sql(f"({field.until} IS NULL OR {field.until} >= %s)", [today])


def _positive(field: Field, op: str, operand: Any, moment: Moment) -> Sql:
    own = field.ask(op, operand, moment) if field.ask else None
    made = own or _by_kind(field, op, operand, moment)
    narrower = field.narrow(op, operand) if field.narrow and op != "known" else None
    return made if narrower is None else _joined([narrower, made], " AND ")


def _by_kind(field: Field, op: str, operand: Any, moment: Moment) -> Sql:
    value = field.sql
    if op == "known":
        return Sql(f"({value}) <> ''" if field.is_text else f"({value}) IS NOT NULL", [])
    if field.kind in (Kind.TEXT, Kind.EXACT):
        # Columns that hold a folded form are compared as they are, and so is a text without letters.
        is_plain = field.read or not any(sign.isascii() and sign.isalpha() for sign in operand)
        plain = f"({value})" if is_plain else f'lower(({value}) COLLATE "C")'
        if op == "is":
            return Sql(f"{plain} = %s", [operand])
        pattern = {"contains": "%{}%", "starts": "{}%", "ends": "%{}"}[op].format(escaped(operand))
        return Sql(f"{plain} LIKE %s", [pattern])
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        if op == "between":
            return Sql(f"({value}) BETWEEN %s AND %s", [plain_number(each) for each in operand])
        sign = {"equals": "=", "at_least": ">=", "at_most": "<="}[op]
        return Sql(f"({value}) {sign} %s", [plain_number(operand)])
    if field.kind in (Kind.DATE, Kind.INSTANT):
        return _within(field, span_of(field, op, operand, moment.today), moment)
    if field.kind is Kind.YES_NO:
        return Sql(f"({value})", [])
    if field.kind is Kind.CHOICE:
        return Sql(f"({value}) = ANY(%s)", [list(field.ids(operand) if field.ids else operand)])
    raise ValueError(f"{field.code}: {field.kind} has no condition of its own")


def plain_number(number: Decimal) -> int | Decimal:
    """A whole number as one: compared with a fraction, an index of whole numbers is of no use."""
    return int(number) if number == number.to_integral_value() else number


def span_of(field: Field, op: str, operand: Any, today: date) -> Span:
    """The days that an operator over dates means."""
    if op == "in_last":
        span = last_days(today, operand)
        return Span(span.start, None) if field.is_past else span
    if op == "in_next":
        return next_days(today, operand)
    if op == "longer_ago":
        return longer_ago(today, operand)
    if op == "this":
        return period(today, operand)
    day = timedelta(days=1)
    if op == "within":
        return Span(operand[0], operand[1] + day)
    if op == "on":
        return Span(operand, operand + day)
    return Span(None, operand) if op == "before" else Span(operand, None)


def _within(field: Field, span: Span, moment: Moment) -> Sql:
    pieces, values = [], []
    for sign, day in ((">=", span.start), ("<", span.end)):
        if day is not None:
            edge: Any = moment.start_of(day) if field.kind is Kind.INSTANT else day
            pieces.append(f"({field.sql}) {sign} %s")
            values.append(field.bound(edge) if field.bound else edge)
    return Sql(" AND ".join(pieces), values)


def escaped(text: str) -> str:
    """`text` for the inside of a LIKE pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
