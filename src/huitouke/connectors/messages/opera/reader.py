"""Which OPERA message something is, and the reservations and profiles in it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from huitouke.connectors.messages.cards import without_cards
from huitouke.connectors.messages.instants import read_instant
from huitouke.connectors.messages.opera.events import company_of_event, event_told, profile_of_event
from huitouke.connectors.messages.opera.profiles import company_raw, profile_raw
from huitouke.connectors.messages.opera.reservations import count_rooms, reservation_told
from huitouke.connectors.messages.parts import Element, Findings, element_of
from huitouke.connectors.messages.reading import (
    Place,
    ReadCompany,
    Reading,
    ReadProfile,
    ReadReservation,
    Unread,
)
from huitouke.connectors.messages.trees import Node, read_json
from huitouke.stays.told import Told

KIND: Final = "opera"
_ACTIONS: Final = 1_000_000
"""Counters of actions are told apart within a second by their last six digits."""


class OperaReader:
    """Reads the JSON of OPERA for a branch."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def read(self, body: bytes) -> Reading:
        """What the message says. Raises Unread."""
        tree = read_json(body)
        root = Node(without_cards(tree))
        about, read = self._kind_of(root)
        found = Findings()
        read(found, root)
        found.check()
        return Reading(
            parts=tuple(found.parts),
            ignored=tuple(found.ignored),
            unread=tuple(found.unread),
            hotel_codes=tuple(found.hotels),
            about=about,
        )

    def _kind_of(self, root: Node) -> tuple[str, Callable[[Findings, Node], None]]:
        """What the message is, by the fields that it bears."""
        kinds: tuple[tuple[str, Callable[[Findings, Node], None]], ...] = (
            ("businessEventData", self._events),
            ("profileStayDetails", self._stay_history),
            ("reservations", self._reservations),
            ("reservationInfoList", self._reservations),
            ("companyDetails", self._company),
            ("profileDetails", self._profile),
            ("profiles", self._profiles),
            ("guests", self._profiles),
        )
        for name, read in kinds:
            if root[name].value is not None:
                return name, read
        if root["serviceRequestsDetails"]:
            return "serviceRequestsDetails", self._passed_over("service_requests")
        if root["criteria"]["folioWindowNo"]:
            return "criteria", self._passed_over("folio_request")
        if root["reservationId"] and root["splitAll"].value is not None:
            return "splitReservation", self._passed_over("folio_request")
        raise Unread("unknown_message")

    def _passed_over(self, code: str) -> Callable[[Findings, Node], None]:
        def note(found: Findings, _root: Node) -> None:
            found.ignored.append(code)

        return note

    def _reservations(self, found: Findings, root: Node) -> None:
        listed = root["reservations"] if root["reservations"] else root["reservationInfoList"]
        for item in listed.each("reservation", "reservationInfo"):
            found.attempt(self._reservation, item)

    def _stay_history(self, found: Findings, root: Node) -> None:
        lists = root["profileStayDetails"]["reservationInfoList"]
        for name in ("historyList", "futureList"):
            for item in lists[name]["reservationInfo"].each():
                found.attempt(self._reservation, item)

    def _reservation(self, found: Findings, item: Node) -> None:
        booking = identity_of(item["reservationIdList"], "Reservation")
        found.hotel(item["hotelId"].text)
        if not booking:
            raise Unread("no_reservation_id", at=item.path)
        element = Element("reservation", item, self.place)
        found.add_rooms(
            element, booking, count_rooms(element), told_of_element, last_change(item, self.place)
        )

    def _profile(self, found: Findings, root: Node) -> None:
        found.attempt(self._one_profile, root["profileIdList"], root["profileDetails"], root)

    def _profiles(self, found: Findings, root: Node) -> None:
        listed = root["profiles"] if root["profiles"] else root["guests"]
        for item in listed.each("profileInfo", "guest"):
            details = item["profile"] if item["profile"] else item["profileDetails"]
            found.attempt(self._one_profile, item["profileIdList"], details, item)

    def _one_profile(self, found: Findings, ids: Node, details: Node, item: Node) -> None:
        if details["anonymization"]["anonymizationStatus"].text.casefold() == "anonymized":
            found.ignored.append("anonymised")
            return
        external_id = identity_of(ids, "Profile")
        if not external_id:
            raise Unread("no_profile_id", at=item.path or "profileIdList")
        found.hotel(details["registeredProperty"].text)
        data = Element("profile", item, self.place).data
        changed = read_instant(details["lastModifyDateTime"], self.place)
        if details["profileType"].text.casefold() in _COMPANIES or not details["customer"]:
            self._add_company(found, external_id, details, data, changed)
        else:
            found.add(ReadProfile(external_id, profile_raw(details), data, changed))

    def _company(self, found: Findings, root: Node) -> None:
        found.attempt(self._one_company, root)

    def _one_company(self, found: Findings, root: Node) -> None:
        external_id = identity_of(root["companyIdList"], "Profile")
        if not external_id:
            raise Unread("no_profile_id", at="companyIdList")
        details = root["companyDetails"]
        found.hotel(details["registeredProperty"].text)
        data = Element("company", root, self.place).data
        self._add_company(
            found, external_id, details, data, read_instant(details["lastModifyDateTime"], self.place)
        )

    def _add_company(
        self,
        found: Findings,
        external_id: str,
        details: Node,
        data: Mapping[str, Any],
        changed: datetime | None,
    ) -> None:
        raw = company_raw(details)
        if "name" not in raw:
            raise Unread("value_unreadable", at="companyName")
        found.add(ReadCompany(external_id, raw, data, changed))

    def _events(self, found: Findings, root: Node) -> None:
        for item in root["businessEventData"].each():
            found.attempt(self._event, item)

    def _event(self, found: Findings, item: Node) -> None:
        header = item["businessEvent"]["header"]
        action = header["actionType"].text.upper()
        external_id = header["primaryKey"].text[:200]
        found.hotel(header["hotelId"].text)
        element = Element("event", item["businessEvent"], self.place)
        told_at = read_instant(header["createdDateTime"], self.place)
        number = header["actionId"].text
        if told_at is not None and number.isdecimal():
            told_at += timedelta(microseconds=int(number[-12:]) % _ACTIONS)
        if "RESERVATION" in action or header["moduleName"].text.casefold() == "reservation":
            if not external_id:
                raise Unread("no_reservation_id", at="primaryKey")
            found.add(ReadReservation(external_id, event_told(element), element.data, told_at))
        elif "PROFILE" in action or header["moduleName"].text.casefold() == "profile":
            if not external_id:
                raise Unread("no_profile_id", at="primaryKey")
            company = company_of_event(element)
            if company:
                found.add(ReadCompany(external_id, company, element.data, told_at))
            elif raw := profile_of_event(element):
                found.add(ReadProfile(external_id, raw, element.data, told_at))
            else:
                found.ignored.append("notice")
        else:
            found.ignored.append("notice")


