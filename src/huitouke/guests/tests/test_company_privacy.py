"""A contact who is a guest goes with the guest: out of the company, its history and the records that told of them."""

import pytest
from django.db import connection

from huitouke.access.owners import find_owner
from huitouke.guests.company_history import list_company_history
from huitouke.guests.models import Company, CompanyContact, CompanyGuest, CompanyReach
from huitouke.guests.services.company_contacts import add_contact, change_contact, remove_contact
from huitouke.guests.services.company_guests import link_guest
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.models import FieldChange
from huitouke.kernel.privacy import Person, keepers
from huitouke.testing.personas import hire

pytestmark = pytest.mark.django_db

MARKS = ("秘名甲", "秘名乙", "13812341234", "138 1234 1234", "秘职位")


@pytest.fixture
def sally(group):
    return hire("sally", "sales", group.main)


def erase(guest):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('huitouke.forget', 'on', true)")
    for keeper in keepers():
        if keeper.code.startswith("guests.company"):
            keeper.erase(Person(guest.id))


def everything_kept():
    rows = [
        str(vars(row)) for model in (Company, CompanyContact, CompanyReach) for row in model.objects.all()
    ]
    rows += [f"{row.old} {row.new}" for row in FieldChange.objects.all()]
    rows += [str(read_content(record)) for record in SourceRecord.objects.filter(payload__isnull=False)]
    return "\n".join(rows)


def test_an_erased_guest_leaves_no_contact_behind(group, sally, company_of, guest_of):
    guest = guest_of(group.main, name="某某")
    company = company_of(group.main, name="盛远科技", contact_name="留下的人", contact_mobile="13900000001")
    common = {"actor": sally.actor, "company_id": company.id}
    first = {"name": ["秘名甲"], "mobile": ["13812341234"], "position": ["秘职位"]}
    contact_id = add_contact(**common, raw=first, guest_id=guest.id)
    change_contact(**common, contact_id=contact_id, raw={**first, "name": ["秘名乙"]})
    remove_contact(**common, contact_id=contact_id)
    add_contact(**common, raw={"name": ["秘名甲"], "mobile": ["13812341234"]}, guest_id=guest.id)
    link_guest(**common, guest_id=guest.id)
    assert all(mark in everything_kept() for mark in MARKS)
    erase(guest)
    kept = everything_kept()
    assert [mark for mark in MARKS if mark in kept] == []
    assert "留下的人" in kept
    assert [contact.name for contact in CompanyContact.objects.all()] == ["留下的人"]
    assert not CompanyGuest.objects.exists()
    told = list_company_history(sally.actor, company.id)
    assert not [line for line in told if "秘" in line.old + line.new]


def test_a_contact_that_came_with_the_company_leaves_its_record_too(group, company_of, guest_of):
    guest = guest_of(group.main, name="某某")
    company = company_of(group.main, name="盛远科技", contact_name="秘名甲", contact_mobile="13812341234")
    CompanyContact.objects.update(guest_id=guest.id)
    erase(guest)
    assert "秘名甲" not in everything_kept()
    assert Company.objects.get().name == "盛远科技"
    record = SourceRecord.objects.get(id=company.origin_record_id)
    assert record.payload is None
    assert record.digest


def test_a_copy_tells_of_posts_and_companies(group, sally, company_of, guest_of):
    guest = guest_of(group.main, name="某某")
    company = company_of(group.main, name="盛远科技")
    add_contact(
        actor=sally.actor,
        company_id=company.id,
        raw={"name": ["张三"], "mobile": ["13812341234"]},
        guest_id=guest.id,
    )
    link_guest(actor=sally.actor, company_id=company.id, guest_id=guest.id)
    sections = {
        section.code: section.rows
        for keeper in keepers()
        if keeper.code.startswith("guests.company")
        for section in keeper.copy(Person(guest.id))
    }
    assert sections["guests.companycontact"][0]["company"] == "盛远科技"
    assert sections["guests.companycontact"][0]["reaches"] == ["138 1234 1234"]
    assert sections["guests.companyguest"][0]["company_name"] == "盛远科技"


def test_a_company_owns_files_by_its_own_rights(group, sally, alma, dario, company_of):
    company = company_of(group.main, name="盛远科技")
    owner = find_owner("company")
    hank = hire("hank", "sales", group.bay)
    assert [owner.may_view(persona.actor, company.id) for persona in (sally, alma, hank, dario)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [owner.may_edit(persona.actor, company.id) for persona in (sally, alma, hank, dario)] == [
        True, False, False, False,
    ]  # fmt: skip
