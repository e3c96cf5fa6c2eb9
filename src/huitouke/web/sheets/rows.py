"""A line of a list as its row shows it, with every word made."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.choices import ROLES, Right
from huitouke.access.models import Branch
from huitouke.stays.promises import ASK_BELOW, POSTS
from huitouke.stays.sheet_lines import (
    GroupLine,
    Place,
    PreparationLine,
    Sheet,
    SheetKind,
    SheetLine,
    group_lines,
)
from huitouke.web.sheets.words import (
    breakfast_words,
    nights_words,
    nth_words,
    pay_words,
    persons_words,
    time_words,
)

BADGES_SHOWN: Final = 4
TICKS_SHOWN: Final = 9
"""As many as the keys 1 to 9 tick; more stand in the dialog."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to tick: whether it is, whether it can be by this reader on this list, and what is said beside it."""

    line: PreparationLine
    is_on: bool
    may: bool
    note: str
    is_watched: bool


@dataclass(frozen=True, slots=True)
class May:
    """What this reader may do on a list."""

    prepare: bool = False
    check_in: bool = False
    check_out: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A room, with its words; `act` is the address name of what the desk does with it next, '' for nothing."""

    line: SheetLine
    time: str
    time_note: str
    nth: str
    nth_group: str
    pay: str
    persons: str
    nights: str
    breakfast: str
    ticks: tuple[Tick, ...]
    more_ticks: int
    badges: Sequence[Any]
    more_badges: int
    may_prepare: bool
    act: str
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group folded to one row; `rows` is its rooming list."""

    group: GroupLine
    time: str
    time_note: str
    pay: str
    rows: tuple[Row, ...]
    is_group: bool = True


@dataclass(slots=True)
class Part:
    """Rows under one heading: a floor, those due, those done."""

    title: str
    rows: list[Row | GroupRow] = field(default_factory=list)
    is_done: bool = False


Wanted = Callable[[SheetLine], bool]


def _has_open(post: str, line: SheetLine) -> bool:
    """Whether this post still has something to prepare for a stay."""
    return any(each.is_open and each.post == post for each in line.preparations)


FILTERS: Final[dict[str, tuple[str | Promise, str, Wanted]]] = {
    "vip": (_("VIP"), "", lambda line: bool(line.vip_grade)),
    "returning": (_("Returning guests"), "", lambda line: line.nth > 1),
    "warning": (_("Allergies and taboos"), "alarm", lambda line: bool(line.badges)),
    "birthday": (_("Birthday in the stay"), "", lambda line: line.birthday is not None),
    "group": (_("Groups"), "", lambda line: line.group_id is not None),
    "unprepared": (_("Still to prepare"), "watch", lambda line: line.open_preparations > 0),
    "roomless": (_("No room yet"), "watch", lambda line: not line.room and line.place == Place.DUE),
    **{
        f"post_{post}": (
            format_lazy(_("to prepare: {post}"), post=ROLES[post].label),
            "",
            partial(_has_open, post),
        )
        for post in POSTS
    },
}
"""Ways to narrow a list: their words, their colour, which lines they leave."""


def chosen_filters(sent: Iterable[str]) -> list[str]:
    return [code for code in FILTERS if code in set(sent)]


def narrowed(lines: Iterable[SheetLine], chosen: Iterable[str]) -> list[SheetLine]:
    """The lines that meet every filter chosen."""
    wanted = [FILTERS[code][2] for code in chosen]
    return [line for line in lines if all(fits(line) for fits in wanted)]


def counts_of(lines: Sequence[SheetLine]) -> Counter[str]:
    """How many lines each filter would leave of the whole list."""
    return Counter(code for line in lines for code, (_words, _tone, fits) in FILTERS.items() if fits(line))


