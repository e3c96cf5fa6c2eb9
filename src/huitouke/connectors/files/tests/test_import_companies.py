"""A list of companies taken in: with contacts, twice, changed, after staff, with mistakes."""

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.companies import import_companies, propose_companies
from huitouke.connectors.files.company_export import export_companies
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.remarks import remark_text
from huitouke.guests.company_history import list_company_history
from huitouke.guests.company_queries import CompanyFilter
from huitouke.guests.models import Company, CompanyContact, CompanyLink
from huitouke.guests.services.companies import change_company
from huitouke.guests.services.company_contacts import change_contact, remove_contact
from huitouke.hotels.services.own_fields import add_field
from huitouke.identity.services.take_back import take_back_import
from huitouke.intake.choices import RecordState
from huitouke.intake.models import ImportRun, RowReport, SourceRecord
from huitouke.kernel.errors import Refused
from huitouke.kernel.models import OutboxEvent
from huitouke.testing.counts import at_most_queries, nothing_written
from huitouke.testing.personas import hire

pytestmark = pytest.mark.django_db

HEAD = [
    "客户编号", "单位名称", "单位类型", "统一社会信用代码", "地址", "信用额度", "协议到期日期", "上级单位", "电话",
    "联系人", "联系人手机", "联系人职务", "联系人2", "联系人2手机",
]  # fmt: skip
ROWS = [
    [
        "A1", "盛远科技有限公司", "协议单位", "9144030071526726XG", "上海市黄浦区外滩 1 号", "5万", "2026-12-31",
        "盛远集团", "021-62345678", "张三", "13812345678", "经理", "李四", "13900000001",
    ],
    ["A2", "盛远集团", "协议单位/合作伙伴", *[""] * 11],
    [
        "A3", "好旅程旅行社", "旅行社", "9144030071526726XH", "", "很多", "2026-02-30", "没有的集团", "", "",
        "13700000001", "", "", "",
    ],
    ["A4", "", "协议单位", *[""] * 11],
]  # fmt: skip


@pytest.fixture
def file_of(tmp_path):
    def write(rows, head=HEAD):
        path = tmp_path / "companies.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])
        return path

    return write


def take_in(path, **options):
    return import_companies(path, actor=SYSTEM, system="pms", **options)


def test_rows_become_companies_with_contacts_records_and_a_report(group, file_of):
    done = take_in(file_of(ROWS))
    assert done.tally._asdict() == {
        "rows": 4, "created": 3, "updated": 0, "unchanged": 0, "rejected": 1, "repaired": 1,
    }  # fmt: skip
    company = Company.objects.get(name="盛远科技有限公司")
    assert (company.kinds, company.credit_limit, company.region) == (["agreement"], 5_000_000, "310101")
    assert company.parent.name == "盛远集团"
    people = {contact.name: contact for contact in company.companycontact_rows.all()}
    assert people["张三"].position == "经理"
    assert people["李四"].reaches.get().value == "+8613900000001"
    assert company.companyreach_rows.get(contact=None).kind == "phone"
    record = SourceRecord.objects.get(id=company.origin_record_id)
    assert (record.system, record.external_id) == ("pms", "company:A1")
    assert CompanyLink.objects.get(record_id=record.id).company_id == company.id
    assert SourceRecord.objects.get(external_id="company:A4").state == RecordState.QUARANTINED
    run = ImportRun.objects.get()
    assert (run.kind, run.state, run.created) == ("companies", "done", 3)
    told = {(row.row_number, row.field, row.code) for row in RowReport.objects.filter(run=run)}
    assert told == {
        (4, "company.credit_code", "credit_code_unreadable"),
        (4, "company.credit_limit", "amount_unreadable"),
        (4, "company.agreement_to", "date_impossible"),
        (4, "company.contact.name", "contact_without_name"),
        (4, "company.parent", "parent_unknown"),
        (5, "company.name", "company_without_name"),
    }
    for row in RowReport.objects.filter(run=run):
        assert remark_text(row.field, row.code, row.data)
    assert OutboxEvent.objects.filter(code="guests.company.imported").get().payload["created"] == 3


