"""What a door is, and how a line of the table is read.

A door is one line: method and name (an address by its URL name, an operation of the API as `api:` and its id), the
power it asks for (a column of `roles.py`, or one of the three words below), whose thing it opens, what is sent, and
the status of one who may pass, where it is not 200. Everything that opens stands in branch MAIN of the legal entity CN.

| whose | who passes with the power | who has the power elsewhere |
|---|---|---|
| `anywhere` | with a post in any branch | there is no elsewhere: lists and files hold what one may see |
| `guest` | at MAIN, at LAKE (same entity), in the group | BAY (entity HK): as for nobody, 404 |
| `stay` | at MAIN, in the group | LAKE may know of it: 403; BAY: as for nobody, 404 |
| `branch` | at MAIN, in the group | refused: 403 |
| `thing` | at MAIN, in the group | answered as for a thing that is not there: 404 |
| `group` | in the group | refused: 403 |
| `another` | nobody: it is another person's own, answered as a thing that is not there: 404 | |
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

OPEN: Final = "open"
"""Also strangers: the sign-in, the choice of a language, the description of the API."""
STAFF: Final = "staff"
"""Whoever is signed in, also without a post."""
GONE: Final = "gone"
"""Closed to everybody: 404."""


@dataclass(frozen=True, slots=True)
class Door:
    """One line of the table. `sent` is the body; a text of it in braces is filled like the address."""

    method: str
    name: str
    power: str
    whose: str = "anywhere"
    sent: Mapping[str, Any] = field(default_factory=dict)
    passed: tuple[int, ...] = (200,)
    query: str = ""
    also: str = ""
    """A second power asked for: without it 403 as well."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Which subject fills a name of the address, where the name does not tell."""

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


GUEST: Final = {"name": "陈新"}
NEW_LOGIN: Final = {"username": "lin", "role": "concierge", "branch": "MAIN"}
