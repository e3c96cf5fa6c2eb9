"""The day of a branch that closes it by hand."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from huitouke.access.errors import RightMissing
from huitouke.kernel import clock
from huitouke.kernel.money import Money
from huitouke.stays.errors import DayAhead, DayByTheClock, DayNotClosed
from huitouke.stays.models import FolioLine, Reservation, RoomNight
from huitouke.stays.services import day_locks
from huitouke.stays.services.arrivals import check_in_stay
from huitouke.stays.services.business_day import close_day, give_day_to_the_clock, take_day_in_hand
from huitouke.stays.services.departures import check_out_stay
from huitouke.stays.services.folio_charges import Charge, post_charge
from huitouke.stays.services.folios import open_folio
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


@pytest.fixture
def waits_for(house, monkeypatch) -> Callable[[str, Callable[[], object]], bool]:
    """`waits_for("pg_advisory_xact_lock", act)`: whether an act stands still while somebody else holds this lock on the
    day of the house. What the test did before must have left no lock of its own: see `without_locks`."""
    params = connection.get_connection_params()
    wanted = {name: params[name] for name in ("dbname", "user", "password", "host", "port") if name in params}

    def run(lock: str, act: Callable[[], object]) -> bool:
        with psycopg.connect(**wanted) as other, transaction.atomic():
            other.execute("SET lock_timeout = '2s'")
            other.execute(f"SELECT {lock}(%s, hashtext(%s))", [day_locks._LOCK_SPACE, str(house.branch.id)])
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
            try:
                with transaction.atomic():
                    act()
            except OperationalError:
                return True
        return False

    return run


@pytest.fixture
def without_locks(monkeypatch):
    """A test is one transaction, so a lock once taken stays: here none is."""

    @contextmanager
    def run():
        with monkeypatch.context() as patch:
            patch.setattr(day_locks, "_lock", lambda _verb, _branch: None)
            yield

    return run


def test_nobody_writes_on_a_day_while_it_is_being_closed(house, book, alma, waits_for, without_locks):
    with without_locks():
        folio = open_folio(actor=alma.actor, branch=house.branch, title="3 号桌")
        held = book(nights=1)
    tea = Charge(kind="restaurant", price=Money(100, "CNY"))
    room = house.rooms["1201"].id
    for act in (
        partial(book, nights=1, name="李四"),
        partial(check_in_stay, actor=alma.actor, reservation_id=held.id, room_id=room),
        partial(open_folio, actor=alma.actor, branch=house.branch),
        partial(post_charge, actor=alma.actor, folio_id=folio.id, charge=tea),
    ):
        assert waits_for("pg_advisory_xact_lock", act)
    assert (Reservation.objects.count(), FolioLine.objects.count()) == (1, 0)


def test_a_day_is_closed_once_nobody_writes_on_it_any_more(house, nora, waits_for, without_locks):
    with without_locks():
        take_day_in_hand(actor=nora.actor, branch=house.branch)
    with clock.frozen_at(NOON + timedelta(hours=15)):
        closing = partial(close_day, actor=nora.actor, branch=house.branch)
        assert waits_for("pg_advisory_xact_lock_shared", closing)
        assert closing().day == TODAY
