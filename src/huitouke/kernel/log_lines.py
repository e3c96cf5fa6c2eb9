"""Lines of the log: what went wrong and where, never the values that the database quotes."""

import logging
import re
from typing import Any, Final

import psycopg

_QUOTED: Final = re.compile(r'"[^"]*"?')
_DATA_EXCEPTION: Final = "22"
"""The class of SQLSTATE whose messages quote the value that was refused."""


class LineFormatter(logging.Formatter):
    """Cuts what PostgreSQL adds to an error: its DETAIL is the whole row, its CONTEXT a line of the data, its
    LINE the statement with all values."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        text = super().formatException(ei)
        seen: set[int] = set()
        error: BaseException | None = ei[1]
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            cause = error if isinstance(error, psycopg.Error) else error.__cause__
            if isinstance(cause, psycopg.Error) and (whole := str(error)):
                text = text.replace(whole, _primary(whole, cause.sqlstate or ""))
            error = error.__cause__ or error.__context__
        return text


def _primary(whole: str, sqlstate: str) -> str:
    """The first line of a message, with the value blotted out where it quotes one."""
    first = whole.split("\n", 1)[0]
    return _QUOTED.sub('"…"', first) if sqlstate.startswith(_DATA_EXCEPTION) else first
