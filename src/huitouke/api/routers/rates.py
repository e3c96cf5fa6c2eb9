"""Outlets, rates with their prices, and costs. Outlets are known to whoever may see guests of the branch; what rooms
cost needs `rates.view`, changing it and what selling costs `rates.edit`."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.models import Branch
from huitouke.access.queries import get_branch
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.rates import (
    BranchQuery,
    CostIn,
    CostListOut,
    CostOut,
    OpenQuery,
    OutletChange,
    OutletIn,
    OutletListOut,
    OutletOut,
    PriceIn,
    PriceOut,
    RateChange,
    RateDetailOut,
    RateIn,
    RateListOut,
    RateOut,
)
from huitouke.guests.company_queries import visible_company_ids
from huitouke.hotels.errors import CostInvalid, OutletInvalid, RateInvalid, RatePriceInvalid
from huitouke.hotels.models import RateCode
from huitouke.hotels.rate_queries import (
    get_outlet,
    get_price,
    get_rate,
    list_costs,
    list_outlets,
    list_prices,
    list_rates,
)
from huitouke.hotels.services.costs import add_cost, remove_cost
from huitouke.hotels.services.outlets import add_outlet, change_outlet, close_outlet, reopen_outlet
from huitouke.hotels.services.rates import (
    add_price,
    add_rate,
    change_rate,
    close_rate,
    remove_price,
    reopen_rate,
)
from huitouke.kernel.errors import Invalid
from huitouke.kernel.money import Money

router = Router(tags=["rates"])

Refusal = Callable[[dict[str, list[str]]], Invalid]
OutletId = Annotated[UUID, Path(description="The outlet's id.")]
RateId = Annotated[UUID, Path(description="The rate code's id.")]


@router.get(
    "/outlets",
    response=OutletListOut,
    operation_id="list_outlets",
    summary="List outlets",
    openapi_extra=refusals(403),
)
def outlets(request: HttpRequest, query: Query[OpenQuery]) -> OutletListOut:
    """Of the branches where the caller may see guests."""
    refuse_unknown_parameters(request, OpenQuery)
    actor = actor_of(request)
    actor.require(Right.GUESTS_VIEW)
    found = list_outlets(actor, Right.GUESTS_VIEW, branch=query.branch, include_closed=query.include_closed)
    return OutletListOut(items=[OutletOut.of(row) for row in found])


@router.post(
    "/outlets",
    response={201: OutletOut},
    operation_id="add_outlet",
    summary="Add an outlet",
    openapi_extra=refusals(403, 413),
)
def outlet_add(request: HttpRequest, payload: OutletIn) -> Status[OutletOut]:
    """The code is the branch's own, and stays for good. Needs `hotel.configure`."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    branch = _branch(payload.branch, OutletInvalid)
    row = add_outlet(actor=actor, branch=branch, **payload.model_dump(exclude={"branch"}))
    return Status(201, OutletOut.of(row))


@router.get(
    "/outlets/{outlet_id}",
    response=OutletOut,
    operation_id="get_outlet",
    summary="Read an outlet",
    openapi_extra=refusals(403, 404),
)
def outlet(request: HttpRequest, outlet_id: OutletId) -> OutletOut:
    """Also one that is closed."""
    return OutletOut.of(get_outlet(actor_of(request), Right.GUESTS_VIEW, outlet_id))


@router.patch(
    "/outlets/{outlet_id}",
    response=OutletOut,
    operation_id="change_outlet",
    summary="Change, close or open an outlet",
    openapi_extra=refusals(403, 404, 413),
)
@transaction.atomic
def outlet_change(request: HttpRequest, outlet_id: OutletId, payload: OutletChange) -> OutletOut:
    """What was consumed at a closed one keeps it. Needs `hotel.configure`."""
    actor = actor_of(request)
    actor.require(Right.HOTEL_CONFIGURE)
    row = get_outlet(actor, Right.HOTEL_CONFIGURE, outlet_id)
    told = payload.model_dump(exclude_none=True, exclude={"is_closed"})
    if told:
        change_outlet(actor=actor, outlet_id=outlet_id, **{"labels": row.labels, "kind": row.kind, **told})
    if payload.is_closed is not None:
        act = close_outlet if payload.is_closed else reopen_outlet
        act(actor=actor, outlet_id=outlet_id)
    return OutletOut.of(get_outlet(actor, Right.HOTEL_CONFIGURE, outlet_id))


