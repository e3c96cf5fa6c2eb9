"""One room of an OPERA reservation, in the words of `stays.told`."""

from datetime import date
from typing import Any, Final

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.amounts import (
    Priced,
    believed,
    named_currency,
    nightly,
    read_amount,
    read_count,
    shares,
)
from huitouke.connectors.messages.instants import check_dates, read_day, read_instant, read_time
from huitouke.connectors.messages.opera.persons import attached, reservation_persons
from huitouke.connectors.messages.parts import Element
from huitouke.connectors.messages.reading import MOST_PARTS
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import Told

STATUSES: Final = {
    "reserved": words.RESERVED, "duein": words.RESERVED, "confirmed": words.RESERVED,
    "requested": words.REQUESTED, "waitlisted": words.REQUESTED, "waitlist": words.REQUESTED,
    "prospect": words.REQUESTED,
    "inhouse": words.IN_HOUSE, "checkedin": words.IN_HOUSE, "dueout": words.IN_HOUSE,
    "arrived": words.IN_HOUSE, "walkin": words.IN_HOUSE, "stayover": words.IN_HOUSE,
    "pendingcheckout": words.IN_HOUSE,
    "checkedout": words.CHECKED_OUT, "departed": words.CHECKED_OUT,
    "cancelled": words.CANCELLED, "canceled": words.CANCELLED,
    "noshow": words.NO_SHOW,
}  # fmt: skip
"""Statuses of OPERA and those it works out from the date, without blanks."""
_FOR_THE_DESK: Final = frozenset({"cashier", "internal", "inhouse"})


def read_status(text: str) -> str | None:
    """Our status for theirs; None where it is not known."""
    return STATUSES.get("".join(sign for sign in text.casefold() if sign.isalpha()))


def count_rooms(element: Element) -> int:
    """How many rooms a reservation stands for before it is split."""
    stay = element.item["roomStay"]
    text = stay["numberOfRooms"].text or stay["roomRates"]["numberOfUnits"].text or "1"
    return min(int(text), MOST_PARTS + 1) if text.isdecimal() and len(text) < 6 and int(text) else 1


def reservation_told(element: Element, booking: str, confirmation: str) -> Told:
    """What a reservation says of its room number `element.room`."""
    item = element.item
    stay = item["roomStay"]
    status = read_status(item["reservationStatus"].text) or read_status(
        item["computedReservationStatus"].text
    )
    rooms = count_rooms(element)
    if element.room >= rooms:
        return Told(status=words.CANCELLED, number=confirmation or booking, booking_number=booking)
    arrival, departure = read_day(stay["arrivalDate"]), read_day(stay["departureDate"])
    # An update names only what it changes; what names one date names both.
    if arrival is not None or departure is not None or status not in (None, words.CANCELLED):
        check_dates(arrival, departure, "roomStay")
    rate = stay["roomRates"]
    counts = stay["guestCounts"] if stay["guestCounts"] else rate["guestCounts"]
    group = _group(stay, rate, item)
    guarantee = stay["guarantee"]["guaranteeCode"].text
    cancellation = item["cancellationInfo"] if item["cancellationInfo"] else item["cancellation"]
    method = (
        item["reservationPaymentMethods"]
        if item["reservationPaymentMethods"]
        else item["reservationPaymentMethod"]
    )
    return Told(
        status=status,
        number=confirmation or booking,
        booking_number=confirmation or booking,
        arrival=arrival,
        departure=departure,
        arrives_at=read_time(stay["expectedTimes"]["reservationExpectedArrivalTime"]) or read_time(stay["arrivalTime"]),
        leaves_at=read_time(stay["expectedTimes"]["reservationExpectedDepartureTime"]),
        room_type=stay.first("roomType") or rate.first("roomType") or None,
        room=_room(stay, rate),
        adults=read_count(stay["adultCount"] if stay["adultCount"].text else counts["adults"], 1000),
        children=read_count(stay["childCount"] if stay["childCount"].text else counts["children"], 1000),
        child_ages=_ages(counts),
        rate_code=stay.first("ratePlanCode") or rate.first("ratePlanCode") or None,
        **_prices(element, stay, arrival, departure, rooms),
        market=stay.first("marketCode") or rate.first("marketCode") or None,
        source=rate.first("sourceCode", "sourceOfBusiness") or stay.first("sourceCode", "sourceOfBusiness") or None,
        channel=stay.first("bookingChannelCode") or item["sourceOfSale"].first("sourceType") or None,
        payment_method=method.first("paymentMethod") or None,
        guarantee=guarantee or None,
        purpose=_purpose(rate),
        **attached(item),
        **group,
        requests=_comments(item, is_ours=False),
        remarks=_comments(item, is_ours=True),
        booked_at=read_instant(item["createDateTime"], element.place),
        cancelled_at=read_instant(cancellation["date"], element.place),
        cancel_reason=cancellation.first("code") or None if status == words.CANCELLED else None,
        is_rate_hidden=_is_rate_hidden(stay, rate),
        is_walk_in=True if item["walkIn"].is_true or item["walkInIndicator"].is_true else None,
        persons=reservation_persons(item),
        facts=_facts(item),
    )  # fmt: skip


