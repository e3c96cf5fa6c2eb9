"""Reservations, stays and bills. Names and prices stand only where the caller may know them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import BranchNotFound
from huitouke.access.models import Branch
from huitouke.access.queries import get_branch
from huitouke.api.auth import actor_of
from huitouke.api.openapi import refusals
from huitouke.api.pagination import dated_cursor, read_dated_cursor
from huitouke.api.parameters import refuse_unknown_parameters
from huitouke.api.schemas.stays import (
    BookedOut,
    CancelIn,
    ChargeIn,
    CheckOutIn,
    DepartureIn,
    FolioIn,
    FolioListOut,
    FolioOut,
    PaymentIn,
    ReservationChange,
    ReservationIn,
    ReservationLineOut,
    ReservationOut,
    ReservationPageOut,
    ReservationQuery,
    RoomGiven,
    VoidIn,
    WalkInIn,
)
from huitouke.kernel.money import Money
from huitouke.stays.errors import FolioInvalid, ReservationInvalid
from huitouke.stays.folio_queries import get_folio, list_folios
from huitouke.stays.queries import (
    SHOWN,
    ReservationFilter,
    get_reservation,
    get_reservation_detail,
    list_reservations,
)
from huitouke.stays.services.arrivals import check_in_stay, walk_in
from huitouke.stays.services.booking import book_reservation, change_reservation
from huitouke.stays.services.cancellations import cancel_reservation
from huitouke.stays.services.departures import check_out_stay
from huitouke.stays.services.folio_charges import Charge, post_charge, post_payment, void_line
from huitouke.stays.services.folios import open_folio, settle_folio
from huitouke.stays.services.room_moves import extend_stay, move_room, shorten_stay

router = Router(tags=["stays"])

_Operation = TypeVar("_Operation", bound=Callable[..., Any])
ReservationId = Annotated[UUID, Path(description="The reservation's id.")]
FolioId = Annotated[UUID, Path(description="The bill's id.")]
LineId = Annotated[UUID, Path(description="The line's id.")]


def _act_on_stay(path: str, operation_id: str, summary: str) -> Callable[[_Operation], _Operation]:
    """An operation that does something to one reservation, and answers with it as it stands then."""
    return router.post(
        f"/reservations/{{reservation_id}}/{path}",
        response=ReservationOut,
        operation_id=operation_id,
        summary=summary,
        openapi_extra=refusals(403, 404, 409, 413),
    )


@router.get(
    "/reservations",
    response=ReservationPageOut,
    operation_id="list_reservations",
    summary="List reservations and stays",
    openapi_extra=refusals(403),
)
def list_(request: HttpRequest, query: Query[ReservationQuery]) -> ReservationPageOut:
    """Fifty a page. Names are found by the search of guests; here they are no filter."""
    refuse_unknown_parameters(request, ReservationQuery)
    after, before = read_dated_cursor(query.cursor)
    if query.shown not in SHOWN:
        raise ReservationInvalid({"shown": [", ".join(SHOWN)]})
    chosen = ReservationFilter(**query.model_dump(exclude={"cursor"}))
    page = list_reservations(actor_of(request), chosen, after=after, before=before)
    return ReservationPageOut(
        items=[ReservationLineOut.of(line) for line in page.lines],
        next=dated_cursor("o", page.older),
        previous=dated_cursor("n", page.newer),
        count=page.count,
    )


@router.post(
    "/reservations",
    response={201: BookedOut},
    operation_id="book_reservation",
    summary="Take a reservation",
    openapi_extra=refusals(403, 413),
)
def book(request: HttpRequest, payload: ReservationIn) -> Status[BookedOut]:
    """Of one room, of several, or of a group with its rooming list."""
    actor = actor_of(request)
    booked = book_reservation(
        actor=actor,
        branch=_branch_to_book(actor, payload.branch),
        booking=payload.booking(is_tentative=payload.is_tentative),
        rooms=payload.rooms,
        group_name=payload.group_name,
        rooming_list=payload.rooming_list,
    )
    return Status(201, BookedOut(ids=booked.ids, booking_number=booked.booking_number))


@router.post(
    "/walk-ins",
    response={201: ReservationOut},
    operation_id="walk_in",
    summary="Take in who comes without a reservation",
    openapi_extra=refusals(403, 409, 413),
)
def come_in(request: HttpRequest, payload: WalkInIn) -> Status[ReservationOut]:
    """Booked and checked in at once, from the branch's business date on. Send an Idempotency-Key: the same request
    twice is one stay."""
    actor = actor_of(request)
    branch = _branch_to_book(actor, payload.branch)
    row = walk_in(
        actor=actor,
        branch=branch,
        booking=replace(payload.booking(), arrival=payload.arrival or branch.business_date),
        room_id=payload.room_id,
        is_shared=payload.is_shared,
    )
    return Status(201, _told(request, row.id))


@router.get(
    "/reservations/{reservation_id}",
    response=ReservationOut,
    operation_id="get_reservation",
    summary="Read a reservation or stay",
    openapi_extra=refusals(403, 404),
)
def get(request: HttpRequest, reservation_id: ReservationId) -> ReservationOut:
    """As the caller may read it."""
    return _told(request, reservation_id)


@router.patch(
    "/reservations/{reservation_id}",
    response=ReservationOut,
    operation_id="change_reservation",
    summary="Change a reservation",
    openapi_extra=refusals(403, 404, 409, 413),
)
def change(request: HttpRequest, reservation_id: ReservationId, payload: ReservationChange) -> ReservationOut:
    """Of another system's reservation only `house_note` and `arrives_at`."""
    change_reservation(
        actor=actor_of(request),
        reservation_id=reservation_id,
        booking=payload.booking(emptied=tuple(payload.emptied)),
        seen=payload.seen,
    )
    return _told(request, reservation_id)


