"""A file that brings an erased person again: everybody else is taken in, they are not, and nothing of them is kept."""

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.companies import import_companies
from huitouke.connectors.files.guests import import_guests
from huitouke.guests.models import Company, CompanyContact, Guest
from huitouke.identity.services.erasure import erase_guest
from huitouke.intake.models import ImportRun, RowReport, SourceRecord
from huitouke.intake.queries import read_content

ROWS = "编号,姓名,手机,邮箱\nA1,王建国,13812342217,wang@example.com\nA2,李敏,1320000002222,\n"
OTHER_ID = "编号,姓名,手机,邮箱\nZ9,Wang Jianguo,,wang@example.com\nZ8,赵敏,13700003333,\n"


@pytest.fixture
def file(tmp_path, settings, group):
    settings.HOME = tmp_path / "home"

    def write(text, name="guests.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def erase_wang(bruno):
    wang = Guest.objects.get(name="王建国")
    return erase_guest(actor=bruno.actor, guest_id=wang.id, typed="王建国", reason="asked")


def test_the_same_file_does_not_bring_the_person_back(file, bruno):
    path = file(ROWS)
    assert import_guests(path, actor=SYSTEM, system="opera").tally.created == 2
    erase_wang(bruno)
    again = import_guests(path, actor=SYSTEM, system="opera").tally
    assert (again.created, again.unchanged, again.rejected) == (0, 1, 1)
    assert list(Guest.objects.values_list("name", flat=True)) == ["李敏"]
    run = ImportRun.objects.order_by("-id").first()
    assert list(RowReport.objects.filter(run=run).values_list("row_number", "outcome", "code")) == [
        (2, "rejected", "erased_person")
    ]
    assert not SourceRecord.objects.filter(run_id=run.id).exists()


def test_another_systems_file_does_not_either(file, bruno):
    import_guests(file(ROWS), actor=SYSTEM, system="opera")
    erase_wang(bruno)
    tally = import_guests(file(OTHER_ID), actor=SYSTEM, system="pms").tally
    assert (tally.created, tally.rejected) == (1, 1)
    assert set(Guest.objects.values_list("name", flat=True)) == {"李敏", "赵敏"}


def test_a_dry_run_says_so_too(file, bruno):
    path = file(ROWS)
    import_guests(path, actor=SYSTEM, system="opera")
    erase_wang(bruno)
    assert import_guests(path, actor=SYSTEM, system="opera", dry_run=True).tally.rejected == 1


def test_the_other_systems_id_is_not_kept_in_clear(file, bruno):
    import_guests(file(ROWS.replace("A1", "13812342217")), actor=SYSTEM, system="opera")
    erase_wang(bruno)
    ids = set(SourceRecord.objects.values_list("external_id", flat=True))
    assert "13812342217" not in ids
    assert any(each.startswith("erased:") for each in ids)


def test_a_row_in_quarantine_that_tells_of_the_person_is_emptied_too(file, bruno):
    import_guests(file(ROWS), actor=SYSTEM, system="opera")
    long = "王建国" * 200
    import_guests(
        file(f"编号,姓名,手机,邮箱,备注\nQ1,{long},,\nQ2,王建国,13812342217,,{'长' * 200000}\n", "bad.csv"),
        actor=SYSTEM,
        system="pms",
    )
    erase_wang(bruno)
    emptied = dict(SourceRecord.objects.filter(system="pms", payload=None).values_list("state", "version"))
    assert emptied == {1: 1}


COMPANIES = "客户编号,单位名称,联系人,联系人手机,联系人2,联系人2手机\n"


def test_a_changed_file_of_companies_does_not_bring_the_person_back_as_a_contact(file, bruno):
    import_guests(file(ROWS), actor=SYSTEM, system="opera")
    told = "C1,苏州丝绸公司,王建国,13812342217,李敏,13200000002\n"
    import_companies(file(COMPANIES + told, "one.csv"), actor=SYSTEM, system="crm")
    wang = Guest.objects.get(name="王建国")
    CompanyContact.objects.filter(name="王建国").update(guest=wang)
    erase_wang(bruno)
    assert list(CompanyContact.objects.values_list("name", flat=True)) == ["李敏"]
    newer = file(COMPANIES + told.replace("苏州丝绸公司", "苏州丝绸集团"), "two.csv")
    tally = import_companies(newer, actor=SYSTEM, system="crm").tally
    assert (tally.updated, tally.repaired, tally.rejected) == (1, 1, 0)
    assert Company.objects.get().name == "苏州丝绸集团"
    assert list(CompanyContact.objects.values_list("name", flat=True)) == ["李敏"]
    report = RowReport.objects.get(code="erased_person")
    assert (report.outcome, report.field) == ("repaired", "company.contact")
    for record in SourceRecord.objects.filter(system="crm", payload__isnull=False):
        assert "王建国" not in str(read_content(record))
    assert import_companies(newer, actor=SYSTEM, system="crm").tally.unchanged == 1


def test_a_new_company_comes_in_without_the_person(file, bruno):
    import_guests(file(ROWS), actor=SYSTEM, system="opera")
    erase_wang(bruno)
    told = "C2,杭州茶叶公司,王建国,13812342217,赵敏,13700003333\n"
    tally = import_companies(file(COMPANIES + told, "new.csv"), actor=SYSTEM, system="crm").tally
    assert (tally.created, tally.repaired) == (1, 1)
    assert list(CompanyContact.objects.values_list("name", flat=True)) == ["赵敏"]
