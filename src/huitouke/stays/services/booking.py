"""Reservations that staff take and change by hand."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.guests.company_queries import get_company
from huitouke.guests.errors import CompanyNotFound, GuestNotFound
from huitouke.guests.queries import get_guest
from huitouke.hotels.models import CodeEntry, Outlet, RoomType
from huitouke.hotels.prices import find_prices
from huitouke.identity.services import register_guest
from huitouke.intake.choices import DESK
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7
from huitouke.stays import events
from huitouke.stays.choices import STAYED, PersonRole, Purpose, ReservationStatus, WhoPays
from huitouke.stays.errors import ReservationChangedMeanwhile, ReservationInvalid
from huitouke.stays.models import Reservation
from huitouke.stays.nights import nights_of
from huitouke.stays.services.day_locks import keep_day_open
from huitouke.stays.services.desk import Said, held_reservation, tell, tell_new
from huitouke.stays.services.occupancy import count_free
from huitouke.stays.services.records import RESERVATION, lock_told
from huitouke.stays.services.references import CODE_FIELDS
from huitouke.stays.told import Told, ToldPerson

MOST_NIGHTS: Final = 400
MOST_AHEAD: Final = timedelta(days=5 * 366)
"""How far ahead staff may book; beyond it the year is a slip of the hand."""
MOST_ROOMS: Final = 200
LONGEST: Final = 500
LARGEST: Final = 10**12
_NAME_BREAK: Final = re.compile(r"[\n,，;；、\t]+")

Problems = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """Somebody of a reservation as staff name them: a guest of the archive, or a name with or without a phone."""

    role: str = PersonRole.GUEST
    guest_id: UUID | None = None
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is asked of a reservation; None leaves it as it is (or at its default, where it is new). Money in minor
    units of the branch's currency; `rates` is the price of each night, one price holds for all of them. Codes are
    those of the house: `room_type` and `outlet` of the branch, the others of their tables."""

    arrival: date | None = None
    departure: date | None = None
    arrives_at: time | None = None
    leaves_at: time | None = None
    room_type: str | None = None
    outlet: str | None = None
    adults: int | None = None
    children: int | None = None
    babies: int | None = None
    child_ages: tuple[int, ...] | None = None
    rate_code: str | None = None
    rates: tuple[int, ...] | None = None
    expected_spend: int | None = None
    meal_plan: str | None = None
    market: str | None = None
    source: str | None = None
    channel: str | None = None
    payment_method: str | None = None
    who_pays: str | None = None
    guarantee: str | None = None
    is_guaranteed: bool | None = None
    held_until: datetime | None = None
    purpose: str | None = None
    company_id: UUID | None = None
    agent_id: UUID | None = None
    requests: tuple[str, ...] | None = None
    house_note: str | None = None
    is_rate_hidden: bool | None = None
    is_name_hidden: bool | None = None
    persons: tuple[DeskPerson, ...] | None = None
    is_tentative: bool = False
    """An enquiry: asked for and not yet promised."""
    emptied: tuple[str, ...] = ()
    """Names of fields that are to stand empty again."""


_AS_THEY_ARE: Final = (
    "arrival", "departure", "arrives_at", "leaves_at", "adults", "children", "babies", "child_ages", "rate_code",
    "rates", "expected_spend", "meal_plan", "market", "source", "channel", "payment_method", "who_pays", "guarantee",
    "is_guaranteed", "held_until", "purpose", "requests", "house_note", "is_rate_hidden", "is_name_hidden",
)  # fmt: skip
OF_THE_HOUSE: Final = frozenset({"house_note", "arrives_at"})
"""What the house alone knows: it may be noted with a reservation of any system."""
EMPTIABLE: Final = frozenset(
    {"arrives_at", "leaves_at", "held_until", "expected_spend", "company_id", "agent_id"}
)


@dataclass(slots=True)
class Booked:
    """What was booked: ids of the reservations in the order of their rooms, and the number that they share."""

    ids: list[UUID] = field(default_factory=list)
    booking_number: str = ""


