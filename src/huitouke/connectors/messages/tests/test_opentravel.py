"""OpenTravel and its dialects: what each element means for the house."""

from datetime import UTC, date, datetime, time

import pytest

from huitouke.connectors.messages.parts import booking_of, room_data
from huitouke.connectors.messages.reading import Place, Unread
from huitouke.connectors.messages.standards import STANDARDS
from huitouke.connectors.messages.tests.samples import outcome, read, reading
from huitouke.stays.told import Told

TOLD_OF = STANDARDS["opentravel"][2]
SPAN = '<TimeSpan Start="2026-05-01" End="2026-05-04"/>'


def notif(inside, *, attributes='ResStatus="Reserved" CreateDateTime="2026-04-01T08:00:00Z"', head=""):
    return f"""<OTA_HotelResNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" {head}><HotelReservations>
    <HotelReservation {attributes}>{inside}</HotelReservation></HotelReservations></OTA_HotelResNotifRQ>""".encode()


def booking(*stays, guests="", world="", ids='<UniqueID Type="14" ID="B1"/>', **options):
    rooms = "".join(f"<RoomStay>{stay}</RoomStay>" for stay in stays)
    inside = f"{ids}<RoomStays>{rooms}</RoomStays><ResGuests>{guests}</ResGuests><ResGlobalInfo>{world}</ResGlobalInfo>"
    return notif(inside, **options)


def guest(family, given="", *, attributes="", extra=""):
    return f"""<ResGuest {attributes}><Profiles><ProfileInfo><Profile><Customer><PersonName>
    <GivenName>{given}</GivenName><Surname>{family}</Surname></PersonName>{extra}</Customer></Profile></ProfileInfo>
    </Profiles></ResGuest>"""


def told(*stays, **options):
    place = Place("Asia/Shanghai", 6, "CNY")
    return [part.told for part in read("opentravel", booking(*stays, **options), place).parts]


def test_a_reservation_of_alpinebits_is_read_whole():
    found = reading("v_2018_10_GuestRequests_OTA_HotelResNotifRQ_reservation_push.xml")
    (part,) = found.parts
    assert found.hotel_codes == ("123",)
    assert part.external_id == "6b34fe24ac2ff810"
    assert part.told_at == datetime(2012, 3, 21, 14, 0, tzinfo=UTC)
    said = part.told
    assert (said.status, said.arrival, said.departure) == ("reserved", date(2012, 1, 1), date(2012, 1, 12))
    assert (said.adults, said.children, said.babies, said.child_ages) == (2, 2, 0, (9, 3))
    assert (said.total, said.currency, said.commission) == (29900, "EUR", "15")
    assert (said.room_type, said.rate_code, said.meal_plan) == ("bigsuite", "123456-xyz", "all_inclusive")
    assert (said.guarantee, said.is_guaranteed) == ("card", True)
    assert (said.agent, said.agent_code, said.channel) == ("ACME Travel Agency", None, "www.example.com")
    assert said.requests == ("Sind Hunde erlaubt? Mfg. Otto Mustermann.",)
    assert said.remarks == ("included services: Parkplatz, Schwimmbad, Skipass",)
    (person,) = said.persons
    assert (person.role, person.external_id) == ("guest", "")
    assert person.raw == {
        "family_name": ("Mustermann",), "given_name": ("Otto",), "form_of_address": ("Herr Dr",), "sex": ("male",),
        "birth_date": ("1980-01-01",), "language": ("de",), "phone": ("+4934567891",), "fax": ("+4934567892",),
        "mobile": ("+4934567893",), "email": ("otto.mustermann@example.com",),
        "address": ("Musterstraße 1, Musterstadt, DE",), "postcode": ("1234",),
    }  # fmt: skip


def test_a_request_for_days_in_a_window_and_a_cancellation_without_days():
    (request,) = reading("v_2020_10_GuestRequests_OTA_ResRetrieveRS_request_with_roomtype.xml").parts
    assert (request.told.status, request.told.adults) == ("requested", 1)
    assert request.told.facts["arrival_window"] == ["2017-10-03", "2017-10-08"]
    (gone,) = reading("v_2017_10_GuestRequests_OTA_ResRetrieveRS_cancellation.xml").parts
    assert (gone.external_id, gone.told.status, gone.told.arrival) == ("c24e8b15ca469388", "cancelled", None)
    assert gone.told_at > gone.told.booked_at, "it stands behind the booking of that instant"


