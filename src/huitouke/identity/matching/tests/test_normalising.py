"""The columns other than names, and the row as a whole."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitouke.identity.matching.addresses import read_address, street_words
from huitouke.identity.matching.companies import core_of
from huitouke.identity.matching.dates import birth_of
from huitouke.identity.matching.documents import papers_of
from huitouke.identity.matching.emails import mailboxes_of
from huitouke.identity.matching.normalising import normalise
from huitouke.identity.matching.phones import numbers_of
from huitouke.identity.matching.row import MatchRow, to_columns
from huitouke.identity.matching.told import Told, told_by


@pytest.mark.parametrize(
    ("text", "region", "numbers"),
    [
        ("138 1234 8765", "CN", ["+8613812348765"]), ("+86 138-1234-8765", "CN", ["+8613812348765"]),
        ("１３８１２３４８７６５", "CN", ["+8613812348765"]), ("86 13812348765", "CN", ["+8613812348765"]),
        ("13812348765、021-62345679", "CN", ["+8613812348765", "+862162345679"]),
        ("13812348765/13912348766", "CN", ["+8613812348765", "+8613912348766"]),
        ("0571-87654329转801", "CN", ["+8657187654329", "+8657187654329;ext=801"]),
        ("9123 4567", "HK", ["+85291234567"]), ("+1 650 253 0000", "CN", ["+16502530000"]),
        ("400-820-8820", "CN", []), ("95588", "CN", []), ("13800138000", "CN", []), ("12345678901", "CN", []),
        ("11111111111", "CN", []), ("13888888888", "CN", []), ("13800000000", "CN", []),
        ("138****8765", "CN", []),
        ("13812348765转1234", "CN", []), ("无", "CN", []), ("1.38E+10", "CN", []), ("0", "CN", []),
        ("13999988887", "CN", []),
    ],
)  # fmt: skip
def test_phones_become_e164_or_nothing(text, region, numbers):
    assert numbers_of([text], region, own=frozenset({"+8613999988887"})) == tuple(numbers)


@pytest.mark.parametrize(
    ("text", "mailboxes"),
    [
        ("Tom.Smith+hotel@GoogleMail.com", ["tomsmith@gmail.com"]),
        ("tomsmith@gmail.com", ["tomsmith@gmail.com"]),
        ("Tom.Smith@Outlook.com", ["tom.smith@outlook.com"]), ("li-travel@yahoo.com", ["li@yahoo.com"]),
        ("Tom <tom@acme.cn>; 12345678@qq.com", ["tom@acme.cn", "12345678@qq.com"]),
        ("x.123@guest.booking.com", []),
        ("abc@m.expediapartnercentral.com", []), ("a1@agoda-messaging.com", []), ("guest-1@guest.airbnb.com", []),
        ("info@acme.cn", []), ("reservations@acme.cn", []), ("test@test.com", []), ("noreply@acme.cn", []),
        ("tom@", []),
        ("desk@our.hotel", []),
    ],
)  # fmt: skip
def test_emails_become_mailboxes_of_persons(text, mailboxes):
    assert mailboxes_of([text], own=frozenset({"desk@our.hotel"})) == tuple(mailboxes)


@pytest.mark.parametrize(
    ("kind", "number", "lifelong", "renewed"),
    [
        ("id_card", "11010519491231002X", ["id_card:11010519491231002X"], []),
        ("id_card", "110105 19491231 002x", ["id_card:11010519491231002X"], []),
        ("身份证", "110105491231002", ["id_card:11010519491231002X"], []),
        ("id_card", "110105194912310021", [], []),
        ("id_card", "110105********002X", [], []), ("id_card", "1234", [], []),
        ("passport", "E12345678 (CN / 2030-01-01)", [], ["passport:E12345678"]),
        ("", "G12345678", [], ["passport:G12345678"]),
        ("hkmo_permit", "H1234567802", ["hkmo_permit:H12345678"], []),
        ("回乡证", "M12345678", ["hkmo_permit:M12345678"], []),
        ("taiwan_permit", "T12345678", ["taiwan_permit:12345678"], []),
        ("台胞证", "1234567801B", ["taiwan_permit:12345678"], []), ("other", "ABC12", [], []), ("", "", [], []),
    ],
)  # fmt: skip
def test_papers_become_tokens_kept_for_life_or_renewed(kind, number, lifelong, renewed):
    papers = papers_of([(kind, number)])
    assert (list(papers.lifelong), list(papers.renewed)) == (lifelong, renewed)


@pytest.mark.parametrize(
    ("text", "main", "others"),
    [
        ("1985-03-12", "19850312", ["19851203"]), ("19850312", "19850312", ["19851203"]),
        ("1985-03-13", "19850313", []),
        ("12/03/1985", "19850312", ["19851203"]), ("13/03/1985", "19850313", []),
        ("12.3.85", "19850312", ["19851203"]),
        ("1985-13-03", "19850313", []), ("85-03-12", "19850312", ["19851203"]), ("12 Mar 85", "19850312", []),
        ("1985年3月12日", "19850312", ["19851203"]), ("一九八五年三月十二日", "19850312", ["19851203"]),
        ("5/5/2015", "20150505", []), ("12-03-1985 00:00", "19850312", ["19851203"]), ("农历三月十二", "", []),
        ("1900-01-01", "", []), ("31/02/1985", "", []), ("1985", "", []), ("tba", "", []), ("", "", []),
    ],
)  # fmt: skip
def test_birth_dates_keep_what_the_same_signs_may_mean(text, main, others):
    assert birth_of(text) == (main, tuple(others))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("浙江省杭州市西湖区文三路478号华星A座1203室", ("文三路", "478", "华星a座1203室", "杭州", "", "330106")),
        ("杭州西湖区文三路４７８號", ("文三路", "478", "", "杭州", "", "330106")),
        ("文三路478号", ("文三路", "478", "", "", "", "")),
        ("上海市浦东新区世纪大道 100 号 200120", ("世纪大道", "100", "", "上海", "200120", "310115")),
        ("天津市第3大街12号", ("第3大街", "12", "", "天津", "", "120000")),
        ("深圳市福田区", ("", "", "", "深圳", "", "440304")),
        ("12 Wallaby Pl, Delmar 2119, Australia", ("wallaby place", "12", "", "delmar", "2119", "")),
        ("Hauptstr. 12, 10115 Berlin, Germany", ("haupt street", "12", "", "berlin", "10115", "")),
        ("221B Baker St., London NW1 6XE, UK", ("baker street", "221b", "", "london", "nw16xe", "")),
        ("", ("",) * 6),
    ],
)  # fmt: skip
def test_addresses_are_told_apart_into_columns(text, columns):
    assert read_address(text) == columns


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("杭州阿里巴巴网络技术有限公司", "阿里巴巴"), ("阿里巴巴（中国）有限公司", "阿里巴巴"),
        ("阿里巴巴集團控股有限公司", "阿里巴巴"),
        ("中国工商银行股份有限公司杭州分行", "中国工商银行"),
        ("北京字节跳动科技有限公司上海分公司", "字节跳动"), ("海南航空股份有限公司", "海南航空"),
        ("北京大学", "北京大学"), ("Siemens (China) Co., Ltd.", "siemens"), ("SIEMENS AG", "siemens"),
        ("Müller GmbH & Co. KG", "muller"), ("个人", ""), ("无", ""), ("self-employed", ""),
    ],
)  # fmt: skip
def test_companies_are_known_by_their_core(text, core):
    assert core_of(text) == core


def test_a_whole_record_becomes_a_row():
    raw = {
        "name": ["ZHANG/WEI MR"], "latin_name": ["Zhang Wei"], "mobile": ["138 1234 8765"],
        "email": ["Zhang.Wei@gmail.com"], "id_card": ["11010519491231002X"], "plate": ["浙 A·12345"],
        "birth_date": ["1950-01-01"], "nationality": ["中国"], "home_address": ["杭州市西湖区文三路478号"],
        "company": ["华为技术有限公司"], "position": ["工程师"],
    }  # fmt: skip
    row = normalise(told_by("r1", raw))
    assert row == MatchRow(
        "r1", "zhang", "wei", "", "wei zhang", ("chang wei",), "", ("+8613812348765",), ("zhangwei@gmail.com",),
        ("id_card:11010519491231002X",), (), ("浙A12345",), "19491231", ("19500101",), "", "m", "CN", "478",
        "文三路", "", "杭州",
        "", "330106", "华为", "工程师",
    )  # fmt: skip


def test_parts_told_apart_go_before_the_whole():
    told = Told(
        "r1", family_name="Smith", given_name="John", street="Wallaby Pl", house_number="12", city="Delmar",
        postcode="2119",
        region="NSW", sex="M", phone_region="AU", phones=("0412 345 679",),
    )  # fmt: skip
    row = normalise(told)
    assert (row.street, row.house_number, row.city, row.postcode, row.region) == (
        "wallaby place", "12", "delmar", "2119", "nsw",
    )  # fmt: skip
    assert (row.family, row.given, row.gender, row.phones) == ("smith", "john", "m", ("+61412345679",))


def test_the_branch_tells_the_country_of_a_number():
    raw = {"phone": ["9123 4567"]}
    assert normalise(told_by("r", raw, phone_region="HK")).phones == ("+85291234567",)
    assert normalise(told_by("r", raw)).phones == ()


def test_nothing_told_is_nothing_known():
    empty = normalise(Told("r1"))
    assert empty == MatchRow("r1")
    columns = to_columns([empty])
    assert {name: values for name, values in columns.items() if values != [None]} == {"record_id": ["r1"]}


TEXT = st.text(max_size=60)


@given(
    st.builds(
        Told, st.just("r"), TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.tuples(TEXT),
        st.tuples(TEXT),
        st.tuples(st.tuples(TEXT, TEXT)), st.tuples(TEXT), TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT,
    )
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_record_is_read_and_the_same_record_gives_the_same_row(told):
    row = normalise(told)
    assert normalise(told) == row
    again = normalise(
        Told(
            "r", phones=row.phones, emails=row.emails, plates=row.plates, birth_date=row.birth_date,
            street=row.street,
        )
    )  # fmt: skip
    assert set(again.phones) == set(row.phones)
    assert (again.emails, again.plates, again.birth_date) == (row.emails, row.plates, row.birth_date)
    assert street_words(again.street) == again.street


@pytest.mark.parametrize("sign", ["a", "1", "张", "号", "(", " ", ",", "公司", "@", "é"])
def test_a_record_of_very_long_texts_takes_no_time(sign):
    text = sign * 20_000
    told = Told(
        "r", text, text, text, text, text, text, text, text, text, (text,), (text,), ((text, text),), (text,),
        text, text, text,
        text, text, text, text, text, text,
    )  # fmt: skip
    started = time.perf_counter()
    normalise(told)
    assert time.perf_counter() - started < 1.0
