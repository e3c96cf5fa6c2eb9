"""The guest list: filters of the address bar, keyset paging both ways, counts up to a cap."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from huitouke.access.errors import RightMissing
from huitouke.guests import queries
from huitouke.guests.models import Guest, GuestTag, Tag
from huitouke.guests.queries import GuestFilter, find_guests, list_guests, list_tag_names
from huitouke.kernel import clock
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.conditions import running
from huitouke.testing.fixtures import TODAY

pytestmark = pytest.mark.usefixtures("still_clock")


def names(page):
    return [line.name for line in page.lines]


def listed(actor, **chosen):
    return set(names(list_guests(actor, GuestFilter(**chosen), today=TODAY)))


@pytest.fixture
def many(group, guest_of):
    return [guest_of(group.main, name=f"guest {number}") for number in range(23)]


def walk(actor, limit):
    """All pages from the newest guest to the oldest, by the keys that each page gives."""
    page = list_guests(actor, GuestFilter(), today=TODAY, limit=limit)
    pages = [page]
    while page.older:
        page = list_guests(actor, GuestFilter(), after=page.older, today=TODAY, limit=limit)
        pages.append(page)
    return pages


@pytest.mark.parametrize("limit", [1, 5, 10, 22, 23, 24, 50])
def test_the_pages_hold_every_guest_once_newest_first(many, alma, limit):
    seen = [line.id for page in walk(alma.actor, limit) for line in page.lines]
    assert seen == sorted((guest.id for guest in many), reverse=True)


@pytest.mark.parametrize("limit", [1, 5, 10, 22, 23, 24, 50])
def test_the_way_back_shows_the_same_guests(many, alma, limit):
    page = walk(alma.actor, limit)[-1]
    seen = [line.id for line in page.lines]
    while page.newer:
        page = list_guests(alma.actor, GuestFilter(), before=page.newer, today=TODAY, limit=limit)
        seen = [line.id for line in page.lines] + seen
    assert seen == sorted((guest.id for guest in many), reverse=True)


def test_the_first_page_has_no_newer_and_the_last_no_older_one(many, alma):
    pages = walk(alma.actor, 10)
    assert [bool(page.newer) for page in pages] == [False, True, True]
    assert [bool(page.older) for page in pages] == [True, True, False]


def test_a_guest_who_comes_meanwhile_moves_no_page(many, alma, group, guest_of):
    first = list_guests(alma.actor, GuestFilter(), today=TODAY, limit=10)
    second = names(list_guests(alma.actor, GuestFilter(), after=first.older, today=TODAY, limit=10))
    guest_of(group.main, name="late")
    assert names(list_guests(alma.actor, GuestFilter(), after=first.older, today=TODAY, limit=10)) == second


@pytest.mark.parametrize("key", ["x", "0", "'; --", "\x00", "a" * 500])
def test_a_key_that_is_none_shows_the_first_page(many, alma, key):
    assert len(list_guests(alma.actor, GuestFilter(), after=key, today=TODAY).lines) == 23
    assert len(list_guests(alma.actor, GuestFilter(), before=key, today=TODAY).lines) == 23


def test_the_count_is_told_up_to_a_cap(many, alma, monkeypatch):
    page = list_guests(alma.actor, GuestFilter(), today=TODAY, limit=5)
    assert (page.count, page.is_count_capped) == (23, False)
    monkeypatch.setattr(running, "COUNT_CAP", 10)
    page = list_guests(alma.actor, GuestFilter(), today=TODAY, limit=5)
    assert (page.count, page.is_count_capped) == (10, True)


def test_an_empty_list_has_no_keys(group, alma):
    page = list_guests(alma.actor, GuestFilter(), today=TODAY)
    assert (page.lines, page.older, page.newer, page.count) == ([], "", "", 0)


def test_who_may_not_view_sees_no_list(many, dario):
    with pytest.raises(RightMissing):
        list_guests(dario.actor, GuestFilter(), today=TODAY)
    with pytest.raises(RightMissing):
        find_guests(dario.actor, "guest")


@pytest.fixture
def varied(group, alma, guest_of, still_clock):
    guest_of(group.main, name="plain")
    guest_of(group.lake, name="lake", nationality="PT")
    guest_of(group.main, name="warned", allergy="花生")
    guest_of(group.main, name="tagged", tag=["摄影", "老朋友"])
    guest_of(group.main, name="followed", follow_up="alma")
    guest_of(group.main, name="born", birth_date="1980-03-18")
    guest_of(group.main, name="lunar", kept_birthday="农历二月初一")
    guest_of(
        group.main,
        name="王完整",
        sex="男",
        mobile="13812345678",
        nationality="CN",
        company="丝绸",
        birth_date="1980-07-01",
    )


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ({"branch": "LAKE"}, {"lake"}),
        ({"branch": "NOWHERE"}, set()),
        ({"nationality": "PT"}, {"lake"}),
        ({"nationality": "CN"}, {"王完整"}),
        ({"tag": "摄影"}, {"tagged"}),
        ({"tag": "no such tag"}, set()),
        ({"follow_up": "alma"}, {"followed"}),
        ({"has_warning": True}, {"warned"}),
        # 18 March 2026 is two days off, and 农历二月初一 is 19 March.
        ({"birthday_within": 1}, set()),
        ({"birthday_within": 3}, {"born"}),
        ({"birthday_within": 7}, {"born", "lunar"}),
        ({"birthday_within": 7, "has_warning": True}, set()),
        ({"branch": "MAIN", "nationality": "CN"}, {"王完整"}),
    ],
)
def test_a_filter_shows_whom_it_names(varied, alma, chosen, wanted):
    assert listed(alma.actor, **chosen) == wanted


def test_the_incomplete_are_those_below_the_line(varied, alma):
    shown = listed(alma.actor, is_incomplete=True)
    assert "王完整" not in shown
    assert "plain" in shown
    low = Guest.objects.filter(completeness__lt=queries.INCOMPLETE_BELOW).values_list("name", flat=True)
    assert shown == set(low)


def test_new_guests_are_those_of_the_last_days(group, alma, guest_of):
    guest = guest_of(group.main, name="new")
    made = datetime.fromtimestamp((guest.id.int >> 80) / 1000, UTC)
    with frozen_at(made + timedelta(days=2)):
        today = timezone.localdate(clock.now())
        assert names(list_guests(alma.actor, GuestFilter(new_within=3), today=today)) == ["new"]
        assert names(list_guests(alma.actor, GuestFilter(new_within=1), today=today)) == []


def test_warnings_come_with_the_line_in_one_query(group, alma, guest_of, django_assert_max_num_queries):
    for number in range(6):
        guest_of(group.main, name=f"guest {number}", taboo=f"taboo {number}", preference="window")
    with django_assert_max_num_queries(4):
        page = list_guests(alma.actor, GuestFilter(), today=TODAY)
    assert [[badge.text for badge in line.badges] for line in page.lines] == [
        [f"taboo {n}"] for n in range(5, -1, -1)
    ]


def test_tags_that_are_closed_are_offered_no_more(group, alma, guest_of):
    guest_of(group.main, name="x", tag=["摄影", "老朋友"])
    Tag.objects.filter(name="摄影").update(is_closed=True)
    assert list_tag_names(alma.actor) == ["老朋友"]
    assert GuestTag.objects.count() == 2


def test_tags_of_another_entitys_guests_are_not_offered(group, alma, bruno, chiara, guest_of):
    guest_of(group.main, name="x", tag="只此一人")
    Tag.objects.create(name="常住")
    assert list_tag_names(chiara.actor) == ["常住"]
    assert list_tag_names(alma.actor) == list_tag_names(bruno.actor) == ["只此一人", "常住"]


def test_a_guest_without_a_name_has_a_placeholder(group, alma, guest_of):
    guest_of(group.main, name_hash="0x" + "ab" * 32)
    (line,) = list_guests(alma.actor, GuestFilter(), today=TODAY).lines
    assert (line.name, bool(line.shown_name), line.reading) == ("", True, "")
