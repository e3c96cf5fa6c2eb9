"""One room of an OpenTravel HotelReservation, in the words of `stays.told`."""

from datetime import date, timedelta
from typing import Any, Final

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.amounts import (
    Priced,
    believed,
    named_currency,
    nightly,
    read_amount,
    shares,
)
from huitouke.connectors.messages.instants import (
    check_dates,
    local_instant,
    read_day,
    read_instant,
    read_nights,
    read_time,
)
from huitouke.connectors.messages.opentravel.guests import count_guests, reservation_persons
from huitouke.connectors.messages.parts import Element
from huitouke.connectors.messages.reading import MOST_PARTS
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import Told

_STATUSES: Final[dict[str, str | None]] = {
    "requested": words.REQUESTED, "request": words.REQUESTED,
    "quote": words.REQUESTED, "hold": words.REQUESTED,
    "initiate": words.REQUESTED, "waitlisted": words.REQUESTED,
    "pending": words.REQUESTED, "onrequest": words.REQUESTED,
    "reserved": words.RESERVED, "confirmed": words.RESERVED,
    "book": words.RESERVED, "booked": words.RESERVED,
    "commit": words.RESERVED, "new": words.RESERVED,
    "modify": None, "modified": None,
    "cancelled": words.CANCELLED, "canceled": words.CANCELLED,
    "cancel": words.CANCELLED, "requestdenied": words.CANCELLED,
    "ignore": words.CANCELLED,
    "noshow": words.NO_SHOW,
    "inhouse": words.IN_HOUSE, "checkedin": words.IN_HOUSE,
    "checkedout": words.CHECKED_OUT,
}  # fmt: skip
"""Status words and transaction words of the standard. A modification says nothing of the status."""
_MEALS: Final = {
    "1": "all_inclusive", "2": "full_board", "3": "breakfast", "4": "breakfast", "5": "breakfast", "6": "breakfast",
    "7": "breakfast", "8": "room_only", "10": "full_board", "11": "breakfast", "12": "half_board", "14": "room_only",
    "17": "half_board", "19": "breakfast",
}  # fmt: skip
"""Meal plans of the standard's table; one that is not here keeps its number, to be mapped."""
_WHO_PAYS: Final = {
    "DirectPayment": words.PAID_BY_GUEST,
    "MerchantPayment": words.PREPAID,
    "CardPayment": words.PAID_BY_GUEST,
}
_GUARANTEES: Final = {
    "CC/DC/Voucher": "card", "Deposit": "deposit", "DepositRequired": "deposit", "PrePay": "prepaid",
    "Required": "card", "GuaranteeRequired": "card", "None": "none", "Profile": "company",
}  # fmt: skip
_COMPANIES: Final = frozenset({"3"})
_AGENTS: Final = frozenset({"4", "5", "7", "10", "19"})
"""Types of profiles: a corporation; a travel agent, wholesaler, tour operator, internet broker, travel arranger."""
_FROM_HOUSE: Final = frozenset({"included services", "included service"})
_BROKER: Final = "13"
_CANCELLATION: Final = "15"


def status_of(element: Element) -> str | None:
    """What a reservation is, its message or the room itself says; None where it says nothing of it."""
    for text in (
        _room(element)[0]["@RoomStayStatus"].text,
        element.item["@ResStatus"].text,
        element.next_to("@ResStatus").text,
    ):
        word = "".join(sign for sign in text.casefold() if sign.isalpha())
        if word in _STATUSES:
            return _STATUSES[word]
    if any(each["@Type"].text == _CANCELLATION for each in element.item["UniqueID"].each()):
        return words.CANCELLED
    return None


def count_rooms(element: Element) -> int:
    """How many rooms a booking has: one for each unit of each of its room stays."""
    return min(sum(_units(stay) for stay in element.item.at("RoomStays")["RoomStay"].each()), MOST_PARTS + 1)


