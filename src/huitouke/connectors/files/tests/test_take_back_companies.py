"""An import of companies is taken back as a whole: all as before it, and what was edited since stays."""

import csv

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files import companies as module
from huitouke.connectors.files.companies import import_companies
from huitouke.guests.models import Company, CompanyImage, Cooperation
from huitouke.guests.services.companies import change_company
from huitouke.guests.services.company_contacts import change_contact
from huitouke.identity.services import register_guest
from huitouke.identity.services.erasure import erase_guest
from huitouke.identity.services.take_back import foresee_take_back, take_back_import
from huitouke.intake.choices import RecordState, RunState
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.services import TakeBack
from huitouke.kernel import clock
from huitouke.kernel.models import FieldChange
from huitouke.testing.counts import row_counts

pytestmark = pytest.mark.django_db

HEAD = ["客户编号", "单位名称", "信用额度", "上级单位", "电话", "联系人", "联系人手机"]
SHENGYUAN = ["A1", "盛远科技", "5万", "盛远集团", "021-62345678", "张三", "13812345678"]
GROUP = ["A2", "盛远集团", "", "", "", "", ""]
AGENCY = ["A3", "好旅程旅行社", "", "", "", "李四", "13900000001"]
LEFT = (
    "intake_sourcerecord",
    "intake_importrun",
    "intake_rowreport",
    "access_auditentry",
    "kernel_outboxevent",
)
"""What stays of an import that was taken back."""


@pytest.fixture
def take_in(group, tmp_path):
    def run(*rows):
        path = tmp_path / "companies.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEAD, *rows])
        tally = import_companies(path, actor=SYSTEM, system="pms").tally
        return ImportRun.objects.order_by("-id")[0], tally

    return run


def standing():
    counts = row_counts()
    return {table: count for table, count in counts.items() if table not in LEFT}


def shape():
    """Every company with its contacts and ways to reach them, in words."""
    return sorted(
        (
            each.name,
            each.credit_limit,
            each.parent.name if each.parent else "",
            each.updated_at,
            sorted(each.companycontact_rows.values_list("name", "reaches__value")),
            sorted(each.companyreach_rows.values_list("kind", "value")),
            each.links.count(),
        )
        for each in Company.objects.select_related("parent")
    )


def test_what_the_import_founded_goes_with_all_its_rows_and_may_come_again(take_in):
    before = standing()
    run, tally = take_in(SHENGYUAN, GROUP, AGENCY)
    assert foresee_take_back(run) == TakeBack(gone=3)
    done = take_back_import(actor=SYSTEM, run_id=run.id)
    assert (done.gone, done.restored, done.kept) == (3, 0, 0)
    assert standing() == before
    run.refresh_from_db()
    assert run.state == RunState.TAKEN_BACK
    assert set(SourceRecord.objects.values_list("state", flat=True)) == {RecordState.TAKEN_BACK}
    _again, tally = take_in(SHENGYUAN, GROUP, AGENCY)
    assert tally.created == 3
    assert Company.objects.get(name="盛远科技").parent.name == "盛远集团"


def test_what_the_import_changed_is_as_before(take_in):
    take_in(SHENGYUAN, GROUP, AGENCY)
    was, noted = shape(), FieldChange.objects.count()
    newer = ["A1", "盛远科技", "9万", "好旅程旅行社", "021-62345679", "王五", "13711112222"]
    run, tally = take_in(newer, GROUP, ["A4", "新单位", "", "盛远科技", "", "", ""])
    assert (tally.updated, tally.created, tally.unchanged) == (1, 1, 1)
    assert shape() != was
    assert b"13812345678" not in bytes(CompanyImage.objects.get().before)
    assert foresee_take_back(run) == TakeBack(gone=1, restored=1)
    done = take_back_import(actor=SYSTEM, run_id=run.id)
    assert (done.gone, done.restored, done.kept) == (1, 1, 0)
    assert shape() == was
    assert FieldChange.objects.count() == noted
    assert not CompanyImage.objects.exists()


def test_what_staff_edited_since_stays_and_what_stands_above_it(take_in, adam):
    run, _tally = take_in(SHENGYUAN, GROUP, AGENCY)
    company = Company.objects.get(name="盛远科技")
    change_company(actor=adam.actor, company_id=company.id, fields={"remark": ["常客"]})
    assert foresee_take_back(run) == TakeBack(gone=1, kept=2)
    done = take_back_import(actor=SYSTEM, run_id=run.id)
    assert (done.gone, done.restored, done.kept) == (1, 0, 2)
    assert set(Company.objects.values_list("name", flat=True)) == {"盛远科技", "盛远集团"}


def test_a_company_that_was_worked_with_since_stays(take_in, adam):
    take_in(AGENCY)
    run, _tally = take_in([*AGENCY[:2], "1万", *AGENCY[3:]])
    company = Company.objects.get()
    Cooperation.objects.create(
        company=company, record_id=run.id, kind="visit", happened_on=clock.now().date(), text="谈协议"
    )
    done = take_back_import(actor=SYSTEM, run_id=run.id)
    assert (done.gone, done.restored, done.kept) == (0, 0, 1)
    company.refresh_from_db()
    assert company.credit_limit == 1_000_000


def test_the_next_file_of_the_same_run_spoils_nothing_and_a_later_one_ties_down(take_in):
    take_in(AGENCY)
    first, _tally = take_in([*AGENCY[:2], "1万", *AGENCY[3:]])
    second, _tally = take_in([*AGENCY[:2], "2万", *AGENCY[3:]])
    assert foresee_take_back(first).kept == 1
    assert take_back_import(actor=SYSTEM, run_id=second.id).restored == 1
    assert Company.objects.get().credit_limit == 1_000_000
    assert take_back_import(actor=SYSTEM, run_id=first.id).restored == 1
    assert Company.objects.get().credit_limit is None


def test_erasing_a_contact_empties_what_the_import_could_go_back_to(take_in, adam):
    take_in(AGENCY)
    company = Company.objects.get()
    contact = company.companycontact_rows.get()
    guest_id = register_guest(
        actor=adam.actor, raw={"name": ["李四"], "mobile": ["13900000001"]}, branch=company.branch
    )
    change_contact(
        actor=adam.actor,
        company_id=company.id,
        contact_id=contact.id,
        raw={"name": ["李四"], "mobile": ["13900000001"]},
        guest_id=guest_id,
        keeps_guest=False,
    )
    run, _tally = take_in([*AGENCY[:2], "1万", *AGENCY[3:]])
    assert CompanyImage.objects.exists()
    erase_guest(actor=adam.actor, guest_id=guest_id, typed="李四", reason="asked")
    assert not CompanyImage.objects.exists()
    assert take_back_import(actor=SYSTEM, run_id=run.id).kept == 1
    assert not company.companycontact_rows.exists()


def test_an_import_that_broke_off_goes_on_after_what_is_dealt_with(take_in, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "CHUNK_ROWS", 1)
    run, _tally = take_in(SHENGYUAN, AGENCY)
    ImportRun.objects.filter(id=run.id).update(state=RunState.WAITING)
    run.refresh_from_db()
    path = tmp_path / "companies.csv"
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerow(GROUP)
    done = import_companies(path, actor=SYSTEM, system="pms", run=run)
    assert (done.tally.rows, done.tally.created) == (3, 3)
    assert Company.objects.get(name="盛远科技").parent.name == "盛远集团"
    assert take_back_import(actor=SYSTEM, run_id=run.id).gone == 3
