"""A list of rooms as hotels keep it: a row a room, with its number, type, floor and features."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.headers import key_of
from huitouke.connectors.files.tables import open_table
from huitouke.hotels.services.rooms import RoomLine

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