def row_of(line: SheetLine, sheet: Sheet, may: May) -> Row:
    """A room with its words."""
    time, note = time_words(line, sheet.kind, sheet.branch, sheet.on)
    nth, nth_group = nth_words(line)
    gives = sheet.kind != SheetKind.ARRIVALS or line.place == Place.DONE
    ticks = tuple(_tick(each, gives, may.prepare) for each in line.preparations[:TICKS_SHOWN])
    return Row(
        line, time, note, nth, nth_group, pay_words(line), persons_words(line), nights_words(line),
        breakfast_words(line), ticks, max(0, len(line.preparations) - TICKS_SHOWN), line.badges[:BADGES_SHOWN],
        max(0, len(line.badges) - BADGES_SHOWN), may.prepare, _act(line, sheet, may),
    )  # fmt: skip


def _act(line: SheetLine, sheet: Sheet, may: May) -> str:
    """The house checks in and out only what no other system tells of."""
    if not line.is_own or line.place == Place.DONE:
        return ""
    if sheet.kind == SheetKind.ARRIVALS:
        return "stays:check-in" if may.check_in and line.arrival <= sheet.branch.business_date else ""
    is_leaving = line.status == "in_house" and line.departure <= sheet.branch.business_date
    return "stays:check-out" if may.check_out and is_leaving else ""


def _tick(each: PreparationLine, gives: bool, may: bool) -> Tick:
    """Before they come it is ticked as prepared, from then on as given."""
    is_on = each.given_at is not None if gives else each.is_prepared
    note, is_watched = "", False
    if each.declined_at is not None:
        note = _now("not possible: %(reason)s") % {"reason": each.reason}
    elif each.is_prepared and each.given_at is None:
        note = _now("ready") if gives else each.prepared_name
    elif each.given_at is not None:
        note = each.given_name
    elif each.confidence < ASK_BELOW:
        note, is_watched = _now("ask whether it still holds"), True
    return Tick(each, is_on, may and each.declined_at is None, note, is_watched)


def parts_of(sheet: Sheet, lines: Sequence[SheetLine], *, by_floor: bool, may: May) -> list[Part]:
    """The rows under their headings: due before done, or by floor."""
    if by_floor:
        ordered = sorted(
            lines, key=lambda line: (line.floor == "", _floor_key(line.floor), line.room, line.sort)
        )
        parts = []
        for floor, found in groupby(ordered, key=lambda line: line.floor):
            title = _now("Floor %(floor)s") % {"floor": floor} if floor else _now("No room yet")
            parts.append(Part(title, [row_of(line, sheet, may) for line in found]))
        return parts
    shown = group_lines(lines)
    parts = []
    for place in Place:
        rows = [_row(each, sheet, may) for each in shown if each.place == place]
        if rows:
            parts.append(Part(_part_words(sheet.kind, place), rows, is_done=place == Place.DONE))
    return parts


def _floor_key(floor: str) -> tuple[int, str]:
    return (int(floor), "") if floor.isdigit() else (10**6, floor)


def _row(each: SheetLine | GroupLine, sheet: Sheet, may: May) -> Row | GroupRow:
    if isinstance(each, SheetLine):
        return row_of(each, sheet, may)
    return group_row_of(each, sheet, may)


def group_row_of(each: GroupLine, sheet: Sheet, may: May) -> GroupRow:
    """A group with its words."""
    time, note = time_words(each.first, sheet.kind, sheet.branch, sheet.on)
    return GroupRow(
        each,
        time,
        note,
        pay_words(each.first),
        tuple(row_of(line, sheet, may) for line in each.lines),
    )


def _part_words(kind: str, place: str) -> str:
    if kind == SheetKind.ARRIVALS:
        return _now("Still to come") if place == Place.DUE else _now("Arrived")
    if kind == SheetKind.DEPARTURES:
        return _now("Still to leave") if place == Place.DUE else _now("Left")
    return ""


def may_of(actor: Actor, branch: Branch) -> May:
    """What this reader may do on the lists of this branch."""
    may_edit = actor.has_right(Right.STAYS_EDIT, branch.id)
    return May(
        prepare=actor.has_right(Right.STAYS_PREPARE, branch.id),
        check_in=may_edit,
        check_out=may_edit and actor.has_right(Right.FOLIOS_POST, branch.id),
    )
