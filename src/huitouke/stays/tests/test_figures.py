from datetime import date, timedelta

import pytest

from huitouke.access.errors import RightMissing
from huitouke.guests.models import Guest
from huitouke.hotels.models import Outlet
from huitouke.stays.calculations import Amount
from huitouke.stays.figures import favourite_outlet, list_stays, stay_figures
from huitouke.stays.models import Reservation
from huitouke.stays.queries import ReservationFilter, list_reservations
from huitouke.stays.told import ToldLine
from huitouke.testing.counts import at_most_queries
from huitouke.testing.factories import share
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire
from huitouke.testing.stays import make_stay

pytestmark = pytest.mark.usefixtures("still_clock")
WANG = {"name": "王建国", "mobile": "13812342217"}


@pytest.fixture
def guest(group):
    Outlet.objects.create(branch=group.main, code="SPA", kind="spa", labels={"zh": "水疗", "en": "Spa"})
    spent = tuple(
        ToldLine(f"l{number}", TODAY - timedelta(days=60), 10000, kind="spa", outlet="SPA")
        for number in range(2)
    )
    for place, name, days, nights, rate, lines in (
        (group.main, "a", 60, 3, 50000, spent), (group.lake, "b", 30, 2, 60000, ()),
        (group.main, "c", -9, 1, 70000, ()),
    ):  # fmt: skip
        make_stay(
            place, name, TODAY - timedelta(days=days), nights, status="checked_out" if days > 0 else "reserved",
            who=WANG, profile="p-1", rates=(rate,), lines=lines, channel="direct",
        )  # fmt: skip
    return Guest.objects.get(name="王建国")


def test_the_figures_of_a_guest_are_of_all_branches(alma, guest):
    with at_most_queries(2):
        told = stay_figures(alma.actor, guest.id, TODAY)
    found = told.figures
    assert (found.stays, found.nights, found.channel) == (2, 5, "direct")
    assert found.average_rates == [Amount("CNY", 54000)]
    assert found.spend == [Amount("CNY", 290000)]
    assert (found.last.arrival, found.next.arrival) == (TODAY - timedelta(days=30), TODAY + timedelta(days=9))
    assert favourite_outlet(alma.actor, guest.id) == "水疗"


def test_the_line_of_stays_is_one_with_a_filter_by_branch(alma, guest, group):
    with at_most_queries(3):
        page = list_stays(alma.actor, guest.id)
    assert [line.branch for line in page.lines] == ["柳岸大酒店", "柳岸湖店", "柳岸大酒店"]
    assert page.branches == [("MAIN", "柳岸大酒店", 2), ("LAKE", "柳岸湖店", 1)]
    assert [line.nights for line in list_stays(alma.actor, guest.id, branch="LAKE").lines] == [2]
    first = list_stays(alma.actor, guest.id, limit=2)
    rest = list_stays(alma.actor, guest.id, older=first.older, limit=2)
    assert [line.arrival for line in rest.lines] == [TODAY - timedelta(days=60)]


def test_prices_are_told_only_to_who_may_know_them(alma, guest, group):
    maid, duty = hire("maid", "housekeeping", group.main), hire("duty", "duty_manager", group.main)
    Reservation.objects.filter(external_id="a").update(is_rate_hidden=True)
    blind = stay_figures(maid.actor, guest.id, TODAY)
    assert (blind.figures.nights, blind.figures.average_rates, blind.has_hidden) == (5, [], True)
    assert {line.room_minor for line in list_stays(maid.actor, guest.id).lines} == {None}
    assert stay_figures(alma.actor, guest.id, TODAY).figures.average_rates == [Amount("CNY", 60000)]
    assert stay_figures(duty.actor, guest.id, TODAY).figures.average_rates == [Amount("CNY", 54000)]


def test_stays_across_entities_are_known_only_of_a_shared_guest(chiara, dario, guest, group):
    assert stay_figures(chiara.actor, guest.id, TODAY).figures.stays == 0
    share(guest)
    assert stay_figures(chiara.actor, guest.id, TODAY).figures.stays == 2
    with pytest.raises(RightMissing):
        list_stays(dario.actor, guest.id)


def test_a_stay_not_to_be_disclosed_stands_on_no_page_of_who_may_not_know_it(alma, mei, guest):
    Reservation.objects.filter(external_id="b").update(is_name_hidden=True)
    assert len(list_stays(alma.actor, guest.id).lines) == 2
    assert len(list_stays(mei.actor, guest.id).lines) == 3


def test_who_may_know_the_confidential_in_one_entity_finds_no_such_stay_in_another(mei, guest, group):
    share(guest)
    make_stay(group.bay, "secret", TODAY, who=WANG, profile="p-1", status="in_house", is_name_hidden=True)
    assert "BAY" not in [code for code, _words, _count in list_stays(mei.actor, guest.id).branches]
    asked = ReservationFilter(shown="all", branch="BAY", text="王建国")
    assert list_reservations(mei.actor, asked).lines == []
    [line] = list_reservations(mei.actor, ReservationFilter(shown="all", branch="BAY")).lines
    assert not line.is_named


def test_the_head_of_the_page_shows_what_the_stays_come_to(alma, guest, signed_in):
    page = signed_in(alma).get(f"/guests/{guest.id}/").content.decode()
    for told in ("2,900", "540", (TODAY - timedelta(days=30)).isoformat(), date(2026, 3, 25).isoformat()):
        assert told in page
    tab = signed_in(alma).get(f"/guests/{guest.id}/?tab=stays&branch=LAKE").content.decode()
    assert "柳岸湖店 · 2 晚" in tab
    assert "柳岸大酒店 · 3 晚" not in tab
