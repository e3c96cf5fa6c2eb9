"""Who stayed in one room may have to do with each other."""

from datetime import timedelta

import pytest

from huitouke.guests.models import Guest, Relation
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.relation_finding import find_relations
from huitouke.stays.models import Reservation
from huitouke.stays.relation_ground import one_room
from huitouke.testing.fixtures import TODAY
from huitouke.testing.stays import make_room, make_stay

pytestmark = pytest.mark.usefixtures("still_clock")

CHEN = {"name": "陈志强", "mobile": "13812345678", "sex": "男"}
LIN = {"name": "林美玲", "mobile": "13900001111", "sex": "女"}
DATES = [TODAY - timedelta(days=days) for days in (90, 60, 30)]


def between(*names):
    """How often these two stayed in one room, asked of either of them and of both."""
    ids = [Guest.objects.get(name=name).id for name in names]
    asked = [one_room(some) for some in (ids[:1], ids[1:], ids)]
    assert asked[0] == asked[1] == asked[2]
    return [times for _one, _other, times in asked[0]]


def test_a_couple_that_came_thrice_is_suggested_with_the_number(group):
    make_room(group.main, "1201")
    for number, day in enumerate(DATES):
        given = {"status": "checked_out", "room": "1201"}
        make_stay(group.main, f"r-{number}", day, 2, who=CHEN, profile="p-1", **given)
        make_stay(group.main, f"s-{number}", day, 2, who=LIN, profile="p-2", **given)
    assert between("陈志强", "林美玲") == [3]
    keep_missing_rows()
    find_relations()
    assert list(Relation.objects.values_list("state", "evidence")) == [("suggested", {"room": 3})]


def test_a_sharer_of_the_same_reservation(group):
    make_stay(group.main, "r-1", DATES[0], 2, status="checked_out", who=CHEN, profile="p-1", others=(LIN,))
    assert between("陈志强", "林美玲") == [1]


def test_two_reservations_that_share_a_room_count_like_one(group):
    make_room(group.main, "1201")
    given = {"status": "checked_out", "room": "1201"}
    make_stay(group.main, "r-1", DATES[0], 3, who=CHEN, profile="p-1", **given)
    make_stay(group.main, "r-2", DATES[0] + timedelta(days=1), 2, who=LIN, profile="p-2", **given)
    assert between("陈志强", "林美玲") == [1]


@pytest.mark.parametrize("status", ["reserved", "cancelled", "no_show"])
def test_who_did_not_come_shared_nothing(group, status):
    make_room(group.main, "1201")
    for external_id, who in (("r-1", CHEN), ("r-2", LIN)):
        make_stay(group.main, external_id, TODAY, 2, status=status, who=who, room="1201", profile=external_id)
    assert between("陈志强", "林美玲") == []


def test_one_room_after_another_is_not_shared(group):
    make_room(group.main, "1201")
    for external_id, who, day in (("r-1", CHEN, DATES[0]), ("r-2", LIN, DATES[0] + timedelta(days=2))):
        make_stay(
            group.main, external_id, day, 2, status="checked_out", who=who, room="1201", profile=external_id
        )
    assert between("陈志强", "林美玲") == []


def test_a_stay_that_is_not_to_be_disclosed_tells_nothing(group):
    make_room(group.main, "1201")
    for external_id, who in (("r-1", CHEN), ("r-2", LIN)):
        make_stay(
            group.main,
            external_id,
            DATES[0],
            2,
            status="checked_out",
            who=who,
            room="1201",
            profile=external_id,
        )
    assert between("陈志强", "林美玲") == [1]
    Reservation.objects.filter(external_id="r-2").update(is_name_hidden=True)
    assert between("陈志强", "林美玲") == []


def test_a_house_whose_staff_may_not_know_both_tells_nothing(group):
    make_room(group.main, "1201")
    for external_id, who in (("r-1", CHEN), ("r-2", LIN)):
        make_stay(
            group.main,
            external_id,
            DATES[0],
            2,
            status="checked_out",
            who=who,
            room="1201",
            profile=external_id,
        )
    guest = Guest.objects.get(name="林美玲")
    Guest.objects.filter(id=guest.id).update(legal_entity=group.bay.legal_entity)
    assert between("陈志强", "林美玲") == []
    Guest.objects.filter(id=guest.id).update(is_shared=True)
    assert between("陈志强", "林美玲") == [1]


def test_a_new_stay_brings_its_guests_to_the_next_run(group):
    make_room(group.main, "1201")
    make_stay(group.main, "r-1", DATES[0], 2, status="checked_out", who=CHEN, room="1201", profile="p-1")
    keep_missing_rows()
    find_relations()
    make_stay(group.main, "r-2", DATES[0], 2, status="checked_out", who=LIN, room="1201", profile="p-2")
    keep_missing_rows()
    assert find_relations().made == 1
    assert Relation.objects.get().evidence == {"room": 1}
