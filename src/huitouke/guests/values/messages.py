"""What an issue says to people: what happened, in which field, what to do; in Chinese and English.

Templates take `{field}` (the field's label) and the issue's data. No personal value stands in them.
"""

from typing import Final

from huitouke.guests.values.prepared import Issue

ISSUE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "nobody_recognisable": (
        "这一行认不出是哪位宾客：没有姓名、联系方式、证件，也没有卡号。请至少补上一项。",
        "Nobody can be recognised: no name, contact, document or card number. Give at least one of them.",
    ),
    "erased_person": (
        "此人已按本人要求删除，没有收入。如本人已到店并同意，经理可在“设置 · 删除记录”中放行。",
        "This person was erased at their wish and is not taken in. If they agree, a manager can allow it "
        "under Settings, Erasures.",
    ),
    "value_too_long": (
        "{field}超过 {limit} 个字，整行没有收入。请检查文件是否错列或损坏。",
        "{field} is longer than {limit} signs, so the row was not taken. See whether the file is broken.",
    ),
    "name_too_long": (
        "{field}超过 {limit} 个字，整行没有收入。请改短姓名。",
        "{field} is longer than {limit} signs, so the row was not taken. Shorten the name.",
    ),
    "too_long_for_field": (
        "{field}超过 {limit} 个字，这一项没有保存。请改短，或记在备注里。",
        "{field} is longer than {limit} signs and was left out. Shorten it, or put it into a note.",
    ),
    "unsafe_signs_removed": (
        "{field}里有看不见的控制字符，已去掉。请看一眼内容是否完整。",
        "{field} held invisible control signs, which were taken out. See that the text is still whole.",
    ),
    "second_value_kept_aside": (
        "{field}有多个不同的值，用了第一个，其余 {count} 个留在附加信息里。请选定正确的一个。",
        "{field} had several values: the first is used, {count} more are kept aside. Choose the right one.",
    ),
    "name_from_ota_form": (
        "姓名按订房平台的“姓/名”格式读取。请核对姓和名的顺序。",
        "The name was read from a booking platform's FAMILY/GIVEN form. See that the order is right.",
    ),
    "title_split_from_name": (
        "姓名里的称呼已移到“称呼”一栏。请核对。",
        "The title in the name was moved to the form of address. See that it is right.",
    ),
    "latin_split_from_name": (
        "姓名后面的英文名已移到“英文名”一栏。请核对。",
        "The Latin name beside the Chinese one was moved to its own field. See that it is right.",
    ),
    "name_is_hash": (
        "姓名是加密摘要，页面上显示代称，摘要留作识别依据。宾客到店时请补上姓名。",
        "The name is a digest: screens show a placeholder, and the digest is kept as "
        "evidence. Ask for the name.",
    ),
    "hash_unreadable": (
        "{field}不是有效的摘要，没有保存。请检查这一列的对应关系。",
        "{field} is no digest and was left out. See what this column is mapped to.",
    ),
    "sex_unreadable": (
        "{field}看不懂，没有保存。请填“男”或“女”。",
        "{field} could not be read and was left out. Write male or female.",
    ),
    "date_unreadable": (
        "{field}不是能识别的日期，没有保存。请写成 1980-05-12 这样的格式。",
        "{field} is no date that can be read and was left out. Write it as 1980-05-12.",
    ),
    "date_impossible": (
        "{field}是不存在的日期（例如 2 月 30 日），没有保存。请向宾客核对。",
        "{field} is a day that does not exist (such as 30 February) and was left out. Ask the guest.",
    ),
    "date_ambiguous": (
        "{field}分不清月和日，没有保存。请写成 1980-05-12 这样的格式。",
        "In {field} month and day cannot be told apart; it was left out. Write it as 1980-05-12.",
    ),
    "birth_date_in_future": (
        "{field}在今天之后，没有保存。请核对年份。",
        "{field} lies in the future and was left out. See the year.",
    ),
    "birth_date_too_old": (
        "{field}距今超过 {limit} 年，像是占位日期，没有保存。请向宾客核对。",
        "{field} is more than {limit} years ago, likely a placeholder, and was left out. Ask the guest.",
    ),
    "birth_date_differs_from_id": (
        "出生日期与身份证上的不同，保留了填写的日期。请对照证件核对。",
        "The birth date differs from the one on the ID card; what was typed is kept. Compare with the card.",
    ),
    "sex_differs_from_id": (
        "性别与身份证上的不同，保留了填写的内容。请对照证件核对。",
        "The sex differs from the one on the ID card; what was typed is kept. Compare with the card.",
    ),
    "age_without_birthday": (
        "只有年龄，没有生日。年龄留在附加信息里，请补上出生日期。",
        "There is an age and no birthday. The age is kept aside; ask for the birth date.",
    ),
    "nationality_unknown": (
        "{field}不是能识别的国家或地区，没有保存。请从列表中选择。",
        "{field} is no country or region that is known and was left out. Choose one from the list.",
    ),
    "nationality_other": (
        "{field}写的是“其他”，按未知处理。宾客到店时请补上。",
        "{field} says Other and counts as unknown. Ask when the guest is here.",
    ),
    "language_unknown": (
        "{field}不是能识别的语言，没有保存。请从列表中选择。",
        "{field} is no language that is known and was left out. Choose one from the list.",
    ),
    "phone_unreadable": (
        "{field}不是电话号码，没有保存。请检查位数。",
        "{field} is no telephone number and was left out. Count its digits.",
    ),
    "phone_not_in_plan": (
        "{field}不合任何号码规则，按原样保留。请核对区号和位数。",
        "{field} fits no numbering plan and is kept as typed. See area code and digits.",
    ),
    "phone_is_relay": (
        "{field}是平台的虚拟号码，只随本次预订使用，不算宾客本人的号码。请向宾客询问真实号码。",
        "{field} is a number that a platform lent for one booking, not the guest's "
        "own. Ask for the real one.",
    ),
    "phone_is_masked": (
        "{field}中间被星号遮住，不算宾客本人的号码。请向宾客询问完整号码。",
        "{field} is masked and not taken for the guest's own number. Ask for the whole one.",
    ),
    "landline_in_mobile": (
        "{field}里是座机号码，已按普通电话保存。请补上手机号。",
        "{field} held a landline; it is kept as a telephone. Ask for the mobile number.",
    ),
    "number_cut_by_spreadsheet": (
        "{field}被表格软件变成了科学记数（如 1.38E+10），数字已丢失。请把该列设为文本后重新导出。",
        "A spreadsheet turned {field} into a form like 1.38E+10, and digits are lost. "
        "Export the column as text.",
    ),
    "email_unreadable": (
        "{field}不是有效的邮箱地址，没有保存。请核对拼写。",
        "{field} is no e-mail address and was left out. See its spelling.",
    ),
    "email_is_relay": (
        "{field}是平台的代收邮箱，过期即失效，不算宾客本人的邮箱。请向宾客询问常用邮箱。",
        "{field} is an address that a platform lent and that expires, not the guest's "
        "own. Ask for the real one.",
    ),
    "qq_unreadable": (
        "{field}不是有效的 QQ 号，没有保存。请核对。",
        "{field} is no QQ number and was left out. See its digits.",
    ),
    "document_kind_unknown": (
        "证件类型看不懂，按号码的样子判断。请选择正确的证件类型。",
        "The kind of document is unknown and was guessed from the number. Choose the right kind.",
    ),
    "document_kind_guessed": (
        "{field}不是身份证号，按号码的样子存为其他证件。请核对证件类型。",
        "{field} is no citizen ID and was kept as another document by its shape. See its kind.",
    ),
    "document_shape_wrong": (
        "{field}的号码格式不对，没有保存。请对照证件核对。",
        "The number in {field} has a wrong form and was left out. Compare with the document.",
    ),
    "document_is_masked": (
        "{field}被星号遮住，没有保存。请对照证件补上完整号码。",
        "{field} is masked and was left out. Take the whole number from the document.",
    ),
    "id_shape_wrong": (
        "{field}不是 18 位身份证号，没有保存。请对照证件核对位数。",
        "{field} is no citizen ID of 18 signs and was left out. Compare with the card.",
    ),
    "id_checksum_wrong": (
        "{field}的校验位不对，多半有一位输错，没有保存。请对照证件核对。",
        "The check digit of {field} is wrong, likely one digit mistyped; it was left "
        "out. Compare with the card.",
    ),
    "id_date_wrong": (
        "{field}里的出生日期不存在，没有保存。请对照证件核对。",
        "The birth date inside {field} does not exist, so the number was left out. Compare with the card.",
    ),
    "id_15_converted": (
        "{field}是 15 位旧号，已换算成 18 位。宾客到店时请用新证核对。",
        "{field} was of the old form of 15 digits and was converted to 18. See the new "
        "card when the guest is here.",
    ),
    "id_region_unknown": (
        "{field}的地区码不在现行和历史区划中，号码已保留。请留意核对。",
        "The region code of {field} is neither current nor historical; the number is "
        "kept. Have a look at the card.",
    ),
    "plate_unreadable": (
        "{field}不是车牌号，没有保存。请核对。",
        "{field} is no number plate and was left out. Have a look at it.",
    ),
    "plate_shape_unknown": (
        "{field}不是大陆车牌的格式，按原样保留。请核对。",
        "{field} has not the form of a mainland plate and is kept as typed. Have a look at it.",
    ),
    "id_15_refused": (
        "{field}是 15 位旧号，没有保存。请让宾客出示现行的 18 位身份证。",
        "{field} is of the old form of 15 digits and was left out. Ask for the present card with 18 signs.",
    ),
    "handle_unreadable": (
        "{field}不是平台给出的标识，没有保存。请从平台后台复制。",
        "{field} is no id as the platform gives it and was left out. Copy it from the platform's own page.",
    ),
    "region_unknown": (
        "{field}不是能识别的省、市、区县，没有保存。请写成“浙江省宁波市鄞州区”或六位代码。",
        "{field} is no province, city or county that is known and was left out. Write it in Chinese, or as six digits.",
    ),
    "postcode_unreadable": (
        "{field}不是邮政编码，没有保存。请核对位数。",
        "{field} is no post code and was left out. Count its signs.",
    ),
    "choice_unknown": (
        "{field}不在可选项中，没有保存。请从列表中选择，或请管理员添加该项。",
        "{field} is none of the choices and was left out. Choose one from the list, or have it added.",
    ),
    "yes_no_unreadable": (
        "{field}看不出是“是”还是“否”，没有保存。请填“是”或“否”。",
        "{field} says neither yes nor no and was left out. Write yes or no.",
    ),
    "number_unreadable": (
        "{field}不是数字，没有保存。请只填数字，例如 12 或 12.5。",
        "{field} is no number and was left out. Write digits only, such as 12 or 12.5.",
    ),
    "lead_days_unreadable": (
        "{field}应是 0 到 {limit} 的整数，没有保存。请改正。",
        "{field} must be a whole number from 0 to {limit} and was left out. Please correct it.",
    ),
    "budget_unreadable": (
        "{field}看不出金额范围，没有保存。请写成 500-800、500 以上或 800 以下。",
        "No range of money can be read in {field}; it was left out. Write it as 500-800, over 500 or under 800.",
    ),
    "follow_up_unknown": (
        "跟进人不是本系统的员工账号，没有保存。请从员工列表中选择。",
        "The follow-up person is no staff login and was left out. Choose one from the list of staff.",
    ),
    "field_unknown": (
        "没有这个字段，没有保存。请检查字段名称。",
        "There is no such field; nothing was saved in it. See the name of the field.",
    ),
    "note_empty": (
        "备注是空的，没有保存。请写上内容。",
        "The note is empty and was not saved. Write something.",
    ),
    "note_too_long": (
        "备注超过 {limit} 个字，没有保存。请改短，或分成几条。",
        "The note is longer than {limit} signs and was not saved. Shorten it, or write several.",
    ),
    "purpose_unknown": (
        "备注的用途不在列表中，没有保存。请从列表中选择。",
        "The purpose of the note is not in the list, so it was not saved. Choose one from the list.",
    ),
}
"""By code: the sentences in Chinese and in English. The last five are found by the services, beyond the values."""

