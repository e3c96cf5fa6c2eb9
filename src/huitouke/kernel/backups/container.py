"""The file of a backup: a header and chunks of at most 1 MiB, each authenticated with its place and the header.

    magic | length of header (4 bytes) | header, JSON | chunks
    chunk: length of what follows, highest bit set on the last (4 bytes) | content with its tag

With a key of its own (`HUITOUKE_BACKUP_KEY`) a chunk is AES-256-GCM; without, it stands open and carries an
HMAC-SHA-256 under a key that is derived from the installation's first field key. Either key is made for this file
alone (HKDF with the salt of the header), the number of the chunk is its nonce, and header digest, number and
"last" are authenticated with it (the STREAM construction): a chunk that is altered, left out, moved, or taken from
another file is refused, and so is a file without its last one.
"""

import hashlib
import hmac
import json
import os
import struct
from collections.abc import Mapping
from typing import IO, Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from huitouke.kernel.backups.errors import BackupUnreadable

MAGIC: Final = b"HUITOUKE BACKUP\n"
FORMAT: Final = 1
CHUNK: Final = 1024 * 1024
ENCRYPTED: Final = "aes-256-gcm"
OPEN: Final = "hmac-sha-256"
_LONGEST_HEADER: Final = 64 * 1024
_LAST: Final = 0x8000_0000
_MAC_BYTES: Final = 32
_GCM_BYTES: Final = 16

Header = Mapping[str, Any]


class Readable(Protocol):
    """A file that is read from its start."""

    def read(self, size: int = -1, /) -> bytes: ...


class _Box(Protocol):
    """Closes and opens the chunks of one file."""

    @property
    def overhead(self) -> int: ...
    def close(self, number: int, content: bytes, bound: bytes) -> bytes: ...
    def open(self, number: int, closed: bytes, bound: bytes) -> bytes | None: ...


class _Encrypted:
    overhead = _GCM_BYTES

    def __init__(self, key: bytes) -> None:
        self._gcm = AESGCM(key)

    def close(self, number: int, content: bytes, bound: bytes) -> bytes:
        return self._gcm.encrypt(number.to_bytes(12, "big"), content, bound)

    def open(self, number: int, closed: bytes, bound: bytes) -> bytes | None:
        try:
            return self._gcm.decrypt(number.to_bytes(12, "big"), closed, bound)
        except InvalidTag:
            return None


class _Signed:
    overhead = _MAC_BYTES

    def __init__(self, key: bytes) -> None:
        self._key = key

    def close(self, number: int, content: bytes, bound: bytes) -> bytes:
        return content + self._tag(content, bound)

    def open(self, number: int, closed: bytes, bound: bytes) -> bytes | None:
        content, tag = closed[:-_MAC_BYTES], closed[-_MAC_BYTES:]
        return content if hmac.compare_digest(tag, self._tag(content, bound)) else None

    def _tag(self, content: bytes, bound: bytes) -> bytes:
        return hmac.digest(self._key, bound + content, "sha256")


def _box(cipher: str, key: bytes, salt: bytes) -> _Box:
    """The box of one file; `key` is the installation's, 32 bytes."""
    own = HKDF(SHA256(), 32, salt, f"huitouke backup {FORMAT} {cipher}".encode()).derive(key)
    return _Encrypted(own) if cipher == ENCRYPTED else _Signed(own)