def test_the_same_file_twice_changes_nothing(group, file_of):
    path = file_of(ROWS)
    take_in(path)
    before = list(Company.objects.order_by("id").values_list("id", "updated_at"))
    again = take_in(path)
    assert (again.tally.unchanged, again.tally.created, again.tally.updated) == (4, 0, 0)
    assert list(Company.objects.order_by("id").values_list("id", "updated_at")) == before
    assert CompanyContact.objects.count() == 2


def test_a_trial_writes_nothing_and_tells_what_would_be(group, file_of):
    with nothing_written():
        done = take_in(file_of(ROWS), dry_run=True)
    assert (done.tally.created, done.tally.rejected) == (3, 1)
    assert done.lines()


def test_the_newest_row_speaks_and_what_staff_typed_stands(group, file_of, adam):
    take_in(file_of(ROWS))
    company = Company.objects.get(name="盛远科技有限公司")
    change_company(actor=adam.actor, company_id=company.id, fields={"credit_limit": ["9万"]})
    newer = [*ROWS[0]]
    newer[4], newer[5], newer[8], newer[12], newer[13] = (
        "杭州市西湖区文三路 2 号",
        "1万",
        "021-62345679",
        "",
        "",
    )
    newer[11] = "总监"
    done = take_in(file_of([newer, *ROWS[1:]]))
    assert (done.tally.updated, done.tally.unchanged) == (1, 3)
    company.refresh_from_db()
    assert (company.credit_limit, company.region) == (9_000_000, "330106")
    assert company.companyreach_rows.get(contact=None).shown.endswith("62345679")
    assert [(each.name, each.position) for each in company.companycontact_rows.all()] == [("张三", "总监")]
    assert company.parent.name == "盛远集团"
    sources = {(line.field, line.source) for line in list_company_history(adam.actor, company.id)}
    assert ("address", "pms") in sources
    assert ("credit_limit", "desk") in sources


def test_contacts_that_staff_touched_stay_as_they_are(group, file_of, adam):
    take_in(file_of(ROWS))
    company = Company.objects.get(name="盛远科技有限公司")
    people = {contact.name: contact for contact in company.companycontact_rows.all()}
    common = {"actor": adam.actor, "company_id": company.id}
    change_contact(**common, contact_id=people["张三"].id, raw={"name": ["张三"], "mobile": ["13666666666"]})
    remove_contact(**common, contact_id=people["李四"].id)
    newer = [*ROWS[0]]
    newer[10], newer[13] = "13511111111", "13522222222"
    take_in(file_of([newer]))
    assert [each.name for each in company.companycontact_rows.all()] == ["张三"]
    assert company.companycontact_rows.get().reaches.get().value == "+8613666666666"


def test_a_row_a_contact_is_one_company(group, file_of):
    head = ["公司名称", "联系人", "手机"]
    path = file_of(
        [["盛远", "张三", "13812345678"], ["盛远", "李四", "13900000001"], ["柳岸", "王五", ""]], head
    )
    assert take_in(path).tally.created == 2
    company = Company.objects.get(name="盛远")
    assert set(company.companycontact_rows.values_list("name", flat=True)) == {"张三", "李四"}
    assert not company.companyreach_rows.filter(contact=None).exists()
    assert take_in(path).tally.unchanged == 2


def test_a_parent_may_stand_below_its_children_in_the_file_and_a_ring_is_refused(group, file_of):
    head = ["单位编号", "单位名称", "上级单位"]
    take_in(file_of([["1", "甲", "乙"], ["2", "乙", "甲"]], head))
    assert Company.objects.get(name="甲").parent.name == "乙"
    assert Company.objects.get(name="乙").parent is None
    assert RowReport.objects.filter(code="parent_unknown", row_number=3).exists()


def test_a_guest_and_a_company_of_one_number_are_two(group, file_of, tmp_path):
    from huitouke.connectors.files.guests import import_guests

    guests = tmp_path / "guests.csv"
    guests.write_text("客户编号,姓名,手机\nA1,孙悟空,13612340001\n", encoding="utf-8")
    import_guests(guests, actor=SYSTEM, system="pms")
    assert take_in(file_of(ROWS[:1])).tally.created == 1
    assert import_guests(guests, actor=SYSTEM, system="pms").tally.unchanged == 1


