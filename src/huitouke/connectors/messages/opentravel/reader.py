"""Which OpenTravel message something is, and the reservations and profiles in it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.cards import without_cards
from huitouke.connectors.messages.instants import read_instant
from huitouke.connectors.messages.opentravel.customers import read_customer, read_open_customer
from huitouke.connectors.messages.opentravel.reservations import count_rooms, reservation_told, status_of
from huitouke.connectors.messages.parts import Element, Findings, element_of
from huitouke.connectors.messages.reading import Place, ReadCompany, Reading, ReadProfile, Unread
from huitouke.connectors.messages.trees import Node
from huitouke.connectors.messages.xml_trees import read_xml
from huitouke.stays.told import Told

KIND: Final = "opentravel"

RESERVATIONS: Final = frozenset({"HotelReservation", "HotelResModify"})
_CANCELS: Final = frozenset({"OTA_CancelRQ"})
_ASKED: Final = frozenset({
    "OTA_ReadRQ", "HotelResRetrieve", "OTA_HotelResRetrieveRQ", "OTA_ResRetrieveRQ", "OTA_PingRQ",
    "OTA_ProfileReadRQ", "HotelReadRequest",
})  # fmt: skip
_ANSWERED: Final = frozenset({
    "OTA_HotelResNotifRS", "OTA_CancelRS", "OTA_HotelResModifyNotifRS", "OTA_HotelResModifyRS",
    "OTA_NotifReportRS", "OTA_PingRS",
})  # fmt: skip
_ACKNOWLEDGED: Final = frozenset({"OTA_NotifReportRQ"})
_BELONG_TO_RESERVATIONS: Final = frozenset({
    "Guarantee", "RoomStay", "RoomStays", "ResGuests", "ResGuest", "ResGlobalInfo", "GuestCounts", "RoomRates",
    "HotelReservations", "ReservationsList", "UniqueID",
})  # fmt: skip
_RESERVATION_IDS: Final = ("14", "15", "", "40", "16")
"""Types of a UniqueID that name a reservation, the surest first: reservation, cancellation, none, confirmation,
reference."""
_OWN_NUMBERS: Final = ("Client", "Internal", "Provider")
"""Whose number a dialect without UniqueID gives; the booker's is there first and stays."""


