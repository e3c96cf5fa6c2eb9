"""OPERA Cloud: profiles, reservations, stay history and business events."""

import json
from datetime import UTC, date, datetime, time

import pytest

from huitouke.connectors.messages.reading import ReadCompany, ReadProfile, Unread
from huitouke.connectors.messages.tests.samples import every_sample, outcome, read, reading

IDS = [{"id": "571062", "type": "Reservation"}, {"id": "813595", "type": "Confirmation"}]
DATES = {"arrivalDate": "2026-05-01", "departureDate": "2026-05-03"}


def reservation(**fields):
    item = {
        "reservationIdList": IDS,
        "roomStay": DATES,
        "hotelId": "HOTEL1",
        "reservationStatus": "Reserved",
    } | fields
    return json.dumps({"reservations": {"reservation": [item]}}).encode()


def told(**fields):
    (part,) = read("opera", reservation(**fields)).parts
    return part.told


def test_a_reservation_with_its_guest_and_comments():
    found = reading("rsv_get_getReservation_response200.json")
    (part,) = found.parts
    said = part.told
    assert found.hotel_codes == ("HOTEL1",)
    assert (part.external_id, said.number, said.guarantee) == ("571062", "813595", "6PM")
    assert (said.arrival, said.departure) == (date(2020, 1, 13), date(2020, 1, 14))
    assert part.told_at == datetime(2020, 1, 28, 16, 27, 51, tzinfo=UTC), (
        "the last of its comments was changed then"
    )
    assert said.requests == ("This is a sample reservation comment",)
    assert said.remarks == ("Cashier Comment will go here",)
    (person,) = said.persons
    assert (person.external_id, person.raw) == (
        "687128", {"given_name": ("Jennifer",), "family_name": ("Clarke",)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("rsv_post_postReservation_request.json", "719616"),
        ("rsv_post_postReservationByBlock_request.json", "32723"),
    ],
)
def test_a_reservation_that_is_asked_for_waits_for_its_number(name, code):
    path = next(path for _kind, path in every_sample() if path.name == name)
    assert outcome("opera", path.read_bytes()).code == "no_reservation_id"
    tree = json.loads(path.read_bytes())
    tree["reservations"]["reservation"][0]["reservationIdList"] = IDS
    (part,) = read("opera", json.dumps(tree).encode()).parts
    said = part.told
    assert (said.rates, said.currency, said.is_rate_hidden) == ((20000,), "USD", True)
    assert (said.adults, said.children, said.status) == (1, 0, "reserved")
    assert said.group == ("32723" if code == "32723" else "3223789")
    assert (said.rate_code, said.purpose) == (("1HJ", None) if code == "32723" else ("DFLEX", None))


def test_a_change_of_a_reservation_once_its_number_is_added():
    path = next(path for _kind, path in every_sample() if path.name == "rsv_put_putReservation_request.json")
    tree = json.loads(path.read_bytes())
    tree["reservations"][0]["reservationIdList"] = IDS
    (part,) = read("opera", json.dumps(tree).encode()).parts
    said = part.told
    assert (said.total, said.rates, said.market, said.source, said.channel) == (
        12100,
        (12000,),
        "CORP",
        "REF",
        "PMS",
    )
    assert said.requests == ("The guest will be a late arrival", "reservation comments")
    assert said.remarks == ("New Cashier Comment",)
    assert said.is_rate_hidden is False
    assert said.persons[0].raw["form_of_address"] == ("Mr",)


def test_the_history_of_stays():
    (part,) = reading("crm_get_getStayHistory_response200.json").parts
    assert (part.external_id, part.told.status, part.told.rates) == ("850348", "no_show", (10000,))
    assert part.told.is_rate_hidden is False


