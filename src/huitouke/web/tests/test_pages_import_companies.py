"""A list of companies through the pages of the import: columns, codes, first rows, report, taking back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.tasks import look_into, run_once, run_take_back
from huitouke.guests.models import Company
from huitouke.guests.services.companies import change_company
from huitouke.intake.choices import RunState
from huitouke.intake.models import ImportRun, RowReport, SavedMapping

pytestmark = pytest.mark.django_db

ROWS = (
    "客户编号,单位名称,行业,单位类型,联系人,联系人手机,联系人2,联系人2手机\n"
    "A1,盛远科技有限公司,金融街的,协议单位,张三,13812345678,李四,13900000001\n"
    "A2,好旅程旅行社,,旅行社,,,,\n"
    "A3,,,,,,,\n"
)
DESCRIBED = {"system": "opera", "branch": "MAIN", "remember": "on", "name": "每月单位"}


@pytest.fixture
def desk(adam, signed_in, settings, tmp_path):
    settings.HOME = tmp_path
    return signed_in(adam)


def lay(client, text=ROWS):
    sent = {"file": SimpleUploadedFile("companies.csv", text.encode()), "kind": "companies"}
    address = client.post("/imports/upload/", sent)["Location"]
    look_into(run_id=address.split("/")[2])
    return address


def describe(client, address, **said):
    assert client.post(f"{address}columns/", {**DESCRIBED, **said}).status_code == 302
    look_into(run_id=address.split("/")[2])


def begin(client, address, act="start"):
    client.post(f"{address}check/", {"act": act})
    run_once(address.split("/")[2])
    return ImportRun.objects.get(id=address.split("/")[2])


def test_companies_go_through_every_step_and_back(desk):
    address = lay(desk)
    page = desk.get(f"{address}columns/").content.decode()
    assert 'value="contact2.mobile" selected' in page
    assert "联系人手机 2" in page
    assert "单元格为“是”" not in page
    describe(desk, address)
    page = desk.get(f"{address}check/").content.decode()
    assert "1 行未识别" in page
    assert "新建单位" in page
    desk.post(f"{address}check/", {"act": "values", "value_0_0": "J", "value_1_0": "agreement"})
    look_into(run_id=address.split("/")[2])
    with_codes = ImportRun.objects.get().mapping["values"]
    assert with_codes == {"行业": {"金融街的": "J"}}
    tried = begin(desk, address, "try")
    assert (tried.state, tried.trial["created"], tried.trial["rejected"]) == (RunState.DRAFT, 2, 1)
    assert not Company.objects.exists()
    assert RowReport.objects.filter(run=tried).exists()
    run = begin(desk, address)
    assert (run.state, run.created, run.rejected, run.system) == (RunState.DONE, 2, 1, "opera")
    assert Company.objects.get(code="", name="盛远科技有限公司").trade == "J"
    assert SavedMapping.objects.get().kind == "companies"
    page = desk.get(address).content.decode()
    assert "新建单位" in page
    assert "单位名称" in page
    again = lay(desk)
    page = desk.get(f"{again}columns/").content.decode()
    assert "每月单位" in page
    company = Company.objects.get(name="好旅程旅行社")
    change_company(actor=SYSTEM, company_id=company.id, fields={"remark": ["常来"]})
    page = desk.get(f"{address}take-back/").content.decode()
    assert "撤回 1 家单位" in page
    desk.post(f"{address}take-back/")
    run_take_back(run_id=str(run.id), actor_id=None)
    assert list(Company.objects.values_list("name", flat=True)) == ["好旅程旅行社"]
    page = desk.get(address).content.decode()
    assert f"/companies/{company.id}/" in page


def test_a_changed_company_is_named_before_it_changes(desk):
    describe(desk, first := lay(desk))
    begin(desk, first)
    describe(
        desk, second := lay(desk, ROWS.replace("13812345678", "13811112222").replace("旅行社,,,,", "OTA,,,,"))
    )
    page = desk.get(f"{second}check/").content.decode()
    company = Company.objects.get(name="盛远科技有限公司")
    assert f"/companies/{company.id}/" in page
    assert "修改单位" in page
    assert "联系人" in page
    assert begin(desk, second).updated == 2
