"""Business events of OPERA: what changed, element by element."""

from datetime import timedelta
from typing import Final

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.amounts import named_currency, read_amount, read_count
from huitouke.connectors.messages.instants import check_dates, local_instant, read_day, read_time
from huitouke.connectors.messages.opera.profiles import LANGUAGES
from huitouke.connectors.messages.opera.reservations import read_status
from huitouke.connectors.messages.parts import Element
from huitouke.connectors.messages.persons import Gathered
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import RawGuest, Told, ToldPerson

_STATUS_OF_ACTION: Final = (
    ("UNDO CHECK IN", words.RESERVED), ("REVERSE CHECK IN", words.RESERVED), ("CANCEL CHECK IN", words.RESERVED),
    ("REINSTATE", words.RESERVED), ("CANCEL", words.CANCELLED), ("NO SHOW", words.NO_SHOW),
    ("CHECK IN", words.IN_HOUSE), ("CHECK OUT", words.CHECKED_OUT), ("NEW RESERVATION", words.RESERVED),
)  # fmt: skip
"""What an action does to the status where the event does not name it."""
_OF_AGENCIES: Final = frozenset({"IATA NUMBER", "IATA_NUMBER"})


def _values(element: Element) -> dict[str, Node]:
    """The new value of each element that the event names; '' where it was emptied."""
    found: dict[str, Node] = {}
    for each in element.item["details"].each():
        name = each["dataElement"].text.upper()
        if name:
            found[name] = Node(each["newValue"].value, name)
    return found


def event_told(element: Element) -> Told:
    """What an event says of its reservation; what it does not name stays as it was."""
    values = _values(element)

    def text(name: str) -> str | None:
        node = values.get(name)
        return node.text[:60] or None if node is not None else None

    def node(name: str) -> Node:
        return values.get(name, Node(None, name))

    action = element.item["header"]["actionType"].text.upper()
    status = read_status(text("RESERVATION STATUS") or "")
    if status is None:
        status = next((told for sign, told in _STATUS_OF_ACTION if sign in action), None)
    arrival, departure = read_day(node("ARRIVAL DATE")), read_day(node("DEPARTURE DATE"))
    nights = read_count(node("LENGTH OF STAY"), 1000)
    if arrival is not None and departure is None and nights is not None:
        departure = arrival + timedelta(days=nights)
    if arrival is not None and departure is not None:
        check_dates(arrival, departure, "DEPARTURE DATE")
    came_at = read_time(node("ARRIVAL TIME"))
    is_in = status in (words.IN_HOUSE, words.CHECKED_OUT)
    currency = named_currency(node("CURRENCY CODE"))
    amount = read_amount(node("RATE AMOUNT"), currency or element.place.currency)
    checked_in_at = None
    if is_in and arrival is not None and came_at is not None:
        checked_in_at = local_instant(arrival, came_at, element.place)
    return Told(
        status=status,
        number=text("CONFIRMATION NO"),
        booking_number=text("CONFIRMATION NO"),
        arrival=arrival,
        departure=departure,
        arrives_at=came_at,
        leaves_at=read_time(node("DEPARTURE TIME")),
        checked_in_at=checked_in_at,
        room_type=text("ROOM TYPE"),
        room=text("ROOM"),
        adults=read_count(node("ADULTS"), 1000),
        children=read_count(node("CHILDREN"), 1000),
        rate_code=text("RATE CODE"),
        rates=None if amount is None else (amount,),
        currency=currency,
        market=text("MARKET CODE"),
        source=text("SOURCE CODE"),
        payment_method=text("PAYMENT METHOD"),
        guarantee=text("RESERVATION TYPE"),
        cancel_reason=text("CANCELLATION CODE"),
        persons=_persons(values),
    )


def _persons(values: dict[str, Node]) -> tuple[ToldPerson, ...] | None:
    """The guest, where the event names one by the id of a profile or by name."""
    found = Gathered()
    given, family = values.get("FIRST NAME"), values.get("NAME")
    found.add_name(given.text if given else "", family.text if family else "")
    guest_id = values["GUEST NAME ID"].text[:200] if "GUEST NAME ID" in values else ""
    if not found.raw and not guest_id:
        return None
    return (ToldPerson(words.GUEST, found.raw, guest_id),)


def profile_of_event(element: Element) -> RawGuest:
    """What an event says of a person; empty where it names nothing that is kept."""
    values = _values(element)

    def text(name: str) -> str:
        return values[name].text if name in values else ""

    found = Gathered()
    found.add_name(text("FIRST NAME"), text("NAME"), text("MIDDLE") if text("FIRST NAME") else "")
    found.add_title(text("TITLE"))
    found.add("email", text("EMAIL"))
    found.add("phone", text("PHONE NUMBER"))
    found.add("mobile", text("MOBILE"))
    found.add("birth_date", text("BIRTH DATE"))
    found.add("nationality", text("NATIONALITY"))
    found.add("language", LANGUAGES.get(text("LANGUAGE").upper(), text("LANGUAGE")))
    found.add_address(
        text("ADDRESS1"),
        text("ADDRESS2"),
        text("CITY"),
        text("STATE"),
        country=text("COUNTRY"),
        postcode=text("ZIP CODE"),
    )
    return found.raw


def company_of_event(element: Element) -> RawGuest:
    """What an event says of an agency, which has a number of the airlines' association; empty of anybody else."""
    values = _values(element)
    if not any(name in values and values[name].text for name in _OF_AGENCIES):
        return {}
    found = Gathered()
    found.add("name", values["NAME"].text[:200] if "NAME" in values else "")
    found.add("email", values["EMAIL"].text if "EMAIL" in values else "")
    found.add("kind", "agency")
    return found.raw if "name" in found.raw else {}
