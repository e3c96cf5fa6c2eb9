"""The file of a backup gives back what was written, and nothing that was cut, altered or moved."""

import io
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.kernel.backups.container import (
    CHUNK,
    ENCRYPTED,
    OPEN,
    ArchiveReader,
    ArchiveWriter,
    read_header,
)
from huitouke.kernel.backups.errors import BackupUnreadable
from huitouke.kernel.backups.parts import MANIFEST, PartWriter, read_parts

KEY = bytes(range(32))
CIPHERS = pytest.mark.parametrize("cipher", [ENCRYPTED, OPEN])


def written(content, cipher=ENCRYPTED, key=KEY):
    file = io.BytesIO()
    archive = ArchiveWriter(file, {"product": "1"}, cipher=cipher, key=key)
    for at in range(0, len(content), 700_001):
        archive.write(content[at : at + 700_001])
    archive.close()
    return file.getvalue()


def read(data, size, key=KEY):
    file = io.BytesIO(data)
    header, digest = read_header(file)
    reader = ArchiveReader(file, header, digest, key)
    content = reader.read(size)
    reader.finish()
    return content


@CIPHERS
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_written_comes_back(cipher, size):
    content = os.urandom(size)
    assert read(written(content, cipher), size) == content


def test_an_encrypted_file_shows_nothing_of_its_content():
    content = "王小明 13812345678 ".encode() * 50
    assert "王小明".encode() not in written(content, ENCRYPTED)
    assert "王小明".encode() in written(content, OPEN)


@CIPHERS
def test_two_backups_of_the_same_have_no_chunk_in_common(cipher):
    first, second = written(b"x" * 100, cipher), written(b"x" * 100, cipher)
    assert first[-40:] != second[-40:]


@CIPHERS
@given(data=st.data())
def test_any_altered_byte_is_refused(cipher, data):
    content = b"guest " * 300
    whole = bytearray(written(content, cipher))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BackupUnreadable):
        read(bytes(whole), len(content))


@CIPHERS
@given(data=st.data())
def test_a_file_cut_anywhere_is_refused(cipher, data):
    content = b"guest " * 300
    whole = written(content, cipher)
    at = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(BackupUnreadable):
        read(whole[:at], len(content))


def chunks_of(whole):
    file = io.BytesIO(whole)
    read_header(file)
    head = file.tell()
    found = []
    while word := file.read(4):
        found.append(word + file.read(int.from_bytes(word, "big") & 0x7FFFFFFF))
    return whole[:head], found


@CIPHERS
def test_chunks_in_another_order_or_left_out_are_refused(cipher):
    content = os.urandom(3 * CHUNK)
    head, chunks = chunks_of(written(content, cipher))
    assert len(chunks) == 3
    for moved in (
        [chunks[1], chunks[0], chunks[2]],
        [chunks[0], chunks[2]],
        [chunks[0], chunks[1]],
        [*chunks, chunks[2]],
    ):
        with pytest.raises(BackupUnreadable):
            read(head + b"".join(moved), len(content))


@CIPHERS
def test_a_chunk_of_another_backup_is_refused(cipher):
    head, chunks = chunks_of(written(os.urandom(2 * CHUNK), cipher))
    _other, strangers = chunks_of(written(os.urandom(2 * CHUNK), cipher))
    with pytest.raises(BackupUnreadable):
        read(head + chunks[0] + strangers[1], 2 * CHUNK)


@CIPHERS
def test_another_key_opens_nothing(cipher):
    with pytest.raises(BackupUnreadable, match="key does not fit"):
        read(written(b"guest", cipher), 5, key=bytes(32))


def test_a_newer_format_is_named():
    whole = written(b"guest")
    head, chunks = chunks_of(whole)
    told = {**json.loads(head[20:]), "format": 99}
    text = json.dumps(told).encode()
    with pytest.raises(BackupUnreadable, match="format 99"):
        read(head[:16] + len(text).to_bytes(4, "big") + text + b"".join(chunks), 5)


def test_a_foreign_file_is_refused():
    with pytest.raises(BackupUnreadable, match="no file of"):
        read(b"PK\x03\x04" + bytes(100), 1)


class Bytes(io.BytesIO):
    def __init__(self, data=b""):
        super().__init__(data)

    def read(self, size=-1):
        found = super().read(size)
        if size > 0 and len(found) < size:
            raise BackupUnreadable("ends")
        return found


def parts_written(parts):
    sink = Bytes()
    for name, data in parts:
        part = PartWriter(sink, name)
        part.write(data)
        part.end()
    return sink.getvalue()


def test_parts_come_back_in_their_order_also_those_that_nobody_reads():
    parts = [("database.dump", os.urandom(3_000_000)), ("files/a/空.bin", b""), (MANIFEST, b"{}")]
    assert [(name, b"".join(data)) for name, data in read_parts(Bytes(parts_written(parts)))] == parts
    assert [name for name, _data in read_parts(Bytes(parts_written(parts)))] == [name for name, _ in parts]


def test_a_part_that_is_not_what_its_digest_says_is_refused():
    data = bytearray(parts_written([("files/a", b"guest"), (MANIFEST, b"{}")]))
    data[data.index(b"guest")] ^= 1
    with pytest.raises(BackupUnreadable, match="files/a"):
        list(read_parts(Bytes(bytes(data))))
