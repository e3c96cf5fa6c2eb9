"""Messages of other systems: the address at which they come in, the connections, the quarantine."""

import base64
import hmac
from html import escape, unescape

import pytest
from django.test import Client

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages import knocking
from huitouke.connectors.messages.connections import add_connection, stop_connection
from huitouke.connectors.messages.opentravel.reader import OpenTravelReader
from huitouke.connectors.messages.taking import take_messages
from huitouke.hotels.models import CodeMapping
from huitouke.intake.models import Connection, Message
from huitouke.stays.models import Reservation
from huitouke.testing.personas import hire
from huitouke.web.messages import quarantine

BOOKING = """<?xml version="1.0" encoding="UTF-8"?>
<OTA_HotelResNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0" EchoToken="e-1"
 TimeStamp="2026-03-01T12:00:00+08:00">
<HotelReservations><HotelReservation CreateDateTime="2026-03-01T12:00:00+08:00" ResStatus="Reserved">
<UniqueID Type="14" ID="R-813595"/>
<RoomStays><RoomStay><TimeSpan Start="2026-03-16" End="2026-03-18"/><BasicPropertyInfo HotelCode="WB1"/>
<Total AmountAfterTax="1000.00" CurrencyCode="CNY"/></RoomStay></RoomStays>
<ResGuests><ResGuest><Profiles><ProfileInfo><Profile><Customer><PersonName><GivenName>Xiaoming</GivenName>
<Surname>Wang</Surname></PersonName><PaymentForm CardNumber="4111111111111111"/></Customer></Profile></ProfileInfo>
</Profiles></ResGuest></ResGuests></HotelReservation></HotelReservations></OTA_HotelResNotifRQ>"""


@pytest.fixture(autouse=True)
def calm(monkeypatch):
    monkeypatch.setattr(knocking.KNOCKS, "_counts", {})
    monkeypatch.setattr(knocking.WRONG, "_counts", {})


@pytest.fixture
def pms(group):
    return add_connection(actor=SYSTEM, name="PMS", kind="opentravel", branch_code="MAIN")


def knock(connection, body=BOOKING, user=None, secret="", **headers):
    if secret:
        told = base64.b64encode(f"{user or connection.code}:{secret}".encode()).decode()
        headers["HTTP_AUTHORIZATION"] = f"Basic {told}"
    return Client(enforce_csrf_checks=True).post(
        f"/hooks/in/{connection.id}", body.encode(), content_type="application/xml", **headers
    )


def test_a_booking_comes_in_and_is_answered_as_its_standard_asks(pms):
    connection, secret = pms
    answer = knock(connection, secret=secret)
    assert answer.status_code == 200
    assert b"OTA_HotelResNotifRS" in answer.content
    assert b"Success" in answer.content
    message = Message.objects.get(id=answer["Huitouke-Message"])
    assert (message.state, message.way, message.connection) == ("waiting", "webhook", connection)
    take_messages(connection.system)
    assert (Reservation.objects.get().room_minor, Reservation.objects.get().nights) == (100000, 2)
    assert knock(connection, secret=secret)["Huitouke-Message"] == str(message.id)
    connection.refresh_from_db()
    assert connection.last_at is not None


def test_what_cannot_be_read_is_kept_and_answered_with_the_standards_error(pms):
    connection, secret = pms
    answer = knock(connection, "<OTA_HotelResNotifRQ><Broken", secret=secret)
    assert answer.status_code == 200
    assert b"<Error" in answer.content
    assert Message.objects.count() == 1


def test_a_message_is_kept_and_can_be_mended_when_its_reader_breaks(pms, signed_in, bruno, monkeypatch):
    def breaks(self, body):
        raise ZeroDivisionError

    connection, secret = pms
    with monkeypatch.context() as patch:
        patch.setattr(OpenTravelReader, "read", breaks)
        assert b"<Error" in knock(connection, secret=secret).content
        take_messages(connection.system)
        client = signed_in(bruno)
        page = client.get(f"/messages/{Message.objects.get().id}/")
    assert page.status_code == 200
    assert Message.objects.get().state == "quarantined"
    client.post(f"/messages/{Message.objects.get().id}/again/")
    assert Reservation.objects.count() == 1


def test_a_foreign_hotel_code_is_answered_as_such(pms):
    connection, secret = pms
    knock(connection, secret=secret)
    answer = knock(connection, BOOKING.replace("WB1", "WB2").replace("R-813595", "R-2"), secret=secret)
    assert b'"392"' in answer.content


