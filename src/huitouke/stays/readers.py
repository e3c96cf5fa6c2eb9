"""What the content of a record says of a reservation, by the kind of its sender.

The contents of records are kept as they came. A connector registers how its kind is read, so that a reservation can be
folded from all its records whoever sent them, now and when everything is made anew.
"""

from collections.abc import Callable, Mapping
from typing import Any

from huitouke.stays.told import Told

Reader = Callable[[Mapping[str, Any]], Told]
_readers: dict[str, Reader] = {}


def register_reader(kind: str, reader: Reader) -> None:
    """Read contents of this kind so from now on. Raises ValueError where the kind has a reader."""
    if kind in _readers:
        raise ValueError(f"two readers of {kind}")
    _readers[kind] = reader


def read_told(content: Mapping[str, Any]) -> Told:
    """What the content of a record says; nothing where erasure has emptied it. Content bears its kind under `kind` and
    what came under `data`. Raises KeyError for a kind without a reader."""
    if not content:
        return Told()
    return _readers[content["kind"]](content["data"])
