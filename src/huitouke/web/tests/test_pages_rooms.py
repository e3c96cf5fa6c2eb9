"""Rooms and code tables on their pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huitouke.hotels.models import CodeEntry, Room, RoomType

LIST = "房号,房型,楼层,特征\n0801,DLK,8,安静、湖景\n0802,DLK,8,\n0803,SUITE,8,\n"


@pytest.fixture
def office(adam, signed_in):
    return signed_in(adam)


def kind_form(**changes):
    return {
        "branch": "MAIN",
        "code": "DLK",
        "zh": "豪华大床房",
        "en": "",
        "area": "32",
        "max_persons": "2",
        **changes,
    }


@pytest.fixture
def kind(office):
    assert office.post("/settings/room-types/new/", kind_form(beds=["king"])).status_code == 302
    return RoomType.objects.get()


def test_an_empty_hotel_is_led_to_its_first_room_type(office):
    page = office.get("/settings/rooms/").content.decode()
    assert "/settings/room-types/new/" in page
    assert "/settings/rooms/new/" not in page


def test_a_room_type_and_a_room_are_made_changed_and_closed(office, kind):
    made = office.post(
        "/settings/rooms/new/",
        {"number": "0801", "room_type": str(kind.id), "floor": "8", "features": ["quiet"]},
    )
    assert made.status_code == 302
    room = Room.objects.get()
    page = office.get(f"/settings/rooms/{room.id}/").content.decode()
    assert 'value="quiet" checked' in page
    office.post(f"/settings/rooms/{room.id}/", {"room_type": str(kind.id), "floor": "9"})
    room.refresh_from_db()
    assert (room.floor, room.features) == ("9", [])
    assert office.post(f"/settings/room-types/{kind.id}/close/").status_code == 409
    office.post(f"/settings/rooms/{room.id}/close/")
    assert office.post(f"/settings/room-types/{kind.id}/close/").status_code == 302
    assert "0801" not in office.get("/settings/rooms/").content.decode()
    assert "0801" in office.get("/settings/rooms/?closed=1").content.decode()
    assert office.post(f"/settings/rooms/{room.id}/burn/").status_code == 404


def test_a_form_comes_back_with_what_was_typed_and_what_is_wrong(office, refuses_to_write):
    with refuses_to_write():
        page = office.post("/settings/room-types/new/", kind_form(area="gross", beds=["king"]))
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="gross"' in text
    assert 'value="king" checked' in text
    assert 'id="id_area_error"' in text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_list_of_rooms_is_taken_and_told(office, kind, encoding):
    page = office.post(
        "/settings/rooms/file/",
        {"branch": "MAIN", "file": SimpleUploadedFile("房间.csv", LIST.encode(encoding))},
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert "新增 2 间" in text
    assert "第 4 行" in text
    assert Room.objects.get(number="0801").features == ["quiet", "lake_view"]


@pytest.mark.parametrize("content", [b"", "姓名,手机\n王,1\n".encode(), b"\x00\x01\x02"])
def test_a_file_that_is_no_list_of_rooms_is_refused(office, kind, content, refuses_to_write):
    with refuses_to_write():
        page = office.post(
            "/settings/rooms/file/", {"branch": "MAIN", "file": SimpleUploadedFile("x.csv", content)}
        )
    assert page.status_code == 422
    assert Room.objects.count() == 0


def test_codes_are_added_worded_ordered_and_closed(office):
    assert (
        office.post("/settings/codes/bed/", {"code": "water", "zh": "水床", "en": "Water bed"}).status_code
        == 302
    )
    entry = CodeEntry.objects.get(table="bed", code="water")
    office.post(f"/settings/codes/entry/{entry.id}/up/")
    office.post(f"/settings/codes/entry/{entry.id}/", {"zh": "水床垫", "en": ""})
    office.post(f"/settings/codes/entry/{entry.id}/close/")
    entry.refresh_from_db()
    assert (entry.labels, entry.is_closed) == ({"zh": "水床垫"}, True)
    page = office.get("/settings/codes/bed/").content.decode()
    assert page.index("water") < page.index("sofa_bed")
    again = office.post("/settings/codes/bed/", {"code": "water", "zh": "水床"})
    assert again.status_code == 422
    assert 'id="id_code_error"' in again.content.decode()


def test_a_standard_table_takes_no_codes_and_is_searched(office):
    page = office.get("/settings/codes/region/?q=西湖区").content.decode()
    assert "330106" in page
    assert 'name="code"' not in page
    assert office.get("/settings/codes/no_such/").status_code == 404


def test_a_table_of_the_hotels_own(office):
    made = office.post("/settings/codes/", {"code": "club", "zh": "俱乐部"})
    assert made["Location"] == "/settings/codes/club/"
    assert "表里还没有代码" in office.get("/settings/codes/club/").content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_of_rooms_goes_out_whole_and_comes_in_again_without_a_change(office, kind, form):
    office.post(
        "/settings/rooms/file/", {"branch": "MAIN", "file": SimpleUploadedFile("r.csv", LIST.encode())}
    )
    assert (
        office.get("/settings/rooms/export/", {"q": "0802"}).getvalue().decode("utf-8-sig").count("\r\n") == 2
    )
    out = office.get("/settings/rooms/export/", {"as": form})
    assert "rooms-" in out["Content-Disposition"]
    again = SimpleUploadedFile(f"rooms.{form}", out.getvalue())
    page = office.post("/settings/rooms/file/", {"branch": "MAIN", "file": again}).content.decode()
    assert "新增 0 间，更改 0 间，2 间无变化" in page