def test_a_message_of_two_hotels_is_answered_as_such(pms, group):
    connection, secret = pms
    CodeMapping.objects.create(
        system=connection.system, table="branch", their_code="WB2", our_code="LAKE", is_mapped=True
    )
    stay = BOOKING[BOOKING.index("<RoomStays>") : BOOKING.index("</RoomStays>")].removeprefix("<RoomStays>")
    both = BOOKING.replace("</RoomStays>", stay.replace("WB1", "WB2") + "</RoomStays>")
    answer = knock(connection, both, secret=secret)
    assert (answer.status_code, b"several hotels" in answer.content) == (200, True)
    take_messages(connection.system)
    assert (Message.objects.get().reason, Reservation.objects.count()) == ("several_hotels", 0)


@pytest.mark.parametrize("given", [{}, {"secret": "wrong"}, {"secret": "right", "user": "somebody"}])
def test_nobody_without_the_secret_hands_anything_over(pms, given, refuses_to_write):
    connection, secret = pms
    given = {**given, "secret": secret} if given.get("secret") == "right" else given
    with refuses_to_write():
        answer = knock(connection, **given)
    assert (answer.status_code, answer["WWW-Authenticate"][:5]) == (401, "Basic")


def test_a_signature_is_of_this_very_body(group):
    connection, secret = add_connection(
        actor=SYSTEM, name="PMS", kind="opentravel", branch_code="MAIN", proof="signature"
    )
    signature = hmac.digest(secret.encode(), BOOKING.encode(), "sha256").hex()
    assert knock(connection, HTTP_X_HUB_SIGNATURE_256=f"sha256={signature}").status_code == 200
    assert knock(connection, BOOKING + " ", HTTP_X_SIGNATURE=signature).status_code == 401
    assert Message.objects.count() == 1


def test_an_alpinebits_form_is_taken_too(pms):
    connection, secret = pms
    told = base64.b64encode(f"{connection.code}:{secret}".encode()).decode()
    answer = Client().post(
        f"/hooks/in/{connection.id}",
        {"action": "OTA_HotelResNotif:GuestRequests", "request": BOOKING},
        HTTP_AUTHORIZATION=f"Basic {told}",
    )
    assert b"Success" in answer.content


def test_too_long_too_many_and_stopped_are_refused_clearly(pms, monkeypatch, refuses_to_write):
    connection, secret = pms
    with refuses_to_write():
        monkeypatch.setattr("huitouke.web.messages.hook.MOST_BYTES", 100)
        assert knock(connection, secret=secret).status_code == 413
        monkeypatch.setattr("huitouke.web.messages.hook.MOST_BYTES", 100_000)
        monkeypatch.setattr(knocking.KNOCKS, "most", 0)
        answer = knock(connection, secret=secret)
        assert (answer.status_code, answer["Retry-After"]) == (429, "10")
    stop_connection(actor=SYSTEM, connection_id=connection.id)
    assert knock(connection, secret=secret).status_code == 404
    assert Client().get(f"/hooks/in/{connection.id}").status_code == 405


def test_who_does_not_know_the_secret_shuts_nobody_out(pms, monkeypatch):
    connection, secret = pms
    monkeypatch.setattr(knocking.KNOCKS, "most", 1)
    for _flood in range(3):
        assert knock(connection, secret="wrong").status_code == 401
    assert knock(connection, secret=secret).status_code == 200


def test_a_connection_is_added_shown_once_stopped_and_given_a_new_secret(adam, signed_in, settings, tmp_path):
    settings.HOME = tmp_path
    client = signed_in(adam)
    assert "还没有系统对接" in client.get("/settings/connections/").content.decode()
    page = client.post(
        "/settings/connections/", {"name": "OPERA 前台", "kind": "opera", "branch": "MAIN", "proof": "basic"}
    ).content.decode()
    row = Connection.objects.get()
    assert (row.code, row.system) == ("main-opera", "main-opera")
    assert "hin_" in page
    assert f"/hooks/in/{row.id}" in page
    assert (tmp_path / "inbox" / "main-opera" / "done").is_dir()
    page = client.get(f"/settings/connections/{row.id}/").content.decode()
    assert "hin_" not in page
    assert "hin_" in client.post(f"/settings/connections/{row.id}/secret/").content.decode()
    client.post(f"/settings/connections/{row.id}/stop/")
    row.refresh_from_db()
    assert not row.is_active
    assert "OPERA 前台" in client.get("/settings/connections/").content.decode()


