"""Files kept with a guest or a company: laid aside, looked at, downloaded, taken off and brought back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huitouke.access.services.attachments import (
    LIMIT_BYTES,
    attach_file,
    list_attachments,
    read_attachment,
    remove_attachment,
    require_editable,
    restore_attachment,
)
from huitouke.kernel.errors import Invalid
from huitouke.kernel.file_types import IMAGES
from huitouke.kernel.models import Attachment
from huitouke.web.base.requests import actor_of, part
from huitouke.web.base.undoing import can_undo, undoes

WORDS = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "text/plain": "TXT",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
}


def files_context(
    owner_kind: str, owner_id: UUID, found: Sequence[Attachment], *, may_edit: bool
) -> dict[str, Any]:
    """What `privacy/_files.html` needs, for the page of any kind of owner."""
    return {
        "files": [
            (each, WORDS.get(each.file.media_type, ""), each.file.media_type in IMAGES) for each in found
        ],
        "owner_kind": owner_kind,
        "owner_id": owner_id,
        "may_edit": may_edit,
        "limit_mb": LIMIT_BYTES // 1_000_000,
    }


@require_POST
def add(request: HttpRequest, owner_kind: str, owner_id: UUID) -> HttpResponse:
    """Keep the files sent; answers with the list, and with what was refused."""
    actor = actor_of(request)
    require_editable(actor, owner_kind, owner_id)
    refused: list[tuple[str, str]] = []
    sent = request.FILES.getlist("file")
    kept = 0
    for one in sent:
        try:
            attach_file(
                actor=actor, owner_kind=owner_kind, owner_id=owner_id, name=one.name or "", content=one.read()
            )
            kept += 1
        except Invalid as error:
            refused.append((one.name or "", error.message))
    if not sent:
        refused.append(("", _("Choose a file first.")))
    said = _("Kept.") if kept else ""
    return _list(request, owner_kind, owner_id, refused=refused, said=said, status=422 if refused else 200)


@require_GET
def download(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The file to be saved, never to be shown."""
    attachment, content = read_attachment(actor=actor_of(request), attachment_id=file_id)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = str(content_disposition_header(True, attachment.name))
    return _harmless(response)


@require_GET
def look(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The dialog in which a picture is looked at."""
    return part(request, "privacy/file_look.html", {"file_id": file_id})


@require_GET
def picture(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A picture of a kind that browsers only draw; any other file is not shown."""
    attachment, content = read_attachment(actor=actor_of(request), attachment_id=file_id)
    if attachment.file.media_type not in IMAGES:
        return HttpResponse(status=415)
    return _harmless(HttpResponse(content, content_type=attachment.file.media_type))


@require_POST
def remove(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Take a file off at once, with the way back in the list."""
    gone = remove_attachment(actor=actor_of(request), attachment_id=file_id)
    can_undo(
        request,
        "access.attachment.removed",
        "privacy:file-restore",
        gone.id,
        subject_kind=gone.owner_kind,
        subject_id=gone.owner_id,
    )
    return _list(request, gone.owner_kind, gone.owner_id, removed=gone)


@require_POST
@undoes
def restore(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Bring it back."""
    back = restore_attachment(actor=actor_of(request), attachment_id=file_id)
    return _list(request, back.owner_kind, back.owner_id, said=_("Brought back."))


def _list(
    request: HttpRequest, owner_kind: str, owner_id: UUID, status: int = 200, **more: Any
) -> HttpResponse:
    found = list_attachments(actor_of(request), owner_kind, owner_id)
    context = files_context(owner_kind, owner_id, found, may_edit=True)
    return part(request, "privacy/_files.html", {**context, **more}, status=status)


def _harmless(response: HttpResponse) -> HttpResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
