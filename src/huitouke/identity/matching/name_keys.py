"""The columns that a name becomes."""

from collections.abc import Sequence
from typing import Final, NamedTuple

READINGS_LIMIT: Final = 16


class NameKeys(NamedTuple):
    """The columns of a name, as `row.MatchRow` holds them, and the sex that a title in it tells: male, female or ''."""

    family: str = ""
    given: str = ""
    hanzi: str = ""
    key: str = ""
    readings: tuple[str, ...] = ()
    english: str = ""
    sex: str = ""


NOBODY: Final = NameKeys()


def distinct(key: str, readings: Sequence[str]) -> tuple[str, ...]:
    """The readings besides the key, none twice and none empty, the first so many of them."""
    return tuple(dict.fromkeys(reading for reading in readings if reading and reading != key))[
        :READINGS_LIMIT
    ]
