"""A clerk's tasks, counted in clicks, keys and fields: docs/reference/effort.md tells the same numbers."""

from playwright.sync_api import expect

from huitouke.guests.models import Guest, Note, Preference
from huitouke.intake.queries import occasions_of

CARD = "\n".join(
    (
        "姓名:沈佳宜",
        "性别:女",
        "民族:汉",
        "出生:1980年01月01日",
        "住址:安徽省马鞍山市雨山区湖东路1号",
        "公民身份号码:34052419800101001X",
    )
)


def test_a_new_guest_by_card_reader(enter, page, effort):
    enter("alma")
    effort.press("/")
    expect(page.locator("#search")).to_be_focused()
    effort.scan(CARD)
    expect(page.locator("#id_name")).to_have_value("沈佳宜")
    effort.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("沈佳宜")
    guest = Guest.objects.get(name="沈佳宜")
    assert guest.documents.count() == 1
    effort.is_as_told("new guest by card reader")


def test_a_new_guest_without_a_reader(enter, page, effort):
    enter("alma")
    effort.click(page.locator(".page-head .btn--main"))
    expect(page.locator("#id_name")).to_be_focused()
    effort.fill(page.locator("#id_name"), "沈佳宜")
    effort.fill(page.locator("#id_form_of_address"), "沈女士")
    effort.fill(page.locator("[name=contact_value]").first, "13912340001")
    effort.count += 1
    page.locator("[name=document_kind]").first.select_option("id_card")
    effort.fill(page.locator("[name=document_number]").first, "34052419800101001X")
    effort.click(page.locator("[data-fill]"))
    effort.fill(page.locator("[name=wish_value]").first, "高楼层")
    effort.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("沈佳宜")
    assert Guest.objects.get(name="沈佳宜").completeness >= 80
    effort.is_as_told("new guest without a reader")


def test_a_quick_note(enter, page, effort):
    enter("alma")
    effort.press("n")
    expect(page.locator("#quick-who-dialog")).to_be_focused()
    effort.fill(page.locator("#quick-who-dialog"), "2217")
    effort.fill(page.locator("#quick-text-dialog"), "夜床留一瓶水")
    effort.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("王建国")
    note = Note.objects.get()
    assert "前台" in occasions_of([note.record_id])[note.record_id]
    effort.is_as_told("quick note")


def test_a_preference_from_today(enter, page, effort):
    enter("alma")
    effort.fill(page.locator("#quick-who-today"), "wangjian")
    effort.fill(page.locator("#quick-text-today"), "房间备加湿器")
    effort.press("Enter")
    expect(page.locator("[data-toast]")).to_contain_text("王建国")
    assert Preference.objects.filter(guest__name="王建国", text="房间备加湿器").exists()
    effort.is_as_told("log a preference")


def test_a_scrap_that_means_many_is_asked_back(enter, page, looks_right_at_both, language, hands):
    enter("alma", language, hands)
    page.locator("#quick-who-today").fill("1377000")
    page.locator("#quick-text-today").fill("双床")
    page.keyboard.press("Enter")
    expect(page.locator("#quick-today .field__error")).to_be_visible()
    expect(page.locator("#quick-text-today")).to_have_value("双床")
    looks_right_at_both(f"quick-which-{language[:2]}")
    page.locator("#quick-found-today input").first.check()
    page.locator("#quick-today .btn--main").click()
    expect(page.locator("[data-toast]")).to_be_visible()
    assert Preference.objects.filter(text="双床").count() == 1


def test_the_duty_is_proposed_and_may_be_changed(enter, page, looks_right, house, language):
    enter("alma", language)
    page.locator(".duty").click()
    page.locator("#duty-shift").select_option("night")
    page.locator("#duty-place").fill("大堂吧")
    looks_right(f"duty-{language[:2]}-1280")
    page.locator("#dialog .btn--main").click()
    expect(page.locator(".duty")).to_contain_text("大堂吧")


def test_answers_the_strip_one_tap_each_and_goes_on(enter, page, looks_right_at_both, house, language, hands):
    enter("alma", language, hands)
    page.goto(f"{house.url}/guests/new/")
    page.locator("#id_name").fill("王小宝")
    page.locator("#id_birth_date").fill("2015-05-01")
    page.keyboard.press("Control+s")
    expect(page.locator("#capture")).to_be_visible()
    expect(page.locator("#minor-guardian")).to_be_visible()
    questions = page.locator("#capture .capture__choices")
    before = questions.count()
    questions.first.locator("button").first.click()
    expect(questions).to_have_count(before - 1)
    expect(page.locator(".htmx-settling, .htmx-added")).to_have_count(0)
    looks_right_at_both(f"capture-strip-{language[:2]}")
    page.goto(f"{house.url}/capture/")
    looks_right_at_both(f"capture-list-{language[:2]}")
    page.locator("tbody a").first.click()
    expect(page.locator("#capture [data-key=']']")).to_be_visible()
    page.goto(f"{house.url}/capture/report/")
    looks_right_at_both(f"capture-report-{language[:2]}")


def test_the_table_of_required_fields_is_clean(enter, house, looks_right_at_both, language, hands):
    page = enter("bruno", language, hands)
    page.goto(f"{house.url}/capture/required/")
    looks_right_at_both(f"required-fields-{language[:2]}")
