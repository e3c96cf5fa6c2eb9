"""Which Mews message something is, and the reservations, people and companies in it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from huitouke.connectors.messages.amounts import read_count
from huitouke.connectors.messages.cards import without_cards
from huitouke.connectors.messages.instants import read_instant
from huitouke.connectors.messages.mews.bills import lines_told
from huitouke.connectors.messages.mews.people import company_raw, customer_raw, paper_raw
from huitouke.connectors.messages.mews.reservations import AGE_CLASS, reservation_told
from huitouke.connectors.messages.parts import Element, Findings, element_of
from huitouke.connectors.messages.persons import Gathered
from huitouke.connectors.messages.reading import (
    Place,
    ReadCompany,
    Reading,
    ReadMeaning,
    ReadProfile,
    ReadReservation,
    Unread,
)
from huitouke.connectors.messages.trees import Node, read_json
from huitouke.stays.told import RawGuest, Told

KIND: Final = "mews"

_PASSED_OVER: Final = {
    "Messages": "conversation", "MessageThreads": "conversation",
    "Rates": "rates", "RateGroups": "rates", "CategoryPrices": "rates", "BaseAmountPrices": "rates",
    "ResourceCategoryOccupancyStates": "resources", "Resources": "resources",
    "LoyaltyTiers": "loyalty_tiers", "LoyaltyPrograms": "loyalty_tiers",
    "ProductServiceOrders": "product_orders",
    "Events": "notice", "NextAction": "payment_redirect",
}  # fmt: skip
"""Lists that carry nothing that is kept, by their field."""


_AGE_CLASSES: Final = {"Adult": "adult", "Child": "child"}
_OLDEST_BABY: Final = 2
"""Years at which a class of babies ends at the latest."""


class MewsReader:
    """Reads the JSON of the Mews Connector for a branch."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def read(self, body: bytes) -> Reading:
        """What the message says. Raises Unread."""
        root = Node(without_cards(read_json(body)))
        found = Findings()
        readers: dict[str, Callable[[Findings, Node, Node], None]] = {
            "Customers": self._customer,
            "Companies": self._company,
            "Reservations": self._reservation,
            "OrderItems": self._order_item,
            "Payments": self._payment,
            "Bills": self._bill,
            "Addresses": self._address,
            "IdentityDocuments": self._paper,
            "Documents": self._paper,
            "LoyaltyMemberships": self._membership,
            "ChannelManagerDetails": self._channel,
            "AgeCategories": self._age_class,
        }
        about = "Reservations" if isinstance(root["Reservations"].value, list) else ""
        found.hotel(root["EnterpriseId"].text)
        for name, read in readers.items():
            if not isinstance(root[name].value, list):
                continue
            about = about or name
            for item in root[name].each():
                found.hotel(item["EnterpriseId"].text)
                found.attempt(read, item, root)
        if isinstance(root["ServiceOrderNotes"].value, list):
            about = about or "ServiceOrderNotes"
            self._notes(found, root)
        for name, code in _PASSED_OVER.items():
            if root[name].value is not None and not (about and name in ("Rates", "RateGroups", "Resources")):
                about = about or name
                found.ignored += (
                    [code] * max(1, sum(1 for _each in root[name].each())) if name == "Events" else [code]
                )
        if not about:
            raise Unread("unknown_message")
        found.check()
        return Reading(
            parts=tuple(found.parts),
            ignored=tuple(found.ignored),
            unread=tuple(found.unread),
            hotel_codes=tuple(found.hotels),
            message_id=root["Cursor"].text[:200],
            about=about,
        )

    def _customer(self, found: Findings, item: Node, _root: Node) -> None:
        item = _inner(item, "Customer")
        if item["ActivityState"].text == "Deleted":
            found.ignored.append("anonymised")
            return
        self._person(found, item, _id(item["Id"], "no_profile_id"), customer_raw(item), "Customer")

    def _address(self, found: Findings, item: Node, _root: Node) -> None:
        if item["AccountType"].text == "Company" or item["IsActive"].text == "false":
            found.ignored.append("company_address")
            return
        gathered = Gathered()
        gathered.add_address(
            item["Line1"].text, item["Line2"].text, item["City"].text, country=item["CountryCode"].text,
            postcode=item["PostalCode"].text,
        )  # fmt: skip
        self._person(found, item, _id(item["AccountId"], "no_profile_id"), gathered.raw, "Address")

    def _paper(self, found: Findings, item: Node, _root: Node) -> None:
        item = _inner(item, "IdentityDocument")
        self._person(
            found, item, _id(item["CustomerId"], "no_profile_id"), paper_raw(item), "IdentityDocument"
        )

    def _membership(self, found: Findings, item: Node, _root: Node) -> None:
        gathered = Gathered()
        gathered.add("card_number", item.first("MembershipNumber", "Code")[:40])
        self._person(found, item, _id(item["AccountId"], "no_profile_id"), gathered.raw, "LoyaltyMembership")

    def _person(self, found: Findings, item: Node, external_id: str, raw: RawGuest, what: str) -> None:
        if not raw:
            found.ignored.append("nothing_told")
            return
        data = Element(what, item, self.place).data
        found.add(ReadProfile(external_id, raw, data, read_instant(item["UpdatedUtc"], self.place)))

    def _company(self, found: Findings, item: Node, _root: Node) -> None:
        item = _inner(item, "Company")
        self._add_company(found, item, item)

    def _add_company(self, found: Findings, item: Node, told: Node) -> None:
        raw = company_raw(item)
        external_id = _id(item["Id"], "no_profile_id")
        if "name" not in raw:
            raise Unread("value_unreadable", at=f"{item.path}/Name")
        data = Element("Company", item, self.place).data
        found.add(ReadCompany(external_id, raw, data, read_instant(told["UpdatedUtc"], self.place)))

    def _reservation(self, found: Findings, item: Node, root: Node) -> None:
        item = _inner(item, "Reservation")
        if item["ReservationId"].text:
            external_id = item["ReservationId"].text[:200]
            for line in item["OrderItems"].each():
                self._line(found, line, external_id, "OrderItem")
            return
        external_id = _id(item["Id"], "no_reservation_id")
        element = Element("Reservation", item, self.place, beside=_beside(item, root))
        changed = read_instant(item["UpdatedUtc"], self.place)
        found.add(ReadReservation(external_id, told_of_element(element), element.data, changed))

    def _order_item(self, found: Findings, item: Node, _root: Node) -> None:
        self._line(found, item, _id(item["ServiceOrderId"], "no_reservation_id"), "OrderItem")

    def _payment(self, found: Findings, item: Node, _root: Node) -> None:
        reservation = item["ReservationId"].text
        if not reservation:
            found.ignored.append("payment")
            return
        self._line(found, item, reservation[:200], "Payment")

    def _line(self, found: Findings, item: Node, reservation: str, what: str) -> None:
        element = Element(what, item, self.place)
        changed = read_instant(item["UpdatedUtc"], self.place) or read_instant(item["CreatedUtc"], self.place)
        found.add(ReadReservation(reservation, told_of_element(element), element.data, changed))

    def _bill(self, found: Findings, item: Node, root: Node) -> None:
        owner = item["OwnerData"]
        if owner["Discriminator"].text == "BillCompanyData" and owner["Value"]["Id"].text:
            self._add_company(found, owner["Value"], item)
        for line in item["OrderItems"].each():
            order = line.first("ServiceOrderId", "OrderId")
            if order:
                self._line(found, line, order[:200], "OrderItem")
        found.ignored.append("bill")

    def _channel(self, found: Findings, item: Node, _root: Node) -> None:
        external_id = _id(item["ReservationId"], "no_reservation_id")
        element = Element("ChannelManagerDetails", item, self.place)
        made = read_instant(item["CreatedUtc"], self.place)
        found.add(ReadReservation(external_id, told_of_element(element), element.data, made))

    def _age_class(self, found: Findings, item: Node, _root: Node) -> None:
        """Mews tells grown-ups and children apart; a class of children that ends at two years or before is one of
        babies."""
        code = _id(item["Id"], "value_unreadable")
        meant = _AGE_CLASSES.get(item["Classification"].text)
        if meant is None:
            found.ignored.append("age_class")
            return
        oldest = read_count(item["MaximalAge"], 150)
        if meant == "child" and oldest is not None and oldest <= _OLDEST_BABY:
            meant = "baby"
        found.add(ReadMeaning(AGE_CLASS, code, meant))

    def _notes(self, found: Findings, root: Node) -> None:
        """Notes, all of one order together: what stands in one of them must not push the others out."""
        orders: dict[str, list[Node]] = {}
        for item in root["ServiceOrderNotes"].each():
            order = item.first("OrderId", "ServiceOrderId")
            if not order:
                found.unread.append(Unread("no_reservation_id", at=item.path))
                continue
            orders.setdefault(order[:200], []).append(item)
        for order, items in orders.items():
            element = Element(
                "ServiceOrderNotes", Node([item.value for item in items], "ServiceOrderNotes"), self.place
            )
            times = [when for item in items if (when := read_instant(item["UpdatedUtc"], self.place))]
            told = told_of_element(element)
            found.add(ReadReservation(order, told, element.data, max(times, default=None)))


