"""What the list of a subject has of its own; everything else, from the builder to the columns, is one for all."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.kernel.conditions.columns import column_texts
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Field, get_subject
from huitouke.kernel.conditions.running import Tally
from huitouke.kernel.conditions.shapes import Conditions


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force (with `remove_url`) or to be added (with `url`)."""

    label: str
    url: str = ""
    remove_url: str = ""
    kind: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: its text, the class of its cell, the label before it on a phone, and the colour of a chip
    where the value asks for a look."""

    text: str
    style: str = ""
    label: str | Promise = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of the table: what it is about, its name in words, its page and its cells."""

    line: Any
    label: str
    href: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences that name what is listed, in the reader's language when they are shown."""

    title: str | Promise
    one: str | Promise
    every: str | Promise
    about: str | Promise
    """With %(count)s, an estimate."""
    find: str | Promise
    show: str | Promise
    no_condition: str | Promise
    meant: str | Promise
    nobody: str | Promise
    nobody_live: str | Promise
    nobody_filtered: str | Promise
    more_filtered: str | Promise
    name_first: str | Promise
    """With %(most)s, the most columns."""
    share_help: str | Promise
    export: str | Promise
    see: str | Promise
    done_so_far: str | Promise
    """With %(done)s and %(total)s."""
    left_out: str | Promise


@dataclass(frozen=True, slots=True)
class Page:
    """One screenful: lines with an `id`, the keys of its neighbours, how many there are where somebody counted."""

    lines: Sequence[Any]
    older: str = ""
    newer: str = ""
    tally: Tally | None = None


class Face(ABC):
    """A subject of conditions as a list on the web."""

    subject: ClassVar[str]
    space: ClassVar[str]
    """The namespace of its addresses."""
    list_name: ClassVar[str]
    icon: ClassVar[str]
    view_right: ClassVar[Right]
    export_kind: ClassVar[str]
    """Of `connectors.files.exported`."""
    export_name: ClassVar[str]
    usual_columns: ClassVar[tuple[str, ...]]
    words: ClassVar[Words]
    lead: ClassVar[str]
    """The template of a line's name; its variable is `line`."""

    @property
    def at(self) -> dict[str, str]:
        """Names of the addresses that every list has, for templates."""
        return {
            "list": self.list_name,
            "export": self.export_name,
            "export_new": f"exports:export-new-{self.export_kind}",
            **{name.replace("-", "_"): f"{self.space}:{name}" for name in LIST_ADDRESSES},
        }

    @abstractmethod
    def read_quick(self, request: HttpRequest) -> Any:
        """The quick filters of the address; what cannot be read is no filter."""

    @abstractmethod
    def no_quick(self) -> Any:
        """The list as it opens."""

    @abstractmethod
    def quick_url(self, quick: Any, **more: str) -> str:
        """The address of the list under quick filters."""

    @abstractmethod
    def conditions_of(self, quick: Any) -> Conditions:
        """What quick filters mean. Raises `NobodyMeant`."""

    @abstractmethod
    def chips(self, request: HttpRequest, quick: Any) -> tuple[list[Chip], list[Chip]]:
        """The quick filters in force, and those that may be added."""

    @abstractmethod
    def page(
        self, actor: Actor, conditions: Conditions, *, after: str, before: str, today: date, is_counted: bool
    ) -> Page:
        """A page of those whom conditions mean."""

    @abstractmethod
    def lines(self, actor: Actor, ids: Sequence[UUID]) -> Sequence[Any]:
        """Lines of those whom the actor was found to see, in the order given."""

    @abstractmethod
    def usual_table(
        self, request: HttpRequest, lines: Sequence[Any]
    ) -> tuple[list[dict[str, Any]], list[list[Cell]]]:
        """The usual columns behind the name, and their cells line by line."""

    @abstractmethod
    def plural(self, number: int) -> str:
        """The words for so many, with %(count)s."""

    @abstractmethod
    def changed(self, number: int) -> str:
        """That so many were changed by an act, with %(count)s."""

    @abstractmethod
    def undone(self, number: int) -> str:
        """That an act was undone for so many, with %(count)s."""

    @abstractmethod
    def listed(self, number: int) -> str:
        """That so many stand in the list, with %(count)s."""

    def counted(self, tally: Tally, *, is_capped: bool = False) -> str:
        """`1,234 guests`, `about 120,000 guests`, or `10,000+ guests` where nobody counted further. An
        estimate of none says that nobody knows yet."""
        if not tally.is_exact and not tally.number:
            return _("being counted")
        words = self.plural(tally.number) if tally.is_exact or is_capped else str(self.words.about)
        return words % {"count": f"{tally.number:,}{'+' if is_capped else ''}"}

    @abstractmethod
    def href_of(self, line: Any) -> str:
        """The address of a line's own page."""

    def more_acts(self, actor: Actor) -> list[dict[str, Any]]:
        """What may be done with rows picked besides acts on many: label, icon, and the address they are posted to."""
        return []

    def label_of(self, line: Any) -> str:
        """Whose row it is."""
        return str(line.name)

    def texts(
        self, actor: Actor, fields: list[Field], lines: Sequence[Any], may: Callable[[str], bool], zone: Any
    ) -> dict[UUID, list[str]]:
        """The texts of chosen columns by line."""
        return column_texts(get_subject(self.subject), fields, [line.id for line in lines], may, zone)

    def cell_of(self, request: HttpRequest, field: Field, line: Any, text: str) -> Cell:
        """A cell of a chosen column."""
        return Cell(text, "num" if field.kind in NUMERIC else "table__words", field.label)


NUMERIC = (Kind.NUMBER, Kind.MONEY)
LIST_ADDRESSES = (
    "conditions",
    "conditions-live",
    "conditions-count",
    "conditions-count-list",
    "view-dialog",
    "view-keep",
    "view-columns",
    "view-choose-columns",
    "view-delete",
    "view-restore",
    "bulk-export",
    "bulk-act",
    "bulk-progress",
    "bulk-undo",
    "bulk-dialog",
    "bulk-start",
)
