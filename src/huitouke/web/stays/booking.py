"""The form of a reservation: new, a walk-in, or changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.guests.company_queries import find_companies
from huitouke.guests.queries import find_guests, names_of
from huitouke.hotels.models import RateCode
from huitouke.hotels.prices import find_prices
from huitouke.hotels.queries import list_choices
from huitouke.hotels.room_queries import list_room_types
from huitouke.kernel.errors import Conflict, Invalid
from huitouke.kernel.ids import uuid7
from huitouke.kernel.money import Money, read_money
from huitouke.stays.choices import PersonRole, ReservationStatus, WhoPays
from huitouke.stays.nights import nights_of
from huitouke.stays.queries import ReservationDetail, get_reservation_detail
from huitouke.stays.services.arrivals import walk_in
from huitouke.stays.services.booking import (
    MOST_AHEAD,
    MOST_NIGHTS,
    Booking,
    DeskPerson,
    book_reservation,
    change_reservation,
    names_of_list,
)
from huitouke.stays.services.occupancy import count_free, list_free_rooms
from huitouke.web.base.context import current_branch
from huitouke.web.base.requests import actor_of, part
from huitouke.web.settings.forms import id_of
from huitouke.web.stays.lists import day_of

TEXTS: Final = (
    "branch", "name", "guest", "phone", "arrival", "departure", "arrives_at", "room_type", "room", "rooms", "adults",
    "children", "rate_code", "price", "who_pays", "guarantee", "held_until", "source", "channel", "market",
    "payment_method", "meal_plan", "company", "company_id", "booker", "booker_phone", "group_name", "rooming_list",
    "requests", "house_note", "is_name_hidden", "is_rate_hidden", "is_tentative", "overbooks", "once",
    "seen",
)  # fmt: skip
TABLES: Final = {
    "guarantee": "guarantee",
    "source": "booking_source",
    "channel": "channel",
    "market": "market",
    "payment_method": "payment_method",
    "meal_plan": "meal_plan",
}
LONGEST: Final = 2000


@require_http_methods(["GET", "POST"])
def new_reservation(request: HttpRequest) -> HttpResponse:
    """The form of a new reservation; then the save."""
    return _new(request, is_walk_in=False)


@require_http_methods(["GET", "POST"])
def new_walk_in(request: HttpRequest) -> HttpResponse:
    """Somebody stands at the desk: the same form with the rooms that are free, and in house at once."""
    return _new(request, is_walk_in=True)


def _new(request: HttpRequest, *, is_walk_in: bool) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Right.STAYS_EDIT)
    branch = _branch(request)
    actor.require(Right.STAYS_EDIT, branch.id)
    today = branch.business_date
    if request.method != "POST":
        values = {
            "branch": branch.code,
            "arrival": today.isoformat(),
            "departure": (today + timedelta(days=1)).isoformat(),
            "adults": "1",
            "rooms": "1",
            "who_pays": WhoPays.GUEST,
            "source": "walk_in" if is_walk_in else "telephone",
            "channel": "direct",
            "once": str(uuid7()),
        }
        guest_id = id_of(request.GET.get("guest", ""))
        if guest_id is not None and (name := names_of(actor, [guest_id]).get(guest_id)):
            values |= {"guest": str(guest_id), "name": name}
        return _form(request, branch, values, is_walk_in=is_walk_in)
    values = read(request)
    if is_walk_in:
        values["arrival"] = today.isoformat()
    problems: dict[str, list[str]] = {}
    booking = read_booking(request, branch, values, problems)
    try:
        if problems:
            raise Invalid("reservation_invalid", "", problems)
        if is_walk_in:
            row = walk_in(
                actor=actor,
                branch=branch,
                booking=booking,
                room_id=id_of(values["room"]),
                once=id_of(values["once"]),
            )
            messages.success(
                request, _("In house, room %(room)s.") % {"room": row.room.number if row.room else "—"}
            )
            return redirect("stays:reservation-detail", row.id)
        booked = book_reservation(
            actor=actor,
            branch=branch,
            booking=booking,
            rooms=_count(values["rooms"], 1),
            group_name=values["group_name"],
            rooming_list=names_of_list(values["rooming_list"]),
            may_overbook=bool(values["overbooks"]),
            once=id_of(values["once"]),
        )
    except Invalid as error:
        return _form(request, branch, values, is_walk_in=is_walk_in, errors=error.fields)
    except Conflict as error:
        return _form(request, branch, values, is_walk_in=is_walk_in, errors={"room": [error.message]})
    messages.success(request, _("Booked under %(number)s.") % {"number": booked.booking_number})
    return redirect("stays:reservation-detail", booked.ids[0])


@require_http_methods(["GET", "POST"])
def edit_reservation(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """The form of a reservation that the house keeps; a save that crossed a colleague's is refused."""
    actor = actor_of(request)
    detail = get_reservation_detail(actor, reservation_id, Right.STAYS_EDIT)
    row, branch = detail.row, detail.row.branch
    opened = _opened(detail)
    if request.method != "POST":
        return _form(request, branch, opened, detail=detail)
    values = read(request) | {"branch": branch.code}
    problems: dict[str, list[str]] = {}
    booking = _changes(request, detail, opened, values, problems)
    try:
        if problems:
            raise Invalid("reservation_invalid", "", problems)
        change_reservation(actor=actor, reservation_id=row.id, booking=booking, seen=id_of(values["seen"]))
    except Invalid as error:
        return _form(request, branch, values, detail=detail, errors=error.fields)
    except Conflict as error:
        return _form(request, branch, values, detail=detail, errors={"": [error.message]}, status=409)
    messages.success(request, _("Saved."))
    return redirect("stays:reservation-detail", row.id)