@_act_on_stay("cancel", "cancel_reservation", "Cancel a reservation")
def cancel(request: HttpRequest, reservation_id: ReservationId, payload: CancelIn) -> ReservationOut:
    """With a reason; the room is free again."""
    cancel_reservation(actor=actor_of(request), reservation_id=reservation_id, reason=payload.reason)
    return _told(request, reservation_id)


@_act_on_stay("check-in", "check_in_stay", "Check in")
def check_in(request: HttpRequest, reservation_id: ReservationId, payload: RoomGiven) -> ReservationOut:
    """Into the room given, or the one that is held."""
    check_in_stay(
        actor=actor_of(request),
        reservation_id=reservation_id,
        room_id=payload.room_id,
        is_early=payload.is_early,
        is_shared=payload.is_shared,
    )
    return _told(request, reservation_id)


@_act_on_stay("room", "move_room", "Move to another room")
def move(request: HttpRequest, reservation_id: ReservationId, payload: RoomGiven) -> ReservationOut:
    """Who is in house; nights slept stay with the old room."""
    if payload.room_id is None:
        raise ReservationInvalid({"room_id": ["room_id"]})
    move_room(
        actor=actor_of(request),
        reservation_id=reservation_id,
        room_id=payload.room_id,
        is_shared=payload.is_shared,
    )
    return _told(request, reservation_id)


@_act_on_stay("departure", "change_departure", "Extend or shorten a stay")
def change_departure(
    request: HttpRequest, reservation_id: ReservationId, payload: DepartureIn
) -> ReservationOut:
    """Of who is in house: a later day extends, an earlier one shortens."""
    actor = actor_of(request)
    row = get_reservation(actor, reservation_id, Right.STAYS_EDIT)
    if payload.departure > row.departure:
        extend_stay(
            actor=actor, reservation_id=reservation_id, departure=payload.departure, rate=payload.rate
        )
    else:
        shorten_stay(actor=actor, reservation_id=reservation_id, departure=payload.departure)
    return _told(request, reservation_id)


@_act_on_stay("check-out", "check_out_stay", "Check out")
def check_out(request: HttpRequest, reservation_id: ReservationId, payload: CheckOutIn) -> ReservationOut:
    """Writes the nights that are not on the bill yet, and settles it; refuses while money is open."""
    check_out_stay(actor=actor_of(request), reservation_id=reservation_id, **payload.model_dump())
    return _told(request, reservation_id)


@router.get(
    "/reservations/{reservation_id}/folios",
    response=FolioListOut,
    operation_id="list_folios",
    summary="List the bills of a stay",
    openapi_extra=refusals(403, 404),
)
def folios_of(request: HttpRequest, reservation_id: ReservationId) -> FolioListOut:
    """With their lines."""
    actor = actor_of(request)
    actor.require(Right.FOLIOS_VIEW)
    get_reservation(actor, reservation_id)
    return FolioListOut(
        items=[FolioOut.of(each) for each in list_folios(actor, reservation_id=reservation_id)]
    )