@transaction.atomic
def book_reservation(
    *,
    actor: Actor,
    branch: Branch,
    booking: Booking,
    rooms: int = 1,
    group_name: str = "",
    rooming_list: Sequence[str] = (),
    may_overbook: bool = True,
    once: UUID | None = None,
) -> Booked:
    """Take a reservation: of one room, of several that share a number, or of a group with its rooming list (a name for
    each room, which makes no profile). A guest who is new is registered with it. Refuses, field by field, an arrival in
    the past, a type that the branch does not sell, codes that no table has, a guest whom the actor may not see, and
    without `may_overbook` more rooms than are free. Asked again with the same `once` and booking, it is taken no second
    time; the same `once` with another booking, as after a step back in the browser, is another one."""
    actor.require(Right.STAYS_EDIT, branch.id)
    keep_day_open(branch)
    first = str(uuid7())
    if once is not None:
        first = str(uuid5(once, repr((branch.code, booking, rooms, group_name, tuple(rooming_list)))))
        lock_told(DESK, [RESERVATION + first])
        if known := _booked_as(branch, first):
            return known
    problems: Problems = {}
    _check(branch, booking, problems)
    if booking.arrival is None:
        problems.setdefault("arrival", [_("Say the day of the arrival.")])
    elif booking.arrival < branch.business_date:
        problems.setdefault(
            "arrival", [_("The arrival has passed: today is %(day)s.") % {"day": branch.business_date}]
        )
    if booking.departure is None and booking.arrival is not None:
        problems.setdefault("departure", [_("Say the day of the departure.")])
    if bool(booking.room_type) == bool(booking.outlet):
        problems.setdefault("room_type", [_("Choose a room type, or an outlet for a table or a treatment.")])
    names = [name.strip() for name in rooming_list if name.strip()]
    is_group = bool(group_name.strip()) or bool(names)
    count = max(rooms, len(names))
    if not 1 <= count <= MOST_ROOMS:
        problems["rooms"] = [_("From 1 to %(most)s rooms.") % {"most": MOST_ROOMS}]
    staying = [each for each in booking.persons or () if each.role == PersonRole.GUEST]
    if not is_group and not any(each.guest_id or each.name.strip() for each in staying):
        problems.setdefault("guest", [_("Say who is coming: find the guest, or write a name.")])
    if problems or booking.arrival is None or booking.departure is None:
        raise ReservationInvalid(problems)
    if not may_overbook:
        _refuse_beyond_free(branch, booking.room_type, booking.arrival, booking.departure, count)
    persons = _told_persons(actor, branch, booking.persons or (), registers=not is_group)
    told = _told(actor, branch, booking, persons=persons, problems=problems)
    told |= _priced(branch, booking, booking.arrival, booking.departure, problems)
    if problems:
        raise ReservationInvalid(problems)
    numbers = _new_numbers(branch, count + (count > 1))
    booking_number = numbers.pop() if count > 1 else ""
    group = str(uuid7()) if is_group else None
    said = []
    for place in range(count):
        mine = dict(told)
        if place < len(names):
            guest = ToldPerson(PersonRole.GUEST, {"name": [names[place]]})
            mine["persons"] = (guest, *(each for each in persons if each.role != PersonRole.GUEST))
        said.append(
            Said(
                first if place == 0 else str(uuid7()),
                Told(
                    status=ReservationStatus.REQUESTED
                    if booking.is_tentative
                    else ReservationStatus.RESERVED,
                    number=numbers[place],
                    booking_number=booking_number or None,
                    booked_at=clock.now(),
                    group=group,
                    group_name=group_name.strip()[:LONGEST] or None,
                    **mine,
                ),
            )
        )
    made = tell_new(actor, branch, said)
    booked = Booked([made[each.external_id] for each in said], booking_number or numbers[0])
    for reservation_id in booked.ids:
        record_audit(
            actor,
            events.RESERVATION_BOOKED,
            object_type="reservation",
            object_id=reservation_id,
            branch_id=branch.id,
            rooms=count,
        )
    return booked