def reservation_told(element: Element, booking: str) -> Told:
    """What a HotelReservation says of its room number `element.room`. A room that it has not, where an earlier message
    told of one, is cancelled; so is every room of a booking that is cancelled as a whole."""
    item = element.item
    status = status_of(element)
    rooms = count_rooms(element)
    if element.room and element.room >= rooms:
        gone = rooms or status == words.CANCELLED
        return Told(status=words.CANCELLED if gone else None, number=booking, booking_number=booking)
    (stay, unit), world = _room(element), item["ResGlobalInfo"]
    arrival, departure, window = _dates(stay, world)
    if status != words.CANCELLED or (arrival and departure):
        check_dates(arrival, departure, "TimeSpan")
    facts: dict[str, Any] = {}
    if window:
        facts["arrival_window"] = [day.isoformat() for day in window]
    numbers = _numbers(world)
    if broker := numbers.get(_BROKER):
        facts["campaign"] = {
            key: text for key, name in (("name", "@ResID_Value"), ("medium", "@ResID_SourceContext"))
            if (text := broker[name].text)
        }  # fmt: skip
    when = read_instant(item["@LastModifyDateTime"], element.place)
    adults, children, babies, ages = count_guests(stay, world, item, rooms)
    return Told(
        status=status,
        number=_own_number(world) or booking,
        booking_number=booking,
        arrival=arrival,
        departure=departure,
        arrives_at=_arrival_time(stay, world, item),
        room_type=_first(stay, ("RoomTypes", "RoomType"), ("RoomRates", "RoomRate"), name="@RoomTypeCode"),
        room=_first(stay, ("RoomTypes", "RoomType"), name="@RoomID")
        if status in (words.IN_HOUSE, words.CHECKED_OUT)
        else None,
        adults=adults,
        children=children,
        babies=babies,
        child_ages=ages,
        rate_code=_first(stay, ("RatePlans", "RatePlan"), ("RoomRates", "RoomRate"), name="@RatePlanCode"),
        **_prices(element, stay, unit, world, arrival, departure, rooms),
        commission=_commission(stay),
        meal_plan=_meal_plan(stay),
        channel=_channel(element, numbers.get(_BROKER)),
        **_guarantee(element, stay, world, arrival),
        **_companies(world),
        requests=_comments(stay, world, is_ours=False),
        remarks=_comments(stay, world, is_ours=True),
        booked_at=read_instant(item["@CreateDateTime"], element.place),
        cancelled_at=when if status == words.CANCELLED else None,
        persons=reservation_persons(element, stay, unit, rooms, booking),
        facts=facts,
    )


def _units(stay: Node) -> int:
    types = stay.at("RoomTypes", "RoomType")
    text = types["@NumberOfUnits"].text or stay["@NumberOfUnits"].text or "1"
    return int(text) if text.isdecimal() and len(text) < 5 and int(text) else 1


def _room(element: Element) -> tuple[Node, int]:
    """The room stay that a room of the booking belongs to, an empty node where there is none; and which of its units
    it is."""
    before = 0
    for stay in element.item.at("RoomStays")["RoomStay"].each():
        units = _units(stay)
        if element.room < before + units:
            return stay, element.room - before
        before += units
    return Node(None, "RoomStay"), 0


def _dates(stay: Node, world: Node) -> tuple[date | None, date | None, tuple[date, date] | None]:
    """Arrival and departure, and the window in which a guest who only asks would arrive."""
    for span in (stay["TimeSpan"], world["TimeSpan"]):
        arrival, departure = read_day(span["@Start"]), read_day(span["@End"])
        nights = read_nights(span["@Duration"])
        if arrival is not None and departure is None and nights is not None:
            departure = arrival + timedelta(days=nights)
        if arrival or departure:
            return arrival, departure, None
        asked = span["StartDateWindow"]
        first, last = read_day(asked["@EarliestDate"]), read_day(asked["@LatestDate"])
        if first is not None:
            end = first + timedelta(days=nights) if nights is not None else last
            return first, end, (first, last) if last is not None else None
    return *_priced_dates(stay), None


