"""What a tab of the guest page is. Each tab stands in a module of its own; pages.TABS names them in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.guests.queries import GuestDetail
from huitouke.identity.queries import RecordLine


@dataclass(frozen=True, slots=True)
class Opened:
    """What is at hand when a guest page is opened."""

    request: HttpRequest
    detail: GuestDetail
    records: Sequence[RecordLine]
    may_edit: bool


GROUPS: Final[dict[str, str | Promise]] = {
    "who": _("Who they are"),
    "said": _("What we said to them"),
    "did": _("What they did"),
}
"""The three kinds of data that are kept apart: descriptive, of promotion and care, of transactions."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name in the address, its words, what its template (`guests/_tab_<code>.html`) needs, read
    only when it is open, the number beside its words, which must cost no query of its own, and the code of the
    group (`GROUPS`) under which it stands."""

    code: str
    label: str | Promise
    context: Callable[[Opened], dict[str, Any]] = lambda _opened: {}
    count: Callable[[Opened], int | None] = lambda _opened: None
    group: str = "who"
    is_nameless: bool = False
    """Whether it tells nothing of who the guest is, and so stands open for a guest who is not to be disclosed."""

    @property
    def template(self) -> str:
        return f"guests/_tab_{self.code}.html"