def _booked_as(branch: Branch, external_id: str) -> Booked | None:
    """What was booked under the house's own id of its first room."""
    own = Reservation.objects.filter(branch=branch, system=DESK)
    first = own.filter(external_id=external_id).first()
    if first is None:
        return None
    if not first.booking_number:
        return Booked([first.id], first.number)
    others = own.filter(booking_number=first.booking_number).exclude(id=first.id).order_by("number")
    return Booked([first.id, *others.values_list("id", flat=True)], first.booking_number)


def _refuse_beyond_free(
    branch: Branch, room_type: str | None, arrival: date, departure: date, rooms: int
) -> None:
    """More rooms of a type than are free are taken on purpose only: a slip of the finger books ninety for nine."""
    free = count_free(branch, arrival, departure).get(room_type or "")
    if free is not None and rooms > max(free, 0):
        text = _("%(type)s: %(free)s free, %(wanted)s wanted. Tick that it is meant, or take fewer.")
        told = text % {"type": room_type, "free": max(free, 0), "wanted": rooms}
        raise ReservationInvalid({"overbooks": [told]})


@transaction.atomic
def change_reservation(
    *, actor: Actor, reservation_id: UUID, booking: Booking, seen: UUID | None = None
) -> Reservation:
    """Change what the booking names. `seen` is the record that the form was opened with: a colleague's save in between
    refuses this one. Of a guest in house the dates are changed by extending or leaving early; of another system's
    reservation only what the house knows."""
    only_house = (
        not {
            each.name
            for each in fields(Booking)
            if each.name not in OF_THE_HOUSE | {"emptied", "is_tentative"}
            and getattr(booking, each.name) is not None
        }
        and set(booking.emptied) <= OF_THE_HOUSE
    )
    row = held_reservation(actor, reservation_id, is_own=not only_house)
    if seen is not None and row.record_id != seen:
        raise ReservationChangedMeanwhile
    branch = row.branch
    problems: Problems = {}
    _check(branch, booking, problems, row)
    arrival, departure = booking.arrival or row.arrival, booking.departure or row.departure
    moved = (arrival, departure) != (row.arrival, row.departure)
    if moved and row.status in STAYED:
        problems["departure"] = [_("They have arrived: extend the stay, or let them leave early.")]
    elif departure < arrival:
        problems.setdefault("departure", [_("The departure lies before the arrival.")])
    elif arrival != row.arrival and arrival < branch.business_date:
        problems.setdefault(
            "arrival", [_("The arrival has passed: today is %(day)s.") % {"day": branch.business_date}]
        )
    for name in booking.emptied:
        if name not in EMPTIABLE:
            problems[name] = [_("This cannot be left empty.")]
    if problems:
        raise ReservationInvalid(problems)
    persons = None
    if booking.persons is not None:
        persons = _told_persons(actor, branch, booking.persons, registers=row.group_id is None)
    told = _told(actor, branch, booking, persons=persons, problems=problems)
    if (moved or booking.rate_code or booking.room_type) and booking.rates is None:
        told |= _priced(branch, booking, arrival, departure, problems, row)
    if problems:
        raise ReservationInvalid(problems)
    told = _of_change(row, told)
    cleared = tuple(_TOLD_AS.get(name, name) for name in booking.emptied if _stands(row, name))
    if told or cleared:
        tell(
            actor,
            row,
            events.RESERVATION_NOTED if only_house else events.RESERVATION_CHANGED,
            Told(**told, cleared=cleared),
        )
    return row


_TOLD_AS: Final = {"company_id": "company", "agent_id": "agent"}
_COLUMN: Final = {"expected_spend": "expected_minor"}


def _stands(row: Reservation, name: str) -> bool:
    return getattr(row, _COLUMN.get(name, name)) is not None


