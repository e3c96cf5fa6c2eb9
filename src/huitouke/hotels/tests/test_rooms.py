"""Room types and rooms: added, changed, closed, found, and taken in from a list."""

import pytest

from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.hotels.errors import RoomInvalid, RoomNotFound, RoomTypeClosed, RoomTypeInUse, RoomTypeInvalid
from huitouke.hotels.models import Room, RoomType
from huitouke.hotels.room_queries import RoomFilter, find_rooms, get_room, list_room_types
from huitouke.hotels.services import (
    add_room,
    add_room_type,
    change_room,
    change_room_type,
    close_room,
    close_room_type,
    reopen_room,
    take_rooms,
)
from huitouke.hotels.services.rooms import RoomLine
from huitouke.kernel.models import FieldChange
from huitouke.testing.personas import hire

CONFIGURE = Right.HOTEL_CONFIGURE


@pytest.fixture
def kind(adam, group):
    return add_room_type(
        actor=adam.actor,
        branch=group.main,
        code="dlk",
        labels={"zh": "豪华大床房", "en": "Deluxe King"},
        area="32.5",
        beds=["king"],
        facilities=["bathtub", "wifi", "wifi"],
        max_persons="3",
    )


def room_of(adam, group, kind, number="0801", **more):
    return add_room(
        actor=adam.actor, branch=group.main, number=number, room_type_id=kind.id, **{"floor": "8", **more}
    )


def numbers(actor, **chosen):
    return [room.number for room in find_rooms(actor, CONFIGURE, RoomFilter(**chosen))[0]]


def test_a_room_type_keeps_what_was_said(kind):
    kind.refresh_from_db()
    assert (kind.code, str(kind.area), kind.beds, kind.facilities, kind.max_persons) == (
        "DLK",
        "32.5",
        ["king"],
        ["bathtub", "wifi"],
        3,
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "D K"}, "code"),
        ({"labels": {}}, "zh"),
        ({"area": "big"}, "area"),
        ({"area": "-1"}, "area"),
        ({"area": "NaN"}, "area"),
        ({"max_persons": "0"}, "max_persons"),
        ({"max_persons": "²"}, "max_persons"),
        ({"beds": ["hammock"]}, "beds"),
        ({"facilities": ["moat"]}, "facilities"),
    ],
)
def test_what_a_room_type_cannot_be_is_refused_by_field(adam, group, values, field, refuses_to_write):
    given = {"code": "STD", "labels": {"zh": "标准间"}, **values}
    with refuses_to_write(), pytest.raises(RoomTypeInvalid) as refused:
        add_room_type(actor=adam.actor, branch=group.main, **given)
    assert list(refused.value.fields) == [field]
    assert not RoomType.objects.exists()


def test_a_code_is_used_once_a_branch(adam, group, kind):
    with pytest.raises(RoomTypeInvalid):
        add_room_type(actor=adam.actor, branch=group.main, code="DLK", labels={"zh": "另一种"})
    add_room_type(actor=adam.actor, branch=group.lake, code="DLK", labels={"zh": "湖景大床房"})


def test_a_change_is_in_history_and_trail_and_no_change_is_not(adam, kind):
    same = {"labels": kind.labels, "beds": kind.beds, "facilities": kind.facilities, "max_persons": 3}
    change_room_type(actor=adam.actor, room_type_id=kind.id, area="32.5", **same)
    assert not FieldChange.objects.filter(subject_id=kind.id).exists()
    change_room_type(actor=adam.actor, room_type_id=kind.id, area="", **same)
    change = FieldChange.objects.get(subject_id=kind.id)
    assert (change.field, change.old, change.actor_id) == ("area", 32.5, adam.user.id)
    assert AuditEntry.objects.get(code="hotels.room_type.changed").fields == ["area"]


