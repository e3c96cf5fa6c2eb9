"""The tab of consent: what the guest agreed to by purpose and channel, and their rights over their data."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from huitouke.access.choices import Right
from huitouke.guests.choices import ConsentSource
from huitouke.guests.consents import ConsentLine, ConsentPage, get_consents
from huitouke.guests.models import Guest, Purpose, RegistrationFact, Wording
from huitouke.guests.policy import may_manage_privacy
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of
from huitouke.web.guests.tabs import Opened, Tab

ON_PAGE = (ConsentSource.DESK, ConsentSource.PHONE, ConsentSource.PAPER, ConsentSource.MESSAGE)
"""Ways that somebody at the desk may name; the others are the system's own."""


@dataclass(slots=True)
class PurposeGroup:
    """One purpose with its channels."""

    purpose: Purpose
    wording: Wording | None
    lines: list[ConsentLine] = field(default_factory=list)


def consent_context(request: HttpRequest, guest: Guest, page: ConsentPage) -> dict[str, Any]:
    """What the template needs, of a tab that is opened and of one that has changed."""
    actor = actor_of(request)
    groups: dict[str, PurposeGroup] = {}
    for line in page.lines:
        group = groups.setdefault(line.purpose.code, PurposeGroup(line.purpose, line.wording))
        group.lines.append(line)
    return {
        "guest": guest,
        # What has to be asked stands before what may only be declined.
        "groups": sorted(groups.values(), key=lambda group: not group.purpose.needs_consent),
        "entries": page.entries,
        "needs_guardian": page.needs_guardian,
        "is_stopped": page.is_marketing_stopped,
        "sources": [(source.value, source.label) for source in ON_PAGE],
        "may_record": actor.has_right(Right.CONSENT_EDIT),
        "may_privacy": actor.has_right(Right.PRIVACY_MANAGE)
        and may_manage_privacy(actor, guest.legal_entity_id),
        "may_registration": actor.has_right(Right.REGISTRATION_VIEW),
        "registration_count": RegistrationFact.objects.filter(guest_id=guest.id).count(),
        "unasked": [p for p in Purpose.objects.filter(is_closed=False) if p.code not in groups],
    }


def _context(opened: Opened) -> dict[str, Any]:
    guest = opened.detail.guest
    page = get_consents(actor_of(opened.request), guest.id, business_date(opened.request))
    return consent_context(opened.request, guest, page)


TAB = Tab("consent", _("Consent and data"), _context, group="said")
