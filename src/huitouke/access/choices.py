"""Rights and roles. Adding a role is a line in ROLES."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What a person may be allowed to do, in one branch or in the whole group."""

    GUESTS_VIEW = "guests.view"
    GUESTS_EDIT = "guests.edit"
    GUESTS_EXPORT = "guests.export"
    GUESTS_HISTORY = "guests.history"
    GUESTS_CLEAR = "guests.clear"
    GUESTS_REVEAL = "guests.reveal"
    GUESTS_CONFIDENTIAL = "guests.confidential"
    GUESTS_MERGE = "guests.merge"
    REGISTRATION_VIEW = "registration.view"
    CONSENT_EDIT = "consent.edit"
    PRIVACY_MANAGE = "privacy.manage"
    COMPANIES_VIEW = "companies.view"
    COMPANIES_EDIT = "companies.edit"
    COMPANIES_EXPORT = "companies.export"
    STAYS_VIEW = "stays.view"
    STAYS_EDIT = "stays.edit"
    STAYS_PREPARE = "stays.prepare"
    RATES_VIEW = "rates.view"
    RATES_EDIT = "rates.edit"
    FOLIOS_VIEW = "folios.view"
    FOLIOS_POST = "folios.post"
    DAY_CLOSE = "day.close"
    VIEWS_SHARE = "views.share"
    IMPORTS_RUN = "imports.run"
    HOTEL_CONFIGURE = "hotel.configure"
    AUDIT_VIEW = "audit.view"
    BACKUP_MANAGE = "backup.manage"
    SYSTEM_MANAGE = "system.manage"


class Shift(models.TextChoices):
    """When a post is held; empty where the post has no shifts."""

    ANY = "", _("Any shift")
    MORNING = "morning", _("Morning")
    MIDDLE = "middle", _("Middle")
    NIGHT = "night", _("Night")


READ_SUFFIX = ".read"
"""The end of the audit codes that tell who read something sensitive."""


@dataclass(frozen=True, slots=True)
class Role:
    """A post in the hotel and the rights that come with it. Its day begins on Today, whose blocks are its own
    (web/today/blocks.py)."""

    code: str
    label: str | Promise
    rights: frozenset[Right]


_LOOK = frozenset({Right.GUESTS_VIEW, Right.STAYS_VIEW})
"""Knows who the guest is, when they come and what to do for them; ways to reach them stay masked, prices untold."""
_SERVE = _LOOK | {Right.GUESTS_EDIT, Right.STAYS_PREPARE}
"""Notes what guests wish and sees to it: everybody who meets them."""
_BILL = frozenset({Right.FOLIOS_VIEW, Right.FOLIOS_POST})
"""Writes and settles bills."""
_BOOK = frozenset({Right.STAYS_EDIT, Right.RATES_VIEW})
"""Takes reservations and changes them."""
_DESK = (
    _SERVE
    | _BOOK
    | _BILL
    | {
        Right.GUESTS_HISTORY,
        Right.GUESTS_CLEAR,
        Right.GUESTS_REVEAL,
        Right.REGISTRATION_VIEW,
        Right.CONSENT_EDIT,
        Right.COMPANIES_VIEW,
    }
)
"""Registers guests by their papers, and speaks with them."""
_CARE = _DESK | {Right.GUESTS_CONFIDENTIAL, Right.GUESTS_MERGE}
"""Looks after guests who may not be named to others, and says who is one person."""
_SELL = _SERVE | _BOOK | {Right.GUESTS_CLEAR, Right.COMPANIES_VIEW, Right.COMPANIES_EDIT}
_SELL_LEAD = _SELL | {Right.GUESTS_HISTORY, Right.COMPANIES_EXPORT, Right.VIEWS_SHARE}
_LEAD = (
    _CARE
    | _SELL_LEAD
    | {Right.GUESTS_EXPORT, Right.IMPORTS_RUN, Right.AUDIT_VIEW, Right.PRIVACY_MANAGE, Right.HOTEL_CONFIGURE}
    | {Right.RATES_EDIT, Right.DAY_CLOSE}
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("administrator", _("Administrator"), frozenset(Right)),
        Role("front_desk", _("Front desk"), _DESK),
        Role(
            "reservations",
            _("Reservations"),
            _SERVE | _BOOK | {Right.GUESTS_CLEAR, Right.COMPANIES_VIEW, Right.CONSENT_EDIT},
        ),
        Role("concierge", _("Concierge"), _SERVE),
        Role("guest_service_centre", _("Guest service centre"), _SERVE | {Right.GUESTS_CLEAR}),
        Role("assistant_manager", _("Assistant manager"), _CARE),
        Role("duty_manager", _("Duty manager"), _CARE),
        Role("guest_relations", _("Guest relations"), _CARE | {Right.VIEWS_SHARE}),
        Role("housekeeping", _("Housekeeping"), _SERVE),
        Role("food_and_beverage", _("Food and beverage, banquets"), _SERVE | _BILL),
        Role("cashier", _("Cashier"), _SERVE | _BILL | {Right.COMPANIES_VIEW, Right.RATES_VIEW}),
        Role(
            "accounts_receivable",
            _("Accounts receivable"),
            _LOOK | {Right.COMPANIES_VIEW, Right.RATES_VIEW, Right.FOLIOS_VIEW},
        ),
        Role("night_audit", _("Night audit"), _DESK | {Right.DAY_CLOSE}),
        Role("revenue", _("Revenue"), _LOOK | {Right.COMPANIES_VIEW, Right.RATES_VIEW, Right.RATES_EDIT}),
        Role("sales", _("Sales"), _SELL),
        Role(
            "sales_manager",
            _("Sales manager"),
            _SELL_LEAD | {Right.AUDIT_VIEW},
        ),
        Role("sales_assistant", _("Sales assistant"), _SELL),
        Role(
            "customer_relations",
            _("Customer relations"),
            _SERVE | {Right.GUESTS_CLEAR, Right.CONSENT_EDIT, Right.COMPANIES_VIEW},
        ),
        Role(
            "customer_relations_supervisor",
            _("Customer relations supervisor"),
            _CARE | {Right.VIEWS_SHARE, Right.PRIVACY_MANAGE},
        ),
        Role(
            "marketing",
            _("Marketing"),
            _LOOK | {Right.COMPANIES_VIEW, Right.VIEWS_SHARE, Right.GUESTS_HISTORY},
        ),
        Role("service_team", _("Service team"), _SERVE),
        Role("manager", _("General manager"), _LEAD),
        Role("group_manager", _("Group manager"), _LEAD),
        Role(
            "auditor",
            _("Auditor (read only)"),
            frozenset({Right.GUESTS_VIEW, Right.GUESTS_HISTORY, Right.COMPANIES_VIEW, Right.AUDIT_VIEW})
            | {Right.STAYS_VIEW, Right.RATES_VIEW, Right.FOLIOS_VIEW},
        ),
    )
}

SESSION_CONTEXT: Final = b"access.session"
SECOND_FACTOR_CONTEXT: Final = b"access.second_factor"
"""What sealed sessions, and keys of the second factor, are bound to."""