class OpenTravelReader:
    """Reads OpenTravel XML for a branch."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def read(self, body: bytes) -> Reading:
        """What the message says. Raises Unread."""
        name, tree = read_xml(body)
        root = Node(without_cards(tree), name)
        about = _message_of(name, root)
        message_id = _attribute(root, "@EchoToken") or _attribute(root, "@TransactionIdentifier")
        details = {"version": _attribute(root, "@Version")}
        sent_at = read_instant(Node(_attribute(root, "@TimeStamp")), self.place)
        found = Findings()
        for code in _hotel_codes(root):
            found.hotel(code)
        try:
            if name in _CANCELS:
                found.attempt(self._cancel, root, sent_at)
            elif root["Person_Name"]:
                found.attempt(self._open_customer, root)
            else:
                self._elements(name, root, sent_at, found)
            if not found.parts and not found.unread:
                found.ignored += _nothing(name, about, root)
            found.check()
        except Unread as unread:
            unread.about, unread.message_id, unread.details = about, message_id, details
            raise
        return Reading(
            parts=tuple(found.parts),
            ignored=tuple(found.ignored),
            unread=tuple(found.unread),
            hotel_codes=tuple(found.hotels),
            message_id=message_id,
            sent_at=sent_at,
            about=about,
            details=details,
        )

    def _elements(self, name: str, root: Node, sent_at: datetime | None, found: Findings) -> None:
        """Every reservation and every profile of the message, wherever it stands."""
        beside = {key: root[key].value for key in ("POS", "@ResStatus", "@PrimaryLangID") if root[key]}
        if name in RESERVATIONS:
            found.attempt(self._reservation, root, {}, sent_at)
            return
        for element in _named(root, RESERVATIONS):
            found.attempt(self._reservation, element, beside, sent_at)
        if not found.parts and not found.unread and name.startswith("OTA_Profile"):
            for element in _named(root, frozenset({"Profile"})):
                found.attempt(self._profile, element, root, sent_at)

    def _reservation(
        self, found: Findings, item: Node, beside: Mapping[str, Any], sent_at: datetime | None
    ) -> None:
        booking = reservation_id(item)
        if not booking:
            raise Unread("no_reservation_id", at=item.path.rpartition("/")[2].partition("[")[0])
        element = Element("HotelReservation", item, self.place, 0, beside)
        found.add_rooms(element, booking, count_rooms(element), told_of_element, told_at(element, sent_at))

    def _cancel(self, found: Findings, root: Node, sent_at: datetime | None) -> None:
        booking = _typed_id(root)
        if not booking:
            raise Unread("no_reservation_id", at="OTA_CancelRQ")
        item = Node(
            {name: value for name, value in root.value.items() if name in _KEPT_OF_CANCEL}, "OTA_CancelRQ"
        )
        element = Element("OTA_CancelRQ", item, self.place)
        found.add_rooms(element, booking, 1, told_of_element, sent_at)

    def _profile(self, found: Findings, item: Node, root: Node, sent_at: datetime | None) -> None:
        external_id = _profile_id(item, root)
        if not external_id:
            raise Unread("no_profile_id", at="Profile")
        data = Element("Profile", item, self.place).data
        changed = read_instant(item["@LastModifyDateTime"], self.place) or sent_at
        company = item["CompanyInfo"]
        if company:
            name = company["CompanyName"].text
            if name:
                found.add(ReadCompany(external_id, {"name": (name,)}, data, changed))
            return
        found.add(ReadProfile(external_id, read_customer(item["Customer"]), data, changed))

    def _open_customer(self, found: Findings, root: Node) -> None:
        external_id = root.first("Identifier", "OtherID", "@id")
        if not external_id:
            raise Unread("no_profile_id", at=root.path)
        data = Element("Customer", root, self.place).data
        found.add(ReadProfile(external_id, read_open_customer(root), data))


_KEPT_OF_CANCEL: Final = frozenset({"UniqueID", "Verification", "Reasons", "@CancelType"})


def told_of(data: Mapping[str, Any]) -> Told:
    """What kept data say of a reservation. Raises Unread where they were mended into nonsense."""
    return told_of_element(element_of(data))


def told_of_element(element: Element) -> Told:
    """What an element says of one room of its booking."""
    if element.what == "OTA_CancelRQ":
        booking = _typed_id(element.item)
        return Told(status=words.CANCELLED, number=booking, booking_number=booking)
    return reservation_told(element, reservation_id(element.item))


def told_at(element: Element, sent_at: datetime | None) -> datetime | None:
    """When the sender said so: the last change of the reservation, else when the message was sent, else when it was
    booked. A cancellation that names no other instant than the booking's stands a moment behind it."""
    item = element.item
    changed = read_instant(item["@LastModifyDateTime"], element.place) or sent_at
    if changed is not None:
        return changed
    booked = read_instant(item["@CreateDateTime"], element.place)
    if booked is not None and status_of(element) == words.CANCELLED:
        return booked + timedelta(microseconds=1)
    return booked


def reservation_id(item: Node) -> str:
    """The sender's id of a reservation; '' where it gives none."""
    found = _typed_id(item)
    if found:
        return found
    own: dict[str, str] = {}
    for each in item.at("ResGlobalInfo", "HotelReservationIDs")["HotelReservationID"].each():
        context, value = each["@ResID_SourceContext"].text, each["@ResID_Value"].text
        if value and (context in _OWN_NUMBERS or each["@ResID_Type"].text in ("14", "40")):
            own.setdefault(context, value)
    return next((own[context] for context in (*_OWN_NUMBERS, *own) if context in own), "")


