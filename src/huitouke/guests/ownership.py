"""A guest or a company as the owner of files: their own rights hold for the files."""

from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.owners import Owner, register_owner
from huitouke.guests.company_policy import may_edit_company
from huitouke.guests.models import Company, Guest
from huitouke.guests.policy import may_edit, named_condition

GUEST = "guest"
COMPANY = "company"


def _may_view(actor: Actor, guest_id: UUID) -> bool:
    return bool(actor.has_right(Right.GUESTS_VIEW) and _known_to(actor).filter(id=guest_id).exists())


def _known_to(actor: Actor) -> QuerySet[Guest]:
    """A file tells who the guest is: those who are not to be disclosed have none for who may not know them."""
    known: QuerySet[Guest] = Guest.objects.visible_to(actor).filter(named_condition(actor))
    return known


def _may_edit(actor: Actor, guest_id: UUID) -> bool:
    guest = _known_to(actor).filter(id=guest_id).first()
    return guest is not None and may_edit(actor, guest.legal_entity_id, guest.is_shared)


def _may_view_company(actor: Actor, company_id: UUID) -> bool:
    return bool(Company.objects.visible_to(actor).filter(id=company_id).exists())


def _may_edit_company(actor: Actor, company_id: UUID) -> bool:
    company = Company.objects.visible_to(actor).filter(id=company_id).first()
    return company is not None and may_edit_company(actor, company.legal_entity_id, company.is_shared)


def _hold(model: type[Guest | Company], owner_id: UUID) -> bool:
    return model._default_manager.select_for_update(no_key=True).filter(id=owner_id).first() is not None


def register() -> None:
    register_owner(Owner(GUEST, _may_view, _may_edit, partial(_hold, Guest)))
    register_owner(Owner(COMPANY, _may_view_company, _may_edit_company, partial(_hold, Company)))
