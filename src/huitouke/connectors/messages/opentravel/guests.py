"""Who stays in a room of an OpenTravel reservation, how many they are, and who booked it."""

from collections.abc import Iterator
from typing import Final

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.amounts import read_count
from huitouke.connectors.messages.opentravel.customers import read_customer
from huitouke.connectors.messages.parts import Element, room_id
from huitouke.connectors.messages.persons import joined, known_by
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import ToldPerson

_ADULTS: Final = frozenset({"10", "1", "2", "11"})
_BABIES: Final = frozenset({"7", "3"})
_CHILDREN: Final = frozenset({"8", "4", "5", "6", "9"})
"""Age classes of the standard: adult, over 21, over 65, senior; infant, under 2; child, under 12, 17, 21, teenager."""
_GROWN_UP: Final = 18
_BABY: Final = 2
_PEOPLE: Final = frozenset({"", "1"})
"""Types of profiles that are persons: none given, a customer."""

Counted = tuple[int | None, int | None, int | None, tuple[int, ...] | None]


def count_guests(stay: Node, world: Node, item: Node, rooms: int) -> Counted:
    """Adults, children, babies and the ages of those who are not adults; None of everything where nobody is counted.
    One who has neither class nor age is an adult."""
    entries = list(stay["GuestCounts"]["GuestCount"].each())
    if not entries and rooms <= 1:
        entries = list(world["GuestCounts"]["GuestCount"].each()) or list(_of_guests(item))
    if not entries:
        return None, None, None, None
    counts = {"adults": 0, "children": 0, "babies": 0}
    ages: list[int] = []
    for entry in entries:
        count = read_count(entry["@Count"], 1000)
        age = read_count(entry["@Age"], 150)
        kind = _kind(entry["@AgeQualifyingCode"].text, age)
        counts[kind] += 1 if count is None else count
        if kind != "adults" and age is not None:
            ages += [age] * (1 if count is None else min(count, 50))
    return counts["adults"], counts["children"], counts["babies"], tuple(ages)


def _of_guests(item: Node) -> Iterator[Node]:
    """The guests themselves, counted where no counts are given."""
    for guest in item["ResGuests"]["ResGuest"].each():
        inner = list(guest["GuestCounts"]["GuestCount"].each())
        own = guest["@AgeQualifyingCode"].text
        if inner:
            for each in inner:
                value = dict(each.value) if isinstance(each.value, dict) else {}
                if own:
                    value.setdefault("@AgeQualifyingCode", own)
                yield Node(value, each.path)
        elif own:
            yield Node({"@AgeQualifyingCode": own, "@Age": guest["@Age"].value or ""}, guest.path)


def _kind(code: str, age: int | None) -> str:
    if code in _ADULTS:
        return "adults"
    if code in _BABIES:
        return "babies"
    if code in _CHILDREN:
        return "children"
    if age is None or age >= _GROWN_UP:
        return "adults"
    return "babies" if age < _BABY else "children"


def reservation_persons(
    element: Element, stay: Node, unit: int, rooms: int, booking: str
) -> tuple[ToldPerson, ...] | None:
    """The people of a room. Its first guest is the staying guest, the others come along; the holder of the booking is
    the guest where no other is named, and made one with a guest of the same name. In a booking of several rooms whose
    guests are not dealt out the first room has them all, and the first of several units of one room has its guests;
    the others know who booked."""
    item = element.item
    guests = [_person(guest) for guest in _guests_of(item, stay, element.room, rooms)]
    holders = list(_holders(item))
    if unit and guests:
        first = room_id(booking, element.room - unit)
        return joined(
            [known_by(ToldPerson(words.BOOKER, guests[0].raw, guests[0].external_id), first, words.GUEST)]
        )
    persons: list[ToldPerson] = []
    if not guests and holders and element.room == 0:
        guests, holders = holders[:1], holders[1:]
    for number, guest in enumerate(guests):
        role = words.GUEST if number == 0 else words.ACCOMPANYING
        persons.append(ToldPerson(role, guest.raw, guest.external_id))
    # In the first room the holder is kept as its guest or as its booker; there the other rooms find them.
    has_guests = bool(_guests_of(item, _first_stay(item), 0, rooms))
    role = words.BOOKER if has_guests and holders else words.GUEST
    if not guests and not holders:
        holders = [_person(guest) for guest in _in_order(item)][:1]
    for holder in holders[:1]:
        booker = ToldPerson(words.BOOKER, holder.raw, holder.external_id)
        persons.append(known_by(booker, booking, role) if element.room else booker)
    return joined(persons)


def _first_stay(item: Node) -> Node:
    return next(iter(item["RoomStays"]["RoomStay"].each()), Node(None))


def _in_order(item: Node) -> list[Node]:
    """The guests of a reservation, the main one first."""
    guests = list(item["ResGuests"]["ResGuest"].each())
    return sorted(guests, key=lambda guest: not guest["@PrimaryIndicator"].is_true)


def _guests_of(item: Node, stay: Node, room: int, rooms: int) -> list[Node]:
    guests = _in_order(item)
    wanted = {
        number
        for each in stay["ResGuestRPHs"].each()
        for number in [
            *(inner["@RPH"].text for inner in each["ResGuestRPH"].each()),
            *each.first("#").split(),
        ]
        if number
    }
    if wanted:
        return [guest for guest in guests if guest["@ResGuestRPH"].text in wanted]
    if rooms <= 1:
        return guests
    if len(guests) == rooms:
        return guests[room : room + 1]
    return guests if room == 0 else []


def _holders(item: Node) -> Iterator[ToldPerson]:
    for info in item["ResGlobalInfo"]["Profiles"]["ProfileInfo"].each():
        profile = info["Profile"]
        if profile["@ProfileType"].text in _PEOPLE and profile["Customer"]:
            yield ToldPerson(words.BOOKER, read_customer(profile["Customer"]), _profile_id(info))


def _person(guest: Node) -> ToldPerson:
    for info in guest["Profiles"]["ProfileInfo"].each():
        customer = info["Profile"]["Customer"]
        if customer:
            return ToldPerson(words.GUEST, read_customer(customer), _profile_id(info))
    return ToldPerson(words.GUEST, {})


def _profile_id(info: Node) -> str:
    """The sender's id of a profile, which it gives as that of a customer or of a profile."""
    for each in info["UniqueID"].each():
        if each["@Type"].text in ("1", "21"):
            return each["@ID"].text[:200]
    return ""
