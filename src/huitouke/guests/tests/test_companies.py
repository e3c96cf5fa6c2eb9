"""Opening and changing companies: right, state, write, record, trail, event."""

import pytest

from huitouke.access.models import AuditEntry
from huitouke.guests.company_choices import CompanyKind, ContactRole, SettlementCycle
from huitouke.guests.company_history import list_company_history, list_company_records
from huitouke.guests.company_queries import get_company_detail
from huitouke.guests.company_rows import COMPANY_COLUMNS
from huitouke.guests.errors import CompanyChangedMeanwhile, CompanyInvalid, CompanyNotFound
from huitouke.guests.models import Company, CompanyContact, CompanyLink, CompanyReach
from huitouke.guests.services.companies import (
    change_company,
    close_company,
    register_company,
    reopen_company,
    share_company,
)
from huitouke.guests.values.company import CYCLE_WORDS, KIND_WORDS, ROLE_WORDS
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.errors import Refused
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.testing.personas import hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def sally(group):
    """Sales of branch MAIN."""
    return hire("sally", "sales", group.main)


@pytest.fixture
def hank(group):
    """Sales of the other legal entity."""
    return hire("hank", "sales", group.bay)


RAW = {
    "name": ["上海盛远科技有限公司"],
    "kind": ["协议单位"],
    "credit_code": ["9144030071526726XG"],
    "phone": ["021-62345678"],
    "credit_limit": ["5万"],
    "contact.name": ["张三"],
    "contact.mobile": ["13812345678"],
}


def test_the_columns_of_a_bulk_load_are_those_of_the_models():
    models = {model._meta.db_table: model for model in (Company, CompanyContact, CompanyReach, CompanyLink)}
    for table, columns in COMPANY_COLUMNS.items():
        assert set(columns) == {field.column for field in models[table]._meta.concrete_fields}


def test_the_words_that_are_read_and_the_choices_that_are_shown_are_the_same():
    assert set(KIND_WORDS) == set(CompanyKind.values)
    assert set(ROLE_WORDS) == set(ContactRole.values)
    assert set(CYCLE_WORDS) == set(SettlementCycle.values) - {""}


def test_a_save_is_a_record_a_company_an_audit_row_and_an_event(group, sally):
    company_id = register_company(actor=sally.actor, raw=RAW, branch=group.main)
    company = Company.objects.get(id=company_id)
    assert (company.name, company.kinds, company.credit_money.minor) == (
        RAW["name"][0],
        ["agreement"],
        5_000_000,
    )
    assert (company.branch, company.legal_entity) == (group.main, group.main.legal_entity)
    contact = company.companycontact_rows.get()
    assert (contact.name, contact.is_typed, contact.reaches.get().value) == ("张三", True, "+8613812345678")
    record = SourceRecord.objects.get(id=company.origin_record_id)
    assert (record.system, record.actor_id) == ("desk", sally.user.id)
    assert read_content(record)["set"]["name"] == RAW["name"]
    assert CompanyLink.objects.get(record_id=record.id).company_id == company_id
    entry = AuditEntry.objects.get(object_id=company_id)
    assert (entry.code, entry.object_type) == ("guests.company.created", "company")
    assert "contact" in entry.fields
    assert "张三" not in str((entry.fields, entry.data))
    assert OutboxEvent.objects.get(key=company_id).payload == {"company": str(company_id)}


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("name", [""]),
        ("credit_code", ["9144030071526726XH"]),
        ("agreement_to", ["gestern"]),
        ("follow_up", ["nobody"]),
        ("credit_officer", ["nobody"]),
        ("parent", ["不存在的集团"]),
        ("contact.mobile", ["12"]),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused_at_its_field(group, sally, refuses_to_write, field, texts):
    with refuses_to_write(), pytest.raises(CompanyInvalid) as refused:
        register_company(actor=sally.actor, raw=RAW | {field: texts}, branch=group.main)
    assert list(refused.value.fields) == [field]


def test_without_the_right_nothing_is_opened(group, alma, hank, refuses_to_write):
    for actor in (alma.actor, hank.actor):
        with refuses_to_write(), pytest.raises(Refused):
            register_company(actor=actor, raw=RAW, branch=group.main)


