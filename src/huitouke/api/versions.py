"""ETags: which version of a profile a caller has seen."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from huitouke.api.errors import request_invalid

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_ETAG: Final = re.compile(r'(?:W/)?"(\d{1,17})"')


def etag_of(updated_at: datetime) -> str:
    """The version as microseconds since 1970, in quotes."""
    return f'"{(updated_at - _EPOCH) // _MICROSECOND}"'


def seen_at_of(if_match: str) -> datetime | None:
    """The `updated_at` behind an If-Match header; None for an empty one and for `*`, which take any version."""
    text = if_match.strip()
    if text in ("", "*"):
        return None
    found = _ETAG.fullmatch(text)
    if found is None:
        raise request_invalid("if_match_unreadable", "If-Match")
    return _EPOCH + int(found[1]) * _MICROSECOND