@require_POST
def guest_hint(request: HttpRequest) -> HttpResponse:
    """While a name is typed: who of the archive it may be."""
    actor = actor_of(request)
    actor.require(Right.STAYS_EDIT)
    lines, _too_short = find_guests(actor, request.POST.get("name", ""), 6)
    return part(request, "stays/_guest_hint.html", {"lines": [line for line in lines if not line.is_hidden]})


@require_POST
def company_hint(request: HttpRequest) -> HttpResponse:
    """While a company is typed: which of the archive it may be."""
    actor = actor_of(request)
    actor.require(Right.STAYS_EDIT)
    lines = (
        find_companies(actor, request.POST.get("company", ""), 6)
        if actor.has_right(Right.COMPANIES_VIEW)
        else []
    )
    return part(request, "stays/_company_hint.html", {"lines": lines})


@require_POST
def price_hint(request: HttpRequest) -> HttpResponse:
    """While dates, type and rate are chosen: the nights, what they cost, how many rooms of each type are free."""
    actor = actor_of(request)
    actor.require(Right.STAYS_EDIT)
    return part(request, "stays/_price_hint.html", _stay_hint(_branch(request), read(request)))


def read(request: HttpRequest) -> dict[str, str]:
    """The texts of the form, without NULs."""
    return {name: request.POST.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in TEXTS}


def read_booking(
    request: HttpRequest, branch: Branch, values: Mapping[str, str], problems: dict[str, list[str]]
) -> Booking:
    """What the form asks for; what cannot be read goes to `problems`."""
    told: dict[str, Any] = {
        "arrival": _day(values, "arrival", problems),
        "departure": _day(values, "departure", problems),
        "room_type": values["room_type"],
        "adults": _count(values["adults"], 1),
        "children": _count(values["children"], 0),
        "is_tentative": values["is_tentative"] == "1",
        "requests": lines_of(values["requests"]),
        "house_note": values["house_note"],
    }
    told |= {name: values[name] or None for name in ("who_pays", "rate_code", *TABLES)}
    told |= {name: values[name] == "1" or None for name in ("is_name_hidden", "is_rate_hidden")}
    told["arrives_at"] = clock_time(values["arrives_at"], "arrives_at", problems)
    told["held_until"] = _held_until(branch, told["arrival"], values["held_until"], problems)
    told["company_id"] = id_of(values["company_id"])
    if values["company"] and not values["company_id"]:
        problems["company"] = [_("Choose the company from the list that appears.")]
    if values["price"]:
        told["rates"] = _price(values["price"], branch, problems)
    told["persons"] = _persons(request, values)
    return Booking(**told)


def _persons(request: HttpRequest, values: Mapping[str, str]) -> tuple[DeskPerson, ...]:
    """The guest and the booker. A guest who was chosen and then written over is not meant."""
    persons = []
    guest_id = id_of(values["guest"])
    if guest_id is not None and names_of(actor_of(request), [guest_id]).get(guest_id) != values["name"]:
        guest_id = None
    if guest_id is not None or values["name"]:
        persons.append(DeskPerson(guest_id=guest_id, name=values["name"], phone=values["phone"]))
    if values["booker"]:
        persons.append(
            DeskPerson(role=PersonRole.BOOKER, name=values["booker"], phone=values["booker_phone"])
        )
    return tuple(persons)


