"""What a tab of the guest page is. Each tab stands in a module of its own; pages.TABS names them in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from huitouke.guests.queries import GuestDetail
from huitouke.identity.queries import RecordLine


@dataclass(frozen=True, slots=True)
class Opened:
    """What is at hand when a guest page is opened."""

    request: HttpRequest
    detail: GuestDetail
    records: Sequence[RecordLine]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name in the address, its words, what its template (`guests/_tab_<code>.html`) needs, read
    only when it is open, and the number beside its words, which must cost no query of its own."""

    code: str
    label: str | Promise
    context: Callable[[Opened], dict[str, Any]] = lambda _opened: {}
    count: Callable[[Opened], int | None] = lambda _opened: None

    @property
    def template(self) -> str:
        return f"guests/_tab_{self.code}.html"
