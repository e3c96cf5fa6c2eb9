"""The fields that few records hold: addresses with their regions, budgets, cars, papers with an end, own fields."""

from datetime import date

import pytest

from huitouke.guests.values.budget import Budget, budget_text, read_budget
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.lexicon import Lexicon, standard_lexicon
from huitouke.guests.values.plates import read_vehicle, vehicle_text
from huitouke.guests.values.prepared import DocumentValue, VehicleValue
from huitouke.guests.values.regions import (
    city_of,
    postcode_of_address,
    read_region,
    region_of_address,
    region_words,
)
from huitouke.kernel.custom_fields.values import CustomField, choice_key

TODAY = date(2026, 3, 16)
OLD_CARD = "340524800101001"


def read(is_typed=False, lexicon=None, **targets):
    raw = {target: [given] if isinstance(given, str) else given for target, given in targets.items()}
    return prepare({"name": ["王小明"], **raw}, today=TODAY, is_typed=is_typed, lexicon=lexicon)


def codes(guest):
    return [issue.code for issue in guest.issues]


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("浙江省宁波市鄞州区天童南路 588 号", "330212", "浙江省宁波市鄞州区"),
        ("浙江宁波鄞州天童南路588号", "330212", "浙江省宁波市鄞州区"),
        ("上海市黄浦区中山东一路 1 号", "310101", "上海市黄浦区"),
        ("上海市上海市浦东新区世纪大道 100 号", "310115", "上海市浦东新区"),
        ("中国 北京市 朝阳区 建国路 88 号", "110105", "北京市朝阳区"),
        ("吉林省吉林市船营区解放大路", "220204", "吉林省吉林市船营区"),
        ("吉林市船营区解放大路", "220204", "吉林省吉林市船营区"),
        ("内蒙古自治区呼和浩特市新城区", "150102", "内蒙古自治区呼和浩特市新城区"),
        ("广西桂林市", "450300", "广西壮族自治区桂林市"),
        ("昆山市玉山镇前进路", "320583", "江苏省苏州市昆山市"),
        ("香港九龙弥敦道", "810000", "香港特别行政区"),
        ("重庆市渝中区解放碑", "500103", "重庆市渝中区"),
    ],
)
def test_an_address_names_its_region(address, code, words):
    assert region_of_address(address) == code
    assert region_words(code) == words


@pytest.mark.parametrize("address", ["1 Main Street, Springfield", "人民路 12 号", "Łódź, Piotrkowska 1", ""])
def test_an_address_without_a_chinese_region_names_none(address):
    assert region_of_address(address) == ""


def test_a_region_is_read_from_its_code_and_shown_in_both_languages():
    assert read_region("330212") == "330212"
    assert read_region("990000") == ""
    assert region_words("330212", "en") == "Yinzhou, Ningbo, Zhejiang"
    assert city_of("330212") == "浙江省宁波市"
    assert city_of("310101") == "上海市"
    assert city_of("") == ""


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("浙江省宁波市天童南路 588 号 315100", "315100"),
        ("315100 浙江省宁波市", "315100"),
        ("宁波市天童南路 588 号（邮编：315100）", "315100"),
        ("宁波市天童南路 588001 号", ""),
        ("电话 13800138000", ""),
    ],
)
def test_a_post_code_stands_at_an_end_of_the_address(address, code):
    assert postcode_of_address(address) == code


def test_home_and_work_addresses_keep_their_own_regions():
    guest = read(
        home_address="浙江省宁波市鄞州区天童南路 588 号 315100",
        work_address="Kaiserstrasse 1, Frankfurt",
        work_postcode="60311",
        region=["浙江省", "宁波市"],
        address="鄞州区某路 1 号",
    )
    assert (guest.home_region, guest.home_postcode) == ("330212", "315100")
    assert (guest.work_address, guest.work_region, guest.work_postcode) == (
        "Kaiserstrasse 1, Frankfurt",
        "",
        "60311",
    )
    assert (guest.address, guest.region) == ("鄞州区某路 1 号", "330200")
    assert not guest.issues


def test_a_region_that_nobody_knows_is_left_out():
    guest = read(region="亚特兰蒂斯")
    assert (guest.region, codes(guest)) == ("", ["region_unknown"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500-800", Budget(50_000, 80_000, "CNY")),
        ("¥500～800 元", Budget(50_000, 80_000, "CNY")),
        ("1,000 以上", Budget(100_000, None, "CNY")),
        ("800以下", Budget(None, 80_000, "CNY")),
        ("under USD 300", Budget(None, 30_000, "USD")),
        ("1-2万", Budget(1_000_000, 2_000_000, "CNY")),
        ("HK$ 1.5k", Budget(150_000, 150_000, "HKD")),
        ("日元 20000-30000", Budget(20_000, 30_000, "JPY")),
        ("800 - 500", Budget(50_000, 80_000, "CNY")),
        ("看情况", None),
        ("1 2 3", None),
        ("12.345", None),
    ],
)
def test_a_budget_is_a_range_of_money(text, expected):
    assert read_budget(text, "CNY") == expected


@pytest.mark.parametrize("text", ["500-800", "¥500以上", "under USD 300", "HK$ 99.5", "日元 20000-30000"])
def test_a_budget_is_read_again_from_its_own_text(text):
    budget = read_budget(text, "CNY")
    shown = budget_text(budget.least, budget.most, budget.currency)
    assert read_budget(shown, "THB") == budget