def test_a_target_is_replaced_as_a_whole_and_remembered(group, sally, company_of):
    company = company_of(
        group.main, name="盛远科技", phone=["021-62345678", "021-62345679"], alias=["老盛远"]
    )
    changed = change_company(
        actor=sally.actor,
        company_id=company.id,
        fields={"phone": ["021-62345679", "021-62345680"], "alias": [], "trade": ["I"], "name": ["盛远科技"]},
    )
    assert set(changed) == {"phone", "alias", "trade"}
    company.refresh_from_db()
    assert set(company.companyreach_rows.values_list("value", flat=True)) == {
        "+862162345679",
        "+862162345680",
    }
    assert (company.aliases, company.trade) == ([], "I")
    assert set(company.field_sources) == {"phone", "alias", "trade"}
    noted = {
        (row.field, str(row.old), str(row.new)) for row in FieldChange.objects.filter(subject_id=company.id)
    }
    assert ("trade", "", "I") in noted
    assert ("shown", "021-62345678", "None") in noted
    assert AuditEntry.objects.filter(object_id=company.id, code="guests.company.changed").count() == 1


def test_a_name_changed_is_found_by_its_new_letters(group, sally, company_of):
    company = company_of(group.main, name="盛远科技")
    change_company(actor=sally.actor, company_id=company.id, fields={"name": ["柳岸贸易"]})
    company.refresh_from_db()
    assert company.pinyin == "liuanmaoyi"
    assert "盛远" not in company.grams


def test_saving_what_stands_there_writes_nothing(group, sally, company_of, refuses_to_write):
    company = company_of(
        group.main, name="盛远科技", credit_limit="50000", distance="12.5", agreement_to="2027-01-01",
        phone="021-62345678", kind=["ota", "partner"],
    )  # fmt: skip
    same = {
        "name": ["盛远科技"], "credit_limit": ["5万"], "distance": ["12500米"], "agreement_to": ["2027/1/1"],
        "phone": ["（021）6234 5678"], "kind": ["partner", "ota"],
    }  # fmt: skip
    with refuses_to_write():
        assert change_company(actor=sally.actor, company_id=company.id, fields=same) == []


def test_a_new_address_brings_its_region_and_one_without_keeps_it(group, sally, company_of):
    company = company_of(group.main, name="盛远科技", address="杭州市西湖区文三路 1 号")
    change_company(actor=sally.actor, company_id=company.id, fields={"address": ["上海市黄浦区外滩 1 号"]})
    company.refresh_from_db()
    assert company.region == "310101"
    change_company(actor=sally.actor, company_id=company.id, fields={"address": ["外滩 2 号"]})
    company.refresh_from_db()
    assert (company.address, company.region) == ("外滩 2 号", "310101")


def test_a_save_that_crossed_a_colleagues_is_refused(group, sally, company_of, refuses_to_write):
    company = company_of(group.main, name="盛远科技")
    seen_at = company.updated_at
    change_company(actor=sally.actor, company_id=company.id, fields={"remark": ["a"]}, seen_at=seen_at)
    with refuses_to_write(), pytest.raises(CompanyChangedMeanwhile):
        change_company(actor=sally.actor, company_id=company.id, fields={"remark": ["b"]}, seen_at=seen_at)


def test_a_new_first_day_after_the_last_is_refused(group, sally, company_of, refuses_to_write):
    company = company_of(group.main, name="盛远科技", agreement_to="2026-12-31")
    with refuses_to_write(), pytest.raises(CompanyInvalid):
        change_company(actor=sally.actor, company_id=company.id, fields={"agreement_from": ["2027-01-01"]})


