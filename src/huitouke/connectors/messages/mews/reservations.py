"""A Mews reservation, in either version of the interface, in the words of `stays.told`."""

from datetime import date
from typing import Any, Final

from huitouke.connectors.messages import told_words as words
from huitouke.connectors.messages.amounts import read_count
from huitouke.connectors.messages.instants import (
    business_day,
    check_dates,
    local_day,
    local_time,
    read_instant,
)
from huitouke.connectors.messages.mews.people import customer_raw
from huitouke.connectors.messages.parts import Element
from huitouke.connectors.messages.persons import joined
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import Told, ToldPerson

_STATUSES: Final = {
    "Enquired": words.REQUESTED, "Inquired": words.REQUESTED, "Requested": words.REQUESTED,
    "Optional": words.REQUESTED, "Confirmed": words.RESERVED, "Started": words.IN_HOUSE,
    "Processed": words.CHECKED_OUT, "Canceled": words.CANCELLED, "Cancelled": words.CANCELLED,
}  # fmt: skip
_NO_SHOW: Final = "NoShow"
AGE_CLASS: Final = "age_class"
"""The table in which the meaning of a class of age is kept."""
_SHORT: Final = 8
"""Signs of an id of Mews that tell groups of one hotel apart, where their names are not told."""


def reservation_told(element: Element) -> Told:
    """What a reservation says. Its hours are instants: the business date of the arrival is that of the branch, the
    departure's the calendar day on its clock."""
    item, place = element.item, element.place
    status = _STATUSES.get(item["State"].text)
    reason = item["CancellationReason"].text
    if status == words.CANCELLED and reason == _NO_SHOW:
        status = words.NO_SHOW
    begins = read_instant(item["ScheduledStartUtc"], place) or read_instant(item["StartUtc"], place)
    ends = read_instant(item["ScheduledEndUtc"], place) or read_instant(item["EndUtc"], place)
    came, left = read_instant(item["ActualStartUtc"], place), read_instant(item["ActualEndUtc"], place)
    first, last = came or begins, left or ends
    arrival: date | None = business_day(first, place) if first else None
    departure: date | None = local_day(last, place) if last else None
    if came and arrival and departure and departure < arrival:
        departure = arrival
    if status != words.CANCELLED or (arrival and departure):
        check_dates(arrival, departure, element.item.path or "Reservation")
    cancelled = read_instant(item["CancelledUtc"], place)
    company = item.first("PartnerCompanyId", "CompanyId")
    by_age = _by_age(item)
    return Told(
        status=status,
        number=item["Number"].text[:60] or None,
        booking_number=_group_name(element) or item["GroupId"].text[:_SHORT] or None,
        arrival=arrival,
        departure=departure,
        arrives_at=local_time(begins, place) if begins else None,
        leaves_at=local_time(ends, place) if ends else None,
        checked_in_at=came,
        checked_out_at=left,
        room_type=item.first("RequestedResourceCategoryId", "RequestedCategoryId")[:60] or None,
        room=_named_beside(element, "Resources", item["AssignedResourceId"].text),
        adults=None if by_age else _persons_counted(item),
        children=None if by_age else read_count(item["ChildCount"], 1000),
        by_age=by_age,
        rate_code=(_named_beside(element, "Rates", item["RateId"].text) or item["RateId"].text)[:60] or None,
        market=item["BusinessSegmentId"].text[:60] or None,
        source=item["Origin"].text[:60] or None,
        channel=item["ChannelManager"].text[:60] or None,
        company_code=company[:60] or None,
        company=_named_beside(element, "Companies", company),
        agent_code=item["TravelAgencyId"].text[:60] or None,
        agent=_named_beside(element, "Companies", item["TravelAgencyId"].text),
        group=item["AvailabilityBlockId"].text[:200] or None,
        group_name=item["AvailabilityBlockId"].text[:_SHORT] or None,
        held_until=read_instant(item["ReleasedUtc"], place),
        booked_at=read_instant(item["CreatedUtc"], place),
        cancelled_at=cancelled if status in (words.CANCELLED, words.NO_SHOW) else None,
        cancel_reason=(reason[:60] or None) if status == words.CANCELLED else None,
        persons=_people(element),
        facts=_facts(item),
    )


def _by_age(item: Node) -> dict[str, int] | None:
    """How many persons of which class of age. A reservation names the classes by their ids; what they are stands in a
    message of its own (`AgeCategories`), or is said under Settings."""
    found: dict[str, int] = {}
    for each in item["PersonCounts"].each():
        count, code = read_count(each["Count"], 1000), each["AgeCategoryId"].text[:60]
        if count is not None:
            found[code] = found.get(code, 0) + count
    return found if any(found) else None


def _persons_counted(item: Node) -> int | None:
    """All persons together, where they stand under no class of age."""
    counts = [read_count(each["Count"], 1000) for each in item["PersonCounts"].each()]
    told = [count for count in counts if count is not None]
    return sum(told) if told else read_count(item["AdultCount"], 1000)


def _facts(item: Node) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, field in (
        ("channel_number", "ChannelNumber"), ("channel_manager_number", "ChannelManagerNumber"),
        ("resource", "AssignedResourceId"), ("travel_purpose", "Purpose"), ("voucher", "VoucherId"),
    ):  # fmt: skip
        if text := item[field].text:
            facts[name] = text[:60]
    return facts


def _beside(element: Element, name: str, wanted: str) -> Node:
    for each in element.next_to(name).each():
        if wanted and each["Id"].text == wanted:
            return each
    return Node(None, name)


def _named_beside(element: Element, name: str, wanted: str) -> str | None:
    """What a thing is called that the message names by its id, where the message tells it."""
    return _beside(element, name, wanted).first("ShortName", "Name")[:60] or None


def _group_name(element: Element) -> str | None:
    return _named_beside(element, "ReservationGroups", element.item["GroupId"].text)


def _people(element: Element) -> tuple[ToldPerson, ...] | None:
    """The owner stays, companions come along; the booker is a person of their own. An owner that is a company is
    nobody who stays."""
    item = element.item
    persons: list[ToldPerson] = []
    owner = item["CustomerId"].text
    if not owner and item["AccountType"].text != "Company":
        owner = item["AccountId"].text
    listed = [
        (words.GUEST, owner),
        *((words.ACCOMPANYING, each.text) for each in item["CompanionIds"].each()),
    ]
    listed.append((words.BOOKER, item["BookerId"].text))
    for role, external_id in listed:
        if external_id:
            known = _beside(element, "Customers", external_id)
            persons.append(ToldPerson(role, customer_raw(known) if known else {}, external_id[:200]))
    return joined(persons)
