"""What companies keep of a person who is a guest: where they work, and what they do there as a contact.

A contact linked to a guest is that person: erasing the guest takes the contact off with all ways to reach them, out of
the company's history, out of the records that told of them, and out of what imports could go back to. The company
stays. A contact that nobody linked to a
guest is the company's own and goes when staff take it off.
"""

from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitouke.guests.company_rows import CONTACT, REACH
from huitouke.guests.models import CompanyContact, CompanyImage, CompanyLink, CompanyReach
from huitouke.guests.values.company import CONTACT_TARGET
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.intake.services import empty_payloads
from huitouke.kernel.history import empty_history_of
from huitouke.kernel.models import FieldChange
from huitouke.kernel.privacy import Keeper, Line, Person, Section, lines, own_rows, register_keeper

CONTACTS: Final = "guests.companycontact"


def _contacts(person: Person) -> list[Section]:
    """Each post with its company and the ways to reach the person there."""
    rows: list[dict[str, Any]] = [
        {
            "company": contact.company.name,
            "name": contact.name,
            "department": contact.department,
            "position": contact.position,
            "reaches": [each.shown for each in contact.reaches.order_by("id")],
            "remark": contact.remark,
        }
        for contact in CompanyContact.objects.filter(guest_id=person.id)
        .select_related("company")
        .order_by("id")
    ]
    columns = {
        "company": _("Company"),
        "name": _("Name"),
        "department": _("Department"),
        "position": _("Position"),
        "reaches": _("Ways to reach"),
        "remark": _("Remark"),
    }
    return [Section(CONTACTS, _("Contact of companies"), columns, rows)] if rows else []


def _count(person: Person) -> list[Line]:
    return lines(CONTACTS, CompanyContact.objects.filter(guest_id=person.id).count())


def _erase(person: Person) -> list[Line]:
    """Contacts that are the person now, and those that were and were taken off since: the history knows them."""
    contacts = list(CompanyContact.objects.filter(guest_id=person.id))
    rows = {contact.id: contact.name for contact in contacts}
    companies = {contact.company_id for contact in contacts}
    for subject_id, row_id in FieldChange.objects.filter(
        Q(old=str(person.id)) | Q(new=str(person.id)), table_name=CONTACT, field="guest_id"
    ).values_list("subject_id", "row_id"):
        companies.add(subject_id)
        rows.setdefault(UUID(row_id), "")
    names = set(rows.values()) | {
        str(value)
        for change in FieldChange.objects.filter(table_name=CONTACT, row_id__in=map(str, rows), field="name")
        for value in (change.old, change.new)
        if value
    }
    reaches = set(CompanyReach.objects.filter(contact_id__in=rows).values_list("id", flat=True))
    reaches |= {
        UUID(row_id)
        for row_id in FieldChange.objects.filter(
            table_name=REACH, field="contact_id", old__in=[str(row_id) for row_id in rows]
        ).values_list("row_id", flat=True)
    }
    told = {str(row_id) for row_id in rows} | (names - {""})
    empty_payloads(_records_that_tell_of(companies, told, {contact.record_id for contact in contacts}))
    CompanyContact.objects.filter(id__in=[contact.id for contact in contacts]).delete()
    # Without its image a company that an import changed stays when the import is taken back.
    CompanyImage.objects.filter(company_id__in=companies).delete()
    empty_history_of([*rows, *reaches])
    return lines(CONTACTS, len(contacts))


def _records_that_tell_of(companies: set[UUID], told: set[str], own: set[UUID]) -> list[UUID]:
    """Records of these companies that name one of `told` (ids and names) as a contact, from the desk or a file."""
    linked = CompanyLink.objects.filter(company_id__in=companies).values("record_id")
    found = []
    for record in SourceRecord.objects.filter(id__in=linked, payload__isnull=False):
        content = read_content(record)
        fields = content.get("set", content)
        named = [
            text
            for target, texts in (fields.items() if isinstance(fields, dict) else ())
            if CONTACT_TARGET.fullmatch(target)
            for text in texts
        ]
        for act in ("add", "change"):
            rows = content.get(act, {}).get("contact", []) if isinstance(content.get(act), dict) else []
            named += [text for row in rows for name, texts in row.items() if name != "id" for text in texts]
            named += [str(row.get("id", "")) for row in rows]
        if record.id in own or told & set(named):
            found.append(record.id)
    return found


def register() -> None:
    """Name both keepers; called once, when the app is ready."""
    register_keeper(
        own_rows("guests.CompanyGuest", _("Companies"), {"company_name": _("Company"), "since": _("Since")})
    )
    register_keeper(
        Keeper(
            CONTACTS,
            _("Contact of companies"),
            frozenset(("guests.CompanyContact",)),
            _contacts,
            _count,
            _erase,
        )
    )
