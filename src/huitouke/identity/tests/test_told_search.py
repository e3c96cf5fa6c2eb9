"""What was told of a guest once still finds them, whole, and only those whom the reader may see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from huitouke.access.actors import SYSTEM
from huitouke.guests.choices import ConsentAct
from huitouke.guests.models import Guest
from huitouke.guests.search import search_guests
from huitouke.identity.services import change_guest
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.people import Person, admit_people
from huitouke.testing.factories import let_papers_serve
from huitouke.testing.personas import hire

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OLD = {
    "name": "张伟",
    "mobile": "13906518842",
    "email": "zhang.wei@163.com",
    "plate": "苏E8K213",
    "passport": "E12345678",
}
NEW = {
    "name": "章大卫",
    "mobile": "13757181234",
    "email": "david@sina.com",
    "plate": "沪A12345",
    "passport": "E87654321",
}


@pytest.fixture
def moved(group, alma):
    """A guest of whom a system tells otherwise by now, and whose name Alma has corrected once more."""
    for minutes, raw in enumerate((OLD, NEW)):
        with transaction.atomic():
            admit_people(
                actor=SYSTEM,
                source=source_of(SYSTEM, group.main, "mews"),
                people=[
                    Person(
                        "guest:1",
                        {name: [text] for name, text in raw.items()},
                        START + timedelta(minutes=minutes),
                    )
                ],
            )
    guest = Guest.objects.get()
    let_papers_serve(guest)
    change_guest(
        actor=alma.actor, guest_id=guest.id, fields={"name": "David Zhang"}, additions={}, removals={}
    )
    keep_missing_rows()
    return guest


def found(who, scrap):
    return [(hit.guest_id, hit.by) for hit in search_guests(who.actor, scrap).found]


@pytest.mark.parametrize(
    "scrap",
    ["139 0651 8842", "+8613906518842", "Zhang.Wei@163.com", "苏E8K213", "E12345678", "张伟", "章大卫"],
)
def test_each_value_that_was_told_once_finds_the_guest(moved, alma, chiara, scrap):
    assert found(alma, scrap) == [(moved.id, "told")]
    assert found(chiara, scrap) == []


def test_what_stands_is_found_as_ever_and_a_part_of_what_was_tells_nothing(moved, group, alma):
    assert found(alma, "13757181234") == [(moved.id, "phone")]
    keeper = hire("keeper", "housekeeping", group.main)
    assert found(keeper, "13906518842") == [(moved.id, "told")]
    for scrap in ("1390651", "8842", "wei@163.com", "E8K2"):
        assert found(keeper, scrap) == []


def test_an_old_paper_finds_nobody_who_withdrew_what_they_agreed_to(moved, alma):
    let_papers_serve(moved, act=ConsentAct.WITHDRAWN)
    keep_missing_rows()
    assert found(alma, "E12345678") == []
    assert found(alma, "E87654321") == [(moved.id, "document")]
    assert found(alma, "13906518842") == [(moved.id, "told")]