@router.get(
    "/rates",
    response=RateListOut,
    operation_id="list_rates",
    summary="List rate codes",
    openapi_extra=refusals(403),
)
def rates(request: HttpRequest, query: Query[OpenQuery]) -> RateListOut:
    """Of the branches whose rates the caller may see (`rates.view`)."""
    refuse_unknown_parameters(request, OpenQuery)
    actor = actor_of(request)
    actor.require(Right.RATES_VIEW)
    found = list_rates(actor, Right.RATES_VIEW, branch=query.branch, include_closed=query.include_closed)
    companies = visible_company_ids(actor, [row.company_id for row in found])
    return RateListOut(items=[RateOut.of(row, companies) for row in found])


@router.post(
    "/rates",
    response={201: RateDetailOut},
    operation_id="add_rate",
    summary="Add a rate code",
    openapi_extra=refusals(403, 413),
)
def rate_add(request: HttpRequest, payload: RateIn) -> Status[RateDetailOut]:
    """The code is the branch's own, and stays for good. Needs `rates.edit`."""
    actor = actor_of(request)
    actor.require(Right.RATES_EDIT)
    branch = _branch(payload.branch, RateInvalid)
    _refuse_unknown_company(actor, payload.company)
    row = add_rate(
        actor=actor,
        branch=branch,
        company_id=payload.company,
        **payload.model_dump(exclude={"branch", "company"}),
    )
    return Status(201, _detail(actor, row))


@router.get(
    "/rates/{rate_id}",
    response=RateDetailOut,
    operation_id="get_rate",
    summary="Read a rate code with its prices",
    openapi_extra=refusals(403, 404),
)
def rate(request: HttpRequest, rate_id: RateId) -> RateDetailOut:
    """Also one that is closed."""
    actor = actor_of(request)
    actor.require(Right.RATES_VIEW)
    return _detail(actor, get_rate(actor, Right.RATES_VIEW, rate_id))


@router.patch(
    "/rates/{rate_id}",
    response=RateDetailOut,
    operation_id="change_rate",
    summary="Change, close or open a rate code",
    openapi_extra=refusals(403, 404, 413),
)
@transaction.atomic
def rate_change(request: HttpRequest, rate_id: RateId, payload: RateChange) -> RateDetailOut:
    """What was sold at a closed one keeps it. Needs `rates.edit`."""
    actor = actor_of(request)
    actor.require(Right.RATES_EDIT)
    row = get_rate(actor, Right.RATES_EDIT, rate_id)
    told = payload.model_dump(exclude_none=True, exclude={"is_closed", "company"})
    names_company = "company" in payload.model_fields_set
    if told or names_company:
        stood = {name: getattr(row, name) for name in ("labels", "meal_plan", "market", "is_confidential")}
        if names_company and payload.company != row.company_id:
            _refuse_unknown_company(actor, payload.company)
        company_id = payload.company if names_company else row.company_id
        change_rate(actor=actor, rate_id=rate_id, company_id=company_id, **{**stood, **told})
    if payload.is_closed is not None:
        act = close_rate if payload.is_closed else reopen_rate
        act(actor=actor, rate_id=rate_id)
    return _detail(actor, get_rate(actor, Right.RATES_EDIT, rate_id))


@router.post(
    "/rates/{rate_id}/prices",
    response={201: PriceOut},
    operation_id="add_price",
    summary="Say what a night costs from one day to another",
    openapi_extra=refusals(403, 404, 413),
)
def price_add(request: HttpRequest, rate_id: RateId, payload: PriceIn) -> Status[PriceOut]:
    """Two of the same reach (room type, as many weekdays) with a day in common refuse each other: take the one before
    away, or let this one begin after it. Needs `rates.edit`."""
    actor = actor_of(request)
    actor.require(Right.RATES_EDIT)
    row = get_rate(actor, Right.RATES_EDIT, rate_id)
    price = add_price(
        actor=actor,
        rate_id=rate_id,
        amount=_as_written(payload.amount, row.branch),
        room_type_id=_room_type(row.branch, payload.room_type, RatePriceInvalid),
        first_day=payload.first_day.isoformat() if payload.first_day else "",
        last_day=payload.last_day.isoformat() if payload.last_day else "",
        weekdays=payload.weekdays,
    )
    return Status(201, PriceOut.of(price, row.branch.currency))


