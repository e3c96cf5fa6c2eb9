"""What a block of Today is, and what it is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django.urls import reverse

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.guests.today import GuestLines

SHOWN: Final = 6
"""Rows of a block; the rest stands behind its link."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Who looks at Today, at which post, in which branch, on which business date. `lines` reads the guests of all
    blocks at once, and `forms` counts those that wait, once for the page and its rail."""

    actor: Actor
    username: str
    role: str
    branch: Branch | None
    day: date
    lines: GuestLines
    forms: Callable[[], int]

    def guest_list(self, **chosen: int) -> str:
        """The address of the guest list of this branch under a filter."""
        values: dict[str, Any] = {"branch": self.branch.code, **chosen} if self.branch else {**chosen}
        return f"{reverse('guests:guest-list')}?{urlencode(values)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the top row: how many of what, and the address of the rows behind it. `tone` is "watch" or "alarm"
    where somebody should act. A value that has to be counted is a call, made only where the number has room."""

    label: str
    value: str | Callable[[], str]
    unit: str = ""
    url: str = ""
    tone: str = ""

    def told(self) -> str:
        """The value, counted now where it is a call."""
        return self.value if isinstance(self.value, str) else self.value()


@dataclass(frozen=True, slots=True)
class Read:
    """What a block read: the context of its template, the figures that it gives to the top row, and whether there is
    nothing to tell."""

    context: dict[str, Any] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of Today: its template is `today/_<code>.html`.

    It opens to who holds `right` (in the whole group where `is_group_wide`), while the part named by `switch` is used.
    `roles` see it first, in the order of the registry; who else may read it sees it below where `is_for_all`. With
    nothing to tell it `stays` and says what to do, stays only where it is the post's own (`own`), or is `hidden`.
    `queries` is the most that reading and showing it may cost, were it alone: a test holds it.
    """

    code: str
    right: Right
    read: Callable[[Moment], Read]
    queries: int
    roles: frozenset[str] = frozenset()
    is_for_all: bool = False
    is_group_wide: bool = False
    is_aside: bool = False
    when_empty: Literal["stays", "own", "hidden"] = "stays"
    switch: str = ""
    may: Callable[[Actor], bool] | None = None

    @property
    def template(self) -> str:
        return f"today/_{self.code}.html"