def _priced_dates(stay: Node) -> tuple[date | None, date | None]:
    """The days from the first to the last that a room has a price for: some dialects name no others."""
    rates = list(stay["RoomRates"]["RoomRate"].each())
    since = [day for rate in rates if (day := read_day(rate["@EffectiveDate"]))]
    until = [day for rate in rates if (day := read_day(rate["@ExpireDate"]))]
    if not since or not until:
        return None, None
    return min(since), max(until) if max(until) > max(since) else max(since) + timedelta(days=1)


def _numbers(world: Node) -> dict[str, Node]:
    """The numbers of a reservation by their type."""
    found: dict[str, Node] = {}
    for each in world["HotelReservationIDs"]["HotelReservationID"].each():
        found.setdefault(each["@ResID_Type"].text, each)
    return found


def _own_number(world: Node) -> str:
    """The confirmation number that the hotel itself gave."""
    for each in world["HotelReservationIDs"]["HotelReservationID"].each():
        if each["@ResID_Type"].text == "40" or each["@ResID_SourceContext"].text == "Provider":
            return each["@ResID_Value"].text[:60]
    return ""


def _first(stay: Node, *paths: tuple[str, str], name: str) -> str | None:
    for path in paths:
        for each in stay.at(path[0])[path[1]].each():
            if text := each[name].text:
                return text[:60]
    return None


def _arrival_time(stay: Node, world: Node, item: Node) -> Any:
    for guest in item["ResGuests"]["ResGuest"].each():
        if told := read_time(guest["@ArrivalTime"]):
            return told
    for span in (stay["TimeSpan"], world["TimeSpan"]):
        if told := read_time(span["@Start"]):
            return told if "T" in span["@Start"].text else None
    return None


def _prices(
    element: Element,
    stay: Node,
    unit: int,
    world: Node,
    arrival: date | None,
    departure: date | None,
    rooms: int,
) -> dict[str, Any]:
    """Currency, total and the price of each night of a room. Taxes are within, where the sender says them."""
    rates = [rate for each in stay["RoomRates"]["RoomRate"].each() for rate in each["Rates"]["Rate"].each()]
    first = rates[0] if rates else Node(None)
    totals = [stay["Total"], *(each["Total"] for each in stay["RoomRates"]["RoomRate"].each())]
    named = named_currency(
        stay["Total"]["@CurrencyCode"], first["Base"]["@CurrencyCode"], first["Total"]["@CurrencyCode"],
        *(total["@CurrencyCode"] for total in totals), world["Total"]["@CurrencyCode"],
    )  # fmt: skip
    currency = named or element.place.currency
    total = _amount(stay["Total"], currency)
    if total is None and totals[1:]:
        told = [_amount(each, currency) for each in totals[1:]]
        total = (
            sum(each for each in told if each is not None) if any(each is not None for each in told) else None
        )
    units = _units(stay)
    if total is None:
        unit, units = element.room, max(rooms, 1)
        whole = world["Total"]
        total = _amount(whole, named_currency(whole["@CurrencyCode"]) or currency)
    if total is not None and units > 1:
        total = shares(total, units)[unit]
    prices = []
    for each in rates:
        since = read_day(each["@EffectiveDate"])
        until = read_day(each["@ExpireDate"])
        amount = _amount(each["Base"], currency)
        if amount is None:
            amount = _amount(each["Total"], currency)
        if since is not None and amount is not None:
            prices.append(Priced(since, until or since, amount))
    found = nightly(prices, arrival, departure) if arrival and departure and prices else None
    if total is None and found is None:
        return {}
    return {"currency": named, "total": total, "rates": believed(found, total)}


def _amount(node: Node, currency: str) -> int | None:
    after = read_amount(node["@AmountAfterTax"], currency)
    return after if after is not None else read_amount(node["@AmountBeforeTax"], currency)