def test_a_type_with_open_rooms_is_not_closed(adam, group, kind):
    room = room_of(adam, group, kind)
    with pytest.raises(RoomTypeInUse):
        close_room_type(actor=adam.actor, room_type_id=kind.id)
    close_room(actor=adam.actor, room_id=room.id)
    close_room_type(actor=adam.actor, room_type_id=kind.id)
    with pytest.raises(RoomTypeClosed):
        reopen_room(actor=adam.actor, room_id=room.id)
    assert list_room_types(adam.actor, CONFIGURE) == []
    assert len(list_room_types(adam.actor, CONFIGURE, include_closed=True)) == 1


def test_rooms_are_found_by_number_floor_type_and_feature(adam, group, kind):
    room_of(adam, group, kind, features=["quiet", "high_floor"])
    room_of(adam, group, kind, "0802", features=["near_lift"])
    closed = room_of(adam, group, kind, "1203", floor="12")
    close_room(actor=adam.actor, room_id=closed.id)
    assert numbers(adam.actor) == ["0801", "0802"]
    assert numbers(adam.actor, include_closed=True, text="12") == ["1203"]
    assert numbers(adam.actor, feature="quiet") == ["0801"]
    assert numbers(adam.actor, floor="8", room_type="DLK") == ["0801", "0802"]
    assert numbers(adam.actor, branch="LAKE") == []


def test_a_number_is_used_once_and_a_type_is_of_the_same_branch(adam, group, kind, refuses_to_write):
    room_of(adam, group, kind)
    with refuses_to_write():
        for branch, number in ((group.main, "0801"), (group.lake, "0801"), (group.main, " ")):
            with pytest.raises(RoomInvalid):
                add_room(actor=adam.actor, branch=branch, number=number, room_type_id=kind.id)
    assert Room.objects.count() == 1


def test_a_feature_that_was_closed_meanwhile_may_stay(adam, group, kind):
    room = room_of(adam, group, kind, features=["quiet"])
    Room.objects.filter(id=room.id).update(features=["quiet", "gone"])
    change_room(actor=adam.actor, room_id=room.id, room_type_id=kind.id, floor="9", features=["gone"])
    room.refresh_from_db()
    assert (room.floor, room.features) == ("9", ["gone"])


def test_who_configures_another_branch_changes_nothing_here(adam, group, kind, refuses_to_write):
    room = room_of(adam, group, kind)
    far = hire("fang", "manager", group.bay)
    with refuses_to_write():
        for act in (
            lambda: add_room(actor=far.actor, branch=group.main, number="1", room_type_id=kind.id),
            lambda: close_room(actor=far.actor, room_id=room.id),
            lambda: close_room_type(actor=far.actor, room_type_id=kind.id),
            lambda: take_rooms(actor=far.actor, branch=group.main, lines=[]),
        ):
            with pytest.raises(RightMissing):
                act()
        with pytest.raises(RoomNotFound):
            get_room(far.actor, CONFIGURE, room.id)
    assert numbers(far.actor) == []


LIST = [
    RoomLine(2, "0801", "DLK", "8", ("安静", "Lake view")),
    RoomLine(3, "0802", "豪华大床房", "8"),
    RoomLine(4, "0803", "SUITE", "8"),
    RoomLine(5, "0802", "DLK", "8"),
    RoomLine(6, "0804", "DLK", "8", ("会飞",)),
    RoomLine(7, "", "DLK"),
]


def test_a_list_is_taken_row_by_row_and_twice_changes_nothing(adam, group, kind, refuses_to_write):
    taken = take_rooms(actor=adam.actor, branch=group.main, lines=LIST)
    assert (taken.created, taken.changed, [row for row, _why in taken.refused]) == (2, 0, [4, 5, 6, 7])
    assert Room.objects.get(number="0801").features == ["quiet", "lake_view"]
    with refuses_to_write():
        again = take_rooms(actor=adam.actor, branch=group.main, lines=LIST)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    moved = take_rooms(actor=adam.actor, branch=group.main, lines=[RoomLine(2, "0801", "DLK", "9")])
    assert moved.changed == 1
    assert AuditEntry.objects.filter(code="hotels.rooms.imported").count() == 2
