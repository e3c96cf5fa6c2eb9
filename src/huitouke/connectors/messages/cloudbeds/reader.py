"""Which Cloudbeds message something is, and the bookings and profiles in it."""

from collections.abc import Mapping
from typing import Any, Final

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.cards import without_cards
from huitouke.connectors.messages.cloudbeds.bookings import booking_told, changed_at, count_rooms
from huitouke.connectors.messages.cloudbeds.profiles import company_raw, profile_raw
from huitouke.connectors.messages.instants import read_instant
from huitouke.connectors.messages.parts import Element, Findings, element_of
from huitouke.connectors.messages.reading import Place, ReadCompany, Reading, ReadProfile, Unread
from huitouke.connectors.messages.trees import Node, read_json
from huitouke.stays.told import Told

KIND: Final = "cloudbeds"

_VERBS: Final = {
    "AckBooking": "acknowledgement", "AckBookingPulled": "acknowledgement",
    "GetBookingId": "read_request", "GetBookingList": "read_request", "GetRoomTypes": "read_request",
    "GetRatePlans": "read_request", "GetSubProperties": "read_request", "HealthCheck": "read_request",
    "SetupProperty": "notice", "ARIUpdate": "rates",
}  # fmt: skip


class CloudbedsReader:
    """Reads the JSON of Cloudbeds for a branch."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def read(self, body: bytes) -> Reading:
        """What the message says. Raises Unread."""
        root = Node(without_cards(read_json(body)))
        found = Findings()
        found.hotel(root.first("mya_property_id", "propertyID", "propertyId", "property_id"))
        about = self._read(found, root)
        found.check()
        return Reading(
            parts=tuple(found.parts),
            ignored=tuple(found.ignored),
            unread=tuple(found.unread),
            hotel_codes=tuple(found.hotels),
            message_id=root.first("acknowledgement_id", "guid"),
            about=about,
        )

    def _read(self, found: Findings, root: Node) -> str:
        verb = root["verb"].text
        if root["booking_json"]:
            found.attempt(self._booking, root["booking_json"])
            return verb or "BookingCreate"
        if verb == "CancelBooking":
            found.attempt(self._cancel, root)
            return verb
        if verb in _VERBS:
            found.ignored.append(_VERBS[verb])
            return verb
        if root["OrderId"].value is not None or root["Rooms"]:
            found.attempt(self._booking, root)
            return "Booking"
        for name in ("bookings", "Bookings"):
            if isinstance(root[name].value, list):
                for item in root[name].each():
                    found.attempt(self._booking, item["booking_json"] if item["booking_json"] else item)
                return "Bookings"
        if isinstance(root["data"].value, list):
            for item in root["data"].each():
                found.attempt(self._listed, item)
            return "profiles"
        if root["event"].text:
            found.ignored.append("notice")
            return "event"
        profile = root["data"] if isinstance(root["data"].value, Mapping) else root
        if _is_profile(profile) or _is_group(profile):
            found.attempt(self._listed, profile)
            return "profile"
        raise Unread("unknown_message")

    def _listed(self, found: Findings, item: Node) -> None:
        """An entry of a list of profiles."""
        if item["mergeId"].text:
            found.ignored.append("merged_profiles")
        elif _is_group(item):
            self._group(found, item)
        elif _is_profile(item):
            self._profile(found, item)
        else:
            raise Unread("unknown_message")

    def _profile(self, found: Findings, item: Node) -> None:
        if item["dateAnonymized"].text:
            found.ignored.append("anonymised")
            return
        external_id = item.first("id", "profileId", "guestID")[:200]
        if not external_id:
            raise Unread("no_profile_id", at="profile")
        raw = profile_raw(item)
        if not raw:
            found.ignored.append("nothing_told")
            return
        data = Element("profile", item, self.place).data
        found.add(ReadProfile(external_id, raw, data, read_instant(item["dateModified"], self.place)))

    def _group(self, found: Findings, item: Node) -> None:
        if item["profileType"].text.upper() == "GROUP":
            found.ignored.append("group_profile")
            return
        external_id = item["id"].text[:200]
        if not external_id:
            raise Unread("no_profile_id", at="profile")
        raw = company_raw(item)
        if "name" not in raw:
            raise Unread("value_unreadable", at="name")
        data = Element("company", item, self.place).data
        found.add(ReadCompany(external_id, raw, data, read_instant(item["updatedAt"], self.place)))

    def _booking(self, found: Findings, item: Node) -> None:
        booking = item.first("OrderId", "MyallocatorId")[:200]
        if not booking:
            raise Unread("no_reservation_id", at="OrderId")
        element = Element("booking", item, self.place)
        found.add_rooms(element, booking, count_rooms(element), told_of_element, changed_at(element))

    def _cancel(self, found: Findings, root: Node) -> None:
        booking = root.first("booking_id", "OrderId")[:200]
        if not booking:
            raise Unread("no_reservation_id", at="booking_id")
        kept = {
            name: root[name].value for name in ("verb", "booking_id", "OrderId", "reason") if root[name].text
        }
        element = Element("CancelBooking", Node(kept, "CancelBooking"), self.place)
        found.add_rooms(element, booking, 1, told_of_element, None)


def _is_profile(item: Node) -> bool:
    return any(item[name].value is not None for name in ("firstName", "lastName", "guestID"))


def _is_group(item: Node) -> bool:
    return bool(item["profileType"].text)


def told_of(data: Mapping[str, Any]) -> Told:
    """What kept data say of a reservation. Raises Unread where they were mended into nonsense."""
    return told_of_element(element_of(data))


def told_of_element(element: Element) -> Told:
    """What an element says of one room."""
    item = element.item
    if element.what == "CancelBooking":
        booking, reason = item.first("booking_id", "OrderId")[:60], item["reason"].text[:1000]
        return Told(
            status=words.CANCELLED,
            number=booking,
            booking_number=booking,
            remarks=(reason,) if reason else None,
        )
    return booking_told(element)
