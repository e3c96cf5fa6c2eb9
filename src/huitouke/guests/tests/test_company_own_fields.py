"""Fields of the hotel's own on companies: typed, read, searched, asked for, remembered, in and out of files."""

import pytest

from huitouke.guests.company_history import list_company_history
from huitouke.guests.company_queries import find_companies
from huitouke.guests.conditions.asking import question
from huitouke.guests.errors import CompanyInvalid
from huitouke.guests.models import Company
from huitouke.guests.services.companies import change_company, raw_of, register_company
from huitouke.hotels.services.own_fields import add_field
from huitouke.kernel import clock
from huitouke.kernel.conditions.shapes import Row, all_of
from huitouke.testing.counts import nothing_written

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields(adam):
    """Four fields of companies, one of each way of reading."""
    common = {"actor": adam.actor, "subject": "company"}
    return {
        "club": add_field(
            **common, code="club", kind="text", labels={"zh": "商会", "en": "Club"}, is_searched=True
        ),
        "staff": add_field(**common, code="staff", kind="number", labels={"zh": "员工数", "en": "Staff"}),
        "size": add_field(
            **common,
            code="size",
            kind="choice",
            labels={"zh": "规模", "en": "Size"},
            choices=["大 | Large", "小 | Small"],
        ),
        "listed": add_field(**common, code="listed", kind="yes_no", labels={"zh": "上市", "en": "Listed"}),
    }


@pytest.fixture
def company(adam, group, fields):
    raw = {
        "name": ["盛远科技"],
        "custom:club": ["浙江商会"],
        "custom:staff": ["1,200"],
        "custom:size": ["大"],
        "custom:listed": ["是"],
    }
    return Company.objects.get(id=register_company(actor=adam.actor, raw=raw, branch=group.main))


def test_own_fields_are_read_kept_and_found_by_the_search_box(adam, company):
    assert company.custom == {"club": "浙江商会", "staff": 1200, "size": "large", "listed": True}
    assert raw_of(company)["custom:staff"] == ["1200"]
    assert [line.name for line in find_companies(adam.actor, "浙江商会")] == ["盛远科技"]


def test_a_change_is_remembered_by_field_and_leaves_the_name_findable(adam, company):
    done = change_company(
        actor=adam.actor, company_id=company.id, fields={"custom:club": ["苏商会"], "custom:staff": []}
    )
    assert done == ["custom:club", "custom:staff"]
    company.refresh_from_db()
    assert company.custom == {"club": "苏商会", "size": "large", "listed": True}
    told = {(each.field, each.old, each.new) for each in list_company_history(adam.actor, company.id)}
    assert {("custom:club", "浙江商会", "苏商会"), ("custom:staff", "1200", "")} <= told
    assert not find_companies(adam.actor, "浙江商会")
    assert find_companies(adam.actor, "盛远")
    assert find_companies(adam.actor, "苏商会")


def test_what_no_field_takes_is_refused_in_its_place(adam, company):
    wrong = {"custom:size": ["巨大"], "custom:staff": ["许多"], "custom:unknown": ["x"]}
    with nothing_written(), pytest.raises(CompanyInvalid) as refused:
        change_company(actor=adam.actor, company_id=company.id, fields=wrong)
    assert set(refused.value.fields) == set(wrong)


def test_companies_are_found_by_conditions_on_own_fields(adam, company, group):
    small = register_company(
        actor=adam.actor, raw={"name": ["小店"], "custom:size": ["小"]}, branch=group.main
    )

    def met(*row):
        asked = question(adam.actor, all_of(Row(*row)), subject="company", today=clock.now().date())
        return set(asked.page(limit=10))

    assert met("custom:size", "any_of", ["small"]) == {small}
    assert met("custom:staff", "at_least", "1000") == {company.id}
    assert met("custom:listed", "yes") == {company.id}
    assert met("custom:club", "contains", "浙江") == {company.id}