def test_a_connection_without_what_it_needs_is_refused_by_field(adam, signed_in, refuses_to_write):
    client = signed_in(adam)
    with refuses_to_write():
        answer = client.post(
            "/settings/connections/", {"name": "", "kind": "telex", "branch": "X", "system": "desk"}
        )
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("name", "kind", "branch", "system"):
        assert f'id="id_{name}_error"' in page, name


def test_the_quarantine_tells_why_mends_tries_again_and_puts_away(bruno, signed_in, pms):
    connection, secret = pms
    knock(connection, BOOKING.replace("2026-03-18", "2026-03-10"), secret=secret)
    take_messages(connection.system)
    message = Message.objects.get()
    client = signed_in(bruno)
    assert "日期颠倒" in client.get("/messages/?reason=dates_reversed").content.decode()
    page = client.get(f"/messages/{message.id}/").content.decode()
    assert "Xiaoming" in page
    assert "4111111111111111" not in page
    said = client.post(f"/messages/{message.id}/check/", {"text": BOOKING}).content.decode()
    assert "2026-03-16 → 2026-03-18" in said
    refused = client.post(f"/messages/{message.id}/mend/", {"text": BOOKING, "because": ""})
    assert (refused.status_code, "R-813595" in refused.content.decode()) == (422, True)
    client.post(f"/messages/{message.id}/drop/", {"because": "测试"})
    assert "测试" in client.get("/messages/").content.decode()
    client.post(f"/messages/{message.id}/restore/")
    client.post("/messages/again/", {"reason": "dates_reversed"})
    take_messages(connection.system)
    mended = client.post(
        f"/messages/{message.id}/mend/", {"text": BOOKING, "because": "离店日期写反"}, follow=True
    )
    assert "消息已接收" in mended.content.decode()
    assert Reservation.objects.get().nights == 2
    assert "没有待处理的消息" in client.get("/messages/").content.decode()


def test_today_of_the_administrator_counts_what_waits(adam, signed_in, pms):
    connection, secret = pms
    knock(connection, "<", secret=secret)
    take_messages(connection.system)
    assert "待处理区有 1 条" in signed_in(adam).get("/").content.decode()


@pytest.mark.parametrize(
    ("declared", "encoding"), [("GB2312", "gbk"), ("UTF-16", "utf-16"), ("UTF-8", "utf-8")]
)
def test_a_name_in_another_encoding_outlives_that_its_message_is_mended(
    pms, signed_in, bruno, declared, encoding
):
    connection, secret = pms
    text = BOOKING.replace('encoding="UTF-8"', f'encoding="{declared}"').replace("Xiaoming", "小明")
    told = base64.b64encode(f"{connection.code}:{secret}".encode()).decode()
    Client().post(
        f"/hooks/in/{connection.id}", text.replace("2026-03-18", "2026-03-01").encode(encoding),
        content_type="application/xml", HTTP_AUTHORIZATION=f"Basic {told}",
    )  # fmt: skip
    take_messages(connection.system)
    message = Message.objects.get()
    page = signed_in(bruno).get(f"/messages/{message.id}/").content.decode()
    assert (message.reason, "小明" in page) == ("dates_reversed", True)
    shown = unescape(page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    signed_in(bruno).post(
        f"/messages/{message.id}/mend/",
        {"text": shown.replace('2026-03-01"/>', '2026-03-18"/>'), "because": "日期"},
    )
    assert "小明" in Reservation.objects.get().guest.name


def test_a_message_too_long_for_a_box_is_shown_from_its_beginning_and_cannot_be_mended(
    pms, signed_in, bruno, monkeypatch
):
    connection, secret = pms
    knock(connection, BOOKING.replace("2026-03-18", "2026-03-01"), secret=secret)
    take_messages(connection.system)
    monkeypatch.setattr(quarantine, "MENDABLE", 500)
    monkeypatch.setattr(quarantine, "GLANCE", 60)
    page = signed_in(bruno).get(f"/messages/{Message.objects.get().id}/").content.decode()
    assert "OTA_HotelResNotifRQ" not in page.replace(escape(BOOKING[:60]), "")
    assert ("<textarea" in page, "/mend/" in page, "/drop/" in page) == (False, False, True)


def test_nobody_waits_under_the_name_that_another_branchs_system_will_have(group):
    at_lake = hire("lakeside", "administrator", group.lake).actor
    squatter, _secret = add_connection(
        actor=at_lake, name="PMS", kind="opera", branch_code="LAKE", system="main-opera"
    )
    own, _secret = add_connection(actor=SYSTEM, name="PMS", kind="opera", branch_code="MAIN")
    assert (squatter.system, own.system) == ("main-opera", "main-opera-2")