def _of_change(row: Reservation, told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told without that which the row says already."""
    now: dict[str, Any] = {
        name: getattr(row, _COLUMN.get(name, name)) for name in _AS_THEY_ARE if name != "requests"
    }
    now |= {
        "requests": tuple(row.requests.split("\n")) if row.requests else (),
        "rates": tuple(row.rates),
        "child_ages": tuple(row.child_ages),
        "room_type": row.room_type.code if row.room_type else None,
        "outlet": row.outlet.code if row.outlet else None,
        "company": str(row.company_id) if row.company_id else None,
        "agent": str(row.agent_id) if row.agent_id else None,
    }
    return {name: value for name, value in told.items() if name not in now or now[name] != value}


def _check(branch: Branch, booking: Booking, problems: Problems, row: Reservation | None = None) -> None:
    """The fields one by one."""
    latest = branch.business_date + MOST_AHEAD
    if booking.arrival and booking.arrival > latest:
        problems["arrival"] = [_("At most five years ahead, until %(day)s.") % {"day": latest}]
    if booking.arrival and booking.departure:
        if booking.departure < booking.arrival:
            problems["departure"] = [_("The departure lies before the arrival.")]
        elif (booking.departure - booking.arrival).days > MOST_NIGHTS:
            problems["departure"] = [_("At most %(most)s nights.") % {"most": MOST_NIGHTS}]
    for name in ("adults", "children", "babies"):
        count = getattr(booking, name)
        if count is not None and not 0 <= count <= 50:
            problems[name] = [_("From 0 to 50.")]
    if booking.child_ages is not None and any(not 0 <= age <= 17 for age in booking.child_ages):
        problems["child_ages"] = [_("Ages of children, 0 to 17.")]
    for name in ("rates", "expected_spend"):
        told = getattr(booking, name)
        amounts = told if isinstance(told, tuple) else () if told is None else (told,)
        if any(not 0 <= amount <= LARGEST for amount in amounts):
            problems[name] = [_("Write an amount that is not negative.")]
    if booking.room_type and not _open_types(branch, row).filter(code=booking.room_type).exists():
        problems["room_type"] = [_("Choose a room type of this branch.")]
    if (
        booking.outlet
        and not Outlet.objects.filter(branch=branch, code=booking.outlet, is_closed=False).exists()
    ):
        problems["outlet"] = [_("Choose an outlet of this branch.")]
    if booking.who_pays and booking.who_pays not in WhoPays.values:
        problems["who_pays"] = [_("Choose one of the list.")]
    if booking.purpose and booking.purpose not in Purpose.values:
        problems["purpose"] = [_("Choose one of the list.")]
    wanted = {(table, getattr(booking, name)) for name, table in CODE_FIELDS.items() if _named(booking, name)}
    if wanted:
        known = set(
            CodeEntry.objects.filter(table__in={table for table, _code in wanted}).values_list(
                "table", "code"
            )
        )
        for name, table in CODE_FIELDS.items():
            if _named(booking, name) and (table, getattr(booking, name)) not in known:
                problems[name] = [_("Choose one of the list.")]
    for request in (*(booking.requests or ()), booking.house_note or ""):
        if len(request) > LONGEST * 4:
            problems["requests"] = [_("At most %(most)s signs.") % {"most": LONGEST * 4}]
    for place, person in enumerate(booking.persons or ()):
        if person.role not in PersonRole.values or len(person.name) > 100 or len(person.phone) > 50:
            problems["guest" if place == 0 else "persons"] = [_("Write a name of at most 100 signs.")]


def _named(booking: Booking, name: str) -> bool:
    return bool(getattr(booking, name, None))


def _open_types(branch: Branch, row: Reservation | None) -> Any:
    kinds = RoomType.objects.filter(branch=branch)
    if row is not None and row.room_type_id:
        return kinds.filter(is_closed=False) | kinds.filter(id=row.room_type_id)
    return kinds.filter(is_closed=False)


def _told(
    actor: Actor,
    branch: Branch,
    booking: Booking,
    *,
    persons: tuple[ToldPerson, ...] | None,
    problems: Problems,
) -> dict[str, Any]:
    """What the booking says, as a telling has it."""
    told = {name: value for name in _AS_THEY_ARE if (value := getattr(booking, name)) is not None}
    for name in ("room_type", "outlet"):
        if value := getattr(booking, name):
            told[name] = value
    for name, told_as in _TOLD_AS.items():
        company_id = getattr(booking, name)
        if company_id is not None:
            try:
                told[told_as] = str(get_company(actor, company_id).id)
            except CompanyNotFound:
                problems[name] = [_("Choose a company that you may see.")]
    if persons is not None:
        told["persons"] = persons
    return told


def _told_persons(
    actor: Actor, branch: Branch, persons: Sequence[DeskPerson], *, registers: bool
) -> tuple[ToldPerson, ...]:
    """The people as a telling has them. Guests of the archive are named by id; the staying guest who is new is
    registered, others are told with what is known of them."""
    told = []
    for place, person in enumerate(persons):
        guest_id = person.guest_id
        name = " ".join(person.name.split())
        if guest_id is not None:
            try:
                get_guest(actor, guest_id)
            except GuestNotFound as error:
                raise ReservationInvalid({"guest" if place == 0 else "persons": [error.message]}) from error
        elif not name:
            continue
        raw = {"name": [name]}
        if person.phone.strip():
            raw["mobile"] = [person.phone.strip()]
        if guest_id is None and registers and person.role == PersonRole.GUEST:
            guest_id = register_guest(actor=actor, raw=raw, branch=branch)
        told.append(
            ToldPerson(person.role, {}, guest=str(guest_id)) if guest_id else ToldPerson(person.role, raw)
        )
    return tuple(told)


def _priced(
    branch: Branch,
    booking: Booking,
    arrival: date,
    departure: date,
    problems: Problems,
    row: Reservation | None = None,
) -> dict[str, Any]:
    """The prices of the nights by the rate code, where the booking does not say them itself. A rate without a price
    for one of the nights refuses: nobody should sell a night unpriced by mistake."""
    code = booking.rate_code if booking.rate_code is not None else row.rate_code if row else ""
    if booking.rates is not None or not code:
        return {}
    type_code = booking.room_type or (row.room_type.code if row and row.room_type else "")
    days = nights_of(arrival, departure) or [arrival]
    prices = find_prices(branch, code, type_code, days)
    if prices is None:
        if booking.rate_code:
            problems["rate_code"] = [_("There is no rate of this code in this branch.")]
        return {}
    missing = [day for day, price in zip(days, prices, strict=True) if price is None]
    if missing:
        problems["rates"] = [
            _("The rate has no price for the night of %(day)s. Write the price, or take another rate.")
            % {"day": missing[0]}
        ]
        return {}
    return {"rates": tuple(price for price in prices if price is not None)}


def _new_numbers(branch: Branch, count: int) -> list[str]:
    """Confirmation numbers that the branch has not given out: the day and five figures, to be said on the telephone."""
    day = f"{branch.business_date:%y%m%d}"
    found: list[str] = []
    while len(found) < count:
        wanted = {f"{day}{secrets.randbelow(10**5):05d}" for _each in range(count - len(found))} - set(found)
        taken = Reservation.objects.filter(branch=branch, number__in=wanted).values_list("number", flat=True)
        shared = Reservation.objects.filter(branch=branch, booking_number__in=wanted)
        gone = {*taken, *shared.values_list("booking_number", flat=True)}
        found += sorted(wanted - gone)
    return found


def names_of_list(text: str) -> list[str]:
    """The names of a rooming list as it was pasted: a name a line, or between commas."""
    return [" ".join(name.split()) for name in _NAME_BREAK.split(text) if name.strip()][: MOST_ROOMS + 1]
