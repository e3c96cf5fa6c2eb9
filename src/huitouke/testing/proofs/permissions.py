"""Every role at every place at every door, and what one legal entity can infer of another's guests."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

from huitouke.testing.proofs.installation import installation, last_json

Progress = Callable[[str, int, int | None], None]
MODULE = "huitouke.testing.permissions"


def prove_permissions(*, progress: Progress | None = None) -> dict[str, Any]:
    """All roles at MAIN, LAKE, BAY and in the group, a stranger and a login without a post, at every door of the table
    in `testing/permissions/`; then every role of BAY asks in a world with MAIN's guest and in one without.

    `tried` counts knocks and comparisons. `failed` counts answers that the table does not foresee, doors that it does
    not name, and answers by which the two worlds differ.
    """
    if progress is not None:
        progress("permissions", 0, None)
    with installation(is_empty=True) as one:
        done = subprocess.run(
            [sys.executable, "-P", "-m", MODULE],
            env={**one.environment, "HUITOUKE_LOG_LEVEL": "ERROR"},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=3600,
        )
    return dict(last_json(done.stdout))
