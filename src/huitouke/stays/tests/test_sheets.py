from datetime import UTC, datetime, time, timedelta

import pytest

from huitouke.access.errors import BranchNotFound, RightMissing
from huitouke.guests.models import Guest
from huitouke.stays.errors import ReservationNotFound
from huitouke.stays.models import Reservation
from huitouke.stays.sheet_lines import GroupLine, Place, SheetKind, group_lines
from huitouke.stays.sheets import count_sheets, get_branch, read_sheet, read_stay, state_of_sheet
from huitouke.testing.counts import at_most_queries
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire
from huitouke.testing.stays import deliver, make_room, make_stay

pytestmark = pytest.mark.usefixtures("still_clock")
TONIGHT = datetime(2026, 3, 16, 10, tzinfo=UTC)


@pytest.fixture
def rooms(group):
    return [make_room(group.main, number) for number in ("0801", "0802", "1208")]


def arrivals(persona, group, **more):
    return read_sheet(persona.actor, group.main, SheetKind.ARRIVALS, TODAY, **more)


def test_an_arrival_tells_what_the_desk_needs(alma, group, rooms, guest_of):
    wang = {"name": "王建国", "form_of_address": "王总", "mobile": "13812342217", "preference": ["荞麦枕"]}
    make_stay(group.main, "old", TODAY - timedelta(days=90), 2, status="checked_out", who=wang, profile="p-1")
    make_stay(
        group.lake, "lake", TODAY - timedelta(days=30), 1, status="checked_out", who=wang, profile="p-1"
    )
    make_stay(
        group.main, "new", TODAY, 3, who=wang, profile="p-1", room="1208", arrives_at=time(14), rates=(58000,),
        who_pays="company", meal_plan="breakfast", adults=2, guarantee="six_pm", held_until=TONIGHT,
        requests=("高楼层",), remarks=("上次空调有噪音",), channel="direct",
    )  # fmt: skip
    guest = Guest.objects.get(name="王建国")
    Guest.objects.filter(id=guest.id).update(birthday_calendar="solar", birthday_month=3, birthday_day=17,
                                             birthday_key=317, vip_grade="V2")  # fmt: skip
    [line] = arrivals(alma, group).lines
    assert (line.room, line.floor, line.arrives_at, line.nights) == ("1208", "12", time(14), 3)
    assert (line.name, line.reading, line.form_of_address, line.vip_grade) == (
        "王建国",
        "Wang Jianguo",
        "王总",
        "V2",
    )
    assert (line.nth_here, line.nth, line.breakfasts, str(line.rate)) == (2, 3, 2, "CNY 580")
    assert line.birthday == TODAY + timedelta(days=1)
    assert (line.requests, line.remarks, line.place) == ("高楼层", "上次空调有噪音", Place.DUE)


def test_done_ones_stand_below_and_those_due_by_time(alma, group, rooms):
    make_stay(group.main, "late", TODAY, arrives_at=time(19))
    make_stay(group.main, "in", TODAY, status="in_house", room="0801", checked_in_at=TONIGHT)
    make_stay(group.main, "never", TODAY, status="cancelled")
    make_stay(group.main, "early", TODAY, arrives_at=time(9))
    make_stay(group.main, "open", TODAY)
    found = arrivals(alma, group)
    order = [Reservation.objects.get(id=line.id).external_id for line in found.lines]
    assert order == ["early", "late", "open", "in"]
    assert (found.due, found.done) == (3, 1)


def test_in_house_and_departures(alma, group, rooms):
    make_stay(group.main, "stays", TODAY - timedelta(days=1), 3, status="in_house", room="0801")
    make_stay(group.main, "leaves", TODAY - timedelta(days=2), 2, status="in_house", room="0802")
    make_stay(group.main, "left", TODAY - timedelta(days=1), 1, status="checked_out", room="1208")
    make_stay(group.main, "to come", TODAY, 1)
    inside = read_sheet(alma.actor, group.main, SheetKind.IN_HOUSE, TODAY)
    assert [line.room for line in inside.lines] == ["0801", "0802"]
    leaving = read_sheet(alma.actor, group.main, SheetKind.DEPARTURES, TODAY)
    assert [(line.room, line.place) for line in leaving.lines] == [("0802", Place.DUE), ("1208", Place.DONE)]
    counts = count_sheets(alma.actor, group.main, TODAY)
    assert (counts.to_come, counts.arrived, counts.in_house, counts.to_leave, counts.left) == (1, 0, 2, 1, 1)
    yesterday = read_sheet(alma.actor, group.main, SheetKind.IN_HOUSE, TODAY - timedelta(days=1))
    assert [line.room for line in yesterday.lines] == ["0801", "0802", "1208"]