def test_a_minimal_reservation_of_siteminder():
    found = reading("minimum_content_reservation.xml")
    (part,) = found.parts
    assert (found.message_id, found.hotel_codes) == ("abc-123", ("10107",))
    assert part.told_at == found.sent_at == datetime(2018, 5, 4, 19, 40, 4, tzinfo=UTC)
    assert (part.told.total, part.told.currency) == (20000, None), "a currency that nobody named is not told"


def test_a_reservation_of_travelgate_in_its_wrapping():
    (part,) = reading("retrieve_messages_HotelResRetrieveRS_2.xml").parts
    said = part.told
    assert (part.external_id, said.number, said.who_pays) == ("123456", "115137", "prepaid")
    assert (said.arrival, said.departure) == (date(2013, 9, 3), date(2013, 9, 7))
    assert (said.total, said.rates) == (20000, None), "the price of all nights is not that of each"
    assert [(person.role, person.raw["family_name"]) for person in said.persons] == [
        ("guest", ("TestAp11",)), ("accompanying", ("TestAp22",)), ("booker", ("TestAp12",)),
    ]  # fmt: skip


def test_a_booking_of_rooms_is_a_reservation_for_each():
    stays = [
        f'<ResGuestRPHs><ResGuestRPH RPH="1"/></ResGuestRPHs>{SPAN}<Total AmountAfterTax="300" CurrencyCode="CNY"/>',
        f'<RoomTypes><RoomType RoomTypeCode="TWN" NumberOfUnits="2"/></RoomTypes>{SPAN}'
        '<ResGuestRPHs><ResGuestRPH RPH="2"/></ResGuestRPHs><Total AmountAfterTax="100.01" CurrencyCode="CNY"/>',
    ]
    guests = guest("Wang", "Li", attributes='ResGuestRPH="1"') + guest(
        "Zhao", "Min", attributes='ResGuestRPH="2"'
    )
    parts = read("opentravel", booking(*stays, guests=guests)).parts
    assert [part.external_id for part in parts] == ["B1", "B1#2", "B1#3"]
    assert [booking_of(part.external_id) for part in parts] == [("B1", 0), ("B1", 1), ("B1", 2)]
    assert [part.told.total for part in parts] == [30000, 5001, 5000]
    assert [part.told.booking_number for part in parts] == ["B1"] * 3
    assert [part.told.persons[0].raw["family_name"] for part in parts] == [("Wang",), ("Zhao",), ("Zhao",)]
    assert [part.told.persons[0].role for part in parts] == ["guest", "guest", "booker"]
    assert (
        read("opentravel", booking(SPAN, SPAN, world='<Total AmountAfterTax="9" CurrencyCode="JPY"/>'))
        .parts[1]
        .told.total
        == 4
    )


def test_rooms_that_a_booking_has_no_more_are_cancelled():
    (part,) = read("opentravel", booking(SPAN)).parts
    assert TOLD_OF(room_data(part.data, 1)) == Told(status="cancelled", number="B1", booking_number="B1")
    whole = read("opentravel", notif('<UniqueID Type="14" ID="B1"/>', attributes='ResStatus="Cancel"')).parts[
        0
    ]
    assert TOLD_OF(room_data(whole.data, 4)).status == "cancelled"


def test_who_booked_is_one_with_the_guest_of_the_same_name_and_one_in_all_rooms():
    holder = """<Profiles><ProfileInfo><Profile ProfileType="1"><Customer><PersonName><GivenName>Li</GivenName>
    <Surname>Wang</Surname></PersonName><Email>li@example.com</Email></Customer></Profile></ProfileInfo></Profiles>"""
    (one,) = told(SPAN, guests=guest("Wang", "Li"), world=holder)
    assert [(person.role, person.raw["email"]) for person in one.persons] == [("guest", ("li@example.com",))]
    (alone,) = told(SPAN, world=holder)
    assert [person.role for person in alone.persons] == ["guest"]
    first, second = told(SPAN, SPAN, world=holder)
    assert [person.role for person in first.persons] == ["guest"]
    assert [(person.role, person.external_id) for person in second.persons] == [("booker", "B1/guest0")]


def test_names_as_platforms_write_them_stay_whole():
    (said,) = told(SPAN, guests=guest("ZHANG/SAN MR"))
    assert said.persons[0].raw == {"name": ("ZHANG/SAN MR",)}


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Book", "reserved"), ("Commit", "reserved"), ("Confirmed", "reserved"), ("Modify", None),
        ("Hold", "requested"),
        ("Waitlisted", "requested"), ("Cancel", "cancelled"), ("Request denied", "cancelled"), ("No-show", "no_show"),
        ("In-house", "in_house"), ("Checked out", "checked_out"), ("Something new", None),
    ],
)  # fmt: skip
def test_status_words(word, status):
    assert told(SPAN, attributes=f'ResStatus="{word}"')[0].status == status


