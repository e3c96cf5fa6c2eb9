"""What must be true of an old .xls before the reader may open it: its sector chains come to an end.

An .xls is a compound file: a small file system whose files are chains of sectors (Microsoft, [MS-CFB]). The reader
follows a chain that runs in a circle until the machine is out of memory; a damaged byte is enough for that.
"""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from huitouke.connectors.files.errors import UnreadableFile

SIZE_LIMIT: Final = 256 << 20
"""Bytes; the format holds 65,536 rows a sheet and never honestly gets near this."""

_FREE: Final = 0xFFFFFFFA
"""From here on a number is a mark, not a sector."""
_ENTRY: Final = 128
_MINI_CUTOFF: Final = 56
_FIRST_DIFAT: Final = 68


def check_compound(path: Path) -> None:
    """Refuse a compound file with a chain that never ends or leads out of the file.

    Raises `UnreadableFile`: damaged_workbook; zip_bomb for a file over the limit.
    """
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise UnreadableFile("zip_bomb", size_mb=size >> 20, limit_mb=SIZE_LIMIT >> 20)
    try:
        _check(path.read_bytes())
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableFile("damaged_workbook") from error


def _check(data: bytes) -> None:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sector size")
    width = 1 << shift
    directory_start = _number(data, 48)
    cutoff = _number(data, _MINI_CUTOFF)
    mini_start = _number(data, 60)

    def sector(place: int) -> bytes:
        start = (place + 1) << shift
        if start >= len(data):
            raise ValueError("sector beyond the file")
        return data[start : start + width]

    tables = list(struct.unpack_from("<109I", data, 76))
    seen: set[int] = set()
    place = _number(data, _FIRST_DIFAT)
    while place < _FREE:
        if place in seen:
            raise ValueError("circle of tables")
        seen.add(place)
        *more, place = _numbers(sector(place))
        tables += more
    sectors = [number for table in tables if table < _FREE for number in _numbers(sector(table))]
    directory = b"".join(map(sector, _chain(sectors, directory_start)))
    mini = [number for place in _chain(sectors, mini_start) for number in _numbers(sector(place))]
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        kind = directory[start + 66]
        first, length = _number(directory, start + 116), _number(directory, start + 120)
        if kind == 5 or (kind == 2 and length >= cutoff):
            _chain(sectors, first)
        elif kind == 2:
            _chain(mini, first)


def _chain(following: Sequence[int], place: int) -> list[int]:
    """The places of a chain in their order; ValueError where it comes back to itself or leads nowhere."""
    chain: list[int] = []
    while place < _FREE:
        chain.append(place)
        if len(chain) > len(following):
            raise ValueError("circle of sectors")
        place = following[place]
    return chain


def _numbers(sector: bytes) -> Iterable[int]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _number(data: bytes, place: int) -> int:
    number: int = struct.unpack_from("<I", data, place)[0]
    return number