@pytest.mark.parametrize(
    ("text", "car"),
    [
        ("沪A·12345", VehicleValue("沪A12345")),
        ("沪AD12345", VehicleValue("沪AD12345")),
        ("沪A12345（特斯拉 Model Y / 白）", VehicleValue("沪A12345", "特斯拉 Model Y", "白")),
        ("沪A12345 (珍珠白)", VehicleValue("沪A12345", "", "珍珠白")),
        ("沪A12345 (奥迪 A6)", VehicleValue("沪A12345", "奥迪 A6", "")),
        ("沪A12345 (/ 克莱因)", VehicleValue("沪A12345", "", "克莱因")),
    ],
)
def test_a_car_has_a_plate_and_perhaps_a_model_and_a_colour(text, car):
    found = read_vehicle(text)
    assert found == (car, True) or car.colour == "克莱因"
    if car.colour != "克莱因":
        assert read_vehicle(vehicle_text(car.plate, car.model, car.colour)) == (car, True)


def test_columns_of_model_and_colour_belong_to_the_first_car():
    guest = read(plate="沪A12345；浙B88888", vehicle_model="奥迪 A6", vehicle_colour="黑")
    assert guest.vehicles == (VehicleValue("沪A12345", "奥迪 A6", "黑"), VehicleValue("浙B88888"))


def test_a_passport_says_its_country_and_its_last_day():
    guest = read(passport="E12345678 (JP / 2030-05-12)")
    assert guest.documents == (DocumentValue("passport", "E12345678", "JP", date(2030, 5, 12)),)
    columns = read(
        document_type="护照",
        document_number="E12345678",
        document_country="日本",
        document_expiry="2030/5/12",
    )
    assert columns.documents == guest.documents
    assert not guest.issues
    assert not columns.issues


def test_a_permit_with_a_check_digit_in_brackets_stays_whole():
    assert read(document_number="A123456(7)").documents[0].number == "A1234567"


def test_an_old_number_of_15_digits_is_converted_in_a_file_and_refused_at_the_desk():
    assert read(id_card=OLD_CARD).documents[0].number == "34052419800101001X"
    typed = read(is_typed=True, id_card=OLD_CARD)
    assert typed.documents == ()
    assert codes(typed) == ["id_15_refused"]


def test_ids_of_services_keep_the_case_that_matters():
    guest = read(
        wechat_unionid="oT5Bcv0Xxxxxxxxxxxxxxxxxxxxx",
        wecom="WangXM",
        alipay="2088123412341234",
        msn="W@live.cn",
    )
    assert [(each.kind, each.value) for each in guest.contacts] == [
        ("wechat_unionid", "oT5Bcv0Xxxxxxxxxxxxxxxxxxxxx"), ("wecom", "wangxm"), ("alipay", "2088123412341234"),
        ("msn", "w@live.cn"),
    ]  # fmt: skip
    assert codes(read(wechat_openid="wang")) == ["handle_unreadable"]


def test_single_particulars_are_read_in_both_languages():
    guest = read(
        decision_maker="是", birthday_reminder="否", birthday_lead_days="3", vip_grade="VIP 2",
        contact_preference="微信", heard_from="Booking platform", choice_reason="位置方便",
        family_structure="couple", stay_confidential="1", rate_confidential="no", native_place="浙江宁波",
        occupation="医生", hobby="高尔夫；书法",
    )  # fmt: skip
    assert (guest.is_decision_maker, guest.is_birthday_muted, guest.birthday_lead_days) == (True, True, 3)
    assert (guest.vip_grade, guest.contact_preference) == ("V2", "wechat")
    assert (guest.heard_from, guest.choice_reason) == ("booking_platform", "location")
    assert (guest.is_stay_confidential, guest.is_rate_confidential) == (True, False)
    assert (guest.native_place, guest.native_region) == ("浙江宁波", "330200")
    assert [(wish.kind, wish.text) for wish in guest.preferences] == [("hobby", "高尔夫"), ("hobby", "书法")]
    assert not guest.issues


@pytest.mark.parametrize(
    ("target", "text", "code"),
    [
        ("decision_maker", "也许", "yes_no_unreadable"),
        ("birthday_lead_days", "90", "lead_days_unreadable"),
        ("vip_grade", "V9", "choice_unknown"),
        ("heard_from", "火星", "choice_unknown"),
        ("budget", "看心情", "budget_unreadable"),
        ("postcode", "!!", "postcode_unreadable"),
        ("custom:nothing", "x", "field_unknown"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_named(target, text, code):
    lexicon = Lexicon(standard_lexicon().codes, {"shoe": CustomField("shoe", "number")})
    guest = read(lexicon=lexicon, **{target: text})
    assert codes(guest) == [code]
    assert guest.custom == {}


def test_own_fields_are_read_by_their_kind():
    words = {choice_key(word): code for word, code in (("soft", "soft"), ("软", "soft"), ("硬", "hard"))}
    own = {
        "shoe": CustomField("shoe", "number"),
        "since": CustomField("since", "date"),
        "pillow": CustomField("pillow", "choice", {}, words),
        "smokes": CustomField("smokes", "yes_no"),
        "club": CustomField("club", "text", is_searched=True),
    }
    guest = read(
        lexicon=Lexicon(custom=own),
        **{
            "custom:shoe": "42.50", "custom:since": "2019年5月1日", "custom:pillow": "软", "custom:smokes": "否",
            "custom:club": "雁栖湖 Club",
        },
    )  # fmt: skip
    assert guest.custom == {
        "shoe": "42.5", "since": "2019-05-01", "pillow": "soft", "smokes": False, "club": "雁栖湖 Club",
    }  # fmt: skip
    assert "#雁栖" in guest.grams
    assert " #雁栖湖club " in guest.search_keys
    wrong = read(lexicon=Lexicon(custom=own), **{"custom:since": "30 February", "custom:shoe": "large"})
    assert sorted(codes(wrong)) == ["date_unreadable", "number_unreadable"]
