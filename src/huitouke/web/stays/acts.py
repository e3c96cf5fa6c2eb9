"""What is done with a reservation from its page: each with a way back where there is one."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.hotels.queries import list_choices
from huitouke.kernel.errors import DomainError, Invalid
from huitouke.kernel.money import Money, read_money
from huitouke.stays import events
from huitouke.stays.choices import EXPECTED, WhoPays
from huitouke.stays.errors import RoomMissing
from huitouke.stays.folio_queries import list_folios
from huitouke.stays.queries import get_reservation, get_reservation_detail
from huitouke.stays.services.arrivals import check_in_stay, give_room, undo_check_in
from huitouke.stays.services.cancellations import cancel_reservation, reinstate_reservation, set_no_show
from huitouke.stays.services.departures import (
    check_out_stay,
    day_of_leaving,
    see_off,
    undo_check_out,
)
from huitouke.stays.services.folio_nights import nights_to_post
from huitouke.stays.services.occupancy import list_free_rooms
from huitouke.stays.services.room_moves import extend_stay, move_room, shorten_stay
from huitouke.web.base.requests import actor_of, go_to, wants_part
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.settings.forms import id_of
from huitouke.web.stays.lists import day_of
from huitouke.web.stays.pages import face_of

UNDO: Final[dict[str, Callable[..., Any]]] = {
    "check-in": undo_check_in,
    "check-out": undo_check_out,
    "cancel": reinstate_reservation,
    "no-show": reinstate_reservation,
}
"""What takes an act back, by the word of its address."""


@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """The rooms that are free; a press on one checks the guest in."""
    return _with_room(request, reservation_id, "check-in")


@require_http_methods(["GET", "POST"])
def hold_room(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """Hold a room for a guest who is expected, or let it go."""
    return _with_room(request, reservation_id, "hold")


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """Another room for who is in house."""
    return _with_room(request, reservation_id, "move")


def _with_room(request: HttpRequest, reservation_id: UUID, act: str) -> HttpResponse:
    actor = actor_of(request)
    detail = get_reservation_detail(actor, reservation_id, Right.STAYS_EDIT)
    row = detail.row
    today = row.branch.business_date
    refused = ""
    if request.method == "POST":
        try:
            return _give(request, reservation_id, act)
        except DomainError as error:
            refused = error.message
    is_now = act != "hold"
    first = max(today, row.arrival) if act == "move" else today if is_now else row.arrival
    last = max(row.departure, first)
    free = list_free_rooms(row.branch, first, last, room_type_id=row.room_type_id, is_now=is_now, but=row.id)
    if act == "move":
        free = [each for each in free if each.room.id != row.room_id]
    held = row.room if row.room and any(each.room.id == row.room_id for each in free) else None
    context = face_of(detail) | {
        "act": act,
        "refused": refused,
        "of_type": [each.room for each in free if each.is_of_type],
        "others": [each.room for each in free if not each.is_of_type],
        "held": held,
        "is_early": row.arrival > today,
        "is_late": row.arrival < today and row.status in EXPECTED,
        "today": today,
        "sharing": request.POST.get("is_shared") == "1",
    }
    return render(request, "stays/room_pick.html", context, status=409 if refused else 200)


def _give(request: HttpRequest, reservation_id: UUID, act: str) -> HttpResponse:
    actor = actor_of(request)
    room_id = id_of(request.POST.get("room", ""))
    typed = request.POST.get("number", "").strip()
    if room_id is None and typed:
        row = get_reservation(actor, reservation_id, Right.STAYS_EDIT)
        room_id = row.branch.rooms.filter(number=typed).values_list("id", flat=True).first()
        if room_id is None:
            raise RoomMissing
    shares = request.POST.get("is_shared") == "1"
    if act == "hold":
        row = give_room(actor=actor, reservation_id=reservation_id, room_id=room_id)
        said = (
            _("Room %(room)s is held.") % {"room": row.room.number} if row.room else _("The room is let go.")
        )
        messages.success(request, said)
    elif act == "move":
        if room_id is None:
            raise RoomMissing
        takes_type = request.POST.get("takes_type") == "1"
        row = move_room(
            actor=actor,
            reservation_id=reservation_id,
            room_id=room_id,
            is_shared=shares,
            takes_type=takes_type,
        )
        messages.success(
            request, _("They have room %(room)s now.") % {"room": row.room.number if row.room else ""}
        )
    else:
        row = check_in_stay(
            actor=actor,
            reservation_id=reservation_id,
            room_id=room_id,
            is_early=request.POST.get("is_early") == "1",
            is_shared=shares,
        )
        undo = _undo(request, events.STAY_CHECKED_IN, reservation_id, "check-in")
        said = _("In house, room %(room)s.") % {"room": row.room.number if row.room else "—"}
        messages.success(request, said, extra_tags=f"undo:{undo}")
    return redirect("stays:reservation-detail", reservation_id)


@require_http_methods(["GET", "POST"])
def check_out(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """The bills with the nights that are to come on them, how the rest is paid, and the last word."""
    actor = actor_of(request)
    actor.require(Right.STAYS_EDIT)
    actor.require(Right.FOLIOS_POST)
    detail = get_reservation_detail(actor, reservation_id, Right.STAYS_EDIT)
    row = detail.row
    whole = get_reservation(actor, reservation_id)
    left_on = day_of_leaving(row.branch, row.arrival)
    refused = ""
    values = {
        name: request.POST.get(name, "").strip()
        for name in ("method", "company", "company_id", "signer", "send_off", "satisfaction")
    }
    if request.method == "POST":
        try:
            check_out_stay(
                actor=actor,
                reservation_id=reservation_id,
                method=values["method"],
                company_id=id_of(values["company_id"]) if values["company"] else None,
                signer=values["signer"],
                send_off=values["send_off"],
                satisfaction=int(values["satisfaction"]) if values["satisfaction"] in set("12345") else None,
            )
        except Invalid as error:
            refused = " ".join(text for texts in error.fields.values() for text in texts)
        except DomainError as error:
            refused = error.message
        else:
            undo = _undo(request, events.STAY_CHECKED_OUT, reservation_id, "check-out")
            messages.success(request, _("Checked out."), extra_tags=f"undo:{undo}")
            return redirect("stays:reservation-detail", reservation_id)
    if request.method != "POST":
        pays_company = row.who_pays in (WhoPays.COMPANY, WhoPays.ACCOUNT) and row.company is not None
        values |= {
            "method": "prepaid" if row.who_pays == WhoPays.PREPAID else row.payment_method,
            "company": row.company.name if pays_company and row.company else "",
            "company_id": str(row.company_id) if pays_company else "",
        }
    folios = [each for each in list_folios(actor, reservation_id=row.id) if each.is_open]
    whole.departure = left_on
    nights = [(day, Money(price, row.currency)) for day, price in nights_to_post(whole, left_on)]
    owed: Money | None = None
    if detail.sight.is_priced:
        owed = Money(sum(price.minor for _day, price in nights), row.currency)
        for each in folios:
            owed = owed + each.balance if each.balance else owed
    context = face_of(detail) | {
        "folios": folios,
        "nights": nights if detail.sight.is_priced else [],
        "owed": owed,
        "left_on": left_on,
        "is_early": left_on < row.departure,
        "is_late": left_on > row.departure,
        "refused": refused,
        "values": values,
        "errors": {},
        "methods": [(code, label) for code, label in list_choices("payment_method") if code != "on_account"],
        "scale": [(str(mark), values["satisfaction"] == str(mark)) for mark in range(1, 6)],
    }
    return render(request, "stays/check_out.html", context, status=409 if refused else 200)


@require_POST
def act(request: HttpRequest, reservation_id: UUID, stay_act: str) -> HttpResponse:
    """Cancel, set no-show, reinstate, change the departure, note the farewell."""
    acts: dict[str, Callable[[HttpRequest, UUID], None]] = {
        "cancel": _cancel,
        "no-show": _no_show,
        "reinstate": _reinstate,
        "dates": _dates,
        "see-off": _see_off,
    }
    if stay_act not in acts:
        raise Http404
    actor_of(request).require(Right.STAYS_EDIT)
    try:
        acts[stay_act](request, reservation_id)
    except Invalid as error:
        messages.error(request, " ".join(text for texts in error.fields.values() for text in texts))
    return redirect("stays:reservation-detail", reservation_id)


@require_POST
@undoes
def take_back(request: HttpRequest, reservation_id: UUID, undone: str) -> HttpResponse:
    """Take an act back, from a toast, the drawer or the page."""
    if undone not in UNDO:
        raise Http404
    UNDO[undone](actor=actor_of(request), reservation_id=reservation_id)
    messages.success(request, _("Taken back."))
    url = reverse("stays:reservation-detail", args=[reservation_id])
    return go_to(url) if wants_part(request) else redirect(url)


def _cancel(request: HttpRequest, reservation_id: UUID) -> None:
    cancel_reservation(
        actor=actor_of(request), reservation_id=reservation_id, reason=request.POST.get("reason", "")
    )
    undo = _undo(request, events.RESERVATION_CANCELLED, reservation_id, "cancel")
    messages.success(request, _("The reservation is cancelled."), extra_tags=f"undo:{undo}")


def _no_show(request: HttpRequest, reservation_id: UUID) -> None:
    set_no_show(actor=actor_of(request), reservation_id=reservation_id)
    undo = _undo(request, events.RESERVATION_NO_SHOW, reservation_id, "no-show")
    messages.success(request, _("Set no-show."), extra_tags=f"undo:{undo}")


def _reinstate(request: HttpRequest, reservation_id: UUID) -> None:
    reinstate_reservation(actor=actor_of(request), reservation_id=reservation_id)
    messages.success(request, _("They are expected again."))


def _dates(request: HttpRequest, reservation_id: UUID) -> None:
    actor = actor_of(request)
    row = get_reservation(actor, reservation_id, Right.STAYS_EDIT)
    departure = day_of(request.POST.get("departure", ""))
    if departure is None:
        raise Invalid("reservation_invalid", "", {"departure": [_("Write the day as 2026-03-16.")]})
    if departure > row.departure:
        text = request.POST.get("rate", "").strip()
        rate = read_money(text, row.currency) if text else None
        if text and rate is None:
            raise Invalid("reservation_invalid", "", {"rate": [_("Write an amount such as 680 or 680.50.")]})
        extend_stay(
            actor=actor, reservation_id=reservation_id, departure=departure, rate=rate.minor if rate else None
        )
        messages.success(request, _("They stay until %(day)s.") % {"day": departure})
    else:
        shorten_stay(actor=actor, reservation_id=reservation_id, departure=departure)
        messages.success(request, _("They leave on %(day)s.") % {"day": departure})


def _see_off(request: HttpRequest, reservation_id: UUID) -> None:
    mark = request.POST.get("satisfaction", "")
    see_off(
        actor=actor_of(request),
        reservation_id=reservation_id,
        send_off=request.POST.get("send_off", ""),
        satisfaction=int(mark) if mark in set("12345") else None,
    )
    messages.success(request, _("Saved."))


def _undo(request: HttpRequest, code: str, reservation_id: UUID, name: str) -> str:
    return can_undo(
        request,
        code,
        "stays:stay-undo",
        reservation_id,
        name,
        subject_kind="reservation",
        subject_id=reservation_id,
    )