def _changes(
    request: HttpRequest,
    detail: ReservationDetail,
    opened: Mapping[str, str],
    values: dict[str, str],
    problems: dict[str, list[str]],
) -> Booking:
    """What of the form is otherwise than it was opened with; of a reservation of another system only what the house
    knows."""
    row, branch = detail.row, detail.row.branch
    typed = {name for name in TEXTS if values[name] != opened.get(name, "")}
    if not detail.is_own:
        typed &= {"house_note", "arrives_at"}
    told: dict[str, Any] = {}
    for name in typed & {"arrival", "departure"}:
        told[name] = _day(values, name, problems)
    for name in typed & {"room_type", "rate_code", "who_pays", "house_note", *TABLES}:
        told[name] = values[name]
    for name in typed & {"adults", "children"}:
        told[name] = _count(values[name], 0)
    for name in typed & {"is_name_hidden", "is_rate_hidden"}:
        told[name] = values[name] == "1"
    if "requests" in typed:
        told["requests"] = lines_of(values["requests"])
    if "price" in typed and values["price"]:
        told["rates"] = _price(values["price"], branch, problems)
    emptied = []
    if "arrives_at" in typed:
        told["arrives_at"] = clock_time(values["arrives_at"], "arrives_at", problems)
        if not values["arrives_at"]:
            emptied.append("arrives_at")
    if "held_until" in typed:
        told["held_until"] = _held_until(
            branch, told.get("arrival") or row.arrival, values["held_until"], problems
        )
        if not values["held_until"]:
            emptied.append("held_until")
    if typed & {"company", "company_id"} and detail.is_own:
        told["company_id"] = id_of(values["company_id"]) if values["company"] else None
        if not values["company"]:
            emptied.append("company_id")
        elif told["company_id"] is None:
            problems["company"] = [_("Choose the company from the list that appears.")]
    if (
        typed & {"name", "guest", "phone", "booker", "booker_phone"}
        and detail.is_own
        and detail.sight.is_named
    ):
        kept = [
            DeskPerson(role=each.role, guest_id=each.guest_id, name=each.name)
            for each in detail.persons
            if each.role not in (PersonRole.GUEST, PersonRole.BOOKER)
            or (each.role == PersonRole.BOOKER and values["booker"] == opened.get("booker", ""))
        ]
        fresh = [
            each
            for each in _persons(request, values)
            if each.role != PersonRole.BOOKER or values["booker"] != opened.get("booker", "")
        ]
        told["persons"] = (*fresh, *kept)
    return Booking(**told, emptied=tuple(emptied))


def _opened(detail: ReservationDetail) -> dict[str, str]:
    """The form of a reservation as it is opened."""
    row = detail.row
    zone = ZoneInfo(row.branch.time_zone)
    booker = next((each.name for each in detail.persons if each.role == PersonRole.BOOKER), "")
    same_price = len(set(row.rates)) == 1
    return {
        "branch": row.branch.code,
        "name": detail.name if row.guest_id or not row.group_id else "",
        "guest": str(row.guest_id or ""),
        "arrival": row.arrival.isoformat(),
        "departure": row.departure.isoformat(),
        "arrives_at": f"{row.arrives_at:%H:%M}" if row.arrives_at else "",
        "room_type": row.room_type.code if row.room_type else "",
        "adults": str(row.adults),
        "children": str(row.children),
        "rate_code": row.rate_code,
        "price": Money(row.rates[0], row.currency).text.replace(",", "") if same_price else "",
        "who_pays": row.who_pays,
        **{name: getattr(row, name) for name in TABLES},
        "held_until": f"{row.held_until.astimezone(zone):%H:%M}" if row.held_until else "",
        "company": row.company.name if row.company else "",
        "company_id": str(row.company_id or ""),
        "booker": booker,
        "requests": row.requests,
        "house_note": row.house_note,
        "is_name_hidden": "1" if row.is_name_hidden else "",
        "is_rate_hidden": "1" if row.is_rate_hidden else "",
        "seen": str(row.record_id),
    }


