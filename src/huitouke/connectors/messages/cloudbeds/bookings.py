"""A booking of the channel manager of Cloudbeds, room by room, in the words of `stays.told`."""

from datetime import UTC, datetime, timedelta
from typing import Any

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.amounts import (
    Priced,
    named_currency,
    nightly,
    read_amount,
    read_count,
    shares,
)
from huitouke.connectors.messages.cloudbeds.profiles import customer_raw
from huitouke.connectors.messages.instants import check_dates, read_day, read_instant, read_time
from huitouke.connectors.messages.parts import Element
from huitouke.connectors.messages.persons import joined, known_by
from huitouke.connectors.messages.reading import MOST_PARTS, Place
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import Told, ToldPerson


def count_rooms(element: Element) -> int:
    """How many rooms a booking has: one for each unit of each of its rooms."""
    return min(sum(_units(room) for room in element.item["Rooms"].each()), MOST_PARTS + 1)


def _units(room: Node) -> int:
    text = room["Units"].text or "1"
    return int(text) if text.isdecimal() and len(text) < 5 and int(text) else 1


def _instant(item: Node, day: str, clock: str) -> datetime | None:
    """A day and an hour, which are of universal time."""
    told = f"{item[day].text}T{item[clock].text}+00:00"
    return read_instant(Node(told), Place())


def changed_at(element: Element) -> datetime | None:
    """When the booking was last changed, else when it was made; a cancellation that names no instant of its own stands
    a moment behind."""
    changed = _instant(element.item, "OrderModifDate", "OrderModifTime")
    if changed is not None:
        return changed
    made = _instant(element.item, "OrderDate", "OrderTime")
    if made is not None and element.item["IsCancellation"].is_true:
        return made + timedelta(microseconds=1)
    return made


def booking_told(element: Element) -> Told:
    """What a booking says of its room number `element.room`. The last night is named as the end of a room, the guest
    departs the day after. A room that it has no more is cancelled."""
    item = element.item
    booking = item.first("OrderId", "MyallocatorId")[:200]
    is_cancelled = item["IsCancellation"].is_true
    rooms = count_rooms(element)
    if element.room and element.room >= rooms:
        gone = bool(rooms) or is_cancelled
        return Told(status=words.CANCELLED if gone else None, number=booking, booking_number=booking)
    room, number = _room_of(element)
    arrival, last = read_day(room["StartDate"]), read_day(room["EndDate"])
    departure = (
        last + timedelta(days=1) if last is not None and arrival is not None and last >= arrival else last
    )
    if not is_cancelled or (arrival and departure):
        check_dates(arrival, departure, room.path or "Rooms")
    units = _units(room)
    named = named_currency(room["Currency"], item["TotalCurrency"])
    currency = named or element.place.currency
    price = read_amount(room["Price"], currency)
    if price is None and rooms <= 1:
        price = read_amount(item["TotalPrice"], currency)
    total = shares(price, units)[number] if price is not None else None
    prices = [
        Priced(day, day, amount)
        for each in room["DayRates"].each()
        if (day := read_day(each["Date"])) and (amount := read_amount(each["Rate"], currency)) is not None
    ]
    rates = nightly(prices, arrival, departure) if prices and arrival and departure else None
    only = rooms <= 1
    return Told(
        status=words.CANCELLED if is_cancelled else words.RESERVED,
        number=booking,
        booking_number=booking,
        arrival=arrival,
        departure=departure,
        arrives_at=read_time(item["Customers"]["CustomerArrivalTime"]),
        room_type=room.first("ChannelRoomType", "RoomTypeId", "RoomType")[:60] or None,
        adults=read_count(room["Adults"] if room["Adults"].text or not only else item["OrderAdults"], 1000),
        children=read_count(
            room["Children"] if room["Children"].text or not only else item["OrderChildren"], 1000
        ),
        rate_code=room["DayRates"].first("RateId")[:60] or room.first("RateId", "ChannelRateId")[:60] or None,
        currency=named,
        total=total,
        rates=rates,
        channel=item.first("OrderSource", "Channel")[:60] or None,
        agent=item["OrderAgent"].text[:200] or None,
        requests=_requests(item),
        booked_at=_instant(item, "OrderDate", "OrderTime"),
        cancelled_at=_cancelled_at(item, element) if is_cancelled else None,
        persons=_persons(item, element.room, booking),
        facts=_facts(item),
    )


def _cancelled_at(item: Node, element: Element) -> datetime | None:
    told = _instant(item, "OrderModifDate", "OrderModifTime")
    return told.astimezone(UTC) if told else None


def _room_of(element: Element) -> tuple[Node, int]:
    """The entry that a room of the booking belongs to, and which of its units it is."""
    before = 0
    for room in element.item["Rooms"].each():
        units = _units(room)
        if element.room < before + units:
            return room, element.room - before
        before += units
    return Node(None, "Rooms"), 0


def _persons(item: Node, room: int, booking: str) -> tuple[ToldPerson, ...] | None:
    """The customer is the guest of the first room, and the booker of the others."""
    customers = [ToldPerson(words.GUEST, customer_raw(each)) for each in item["Customers"].each()]
    if room and customers:
        booker = ToldPerson(words.BOOKER, customers[0].raw)
        return joined([known_by(booking=booking, person=booker, role=words.GUEST)])
    return joined(
        [
            ToldPerson(words.GUEST if not place else words.ACCOMPANYING, each.raw)
            for place, each in enumerate(customers)
        ]
    )


def _requests(item: Node) -> tuple[str, ...] | None:
    texts = [each["CustomerNote"].text for each in item["Customers"].each()] + [item["OrderNote"].text]
    return tuple(dict.fromkeys(text[:1000] for text in texts if text)) or None


def _facts(item: Node) -> dict[str, Any]:
    number = item["OrderSourceId"].text[:60]
    return {"channel_number": number} if number else {}
