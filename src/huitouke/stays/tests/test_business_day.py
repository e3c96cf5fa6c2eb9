"""The day of a branch that closes it by hand."""

from datetime import timedelta

import pytest

from huitouke.access.errors import RightMissing
from huitouke.kernel import clock
from huitouke.stays.errors import DayAhead, DayByTheClock, DayNotClosed
from huitouke.stays.models import FolioLine, RoomNight
from huitouke.stays.services.arrivals import check_in_stay
from huitouke.stays.services.business_day import close_day, give_day_to_the_clock, take_day_in_hand
from huitouke.stays.services.departures import check_out_stay
from huitouke.testing.fixtures import NOON, TODAY
from huitouke.testing.personas import hire

DAY = timedelta(days=1)


@pytest.fixture
def nora(group):
    """The night audit of MAIN."""
    return hire("nora", "night_audit", group.main)


def test_a_day_by_the_clock_is_closed_by_nobody(house, nora, alma, refuses_to_write):
    with refuses_to_write(), pytest.raises(DayByTheClock):
        close_day(actor=nora.actor, branch=house.branch)
    with refuses_to_write(), pytest.raises(RightMissing):
        take_day_in_hand(actor=alma.actor, branch=house.branch)


def test_closing_a_day_writes_each_night_once_and_opens_the_next(house, book, alma, nora):
    row = book(nights=2)
    check_in_stay(actor=alma.actor, reservation_id=row.id, room_id=house.rooms["1201"].id)
    assert take_day_in_hand(actor=nora.actor, branch=house.branch) == TODAY
    with clock.frozen_at(NOON + timedelta(hours=15)):
        closed = close_day(actor=nora.actor, branch=house.branch)
        assert (closed.day, closed.no_shows, closed.nights) == (TODAY, 0, 1)
        house.branch.refresh_from_db()
        assert house.branch.business_date == TODAY + DAY
        assert FolioLine.objects.get().business_date == TODAY
    with clock.frozen_at(NOON + 2 * DAY):
        close_day(actor=nora.actor, branch=house.branch)
        with pytest.raises(DayNotClosed):
            close_day(actor=nora.actor, branch=house.branch)
        house.branch.refresh_from_db()
        check_out_stay(actor=alma.actor, reservation_id=row.id, method="cash")
    assert FolioLine.objects.filter(kind="room").count() == 2
    assert RoomNight.objects.filter(kind="counted").count() == 2


def test_open_arrivals_keep_the_day_open_until_they_are_set_no_show(house, book, nora, refuses_to_write):
    row = book()
    take_day_in_hand(actor=nora.actor, branch=house.branch)
    with refuses_to_write(), pytest.raises(DayNotClosed) as refused:
        close_day(actor=nora.actor, branch=house.branch)
    assert refused.value.data == {"arrivals": 1, "departures": 0}
    assert close_day(actor=nora.actor, branch=house.branch, sets_no_show=True).no_shows == 1
    row.refresh_from_db()
    assert row.status == "no_show"
    with refuses_to_write(), pytest.raises(DayAhead):
        close_day(actor=nora.actor, branch=house.branch)
    with refuses_to_write(), pytest.raises(DayAhead):
        give_day_to_the_clock(actor=nora.actor, branch=house.branch)
    with clock.frozen_at(NOON + DAY):
        give_day_to_the_clock(actor=nora.actor, branch=house.branch)
    house.branch.refresh_from_db()
    assert house.branch.open_date is None