@router.delete(
    "/rates/{rate_id}/prices/{price_id}",
    response={204: None},
    operation_id="remove_price",
    summary="Take a price away",
    openapi_extra=refusals(403, 404),
)
def price_remove(
    request: HttpRequest, rate_id: RateId, price_id: Annotated[UUID, Path(description="The price's id.")]
) -> Status[None]:
    """What was sold at it keeps its own prices; the trail says what it was. Needs `rates.edit`."""
    actor = actor_of(request)
    actor.require(Right.RATES_EDIT)
    price = get_price(get_rate(actor, Right.RATES_EDIT, rate_id), price_id)
    remove_price(actor=actor, price_id=price.id)
    return Status(204, None)


@router.get(
    "/costs",
    response=CostListOut,
    operation_id="list_costs",
    summary="List what selling and serving costs",
    openapi_extra=refusals(403),
)
def costs(request: HttpRequest, query: Query[BranchQuery]) -> CostListOut:
    """Of the branches whose rates the caller may change (`rates.edit`)."""
    refuse_unknown_parameters(request, BranchQuery)
    actor = actor_of(request)
    actor.require(Right.RATES_EDIT)
    return CostListOut(items=[CostOut.of(row) for row in list_costs(actor, branch=query.branch)])


@router.post(
    "/costs",
    response={201: CostOut},
    operation_id="add_cost",
    summary="Say what something costs from a day on",
    openapi_extra=refusals(403, 413),
)
def cost_add(request: HttpRequest, payload: CostIn) -> Status[CostOut]:
    """The cost of the same thing before ends the day before; one that begins on that day or later refuses. Needs
    `rates.edit`."""
    actor = actor_of(request)
    actor.require(Right.RATES_EDIT)
    branch = _branch(payload.branch, CostInvalid)
    actor.require(Right.RATES_EDIT, branch.id)
    is_amount = payload.kind == "room_night"
    row = add_cost(
        actor=actor,
        branch=branch,
        kind=payload.kind,
        value=_as_written(payload.amount, branch) if is_amount else payload.percent,
        first_day=payload.first_day.isoformat(),
        channel=payload.channel,
        outlet_id=payload.outlet,
        room_type_id=_room_type(branch, payload.room_type, CostInvalid) if is_amount else None,
    )
    return Status(201, CostOut.of(row))


@router.delete(
    "/costs/{cost_id}",
    response={204: None},
    operation_id="remove_cost",
    summary="Take a cost away",
    openapi_extra=refusals(403, 404),
)
def cost_remove(
    request: HttpRequest, cost_id: Annotated[UUID, Path(description="The cost's id.")]
) -> Status[None]:
    """The one before it holds on. Needs `rates.edit`."""
    remove_cost(actor=actor_of(request), cost_id=cost_id)
    return Status(204, None)


def _detail(actor: Actor, row: RateCode) -> RateDetailOut:
    companies = visible_company_ids(actor, [row.company_id])
    prices = [PriceOut.of(price, row.branch.currency) for price in list_prices(row)]
    return RateDetailOut(**RateOut.of(row, companies).model_dump(), prices=prices)


def _branch(code: str, refusal: Refusal) -> Branch:
    try:
        return get_branch(code)
    except BranchNotFound as error:
        raise refusal({"branch": [error.message]}) from error


def _room_type(branch: Branch, code: str, refusal: Refusal) -> UUID | None:
    """The room type of this code, also one that is no longer sold; none for an empty code."""
    if not code:
        return None
    found = branch.room_types.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        raise refusal({"room_type": [_("Choose a room type of this branch.")]})
    return found


def _as_written(minor: int | None, branch: Branch) -> str:
    """An amount as people write it, which is how prices and costs are read."""
    return "" if minor is None else str(Money(minor, branch.currency).amount)


def _refuse_unknown_company(actor: Actor, company_id: UUID | None) -> None:
    if company_id is not None and company_id not in visible_company_ids(actor, [company_id]):
        raise RateInvalid({"company": [_("There is no such company, or you may not see it.")]})
