"""The demo's companies are alive: agreements about to end, contacts, cards; the same for the same seed."""

import pytest

from huitouke.demo.accounts import link_employees, make_accounts
from huitouke.guests.company_choices import EXPIRY_WARNING_DAYS
from huitouke.guests.models import Company, CompanyContact, CompanyGuest, Cooperation, ScoreCard
from huitouke.testing.fixtures import TODAY


@pytest.mark.django_db
def test_companies_stand_with_all_that_hangs_on_them(group, guest_of, still_clock):
    from huitouke.demo.companies import companies

    first = next(each for each in companies().items if each.kind not in ("office", "school"))
    guest = guest_of(group.main, name="王小明", company=first.zh)
    made = make_accounts([group.main, group.bay], 7, TODAY, most=12)
    assert len(made) == 12
    link_employees(made)
    assert Company.objects.count() == 15
    states = {company.agreement_state(TODAY) for company in Company.objects.all()}
    assert {"ending", "none"} <= states, f"within {EXPIRY_WARNING_DAYS} days"
    assert CompanyContact.objects.count() == 24
    assert Cooperation.objects.exists()
    assert ScoreCard.objects.exists()
    assert CompanyGuest.objects.get().guest_id == guest.id
    assert {company.legal_entity_id for company in Company.objects.all()} == {
        group.main.legal_entity_id,
        group.bay.legal_entity_id,
    }