REJECTED: Final = frozenset({"nobody_recognisable", "erased_person", "value_too_long", "name_too_long"})
LEFT_OUT: Final = frozenset({
    "too_long_for_field", "hash_unreadable", "sex_unreadable", "date_unreadable", "date_impossible",
    "date_ambiguous", "birth_date_in_future", "birth_date_too_old", "nationality_unknown",
    "nationality_other", "language_unknown", "phone_unreadable", "number_cut_by_spreadsheet",
    "email_unreadable", "qq_unreadable", "id_15_refused", "handle_unreadable", "region_unknown",
    "postcode_unreadable", "choice_unknown", "yes_no_unreadable", "number_unreadable",
    "lead_days_unreadable", "budget_unreadable", "document_shape_wrong", "document_is_masked", "id_shape_wrong",
    "id_checksum_wrong", "id_date_wrong", "plate_unreadable",
    "follow_up_unknown", "field_unknown", "note_empty", "note_too_long", "purpose_unknown",
})  # fmt: skip
"""Codes whose value is not kept; those in neither set were mended, or kept and named."""

FIELD_NAMES: Final[dict[str, tuple[str, str]]] = {
    "external_id": ("外部编号", "External ID"), "name": ("姓名", "Name"),
    "latin_name": ("英文名", "Latin name"), "family_name": ("姓", "Family name"),
    "given_name": ("名", "Given name"), "form_of_address": ("称呼", "Form of address"),
    "sex": ("性别", "Sex"), "birth_date": ("出生日期", "Birth date"),
    "kept_birthday": ("庆生日", "Birthday kept"), "lunar_birthday": ("庆生日（农历）", "Birthday kept (lunar)"),
    "age": ("年龄", "Age"), "nationality": ("国籍", "Nationality"), "language": ("语言", "Language"),
    "mobile": ("手机", "Mobile"), "home_phone": ("家庭电话", "Home phone"),
    "office_phone": ("办公电话", "Office phone"), "fax": ("传真", "Fax"), "phone": ("电话", "Telephone"),
    "email": ("邮箱", "E-mail"), "wechat": ("微信", "WeChat"), "qq": ("QQ", "QQ"),
    "id_card": ("身份证", "Citizen ID"), "passport": ("护照", "Passport"),
    "hkmo_permit": ("港澳居民来往内地通行证", "HK/Macau permit"),
    "taiwan_permit": ("台湾居民来往大陆通行证", "Taiwan permit"),
    "residence_permit": ("居住证", "Residence permit"),
    "foreign_id": ("外国人永久居留身份证", "Foreign permanent residence card"),
    "document_type": ("证件类型", "Document type"), "document_number": ("证件号码", "Document number"),
    "company": ("单位", "Company"), "position": ("职位", "Position"), "address": ("地址", "Address"),
    "card_number": ("会员卡号", "Card number"), "plate": ("车牌", "Number plate"),
    "preference": ("喜好", "Preference"), "taboo": ("禁忌", "Taboo"), "allergy": ("过敏", "Allergy"),
    "tag": ("标签", "Tag"), "note": ("随手记", "Note"), "follow_up": ("跟进人", "Follow-up person"),
    "referred_by": ("介绍人", "Referred by"), "name_hash": ("姓名摘要", "Name digest"),
    "document_hash": ("证件摘要", "Document digest"),
    "wechat_unionid": ("微信 UnionID", "WeChat UnionID"),
    "wechat_openid": ("微信 OpenID", "WeChat OpenID"), "wecom": ("企业微信", "WeCom"),
    "alipay": ("支付宝", "Alipay"), "msn": ("MSN", "MSN"), "hobby": ("爱好", "Hobby"),
    "region": ("所在地区", "Region"), "postcode": ("邮编", "Post code"),
    "home_address": ("家庭地址", "Home address"), "home_region": ("家庭所在地区", "Home region"),
    "home_postcode": ("家庭邮编", "Home post code"), "work_address": ("单位地址", "Work address"),
    "work_region": ("单位所在地区", "Work region"), "work_postcode": ("单位邮编", "Work post code"),
    "occupation": ("职业", "Occupation"), "native_place": ("籍贯", "Native place"),
    "family": ("家庭情况", "Family"), "family_structure": ("家庭结构", "Family structure"),
    "decision_maker": ("决策者", "Decision maker"), "budget": ("预算", "Budget"), "need": ("需求", "Needs"),
    "usage": ("用途", "Purpose of stay"), "birthday_reminder": ("生日提醒", "Birthday reminder"),
    "birthday_lead_days": ("提前提醒天数", "Days of notice"), "vip_grade": ("VIP 等级", "VIP grade"),
    "contact_preference": ("联系偏好", "Preferred contact"), "heard_from": ("如何得知", "How they heard of us"),
    "choice_reason": ("选择原因", "Reason for choosing us"),
    "stay_confidential": ("住客保密", "Stay not to be disclosed"),
    "rate_confidential": ("房价保密", "Rate not to be told"),
    "document_country": ("签发国家或地区", "Issuing country"), "document_expiry": ("证件有效期", "Valid until"),
    "vehicle_model": ("车型", "Car model"), "vehicle_colour": ("车身颜色", "Car colour"),
    "guest_type": ("宾客类型", "Guest type"), "importance": ("重要度", "Importance"),
    "friendliness": ("友好度", "Friendliness"), "satisfaction": ("满意度", "Satisfaction"),
}  # fmt: skip


def field_name(field: str, language: str) -> str:
    """The label of a target in zh or en; `extra:<label>` and unknown ones by their own words."""
    names = FIELD_NAMES.get(field)
    if names is None:
        return field.removeprefix("extra:")
    return names[0] if language.startswith("zh") else names[1]


def issue_text(issue: Issue, language: str = "zh", name: str = "") -> str:
    """The sentences for an issue, in Chinese for a language that begins with zh, else in English. `name` is
    what the field is called where no table knows it."""
    template = ISSUE_TEXTS[issue.code][0 if language.startswith("zh") else 1]
    return template.format(field=name or field_name(issue.field, language), **issue.data)


def is_left_out(code: str) -> bool:
    """Whether the value was not kept, as against mended or kept and named."""
    return code in LEFT_OUT or code in REJECTED
