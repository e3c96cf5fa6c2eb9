"""The journal of erasures, outside the database: HOME/erasures/journal.jsonl. It holds ids and stamps, no value. A
restore of an older backup does by it what was done since.

A copy lies beside the backups, perhaps on another machine: each line bears a keyed seal, so that whoever can write
there can make a restore erase nobody.
"""

import hmac
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from huitouke.kernel import journals
from huitouke.kernel.crypto import sealer

logger = logging.getLogger(__name__)

_SEAL: Final = "seal"


def journal_path() -> Path:
    home: Path = settings.HOME
    return home / "erasures" / "journal.jsonl"


def add_line(line: Mapping[str, Any]) -> None:
    """Write one line, on the disk when this returns."""
    journals.add_line(journal_path(), {**line, _SEAL: _seal_of(line)})


def read_lines() -> Iterator[dict[str, Any]]:
    """The lines in their order. One that this installation did not write is left out, and told in the log."""
    for told in journals.read_lines(journal_path()):
        line = {name: value for name, value in told.items() if name != _SEAL}
        if hmac.compare_digest(str(told.get(_SEAL, "")).encode(), _seal_of(line).encode()):
            yield line
        else:
            logger.warning(
                "a line of the journal of erasures bears no seal of this installation and is left out"
            )


def _seal_of(line: Mapping[str, Any]) -> str:
    return sealer().keyed_hash("erasure-journal", json.dumps(line, sort_keys=True).encode()).hex()
