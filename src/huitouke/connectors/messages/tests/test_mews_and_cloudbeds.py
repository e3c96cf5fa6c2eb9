"""Mews and Cloudbeds: reservations, bills, people and bookings of the channel manager."""

import json
from datetime import UTC, date, datetime, time

import pytest

from huitouke.connectors.messages.parts import room_data
from huitouke.connectors.messages.reading import Place, ReadCompany, ReadProfile
from huitouke.connectors.messages.standards import STANDARDS
from huitouke.connectors.messages.tests.samples import outcome, read, reading


def mews(**fields):
    item = {
        "Id": "r1", "State": "Confirmed", "StartUtc": "2026-05-01T14:00:00Z", "EndUtc": "2026-05-03T10:00:00Z",
    } | fields  # fmt: skip
    (part,) = read("mews", json.dumps({"Reservations": [item]}).encode()).parts
    return part.told


def test_a_reservation_of_mews_in_both_versions():
    profile, old = reading("reservations_Get_all_reservations_ver_2017_04_12_Response_2.json").parts
    assert isinstance(profile, ReadProfile)
    assert (old.told.status, old.told.arrival, old.told.departure) == (
        "checked_out", date(2016, 2, 20), date(2016, 2, 22),
    )  # fmt: skip
    assert (old.told.persons[0].external_id, old.told.persons[0].raw["family_name"]) == (
        "35d4b117-4e60-44a3-9580-c582117eff98", ("Smith",),
    )  # fmt: skip
    assert (sum(old.told.by_age.values()), old.told.facts["channel_number"]) == (4, "TW48ZP")
    (new,) = reading("reservations_Get_all_reservations_ver_2023_06_06_Response_1.json").parts
    assert new.told_at == datetime(2023, 4, 22, 17, 0, tzinfo=UTC)
    assert (new.told.status, new.told.arrives_at, new.told.leaves_at) == ("reserved", time(16), time(14))
    assert [person.role for person in new.told.persons] == ["guest", "booker"]
    assert new.told.group == "5ee074b1-6c86-48e8-915f-c7aa4702086f"
    assert new.told.company_code == "c021013e-4930-4592-8e32-91b0b1fc9663"


def test_an_arrival_after_midnight_belongs_to_the_day_before():
    said = mews(ActualStartUtc="2026-05-02T00:10:00Z", State="Started")
    assert (said.arrival, said.departure) == (date(2026, 5, 1), date(2026, 5, 3))
    assert said.checked_in_at == datetime(2026, 5, 2, 0, 10, tzinfo=UTC)
    day_use = mews(StartUtc="2026-05-01T08:00:00Z", EndUtc="2026-05-01T14:00:00Z")
    assert day_use.arrival == day_use.departure == date(2026, 5, 1)


def test_a_guest_who_did_not_come_is_told_from_a_cancellation():
    assert mews(State="Canceled", CancellationReason="NoShow").status == "no_show"
    gone = mews(State="Canceled", CancellationReason="PriceTooHigh", CancelledUtc="2026-04-30T00:00:00Z")
    assert (gone.status, gone.cancel_reason) == ("cancelled", "PriceTooHigh")
    assert gone.cancelled_at == datetime(2026, 4, 30, tzinfo=UTC)


def test_order_items_are_lines_of_the_folio():
    tax, room = reading("orderitems_Get_all_order_items_Response_1.json").parts
    (line,) = tax.told.lines
    assert (tax.external_id, line.kind, line.amount, line.tax) == (
        "ac5ef5eb-c5b2-4083-879f-83f04a5ebda5", "tax", 500, 0,
    )  # fmt: skip
    (line,) = room.told.lines
    assert (line.kind, line.amount, line.tax, line.business_date) == ("room", 10000, 654, date(2023, 3, 30))
    (old,) = reading("reservations_Get_all_reservation_items_Response_4.json").parts
    assert (old.told.lines[0].amount, old.told.lines[0].tax) == (2326, 388)


def test_payments_take_from_what_is_owed():
    payment = {
        "Id": "p1", "ReservationId": "r1", "Type": "CashPayment", "ChargedUtc": "2026-05-02T09:00:00Z",
        "Amount": {"Currency": "JPY", "GrossValue": 12000},
    }  # fmt: skip
    lines = []
    for change in ({}, {"Id": "p2", "Kind": "Refund"}, {"Id": "p3", "State": "Canceled"}):
        (part,) = read("mews", json.dumps({"Payments": [payment | change]}).encode()).parts
        lines += part.told.lines
    assert [(line.amount, line.is_payment, line.is_void) for line in lines] == [
        (-12000, True, False), (12000, True, False), (-12000, True, True),
    ]  # fmt: skip
    assert lines[0].payment_method == "cash"


