"""The people at a company: added, changed, taken off, and who of them is a guest."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.guests.company_rows import COMPANY_COLUMNS, CONTACT, REACH, CompanyEncoder, CompanyPlacement
from huitouke.guests.errors import CompanyInvalid, CompanyPartNotFound
from huitouke.guests.events import CONTACT_ADDED, CONTACT_CHANGED, CONTACT_REMOVED
from huitouke.guests.models import Company, CompanyContact, CompanyReach
from huitouke.guests.queries import get_guest
from huitouke.guests.services.company_saves import (
    company_record,
    issue_sentence,
    locked_company,
    refuse_company_issues,
    tell_company,
    touch,
)
from huitouke.guests.values.company import CONTACT_PARTS, ContactPerson, RawCompany, prepare_contact
from huitouke.kernel import bulk, clock

CONTACT_COLUMNS = ("name", "roles", "department", "position", "remark", "sign_limit")


@transaction.atomic
def add_contact(*, actor: Actor, company_id: UUID, raw: RawCompany, guest_id: UUID | None = None) -> UUID:
    """A person at the company; `raw` by `CONTACT_PARTS`. `guest_id` says that the house knows them as a guest,
    whom the actor must be allowed to see. Refuses what cannot be kept, field by field. The contact's id."""
    company = locked_company(actor, company_id)
    person = _read(company, raw)
    if guest_id is not None:
        get_guest(actor, guest_id)
    record_id = company_record(actor, company, {"add": {"contact": [_told(raw)]}})
    contact_id = write_contact(company, person, record_id, is_typed=True)
    if guest_id is not None:
        CompanyContact.objects.filter(id=contact_id).update(guest_id=guest_id)
    touch(company)
    tell_company(actor, company, CONTACT_ADDED, sorted(f"contact.{part}" for part in _told(raw)))
    return contact_id


def write_contact(company: Company, person: ContactPerson, record_id: UUID, *, is_typed: bool) -> UUID:
    """The rows of one new contact, inside the caller's transaction; its id."""
    encoder = CompanyEncoder(CompanyPlacement(company.branch_id, company.legal_entity_id), clock.now())
    contact_id, row, ways = encoder.contact_rows(company.id, record_id, person, is_typed=is_typed)
    bulk.copy_lines(CONTACT, COMPANY_COLUMNS[CONTACT], row)
    bulk.copy_lines(REACH, COMPANY_COLUMNS[REACH], ways)
    return UUID(contact_id)


@transaction.atomic
def change_contact(
    *,
    actor: Actor,
    company_id: UUID,
    contact_id: UUID,
    raw: RawCompany,
    guest_id: UUID | None = None,
    keeps_guest: bool = True,
) -> list[str]:
    """Set a contact as `raw` tells it, all of its parts at once; the names of what changed. With `keeps_guest` the
    link to a guest stays; else it becomes `guest_id`, whom the actor must be allowed to see."""
    company = locked_company(actor, company_id)
    contact = _contact(company, contact_id)
    person = _read(company, raw)
    if not keeps_guest and guest_id is not None:
        get_guest(actor, guest_id)
    changed = contact_changes(contact, person)
    if not keeps_guest and contact.guest_id != guest_id:
        changed.append("guest")
    if not changed:
        return []
    record_id = company_record(
        actor, company, {"change": {"contact": [{"id": str(contact_id), **_told(raw)}]}}
    )
    if "guest" in changed:
        contact.guest_id = guest_id
    contact.is_typed = True
    apply_contact(contact, person, record_id)
    touch(company)
    tell_company(actor, company, CONTACT_CHANGED, [f"contact.{part}" for part in changed])
    return changed


def contact_changes(contact: CompanyContact, person: ContactPerson) -> list[str]:
    """The columns in which a person as told differs from the one kept; `reaches` where a way to reach them does."""
    changed = [column for column in CONTACT_COLUMNS if getattr(contact, column) != _columns(person)[column]]
    stored = set(contact.reaches.values_list("kind", "value", "extension"))
    if stored != {(each.kind, each.value, each.extension) for each in person.reaches}:
        changed.append("reaches")
    return changed


def apply_contact(contact: CompanyContact, person: ContactPerson, record_id: UUID) -> None:
    """Set a contact as told; the caller has named the record to the history."""
    for column, value in _columns(person).items():
        setattr(contact, column, value)
    contact.save()
    stored = {(each.kind, each.value, each.extension): each.id for each in contact.reaches.all()}
    told = {(each.kind, each.value, each.extension): each for each in person.reaches}
    gone = [row_id for key, row_id in stored.items() if key not in told]
    if gone:
        CompanyReach.objects.filter(id__in=gone).delete()
    company = contact.company
    encoder = CompanyEncoder(CompanyPlacement(company.branch_id, company.legal_entity_id), clock.now())
    new = tuple(each for key, each in told.items() if key not in stored)
    lines = encoder.reach_lines(contact.company_id, record_id, str(contact.id), new)
    bulk.copy_lines(REACH, COMPANY_COLUMNS[REACH], lines)


@transaction.atomic
def remove_contact(*, actor: Actor, company_id: UUID, contact_id: UUID) -> UUID:
    """Take a contact off; the history keeps them. The id of the record by which it is undone
    (`company_undo.restore_removed`)."""
    company = locked_company(actor, company_id)
    contact = _contact(company, contact_id)
    record_id = company_record(actor, company, {"remove": {"contact": [str(contact_id)]}})
    contact.delete()
    touch(company)
    tell_company(actor, company, CONTACT_REMOVED, ["contact"])
    return record_id


def _contact(company: Company, contact_id: UUID) -> CompanyContact:
    contact: CompanyContact | None = (
        CompanyContact.objects.select_related("company").filter(id=contact_id, company=company).first()
    )
    if contact is None:
        raise CompanyPartNotFound
    return contact


def _read(company: Company, raw: RawCompany) -> ContactPerson:
    unknown = set(raw) - set(CONTACT_PARTS)
    if unknown:
        raise CompanyInvalid({name: [issue_sentence(name, "field_unknown")] for name in sorted(unknown)})
    person, issues = prepare_contact(raw, company.currency)
    refuse_company_issues(issues)
    if person is None:
        raise CompanyInvalid({"contact.name": [issue_sentence("contact.name", "contact_without_name")]})
    return person


def _columns(person: ContactPerson) -> dict[str, Any]:
    return {
        "name": person.name,
        "roles": list(person.roles),
        "department": person.department,
        "position": person.position,
        "remark": person.remark,
        "sign_limit": person.sign_limit,
    }


def _told(raw: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {part: list(texts) for part, texts in raw.items() if any(texts)}
