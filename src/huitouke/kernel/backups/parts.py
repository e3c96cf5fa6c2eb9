"""The parts inside a backup, one after the other: the dump of the database, files, and last the manifest.

P | length of name (2 bytes) | name    then    D | length (4 bytes) | data …    then    E | SHA-256 of the data
"""

import hashlib
import struct
from collections.abc import Iterator
from typing import Final, Protocol

from huitouke.kernel.backups.errors import BackupUnreadable

DATABASE: Final = "database.dump"
MANIFEST: Final = "manifest.json"
FILES: Final = "files/"
_LONGEST_NAME: Final = 1000
_LONGEST_DATA: Final = 1024 * 1024


class _Sink(Protocol):
    def write(self, data: bytes) -> None: ...


class _Source(Protocol):
    def read(self, size: int) -> bytes: ...


class PartWriter:
    """One part: `write` its data, then `end` it."""

    def __init__(self, sink: _Sink, name: str) -> None:
        written = name.encode()
        if not 0 < len(written) <= _LONGEST_NAME:
            raise ValueError("the name of a part is empty or too long")
        self._sink = sink
        self._digest = hashlib.sha256()
        self.size = 0
        sink.write(b"P" + struct.pack(">H", len(written)) + written)

    def write(self, data: bytes) -> None:
        for at in range(0, len(data), _LONGEST_DATA):
            piece = data[at : at + _LONGEST_DATA]
            self._digest.update(piece)
            self.size += len(piece)
            self._sink.write(b"D" + struct.pack(">I", len(piece)))
            self._sink.write(piece)

    def end(self) -> str:
        """Ends the part; the SHA-256 of its data, in hex."""
        self._sink.write(b"E" + self._digest.digest())
        return self._digest.hexdigest()


def read_parts(source: _Source) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Name and data of each part, the manifest being the last; what the caller leaves of a part's data is read over.

    Raises BackupUnreadable where a part is not what its digest says.
    """
    name = ""
    while name != MANIFEST:
        if source.read(1) != b"P":
            raise BackupUnreadable("its parts are not in order")
        length = struct.unpack(">H", source.read(2))[0]
        if not 0 < length <= _LONGEST_NAME:
            raise BackupUnreadable("its parts are not in order")
        name = source.read(length).decode("utf-8", "replace")
        data = _data(source, name)
        yield name, data
        for _rest in data:
            pass


def _data(source: _Source, name: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    while (kind := source.read(1)) == b"D":
        length = struct.unpack(">I", source.read(4))[0]
        if length > _LONGEST_DATA:
            raise BackupUnreadable("its parts are not in order")
        piece = source.read(length)
        digest.update(piece)
        yield piece
    if kind != b"E" or source.read(32) != digest.digest():
        raise BackupUnreadable(f"the part {name} is not what it was")