def test_a_company_never_stands_above_itself(group, sally, company_of, refuses_to_write):
    top = company_of(group.main, name="盛远集团")
    middle = company_of(group.main, name="盛远华东", parent="盛远集团")
    bottom = company_of(group.main, name="盛远上海", parent=str(middle.id))
    assert bottom.parent_id == middle.id
    for wrong in (str(top.id), str(bottom.id), "盛远华东"):
        with refuses_to_write(), pytest.raises(CompanyInvalid):
            change_company(actor=sally.actor, company_id=top.id, fields={"parent": [wrong]})
    detail = get_company_detail(sally.actor, middle.id)
    assert detail.parent.name == "盛远集团"
    assert [line.name for line in detail.children] == ["盛远上海"]
    change_company(actor=sally.actor, company_id=bottom.id, fields={"parent": []})
    bottom.refresh_from_db()
    assert bottom.parent_id is None


def test_two_companies_of_a_name_are_no_parent(group, sally, company_of, refuses_to_write):
    company_of(group.main, name="盛远集团")
    company_of(group.main, name="盛远集团")
    with refuses_to_write(), pytest.raises(CompanyInvalid):
        register_company(actor=sally.actor, raw={"name": ["盛远"], "parent": ["盛远集团"]}, branch=group.main)


def test_another_legal_entity_neither_sees_nor_changes(group, sally, hank, company_of, refuses_to_write):
    company = company_of(group.main, name="盛远科技")
    with refuses_to_write(), pytest.raises(CompanyNotFound):
        change_company(actor=hank.actor, company_id=company.id, fields={"remark": ["x"]})
    with refuses_to_write(), pytest.raises(CompanyNotFound):
        share_company(actor=hank.actor, company_id=company.id, is_shared=True)
    with pytest.raises(CompanyNotFound):
        get_company_detail(hank.actor, company.id)
    share_company(actor=sally.actor, company_id=company.id, is_shared=True)
    assert get_company_detail(hank.actor, company.id).may_edit
    with refuses_to_write(), pytest.raises(CompanyNotFound):
        share_company(actor=hank.actor, company_id=company.id, is_shared=False)


def test_a_parent_of_another_entity_is_not_there(group, hank, company_of, refuses_to_write):
    hidden = company_of(group.main, name="盛远集团")
    for text in ("盛远集团", str(hidden.id)):
        with refuses_to_write(), pytest.raises(CompanyInvalid):
            register_company(actor=hank.actor, raw={"name": ["盛远"], "parent": [text]}, branch=group.bay)


def test_closing_keeps_everything_and_is_taken_back(group, sally, company_of):
    company = company_of(group.main, name="盛远科技")
    close_company(actor=sally.actor, company_id=company.id)
    company.refresh_from_db()
    assert company.is_closed
    reopen_company(actor=sally.actor, company_id=company.id)
    company.refresh_from_db()
    assert not company.is_closed
    codes = AuditEntry.objects.filter(object_id=company.id).values_list("code", flat=True)
    assert {"guests.company.closed", "guests.company.reopened"} <= set(codes)


def test_the_history_tells_old_and_new_with_names(group, sally, company_of):
    company = company_of(group.main, name="盛远科技", credit_limit="100")
    parent = company_of(group.main, name="盛远集团")
    change_company(
        actor=sally.actor,
        company_id=company.id,
        fields={"follow_up": ["sally"], "credit_limit": ["2万"], "parent": [str(parent.id)]},
    )
    told = {
        (line.field, line.old, line.new, line.who) for line in list_company_history(sally.actor, company.id)
    }
    assert told == {
        ("follow_up", "", "Sally", "Sally"),
        ("credit_limit", "CNY 100", "CNY 20,000", "Sally"),
        ("parent", "", "盛远集团", "Sally"),
    }
    assert [record.system for record in list_company_records(company)] == ["desk", "desk"]


def test_agreements_say_how_they_stand(still_clock, group, company_of):
    from huitouke.testing.fixtures import TODAY

    def state(**dates):
        return company_of(group.main, name="盛远", **dates).agreement_state(TODAY)

    assert state() == "none"
    assert state(agreement_to="2026-03-15") == "ended"
    assert state(agreement_to="2026-03-16") == "ending"
    assert state(agreement_to="2026-04-15") == "ending"
    assert state(agreement_to="2026-04-16") == "valid"
    assert state(agreement_from="2026-03-17") == "coming"
    assert state(rate_code="CORP1") == "valid"
