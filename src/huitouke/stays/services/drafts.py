"""A folded reservation as the values of its row. Asks the database nothing."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from huitouke.access.models import Branch
from huitouke.stays.choices import STAYED, Purpose, ReservationStatus, WhoPays
from huitouke.stays.nights import LONGEST_STAY, rates_of_nights
from huitouke.stays.services.records import Folded
from huitouke.stays.services.references import AGE_CLASS, BY_AGE, CODE_FIELDS, References
from huitouke.stays.told import Told

_GONE = (ReservationStatus.CANCELLED, ReservationStatus.NO_SHOW)
_SAME_NAME = (
    "number", "booking_number", "arrives_at", "leaves_at", "checked_in_at", "checked_out_at", "rate_code",
    "is_guaranteed", "held_until", "booked_at", "cancelled_at", "is_rate_hidden", "is_name_hidden", "is_walk_in",
    "send_off", "satisfaction", "house_note",
)  # fmt: skip
"""Fields that a row takes as they are told; one that is not told stands at its default."""
_ONLY_WHILE = {
    "checked_in_at": STAYED,
    "checked_out_at": (ReservationStatus.CHECKED_OUT,),
    "cancelled_at": _GONE,
}
"""Instants that fall away with the status that they belong to: who was checked in by mistake has not come."""
_COUNTS = {"adult": "adults", "child": "children", "baby": "babies"}
"""Codes of the table `age_class`, and what counts them."""
_TEXTS = frozenset({"number", "booking_number", "rate_code", "send_off", "house_note"})
_WHO_PAYS = frozenset(WhoPays.values)
_PURPOSES = frozenset(Purpose.values)
_FLAGS = frozenset({"is_guaranteed", "is_rate_hidden", "is_name_hidden", "is_walk_in"})


def row_values(place: Folded, arrival: date, branch: Branch, references: References) -> dict[str, Any]:
    """The columns of a reservation that begins on `arrival`, but those of people, groups, nights and folios. Codes of
    the sender that are to be mapped stand in `their_codes`. Raises ValueError where several records come to a stay
    beyond `LONGEST_STAY`."""
    told = place.told
    departure = max(arrival, told.departure or arrival)
    nights = (departure - arrival).days
    if nights > LONGEST_STAY:
        raise ValueError("a stay of more nights than are kept")
    status = told.status or ReservationStatus.RESERVED
    rates = rates_of_nights(nights, told.rates or (), told.total)
    theirs: dict[str, str] = {}
    values: dict[str, Any] = {
        "status": status,
        "arrival": arrival,
        "departure": departure,
        **_counted(told, references, theirs),
        "child_ages": list(told.child_ages or ()),
        "rates": rates,
        "currency": told.currency or branch.currency,
        "room_minor": 0 if status in _GONE else sum(rates),
        "expected_minor": told.expected_spend,
        "commission_percent": told.commission,
        "who_pays": told.who_pays if told.who_pays in _WHO_PAYS else "",
        "purpose": told.purpose if told.purpose in _PURPOSES else "",
        "requests": "\n".join(told.requests or ()),
        "remarks": "\n".join(told.remarks or ()),
        "booked_on": told.booked_on or _day_of(told.booked_at, branch),
        "facts": dict(told.facts) | ({BY_AGE: dict(told.by_age)} if told.by_age else {}),
        "record_id": place.record_id,
        "told_at": place.told_at,
    }
    for name in _SAME_NAME:
        value = getattr(told, name)
        empty: Any = "" if name in _TEXTS else False if name in _FLAGS else None
        values[name] = empty if value is None else value
    for name, statuses in _ONLY_WHILE.items():
        if status not in statuses:
            values[name] = None
    for name, table in CODE_FIELDS.items():
        values[name] = _coded(references, table, getattr(told, name), theirs)
    room = references.room(told.room)
    values["rooms_before"] = [
        [until.isoformat(), str(before[0])]
        for until, number in told.rooms_before or ()
        if (before := references.room(number))
    ]
    values["room_id"] = room[0] if room else None
    values["room_type_id"] = references.room_type(told.room_type) or (room[1] if room else None)
    values["outlet_id"] = references.outlet(told.outlet)
    values["company_id"] = references.company(told.company, told.company_code)
    values["agent_id"] = references.company(told.agent, told.agent_code)
    for name, sent in (
        ("room_type", told.room_type),
        ("outlet", told.outlet),
        ("company", told.company_code or told.company),
        ("agent", told.agent_code or told.agent),
    ):
        if sent and values[f"{name}_id"] is None:
            theirs[name] = sent
    if told.room and room is None:
        theirs["room"] = told.room
    values["their_codes"] = theirs
    return values


def _counted(told: Told, references: References, theirs: dict[str, str]) -> dict[str, int]:
    """How many adults, children and babies. Of a class of age that is to be mapped everybody counts as an adult."""
    if told.by_age is None:
        return {"adults": told.adults or 0, "children": told.children or 0, "babies": told.babies or 0}
    found = dict.fromkeys(_COUNTS.values(), 0)
    for code, count in told.by_age.items():
        found[_COUNTS.get(_coded(references, AGE_CLASS, code, theirs), "adults")] += count
    return found


def _coded(references: References, table: str, sent: str | None, theirs: dict[str, str]) -> str:
    ours = references.code(table, sent)
    if ours is None:
        theirs[table] = sent or ""
        return ""
    return ours


def _day_of(instant: datetime | None, branch: Branch) -> date | None:
    """The calendar day of a booking on the clock of the branch: bookings are made at desks without a night audit."""
    return instant.astimezone(ZoneInfo(branch.time_zone)).date() if instant else None