def _commission(stay: Node) -> str | None:
    text = stay.at("RatePlans", "RatePlan", "Commission")["@Percent"].text
    try:
        return text if text and 0 <= float(text) <= 100 and len(text) <= 6 else None
    except ValueError:
        return None


def _meal_plan(stay: Node) -> str | None:
    meals = stay.at("RatePlans", "RatePlan", "MealsIncluded")
    if not meals:
        return None
    code = meals["@MealPlanCodes"].text.split(" ")[0]
    if code and meals["@MealPlanIndicator"].text.casefold() != "false":
        return _MEALS.get(code, code)
    if meals["@Breakfast"].is_true:
        if meals["@Dinner"].is_true:
            return "full_board" if meals["@Lunch"].is_true else "half_board"
        return "breakfast"
    return None


def _channel(element: Element, broker: Node | None) -> str | None:
    """The platform that sold the room."""
    for point in (element.item["POS"], element.next_to("POS")):
        for source in point["Source"].each():
            name = source["BookingChannel"]["CompanyName"]
            if text := name.first("@Code", "#"):
                return text[:60]
    return broker["@ResID_Source"].text[:60] or None if broker is not None else None


def _guarantee(element: Element, stay: Node, world: Node, arrival: date | None) -> dict[str, Any]:
    """By what the room is held, until when, and who pays it."""
    told: dict[str, Any] = {}
    for each in (stay["Guarantee"], world["Guarantee"]):
        if not each:
            continue
        pays = _WHO_PAYS.get(each["@PaymentCode"].text)
        if pays:
            told["who_pays"] = pays
        kind = _GUARANTEES.get(each["@GuaranteeType"].text)
        accepted = each["GuaranteesAccepted"]["GuaranteeAccepted"]
        if kind is None and accepted and accepted["PaymentCard"].value is not None:
            kind = "card"
        kind = kind or each["@GuaranteeCode"].text[:60] or None
        if kind is not None:
            told["guarantee"] = kind
            told["is_guaranteed"] = kind != "none"
        if kind == "prepaid":
            told.setdefault("who_pays", words.PREPAID)
        hold = read_time(each["@HoldTime"])
        if hold is not None and arrival is not None:
            told["held_until"] = local_instant(arrival, hold, element.place)
        break
    return told


def _companies(world: Node) -> dict[str, Any]:
    """The company whose guest comes, and the agency that sold the room: by name, else by code."""
    told: dict[str, Any] = {}
    for info in world["Profiles"]["ProfileInfo"].each():
        profile = info["Profile"]
        kind = profile["@ProfileType"].text
        field = "company" if kind in _COMPANIES else "agent" if kind in _AGENTS else ""
        name = profile["CompanyInfo"]["CompanyName"]
        if field and (name.text or name["@Code"]):
            # A name can be recognised by who is to say which company it is; the bare code of a platform cannot.
            told[field] = name.text[:200] or None
            told[f"{field}_code"] = None if name.text else name["@Code"].text[:60]
    return told


def _comments(stay: Node, world: Node, *, is_ours: bool) -> tuple[str, ...] | None:
    """What the guest asks for, or what the seller notes for the house."""
    found: list[str] = []
    for place in (stay, world):
        for comment in place["Comments"]["Comment"].each():
            name = comment["@Name"].text
            ours = name.casefold() in _FROM_HOUSE or comment["@GuestViewable"].text.casefold() == "false"
            if ours is not is_ours:
                continue
            lines = [text for each in comment["ListItem"].each() if (text := each.text)]
            texts = [" ".join(text.split()) for each in comment["Text"].each() if (text := each.text)]
            if lines:
                texts.append(f"{name}: {', '.join(lines)}" if name else ", ".join(lines))
            found += texts
        if not is_ours:
            for request in place["SpecialRequests"]["SpecialRequest"].each():
                text = " ".join(line.text for line in request["Text"].each()) or request["@Name"].text
                found.append(text or request["@RequestCode"].text)
    kept = tuple(dict.fromkeys(text[:1000] for text in found if text))
    return kept or None
