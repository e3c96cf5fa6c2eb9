"""Reading a company as somebody typed it."""

from datetime import date

import pytest

from huitouke.guests.values.company import prepare_company, prepare_contact, standard_words
from huitouke.guests.values.company_search import company_search_columns
from huitouke.guests.values.company_words import (
    COMPANY_FIELDS,
    COMPANY_ISSUES,
    company_issue_text,
    is_left_out,
)
from huitouke.guests.values.prepared import Issue


def read(**raw):
    return prepare_company(
        {target.replace("__", "."): texts for target, texts in raw.items()}, standard_words()
    )


def codes(made):
    return {(issue.field, issue.code) for issue in made.issues}


def test_reads_a_whole_company():
    made = read(
        name=["上海盛远科技有限公司"],
        alias=["盛远、原名：远盛"],
        kind=["协议单位", "旅行社"],
        credit_code=["9144 0300 7152 6726 xg"],
        trade=["制造业"],
        address=["浙江省杭州市西湖区文三路 1 号"],
        distance=["12.5 公里"],
        agreement_from=["2026-01-01"],
        agreement_to=["2026-12-31"],
        credit_limit=["5万"],
        credit_term=["30天"],
        settlement_cycle=["月结"],
        annual_spend=["1,200,000"],
        annual_spend_year=["2026年"],
        phone=["021-62345678 转 801"],
        contact__name=["张三"],
        contact__role=["预订人/财务"],
        contact__mobile=["13812345678"],
        contact2__name=["李四"],
        contact2__sign_limit=["3000"],
    )
    assert codes(made) == set()
    assert (made.kinds, made.trade, made.region) == (["agreement", "agency"], "C", "330106")
    assert made.aliases == ["盛远", "原名：远盛"]
    assert (made.distance_m, made.credit_term, made.settlement_cycle) == (12_500, 30, "month")
    assert (made.credit_limit, made.annual_spend, made.currency) == (5_000_000, 120_000_000, "CNY")
    assert (made.agreement_from, made.agreement_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert [(reach.kind, reach.value, reach.extension) for reach in made.reaches] == [
        ("phone", "+862162345678", "801")
    ]
    first, second = made.contacts
    assert (first.name, first.roles, first.reaches[0].value) == (
        "张三",
        ("booker", "finance"),
        "+8613812345678",
    )
    assert (second.name, second.sign_limit) == ("李四", 300_000)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("credit_code", "9144030071526726XH", "credit_code_unreadable"),
        ("tax_number", "123", "tax_number_unreadable"),
        ("trade", "飞碟", "trade_unknown"),
        ("region", "亚特兰蒂斯", "region_unknown"),
        ("kind", "朋友", "company_kind_unknown"),
        ("distance", "很远", "distance_unreadable"),
        ("website", "没有网站吗", "website_unreadable"),
        ("credit_limit", "很多", "amount_unreadable"),
        ("currency", "贝壳", "currency_unknown"),
        ("credit_term", "400", "days_unreadable"),
        ("annual_spend_year", "去年", "year_unreadable"),
        ("settlement_cycle", "随缘", "settlement_unknown"),
        ("agreement_to", "2026-02-30", "date_impossible"),
        ("mobile", "138****5678", "phone_is_masked"),
        ("email", "a@b", "email_unreadable"),
        ("short_name", "长" * 61, "too_long_for_field"),
    ],
)
def test_leaves_out_what_cannot_be_kept_and_says_so(field, text, code):
    made = read(name=["盛远"], **{field: [text]})
    assert (field, code) in codes(made)
    assert is_left_out(code)
    assert not made.is_rejected
    for language in ("zh", "en"):
        assert company_issue_text(next(issue for issue in made.issues if issue.code == code), language)


def test_an_agreement_does_not_end_before_it_begins():
    made = read(name=["盛远"], agreement_from=["2026-05-01"], agreement_to=["2026-04-30"])
    assert made.agreement_to is None
    assert codes(made) == {("agreement_to", "agreement_dates_crossed")}


def test_a_company_without_a_name_is_rejected():
    assert read(phone=["021-62345678"]).is_rejected
    assert read(name=["无"]).is_rejected
    assert read(name=["长" * 201]).is_rejected


def test_a_contact_without_a_name_is_left_out_and_named():
    made = read(name=["盛远"], contact__mobile=["13812345678"])
    assert made.contacts == ()
    assert codes(made) == {("contact.name", "contact_without_name")}
    person, issues = prepare_contact({"name": ["张三"], "role": ["神仙"]}, "CNY")
    assert person.name == "张三"
    assert [issue.code for issue in issues] == ["contact_role_unknown"]


def test_yen_has_no_minor_units():
    assert read(name=["盛远"], currency=["jpy"], credit_limit=["5000"]).credit_limit == 5000


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("浙江省杭州市西湖区文三路", "330106"),
        ("浙江省 杭州市", "330100"),
        ("杭州市西湖区文三路", "330106"),
        ("上海市黄浦区中山东一路", "310101"),
        ("北京市朝阳区", "110105"),
        ("文三路 1 号", ""),
        ("", ""),
    ],
)
def test_the_region_is_read_out_of_the_beginning_of_an_address(address, region):
    assert read(name=["盛远"], address=[address]).region == region


def test_a_region_is_known_by_its_digits_and_by_its_names_from_the_top():
    assert read(name=["盛远"], region=["330106"]).region == "330106"
    assert read(name=["盛远"], region=["浙江省杭州市西湖区"]).region == "330106"
    assert read(name=["盛远"], region=["鼓楼区"]).region == ""


def test_every_syllable_may_be_the_first_that_is_typed():
    found = company_search_columns("上海盛远科技有限公司", ["盛远", "Shengyuan Tech"])
    words = found.search_keys.split()
    assert {"shengyuankeji", "sykj", "keji", "tech", "shengyuan", "sy"} <= set(words)
    assert {"盛远", "远科"} <= set(found.grams)
    assert "限公" not in found.grams
    assert found.initials == "shsykjyxgs"


def test_a_bank_is_read_as_a_bank():
    assert company_search_columns("重庆银行").pinyin == "chongqingyinhang"


def test_every_issue_and_field_has_both_languages():
    data = {"limit": "1", "count": "2"}
    for code, pair in COMPANY_ISSUES.items():
        assert all(pair), code
        for language in ("zh", "en"):
            assert company_issue_text(Issue("name", code, False, data), language)
    assert all(all(pair) for pair in COMPANY_FIELDS.values())
