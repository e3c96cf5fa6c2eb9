import json
from datetime import timedelta

from huitouke.connectors.messages.companies import admit_companies
from huitouke.connectors.messages.reading import ReadCompany
from huitouke.connectors.messages.tests.test_taking import START
from huitouke.guests.models import Company
from huitouke.hotels.models import CodeMapping


def told(name, *, minutes=0):
    return ReadCompany("C1", {"name": (name,)}, json.loads("{}"), START + timedelta(minutes=minutes))


def test_a_company_is_founded_once_and_known_by_the_senders_code(group):
    assert len(admit_companies(group.main, "pms", [told("盛远科技")])) == 1
    assert admit_companies(group.main, "pms", [told("盛远科技")]) == []
    company = Company.objects.get()
    assert CodeMapping.objects.get(table="company", their_code="C1").our_code == str(company.id)


def test_what_is_older_than_the_newest_is_kept_and_changes_nothing(group):
    admit_companies(group.main, "pms", [told("盛远科技有限公司", minutes=5)])
    admit_companies(group.main, "pms", [told("盛远", minutes=1)])
    assert [company.name for company in Company.objects.all()] == ["盛远科技有限公司"]


def test_a_code_that_somebody_mapped_stays_theirs(group, company_of):
    ours = company_of(group.main, name="盛远集团")
    CodeMapping.objects.create(
        system="pms", table="company", their_code="C1", our_code=str(ours.id), is_mapped=True
    )
    admit_companies(group.main, "pms", [told("盛远科技")])
    assert CodeMapping.objects.get().our_code == str(ours.id)
