"""Reservations and bills through the API."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from huitouke.hotels.services import add_room, add_room_type
from huitouke.kernel import clock
from huitouke.stays.models import Folio, Reservation
from huitouke.testing.fixtures import NOON


@pytest.fixture
def room(group, still_clock, adam):
    kind = add_room_type(actor=adam.actor, branch=group.main, code="DLK", labels={"zh": "豪华大床房"})
    return add_room(actor=adam.actor, branch=group.main, number="1201", room_type_id=kind.id)


@pytest.fixture
def call(bearer):
    def send(who, method, path, body=None, **headers):
        client = Client(headers={**bearer(who), **headers})
        answer = client.generic(method, f"/api/v1{path}", json.dumps(body or {}), "application/json")
        return answer.status_code, answer.json()

    return send


WANTED = {
    "branch": "MAIN", "arrival": "2026-03-16", "departure": "2026-03-18", "room_type": "DLK", "rates": [68000],
    "persons": [{"name": "王小明"}],
}  # fmt: skip


def test_a_stay_from_booking_to_check_out(room, alma, call):
    status, booked = call(alma, "POST", "/reservations", WANTED)
    assert status == 201
    path = f"/reservations/{booked['ids'][0]}"
    assert call(alma, "PATCH", path, {"adults": 2, "house_note": "要安静"})[1]["adults"] == 2
    assert call(alma, "POST", f"{path}/check-in", {"room_id": str(room.id)})[1]["room"] == "1201"
    status, folio = call(alma, "POST", "/folios", {"reservation_id": booked["ids"][0]})
    assert status == 201
    charge = {"kind": "minibar", "price": 4400, "quantity": 2}
    status, folio = call(alma, "POST", f"/folios/{folio['id']}/charges", charge)
    assert folio["balance"] == {"minor": 8800, "currency": "CNY"}
    line = folio["lines"][0]["id"]
    _status, folio = call(alma, "POST", f"/folios/{folio['id']}/lines/{line}/void", {"reason": "记错"})
    assert folio["balance"]["minor"] == 0
    with clock.frozen_at(NOON + timedelta(days=2)):
        status, refused = call(alma, "POST", f"{path}/check-out")
        assert (status, refused["code"]) == (409, "folio_not_settled")
        status, stay = call(alma, "POST", f"{path}/check-out", {"method": "cash"})
    assert (status, stay["status"], stay["price"]["minor"]) == (200, "checked_out", 136000)
    _status, page = call(alma, "GET", "/reservations")
    assert [each["name"] for each in page["items"]] == ["王小明"]


def test_the_same_key_books_once(room, alma, call):
    for _again in range(2):
        status, _told = call(alma, "POST", "/reservations", WANTED, **{"Idempotency-Key": "b-1"})
        assert status == 201
    assert Reservation.objects.count() == 1


def test_a_walk_in_is_in_house_at_once_and_its_key_makes_it_one(room, alma, call):
    sent = {name: value for name, value in WANTED.items() if name != "arrival"} | {"room_id": str(room.id)}
    first, again = (
        call(alma, "POST", "/walk-ins", sent, **{"Idempotency-Key": "w-1"}) for _press in range(2)
    )
    assert (first[0], first[1]["status"], first[1]["room"]) == (201, "in_house", "1201")
    assert first[1]["arrival"] == "2026-03-16"
    assert again == first
    assert Reservation.objects.get().is_walk_in
    status, refused = call(alma, "POST", "/walk-ins", sent | {"room_id": None})
    assert (status, refused["code"]) == (409, "room_missing")
    assert Reservation.objects.count() == 1


def test_refusals_name_fields_and_write_nothing(room, alma, chiara, call):
    made = call(alma, "POST", "/reservations", WANTED)[1]["ids"][0]
    before = list(Reservation.objects.values_list("status", "record_id"))
    status, told = call(alma, "POST", "/reservations", WANTED | {"room_type": "XXX"})
    assert (status, list(told["fields"])) == (422, ["room_type"])
    assert call(chiara, "GET", f"/reservations/{made}")[0] == 404
    assert call(chiara, "POST", f"/reservations/{made}/cancel", {"reason": "other"})[0] == 404
    assert call(alma, "GET", "/reservations?cursor=x")[0] == 422
    assert list(Reservation.objects.values_list("status", "record_id")) == before
    assert Folio.objects.count() == 0
