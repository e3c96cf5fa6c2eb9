"""What columns mean, by their headings and their cells."""

import pytest

from huitouke.connectors.files.header_words import AMBIGUOUS, FLAG_ENGLISH, FLAG_WORDS, HEADER_WORDS
from huitouke.connectors.files.headers import key_of, label_of, propose_mapping, recognise
from huitouke.connectors.files.targets import PLAIN_TARGETS, SCALAR_TARGETS

EXPECTED = {
    "external_id": "ID,GuestID,ProfileID,档案号,客户编号,宾客编号,会员号,Guest No.,客史号,profile_id,Customer ID",
    "name": "姓名,客人姓名,宾客姓名,名字,中文名,Name,Full Name,guest_name,姓　名,姓名*,姓名(必填),姓名 Name,"
    "Name/姓名,客人 姓名",
    "latin_name": "英文名,拼音,姓名拼音,English Name,姓名（英文）,Pinyin",
    "family_name": "Last Name,Surname,lastName,family_name,姓,姓氏",
    "given_name": "First Name,firstName,given_name,Given Names,FIRST NAME",
    "form_of_address": "称呼,尊称,Salutation,称谓",
    "sex": "性别,Gender,Sex,性别(男/女)",
    "birth_date": "出生日期,DOB,Date of Birth,birth_date,BirthDate,出生日期(YYYY-MM-DD),出生年月日",
    "kept_birthday": "生日,阳历生日,生日（阳历）",
    "lunar_birthday": "农历生日,阴历生日,生日（农历）",
    "age": "年龄,Age,年龄（岁）",
    "nationality": "国籍,Nationality,Country Code",
    "language": "语言,Preferred Language",
    "mobile": "手机,手机号,手机号码,移动电话,Mobile,"
    "Mobile Phone No.,cell phone,ＭＯＢＩＬＥ,联系方式/手机,客人手机号码,手机1,手机号码（必填）",
    "home_phone": "家庭电话,电话（家庭）,Home Phone,家庭/电话,住宅电话",
    "office_phone": "办公电话,单位电话,Work Phone,电话(单位),公司/电话",
    "fax": "传真,Fax No,传真号码",
    "phone": "电话,联系电话,Tel,Telephone,电话号码,联系方式",
    "email": "邮箱,电子邮件,E-mail,Email Address,e_mail,联系方式/邮箱,电子邮箱",
    "wechat": "微信,微信号,WeChat ID",
    "qq": "QQ,QQ号",
    "id_card": "身份证,身份证号,身份证号码,ID Card No.,居民身份证",
    "passport": "护照,护照号,Passport No,passport_number",
    "hkmo_permit": "回乡证,港澳居民来往内地通行证",
    "taiwan_permit": "台胞证,台湾居民来往大陆通行证号",
    "residence_permit": "港澳台居民居住证",
    "foreign_id": "外国人永久居留身份证,永居证号",
    "document_type": "证件类型,ID Type,Document Type,证件/证件类型",
    "document_number": "证件号,证件号码,Document Number,ID No.,证件/证件号码",
    "company": "单位,公司,工作单位,Company Name,公司名称",
    "position": "职务,职位,Job Title,Position",
    "address": "地址,住址,通讯地址,Address,Mailing Address",
    "card_number": "会员卡号,VIP卡号,卡号,Membership No,Card No.",
    "plate": "车牌,车牌号,License Plate,车牌号码",
    "preference": "喜好,偏好,兴趣爱好,Preferences,宾客喜好",
    "taboo": "忌讳,禁忌,饮食禁忌,Dislikes",
    "allergy": "过敏,过敏史,Allergies",
    "tag": "标签,Tags,客户标签",
    "note": "备注,Remarks,Notes,备注1,客人备注",
    "follow_up": "跟进人,客户经理,Account Manager,销售员",
    "referred_by": "推荐人,介绍人,Referred By",
    "name_hash": "NameHash,姓名哈希",
    "document_hash": "DocIDHash,document_hash",
    "wechat_unionid": "UnionID,微信UnionID,wechat_unionid",
    "wechat_openid": "OpenID,微信 OpenID",
    "wecom": "企业微信,企微号,WeCom ID",
    "alipay": "支付宝,支付宝账号,Alipay",
    "msn": "MSN",
    "hobby": "爱好,个人爱好,Hobbies",
    "region": "省份,城市,区县,所在地区,Province,City",
    "postcode": "邮编,邮政编码,Zip Code,Postcode",
    "home_address": "家庭地址,家庭住址,Home Address,客人家庭地址",
    "home_region": "家庭所在地区,Home City",
    "home_postcode": "家庭邮编,Home Zip",
    "work_address": "单位地址,公司地址,办公地址,Work Address,Business Address",
    "work_region": "单位所在地,Work City",
    "work_postcode": "单位邮编,Business Postcode",
    "occupation": "职业,身份,Occupation,Profession",
    "native_place": "籍贯,祖籍,Native Place,Hometown",
    "family": "家庭情况,家庭成员,Family Members",
    "family_structure": "家庭结构,Family Structure",
    "decision_maker": "决策者,是否决策者,Decision Maker",
    "budget": "预算,预算范围,Budget Range",
    "need": "需求,客户需求,Needs",
    "usage": "用途,入住目的,Purpose of Stay",
    "birthday_reminder": "生日提醒,Birthday Reminder",
    "birthday_lead_days": "提前提醒天数,Lead Days",
    "vip_grade": "VIP等级,VIP 级别,VIP Level",
    "contact_preference": "联系偏好,首选联系方式,Preferred Contact Method",
    "heard_from": "如何得知,了解渠道,How did you hear about us",
    "choice_reason": "选择原因,Reason for choosing",
    "stay_confidential": "住客保密,是否保密,Incognito",
    "rate_confidential": "房价保密,Rate confidential",
    "document_country": "签发国家,Issuing Country,护照国家",
    "document_expiry": "证件有效期,护照有效期,Passport Expiry,Expiry Date",
    "vehicle_model": "车型,Car Model",
    "vehicle_colour": "车身颜色,Car Color",
}


