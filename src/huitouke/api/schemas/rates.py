"""Outlets, rates with their prices, costs, and codes of other systems, as the API takes and answers them. Money in
minor units of the branch's currency; first and last day both in it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told, described
from huitouke.api.schemas.stays import MoneyOut
from huitouke.hotels.models import CodeMapping, Cost, Outlet, RateCode, RatePrice
from huitouke.kernel.money import Money


class BranchQuery(Sent):
    """Of which branch."""

    branch: Text = described("Code of the branch.", examples=["MAIN"])


class OpenQuery(BranchQuery):
    """Of which branch, and whether closed ones too."""

    include_closed: bool = Field(default=False, description="Also those that are closed.")


class OutletIn(Sent):
    """A new outlet."""

    branch: Text = Field(description="Code of the branch.", examples=["MAIN"])
    code: Text = Field(description="As the cash desk calls it.", examples=["LOB"])
    labels: dict[Text, Text] = Field(
        description="Its words by language, `zh` and `en`; one of them at least.",
        examples=[{"zh": "大堂吧", "en": "Lobby bar"}],
        max_length=10,
    )
    kind: Text = Field(description="Code of the table `outlet_kind`.", examples=["bar"])


class OutletChange(Sent):
    """What is to change in an outlet; what is left out stays. The code stays for good."""

    labels: dict[Text, Text] | None = Field(default=None, description="Its words by language.", max_length=10)
    kind: Text | None = Field(default=None, description="Code of the table `outlet_kind`.")
    is_closed: bool | None = Field(default=None, description="Whether nothing is posted there any more.")


class OutletOut(Told):
    """A place of a branch where guests spend money."""

    id: UUID = Field(description="The id.")
    branch: str = Field(description="Code of the branch.", examples=["MAIN"])
    code: str = Field(description="The code.", examples=["LOB"])
    label: str = Field(description="Its words in the caller's language.")
    labels: dict[str, str] = Field(description="Its words by language.")
    kind: str = Field(description="Code of the table `outlet_kind`.", examples=["bar"])
    is_closed: bool = Field(description="Whether nothing is posted there any more.")

    @classmethod
    def of(cls, row: Outlet) -> "OutletOut":
        return cls(
            id=row.id,
            branch=row.branch.code,
            code=row.code,
            label=str(row),
            labels=row.labels,
            kind=row.kind,
            is_closed=row.is_closed,
        )


class OutletListOut(Told):
    """Outlets by branch and code, open ones first."""

    items: list[OutletOut] = Field(description="The outlets of the branches where the caller may see guests.")


class RateIn(Sent):
    """A new rate code."""

    branch: Text = Field(description="Code of the branch.", examples=["MAIN"])
    code: Text = Field(description="As bookings name it.", examples=["RACK"])
    labels: dict[Text, Text] = Field(
        description="Its words by language, `zh` and `en`; one of them at least.",
        examples=[{"zh": "门市价", "en": "Rack rate"}],
        max_length=10,
    )
    meal_plan: Text = described("Code of the table `meal_plan`.", examples=["breakfast"])
    market: Text = described("Code of the table `market`, taken where a booking has none.")
    company: UUID | None = Field(default=None, description="The company whose agreement rate it is.")
    is_confidential: bool = Field(default=False, description="Whether its price is never printed.")


class RateChange(Sent):
    """What is to change in a rate code; what is left out stays. The code stays for good."""

    labels: dict[Text, Text] | None = Field(default=None, description="Its words by language.", max_length=10)
    meal_plan: Text | None = Field(default=None, description="Code of the table `meal_plan`; empty for none.")
    market: Text | None = Field(default=None, description="Code of the table `market`; empty for none.")
    company: UUID | None = Field(
        default=None, description="The company whose agreement rate it is; null for none."
    )
    is_confidential: bool | None = Field(default=None, description="Whether its price is never printed.")
    is_closed: bool | None = Field(default=None, description="Whether nothing is sold at it any more.")


class RateOut(Told):
    """A price that may be sold under a name."""

    id: UUID = Field(description="The id.")
    branch: str = Field(description="Code of the branch.", examples=["MAIN"])
    code: str = Field(description="The code.", examples=["RACK"])
    label: str = Field(description="Its words in the caller's language.")
    labels: dict[str, str] = Field(description="Its words by language.")
    meal_plan: str = Field(description="Code of the table `meal_plan`; empty for none.")
    market: str = Field(description="Code of the table `market`; empty for none.")
    company: UUID | None = Field(
        description="The company whose agreement rate it is; null also where the caller may not know it."
    )
    is_confidential: bool = Field(description="Whether its price is never printed.")
    is_closed: bool = Field(description="Whether nothing is sold at it any more.")

    @classmethod
    def of(cls, row: RateCode, companies: Collection[UUID]) -> "RateOut":
        """`companies` are those that the caller may see."""
        return cls(
            id=row.id,
            branch=row.branch.code,
            code=row.code,
            label=str(row),
            labels=row.labels,
            meal_plan=row.meal_plan,
            market=row.market,
            company=row.company_id if row.company_id in companies else None,
            is_confidential=row.is_confidential,
            is_closed=row.is_closed,
        )


class RateListOut(Told):
    """Rate codes by branch and code, open ones first."""

    items: list[RateOut] = Field(description="The rate codes of the branches whose rates the caller may see.")


class PriceIn(Sent):
    """What a night costs from one day to another."""

    amount: int = Field(description="In minor units of the branch's currency.", examples=[68000])
    room_type: Text = described("Code of a room type of the branch; empty for every other.", examples=["DLK"])
    first_day: date | None = Field(default=None, description="The first business date; null: since ever.")
    last_day: date | None = Field(default=None, description="The last one, still in it; null: until changed.")
    weekdays: list[int] = Field(
        default_factory=list,
        max_length=7,
        description="0 (Monday) to 6; empty: every day.",
        examples=[[4, 5]],
    )


class PriceOut(Told):
    """What a night costs from one day to another. Of several that fit the narrowest is taken: one for the room type
    before one for all, fewer weekdays before more."""

    id: UUID = Field(description="The id.")
    amount: MoneyOut = Field(description="A night.")
    room_type: str = Field(description="Code of the room type; empty for every other.", examples=["DLK"])
    first_day: date | None = Field(description="The first business date; null: since ever.")
    last_day: date | None = Field(description="The last one, still in it; null: until changed.")
    weekdays: list[int] = Field(description="0 (Monday) to 6.", examples=[[4, 5]])

    @classmethod
    def of(cls, row: RatePrice, currency: str) -> "PriceOut":
        first, last = _days(row.period)
        return cls(
            id=row.id,
            amount=MoneyOut(minor=row.amount, currency=currency),
            room_type=row.room_type.code if row.room_type else "",
            first_day=first,
            last_day=last,
            weekdays=[day for day in range(7) if row.weekdays >> day & 1],
        )


class RateDetailOut(RateOut):
    """A rate code with its prices."""

    prices: list[PriceOut] = Field(description="What holds now or later first, what is over last.")


class CostIn(Sent):
    """What selling or serving costs from a day on, until the next of the same thing begins."""

    branch: Text = Field(description="Code of the branch.", examples=["MAIN"])
    kind: Literal["commission", "room_night", "outlet"] = Field(description="What the cost is of.")
    channel: Text = described("Of a commission: code of the table `channel`.", examples=["ctrip"])
    outlet: UUID | None = Field(default=None, description="Of an outlet: its id.")
    room_type: Text = described("Of a room night: code of the room type; empty for every other.")
    percent: Text = described("Of a commission or an outlet: a share from 0 to 100.", examples=["12.5"])
    amount: int | None = Field(
        default=None, description="Of a room night: in minor units of the branch's currency.", examples=[6000]
    )
    first_day: date = Field(description="The first business date.", examples=["2026-01-01"])


class CostOut(Told):
    """What selling or serving costs from a day to a day. What is not entered is not known, and not 0."""

    id: UUID = Field(description="The id.")
    branch: str = Field(description="Code of the branch.", examples=["MAIN"])
    kind: str = Field(description="`commission`, `room_night` or `outlet`.")
    channel: str = Field(description="Code of the table `channel`; empty where it is not of a channel.")
    outlet: UUID | None = Field(description="The outlet; null where it is not of one.")
    room_type: str = Field(
        description="Code of the room type; empty for every other, or where it is of none."
    )
    percent: Decimal | None = Field(description="A share from 0 to 100, as a text.", examples=["12.50"])
    amount: MoneyOut | None = Field(description="Of a room night.")
    first_day: date | None = Field(description="The first business date.")
    last_day: date | None = Field(description="The last one, still in it; null: until changed.")

    @classmethod
    def of(cls, row: Cost) -> "CostOut":
        first, last = _days(row.period)
        amount = None if row.amount is None else Money(row.amount, row.branch.currency)
        return cls(
            id=row.id,
            branch=row.branch.code,
            kind=row.kind,
            channel=row.channel,
            outlet=row.outlet_id,
            room_type=row.room_type.code if row.room_type else "",
            percent=None if row.percent is None else row.percent.quantize(Decimal("0.01")),
            amount=MoneyOut.of(amount),
            first_day=first,
            last_day=last,
        )


class CostListOut(Told):
    """Costs by branch and kind, the newest of each thing first."""

    items: list[CostOut] = Field(description="The costs of the branches whose rates the caller may change.")


class MappingQuery(Sent):
    """Which codes of other systems."""

    system: Text = described("Of this system.", examples=["opera"])
    is_mapped: bool | None = Field(
        default=None, description="Those of which it is said, or is not; else all."
    )
    cursor: Text = described("`next` of the page before.")


class MeaningIn(Sent):
    """What a code of another system means here."""

    our_code: Text = Field(
        max_length=200,
        description="Our code of its table, of a company the id; empty where it means nothing here.",
        examples=["DLK"],
    )


class MappingOut(Told):
    """A code that another system sends. Until somebody says what it means, bookings keep it and wait."""

    id: UUID = Field(description="The id.")
    system: str = Field(description="The system.", examples=["opera"])
    branch: str = Field(description="Code of the branch whose codes it means; empty: of the whole group.")
    table: str = Field(description="A code table, or `room_type`, `outlet`, `branch`, `company`.")
    their_code: str = Field(description="As the system sends it.", examples=["KNGDLX"])
    our_code: str | None = Field(
        description="What it means; empty: nothing here. Null where nobody has said, and for a company that the"
        " caller may not know."
    )
    is_mapped: bool = Field(description="Whether somebody has said what it means.")
    waiting: int = Field(description="How many bookings wait for it.")
    first_met_at: datetime = Field(description="When it first came (UTC).")

    @classmethod
    def of(cls, row: CodeMapping, waiting: int, companies: Collection[str]) -> "MappingOut":
        """`companies` are the ids of those that the caller may see."""
        is_told = row.is_mapped and (row.table != "company" or row.our_code in companies or not row.our_code)
        return cls(
            id=row.id,
            system=row.system,
            branch=row.branch.code if row.branch else "",
            table=row.table,
            their_code=row.their_code,
            our_code=row.our_code if is_told else None,
            is_mapped=row.is_mapped,
            waiting=waiting,
            first_met_at=row.first_met_at,
        )


class MappingPageOut(Told):
    """Codes of other systems, those met last first."""

    items: list[MappingOut] = Field(description="A hundred a page.")
    next: str | None = Field(description="Cursor of the next page; null on the last.")


def _days(period: Any) -> tuple[date | None, date | None]:
    """A half-open period as its first and its last day. One that was just written is a pair."""
    low, high = period if isinstance(period, tuple) else (period.lower, period.upper)
    return low, high - timedelta(days=1) if high else None
