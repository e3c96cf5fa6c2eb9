"""The journal of erasures, outside the database: HOME/erasures/journal.jsonl, one JSON object a line, only ever added
to. It holds ids and stamps, no value. A restore of an older backup does by it what was done since.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings


def journal_path() -> Path:
    home: Path = settings.HOME
    return home / "erasures" / "journal.jsonl"


def add_line(line: dict[str, Any]) -> None:
    """Write one line, on the disk when this returns."""
    path = journal_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.write(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def read_lines() -> Iterator[dict[str, Any]]:
    """The lines in their order; a last one that was cut short is left out."""
    path = journal_path()
    if not path.exists():
        return
    with path.open("rb") as stream:
        for text in stream:
            if text.endswith(b"\n"):
                yield json.loads(text)