def _form(
    request: HttpRequest,
    branch: Branch,
    values: dict[str, str],
    *,
    is_walk_in: bool = False,
    detail: ReservationDetail | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    wrong = {
        {"guest": "name", "rates": "price", "company_id": "company"}.get(name, name): texts
        for name, texts in (errors or {}).items()
    }
    kinds = list_room_types(actor, Right.STAYS_VIEW, branch=branch.code)
    free_rooms = []
    if is_walk_in:
        today = branch.business_date
        until = day_of(values.get("departure", "")) or today
        free_rooms = [
            (str(each.room.id), f"{each.room.number} · {each.room.room_type.code}")
            for each in list_free_rooms(branch, today, max(until, today), room_type_id=None, is_now=True)
        ]
    context = {
        "branch": branch,
        "branches": [(each.code, str(each)) for each in list_branches(actor, Right.STAYS_EDIT)],
        "values": values,
        "errors": wrong,
        "is_walk_in": is_walk_in,
        "detail": detail,
        "row": detail.row if detail else None,
        "is_in_house": bool(detail and detail.row.status == ReservationStatus.IN_HOUSE),
        "kinds": [(kind.code, f"{kind.code} {kind}") for kind in kinds],
        "free_rooms": free_rooms,
        "rate_codes": [
            (code.code, f"{code.code} {code}")
            for code in RateCode.objects.filter(branch=branch, is_closed=False)
        ],
        "who_pays": [(code, str(label)) for code, label in WhoPays.choices if code],
        "tables": {name: list_choices(table) for name, table in TABLES.items()},
        "hint": _stay_hint(branch, values),
        "currency": branch.currency,
    }
    return render(
        request, "stays/reservation_form.html", context, status=status if not errors or status != 200 else 422
    )


def _stay_hint(branch: Branch, values: Mapping[str, str]) -> dict[str, Any]:
    arrival, departure = day_of(values.get("arrival", "")), day_of(values.get("departure", ""))
    if (
        arrival is None
        or departure is None
        or departure < arrival
        or (departure - arrival).days > MOST_NIGHTS
    ):
        return {"nights": None}
    if arrival > branch.business_date + MOST_AHEAD:
        return {"nights": None}
    days = nights_of(arrival, departure) or [arrival]
    total: Money | None = None
    if values.get("price"):
        each = read_money(values["price"], branch.currency)
        total = Money(each.minor * len(days), each.currency) if each else None
    elif values.get("rate_code"):
        prices = find_prices(branch, values["rate_code"], values.get("room_type", ""), days) or []
        known = [price for price in prices if price is not None]
        total = Money(sum(known), branch.currency) if known and len(known) == len(days) else None
    return {
        "nights": (departure - arrival).days,
        "total": total,
        "free": sorted(count_free(branch, arrival, departure).items()),
        "chosen_type": values.get("room_type", ""),
    }


def _branch(request: HttpRequest) -> Branch:
    """The branch that the form names, else the one of the top bar, else the first where this person may book."""
    branches = list_branches(actor_of(request), Right.STAYS_EDIT)
    here = current_branch(request)
    wanted = request.POST.get("branch") or request.GET.get("branch") or (here.code if here else "")
    found = next((each for each in branches if each.code == wanted), None)
    return found or branches[0]


def _day(values: Mapping[str, str], name: str, problems: dict[str, list[str]]) -> date | None:
    found = day_of(values[name])
    if found is None and values[name]:
        problems[name] = [_("Write the day as 2026-03-16.")]
    return found


def clock_time(text: str, name: str, problems: dict[str, list[str]]) -> time | None:
    """A time of the day, `14:30`."""
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        problems[name] = [_("Write the time as 14:30.")]
        return None


def _held_until(
    branch: Branch, arrival: date | None, text: str, problems: dict[str, list[str]]
) -> datetime | None:
    """The instant until which a room is held: a time of the day of arrival, on the clock of the branch."""
    at = clock_time(text, "held_until", problems)
    if at is None or arrival is None:
        return None
    return datetime.combine(arrival, at, tzinfo=ZoneInfo(branch.time_zone))


def _price(text: str, branch: Branch, problems: dict[str, list[str]]) -> tuple[int, ...] | None:
    amount = read_money(text, branch.currency)
    if amount is None:
        problems["price"] = [_("Write an amount such as 680 or 680.50.")]
        return None
    return (amount.minor,)


def _count(text: str, default: int) -> int:
    """A whole number of up to three figures; -1, which no service takes, for anything else."""
    if not text:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def lines_of(text: str) -> tuple[str, ...]:
    """A text line by line, the empty ones left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