def test_a_group_folds_to_one_line_in_the_place_of_its_first_room(alma, group, rooms):
    for number, name in enumerate(("张三", "", "李四")):
        make_stay(
            group.main, f"g{number}", TODAY, who={"name": name} if name else None, group="G1",
            group_name="苏南建工会议", arrives_at=time(18),
        )  # fmt: skip
    make_stay(group.main, "alone", TODAY, arrives_at=time(12))
    shown = group_lines(arrivals(alma, group).lines)
    assert [isinstance(each, GroupLine) for each in shown] == [False, True]
    party = shown[1]
    assert (party.name, len(party.lines), party.unnamed, party.unassigned) == ("苏南建工会议", 3, 1, 3)


def test_who_is_not_to_be_disclosed_stands_without_a_name(mei, alma, group, rooms):
    hidden = {"name": "欧阳静", "form_of_address": "欧阳医生", "company": "密云贸易", "allergy": "海胆"}
    make_stay(
        group.main, "s", TODAY, who=hidden, profile="p-9", is_name_hidden=True, requests=("欧阳静要高楼层",),
        remarks=("与欧阳医生同行",), room="1208",
    )  # fmt: skip
    deliver()
    assert arrivals(mei, group).lines[0].name == "欧阳静"
    [line] = arrivals(alma, group).lines
    told = repr(line)
    for secret in ("欧阳静", "欧阳医生", "密云贸易", "Ouyang"):
        assert secret not in told
    assert line.is_hidden
    assert line.guest_id is None
    assert [badge.text for badge in line.badges] == ["海胆"]
    assert line.requests == "…要高楼层"


def test_a_price_is_told_only_to_who_may_know_it(alma, mei, group, rooms):
    make_stay(group.main, "open", TODAY, rates=(58000,), room="0801")
    make_stay(group.main, "hidden", TODAY, rates=(99900,), is_rate_hidden=True, room="0802")
    maid, duty = hire("maid", "housekeeping", group.main), hire("duty", "duty_manager", group.main)
    assert [line.rate for line in arrivals(maid, group).lines] == [None, None]
    assert [str(line.rate) for line in arrivals(alma, group).lines] == ["CNY 580", "None"]
    assert [str(line.rate) for line in arrivals(duty, group).lines] == ["CNY 580", "CNY 999"]


def test_the_queries_of_a_list_do_not_grow_with_it(alma, group):
    for number in range(12):
        make_room(group.main, f"{number:02}01")
        make_stay(
            group.main, f"r{number}", TODAY, who={"name": f"客人{number}", "taboo": "不吃香菜", "preference": "荞麦枕"},
            profile=f"p{number}", room=f"{number:02}01",
        )  # fmt: skip
    deliver()
    with at_most_queries(7):
        assert len(arrivals(alma, group).lines) == 12
    with at_most_queries(1):
        state_of_sheet(alma.actor, group.main, SheetKind.ARRIVALS, TODAY)


def test_a_list_is_told_only_within_its_legal_entity(group, alma, chiara, dario, rooms):
    make_stay(group.main, "s", TODAY)
    with pytest.raises(BranchNotFound):
        read_sheet(chiara.actor, group.main, SheetKind.ARRIVALS, TODAY)
    with pytest.raises(BranchNotFound):
        get_branch(chiara.actor, "MAIN")
    with pytest.raises(RightMissing):
        arrivals(dario, group)
    assert len(arrivals(alma, group).lines) == 1


def test_the_state_of_a_list_tells_a_change_and_a_coming(alma, group):
    def state():
        return state_of_sheet(alma.actor, group.main, SheetKind.ARRIVALS, TODAY)

    empty = state()
    make_stay(group.main, "s", TODAY)
    first = state()
    assert first.rows != empty.rows
    assert state() == first
    Reservation.objects.update(updated_at=TONIGHT)
    assert (state().rows, state().content == first.content) == (first.rows, False)


def test_one_stay_is_read_as_a_line(alma, group, chiara):
    made = make_stay(group.main, "s", TODAY + timedelta(days=9), who={"name": "张三"})
    line, branch = read_stay(alma.actor, made.id)
    assert (line.id, line.name, branch) == (made.id, "张三", group.main)
    with pytest.raises(ReservationNotFound):
        read_stay(chiara.actor, made.id)
