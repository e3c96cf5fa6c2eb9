"""What must be true of an .xlsx before the reader may unpack it: small files that unpack to no end stay shut.

The reader holds a whole sheet in memory, as a dense grid with a copy of each shared text. So besides what the
zip directory declares, this looks at what the parts really unpack to, how far the used cells reach, and how
often long shared texts are used.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from huitouke.connectors.files.errors import UnreadableFile

ENTRY_LIMIT: Final = 10_000
RATIO_LIMIT: Final = 300
RATIO_FLOOR: Final = 64 << 20
"""Bytes unpacked below which the ratio does not matter: an empty sheet packs very well."""
CELLS_LIMIT: Final = 40_000_000
"""Cells in the rectangle that a sheet uses; each costs the reader 24 to 32 bytes."""
TEXT_LIMIT: Final = 1 << 30
"""Bytes that the copies of long shared texts may take."""

_LONG_TEXT: Final = 4096
_CHUNK: Final = 1 << 20
_COLUMNS: Final = re.compile(rb" r=[\"']([A-Z]{2,3})\d")
_FAR_ROWS: Final = re.compile(rb" r=[\"'][A-Z]{1,3}(\d{5,9})")
_SHARED_USE: Final = re.compile(rb"<(?:\w+:)?v>(\d+)</")
_TEXT_END: Final = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si/>")


def check_workbook(path: Path, *, unpacked_limit: int) -> None:
    """Refuse a workbook that would cost too much to open.

    Raises `UnreadableFile`: zip_bomb, zip_ratio, zip_entries, sheet_too_large, encrypted, damaged_workbook.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
            entries = archive.infolist()
            _check_directory(entries, path.stat().st_size, unpacked_limit)
            long_texts: dict[int, int] = {}
            for entry in entries:
                if entry.filename.lower().endswith("sharedstrings.xml"):
                    long_texts = _long_texts(_unpacked(stream, entry))
            for entry in entries:
                if "worksheets/" in entry.filename.lower() and entry.filename.lower().endswith(".xml"):
                    _check_sheet(_unpacked(stream, entry), long_texts)
                else:
                    for _ in _unpacked(stream, entry):
                        pass
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise UnreadableFile("damaged_workbook") from error


def _check_directory(entries: list[zipfile.ZipInfo], packed: int, unpacked_limit: int) -> None:
    if len(entries) > ENTRY_LIMIT:
        raise UnreadableFile("zip_entries", count=len(entries), limit=ENTRY_LIMIT)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > unpacked_limit:
        raise UnreadableFile("zip_bomb", size_mb=unpacked >> 20, limit_mb=unpacked_limit >> 20)
    if unpacked > RATIO_FLOOR and unpacked > RATIO_LIMIT * packed:
        raise UnreadableFile("zip_ratio", ratio=unpacked // max(1, packed), limit=RATIO_LIMIT)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile("encrypted")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise UnreadableFile("damaged_workbook")


def _unpacked(stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part in chunks, read from its packed bytes, whatever the directory says of their number.

    Refuses a part that unpacks to more than declared: the check of the directory then means nothing.
    """
    stream.seek(entry.header_offset)
    header = stream.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    left, size = entry.compress_size, 0
    while left > 0 and not (inflate and inflate.eof):
        packed = stream.read(min(left, 1 << 16))
        if not packed:
            raise zipfile.BadZipFile
        left -= len(packed)
        while True:
            chunk = inflate.decompress(packed, _CHUNK) if inflate else packed
            size += len(chunk)
            if size > entry.file_size:
                raise UnreadableFile("zip_bomb", size_mb=size >> 20, limit_mb=entry.file_size >> 20)
            if chunk:
                yield chunk
            packed = inflate.unconsumed_tail if inflate else b""
            if not packed:
                break


def _long_texts(chunks: Iterator[bytes]) -> dict[int, int]:
    """Place of each long shared text -> its bytes."""
    long: dict[int, int] = {}
    place = pending = 0
    rest = b""
    for chunk in chunks:
        data = rest + chunk
        start = 0
        for end in _TEXT_END.finditer(data):
            size = pending + end.start() - start
            if size > _LONG_TEXT:
                long[place] = size
            place, pending, start = place + 1, 0, end.end()
        # An end tag may be cut by the chunk: its beginning stays for the next.
        keep = max(start, len(data) - 16)
        pending += keep - start
        rest = data[keep:]
    return long


def _check_sheet(chunks: Iterator[bytes], long_texts: dict[int, int]) -> None:
    columns: set[bytes] = set()
    far_row = 9_999
    uses: Counter[bytes] = Counter()
    rest = b""
    for chunk in chunks:
        data = rest + chunk
        # An attribute or value that the chunk cuts is shorter than this; finding one twice does no harm.
        rest = data[-32:]
        columns.update(_COLUMNS.findall(data))
        if far := _FAR_ROWS.findall(data):
            far_row = max(far_row, max(map(int, far)))
        if long_texts:
            uses.update(_SHARED_USE.findall(data))
    width = max((_column_number(letters) for letters in columns), default=26)
    if far_row * width > CELLS_LIMIT:
        raise UnreadableFile("sheet_too_large", cells=far_row * width, limit=CELLS_LIMIT)
    copies = sum(size * uses[str(place).encode()] for place, size in long_texts.items())
    if copies > TEXT_LIMIT:
        raise UnreadableFile("zip_bomb", size_mb=copies >> 20, limit_mb=TEXT_LIMIT >> 20)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