@pytest.mark.parametrize(
    ("target", "heading"),
    [(target, heading) for target, headings in EXPECTED.items() for heading in headings.split(",")],
)
def test_recognises_a_heading(target, heading):
    assert recognise(heading).target == target


def test_every_target_has_headings():
    assert set(EXPECTED) == PLAIN_TARGETS
    assert set(HEADER_WORDS.values()) == PLAIN_TARGETS


def test_every_word_is_written_as_a_key():
    for word in [*HEADER_WORDS, *AMBIGUOUS, *FLAG_WORDS]:
        assert word == key_of(word)


def test_every_wish_has_english():
    assert all(FLAG_ENGLISH[chinese] for chinese in FLAG_WORDS.values())


@pytest.mark.parametrize(
    "heading", ["房号", "会员等级", "房价", "入住日期", "消费金额", "民族", "x", "", "王小明", "13800138000"]
)
def test_leaves_other_headings_alone(heading):
    assert recognise(heading) is None


def targets(columns, *rows):
    return list(propose_mapping(columns, rows).targets.values())


def test_an_unknown_column_is_kept_under_its_name():
    [one] = propose_mapping(["房号"], []).columns
    assert (one.target, one.confidence) == ("extra:房号", 0.0)


def test_a_scalar_target_goes_to_its_surest_column():
    assert targets(["住客名称", "姓名", "手机", "手机 (2)"]) == ["extra:住客名称", "name", "mobile", "mobile"]
    assert targets(["姓名", "姓名 (2)"]) == ["name", "extra:姓名 (2)"]


@pytest.mark.parametrize(
    ("column", "cells", "target"),
    [
        ("ID", ["11010119900307803X"] * 3, "id_card"),
        ("ID", ["1", "2", "3"], "external_id"),
        ("证件号码", ["110101199003078030"] * 3, "id_card"),
        ("证件号码", ["E12345678", "H1234567890"], "document_number"),
        ("电话", ["13800138000", "139 0013 9000", "+86 13700137000"], "mobile"),
        ("电话", ["021-55551234", "13800138000"], "phone"),
        ("Title", ["Mr.", "Ms", "Dr."], "form_of_address"),
        ("Title", ["先生", "女士"], "form_of_address"),
        ("Title", ["Sales Director", "Engineer"], "position"),
        ("生日", ["1980-05-12", "1990/1/2"], "birth_date"),
        ("生日", ["05-12", "8月15日"], "kept_birthday"),
        ("Birthday", ["--0512", "--0601"], "kept_birthday"),
        ("姓名", ["a" * 64] * 3, "name_hash"),
        ("证件号", ["0x" + "AF" * 32] * 3, "document_hash"),
        ("列一", ["13800138000"] * 3, "mobile"),
        ("列一", ["a@b.cn", "c@d.com", "e@f.org"], "email"),
        ("列一", ["11010119900307803x"] * 3, "id_card"),
        ("列一", ["13800138000"] * 2, "extra:列一"),
        ("高楼层", ["是", "否"], "flag:高楼层"),
        ("偏好：安静", ["Y", "", "N"], "flag:安静房间"),
        ("是否无烟房", ["1", "0"], "flag:无烟房"),
        ("客房喜好/高楼层", ["是", "否"], "flag:高楼层"),
        ("客房喜好/靠窗", ["是", "否"], "flag:靠窗"),
        ("客房喜好/枕头", ["乳胶", "羽绒"], "preference"),
        ("Bathtub", ["large", "small"], "extra:Bathtub"),
    ],
)
def test_cells_settle_what_a_heading_leaves_open(column, cells, target):
    assert targets([column], *([cell] for cell in cells)) == [target]


def test_a_birthday_beside_a_birth_date_is_the_day_that_is_kept():
    assert targets(["出生日期", "生日"], ["1980-05-12", "1980-06-12"]) == ["birth_date", "kept_birthday"]


def test_a_document_number_beside_its_type_stays_a_pair():
    row = ["身份证", "11010119900307803X"]
    assert targets(["证件类型", "证件号码"], row) == ["document_type", "document_number"]


def test_a_members_number_beside_another_id_is_a_card_number():
    assert targets(["客户编号", "会员号"]) == ["external_id", "card_number"]
    assert targets(["会员号", "姓名"]) == ["external_id", "name"]


def test_a_title_beside_a_salutation_is_the_position():
    assert targets(["Salutation", "Title"]) == ["form_of_address", "position"]


def test_no_scalar_target_is_given_twice():
    headings = [heading for headings in EXPECTED.values() for heading in headings.split(",")]
    given = targets(list(dict.fromkeys(headings)))
    assert all(given.count(target) == 1 for target in SCALAR_TARGETS)


def test_known_columns_have_labels_in_both_languages():
    assert label_of("LodgingRevenue") == ("客房收入", "Room revenue")
    assert label_of("房号") == ("房号", "房号")
