"""Keys by which guests are looked up: of birthdays by day, of ids by time."""

from datetime import UTC, date, datetime
from uuid import UUID

from huitouke.guests.rows import LEAP_KEY_BASE, LUNAR_KEY_BASE
from huitouke.guests.values.birthdays import leap_window, window


def birthday_keys(start: date, days: int) -> list[int]:
    """The birthday keys of `days` days from `start`: solar, lunar, and of leap months."""
    solar, lunar = window(start, days)
    leap = leap_window(start, days)
    return [
        base + month * 100 + day
        for base, pairs in ((0, solar), (LUNAR_KEY_BASE, lunar), (LEAP_KEY_BASE, leap))
        for month, day in pairs
    ]


def first_id_at(instant: datetime) -> UUID:
    """The lowest id that a guest made at `instant` can have."""
    return UUID(int=(int(instant.timestamp() * 1000) << 80) | (0x7 << 76) | (0x2 << 62))


def made_at(guest_id: UUID) -> datetime:
    """The instant that an id tells."""
    return datetime.fromtimestamp((guest_id.int >> 80) / 1000, UTC)
