"""Which guests belong to which company."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.guests.company_choices import GuestRole
from huitouke.guests.errors import CompanyGuestLinked, CompanyInvalid, CompanyPartNotFound
from huitouke.guests.events import COMPANY_GUEST_LINKED, COMPANY_GUEST_UNLINKED
from huitouke.guests.models import CompanyGuest
from huitouke.guests.queries import get_guest
from huitouke.guests.services.company_saves import company_record, locked_company, tell_company, touch


@transaction.atomic
def link_guest(
    *,
    actor: Actor,
    company_id: UUID,
    guest_id: UUID,
    role: str = GuestRole.EMPLOYEE,
    since: date | None = None,
) -> CompanyGuest:
    """Note that a guest whom the actor may see belongs to a company. Refuses a second link of the same two."""
    company = locked_company(actor, company_id)
    get_guest(actor, guest_id)
    if role not in GuestRole.values:
        raise CompanyInvalid({"role": [_("Choose what the guest is to the company.")]})
    if CompanyGuest.objects.filter(company=company, guest_id=guest_id).exists():
        raise CompanyGuestLinked
    told = {"guest": [str(guest_id)], "role": [role], "since": [since.isoformat() if since else ""]}
    record_id = company_record(actor, company, {"add": {"guest": [told]}})
    link: CompanyGuest = CompanyGuest.objects.create(
        company=company, guest_id=guest_id, role=role, since=since, record_id=record_id
    )
    touch(company)
    tell_company(actor, company, COMPANY_GUEST_LINKED, ["guest"])
    return link


@transaction.atomic
def unlink_guest(*, actor: Actor, company_id: UUID, link_id: UUID) -> UUID:
    """Take a guest off a company. Refuses one whom the actor may not see, as if the link were not there. The id
    of the record by which it is undone."""
    company = locked_company(actor, company_id)
    link = CompanyGuest.objects.filter(id=link_id, company=company).first()
    if link is None:
        raise CompanyPartNotFound
    get_guest(actor, link.guest_id)
    record_id = company_record(actor, company, {"remove": {"guest": [str(link_id)]}})
    link.delete()
    touch(company)
    tell_company(actor, company, COMPANY_GUEST_UNLINKED, ["guest"])
    return record_id
