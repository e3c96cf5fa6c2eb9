"""A list of rooms as hotels keep it: a row a room, with its number, type, floor and features."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.queries import get_branch
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.headers import key_of
from huitouke.connectors.files.tables import open_table
from huitouke.hotels.services.rooms import RoomLine, RoomsTaken, take_rooms

_HEADINGS: Final = {
    "number": ("房号", "房间号", "房间", "客房号", "roomno", "roomnumber", "number", "room"),
    "room_type": ("房型", "房型代码", "房间类型", "客房类型", "roomtype", "type", "typecode"),
    "floor": ("楼层", "层", "floor", "level"),
    "features": ("特征", "特点", "房间特征", "属性", "朝向", "features", "feature", "attributes"),
}
_WORDS: Final = {word: name for name, words in _HEADINGS.items() for word in words}
_BETWEEN: Final = re.compile(r"[,，、;；/|]+")
MOST_ROWS: Final = 20_000


def read_rooms(path: Path) -> Iterator[RoomLine]:
    """The rooms of a CSV, XLSX or Parquet file, told by its headings. Raises `UnreadableFile`, also where no heading
    says the number or the type."""
    table = open_table(path)
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(table.columns):
        name = _WORDS.get(key_of(heading))
        if name is not None:
            places.setdefault(name, []).append(place)
    if "number" not in places or "room_type" not in places:
        raise UnreadableFile("no_room_columns")
    for count, row in enumerate(table.rows()):
        if count >= MOST_ROWS:
            raise UnreadableFile("too_many_rooms", most=MOST_ROWS)
        cells = row.cells
        told = {
            name: [cells[at].strip() for at in at_places if at < len(cells)]
            for name, at_places in places.items()
        }
        number = next(iter(told["number"]), "")
        kind = next(iter(told["room_type"]), "")
        if not number and not kind:
            continue
        features = [
            word.strip() for text in told.get("features", ()) for word in _BETWEEN.split(text) if word.strip()
        ]
        yield RoomLine(row.number, number, kind, next(iter(told.get("floor", ())), ""), tuple(features))


@dataclass(frozen=True, slots=True)
class RoomsImported:
    """What became of a list of rooms."""

    taken: RoomsTaken
    is_dry_run: bool

    def summary(self) -> dict[str, Any]:
        """The figures, as the command prints them."""
        return {
            "created": self.taken.created,
            "changed": self.taken.changed,
            "unchanged": self.taken.unchanged,
            "refused": len(self.taken.refused),
            "dry_run": self.is_dry_run,
        }

    def lines(self) -> list[str]:
        """Each refused row with its reason."""
        return [f"row {row}: {reason}" for row, reason in self.taken.refused]


class _Undone(Exception):
    """Takes back what a trial wrote."""


def import_rooms(
    path: Path,
    *,
    actor: Actor,
    branch: str,
    map_file: Path | None = None,
    system: str = "",
    dry_run: bool = False,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> RoomsImported:
    """Take a list of rooms in: new ones are added, known ones changed where the list says otherwise, none is closed.
    Refused rows leave the others; the same file twice changes nothing. A room is known by its branch and number
    whichever `system` lists it, and its columns by their headings: a `map_file` is refused."""
    if map_file is not None:
        raise UnreadableFile(
            "bad_map",
            line=1,
            wrong_zh="房间清单按表头识别，不用列对照。",
            wrong_en="lists of rooms are told by their headings; leave the map out.",
        )
    house = get_branch(branch)
    lines = list(read_rooms(path))
    taken = RoomsTaken()
    try:
        with transaction.atomic():
            taken = take_rooms(actor=actor, branch=house, lines=lines)
            if dry_run:
                raise _Undone
    except _Undone:
        pass
    if progress is not None:
        progress("rooms", len(lines), len(lines))
    return RoomsImported(taken, dry_run)
