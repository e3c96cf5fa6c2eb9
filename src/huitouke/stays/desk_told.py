"""What staff typed about a reservation, as JSON and back: the content of a record of the kind `desk`. Imports no
Django."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any, Final

from huitouke.stays.told import Told, ToldLine, ToldPerson

DESK_KIND: Final = "desk"
_DATES: Final = frozenset({"arrival", "departure", "booked_on"})
_INSTANTS: Final = frozenset({"checked_in_at", "checked_out_at", "held_until", "booked_at", "cancelled_at"})
_TIMES: Final = frozenset({"arrives_at", "leaves_at"})
_LISTS: Final = frozenset({"child_ages", "rates", "requests", "remarks", "cleared"})
AT: Final = "at"
"""When it was typed: it makes the same words, typed again, another act."""


def to_content(told: Told) -> dict[str, Any]:
    """What is told, as JSON; what is not told is left out."""
    data: dict[str, Any] = {}
    for name, value in asdict(told).items():
        if value is None or (name in ("lines", "facts", "cleared") and not value):
            continue
        data[name] = _plain(value)
    return data


def from_content(data: Mapping[str, Any]) -> Told:
    """What was told, from its JSON again."""
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name == AT:
            continue
        if name in _DATES:
            values[name] = date.fromisoformat(value)
        elif name in _INSTANTS:
            values[name] = datetime.fromisoformat(value)
        elif name in _TIMES:
            values[name] = time.fromisoformat(value)
        elif name in _LISTS:
            values[name] = tuple(value)
        elif name == "rooms_before":
            values[name] = tuple((date.fromisoformat(until), room) for until, room in value)
        elif name == "persons":
            values[name] = tuple(ToldPerson(**person) for person in value)
        elif name == "lines":
            values[name] = tuple(
                ToldLine(**(line | {"business_date": date.fromisoformat(line["business_date"])}))
                for line in value
            )
        else:
            values[name] = value
    return Told(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
