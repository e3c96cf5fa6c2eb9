"""Rights and roles. Adding a role is a line in ROLES."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What a person may be allowed to do, in one branch or in the whole group."""

    GUESTS_VIEW = "guests.view"
    GUESTS_EDIT = "guests.edit"
    GUESTS_EXPORT = "guests.export"
    GUESTS_HISTORY = "guests.history"
    IMPORTS_RUN = "imports.run"
    AUDIT_VIEW = "audit.view"
    SYSTEM_MANAGE = "system.manage"


@dataclass(frozen=True, slots=True)
class Role:
    """A post in the hotel and the rights that come with it."""

    code: str
    label: str | Promise
    rights: frozenset[Right]


_DESK = frozenset({Right.GUESTS_VIEW, Right.GUESTS_EDIT, Right.GUESTS_HISTORY})

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("administrator", _("Administrator"), frozenset(Right)),
        Role("front_desk", _("Front desk"), _DESK),
        Role("guest_relations", _("Guest relations"), _DESK),
        Role("manager", _("Manager"), _DESK | {Right.GUESTS_EXPORT, Right.IMPORTS_RUN, Right.AUDIT_VIEW}),
        Role(
            "auditor",
            _("Auditor (read only)"),
            frozenset({Right.GUESTS_VIEW, Right.GUESTS_HISTORY, Right.AUDIT_VIEW}),
        ),
    )
}
