"""What may be switched off, and what goes with it.

A context says in its app's `ready` what stands under a switch: `register_switch(Switch(...))`. The shell leaves out
entries that lead to its addresses, its pages and API operations answer 404, and its jobs and handlers, decorated with
`while_on`, do nothing. Contexts that others build upon, up to the stays, have no switch.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.utils.functional import Promise

CORE: Final = frozenset({"kernel", "access", "intake", "hotels", "guests", "identity", "stays"})
"""Contexts that cannot go."""
FRESH_SECONDS: Final = 3.0
"""For so long a process trusts what it read: every page asks."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Switch:
    """A part of the product that a group may do without.

    `url_names` are namespaces of addresses (`webhooks`) or single URL names (`guests:card-form`), `paths` beginnings of
    paths as the visitor sees them (`/api/v1/webhooks`).
    """

    code: str
    label: str | Promise
    text: str | Promise
    url_names: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()


SWITCHES: dict[str, Switch] = {}
_known: tuple[float, frozenset[str]] | None = None


def register_switch(switch: Switch) -> None:
    """Make a part one that may be switched off. Refuses the contexts that others build upon."""
    if switch.code in CORE or switch.url_names & CORE:
        raise ValueError(f"{switch.code} cannot be switched off: others build upon it")
    SWITCHES[switch.code] = switch


def switched_off() -> frozenset[str]:
    """The codes that are off now, as read within the last seconds."""
    global _known
    if not SWITCHES:
        return frozenset()
    if _known is None or time.monotonic() - _known[0] > FRESH_SECONDS:
        from huitouke.access.models import SwitchedOff

        off = frozenset(SwitchedOff.objects.values_list("code", flat=True))
        _known = (time.monotonic(), off & SWITCHES.keys())
    return _known[1]


def forget() -> None:
    """Read anew at the next question."""
    global _known
    _known = None


def is_on(code: str) -> bool:
    """Whether this part is used here; what has no switch always is."""
    return code not in switched_off()


def is_address_on(url_name: str, path: str = "") -> bool:
    """Whether the address of this URL name (with its namespace) and path is open."""
    return not any(
        url_name in switch.url_names
        or url_name.rpartition(":")[0] in switch.url_names
        or (path and path.startswith(switch.paths or ("\0",)))
        for code in switched_off()
        for switch in (SWITCHES[code],)
    )


def while_on(code: str) -> Callable[[Callable[P, T]], Callable[P, T | None]]:
    """A job or handler that does its work only while its part is switched on; what comes meanwhile is let pass."""

    def decorate(work: Callable[P, T]) -> Callable[P, T | None]:
        @wraps(work)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T | None:
            return work(*args, **kwargs) if is_on(code) else None

        return guarded

    return decorate


def described() -> list[dict[str, Any]]:
    """Every switch with its words and whether it is on, in the order of their codes."""
    off = switched_off()
    return [
        {"code": one.code, "label": str(one.label), "text": str(one.text), "is_on": one.code not in off}
        for _code, one in sorted(SWITCHES.items())
    ]
