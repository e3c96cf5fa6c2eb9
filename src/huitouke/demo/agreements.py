"""Who of the make-believe guests agreed to be known by the number of a paper: they were asked when they showed one."""

from typing import Final
from zlib import crc32

from huitouke.demo.records import DemoRecord
from huitouke.guests.values.documents import KINDS

AGREE: Final = 0.7
"""Of the persons who are asked, those who agree: each wherever a paper of theirs was written down."""


def is_agreed(record: DemoRecord, seed: int) -> bool:
    """Whether the guest of this record agreed. The same person says the same everywhere; a record without a paper comes
    of somebody whom nobody asked."""
    if not any(kind in record.raw for kind in KINDS):
        return False
    return crc32(f"{seed}|{record.person}".encode()) % 1000 < AGREE * 1000
