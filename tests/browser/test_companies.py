"""Companies in the browser: every page clean in both languages at both widths, and a visit noted by keyboard."""

import pytest
from playwright.sync_api import expect

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.guests.models import Cooperation, Guest
from huitouke.guests.services.company_guests import link_guest
from huitouke.guests.services.cooperation import add_cooperation
from huitouke.guests.services.score_cards import add_score_card
from huitouke.testing.factories import make_company

PAGES = {
    "companies": "/companies/",
    "companies-filtered": "/companies/?kind=agreement&agreement=ending",
    "company": "/companies/{company}/",
    "company-contacts": "/companies/{company}/?tab=contacts",
    "company-agreement": "/companies/{company}/?tab=agreement",
    "company-cooperation": "/companies/{company}/?tab=cooperation",
    "company-scores": "/companies/{company}/?tab=scores",
    "company-guests": "/companies/{company}/?tab=guests",
    "company-history": "/companies/{company}/?tab=history",
    "company-bare": "/companies/{bare}/?tab=contacts",
    "company-new": "/companies/new/",
    "company-edit": "/companies/{company}/edit/",
    "company-contact": "/companies/{company}/contacts/{contact}/",
    "company-cooperation-new": "/companies/{company}/cooperation/new/",
    "company-score-new": "/companies/{company}/scores/new/?form=long",
    "company-addresses": "/companies/addresses/",
    "company-weights": "/companies/weights/",
    "guest-companies": "/guests/{guest}/?tab=companies",
}


@pytest.fixture
def company(house):
    from datetime import date, timedelta

    from huitouke.kernel import clock

    main = Branch.objects.get(code="MAIN")
    today = clock.now().date()
    made = make_company(
        main,
        name="苏南建筑工程集团有限公司",
        short_name="苏南建筑",
        english_name="Sunan Construction Engineering Group Co., Ltd.",
        kind=["协议单位", "合作伙伴"],
        credit_code="9144030071526726XG",
        code="C-1001",
        trade="E",
        address="江苏省苏州市姑苏区平江路 18 号",
        distance="12.5",
        avoid_times="周一上午开例会",
        phone="0512-65221234",
        email="office@sunan.example",
        agreement_number="XY-2026-018",
        agreement_from=(today - timedelta(days=300)).isoformat(),
        agreement_to=(today + timedelta(days=20)).isoformat(),
        rate_code="CORP-A",
        credit_limit="20万",
        credit_term="45",
        settlement_cycle="月结",
        annual_spend="120万",
        annual_spend_year="2025",
        contact_name="周敏",
        contact_role=["预订人", "签单人"],
        contact_department="行政部",
        contact_position="主任",
        contact_mobile="13812340001",
        contact_sign_limit="5000",
    )
    make_company(main, name="苏南建筑园林分公司", parent=str(made.id))
    make_company(main, name="好旅程旅行社", kind="旅行社", trade="L", agreement_to="2020-01-01")
    given = {"actor": SYSTEM, "company_id": made.id}
    add_cooperation(
        **given, kind="visit", happened_on=date(2026, 3, 1), text="拜访行政部，谈年会", outcome="四月给报价"
    )
    add_cooperation(**given, kind="dispute", happened_on=date(2026, 2, 1), text="发票抬头有误，已重开")
    for day, score in ((1, 3), (20, 5)):
        add_score_card(**given, scored_on=date(2026, 1, day), scores={"capital": score, "relation": 4})
    link_guest(**given, guest_id=Guest.objects.get(name="欧阳静").id)
    return made


def test_every_company_page_is_clean(enter, house, company, looks_right_at_both, language):
    page = enter("bruno", language)
    bare = make_company(Branch.objects.get(code="MAIN"), name="刚认识的单位")
    ids = {
        "company": company.id,
        "bare": bare.id,
        "contact": company.companycontact_rows.get().id,
        "guest": Guest.objects.get(name="陈伟").id,
    }
    for name, address in PAGES.items():
        page.goto(house.url + address.format(**ids))
        looks_right_at_both(f"{name}-{language[:2]}")


def test_companies_are_found_by_conditions_and_shown_with_columns(
    enter, house, company, looks_right_at_both, language, hands
):
    page = enter("bruno", language, hands)
    is_english = language == "en"
    page.goto(f"{house.url}/companies/")
    page.get_by_role("link", name="Conditions" if is_english else "条件").click()
    expect(page.locator(".picker__list:not([hidden])")).to_be_visible()
    page.keyboard.type("agreement number" if is_english else "xybh")
    page.keyboard.press("Enter")
    expect(page.locator("#r2-value")).to_be_focused()
    page.locator("#r2-value").fill("XY")
    expect(page.locator("#live .people .person")).to_have_count(1)
    looks_right_at_both(f"companies-conditions-{language[:2]}")
    page.locator(".form__acts .btn--main").click()
    page.wait_for_url("**/companies/?view=*")
    assert "XY" not in page.url
    page.get_by_role("button", name="Columns" if is_english else "列").click()
    page.get_by_label("Present score" if is_english else "当前评分", exact=True).check()
    page.get_by_role("button", name="Show these columns" if is_english else "显示这些列").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("9")
    expect(page.locator("#count")).to_contain_text("1 company" if is_english else "1 家单位")
    looks_right_at_both(f"companies-view-{language[:2]}")
    page.locator("[data-pick]").check()
    page.get_by_role("button", name="Add a kind" if is_english else "加类别").click()
    expect(page.locator("#bulk-kind")).to_be_focused()
    page.locator("#bulk-kind").select_option("agency")
    looks_right_at_both(f"companies-bulk-{language[:2]}")
    page.locator("#dialog-slot .btn--main").click()
    expect(page.locator(".toast")).to_contain_text("1 company changed" if is_english else "已更改 1 家单位")
    looks_right_at_both(f"companies-changed-{language[:2]}")
    page.locator(".toast button", has_text="Undo" if is_english else "撤销").click()
    expect(page.locator(".toast").last).to_contain_text("Undone for 1" if is_english else "已为 1 家单位撤销")


def test_a_visit_is_noted_by_keyboard_and_taken_back(enter, house, company, looks_right):
    page = enter("bruno")
    page.keyboard.press("/")
    page.keyboard.type("snjz")
    expect(page.get_by_role("option", name="苏南建筑工程集团有限公司")).to_be_visible()
    page.get_by_role("option", name="苏南建筑工程集团有限公司").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("苏南建筑工程集团有限公司")
    page.get_by_role("link", name="记一次拜访").click()
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("送去新年台历")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("送去新年台历")).to_be_visible()
    page.get_by_role("button", name="移除 拜访").first.click()
    expect(page.get_by_text("记录已移除。")).to_be_visible()
    assert Cooperation.objects.filter(text="送去新年台历").count() == 0
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已恢复。")).to_be_visible()
    assert Cooperation.objects.get(text="送去新年台历").author_name == "周启明"
