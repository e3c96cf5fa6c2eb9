"""An import in its steps, as a manager does it: by mouse and keyboard, both languages, on a desk and on a phone."""

from playwright.sync_api import expect

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.orders import write_order
from huitouke.connectors.files.tasks import look_into, run_once, run_take_back
from huitouke.guests.models import Company, Guest
from huitouke.identity.services import add_note
from huitouke.intake.models import ExportOrder, ImportRun
from huitouke.web.lists import exporting

FILE = (
    "编号,姓名,手机,生日,性别,国籍,喜欢喝\n"
    "A1,孙悟空,13612340001,1978-05-12,男,中国,普洱\n"
    "A2,朱八戒,1390,1990-02-30,男,高老庄,\n"
    "A3,,,,,,\n"
)
NEXT = FILE.replace("孙悟空", "孙行者").replace("13612340001", "13612340009")


def last():
    return ImportRun.objects.order_by("-id")[0]


def test_takes_a_file_in_by_its_steps_and_takes_it_back(
    enter, page, house, looks_right_at_both, language, hands, tmp_path
):
    def lay(text):
        file = tmp_path / "宾客.csv"
        file.write_bytes(text.encode("gb18030"))
        page.goto(f"{house.url}/imports/")
        page.locator("#import-file").set_input_files(file)
        page.locator("main form .btn--main").click()
        expect(page.locator("progress:not([hidden])")).to_be_visible()
        look_into(run_id=str(last().id))
        expect(page.locator("#id_system")).to_be_visible(timeout=10_000)

    def look(name):
        looks_right_at_both(f"import-{name}-{language[:2]}")

    enter("bruno", language, hands)
    lay(FILE)
    look("columns")
    page.locator("#id_system").fill("pms-old")
    page.locator("select[name=target_6]").select_option("preference")
    page.locator("[name=remember]").check()
    page.locator("#id_name").fill("旧系统名单")
    page.locator("main form .btn--main").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    look("looking")
    look_into(run_id=str(last().id))
    expect(page.locator("[value=start]")).to_be_visible(timeout=10_000)
    look("check")
    page.locator("select[name^=value_]").filter(visible=True).first.select_option("-")
    page.locator("[value=values]").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    look_into(run_id=str(last().id))
    page.locator("[value=try]").click(timeout=10_000)
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    run_once(str(last().id))
    expect(page.locator(".figures").first).to_be_visible(timeout=10_000)
    look("tried")
    # By keyboard from here on: the start stands first in the form.
    page.locator("[value=start]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    look("progress")
    run_once(str(last().id))
    expect(page.locator(".figures")).to_be_visible(timeout=10_000)
    expect(page.locator(".chip--watch").first).to_be_visible()
    look("report")
    assert Guest.objects.get(name="孙悟空").preferences.get().text == "普洱"

    lay(NEXT)
    expect(page.locator("#id_system")).to_have_value("pms-old")
    look("remembered")
    page.locator("main form .btn--main").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    look_into(run_id=str(last().id))
    expect(page.locator("[value=start]")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("link", name="孙悟空")).to_be_visible()
    look("foreseen")
    page.locator("[value=start]").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    run_once(str(last().id))
    expect(page.locator(".figures")).to_be_visible(timeout=10_000)
    assert Guest.objects.filter(name="孙行者").exists()

    run = ImportRun.objects.order_by("id")[0]
    zhu = Guest.objects.get(name="朱八戒")
    add_note(actor=SYSTEM, guest_id=zhu.id, text="喜欢靠窗")
    page.goto(f"{house.url}/imports/{last().id}/take-back/")
    look("take-back")
    page.locator(".btn--alarm").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    run_take_back(run_id=str(last().id), actor_id=None)
    expect(page.locator(".figures").first).to_be_visible(timeout=10_000)
    page.goto(f"{house.url}/imports/{run.id}/take-back/")
    page.locator(".btn--alarm").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    run_take_back(run_id=str(run.id), actor_id=None)
    expect(page.get_by_role("link", name="朱八戒")).to_be_visible(timeout=10_000)
    look("taken-back")
    assert not Guest.objects.filter(name__in=("孙悟空", "孙行者")).exists()
    page.goto(f"{house.url}/imports/mappings/")
    look("mappings")
    page.goto(f"{house.url}/imports/")
    look("list")


def test_a_long_list_is_ordered_and_fetched(
    enter, page, house, looks_right_at_both, language, hands, monkeypatch
):
    monkeypatch.setattr(exporting, "DIRECT_ROWS", 1)
    enter("bruno", language, hands)
    page.goto(f"{house.url}/exports/")
    looks_right_at_both(f"exports-empty-{language[:2]}")
    page.goto(f"{house.url}/guests/export/?as=xlsx")
    looks_right_at_both(f"export-new-{language[:2]}")
    page.locator("main form .btn--main").press("Enter")
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    looks_right_at_both(f"export-progress-{language[:2]}")
    write_order(order_id=str(ExportOrder.objects.get().id))
    expect(page.locator("main a.btn--main")).to_be_visible(timeout=10_000)
    looks_right_at_both(f"export-done-{language[:2]}")
    with page.expect_download() as download:
        page.locator("main a.btn--main").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.goto(f"{house.url}/exports/")
    looks_right_at_both(f"exports-{language[:2]}")


COMPANIES = (
    "客户编号,单位名称,行业,单位类型,信用额度,联系人,联系人手机,联系人2,联系人2手机\n"
    "A1,盛远科技有限公司,金融街的,协议单位,5万,张三,13812345678,李四,13900000001\n"
    "A2,好旅程旅行社,,旅行社,很多,王五,1390,,\n"
    "A3,,,,,,,,\n"
)


def test_takes_companies_in_and_back(enter, page, house, looks_right_at_both, language, hands, tmp_path):
    def look(name):
        looks_right_at_both(f"import-companies-{name}-{language[:2]}")

    enter("bruno", language, hands)
    file = tmp_path / "单位.csv"
    file.write_bytes(COMPANIES.encode("gb18030"))
    page.goto(f"{house.url}/imports/")
    page.locator("#import-file").set_input_files(file)
    page.locator("#id_kind").select_option("companies")
    page.locator("main form .btn--main").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    look_into(run_id=str(last().id))
    expect(page.locator("#id_system")).to_be_visible(timeout=10_000)
    look("columns")
    page.locator("#id_system").fill("pms-old")
    page.locator("main form .btn--main").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    look_into(run_id=str(last().id))
    expect(page.locator("[value=start]")).to_be_visible(timeout=10_000)
    look("check")
    page.locator("[value=start]").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    run_once(str(last().id))
    expect(page.locator(".figures")).to_be_visible(timeout=10_000)
    assert Company.objects.filter(name="盛远科技有限公司").exists()
    look("report")
    page.goto(f"{house.url}/imports/{last().id}/take-back/")
    look("take-back")
    page.locator(".btn--alarm").click()
    expect(page.locator("progress:not([hidden])")).to_be_visible()
    run_take_back(run_id=str(last().id), actor_id=None)
    expect(page.locator(".figures").first).to_be_visible(timeout=10_000)
    assert not Company.objects.filter(name="盛远科技有限公司").exists()
