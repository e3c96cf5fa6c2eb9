"""Work by the clock comes as often as it is meant to, and in the hours that it is meant for."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer

from huitouke.kernel.periodic import HotelClock, next_time

A_DAY = 86_400
MATCHING = "identity.match_records"


def gaps(periodic, count=100):
    """Seconds between one time and the next."""
    times = periodic.croniter
    times.set_current(1_800_000_001)
    found = [times.get_next(float) for _ in range(count)]
    return {round(later - earlier) for earlier, later in pairwise(found)}


def registered():
    app.perform_import_paths()
    return {each.task.name: each for each in app.periodic_registry.periodic_tasks.values()}


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("kernel.deliver_outbox", 5),
        ("kernel.heal_stalled_jobs", 5),
        ("webhooks.send_due", 10),
        ("kernel.backup_when_due", 600),
        ("kernel.make_partitions", A_DAY),
    ],
)
def test_work_by_the_clock_comes_evenly_and_as_often_as_said(name, seconds):
    assert gaps(registered()[name]) == {seconds}


def test_no_work_by_the_clock_crowds_into_a_part_of_the_time():
    uneven = {name: gaps(each) for name, each in registered().items() if len(gaps(each)) > 1}
    assert not uneven


def night_of(zone, settings):
    """The job of matching as the worker of a hotel in this zone knows it."""
    settings.TIME_ZONE = zone
    known = registered()[MATCHING]
    return HotelClock().register_task(
        task=known.task, cron=known.cron, periodic_id=known.periodic_id, configure_kwargs={}
    )


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "Asia/Kolkata", "Europe/Berlin", "America/St_Johns", "Africa/Casablanca"]
)
def test_work_of_the_night_comes_each_night_of_the_hotel(zone, settings):
    job = night_of(zone, settings)
    begin = datetime(2026, 1, 1, 12, tzinfo=UTC)
    times = PeriodicDeferrer(HotelClock()).get_timestamps(
        job, int(begin.timestamp()), (begin + timedelta(days=366)).timestamp()
    )
    local = [datetime.fromtimestamp(each, ZoneInfo(zone)) for each in times]
    days = {each.date() for each in local}
    assert len(days) == (max(days) - min(days)).days + 1 == 366
    # The night that has this hour twice has it twice; one in which the clock leaps over it, at the end of the leap.
    assert len(local) - len(days) <= 1
    leaps = [each for each in local if (each.hour, each.minute) != (2, 43)]
    assert len(leaps) <= 1
    assert {(each.hour, each.minute) for each in leaps} <= {(3, 0)}


def test_the_next_time_is_told_in_the_hotels_zone_and_leaves_the_worker_its_own(still_clock):
    zone = ZoneInfo("Asia/Shanghai")
    before = registered()[MATCHING].croniter.cur
    found = next_time(app, MATCHING)
    assert (found.hour, found.minute, found.tzinfo) == (2, 43, zone)
    assert timedelta() < found - still_clock <= timedelta(days=1)
    assert registered()[MATCHING].croniter.cur == before
    with pytest.raises(LookupError):
        next_time(app, "identity.carry_out_act")
