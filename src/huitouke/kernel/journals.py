"""Journals beside the database: one JSON object a line, only ever added to, on the disk when written."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def add_line(path: Path, line: Mapping[str, Any]) -> None:
    """Write one line, for this installation's user alone. Behind a line that was cut short it begins a new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        is_cut = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        text = json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        # What was cut short must not become a line by the next one.
        stream.write(b"!\n" + text if is_cut else text)
        os.fsync(descriptor)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines in their order. One that was cut short, as a machine stopped, is left out: what it was about to tell
    was not done."""
    if not path.exists():
        return
    with path.open("rb") as stream:
        for text in stream:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict) and text.endswith(b"\n"):
                yield line