def test_people_papers_and_companies_of_mews():
    (person,) = reading("customers_Get_all_customers_Response_1.json").parts
    assert person.raw["family_name"] == ("Smith Williams",)
    assert (person.raw["form_of_address"], person.raw["sex"], person.raw["plate"]) == (
        ("Mr",), ("male",), ("1A2 3456",),
    )  # fmt: skip
    (paper,) = reading("identitydocuments_Add_identity_documents_Response_2.json").parts
    assert (paper.external_id, paper.raw["passport"]) == (
        "fadd5bb6-b428-45d5-94f8-fd0d89fece6d",
        ("M1234567",),
    )
    (company,) = reading("bills_Get_all_bills_Response_1.json").parts
    assert isinstance(company, ReadCompany)
    assert (company.raw["name"], company.raw["tax_number"]) == (("Acme, Inc.",), ("CZ24227781",))
    (note,) = reading("serviceordernotes_Get_all_service_order_notes_Response_1.json").parts
    assert (note.external_id, note.told.requests) == (
        "1dc0c6bf-2ce6-4a9f-af97-af5c01676720", ("Shaken, not stirred.",),
    )  # fmt: skip
    notices = reading("wh_general_Request_body_Request_body_1.json")
    assert (notices.parts, set(notices.ignored)) == ((), {"notice"})


def test_a_booking_of_two_rooms_of_cloudbeds():
    found = reading("ota_build_to_us_BookingCreate_post_requestBody_BookingCreate.json")
    first, second = found.parts
    assert found.hotel_codes == ("998201",)
    assert [first.external_id, second.external_id] == ["123456789", "123456789#2"]
    for part in found.parts:
        assert (part.told.arrival, part.told.departure) == (date(2017, 11, 8), date(2017, 11, 10))
        assert (part.told.rates, part.told.total, part.told.currency) == ((3250, 3450), 6700, "USD")
        assert part.told_at == datetime(2018, 4, 22, 18, 2, 58, tzinfo=UTC)
    assert [(person.role, person.external_id) for person in first.told.persons] == [("guest", "")]
    assert [(person.role, person.external_id) for person in second.told.persons] == [
        ("booker", "123456789/guest0")
    ]
    assert "secret" not in json.dumps(first.data)


def test_cancellations_of_cloudbeds_hold_for_every_room():
    (gone,) = reading("ota_build_to_us_CancelBooking_post_requestBody_CancelBooking.json").parts
    assert (gone.external_id, gone.told.status) == ("H7736-29385551", "cancelled")
    assert gone.told.remarks == ("Guest called and requested cancellation",)
    told_of = STANDARDS["cloudbeds"][2]
    assert told_of(room_data(gone.data, 1)).status == "cancelled"
    booking = {"OrderId": "B", "IsCancellation": 1, "OrderDate": "2026-01-01", "OrderTime": "10:00:00"}
    (whole,) = read("cloudbeds", json.dumps(booking).encode()).parts
    assert (whole.told.status, told_of(room_data(whole.data, 2)).status) == ("cancelled", "cancelled")
    assert whole.told_at == datetime(2026, 1, 1, 10, 0, 0, 1, tzinfo=UTC)


def test_guest_profiles_of_cloudbeds():
    (person,) = reading("guest_profiles_profiles_profileId_get_200.json").parts
    assert (person.external_id, person.raw["birth_date"]) == ("123456788", ("1970-01-01",))
    assert not [text for texts in person.raw.values() for text in texts if "***" in text]
    assert reading("guest_profiles_profiles_profileId_anonymize_post_200.json").ignored == ("anonymised",)
    companies = reading("group_profile_group_profile_v1_profiles_get_200.json")
    assert [part.raw["name"] for part in companies.parts] == [("Acme Corporation",)]
    assert companies.ignored == ("group_profile",)


@pytest.mark.parametrize(
    ("rooms", "code"),
    [
        ([{"StartDate": "2026-05-02", "EndDate": "2026-05-01"}], "dates_reversed"),
        ([{"StartDate": "2026-05-02"}], "dates_missing"),
        ([], "dates_missing"),
        ([{"StartDate": "2026-05-02", "EndDate": "2026-05-02", "Price": "x"}], "value_unreadable"),
    ],
)
def test_what_a_booking_cannot_do_without(rooms, code):
    body = json.dumps({"booking_json": {"OrderId": "B", "Rooms": rooms}}).encode()
    assert outcome("cloudbeds", body).code == code


def test_amounts_are_exact_in_the_digits_of_their_currency():
    booking = {
        "OrderId": "B",
        "Rooms": [{"StartDate": "2026-05-02", "EndDate": "2026-05-02", "Price": "1234.5"}],
    }
    for currency, minor in (("JPY", 1235), ("KWD", 1234500), ("CNY", 123450)):
        body = json.dumps({"booking_json": booking}).encode()
        assert read("cloudbeds", body, Place("UTC", 6, currency)).parts[0].told.total == minor
