"""Cursors: where a page of a list begins, as a text that callers only hand back."""

import base64
import binascii
from datetime import date
from typing import Final
from uuid import UUID

from huitouke.api.errors import request_invalid

_OLDER: Final = b"o"
_NEWER: Final = b"n"


def older_cursor(key: str) -> str | None:
    """The cursor of the page of what is older than the guest `key`; None where there is none."""
    return _packed(_OLDER, key)


def newer_cursor(key: str) -> str | None:
    """The cursor of the page of what is newer than the guest `key`; None where there is none."""
    return _packed(_NEWER, key)


def _packed(direction: bytes, key: str) -> str | None:
    if not key:
        return None
    return base64.urlsafe_b64encode(direction + UUID(key).bytes).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[str, str]:
    """A cursor as (after, before), of which one is empty; both where the cursor is. Refuses any other text."""
    if not cursor:
        return "", ""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = str(UUID(bytes=packed[1:]))
    except (binascii.Error, ValueError) as error:
        raise request_invalid("cursor_unreadable", "cursor") from error
    if packed[:1] == _OLDER:
        return key, ""
    if packed[:1] == _NEWER:
        return "", key
    raise request_invalid("cursor_unreadable", "cursor")


def dated_cursor(direction: str, key: str) -> str | None:
    """The cursor of a list that is ordered by a day: `direction` is "o" for what comes after `key`, "n" for what
    comes before it."""
    return f"{direction}{key}" if key else None


def read_dated_cursor(cursor: str) -> tuple[str, str]:
    """Such a cursor as (after, before). Refuses any other text."""
    if not cursor:
        return "", ""
    direction, day, number = cursor[:1], cursor[1:11], cursor[12:]
    try:
        date.fromisoformat(day)
        UUID(number)
    except ValueError as error:
        raise request_invalid("cursor_unreadable", "cursor") from error
    if direction not in ("o", "n") or cursor[11:12] != "_":
        raise request_invalid("cursor_unreadable", "cursor")
    return (cursor[1:], "") if direction == "o" else ("", cursor[1:])
