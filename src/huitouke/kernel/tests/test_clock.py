"""The hotel's day changes at an hour of its own, in the zone of its branch."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.kernel.clock import business_date, frozen_at, now


@pytest.mark.parametrize(
    ("instant", "zone", "hour", "day"),
    [
        # Shanghai is UTC+8: 22:00 UTC is 06:00 of the next day there.
        (datetime(2026, 3, 16, 21, 59, 59, tzinfo=UTC), "Asia/Shanghai", 6, date(2026, 3, 16)),
        (datetime(2026, 3, 16, 22, 0, tzinfo=UTC), "Asia/Shanghai", 6, date(2026, 3, 17)),
        (datetime(2026, 3, 16, 18, 0, tzinfo=UTC), "Asia/Shanghai", 6, date(2026, 3, 16)),
        (datetime(2026, 3, 16, 16, 0, tzinfo=UTC), "Asia/Shanghai", 0, date(2026, 3, 17)),
        (datetime(2026, 3, 16, 15, 59, tzinfo=UTC), "Asia/Shanghai", 0, date(2026, 3, 16)),
        (datetime(2026, 3, 16, 22, 0, tzinfo=UTC), "Europe/Lisbon", 6, date(2026, 3, 16)),
        (datetime(2026, 3, 16, 22, 0, tzinfo=UTC), "America/Los_Angeles", 6, date(2026, 3, 16)),
        (datetime(2026, 3, 16, 20, 30, tzinfo=UTC), "Asia/Kathmandu", 3, date(2026, 3, 16)),
        (datetime(2026, 3, 16, 21, 15, tzinfo=UTC), "Asia/Kathmandu", 3, date(2026, 3, 17)),
        # Over the end of a month, of a leap February and of a year.
        (datetime(2028, 2, 29, 18, 0, tzinfo=UTC), "Asia/Shanghai", 6, date(2028, 2, 29)),
        (datetime(2026, 12, 31, 21, 0, tzinfo=UTC), "Asia/Shanghai", 6, date(2026, 12, 31)),
        (datetime(2026, 12, 31, 22, 0, tzinfo=UTC), "Asia/Shanghai", 6, date(2027, 1, 1)),
    ],
)
def test_the_business_date_changes_at_the_hour_of_the_branch(instant, zone, hour, day):
    assert business_date(instant, zone, hour) == day


def test_the_business_date_is_told_by_the_clock_on_the_wall_where_summer_time_begins():
    # On 29 March 2026 Lisbon jumps from 01:00 to 02:00.
    before = datetime(2026, 3, 29, 4, 59, tzinfo=UTC)
    assert business_date(before, "Europe/Lisbon", 6) == date(2026, 3, 28)
    assert business_date(before + timedelta(minutes=1), "Europe/Lisbon", 6) == date(2026, 3, 29)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Asia/Shanghai", "Asia/Hong_Kong", "Europe/Lisbon", "America/New_York"]),
    st.integers(0, 12),
)
def test_the_business_date_never_goes_back(instant, zone, hour):
    first = business_date(instant, zone, hour)
    assert first <= business_date(instant + timedelta(hours=7), zone, hour)
    assert timedelta(0) <= business_date(instant, zone, 0) - first <= timedelta(days=1)


def test_a_clock_held_still_goes_on_afterwards():
    noon = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)
    evening = noon + timedelta(hours=8)
    with frozen_at(noon):
        assert now() == noon
        with frozen_at(evening):
            assert now() == evening
        assert now() == noon
    assert now() != noon


def test_a_clock_held_still_goes_on_after_an_error():
    noon = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)
    with pytest.raises(RuntimeError), frozen_at(noon):
        raise RuntimeError
    assert now() > noon
