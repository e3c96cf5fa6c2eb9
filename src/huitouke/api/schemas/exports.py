"""Files out, as programs order and watch them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Told
from huitouke.api.schemas.conditions import EXAMPLE, ConditionsIn
from huitouke.intake.choices import ExportState
from huitouke.intake.models import ExportOrder


class ExportIn(Sent):
    """What the file is to hold."""

    kind: Literal["guests", "companies"] = Field(default="guests", description="Guests or companies.")
    format: Literal["csv", "xlsx", "vcf"] = Field(
        default="csv", description="CSV, Excel or vCard.", examples=["xlsx"]
    )
    view: UUID | None = Field(
        default=None,
        description="A saved view of that kind; its conditions as they stand when the file is written.",
    )
    conditions: ConditionsIn = Field(
        default_factory=ConditionsIn,
        description="Who is meant, where no view is named; none means everybody whom the caller may export.",
        examples=[EXAMPLE],
    )


class ExportOut(Told):
    """A file that was ordered. It lies for 24 hours, for whoever ordered it."""

    id: UUID = Field(description="The order.")
    kind: str = Field(description="`guests` or `companies`.", examples=["guests"])
    format: str = Field(description="`csv`, `xlsx` or `vcf`.", examples=["csv"])
    file_name: str = Field(description="Its name.", examples=["guests-20261122.csv"])
    state: ExportState = Field(description="`waiting`, `running`, `done`, `failed` or `gone`.")
    rows: int = Field(description="Rows written so far.")
    error_code: str = Field(description="Why it failed; empty where it did not.")
    ordered_at: datetime = Field(description="When it was ordered, UTC.")
    finished_at: datetime | None = Field(description="When it was finished, or null.")

    @classmethod
    def of(cls, order: ExportOrder) -> "ExportOut":
        names = ("id", "kind", "file_name", "rows", "error_code", "ordered_at", "finished_at")
        told = {name: getattr(order, name) for name in names}
        return cls(**told, format=order.form, state=ExportState(order.state))


class ExportListOut(Told):
    """The caller's own orders, newest first."""

    items: list[ExportOut] = Field(description="The orders.")