def _inner(item: Node, name: str) -> Node:
    """What an answer to an addition wraps together with the identifier of the request."""
    return item[name] if isinstance(item[name].value, Mapping) and not item["Id"].text else item


def _id(node: Node, missing: str) -> str:
    if not node.text:
        raise Unread(missing, at=node.path.rpartition("/")[0] or node.path)
    return node.text[:200]


def _beside(item: Node, root: Node) -> dict[str, Any]:
    """What the message says elsewhere of things that a reservation names by their ids."""
    wanted = {
        "Customers": [item[name].text for name in ("CustomerId", "AccountId", "BookerId")]
        + [each.text for each in item["CompanionIds"].each()],
        "ReservationGroups": [item["GroupId"].text],
        "Resources": [item["AssignedResourceId"].text],
        "Rates": [item["RateId"].text],
        "Companies": [item[name].text for name in ("CompanyId", "PartnerCompanyId", "TravelAgencyId")],
        "BusinessSegments": [item["BusinessSegmentId"].text],
    }
    found: dict[str, Any] = {}
    for name, ids in wanted.items():
        entries = [each.value for each in root[name].each() if each["Id"].text and each["Id"].text in ids]
        if entries:
            found[name] = entries
    return found


def told_of(data: Mapping[str, Any]) -> Told:
    """What kept data say of a reservation. Raises Unread where they were mended into nonsense."""
    return told_of_element(element_of(data))


def told_of_element(element: Element) -> Told:
    """What an element says of its reservation."""
    item = element.item
    if element.what in ("OrderItem", "Payment"):
        return lines_told(element)
    if element.what == "ChannelManagerDetails":
        number = item["ChannelNumber"].text[:60]
        return Told(
            channel=item["ChannelManagerName"].text[:60] or None,
            facts={"channel_number": number} if number else {},
        )
    if element.what == "ServiceOrderNotes":
        texts = tuple(dict.fromkeys(text[:1000] for each in item.each() if (text := each["Text"].text)))
        return Told(requests=texts or None)
    return reservation_told(element)
