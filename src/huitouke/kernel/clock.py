"""The only place that asks what time it is, so that tests can hold the clock still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_frozen: datetime | None = None


def now() -> datetime:
    """The present instant in UTC."""
    return _frozen or datetime.now(UTC)


def business_date(instant: datetime, time_zone: str, day_change_hour: int) -> date:
    """The hotel's day of an instant: before the day-change hour it is still the day before.

    An arrival at 02:00 with a day change at 06:00 belongs to the previous business date.
    """
    local = instant.astimezone(ZoneInfo(time_zone))
    return (local - timedelta(hours=day_change_hour)).date()


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Hold the clock at `instant` (aware) inside the block: for tests and replays only."""
    global _frozen
    before, _frozen = _frozen, instant
    try:
        yield
    finally:
        _frozen = before
