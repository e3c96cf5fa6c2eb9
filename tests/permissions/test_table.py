"""Every door, tried by one of each kind of person: `./huitouke prove permissions` tries all roles at all places."""

import pytest

from huitouke.access.choices import ROLES
from huitouke.testing.counts import nothing_written
from huitouke.testing.permissions.door import GONE, OPEN, STAFF, Door
from huitouke.testing.permissions.doors import DOORS
from huitouke.testing.permissions.roles import MATRIX, POWERS, RIGHT_OF
from huitouke.testing.permissions.subjects import make_subjects, make_things
from huitouke.testing.permissions.walk import (
    breaches,
    doors_gone,
    doors_missing,
    few_visitors,
    knock,
    patterns,
    unnamed_methods,
    visitors,
)

pytestmark = pytest.mark.long


@pytest.fixture
def subjects(group, settings, tmp_path):
    settings.HOME = tmp_path
    return make_subjects(group, make_things(group))


def test_every_door_of_the_site_stands_in_the_table():
    assert not doors_missing(), "add them to src/huitouke/testing/permissions/*_doors.py"


def test_every_line_of_the_table_is_a_door():
    assert not doors_gone()
    assert {door.power for door in DOORS} <= {*RIGHT_OF, OPEN, STAFF, GONE}


def test_a_new_address_is_noticed(monkeypatch):
    monkeypatch.setitem(patterns(), "guests:back-door", "/guests/back-door/")
    assert doors_missing() == {"guests:back-door"}


def test_the_rights_of_the_code_are_those_of_the_table():
    assert set(POWERS) == set(ROLES)
    for role, powers in POWERS.items():
        assert {RIGHT_OF[power] for power in powers} == {right.value for right in ROLES[role].rights}, role
    assert len(MATRIX.strip().splitlines()) == len(ROLES) + 1


def test_the_table_holds_for_one_of_each_kind(group, subjects):
    """Each door is tried by half of those of another legal entity, by a quarter of four kinds at the other places, and
    by a sixth of the further kinds at MAIN, in turn."""
    everywhere, at_main = few_visitors(group)
    abroad = [visitor for visitor in everywhere if visitor.place == "BAY"]
    others = [visitor for visitor in everywhere if visitor.place != "BAY"]
    tried = [
        breach
        for place, door in enumerate(DOORS)
        for breach in breaches(
            group,
            subjects,
            [*abroad[place % 2 :: 2], *others[place % 4 :: 4], *at_main[place % 6 :: 6]],
            [door],
        )
    ]
    assert len(abroad) > 1
    assert len(tried) > 6 * len(DOORS)
    broken = [str(breach) for breach in tried if breach]
    assert not broken, "\n".join(broken)


def test_a_refusal_writes_nothing(group, subjects):
    """Each kind of refusal at each door that writes: a stranger, nobody's login, the reader, the other entity."""
    [*people] = visitors(group, roles=("auditor", "front_desk"), places=("BAY",))
    writing = [
        door for door in DOORS if door.method != "GET" and door.whose in ("guest", "thing", "branch", "group")
    ]
    for door in writing:
        for visitor in people:
            with nothing_written():
                knock(door, visitor, subjects)


def test_methods_that_no_line_names_do_nothing(group, subjects):
    [*_others, administrator] = visitors(group, roles=("administrator",), places=("GROUP",))
    for method, name in unnamed_methods():
        with nothing_written():
            response, _body = knock(Door(method, name, OPEN), administrator, subjects)
        assert response.status_code in (200, 302, 400, 403, 404, 405, 422), f"{method} {name}"
