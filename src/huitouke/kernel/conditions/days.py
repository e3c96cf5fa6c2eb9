"""Days that move with the calendar: resolved once, at the moment of asking."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where the question is asked."""

    today: date
    zone: ZoneInfo

    def start_of(self, day: date) -> datetime:
        """The instant at which a day begins here."""
        return datetime.combine(day, time(), self.zone)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to before `end`; None is open."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        return (self.start is None or day >= self.start) and (self.end is None or day < self.end)


def last_days(today: date, days: int) -> Span:
    """So many days up to today, today counted."""
    return Span(today - timedelta(days=days - 1), today + timedelta(days=1))


def next_days(today: date, days: int) -> Span:
    """So many days from today on, today counted."""
    return Span(today, today + timedelta(days=days))


def longer_ago(today: date, days: int) -> Span:
    """Before the span of `last_days`."""
    return Span(None, last_days(today, days).start)


def period(today: date, name: str) -> Span:
    """The day, week (from Monday), month, quarter or year in which today lies."""
    if name == "day":
        return next_days(today, 1)
    if name == "week":
        start = today - timedelta(days=today.weekday())
        return Span(start, start + timedelta(days=7))
    months = {"month": 1, "quarter": 3, "year": 12}[name]
    first = (today.month - 1) // months * months
    last = first + months
    return Span(date(today.year, first + 1, 1), date(today.year + last // 12, last % 12 + 1, 1))


def years_before(today: date, years: int) -> date:
    """The last birth date of those who are `years` old or older today."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def age_on(born: date, today: date) -> int:
    """Whole years from `born` to today."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
