import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huitouke.testing.reference import reference_data


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """The path of a file in ../shared/data; skips where the folder is absent, fails there with CI=true."""
    return reference_data


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write bytes (or text as UTF-8) to a file of that name."""

    def to_file(content: bytes | str, name: str = "guests.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return to_file


@pytest.fixture
def take_in(group, bruno, write) -> Callable[..., Any]:
    """`take_in(rows)`: import a CSV of these rows (lists of cells, headings first), a text or a path, as
    Bruno, into MAIN, as system `opera`; the tally."""
    from huitouke.connectors.files.guests import import_guests

    def run(given: Any, **options: Any) -> Any:
        if isinstance(given, list):
            text = io.StringIO()
            csv.writer(text).writerows(given)
            given = text.getvalue()
        path = given if isinstance(given, Path) else write(given)
        return import_guests(path, **({"actor": bruno.actor, "system": "opera"} | options)).tally

    return run