def test_headings_are_known_in_both_languages(group, file_of):
    def told(*columns):
        return list(propose_companies(columns, []).targets.values())

    assert told("Company Name", "Tax No.", "Contact", "Mobile", "Foo") == [
        "name", "tax_number", "contact.name", "contact.mobile", "extra:Foo",
    ]  # fmt: skip
    assert told("单位", "联系人（2）", "联系人手机2") == ["name", "contact2.name", "contact2.mobile"]
    with pytest.raises(UnreadableFile):
        take_in(file_of([["红", "大"]], ["颜色", "大小"]))


def test_a_map_from_a_file_and_a_wrong_one(group, file_of, tmp_path):
    path = file_of([["甲公司", "x"]], ["firm of mine", "what"])
    mapped = tmp_path / "map.txt"
    mapped.write_text("firm of mine = name\nwhat = rate_code\n", encoding="utf-8")
    assert take_in(path, map_file=mapped).tally.created == 1
    assert Company.objects.get().rate_code == "x"
    mapped.write_text('{"firm of mine": "nonsense"}', encoding="utf-8")
    with pytest.raises(UnreadableFile):
        take_in(path, map_file=mapped)


def test_who_may_not_import_or_change_companies_brings_none_in(group, file_of):
    path = file_of(ROWS)
    for persona in (hire("seller", "sales", group.main), hire("boss", "manager", group.lake)):
        with nothing_written(), pytest.raises(Refused):
            import_companies(path, actor=persona.actor, branch="MAIN", system="pms")


def test_own_fields_go_out_and_come_in_again_by_their_names(group, file_of, adam, tmp_path):
    common = {"actor": adam.actor, "subject": "company"}
    add_field(
        **common, code="size", kind="choice", labels={"zh": "规模", "en": "Size"}, choices=["大 | Large"]
    )
    add_field(**common, code="listed", kind="yes_no", labels={"zh": "上市"})
    rows = [["1", "甲", "大", "是"], ["2", "乙", "巨大", ""]]
    done = take_in(file_of(rows, ["单位编号", "单位名称", "规模", "listed"]))
    assert Company.objects.get(name="甲").custom == {"size": "large", "listed": True}
    remark = RowReport.objects.get()
    assert remark.field == "company.custom:size"
    assert remark_text(remark.field, remark.code, remark.data).startswith("规模不在可选项中")
    assert done.tally.repaired == 1
    out = io.BytesIO()
    export_companies(
        out, actor=adam.actor, file_format="csv", chosen=CompanyFilter(), today=date(2026, 11, 22)
    )
    path = tmp_path / "again.csv"
    path.write_bytes(out.getvalue())
    [told] = [
        row
        for row in csv.DictReader(out.getvalue().decode("utf-8-sig").splitlines())
        if row["单位名称"] == "甲"
    ]
    assert (told["规模"], told["上市"]) == ("大", "是")
    take_back_import(actor=SYSTEM, run_id=done.run_id)
    import_companies(path, actor=SYSTEM, system="other")
    assert Company.objects.get(name="甲").custom == {"size": "large", "listed": True}


def test_new_rows_cost_a_level_number_of_queries(group, file_of):
    head = ["单位编号", "单位名称", "联系人", "联系人手机"]
    rows = [[str(n), f"单位{n}", f"人{n}", f"138{n:08}"] for n in range(600)]
    path = file_of(rows, head)
    with at_most_queries(40):
        assert take_in(path).tally.created == 600


def test_the_command_takes_companies_in(group, file_of, monkeypatch):
    from contextlib import nullcontext

    from huitouke.cli import imports

    monkeypatch.setattr(imports, "database", nullcontext)
    monkeypatch.setattr(imports, "set_up_tables", lambda: None)
    result = CliRunner().invoke(
        imports.import_command, [str(file_of(ROWS)), "--as", "companies", "--system", "pms", "--json"]
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout.strip().splitlines()[-1])["created"] == 3
