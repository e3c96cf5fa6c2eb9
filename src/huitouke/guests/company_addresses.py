"""The address classification table (A17): where companies are, how far, what they do, when not to visit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.company_queries import CompanyFilter, filtered_companies
from huitouke.guests.models import Company
from huitouke.kernel.conditions.running import COUNT_CAP
from huitouke.kernel.conditions.shapes import Conditions

SHEET_ROWS: Final = 100
SORTS: Final = {
    "name": ("name_key",),
    "code": ("code", "name_key"),
    "region": ("region", "name_key"),
    "distance": ("distance_m", "name_key"),
    "trade": ("trade", "name_key"),
}
"""What the table may be ordered by; a name in the order of its signs."""


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One row of the table: its eight columns, region and trade as codes."""

    serial: int
    id: UUID
    name: str
    code: str
    address: str
    region: str
    distance_m: int | None
    trade: str
    avoid_times: str
    remark: str


@dataclass(frozen=True, slots=True)
class AddressSheet:
    """One sheet of the table, `SHEET_ROWS` rows; serials run through all sheets. `count` is up to a cap."""

    rows: list[AddressRow]
    number: int
    has_next: bool
    count: int
    is_count_capped: bool


def list_addresses(
    actor: Actor, chosen: CompanyFilter | Conditions, *, sort: str = "name", sheet: int = 1, today: date
) -> AddressSheet:
    """A sheet of the companies under a filter, of those that the actor may see. Two queries."""
    actor.require(Right.COMPANIES_VIEW)
    sheet = max(1, min(sheet, COUNT_CAP // SHEET_ROWS))
    companies = ordered(filtered_companies(actor, chosen, today), sort)
    start = (sheet - 1) * SHEET_ROWS
    rows = list(_rows(companies[start : start + SHEET_ROWS + 1], start))
    count = companies.order_by()[: COUNT_CAP + 1].count()
    return AddressSheet(
        rows[:SHEET_ROWS], sheet, len(rows) > SHEET_ROWS, min(count, COUNT_CAP), count > COUNT_CAP
    )


def iterate_addresses(companies: QuerySet[Company], sort: str, *, step: int = 1_000) -> Iterator[AddressRow]:
    """All rows of these companies in the order of the table, read through a server-side cursor."""
    yield from _rows(islice(ordered(companies, sort).iterator(chunk_size=step), None), 0)


def ordered(companies: QuerySet[Company], sort: str) -> QuerySet[Company]:
    """In the order named; what is not known stands last."""
    keys = [F(key).asc(nulls_last=True) for key in SORTS.get(sort, SORTS["name"])]
    return companies.order_by(*keys, "id").only(
        "id", "name", "code", "address", "region", "distance_m", "trade", "avoid_times", "remark"
    )


def _rows(companies: QuerySet[Company] | Iterator[Company], start: int) -> Iterator[AddressRow]:
    for serial, company in enumerate(companies, start=start + 1):
        yield AddressRow(
            serial,
            company.id,
            company.name,
            company.code,
            company.address,
            company.region,
            company.distance_m,
            company.trade,
            company.avoid_times,
            company.remark,
        )
