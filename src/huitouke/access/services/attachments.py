"""Files of guests and companies: kept, read, taken off, brought back, by the rights of their owner."""

from pathlib import PurePosixPath
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.owners import find_owner
from huitouke.access.services.audit import record_audit
from huitouke.kernel import attachments
from huitouke.kernel.errors import Invalid, NotFound
from huitouke.kernel.file_types import NAMES, honest_name, media_type_of
from huitouke.kernel.models import Attachment

LIMIT_BYTES: Final = 20_000_000
MOST_FILES: Final = 200
NAME_LIMIT: Final = 200


class AttachmentNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("attachment_not_found", _("There is no such file, or you may not see it."))


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, {"file": [message]})


def require_editable(actor: Actor, owner_kind: str, owner_id: UUID) -> None:
    """Go on only where the actor may lay files with this owner; else as if it did not exist."""
    owner = find_owner(owner_kind)
    if owner is None or not owner.may_edit(actor, owner_id):
        raise AttachmentNotFound


@transaction.atomic
def attach_file(*, actor: Actor, owner_kind: str, owner_id: UUID, name: str, content: bytes) -> Attachment:
    """Keep a file with a guest or a company. Refuses a kind that is not kept, one too large, an empty one, and an
    owner whom the actor may not change; nothing is written then."""
    require_editable(actor, owner_kind, owner_id)
    if not content:
        raise _refused("empty_file", _("The file is empty. Export it again, then choose it."))
    if len(content) > LIMIT_BYTES:
        raise _refused(
            "attachment_too_large",
            _("The file is larger than %(limit)s MB. Make it smaller, then choose it again.")
            % {"limit": LIMIT_BYTES // 1_000_000},
        )
    media_type = media_type_of(content)
    if not media_type:
        raise _refused(
            "attachment_kind_refused",
            _("Files of this kind are not kept. Choose one of these: %(kinds)s.") % {"kinds": NAMES},
        )
    require_lasting(owner_kind, owner_id)
    if Attachment.objects.filter(owner_kind=owner_kind, owner_id=owner_id).count() >= MOST_FILES:
        raise _refused(
            "attachments_too_many",
            _("There are %(most)s files already. Take some off first.") % {"most": MOST_FILES},
        )
    kept = attachments.attach(
        owner_kind=owner_kind,
        owner_id=owner_id,
        name=honest_name(_plain_name(name), media_type, NAME_LIMIT),
        content=content,
        media_type=media_type,
        actor_id=actor.id,
        actor_name=actor.name,
    )
    _note(actor, "access.attachment.added", kept)
    return kept


def require_lasting(owner_kind: str, owner_id: UUID) -> None:
    """Hold the owner for this transaction: one who is being erased is waited for, and then not there, so that no file
    outlives them."""
    owner = find_owner(owner_kind)
    if owner is None or not owner.hold(owner_id):
        raise AttachmentNotFound


def list_attachments(actor: Actor, owner_kind: str, owner_id: UUID) -> list[Attachment]:
    """The files of an owner whom the actor may see, newest first; none of another."""
    owner = find_owner(owner_kind)
    if owner is None or not owner.may_view(actor, owner_id):
        return []
    return list(_present(owner_kind, owner_id))


def _present(owner_kind: str, owner_id: UUID) -> QuerySet[Attachment]:
    found = Attachment.objects.filter(owner_kind=owner_kind, owner_id=owner_id, removed_at=None)
    return found.select_related("file").order_by("-added_at", "-id")


@transaction.atomic
def read_attachment(*, actor: Actor, attachment_id: UUID) -> tuple[Attachment, bytes]:
    """A file with its content; the trail keeps that it was read."""
    attachment = _found(actor, attachment_id, may_edit=False)
    if attachment.removed_at is not None:
        raise AttachmentNotFound
    try:
        content = attachments.content_of(attachment.file)
    except FileNotFoundError as error:
        raise AttachmentNotFound from error
    _note(actor, "access.attachment.read", attachment)
    return attachment, content


@transaction.atomic
def remove_attachment(*, actor: Actor, attachment_id: UUID) -> Attachment:
    """Take a file off; for a day `restore_attachment` brings it back."""
    attachment = _found(actor, attachment_id, may_edit=True)
    if attachment.removed_at is None:
        attachments.detach(attachment)
        _note(actor, "access.attachment.removed", attachment)
    return attachment


@transaction.atomic
def restore_attachment(*, actor: Actor, attachment_id: UUID) -> Attachment:
    """Bring a file back that was taken off within the last day."""
    attachment = _found(actor, attachment_id, may_edit=True)
    if attachment.removed_at is not None:
        attachments.bring_back(attachment)
        _note(actor, "access.attachment.restored", attachment)
    return attachment


def _found(actor: Actor, attachment_id: UUID, *, may_edit: bool) -> Attachment:
    attachment = Attachment.objects.select_related("file").filter(id=attachment_id).first()
    owner = find_owner(attachment.owner_kind) if attachment else None
    if attachment is None or owner is None:
        raise AttachmentNotFound
    ask = owner.may_edit if may_edit else owner.may_view
    if not ask(actor, attachment.owner_id):
        raise AttachmentNotFound
    return attachment


def _plain_name(name: str) -> str:
    """The sender's name of a file without folders and control signs, never empty."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in last if sign.isprintable()).strip()
    return kept.encode("utf-8", "replace").decode() or "file"


def _note(actor: Actor, code: str, attachment: Attachment) -> None:
    record_audit(
        actor,
        code,
        object_type=attachment.owner_kind,
        object_id=attachment.owner_id,
        fields=["file"],
        file=str(attachment.id),
    )
