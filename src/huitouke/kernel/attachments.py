"""Files kept for guests and companies: sealed under HOME/files by a keyed digest of their content.

Equal content is stored once; it goes with the last attachment that holds it. Who may see or change an attachment
is asked by `access.services.attachments`, never here.
"""

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from huitouke.kernel import clock
from huitouke.kernel.crypto import Sealer, sealer
from huitouke.kernel.models import Attachment, StoredFile

KEPT_AFTER_REMOVAL: Final = timedelta(days=1)
STRAY_SECONDS: Final = 3600
"""A file without its row is from a save that was cut short; a younger one may belong to a save still going on."""


def folder() -> Path:
    """Where the sealed contents lie."""
    home: Path = settings.HOME
    return home / "files"


def path_of(digest: bytes) -> Path:
    name = bytes(digest).hex()
    return folder() / name[:2] / name


def _ring() -> Sealer:
    return sealer().compartment("files")


def digest_of(content: bytes) -> bytes:
    """16 bytes by which equal contents are found, and which tell nothing without the key."""
    return sealer().blind_index("file", content)


@transaction.atomic
def store(content: bytes, media_type: str) -> StoredFile:
    """The stored file of this content, written where it is new."""
    digest = digest_of(content)
    _lock(digest)
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, _ring().seal(content, digest))
    stored, _made = StoredFile.objects.get_or_create(
        digest=digest, defaults={"size": len(content), "media_type": media_type}
    )
    return stored


def _write(path: Path, sealed: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(sealed)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


def content_of(stored: StoredFile) -> bytes:
    """The content again. Raises FileNotFoundError where the file is gone, `CannotOpen` where it was altered."""
    digest = bytes(stored.digest)
    return _ring().open(path_of(digest).read_bytes(), digest)


@transaction.atomic
def attach(
    *, owner_kind: str, owner_id: UUID, name: str, content: bytes, media_type: str, actor_id: UUID | None,
    actor_name: str,
) -> Attachment:  # fmt: skip
    """Keep a file with its owner."""
    return Attachment.objects.create(
        owner_kind=owner_kind,
        owner_id=owner_id,
        file=store(content, media_type),
        name=name,
        actor_id=actor_id,
        actor_name=actor_name,
    )


def detach(attachment: Attachment) -> None:
    """Take a file off; for a day it can be brought back."""
    Attachment.objects.filter(id=attachment.id).update(removed_at=clock.now())


def bring_back(attachment: Attachment) -> None:
    Attachment.objects.filter(id=attachment.id).update(removed_at=None)


@transaction.atomic
def erase_owner(owner_kind: str, owner_id: UUID) -> int:
    """Take away all that was kept with an owner, now and without a way back; how many files there were."""
    attachments = Attachment.objects.filter(owner_kind=owner_kind, owner_id=owner_id)
    stored = list(attachments.values_list("file_id", flat=True))
    deleted, _by_model = attachments.delete()
    drop_unheld(stored)
    return deleted


@transaction.atomic
def drop_unheld(file_ids: Iterable[UUID]) -> int:
    """Of these stored files, take away those that no attachment holds any more; how many."""
    unheld = StoredFile.objects.filter(id__in=list(file_ids), attachments=None)
    digests = [bytes(digest) for digest in unheld.values_list("digest", flat=True)]
    for digest in sorted(digests):
        _lock(digest)
    dropped = 0
    for digest in digests:
        gone, _by_model = StoredFile.objects.filter(digest=digest, attachments=None).delete()
        if gone:
            dropped += 1
            transaction.on_commit(partial(_unlink, digest))
    return dropped


def _unlink(digest: bytes) -> None:
    """Take the content away unless somebody has stored it anew since."""
    with transaction.atomic():
        _lock(digest)
        if not StoredFile.objects.filter(digest=digest).exists():
            path_of(digest).unlink(missing_ok=True)


def paths_under_older_keys() -> Iterator[Path]:
    """The contents that another key sealed than the first."""
    ring = _ring()
    for path in sorted(folder().glob("*/*")):
        if path.name.startswith("."):
            continue
        with path.open("rb") as stream:
            if not ring.is_sealed_with_first_key(stream.read(8)):
                yield path


@transaction.atomic
def reseal_file(path: Path) -> int:
    """Seal one content anew with the first key, in one stroke; 1, or 0 where it is gone. Raises `CannotOpen`."""
    digest = bytes.fromhex(path.name)
    _lock(digest)
    if not path.exists():
        return 0
    _write(path, _ring().seal(_ring().open(path.read_bytes(), digest), digest))
    return 1


def tidy() -> int:
    """Take away attachments removed over a day ago, contents that nobody holds, and files without a row; how many
    files went."""
    before = clock.now() - KEPT_AFTER_REMOVAL
    Attachment.objects.filter(removed_at__lt=before).delete()
    dropped = drop_unheld(StoredFile.objects.filter(attachments=None).values_list("id", flat=True))
    for path in folder().glob("*/*"):
        if path.stat().st_mtime > time.time() - STRAY_SECONDS:
            continue
        if path.name.startswith("."):
            path.unlink(missing_ok=True)
            dropped += 1
        elif not StoredFile.objects.filter(digest=bytes.fromhex(path.name)).exists():
            _unlink(bytes.fromhex(path.name))
            dropped += 1
    return dropped


def _lock(digest: bytes) -> None:
    """Let one transaction at a time store or drop this content."""
    key = int.from_bytes(bytes(digest)[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
