"""What senders hear: success, or errors by the codes of their standard."""

import json

import pytest

from huitouke.connectors.messages.answers import answer_of
from huitouke.connectors.messages.reading import Unread
from huitouke.connectors.messages.tests.samples import every_sample, outcome, reading
from huitouke.connectors.messages.trees import Node
from huitouke.connectors.messages.xml_trees import read_xml


def answered(found):
    """The name of an answer and its tree."""
    content_type, body = answer_of("opentravel", found)
    assert content_type.startswith("application/xml")
    assert b'xmlns="http://www.opentravel.org/OTA/2003/05"' in body
    name, tree = read_xml(body)
    return name, Node(tree)


def test_a_notification_is_answered_with_success_and_its_own_numbers():
    name, root = answered(reading("minimum_content_reservation.xml"))
    assert (name, root["@EchoToken"].text) == ("OTA_HotelResNotifRS", "abc-123")
    assert root["Success"].value == [{}]
    assert root.at("HotelReservations", "HotelReservation", "UniqueID")["@ID"].text == "123456789"


def test_reservations_that_were_fetched_are_acknowledged_by_a_report():
    name, root = answered(reading("v_2018_10_GuestRequests_OTA_ResRetrieveRS_reservation.xml"))
    assert name == "OTA_NotifReportRQ"
    box = root.at("NotifDetails", "HotelNotifReport", "HotelReservations", "HotelReservation")
    assert box["UniqueID"]["@ID"].text == "6b34fe24ac2ff810"


@pytest.mark.parametrize(
    ("code", "kind", "number"),
    [
        ("hotel_unknown", "3", "392"), ("no_reservation_id", "10", "321"), ("dates_missing", "10", "321"),
        ("dates_reversed", "3", "404"), ("value_unreadable", "3", "320"), ("not_xml", "7", "450"),
    ],
)  # fmt: skip
def test_errors_bear_the_codes_of_the_standard(code, kind, number):
    _name, root = answered(Unread(code, at="TimeSpan"))
    error = root["Errors"]["Error"]
    assert (error["@Type"].text, error["@Code"].text) == (kind, number)


def test_others_hear_json():
    found = Unread("not_json")
    assert json.loads(answer_of("cloudbeds", found)[1])["errors"][0]["id"] == 20
    assert json.loads(answer_of("cloudbeds", Unread("hotel_unknown"))[1])["errors"][0]["id"] == 31
    good = reading("ota_build_to_us_BookingCreate_post_requestBody_BookingCreate.json")
    assert json.loads(answer_of("cloudbeds", good)[1]) == {"success": True}
    assert json.loads(answer_of("mews", found)[1])["errors"][0]["code"] == "not_json"


def test_every_sample_has_an_answer():
    for kind, path in every_sample():
        content_type, body = answer_of(kind, outcome(kind, path.read_bytes()))
        assert read_xml(body) if "xml" in content_type else json.loads(body)
