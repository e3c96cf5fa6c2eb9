"""Trees of JSON that came from outside: read within limits, and asked without ever failing.

Senders leave fields out, send one thing where a list stands in their papers, or a number for a text. `Node` takes all
of that: what is not there is an empty node.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from huitouke.connectors.messages.reading import MOST_BYTES, Unread

DEEPEST: Final = 60
"""How deep a message may be nested; the deepest of the standards has some 20."""

_VARIABLE: Final = re.compile(rb"\{\{\s*[A-Za-z_][\w. -]{0,80}\}\}")


class Node:
    """A place in a tree, with a path to name it by in errors."""

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str = "") -> None:
        self.value = value
        self.path = path

    def __bool__(self) -> bool:
        return self.value not in (None, "", {}, [])

    def __getitem__(self, name: str) -> "Node":
        """The field `name`; of a list, that of its first entry."""
        value = self.value
        if isinstance(value, list):
            value = value[0] if value else None
        found = value.get(name) if isinstance(value, Mapping) else None
        return Node(found, f"{self.path}/{name}" if self.path else name)

    def at(self, *names: str) -> "Node":
        """The field at the end of a path of fields."""
        node = self
        for name in names:
            node = node[name]
        return node

    def each(self, *inner: str) -> Iterator["Node"]:
        """The entries of a list; of one thing, that thing. Where the list stands in a field of one of the names
        `inner`, the entries of that."""
        value = self.value
        if isinstance(value, Mapping):
            for name in inner:
                if name in value:
                    yield from self[name].each(*inner)
                    return
        if isinstance(value, list):
            for number, entry in enumerate(value, 1):
                if isinstance(entry, Mapping) and len(entry) == 1 and (name := next(iter(entry))) in inner:
                    yield from Node(entry[name], f"{self.path}[{number}]").each(*inner)
                elif entry not in (None, "", {}, []):
                    yield Node(entry, f"{self.path}[{number}]")
        elif value not in (None, "", {}):
            yield self

    @property
    def text(self) -> str:
        """The text of a single value, '' of anything else; numbers as they were written."""
        value = self.value
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, Mapping):
            value = value.get("#")
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, int | float):
            return repr(value)
        return ""

    def first(self, *names: str) -> str:
        """The text of the first of these fields that has one."""
        return next((text for name in names if (text := self[name].text)), "")

    @property
    def is_true(self) -> bool:
        return self.text.casefold() in {"true", "1", "yes", "y"}


def read_json(body: bytes) -> Any:
    """The tree of a JSON text, cleaned of what no text may hold. Raises Unread."""
    check_body(body)
    try:
        tree = json.loads(body, parse_constant=_no_constant, parse_float=_number)
    except RecursionError:
        raise Unread("message_too_deep", limit=str(DEEPEST)) from None
    except ValueError:
        raise Unread("not_json") from None
    if not isinstance(tree, dict | list):
        raise Unread("not_json")
    return clean(tree)


def check_body(body: bytes) -> None:
    """Refuse what is empty, too large, or a template whose variables nobody filled in."""
    if not body.strip():
        raise Unread("empty_message")
    if len(body) > MOST_BYTES:
        raise Unread("message_too_large", limit_mb=str(MOST_BYTES // 1024 // 1024))
    if _VARIABLE.search(body):
        raise Unread("template_with_variables")


def clean(value: Any, depth: int = 0) -> Any:
    """The same tree without NUL and halves of signs in its texts, which no database takes. Raises Unread where it is
    nested too deep."""
    if depth > DEEPEST:
        raise Unread("message_too_deep", limit=str(DEEPEST))
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, dict):
        return {_clean_text(name): clean(entry, depth + 1) for name, entry in value.items()}
    if isinstance(value, list):
        return [clean(entry, depth + 1) for entry in value]
    return value


def _clean_text(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not a number of JSON")
    return number