class ArchiveWriter:
    """Writes a backup into `file` as it comes, holding one chunk in memory. `header` must fit into 64 KiB; format,
    cipher and salt are added to it. Only `close` makes the file a whole one."""

    def __init__(self, file: IO[bytes], header: Header, *, cipher: str, key: bytes) -> None:
        salt = os.urandom(32)
        told = json.dumps(
            {**header, "format": FORMAT, "cipher": cipher, "salt": salt.hex()},
            ensure_ascii=False,
            sort_keys=True,
        ).encode()
        if len(told) > _LONGEST_HEADER:
            raise ValueError("the header is too long")
        self._file = file
        self._box = _box(cipher, key, salt)
        self._digest = hashlib.sha256(told).digest()
        self._number = 0
        self._waiting = bytearray()
        file.write(MAGIC + struct.pack(">I", len(told)) + told)

    def write(self, data: bytes) -> None:
        self._waiting += data
        # One byte more than a chunk has to wait, so that the last chunk is known for what it is.
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Writes the last chunk; the file itself is left to whoever opened it."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, content: bytes, *, is_last: bool) -> None:
        closed = self._box.close(self._number, content, _bound(self._digest, self._number, is_last))
        self._file.write(struct.pack(">I", len(closed) | (_LAST if is_last else 0)) + closed)
        self._number += 1


def read_header(file: Readable) -> tuple[Header, bytes]:
    """The header at the start of `file` and its digest. Not yet to be trusted: the first chunk proves it.

    Raises BackupUnreadable.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupUnreadable("it is no file of ./huitouke backup")
    size = file.read(4)
    length = struct.unpack(">I", size)[0] if len(size) == 4 else 0
    told = file.read(length) if 0 < length <= _LONGEST_HEADER else b""
    if not told or len(told) != length:
        raise BackupUnreadable("its beginning is cut short or altered")
    try:
        header = json.loads(told)
        bytes.fromhex(header["salt"])
        number = int(header["format"])
        cipher = header["cipher"]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupUnreadable("its beginning is altered") from error
    if number > FORMAT:
        raise BackupUnreadable(
            f"it has the format {number}, this release reads up to {FORMAT}; use a newer release"
        )
    if cipher not in (ENCRYPTED, OPEN):
        raise BackupUnreadable("its beginning is altered")
    return header, hashlib.sha256(told).digest()


class ArchiveReader:
    """Reads what an ArchiveWriter wrote, chunk by chunk; nothing of a chunk is given out before it is proven.

    `file` stands behind the header. Raises BackupUnreadable.
    """

    def __init__(self, file: Readable, header: Header, digest: bytes, key: bytes) -> None:
        self._file = file
        self._box = _box(header["cipher"], key, bytes.fromhex(header["salt"]))
        self._digest = digest
        self._number = 0
        self._ready = b""
        self._at = 0
        self._is_done = False

    def read(self, size: int) -> bytes:
        """The next `size` bytes. Raises BackupUnreadable where the content ends before."""
        parts = []
        while size > 0:
            if self._at == len(self._ready) and not self._next():
                raise BackupUnreadable("its content ends too early")
            part = self._ready[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def finish(self) -> None:
        """Proves that nothing is left. Raises BackupUnreadable."""
        if self._at != len(self._ready) or self._next():
            raise BackupUnreadable("it holds more than it says")
        if self._file.read(1):
            raise BackupUnreadable("something was appended to it")

    def _next(self) -> bool:
        while not self._is_done:
            size = self._file.read(4)
            if len(size) != 4:
                raise BackupUnreadable("it is cut short")
            word = struct.unpack(">I", size)[0]
            length, is_last = word & ~_LAST, bool(word & _LAST)
            if not self._box.overhead <= length <= CHUNK + self._box.overhead:
                raise BackupUnreadable(f"it is altered at chunk {self._number}")
            closed = self._file.read(length)
            if len(closed) != length:
                raise BackupUnreadable("it is cut short")
            opened = self._box.open(self._number, closed, _bound(self._digest, self._number, is_last))
            if opened is None:
                why = "the key does not fit, or it is altered" if self._number == 0 else "it is altered"
                raise BackupUnreadable(f"{why} at chunk {self._number}")
            self._number += 1
            self._is_done = is_last
            self._ready, self._at = opened, 0
            if opened:
                return True
        return False


def _bound(digest: bytes, number: int, is_last: bool) -> bytes:
    return digest + struct.pack(">Q?", number, is_last)
