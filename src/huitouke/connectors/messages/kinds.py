"""The standards that are understood: who reads their messages, and in which form they want an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from huitouke.connectors.messages.answers import Answer
from huitouke.connectors.messages.errors import KindUnknown
from huitouke.connectors.messages.reading import Place, Reader, Reading, Unread
from huitouke.stays.readers import register_reader
from huitouke.stays.told import Told


@dataclass(frozen=True, slots=True)
class Kind:
    """One standard: its reader for a place, how the kept content of a reservation is read again, and its answer."""

    code: str
    label: str | Promise
    reader: Callable[[Place], Reader]
    told_of: Callable[[Mapping[str, object]], Told]
    answer: Callable[[Reading | Unread], Answer]


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Understand messages of this standard from now on."""
    register_reader(kind.code, kind.told_of)
    _kinds[kind.code] = kind


def get_kind(code: str) -> Kind:
    """The standard of this code. Raises `KindUnknown`."""
    if code not in _kinds:
        raise KindUnknown(code, list(_kinds))
    return _kinds[code]


def list_kinds() -> list[Kind]:
    """Every standard, by its words."""
    return sorted(_kinds.values(), key=lambda each: str(each.label))
