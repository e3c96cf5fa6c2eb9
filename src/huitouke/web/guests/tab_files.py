"""The tab of files kept with a guest."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huitouke.access.services.attachments import list_attachments
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.tabs import Opened, Tab
from huitouke.web.privacy.files import files_context


def _context(opened: Opened) -> dict[str, Any]:
    guest = opened.detail.guest
    found = list_attachments(actor_of(opened.request), "guest", guest.id)
    return files_context("guest", guest.id, found, may_edit=opened.may_edit)


TAB = Tab("files", _("Files"), _context)