_COMPANIES: Final = frozenset({"company", "travelagent", "agent", "source", "group"})


def identity_of(ids: Node, kind: str) -> str:
    """The id of a kind among those of a thing; one without a kind counts where no other is."""
    found: dict[str, str] = {}
    for each in ids.each():
        if text := each["id"].text:
            found.setdefault(each["type"].text.casefold(), text[:200])
    return found.get(kind.casefold()) or found.get("", "")


def last_change(item: Node, place: Place) -> datetime | None:
    """The last change that is told anywhere in a reservation: its own or that of one of its comments. A reservation
    that tells only when it was made does not tell when it was last changed."""
    found = [instant for node in _below(item, 0) if (instant := read_instant(node, place))]
    return max(found, default=None)


def _below(node: Node, depth: int) -> list[Node]:
    if depth > 8:
        return []
    if isinstance(node.value, list):
        return [each for entry in node.each() for each in _below(entry, depth + 1)]
    if not isinstance(node.value, Mapping):
        return []
    found = []
    for name in node.value:
        if name == "lastModifyDateTime":
            found.append(node[name])
        elif isinstance(node.value[name], dict | list):
            found += _below(node[name], depth + 1)
    return found


def told_of(data: Mapping[str, Any]) -> Told:
    """What kept data say of a reservation. Raises Unread where they were mended into nonsense."""
    return told_of_element(element_of(data))


def told_of_element(element: Element) -> Told:
    """What an element says of one room."""
    if element.what == "event":
        return event_told(element)
    booking = identity_of(element.item["reservationIdList"], "Reservation")
    return reservation_told(element, booking, identity_of(element.item["reservationIdList"], "Confirmation"))
