import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[5]


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """The path of a file in ../shared/data; skips where the folder is absent, fails there with CI=true."""

    def find(name: str) -> Path:
        root = Path(os.environ.get("HUITOUKE_SHARED", REPOSITORY.parent / "shared"))
        path = root / "data" / name
        if not path.exists():
            reason = f"needs the reference data ../shared/data/{name}"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        return path

    return find


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
