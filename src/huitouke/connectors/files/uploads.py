"""Files on their way in: laid aside under HOME/uploads by an id of ours, never by a name of the sender's.

Each stands beside a small note of what it is, both readable by this installation's user alone, and both go
when the import is over, or after a day if it was never started.
"""

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
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


def store_upload(actor: Actor, chunks: Iterable[bytes], file_name: str) -> Upload:
    """Lay a file aside. Refuses one over the limit, or an empty one, and leaves nothing behind then."""
    file_name = file_name.replace("\x00", "")
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove_stale()
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
        note = {"file_name": file_name[:200], "size": size, "actor": str(actor.id or "")}
        descriptor = os.open(_note_of(upload_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as text:
            json.dump(note, text, ensure_ascii=False)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Upload(upload_id, stored_as, file_name[:200], size)


def get_upload(actor: Actor, upload_id: UUID) -> Upload:
    """A file that this actor laid aside; else `UploadGone`, as if it did not exist."""
    try:
        note = json.loads(_note_of(upload_id).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UploadGone from error
    if note["actor"] != str(actor.id or ""):
        raise UploadGone
    found = next((path for path in folder().glob(f"{upload_id}*") if path.suffix != ".json"), None)
    if found is None:
        raise UploadGone
    return Upload(upload_id, found.name, note["file_name"], note["size"])


def remove_upload(stored_as: str) -> None:
    """Take a file and its note away; nothing where they are gone already."""
    if not stored_as:
        return
    path = folder() / Path(stored_as).name
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name.split('.', 1)[0]}.json").unlink(missing_ok=True)


def stored_path(stored_as: str) -> Path:
    """Where the file of a waiting run lies."""
    return folder() / Path(stored_as).name


def forget_note(upload: Upload) -> None:
    """The file now belongs to a run: only the worker may take it away."""
    _note_of(upload.id).unlink(missing_ok=True)


def remove_stale() -> None:
    """Take away files whose import was never started within a day."""
    before = time.time() - KEPT_SECONDS
    for note in folder().glob("*.json"):
        if note.stat().st_mtime < before:
            for path in folder().glob(f"{note.stem}*"):
                path.unlink(missing_ok=True)


def _note_of(upload_id: UUID) -> Path:
    return folder() / f"{upload_id}.json"


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, {"file": [message]})
