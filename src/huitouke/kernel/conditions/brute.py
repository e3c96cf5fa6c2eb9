"""The same question answered one by one, without SQL: what the tests and the proof compare with."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from huitouke.kernel.conditions.days import Moment
from huitouke.kernel.conditions.kinds import NEGATIVE, Kind
from huitouke.kernel.conditions.reading import Asked, ascii_lower
from huitouke.kernel.conditions.registry import Field, May
from huitouke.kernel.conditions.sql import span_of

Facts = Mapping[str, Sequence[Any]]
"""What is known of one subject: the values by code of the field; none where nothing is known."""


def evaluate(
    groups: Sequence[Sequence[Asked]],
    facts: Facts,
    moment: Moment,
    veiled: Callable[[Field], bool] | None = None,
) -> bool:
    """Whether one subject is meant. `veiled` says of a field whether the reader may not be told of this one."""
    if not groups:
        return True
    return any(all(_meets(asked, facts, moment, veiled) for asked in group) for group in groups)


def _meets(asked: Asked, facts: Facts, moment: Moment, veiled: Callable[[Field], bool] | None) -> bool:
    if asked.field.veil and veiled and veiled(asked.field):
        return False
    op = NEGATIVE.get(asked.op, asked.op)
    found = any(
        _fits(asked.field, op, asked.operand, value, moment) for value in facts.get(asked.field.code, ())
    )
    return found != (op != asked.op)


def _fits(field: Field, op: str, operand: Any, value: Any, moment: Moment) -> bool:
    if op == "known":
        return value not in ("", None)
    if field.test:
        return field.test(op, operand, value, moment)
    if field.kind in (Kind.TEXT, Kind.EXACT):
        text = value if field.read else ascii_lower(value)
        return {
            "is": bool(text == operand),
            "contains": operand in text,
            "starts": text.startswith(operand),
            "ends": text.endswith(operand),
        }[op]
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        if op == "between":
            return bool(operand[0] <= value <= operand[1])
        return bool(
            {"equals": value == operand, "at_least": value >= operand, "at_most": value <= operand}[op]
        )
    if field.kind in (Kind.DATE, Kind.INSTANT):
        day = value.astimezone(moment.zone).date() if isinstance(value, datetime) else value
        return span_of(field, op, operand, moment.today).holds(day)
    if field.kind is Kind.YES_NO:
        return bool(value)
    return bool(value in operand)


__all__ = ["Facts", "May", "evaluate"]
