"""The public reference data beside the repository (`../shared/data`, or HUITOUKE_SHARED): read, never kept."""

import os
from pathlib import Path

from huitouke.testing.sources import REPOSITORY


def reference_folder() -> Path:
    """Where the data would be, there or not."""
    return Path(os.environ.get("HUITOUKE_SHARED", REPOSITORY.parent / "shared")) / "data"


def reference_data(name: str) -> Path:
    """The path of a file or folder of it, for a test; skips where it is absent, fails there with CI=true."""
    import pytest

    path = reference_folder() / name
    if not path.exists():
        reason = f"needs the reference data ../shared/data/{name}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
