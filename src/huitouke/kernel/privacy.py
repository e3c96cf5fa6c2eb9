"""What each context knows of a person: told to them as a copy, counted before an erasure, erased.

A context registers its keepers in its `privacy.py`, loaded by its app. A test compares them with the models that
hold a guest, so that no table is forgotten. Erasure runs inside one transaction in which the triggers of the
history are silent (`huitouke.forget`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise

Words = str | Promise

ROWS = 50
"""The usual place in the order of erasure."""
LAST = 100
"""After everything that points to it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data it is: the guest's id, the ids of the source records that tell of them, and the texts by which they
    would be recognised where somebody wrote freely: names, numbers, addresses. `other_ids` are ids that the guest had
    before several profiles became this one: what was written under one of them stays there."""

    id: UUID
    record_ids: tuple[UUID, ...] = ()
    texts: tuple[str, ...] = ()
    other_ids: tuple[UUID, ...] = ()

    @property
    def ids(self) -> list[UUID]:
        return [self.id, *self.other_ids]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a copy. `columns` are the words of the fields, in the order in which they are printed; `rows` hold
    text, numbers, truth values, dates, lists of them, or None."""

    code: str
    label: Words
    columns: Mapping[str, Words]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an erasure's report: how many things of one kind went, or stay until the law lets them go."""

    code: str
    count: int
    keep_until: date | None = None
    law: str = ""

    @property
    def is_kept(self) -> bool:
        return self.keep_until is not None


def _no_sections(_person: Person) -> list[Section]:
    return []


def _no_lines(_person: Person) -> list[Line]:
    return []


@dataclass(frozen=True, slots=True)
class Keeper:
    """What looks after one kind of data of a person. `label` names it in reports; `models` are the tables that it
    answers for; `holds` counts what is there now, in the lines in which `erase` then reports."""

    code: str
    label: Words
    models: frozenset[str]
    copy: Callable[[Person], list[Section]] = _no_sections
    holds: Callable[[Person], list[Line]] = _no_lines
    erase: Callable[[Person], list[Line]] = _no_lines
    order: int = field(default=ROWS)


_keepers: dict[str, Keeper] = {}


def register_keeper(keeper: Keeper) -> None:
    """Let a keeper answer from now on. Raises ValueError where its code is taken."""
    if keeper.code in _keepers:
        raise ValueError(f"two keepers are called {keeper.code}")
    _keepers[keeper.code] = keeper


def keepers() -> list[Keeper]:
    """All keepers in the order of erasure."""
    return sorted(_keepers.values(), key=lambda keeper: keeper.order)


def label_of(code: str) -> Words:
    """The words of a line of a report; the code itself where its keeper is gone."""
    keeper = _keepers.get(code)
    return keeper.label if keeper else code


def own_rows(
    model: str,
    label: Words,
    columns: Mapping[str, Words],
    *,
    person: str = "guest_id",
    order: int = ROWS,
    ordering: str = "pk",
) -> Keeper:
    """The keeper of a table whose rows are wholly a person's: told by `columns` (fields or properties of the model,
    in words), deleted at erasure. The code is the model's label in small letters, `guests.contactpoint`."""
    code = model.lower()

    def rows_of(who: Person) -> Any:
        return apps.get_model(model)._default_manager.filter(**{f"{person}__in": who.ids})

    def copy(who: Person) -> list[Section]:
        rows = [
            {name: _plain(getattr(row, name)) for name in columns} for row in rows_of(who).order_by(ordering)
        ]
        return [Section(code, label, columns, rows)] if rows else []

    def holds(who: Person) -> list[Line]:
        return lines(code, rows_of(who).count())

    def erase(who: Person) -> list[Line]:
        deleted, _by_model = rows_of(who).delete()
        return lines(code, deleted)

    return Keeper(code, label, frozenset((model,)), copy, holds, erase, order)


def lines(code: str, count: int) -> list[Line]:
    """One line of so many things gone; none where there was nothing."""
    return [Line(code, count)] if count else []


def _plain(value: Any) -> Any:
    """A value as a copy may hold it."""
    if callable(value):
        value = value()
    return str(value) if isinstance(value, Promise | UUID | Model) else value


def total(found: Iterable[Line]) -> int:
    """How many things the lines count that do not stay."""
    return sum(line.count for line in found if not line.is_kept)
