"""The fields that may be asked, by subject. A context registers its own when its app is ready."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.functional import Promise

from huitouke.kernel.conditions.days import Moment
from huitouke.kernel.conditions.kinds import OPERATORS, WITHHELD, Kind

May = Callable[[str], bool]
"""Whether the reader has a right, by its code, anywhere."""


class Sql(NamedTuple):
    """A piece of SQL with its parameters, in order."""

    text: str
    values: list[Any]


class Option(NamedTuple):
    """One value to choose: as it is kept in conditions, its words, and whether it may be chosen anew."""

    value: str
    label: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Child:
    """A table of facts about the subject: `owner` is its column with the subject's id, `where` narrows it.
    Its rows are called `f`. Where `where` asks the subject's row `{o}`, only a `seek` of the field finds subjects."""

    table: str
    owner: str
    where: str = "TRUE"


@dataclass(frozen=True, slots=True)
class Veil:
    """Whom a row never means for a reader without `right`, whatever it asks: rows of the subject under `sql`."""

    right: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is known of a subject.

    `sql` is an expression over the subject's row `{o}`, or over `f` where the values are rows of `child`: a
    subject may then hold several, and a negative operator means those who hold none that fits.
    """

    code: str
    label: str | Promise
    kind: Kind
    section: str
    sql: str
    child: Child | None = None
    options: Callable[[], Sequence[Option]] | None = None
    offered: Callable[[Any], Collection[str]] | None = None
    """The values of options that an actor may be shown, where not all; the others would tell of somebody."""
    ids: Callable[[Sequence[str]], Sequence[Any]] | None = None
    """From the values of options to what the column holds; a column of text needs none."""
    read: Callable[[str, str], str] | None = None
    """(operator, what was typed) in the form in which the column holds it; "" where it can be nobody's."""
    bound: Callable[[Any], Any] | None = None
    """From an instant to what the column is compared with."""
    ask: Callable[[str, Any, Moment], Sql | None] | None = None
    """An own condition for a positive operator; None leaves it to the kind. `{fence}` ends a subquery of its own."""
    narrow: Callable[[str, Any], Sql | None] | None = None
    """A condition that follows from the operator's and has an index."""
    apart: str = ""
    """A condition over `{o}` that says that there is a value, where few have one and an index holds just these."""
    seek: Callable[[str, Any, Moment], Sql | None] | None = None
    """For a positive operator, a SELECT of ids of the subject among whom all are that it means, by an index."""
    test: Callable[[str, Any, Any, Moment], bool] | None = None
    """The slow answer of `brute` where `ask` has an own condition."""
    right: str = ""
    clear_right: str = ""
    """Without it, only what `WITHHELD` allows may be asked."""
    veil: Veil | None = None
    covered: str = ""
    """Of a free text: the expression for who may not read all of it, with what stands masked taken out."""
    covered_right: str = ""
    """The right with which all of it is read; asked of each row of the subject."""
    until: str = ""
    """A column of days of `f`: the last on which the row is told of. A row without one always is."""
    show: str = ""
    """An expression for a list's column, where it is not `sql`; with `{o}` or `f` as there."""
    shown: Callable[[Any], str] | None = None
    """From the column's value to text."""
    masked: Callable[[str], str] | None = None
    """What a reader without `clear_right` sees of it in a list; without one, nothing."""
    is_past: bool = False
    """Never later than now: what is asked of the last days has no end then, whatever a clock says."""
    is_always: bool = False
    """Known of everybody: whether it is known is not offered."""
    scale: int = 0
    """Decimal places of money and numbers that are kept as whole numbers."""
    may_be_column: bool = True

    @property
    def is_text(self) -> bool:
        """Whether "" stands for unknown."""
        return self.kind in (Kind.TEXT, Kind.EXACT) or (self.kind is Kind.CHOICE and self.ids is None)

    def operators(self, may: May) -> list[str]:
        """What this reader may ask of it; nothing where the field is not theirs."""
        if self.right and not may(self.right):
            return []
        every = [op for op in OPERATORS[self.kind] if not (self.is_always and op in ("known", "unknown"))]
        if self.clear_right and not may(self.clear_right):
            return [op for op in every if op in WITHHELD]
        return every


@dataclass(frozen=True, slots=True)
class Subject:
    """What conditions are about: its table, and its fields in the order in which they are offered."""

    code: str
    table: str
    sections: dict[str, str | Promise]
    fields: dict[str, Field]
    more: list[Callable[[], Sequence[Field]]]

    def field_of(self, code: str) -> Field | None:
        found = self.fields.get(code)
        return found or next((each for each in self._made() if each.code == code), None)

    def every_field(self) -> list[Field]:
        return [*self.fields.values(), *self._made()]

    def _made(self) -> list[Field]:
        """Fields that people added: read anew, since another process may have added one."""
        return [each for make in self.more for each in make()]


_subjects: Final[dict[str, Subject]] = {}


def register_subject(code: str, table: str, sections: dict[str, str | Promise]) -> Subject:
    """Name a subject by the table whose rows its conditions choose; `sections` are headings of its fields."""
    return _subjects.setdefault(code, Subject(code, table, dict(sections), {}, []))


def register(subject: str, *fields: Field) -> None:
    """Offer fields. The code of a field is kept in saved conditions: it never changes its meaning."""
    of = _subjects[subject]
    for field in fields:
        if field.section not in of.sections:
            raise ValueError(f"{field.code}: no section {field.section}")
        of.fields[field.code] = field


def register_made(subject: str, make: Callable[[], Sequence[Field]]) -> None:
    """Offer fields that are only known when asked for, such as those that an administrator added."""
    _subjects[subject].more.append(make)


def get_subject(code: str) -> Subject:
    """Raises KeyError for a subject that nobody registered."""
    return _subjects[code]


def uuids(values: Sequence[str]) -> list[UUID]:
    """Values of options that are ids."""
    return [UUID(value) for value in values]
