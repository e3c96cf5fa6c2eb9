"""The form in which a part of a message is kept, and read again later.

The data of a record are the element as it came, under `item`, and what of its surroundings is needed to read it: which
standard's element it is (`what`), which room of the booking is meant (`room`), the branch's clock and currency
(`place`), and what stood beside it in the message (`beside`).
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from huitouke.connectors.messages.reading import MOST_PARTS, Place, ReadPart, ReadReservation, Unread
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import Told

_BETWEEN: Final = "#"


@dataclass(slots=True)
class Element:
    """One element of a message, ready to be read: `room` counts from 0."""

    what: str
    item: Node
    place: Place
    room: int = 0
    beside: Mapping[str, Any] = field(default_factory=dict)

    def next_to(self, name: str) -> Node:
        """What stood beside the element in its message, under a name."""
        return Node(self.beside.get(name), name)

    @property
    def data(self) -> dict[str, Any]:
        """The element as it is kept."""
        kept: dict[str, Any] = {"what": self.what, "item": self.item.value, "place": asdict(self.place)}
        if self.room:
            kept["room"] = self.room
        if self.beside:
            kept["beside"] = dict(self.beside)
        return kept


_OF_PLACE: Final = frozenset(each.name for each in fields(Place))


def element_of(data: Mapping[str, Any]) -> Element:
    """The element of kept data."""
    place = {name: value for name, value in data.get("place", {}).items() if name in _OF_PLACE}
    return Element(
        str(data.get("what", "")), Node(data.get("item"), str(data.get("what", ""))), Place(**place),
        int(data.get("room", 0)), data.get("beside", {}),
    )  # fmt: skip


def room_id(booking: str, room: int) -> str:
    """The external id of a room of a booking: the booking's own for the first, `id#2` for the second."""
    return f"{booking}{_BETWEEN}{room + 1}" if room else booking


def booking_of(external_id: str) -> tuple[str, int]:
    """The booking and the room, counted from 0, that an external id means."""
    booking, _sign, number = external_id.rpartition(_BETWEEN)
    if booking and number.isdecimal() and 1 < int(number) <= MOST_PARTS:
        return booking, int(number) - 1
    return external_id, 0


def room_data(data: Mapping[str, Any], room: int) -> dict[str, Any]:
    """The data of a part as they are for another room of the same booking. Read again they say what the message means
    for that room: that it is cancelled, where the booking as a whole is or has no such room any more."""
    return {name: value for name, value in data.items() if name != "room"} | ({"room": room} if room else {})


@dataclass(slots=True)
class Findings:
    """What has been found in a message so far."""

    parts: list[ReadPart] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    hotels: dict[str, None] = field(default_factory=dict)

    def add(self, part: ReadPart) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise Unread("too_many_parts", limit=str(MOST_PARTS))
        self.parts.append(part)

    def add_rooms(
        self,
        element: Element,
        booking: str,
        rooms: int,
        read: Callable[[Element], Told],
        told_at: datetime | None,
    ) -> None:
        """The rooms of a booking, each a reservation of its own."""
        for room in range(min(max(rooms, 1), MOST_PARTS + 1)):
            one = Element(element.what, element.item, element.place, room, element.beside)
            self.add(ReadReservation(room_id(booking, room), read(one), one.data, told_at))

    def attempt(self, read: Callable[..., None], *given: Any) -> None:
        """Read one thing of the message with `read(self, *given)`; what cannot be read does not keep the others from
        being read."""
        before = len(self.parts)
        try:
            read(self, *given)
        except Unread as unread:
            if unread.code == "too_many_parts":
                raise
            del self.parts[before:]
            self.unread.append(unread)

    def hotel(self, code: str) -> None:
        if code:
            self.hotels[code] = None

    def check(self) -> None:
        """Raise what was wrong where nothing at all could be read."""
        if not self.parts and self.unread:
            raise self.unread[0]
        if not self.parts and not self.ignored:
            self.ignored.append("nothing_told")
