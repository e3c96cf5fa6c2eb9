"""Fields as columns of a list: every value as text, for the rows of one page."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huitouke.kernel import clock
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Field, May, Sql, Subject
from huitouke.kernel.conditions.sql import lasting

MOST_COLUMNS: Final = 12
HIDDEN: Final = "••••"


def column_fields(subject: Subject, may: May) -> list[Field]:
    """The fields that this reader may have as columns."""
    return [field for field in subject.every_field() if field.may_be_column and field.operators(may)]


def column_texts(
    subject: Subject, fields: Sequence[Field], ids: Sequence[UUID], may: May, zone: ZoneInfo
) -> dict[UUID, list[str]]:
    """For each id the texts of the fields, masked where the reader may not see them clear. One query, and one for
    each list of choices."""
    if not fields or not ids:
        return {row_id: [] for row_id in ids}
    pieces = [_piece(field, clock.now().astimezone(zone).date()) for field in fields]
    columns = ", ".join(piece.text.replace("{o}", subject.table) for piece in pieces)
    # Pieces are constants of the registry; the ids are a parameter.
    statement = (
        f"SELECT {subject.table}.id, {columns} FROM {subject.table} WHERE {subject.table}.id = ANY(%s)"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(value for piece in pieces for value in piece.values), list(ids)])
        rows = cursor.fetchall()
    tellers = [_teller(field, may, zone) for field in fields]
    return {row[0]: [tell(value) for tell, value in zip(tellers, row[1:], strict=True)] for row in rows}


def _piece(field: Field, today: date) -> Sql:
    shown = field.show or field.sql
    if field.child is None:
        return Sql(f"({shown})", [])
    child, told = field.child, lasting(field, today)
    return Sql(
        f"(SELECT array_agg(DISTINCT {shown}) FROM {child.table} f"  # noqa: S608 - constants of the registry
        f" WHERE f.{child.owner} = {{o}}.id AND ({child.where}) AND {told.text})",
        told.values,
    )


def _teller(field: Field, may: May, zone: ZoneInfo) -> Callable[[Any], str]:
    tell = field.shown or _by_kind(field, zone)
    is_masked = bool(field.clear_right) and not may(field.clear_right)

    def text_of(value: Any) -> str:
        if value is None or value == "":
            return ""
        if not is_masked:
            return tell(value)
        return field.masked(tell(value)) if field.masked else HIDDEN

    if field.child is None:
        return text_of
    between = pgettext("between values of a list", ", ")
    return lambda values: between.join(filter(None, (text_of(value) for value in values or ())))


def _by_kind(field: Field, zone: ZoneInfo) -> Callable[[Any], str]:
    if field.kind is Kind.CHOICE:
        return _by_label(field)
    if field.kind is Kind.YES_NO:
        return lambda value: _("yes") if value else _("no")

    def text_of(value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        if isinstance(value, date):
            return value.isoformat()
        if field.scale and isinstance(value, int | Decimal):
            return f"{Decimal(value).scaleb(-field.scale):,}"
        return str(value)

    return text_of


def _by_label(field: Field) -> Callable[[Any], str]:
    options = field.options() if field.options else ()
    labels: dict[Any, str] = {option.value: option.label for option in options}
    if field.ids:
        by_id: dict[Any, str] = {}
        for option in options:
            for stored in field.ids([option.value]):
                by_id[stored] = option.label
        labels = by_id
    return lambda value: labels.get(value, str(value))
