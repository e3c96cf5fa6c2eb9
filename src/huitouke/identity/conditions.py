"""What can be asked of a guest's records: which system told of them, and when."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from huitouke.intake.choices import DESK
from huitouke.intake.queries import list_systems
from huitouke.kernel.conditions.days import Moment, Span
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Child, Field, Option, Sql, register
from huitouke.kernel.conditions.sql import span_of

_RECORDS: Final = (
    "(SELECT l.guest_id, r.system, r.run_id, r.received_at FROM identity_link l"
    " JOIN intake_sourcerecord r ON r.id = l.record_id)"
)


def systems() -> list[Option]:
    """Systems that told of anybody; what staff typed is one of them."""
    return [
        Option(system, str(_("Typed at the desk")) if system == DESK else system) for system in list_systems()
    ]


def _span(op: str, operand: Any, moment: Moment) -> Span:
    return span_of(next(field for field in FIELDS if field.code == "last_record"), op, operand, moment.today)


def _last_heard(op: str, operand: Any, moment: Moment) -> Sql:
    """A record from within the span, and none after it: asked so, nobody's newest record need be found."""
    span = _span(op, operand, moment)
    later = (
        f"EXISTS (SELECT 1 FROM {_RECORDS} f WHERE f.guest_id = {{o}}.id AND f.received_at >= %s{{fence}})"  # noqa: S608
    )
    pieces, values = [], []
    for day, piece in ((span.start, later), (span.end, f"NOT {later}")):
        if day is not None:
            pieces.append(piece)
            values.append(moment.start_of(day))
    return Sql(" AND ".join(pieces), values)


def _heard_within(op: str, operand: Any, moment: Moment) -> Sql:
    """Guests with any record of the span."""
    span = _span(op, operand, moment)
    edges = [(sign, day) for sign, day in ((">=", span.start), ("<", span.end)) if day is not None]
    text = " AND ".join(f"f.received_at {sign} %s" for sign, _day in edges)
    return Sql(
        f"SELECT f.guest_id FROM {_RECORDS} f WHERE {text}",  # noqa: S608 - constants
        [moment.start_of(day) for _sign, day in edges],
    )


def _was_last_heard(op: str, operand: Any, value: Any, moment: Moment) -> bool:
    return _span(op, operand, moment).holds(value.astimezone(moment.zone).date())


FIELDS: Final = (
    Field(
        code="source",
        label=_("Known from the system"),
        kind=Kind.CHOICE,
        section="record",
        sql="f.system",
        child=Child(_RECORDS, "guest_id"),
        options=systems,
        is_always=True,
    ),
    Field(
        code="imported",
        label=_("Imported"),
        kind=Kind.INSTANT,
        section="record",
        sql="f.received_at",
        child=Child(_RECORDS, "guest_id", "f.run_id IS NOT NULL"),
        may_be_column=False,
    ),
    Field(
        code="last_record",
        label=_("Last heard of"),
        kind=Kind.INSTANT,
        section="record",
        sql=f"(SELECT max(f.received_at) FROM {_RECORDS} f WHERE f.guest_id = {{o}}.id)",  # noqa: S608 - constants
        ask=_last_heard,
        seek=_heard_within,
        test=_was_last_heard,
        is_always=True,
    ),
)


def register_record_fields() -> None:
    """Called once, when the app is ready."""
    register("guest", *FIELDS)
