"""The tab of a guest's companies: where they work, for whom they are a contact, and what their profile says."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from huitouke.access.choices import Right
from huitouke.guests.company_choices import GuestRole
from huitouke.guests.company_queries import find_companies, list_guest_companies, propose_companies
from huitouke.guests.queries import get_guest
from huitouke.web.base.requests import actor_of, part
from huitouke.web.companies.words import role_words
from huitouke.web.guests.tabs import Opened, Tab


def _context(opened: Opened) -> dict[str, Any]:
    actor = actor_of(opened.request)
    guest = opened.detail.guest
    known = list_guest_companies(actor, guest.id)
    may_link = actor.has_right(Right.COMPANIES_EDIT)
    linked = [each.company.id for each in known if each.link]
    return {
        "companies": [
            (
                each,
                GuestRole(each.link.role).label if each.link and each.link.role in GuestRole.values else "",
                role_words(each.contact.roles) if each.contact else "",
            )
            for each in known
        ],
        "proposed": propose_companies(actor, guest.company, linked) if may_link else [],
        "may_see_companies": actor.has_right(Right.COMPANIES_VIEW),
        "may_link": may_link,
        "back": f"{reverse('guests:guest-detail', args=[guest.id])}?tab=companies",
    }


COMPANIES_TAB = Tab("companies", _("Companies"), _context)


@require_POST
def find_company(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """Companies that the guest may belong to, by a scrap of their name."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EDIT)
    guest = get_guest(actor, guest_id)
    context = {
        "guest": guest,
        "lines": find_companies(actor, request.POST.get("company", ""), 6),
        "back": f"{reverse('guests:guest-detail', args=[guest.id])}?tab=companies",
    }
    return part(request, "guests/_company_found.html", context)
