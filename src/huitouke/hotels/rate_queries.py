"""Reads of outlets, rates, prices and costs. Where a guest's money may be spent is known to whoever sees the branch;
what rooms cost needs `rates.view`, what selling costs the house `rates.edit`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Model, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.hotels.errors import OutletNotFound, RateNotFound, RatePriceNotFound
from huitouke.hotels.models import Cost, Outlet, RateCode, RatePrice

Row = TypeVar("Row", bound=Model)


def list_outlets(
    actor: Actor, right: Right, *, branch: str = "", include_closed: bool = False
) -> list[Outlet]:
    """Outlets of the branches where the actor has the right, by branch and code, open ones first."""
    found = _within(actor, right, Outlet.objects.select_related("branch"))
    if branch:
        found = found.filter(branch__code=branch)
    if not include_closed:
        found = found.filter(is_closed=False)
    return list(found.order_by("branch__code", "is_closed", "code"))


def get_outlet(actor: Actor, right: Right, outlet_id: UUID) -> Outlet:
    """One outlet. Raises `OutletNotFound`, also for one of a branch where the actor has no such right."""
    found = _within(actor, right, Outlet.objects.select_related("branch")).filter(id=outlet_id).first()
    if found is None:
        raise OutletNotFound
    return found


def list_rates(
    actor: Actor, right: Right, *, branch: str = "", include_closed: bool = False
) -> list[RateCode]:
    """Rate codes of the branches where the actor has the right, each with `price_count`."""
    found = _within(actor, right, RateCode.objects.select_related("branch")).annotate(
        price_count=Count("prices")
    )
    if branch:
        found = found.filter(branch__code=branch)
    if not include_closed:
        found = found.filter(is_closed=False)
    return list(found.order_by("branch__code", "is_closed", "code"))


def get_rate(actor: Actor, right: Right, rate_id: UUID) -> RateCode:
    """One rate code. Raises `RateNotFound`, also for one of a branch where the actor has no such right."""
    found = _within(actor, right, RateCode.objects.select_related("branch")).filter(id=rate_id).first()
    if found is None:
        raise RateNotFound
    return found


def list_prices(rate: RateCode) -> list[RatePrice]:
    """The prices of a rate: what holds now or later first in the order of its days, what is over last."""
    rows = RatePrice.objects.filter(rate_code=rate).select_related("room_type")
    today = rate.branch.business_date
    over = [row for row in rows if row.period.upper and row.period.upper <= today]
    return [row for row in rows if row not in over] + over


def get_price(rate: RateCode, price_id: UUID) -> RatePrice:
    """One price of a rate. Raises `RatePriceNotFound`."""
    found = RatePrice.objects.filter(rate_code=rate, id=price_id).first()
    if found is None:
        raise RatePriceNotFound
    return found


def list_costs(actor: Actor, *, branch: str = "") -> list[Cost]:
    """What selling and serving costs, by branch and kind, the newest first of each thing. Needs `rates.edit`."""
    found = _within(actor, Right.RATES_EDIT, Cost.objects.select_related("branch", "outlet", "room_type"))
    if branch:
        found = found.filter(branch__code=branch)
    return list(
        found.order_by("branch__code", "kind", "channel", "outlet__code", "room_type__code", "-period")
    )


@dataclass(frozen=True, slots=True)
class CostsOfDay:
    """What is known of the costs of a branch on one business date: the share of each channel and each outlet, the
    amount of a room night by room type (None: of every other type). What is not in it was not entered."""

    commission: dict[str, Decimal]
    outlet: dict[UUID, Decimal]
    room_night: dict[UUID | None, int]

    def of_room_night(self, room_type_id: UUID | None) -> int | None:
        """Minor units; None where nobody entered any."""
        return self.room_night.get(room_type_id, self.room_night.get(None))


def costs_on(branch: Branch, day: date) -> CostsOfDay:
    """The costs that hold on a business date. One query."""
    found = CostsOfDay({}, {}, {})
    for row in Cost.objects.filter(branch=branch, period__contains=day):
        if row.amount is not None:
            found.room_night[row.room_type_id] = row.amount
        elif row.percent is not None and row.outlet_id:
            found.outlet[row.outlet_id] = row.percent
        elif row.percent is not None:
            found.commission[row.channel] = row.percent
    return found


def _within(actor: Actor, right: Right, rows: QuerySet[Row]) -> QuerySet[Row]:
    if actor.has_group_right(right):
        return rows
    return rows.filter(branch_id__in=actor.branches_with(right))
