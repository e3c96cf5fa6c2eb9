"""The codes of the audit trail in words. A code without words is shown as it is."""

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from huitouke.web.guests.words import field_word

CODES: Final[dict[str, str | Promise]] = {
    "guests.profile.created": _("Guest created"),
    "guests.profile.changed": _("Guest changed"),
    "guests.profile.exported": _("Guests exported"),
    "guests.note.added": _("Note written"),
    "guests.note.removed": _("Note taken off"),
    "guests.field.read": _("Sensitive field read"),
    "intake.run.started": _("Import started"),
    "access.user.signed_in": _("Signed in"),
    "access.user.created": _("Login created"),
    "access.user.changed": _("Login changed"),
    "access.user.deactivated": _("Login closed"),
    "access.user.activated": _("Login opened again"),
    "access.password.reset": _("Password given"),
    "access.password.changed": _("Password changed"),
    "access.post.given": _("Post given"),
    "access.post.taken": _("Post taken back"),
    "access.session.ended": _("Signed out by hand"),
    "access.second_factor.required": _("Second factor required"),
    "access.second_factor.added": _("Second factor set up"),
    "access.second_factor.removed": _("Second factor taken off"),
    "access.token.issued": _("Token issued"),
    "access.token.revoked": _("Token revoked"),
    "access.manager_line.set": _("Line of managers set"),
    "access.switch.turned_on": _("Switched on"),
    "access.switch.turned_off": _("Switched off"),
    "access.trail.exported": _("Audit trail exported"),
    "access.group.set_up": _("Group set up"),
    "access.branch.opened": _("Branch opened"),
}


def code_word(code: str) -> str:
    return str(CODES.get(code, code))


def code_words() -> list[tuple[str, str]]:
    """Codes to choose from, by their words."""
    return sorted(((code, str(word)) for code, word in CODES.items()), key=lambda pair: pair[1])


def field_words(fields: Sequence[str]) -> str:
    return pgettext("between items of a list", ", ").join(field_word(name) for name in fields)
