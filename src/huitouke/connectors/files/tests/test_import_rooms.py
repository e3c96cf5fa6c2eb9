"""A list of rooms at the terminal."""

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import BranchNotFound, RightMissing
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.rooms import import_rooms
from huitouke.hotels.models import Room
from huitouke.hotels.services import add_room_type


@pytest.fixture
def sheet(group, tmp_path):
    add_room_type(actor=SYSTEM, branch=group.main, code="DLK", labels={"zh": "豪华大床房"})
    path = tmp_path / "rooms.csv"
    path.write_text("房号,房型,楼层\n0801,DLK,8\n0802,豪华大床房,8\n0803,总统套房,8\n", encoding="utf-8")
    return path


def test_rooms_are_taken_in_and_the_same_list_again_changes_nothing(sheet, group):
    done = import_rooms(sheet, actor=SYSTEM, branch="MAIN")
    assert done.summary() == {"created": 2, "changed": 0, "unchanged": 0, "refused": 1, "dry_run": False}
    [line] = done.lines()
    assert line.startswith("row ")
    assert sorted(Room.objects.values_list("number", "floor")) == [("0801", "8"), ("0802", "8")]
    again = import_rooms(sheet, actor=SYSTEM, branch="MAIN").summary()
    assert (again["created"], again["unchanged"]) == (0, 2)
    sheet.write_text("房号,房型,楼层\n0801,DLK,9\n", encoding="utf-8")
    assert import_rooms(sheet, actor=SYSTEM, branch="MAIN").summary()["changed"] == 1
    assert Room.objects.get(number="0801").floor == "9"
    assert Room.objects.filter(is_closed=False).count() == 2


def test_a_trial_tells_and_writes_nothing(sheet, refuses_to_write):
    with refuses_to_write():
        done = import_rooms(sheet, actor=SYSTEM, branch="MAIN", dry_run=True)
    assert (done.summary()["created"], done.summary()["dry_run"]) == (2, True)
    assert not Room.objects.exists()


def test_a_map_an_unknown_branch_and_a_person_without_the_right_are_refused(
    sheet, alma, tmp_path, refuses_to_write
):
    with refuses_to_write():
        with pytest.raises(UnreadableFile) as caught:
            import_rooms(sheet, actor=SYSTEM, branch="MAIN", map_file=tmp_path / "map")
        assert caught.value.code == "bad_map"
        with pytest.raises(BranchNotFound):
            import_rooms(sheet, actor=SYSTEM, branch="MOON")
        with pytest.raises(RightMissing):
            import_rooms(sheet, actor=alma.actor, branch="MAIN")
    assert not Room.objects.exists()
