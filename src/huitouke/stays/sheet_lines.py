"""What stands on the lists of the day: rooms of parties, groups folded to one line, and what is to be prepared."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huitouke.access.models import Branch
from huitouke.guests.masking import hidden_name
from huitouke.guests.queries import Badge
from huitouke.kernel.money import Money


class SheetKind(TextChoices):
    ARRIVALS = "arrivals", pgettext_lazy("sheet", "Arrivals")
    IN_HOUSE = "in_house", pgettext_lazy("sheet", "In house")
    DEPARTURES = "departures", pgettext_lazy("sheet", "Departures")


class Place(TextChoices):
    """Where a line stands on its day."""

    DUE = "due", gettext_lazy("Due")
    DONE = "done", gettext_lazy("Done")


@dataclass(frozen=True, slots=True)
class PreparationLine:
    """A preparation as a list shows it."""

    id: UUID
    text: str
    post: str
    confidence: int
    told_by: str
    prepared_at: datetime | None
    prepared_name: str
    given_at: datetime | None
    given_name: str
    declined_at: datetime | None
    reason: str

    @property
    def is_prepared(self) -> bool:
        return self.prepared_at is not None or self.given_at is not None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return not self.is_prepared and self.declined_at is None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One room of one party. Of somebody who is not to be disclosed to the reader nothing is told by which one would
    know them; a price that the reader may not know is None."""

    id: UUID
    place: str
    status: str
    arrival: date
    departure: date
    arrives_at: time | None
    leaves_at: time | None
    held_until: datetime | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    room: str
    floor: str
    room_type: str
    guest_id: UUID | None
    name: str
    reading: str
    form_of_address: str
    vip_grade: str
    is_hidden: bool
    is_confidential: bool
    badges: tuple[Badge, ...]
    adults: int
    children: int
    babies: int
    others: tuple[str, ...]
    company: str
    agent: str
    channel: str
    who_pays: str
    payment_method: str
    guarantee: str
    is_guaranteed: bool
    meal_plan: str
    breakfasts: int
    rate: Money | None
    is_rate_hidden: bool
    nth_here: int
    nth: int
    birthday: date | None
    requests: str
    remarks: str
    group_id: UUID | None
    group_name: str
    is_walk_in: bool
    is_own: bool
    preparations: tuple[PreparationLine, ...]
    stamp: str
    sort: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    @property
    def nights(self) -> int:
        return (self.departure - self.arrival).days

    @property
    def shown_name(self) -> str:
        if self.is_hidden:
            return hidden_name()
        return self.name or _("Name not known")

    @property
    def is_first_stay(self) -> bool:
        return self.guest_id is not None and self.nth <= 1

    @property
    def open_preparations(self) -> int:
        return sum(each.is_open for each in self.preparations)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group folded to one line, with the rooms of its rooming list."""

    id: UUID
    name: str
    company: str
    lines: tuple[SheetLine, ...]

    @property
    def place(self) -> str:
        """Done once every room of it is."""
        return Place.DONE if all(each.place == Place.DONE for each in self.lines) else Place.DUE

    @property
    def done(self) -> int:
        return sum(each.place == Place.DONE for each in self.lines)

    @property
    def unnamed(self) -> int:
        """Rooms of which nobody said yet who sleeps there."""
        return sum(not each.name and not each.is_hidden for each in self.lines)

    @property
    def unassigned(self) -> int:
        return sum(not each.room for each in self.lines)

    @property
    def preparations(self) -> int:
        return sum(len(each.preparations) for each in self.lines)

    @property
    def open_preparations(self) -> int:
        return sum(each.open_preparations for each in self.lines)

    @property
    def first(self) -> SheetLine:
        return self.lines[0]

    @property
    def stamp(self) -> str:
        return "-".join(each.stamp for each in self.lines)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list of a branch on a business date: its lines, those still due before those done, each by time and room."""

    kind: str
    branch: Branch
    on: date
    lines: tuple[SheetLine, ...]

    @property
    def due(self) -> int:
        return sum(each.place == Place.DUE for each in self.lines)

    @property
    def done(self) -> int:
        return len(self.lines) - self.due


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """The numbers above the three lists. Reservations of rooms; a sharer counts, as one to be received."""

    to_come: int
    arrived: int
    in_house: int
    to_leave: int
    left: int


def group_lines(lines: Iterable[SheetLine]) -> list[SheetLine | GroupLine]:
    """The lines with each group of two rooms or more folded to one, in the place of its first room."""
    rooms: dict[UUID, list[SheetLine]] = defaultdict(list)
    ordered: list[SheetLine] = list(lines)
    for line in ordered:
        if line.group_id:
            rooms[line.group_id].append(line)
    shown: list[SheetLine | GroupLine] = []
    for line in ordered:
        if line.group_id is None or len(rooms[line.group_id]) < 2:
            shown.append(line)
        elif line is rooms[line.group_id][0]:
            members = tuple(rooms[line.group_id])
            company = next((each.company for each in members if each.company), "")
            shown.append(GroupLine(line.group_id, line.group_name, company, members))
    return shown