def _room(stay: Node, rate: Node) -> str | None:
    return (
        stay["currentRoomInfo"].first("roomId")
        or stay.first("roomNumber", "roomId")
        or rate.first("roomId")
        or None
    )


def _ages(counts: Node) -> tuple[int, ...] | None:
    found = [
        age
        for each in counts["childAges"].each("childAge")
        if (age := read_count(each["age"], 150)) is not None
    ]
    return tuple(found) or None


def _prices(
    element: Element, stay: Node, arrival: date | None, departure: date | None, rooms: int
) -> dict[str, Any]:
    """Currency, total and price of each night. What stands as total may be before tax: the price of nights then adds
    up to it too."""
    rates = [rate for each in stay["roomRates"].each() for rate in each["rates"]["rate"].each()]
    first = rates[0] if rates else Node(None)
    named = named_currency(
        stay["total"]["currencyCode"], stay["totalAmount"]["currencyCode"], first["base"]["currencyCode"],
        stay["rateAmount"]["currencyCode"],
    )  # fmt: skip
    currency = named or element.place.currency
    total = _amount(stay["total"], currency)
    if total is None:
        total = read_amount(stay["totalAmount"]["amount"], currency)
    if total is not None and rooms > 1:
        total = shares(total, rooms)[element.room]
    prices = []
    for each in rates:
        since, until = read_day(each["start"]), read_day(each["end"])
        amount = _amount(each["base"], currency)
        if amount is None:
            amount = _amount(each["total"], currency)
        if since is not None and amount is not None:
            prices.append(Priced(since, until or since, amount))
    found = nightly(prices, arrival, departure) if arrival and departure and prices else None
    if found is None:
        one = read_amount(stay["rateAmount"]["amount"], currency)
        found = None if one is None else (one,)
    if total is None and found is None:
        return {}
    return {"currency": named, "total": total, "rates": believed(found, total)}


def _amount(node: Node, currency: str) -> int | None:
    after = read_amount(node["amountAfterTax"], currency)
    return after if after is not None else read_amount(node["amountBeforeTax"], currency)


def _is_rate_hidden(stay: Node, rate: Node) -> bool | None:
    """Whether the price is not to be told: the rate is suppressed. That it is not printed on the registration card,
    as is the rule of many houses, says nothing of the kind."""
    told = rate["suppressRate"] if rate["suppressRate"].text else stay["rateSuppressed"]
    return told.is_true if told.text else None


def _purpose(rate: Node) -> str | None:
    if rate["houseUseOnly"].is_true:
        return words.HOUSE_USE
    return words.COMPLIMENTARY if rate["complimentary"].is_true else None


def _group(stay: Node, rate: Node, item: Node) -> dict[str, Any]:
    """The block that the room is taken from, else the group whose profile is attached."""
    block = stay["reservationBlock"] if stay["reservationBlock"] else rate["reservationBlock"]
    block_id = next((text for each in block["blockIdList"].each() if (text := each["id"].text)), "")
    name = block.first("blockName")
    if not block_id:
        for each in item["reservationProfiles"].each("reservationProfile"):
            if each["reservationProfileType"].text.casefold() == "group":
                block_id = next(
                    (text for one in each["profileIdList"].each() if (text := one["id"].text)), ""
                )
                name = each.first("name")
    return {"group": block_id[:200], "group_name": name[:200] or None} if block_id else {}


def _comments(item: Node, *, is_ours: bool) -> tuple[str, ...] | None:
    """What is asked for the guest, or what the house notes for itself: comments for the cashier, or marked internal;
    and preferences of the reservation, which are asked for."""
    found = []
    for info in item["comments"].each("commentInfo"):
        comment = info["comment"] if info["comment"] else info
        ours = comment["internal"].is_true or comment["type"].text.casefold() in _FOR_THE_DESK
        text = comment.at("text", "value").text or comment["text"].text
        if text and ours is is_ours:
            found.append(text[:1000])
    if not is_ours:
        for group in item["preferenceCollection"].each("preferenceType"):
            kind = group["preferenceType"].text
            for each in group["preference"].each():
                if value := each.first("description", "preferenceValue"):
                    found.append(f"{kind}: {value}" if kind else value)
    return tuple(dict.fromkeys(found)) or None


def _facts(item: Node) -> dict[str, Any]:
    packages = [code for each in item["reservationPackages"].each() if (code := each["packageCode"].text)]
    return {"packages": packages} if packages else {}