def _typed_id(item: Node) -> str:
    ids: dict[str, str] = {}
    for each in item["UniqueID"].each():
        ids.setdefault(each["@Type"].text, each["@ID"].text[:200])
    return next((ids[kind] for kind in _RESERVATION_IDS if ids.get(kind)), "")


def _profile_id(item: Node, root: Node) -> str:
    for place in (item, root):
        for each in place["UniqueID"].each():
            if each["@Type"].text in ("1", "21", ""):
                return each["@ID"].text[:200]
    return ""


def _named(node: Node, names: frozenset[str]) -> Iterator[Node]:
    """Every element of these names below a node, in their order; none inside another."""
    if not isinstance(node.value, Mapping):
        return
    for name, below in node.value.items():
        if name.startswith(("@", "#")) or not isinstance(below, list):
            continue
        for number, each in enumerate(below, 1):
            inner = Node(each, f"{node.path}/{name}[{number}]")
            if name in names:
                yield inner
            else:
                yield from _named(inner, names)


def _attribute(root: Node, name: str) -> str:
    """An attribute of the message, which may stand inside a wrapping."""
    node = root
    for _depth in range(4):
        if text := node[name].text:
            return text[:200]
        below = [
            each
            for each in _below(node)
            if each.path.rpartition("/")[2].startswith(("OTA_", "Body", "HotelRes"))
        ]
        if not below:
            return ""
        node = below[0]
    return ""


def _below(node: Node) -> Iterator[Node]:
    if isinstance(node.value, Mapping):
        yield from (node[key] for key in node.value if not key.startswith(("@", "#")))


def _message_of(name: str, root: Node) -> str:
    """What the message is inside a wrapping such as a SOAP envelope."""
    node = root
    while not name.startswith("OTA_"):
        if not isinstance(node.value, Mapping):
            return root.path
        below = [
            key
            for key, value in node.value.items()
            if not key.startswith(("@", "#")) and isinstance(value, list)
        ]
        if "Body" in below:
            below = ["Body"]
        if len(below) != 1:
            return root.path
        name, node = below[0], node[below[0]]
    return name


def _hotel_codes(root: Node) -> Iterator[str]:
    """Every code of a hotel that the message names, in their order."""
    for element in _named(root, frozenset({"BasicPropertyInfo", "HotelReservations"})):
        if element["@HotelCode"].text:
            yield element["@HotelCode"].text
        for inner in _named(element, frozenset({"BasicPropertyInfo"})):
            if inner["@HotelCode"].text:
                yield inner["@HotelCode"].text


def _nothing(name: str, inner: str, root: Node) -> list[str]:
    """Why a message without reservations has none; raises Unread where it should have some."""
    if any(True for _each in _named(root, frozenset({"Errors"}))) and inner not in _ANSWERED:
        code = next((each["@Code"].text for each in _named(root, frozenset({"Error"}))), "")
        raise Unread("sender_error", at=f"Error {code[:10]}".strip())
    if inner in _ASKED or name in _ASKED:
        return ["read_request"]
    if inner in _ANSWERED or name in _ANSWERED:
        return ["answer"]
    if inner in _ACKNOWLEDGED or name in _ACKNOWLEDGED:
        return ["acknowledgement"]
    if name in _BELONG_TO_RESERVATIONS and name not in ("HotelReservations", "ReservationsList"):
        raise Unread("no_reservation_id", at=name)
    if name in ("HotelReservations", "ReservationsList") or inner in _MAY_BE_EMPTY or name in _MAY_BE_EMPTY:
        return ["nothing_told"]
    raise Unread("unknown_message")


_MAY_BE_EMPTY: Final = frozenset({
    "OTA_HotelResNotifRQ", "OTA_ResRetrieveRS", "OTA_HotelResRetrieveRS", "OTA_HotelResRS", "OTA_HotelResRQ",
    "OTA_ReadRS", "HotelResRetrieveResponse", "OTA_HotelResModifyNotifRQ", "OTA_HotelResModifyRQ",
    "OTA_ProfileReadRS", "OTA_ProfileCreateRQ", "OTA_ProfileModifyRQ",
})  # fmt: skip
