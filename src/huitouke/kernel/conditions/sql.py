"""Asked rows as one parameterised SQL condition. No word of a reader ever becomes SQL: only what the fields of the
registry and the constants of this module say does."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from huitouke.kernel.conditions.days import Moment, Span, last_days, longer_ago, next_days, period
from huitouke.kernel.conditions.kinds import NEGATIVE, Kind
from huitouke.kernel.conditions.reading import Asked
from huitouke.kernel.conditions.registry import Field, May, Sql, Subject

EVERYBODY: Final = Sql("TRUE", [])


def groups_sql(groups: Sequence[Sequence[Asked]], subject: Subject, moment: Moment, may: May) -> list[Sql]:
    """One condition over the subject's table a group; `TRUE` alone where there is none."""
    made = [
        _joined([_row_sql(asked, subject, moment, may) for asked in group], " AND ")
        for group in groups
        if group
    ]
    return made or [EVERYBODY]


def any_of(groups: Sequence[Sql]) -> Sql:
    """The groups as one condition."""
    return groups[0] if len(groups) == 1 else _joined(groups, " OR ")


def _joined(pieces: Sequence[Sql], between: str) -> Sql:
    return Sql(
        between.join(f"({piece.text})" for piece in pieces),
        [value for piece in pieces for value in piece.values],
    )


def _row_sql(asked: Asked, subject: Subject, moment: Moment, may: May) -> Sql:
    field = asked.field
    op = NEGATIVE.get(asked.op, asked.op)
    text, values = _positive(field, op, asked.operand, moment)
    if field.child:
        child = field.child
        text = (
            f"EXISTS (SELECT 1 FROM {child.table} f WHERE f.{child.owner} = {{o}}.id"  # noqa: S608 - constants
            f" AND ({child.where}) AND ({text}))"
        )
        if op != asked.op:
            text = f"NOT {text}"
    elif op != asked.op:
        text = f"({text}) IS NOT TRUE"
    if field.veil and not may(field.veil.right):
        text = f"({text}) AND ({field.veil.sql}) IS NOT TRUE"
    return Sql(text.replace("{o}", subject.table), values)


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
        # Columns that hold a folded form are compared as they are.
        plain = value if field.read else f'lower(({value}) COLLATE "C")'
        if op == "is":
            return Sql(f"{plain} = %s", [operand])
        pattern = {"contains": "%{}%", "starts": "{}%", "ends": "%{}"}[op].format(escaped(operand))
        return Sql(f"{plain} LIKE %s", [pattern])
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        if op == "between":
            return Sql(f"({value}) BETWEEN %s AND %s", [_plain(each) for each in operand])
        sign = {"equals": "=", "at_least": ">=", "at_most": "<="}[op]
        return Sql(f"({value}) {sign} %s", [_plain(operand)])
    if field.kind in (Kind.DATE, Kind.INSTANT):
        return _within(field, span_of(field, op, operand, moment.today), moment)
    if field.kind is Kind.YES_NO:
        return Sql(f"({value})", [])
    if field.kind is Kind.CHOICE:
        return Sql(f"({value}) = ANY(%s)", [list(field.ids(operand) if field.ids else operand)])
    raise ValueError(f"{field.code}: {field.kind} has no condition of its own")


def _plain(number: Decimal) -> int | Decimal:
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