def test_a_profile_with_papers_and_employer():
    (part,) = reading("crm_post_postProfile_request.json").parts
    assert isinstance(part, ReadProfile)
    assert part.external_id == "3149001"
    assert part.raw["given_name"] == ("William D",)
    assert part.raw["passport"] == ("C03005988",)
    assert (part.raw["company"], part.raw["position"]) == (("Oracle America Inc",), ("Developer",))
    assert (part.raw["office_phone"], part.raw["email"]) == (("+1 415 555 0100-25",), ("eg@example.com",))
    assert (part.raw["nationality"], part.raw["language"]) == (("US",), ("en",))
    (company,) = reading("crm_get_getCompanyProfile_response200.json").parts
    assert isinstance(company, ReadCompany)
    assert (company.external_id, company.raw["name"]) == ("329620", ("Example Corporation, Ltd.",))


def test_events_tell_what_changed_in_the_order_of_their_actions():
    new, changed, made, checked_in = reading("int_get_getBusinessEvents_response200.json").parts
    assert (new.external_id, new.raw["given_name"]) == ("1280812", ("Jonathan",))
    assert (changed.external_id, changed.raw["given_name"], changed.raw["email"]) == (
        "1280812", ("John Jr",), ("info@example.com",),
    )  # fmt: skip
    assert made.told_at.microsecond == 130690, "events of one second stand in the order of their numbers"
    assert (made.told.status, made.told.rates, made.told.currency) == ("reserved", (10000,), "USD")
    assert made.told.persons[0].external_id == "1280812"
    assert (checked_in.told.status, checked_in.told.room, checked_in.told.arrives_at) == (
        "in_house", "123458", time(16, 21, 34),
    )  # fmt: skip
    assert checked_in.told.checked_in_at == datetime(2021, 7, 27, 14, 21, 34, tzinfo=UTC)
    assert checked_in.told.currency is None, "what an event does not name stays as it was"


def test_an_event_of_an_agency_is_a_company():
    agency, person = reading("int_get_getBusinessEventsByExternalSystem_response200.json").parts
    assert isinstance(agency, ReadCompany)
    assert (agency.raw["name"], agency.raw["kind"]) == (("Safe Travel One",), ("agency",))
    assert isinstance(person, ReadProfile)


def test_sharers_companions_agents_and_flags_of_a_list():
    said = told(
        roomStay=DATES | {"roomRates": [{"complimentary": True, "roomId": "1208"}], "numberOfRooms": 1},
        reservationGuest={
            "id": "9",
            "surname": "Zhang",
            "givenName": "San",
            "accompanyGuests": [{"fullName": "Li Si"}],
        },
        sharedGuests=[{"profileId": {"id": "77"}, "firstName": "Wu", "lastName": "Wang"}],
        attachedProfiles=[
            {
                "name": "ACME",
                "profileIdList": [{"id": "5", "type": "Profile"}],
                "reservationProfileType": "Company",
            },
            {"name": "Tours", "profileIdList": [{"id": "6"}], "reservationProfileType": "TravelAgent"},
        ],
        reservationStatus="InHouse",
        walkInIndicator=True,
    )
    assert [(person.role, person.name, person.external_id) for person in said.persons] == [
        ("guest", "Zhang San", "9"), ("accompanying", "Li Si", ""), ("sharer", "Wang Wu", "77"),
    ]  # fmt: skip
    assert (said.company, said.company_code, said.agent, said.agent_code) == ("ACME", "5", "Tours", "6")
    assert (said.status, said.room, said.purpose, said.is_walk_in) == (
        "in_house",
        "1208",
        "complimentary",
        True,
    )


@pytest.mark.parametrize(
    ("stay", "code"),
    [
        ({"arrivalDate": "2026-05-01"}, "dates_missing"),
        ({"arrivalDate": "2026-05-03", "departureDate": "2026-05-01"}, "dates_reversed"),
        ({"arrivalDate": "2026-05-01", "departureDate": "2199-12-31"}, "stay_too_long"),
        ({"arrivalDate": "next week", "departureDate": "2026-05-01"}, "value_unreadable"),
    ],
)
def test_what_a_reservation_cannot_do_without(stay, code):
    found = outcome("opera", reservation(roomStay=stay))
    assert isinstance(found, Unread)
    assert found.code == code
