"""Room types and rooms over the API."""

import pytest

from huitouke.hotels.models import Room, RoomType

DLK = {"branch": "MAIN", "code": "DLK", "labels": {"zh": "豪华大床房"}, "area": "32", "max_persons": 2}


@pytest.fixture
def api(as_caller, bruno):
    return as_caller(bruno)


@pytest.fixture
def room(api):
    assert api.post("/room-types", DLK).status_code == 201
    made = api.post("/rooms", {"branch": "MAIN", "number": "0801", "room_type": "DLK", "floor": "8"})
    assert made.status_code == 201
    return made.json()


def test_a_room_is_added_found_and_changed(api, as_caller, alma, room):
    assert room["room_type"] == "DLK"
    found = as_caller(alma).get("/rooms?branch=MAIN&text=080").json()
    assert (found["count"], found["items"]) == (1, [room])
    changed = api.patch(f"/rooms/{room['id']}", {"floor": "9"}).json()
    assert changed == {**room, "floor": "9"}
    assert api.patch(f"/rooms/{room['id']}", {"is_closed": True}).json()["is_closed"]
    assert api.get("/rooms").json()["count"] == 0
    assert api.get("/rooms?include_closed=true").json()["count"] == 1
    assert as_caller(alma).get(f"/rooms/{room['id']}").json()["is_closed"]


def test_a_room_type_is_changed_and_closed_once_no_room_is_of_it(api, room):
    [kind] = api.get("/room-types").json()["items"]
    assert (kind["area"], kind["label"]) == ("32.0", "豪华大床房")
    path = f"/room-types/{kind['id']}"
    assert api.patch(path, {"max_persons": 3}).json() == {**kind, "max_persons": 3}
    used = api.patch(path, {"labels": {"zh": "别的"}, "is_closed": True})
    assert (used.status_code, used.json()["code"]) == (409, "room_type_in_use")
    assert RoomType.objects.get().labels == {"zh": "豪华大床房"}
    api.patch(f"/rooms/{room['id']}", {"is_closed": True})
    assert api.patch(path, {"is_closed": True}).json()["is_closed"]
    shut = api.patch(f"/rooms/{room['id']}", {"is_closed": False})
    assert (shut.status_code, shut.json()["code"]) == (409, "room_type_closed")
    assert Room.objects.get().is_closed


def test_what_cannot_be_kept_is_refused_by_field(api, room, refuses_to_write):
    for path, body, field in (
        ("/rooms", {"branch": "MAIN", "number": "0801", "room_type": "DLK"}, "number"),
        ("/rooms", {"branch": "MAIN", "number": "0802", "room_type": "NONE"}, "room_type"),
        ("/rooms", {"branch": "MOON", "number": "0802", "room_type": "DLK"}, "branch"),
        ("/room-types", DLK, "code"),
        ("/room-types", {**DLK, "code": "STD", "area": "wide"}, "area"),
        ("/room-types", {**DLK, "code": "STD", "beds": ["hammock"]}, "beds"),
    ):
        with refuses_to_write():
            told = api.post(path, body)
        assert told.status_code == 422, told.content
        assert field in told.json()["fields"]


def test_rooms_of_a_branch_belong_to_who_may_see_it(as_caller, alma, chiara, room, refuses_to_write):
    assert as_caller(chiara).get("/rooms").json() == {"items": [], "count": 0}
    assert as_caller(chiara).get(f"/rooms/{room['id']}").status_code == 404
    clerk = as_caller(alma)
    with refuses_to_write():
        assert clerk.patch(f"/rooms/{room['id']}", {"floor": "1"}).status_code == 403
        added = clerk.post("/rooms", {"branch": "MAIN", "number": "1", "room_type": "DLK"})
        assert added.status_code == 403
