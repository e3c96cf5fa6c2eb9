"""What comes from outside is read within limits, and nothing in it can reach further than the message."""

import json

import pytest

from huitouke.connectors.messages.cards import TAKEN_OUT, is_card_number, without_cards
from huitouke.connectors.messages.reading import MOST_BYTES, Unread
from huitouke.connectors.messages.tests.samples import outcome
from huitouke.connectors.messages.trees import read_json
from huitouke.connectors.messages.xml_trees import read_xml

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><OTA_HotelResNotifRQ>&c;</OTA_HotelResNotifRQ>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>"""
PARAMETER = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:9/e.dtd"> %e;]><a/>"""
DOCTYPE = b"""<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>"""


@pytest.mark.parametrize("body", [LAUGHS, OUTSIDE, PARAMETER, DOCTYPE])
def test_a_document_type_is_refused_before_anything_of_it_is_read(body):
    found = outcome("opentravel", body)
    assert isinstance(found, Unread)
    assert found.code == "xml_unsafe"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("opentravel", b"", "empty_message"),
        ("opentravel", b"  \n", "empty_message"),
        ("opentravel", b"no xml", "not_xml"),
        ("opentravel", b"<a>&unknown;</a>", "not_xml"),
        ("opentravel", b"<a" + b"><a" * 200, "message_too_deep"),
        ("opentravel", b"<a>" + b"x" * MOST_BYTES + b"</a>", "message_too_large"),
        ("opentravel", b"<HTML><Body/></HTML>", "unknown_message"),
        ("opera", b"[" * 100_000, "message_too_deep"),
        ("opera", b'{"reservations":' * 80 + b"1" + b"}" * 80, "message_too_deep"),
        ("opera", b'{"a": NaN}', "not_json"),
        ("opera", b'{"a": 1e999}', "not_json"),
        ("opera", b'"text"', "not_json"),
        ("opera", b"\xff\xfe\xfd", "not_json"),
        ("opera", b'{"hotelId": "{{HotelId}}"}', "template_with_variables"),
        ("mews", b'{"Something": []}', "unknown_message"),
        ("cloudbeds", b"{}", "unknown_message"),
    ],
)
def test_what_is_no_message_is_refused_by_its_code(kind, body, code):
    found = outcome(kind, body)
    assert isinstance(found, Unread)
    assert found.code == code


def test_a_message_of_too_many_reservations_is_refused_whole():
    entry = {"reservationIdList": [{"id": "1", "type": "Reservation"}], "reservationStatus": "Cancelled"}
    found = outcome("opera", json.dumps({"reservations": [entry] * 5_001}).encode())
    assert isinstance(found, Unread)
    assert found.code == "too_many_parts"


def test_chinese_encodings_and_halves_of_signs_are_read():
    body = '<?xml version="1.0" encoding="GBK"?><a n="b">王小明</a>'.encode("gbk")
    assert read_xml(body) == ("a", {"@n": "b", "#": "王小明"})
    utf16 = '<?xml version="1.0" encoding="UTF-16"?><a>王</a>\n'.encode("utf-16")
    assert read_xml(utf16) == ("a", {"#": "王"})
    assert read_json(b'{"a": "\\ud800b\\u0000"}') == {"a": "?b"}


def test_numbers_of_cards_are_taken_out_wherever_they_stand():
    said = {
        "PaymentCard": [
            {"@ExpireDate": "1216", "CardHolderName": [{"#": "Otto"}], "CardNumber": [{"#": "1"}]}
        ],
        "Comment": "VISA 4111 1111 1111 1111 exp 12/26, AMEX 378282246310005",
        "note": 4111111111111111,
        "reservationId": "4111111111111111",
        "phone": "+49 1525 1234567",
        "password": "x",
        "ExpireDate": "2026-12-01",
    }
    assert without_cards(said) == {
        "PaymentCard": [{}],
        "Comment": f"VISA {TAKEN_OUT} exp 12/26, AMEX {TAKEN_OUT}",
        "note": TAKEN_OUT,
        "reservationId": "4111111111111111",
        "phone": "+49 1525 1234567",
        "ExpireDate": "2026-12-01",
    }
    assert not is_card_number("4111111111111112")
