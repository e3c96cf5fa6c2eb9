"""Whose rights hold for a file: the context of each kind of owner says who may see and who may change it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from huitouke.access.actors import Actor

Question = Callable[[Actor, UUID], bool]


@dataclass(frozen=True, slots=True)
class Owner:
    """A kind of owner, such as `guest`. Both questions answer no for an owner that does not exist. `hold` locks the
    owner against being erased while the caller's transaction lasts, and says whether there is one."""

    kind: str
    may_view: Question
    may_edit: Question
    hold: Callable[[UUID], bool]


_owners: dict[str, Owner] = {}


def register_owner(owner: Owner) -> None:
    """A context names its kind of owner when its app is ready."""
    _owners[owner.kind] = owner


def find_owner(kind: str) -> Owner | None:
    return _owners.get(kind)
