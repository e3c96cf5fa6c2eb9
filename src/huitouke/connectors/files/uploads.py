"""Files on their way in: laid aside under HOME/uploads by an id of ours, never by a name of the sender's.

Readable by this installation's user alone. What the worker saw in a file stands beside it (`.look`). Both go when
the import is over, or after a day where it was never started or was stopped.
"""

import json
import os
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from huitouke.kernel.errors import Invalid, NotFound
from huitouke.kernel.ids import uuid7

KNOWN_SUFFIXES: Final = frozenset(
    (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".parquet", ".pq", ".vcf", ".vcard")
)
KEPT_SECONDS: Final = 24 * 3600


class UploadGone(NotFound):
    def __init__(self) -> None:
        super().__init__("upload_not_found", _("The file is no longer here. Choose it again, then import."))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file laid aside: `file_name` is the sender's, for the eye only; `stored_as` is ours."""

    id: UUID
    stored_as: str
    file_name: str
    size: int

    @property
    def path(self) -> Path:
        return folder() / self.stored_as


def folder() -> Path:
    """Where uploads lie."""
    home: Path = settings.HOME
    return home / "uploads"


def store_upload(chunks: Iterable[bytes], file_name: str) -> Upload:
    """Lay a file aside. Refuses one over the limit, or an empty one, and leaves nothing behind then."""
    file_name = file_name.replace("\x00", "")
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    upload_id = uuid7()
    suffix = Path(file_name).suffix.lower()
    stored_as = f"{upload_id}{suffix if suffix in KNOWN_SUFFIXES else ''}"
    size = 0
    limit: int = settings.UPLOAD_LIMIT_BYTES
    path = place / stored_as
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise _refused(
                        "file_too_large",
                        _("The file is larger than %(limit)s MB. Split it, then import the parts.")
                        % {"limit": limit // 1_000_000},
                    )
                stream.write(chunk)
        if size == 0:
            raise _refused("empty_file", _("The file is empty. Export it again, then choose it."))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Upload(upload_id, stored_as, file_name[:200], size)


def remove_upload(stored_as: str) -> None:
    """Take a file and what was seen in it away; nothing where they are gone already."""
    if not stored_as:
        return
    path = stored_path(stored_as)
    path.unlink(missing_ok=True)
    _look_of(stored_as).unlink(missing_ok=True)


def stored_path(stored_as: str) -> Path:
    """Where the file of a run lies."""
    return folder() / Path(stored_as).name


def write_look(stored_as: str, seen: dict[str, Any]) -> None:
    """Keep what the worker saw in a file, for its sender's pages: it holds values of the file."""
    path = _look_of(stored_as)
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as text:
        json.dump(seen, text, ensure_ascii=False)
    draft.replace(path)
    if not stored_path(stored_as).exists():
        # Taken away while it was looked at, perhaps since somebody in it was erased.
        path.unlink(missing_ok=True)


def read_look(stored_as: str) -> dict[str, Any]:
    """What the worker saw in a file. Raises `UploadGone` where the file is no longer here."""
    try:
        seen: dict[str, Any] = json.loads(_look_of(stored_as).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UploadGone from error
    if not stored_path(stored_as).exists():
        raise UploadGone
    return seen


def remove_stale(wanted: Collection[str]) -> list[str]:
    """Take away files older than a day, but for those that imports still want; the names of those that went."""
    before = time.time() - KEPT_SECONDS
    gone = []
    for path in folder().glob("*"):
        is_look = path.suffix in (".look", ".part")
        if not is_look and path.name not in wanted and path.stat().st_mtime < before:
            remove_upload(path.name)
            gone.append(path.name)
    for path in folder().glob("*.look"):
        if path.stat().st_mtime < before and not any(folder().glob(f"{path.stem}*[!k]")):
            path.unlink(missing_ok=True)
    return gone


def _look_of(stored_as: str) -> Path:
    return folder() / f"{Path(stored_as).name.split('.', 1)[0]}.look"


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, {"file": [message]})