@router.post(
    "/folios",
    response={201: FolioOut},
    operation_id="open_folio",
    summary="Open a bill",
    openapi_extra=refusals(403, 404, 409, 413),
)
def open_(request: HttpRequest, payload: FolioIn) -> Status[FolioOut]:
    """Of a stay, or of somebody who only came to eat."""
    actor = actor_of(request)
    actor.require(Right.FOLIOS_POST)
    if payload.reservation_id is not None:
        branch = get_reservation(actor, payload.reservation_id, Right.FOLIOS_POST).branch
    else:
        try:
            branch = get_branch(payload.branch)
        except BranchNotFound as error:
            raise FolioInvalid({"branch": [error.message]}) from error
    folio = open_folio(
        actor=actor,
        branch=branch,
        reservation_id=payload.reservation_id,
        guest_id=payload.guest_id,
        title=payload.title,
    )
    return Status(201, FolioOut.of(get_folio(actor, folio.id)))


@router.get(
    "/folios/{folio_id}",
    response=FolioOut,
    operation_id="get_folio",
    summary="Read a bill",
    openapi_extra=refusals(403, 404),
)
def folio(request: HttpRequest, folio_id: FolioId) -> FolioOut:
    """With its lines and balance."""
    return FolioOut.of(get_folio(actor_of(request), folio_id))


@router.post(
    "/folios/{folio_id}/charges",
    response={201: FolioOut},
    operation_id="post_charge",
    summary="Post a charge",
    openapi_extra=refusals(403, 404, 409, 413),
)
def charge(request: HttpRequest, folio_id: FolioId, payload: ChargeIn) -> Status[FolioOut]:
    """On today's business date; a line is never changed, only voided."""
    actor = actor_of(request)
    currency = get_folio(actor, folio_id, Right.FOLIOS_POST).folio.currency

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    told = Charge(
        kind=payload.kind,
        price=Money(payload.price, currency),
        quantity=payload.quantity,
        text=payload.text,
        outlet=payload.outlet,
        tax=money(payload.tax),
        service=money(payload.service),
    )
    post_charge(actor=actor, folio_id=folio_id, charge=told)
    return Status(201, FolioOut.of(get_folio(actor, folio_id)))


@router.post(
    "/folios/{folio_id}/payments",
    response={201: FolioOut},
    operation_id="post_payment",
    summary="Note a payment",
    openapi_extra=refusals(403, 404, 409, 413),
)
def payment(request: HttpRequest, folio_id: FolioId, payload: PaymentIn) -> Status[FolioOut]:
    """Or a refund."""
    actor = actor_of(request)
    currency = get_folio(actor, folio_id, Right.FOLIOS_POST).folio.currency
    amount = Money(payload.amount, currency)
    post_payment(
        actor=actor,
        folio_id=folio_id,
        amount=amount,
        method=payload.method,
        text=payload.text,
        is_refund=payload.is_refund,
    )
    return Status(201, FolioOut.of(get_folio(actor, folio_id)))


@router.post(
    "/folios/{folio_id}/lines/{line_id}/void",
    response={201: FolioOut},
    operation_id="void_folio_line",
    summary="Take a line back",
    openapi_extra=refusals(403, 404, 409, 413),
)
def void(request: HttpRequest, folio_id: FolioId, line_id: LineId, payload: VoidIn) -> Status[FolioOut]:
    """By a line of the opposite amount."""
    actor = actor_of(request)
    get_folio(actor, folio_id, Right.FOLIOS_POST)
    void_line(actor=actor, line_id=line_id, reason=payload.reason, folio_id=folio_id)
    return Status(201, FolioOut.of(get_folio(actor, folio_id)))


@router.post(
    "/folios/{folio_id}/settle",
    response=FolioOut,
    operation_id="settle_folio",
    summary="Settle a bill",
    openapi_extra=refusals(403, 404, 409, 413),
)
def settle(request: HttpRequest, folio_id: FolioId) -> FolioOut:
    """Refuses while money is open."""
    actor = actor_of(request)
    settle_folio(actor=actor, folio_id=folio_id)
    return FolioOut.of(get_folio(actor, folio_id))


def _branch_to_book(actor: Actor, code: str) -> Branch:
    """The branch of this code for who may book somewhere; an unknown one is refused as a field."""
    actor.require(Right.STAYS_EDIT)
    try:
        return get_branch(code)
    except BranchNotFound as error:
        raise ReservationInvalid({"branch": [error.message]}) from error


def _told(request: HttpRequest, reservation_id: UUID) -> ReservationOut:
    return ReservationOut.of(get_reservation_detail(actor_of(request), reservation_id))
