"""Work by the clock comes as often as it is meant to."""

from itertools import pairwise

import pytest
from procrastinate.contrib.django import app

A_DAY = 86_400


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