def test_guests_are_counted_by_class_and_age():
    counts = """<GuestCounts><GuestCount AgeQualifyingCode="10" Count="2"/><GuestCount AgeQualifyingCode="8" Count="1"
    Age="11"/><GuestCount AgeQualifyingCode="7" Count="1"/><GuestCount Age="1" Count="1"/><GuestCount Age="40"/>
    </GuestCounts>"""
    (said,) = told(counts + SPAN)
    assert (said.adults, said.children, said.babies, said.child_ages) == (3, 1, 2, (11, 1))


@pytest.mark.parametrize("ends", [("2026-05-02", "2026-05-04"), ("2026-05-01", "2026-05-03")])
def test_each_night_has_its_price_however_its_end_is_counted(ends):
    rates = "".join(
        f'<Rate EffectiveDate="{since}" ExpireDate="{until}">'
        f'<Base AmountAfterTax="{amount}" CurrencyCode="JPY"/></Rate>'
        for since, until, amount in [("2026-05-01", ends[0], "10000"), ("2026-05-02", ends[1], "12000")]
    )
    stay = f"<RoomRates><RoomRate>{'<Rates>' + rates + '</Rates>'}</RoomRate></RoomRates>{SPAN}"
    (said,) = told(stay)
    assert (said.rates, said.currency) == ((10000, 12000, 12000), "JPY")


def test_a_room_is_held_until_an_hour_of_the_arrival():
    hold = '<Guarantee HoldTime="18:00:00" GuaranteeType="None"/>'
    (said,) = told('<TimeSpan Start="2026-05-01T22:30:00" Duration="P2N"/>' + hold)
    assert (said.departure, said.arrives_at) == (date(2026, 5, 3), time(22, 30))
    assert said.held_until == datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
    assert (said.guarantee, said.is_guaranteed) == ("none", False)


def test_a_change_is_as_new_as_the_sender_says():
    times = 'ResStatus="Modify" CreateDateTime="2026-04-01T08:00:00Z" LastModifyDateTime="2026-04-02T09:00:00+02:00"'
    (part,) = read(
        "opentravel", booking(SPAN, attributes=times, head='TimeStamp="2026-04-09T00:00:00Z"')
    ).parts
    assert part.told_at == datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
    (sent,) = read("opentravel", booking(SPAN, head='TimeStamp="2026-04-09T00:00:00Z"')).parts
    assert sent.told_at == datetime(2026, 4, 9, tzinfo=UTC)
    assert (
        sent.data == read("opentravel", booking(SPAN, head='TimeStamp="2026-04-10T00:00:00Z"')).parts[0].data
    )


def test_a_cancellation_by_its_own_message():
    body = """<OTA_CancelRQ TimeStamp="2026-04-09T00:00:00Z"><UniqueID Type="14" ID="B1"/></OTA_CancelRQ>"""
    (part,) = read("opentravel", body.encode()).parts
    assert (part.external_id, part.told.status) == ("B1", "cancelled")
    assert TOLD_OF(room_data(part.data, 2)).status == "cancelled"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (booking(SPAN, ids=""), "no_reservation_id"),
        (booking(""), "dates_missing"),
        (booking('<TimeSpan Start="2026-05-04" End="2026-05-01"/>'), "dates_reversed"),
        (booking('<TimeSpan Start="01.05.2026" End="2026-05-04"/>'), "value_unreadable"),
        (booking(SPAN + '<Total AmountAfterTax="3OO" CurrencyCode="CNY"/>'), "value_unreadable"),
    ],
)
def test_what_a_reservation_cannot_do_without(body, code):
    found = outcome("opentravel", body)
    assert isinstance(found, Unread)
    assert found.code == code


def test_one_that_cannot_be_read_does_not_keep_the_others_out():
    stays = f"<RoomStays><RoomStay>{SPAN}</RoomStay></RoomStays>"
    good = f'<HotelReservation ResStatus="Reserved"><UniqueID ID="G"/>{stays}'
    body = f"<OTA_ResRetrieveRS><ReservationsList><HotelReservation/>{good}</HotelReservation></ReservationsList>"
    found = read("opentravel", (body + "</OTA_ResRetrieveRS>").encode())
    assert [part.external_id for part in found.parts] == ["G"]
    assert [unread.code for unread in found.unread] == ["no_reservation_id"]
