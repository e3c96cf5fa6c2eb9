"""Days, hours and instants as the standards write them, and the business date of a branch that they mean."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from huitouke.connectors.messages.reading import Place, Unread
from huitouke.connectors.messages.trees import Node
from huitouke.stays.nights import LONGEST_STAY

_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_INSTANT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_NIGHTS: Final = re.compile(r"P(\d{1,3})[ND]")
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2199
"""Days of stays lie between these; what lies beyond is a filler such as 0101-01-01 or 9999-12-31."""


def read_day(node: Node) -> date | None:
    """The calendar day that a text begins with; None where it is empty. Raises Unread."""
    text = node.text
    if not text:
        return None
    found = _DAY.match(text)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Unread("value_unreadable", at=node.path)
    return day


def read_instant(node: Node, place: Place) -> datetime | None:
    """An instant in UTC; one without offset is on the clock of the branch. None where it is empty, has no hour, or is
    none: a sender's own marks are not worth a message."""
    found = _INSTANT.match(node.text)
    if found is None:
        return None
    clock = found[2] if len(found[2]) > 5 else found[2] + ":00"
    offset = (found[4] or "").upper().replace("Z", "+00:00")
    if offset and ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    fraction = (found[3] or "0")[:6].ljust(6, "0")
    try:
        instant = datetime.fromisoformat(f"{found[1]}T{clock}.{fraction}{offset}")
        if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
            return None
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=ZoneInfo(place.time_zone))
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_time(node: Node) -> time | None:
    """The hour of a text that is one, or of an instant that names one other than midnight; None else."""
    text = node.text
    instant = _INSTANT.match(text)
    found = _TIME.match(instant[2] if instant else text)
    if found is None:
        return None
    told = time(int(found[1]), int(found[2]), int(found[3] or 0))
    return None if instant and told == time() else told


def read_nights(node: Node) -> int | None:
    """The nights of a duration such as P2N; None where it is none."""
    found = _NIGHTS.fullmatch(node.text)
    return int(found[1]) if found else None


def check_dates(arrival: date | None, departure: date | None, at: str) -> None:
    """Refuse a stay without both dates, one that departs before it arrives, and one that never ends."""
    if arrival is None or departure is None:
        raise Unread("dates_missing", at=at)
    if departure < arrival:
        raise Unread("dates_reversed", at=at)
    if (departure - arrival).days > LONGEST_STAY:
        raise Unread("stay_too_long", at=at, limit=str(LONGEST_STAY))


def business_day(instant: datetime, place: Place) -> date:
    """The business date of an instant: before the hour at which the branch's day changes it is still yesterday's."""
    local = instant.astimezone(ZoneInfo(place.time_zone))
    return local.date() - timedelta(days=local.hour < place.day_change_hour)


def local_day(instant: datetime, place: Place) -> date:
    """The calendar day of an instant on the clock of the branch."""
    return instant.astimezone(ZoneInfo(place.time_zone)).date()


def local_instant(day: date, hour: time, place: Place) -> datetime:
    """The instant, in UTC, of an hour on a day on the clock of the branch."""
    return datetime.combine(day, hour, ZoneInfo(place.time_zone)).astimezone(UTC)


def local_time(instant: datetime, place: Place) -> time:
    """The hour of an instant on the clock of the branch."""
    return instant.astimezone(ZoneInfo(place.time_zone)).time().replace(tzinfo=None)
