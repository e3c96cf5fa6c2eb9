"""What is said of the fields of a company: their labels, and what was wrong with a value, in zh and en.

Issues that a company shares with a guest (dates, phones, addresses) are those of `messages`, unless they speak of
a guest.
"""

from typing import Final

from huitouke.guests.values import messages
from huitouke.guests.values.prepared import Issue

COMPANY_FIELDS: Final[dict[str, tuple[str, str]]] = {
    "external_id": ("外部编号", "External ID"), "name": ("单位名称", "Company name"),
    "short_name": ("简称", "Short name"), "english_name": ("英文名称", "English name"),
    "alias": ("别名、曾用名", "Other names"), "code": ("单位编号", "Company code"), "kind": ("单位类型", "Kind"),
    "credit_code": ("统一社会信用代码", "Unified social credit code"),
    "legal_representative": ("法定代表人", "Legal representative"), "trade": ("行业", "Trade"),
    "invoice_title": ("发票抬头", "Invoice title"), "tax_number": ("税号", "Tax number"),
    "invoice_address": ("开票地址", "Address on invoices"), "invoice_phone": ("开票电话", "Phone on invoices"),
    "bank_name": ("开户银行", "Bank"), "bank_account": ("银行账号", "Bank account"),
    "address": ("地址", "Address"), "region": ("地区", "Region"), "distance": ("距门店距离", "Distance"),
    "avoid_times": ("不宜拜访时间", "Times not to visit"), "website": ("网站", "Website"), "remark": ("备注", "Remark"),
    "parent": ("上级单位", "Parent company"), "agreement_number": ("协议编号", "Agreement number"),
    "agreement_from": ("协议开始日期", "Agreement from"), "agreement_to": ("协议到期日期", "Agreement to"),
    "rate_code": ("房价码", "Rate code"), "currency": ("币种", "Currency"),
    "credit_limit": ("信用额度", "Credit limit"), "credit_term": ("账期（天）", "Credit term (days)"),
    "settlement_cycle": ("结算周期", "Settlement"), "credit_officer": ("信用负责人", "Credit officer"),
    "annual_spend": ("年差旅支出（自报）", "Travel spend a year (declared)"),
    "annual_spend_year": ("自报年份", "Year of that spend"), "follow_up": ("跟进人", "Follow-up person"),
    "mobile": ("手机", "Mobile"), "phone": ("电话", "Telephone"), "fax": ("传真", "Fax"), "email": ("邮箱", "E-mail"),
    "wechat": ("微信", "WeChat"), "contact": ("联系人", "Contact"), "contact.name": ("联系人姓名", "Contact’s name"),
    "contact.role": ("联系人角色", "Contact’s role"), "contact.department": ("联系人部门", "Contact’s department"),
    "contact.position": ("联系人职位", "Contact’s position"), "contact.mobile": ("联系人手机", "Contact’s mobile"),
    "contact.phone": ("联系人电话", "Contact’s phone"), "contact.email": ("联系人邮箱", "Contact’s e-mail"),
    "contact.wechat": ("联系人微信", "Contact’s WeChat"), "contact.remark": ("联系人备注", "Remark on the contact"),
    "contact.sign_limit": ("签单限额", "Signing limit"),
    "branch": ("门店", "Branch"), "is_shared": ("全集团可见", "Known to the whole group"),
    "is_closed": ("已停用", "Closed"),
}  # fmt: skip

COMPANY_ISSUES: Final[dict[str, tuple[str, str]]] = {
    "company_without_name": (
        "没有单位名称，整行没有收入。请填写名称。",
        "There is no company name, so nothing was taken. Write the name.",
    ),
    "credit_code_unreadable": (
        "{field}不正确，没有保存：应为 18 位（不含 I、O、S、V、Z），最后一位是校验码。请对照营业执照逐位核对。",
        "{field} is wrong and was left out: 18 signs (never I, O, S, V, Z), the last of them a check sign. "
        "Compare with the business licence.",
    ),
    "credit_region_unknown": (
        "{field}里的地区码不在行政区划表中，已按原样保存。请对照营业执照核对。",
        "The region within {field} is in no table; it is kept as typed. Compare with the business licence.",
    ),
    "tax_number_unreadable": (
        "{field}不正确，没有保存：应为 15、17、18 或 20 位数字和大写字母。请向对方财务核对。",
        "{field} is wrong and was left out: 15, 17, 18 or 20 digits and capitals. Ask their finance.",
    ),
    "trade_unknown": (
        "{field}不在行业表中，没有保存。请从列表中选择。",
        "{field} is in no table of trades and was left out. Choose one from the list.",
    ),
    "region_unknown": (
        "{field}不是能识别的地区，没有保存。请写六位代码，或写全省、市、区。",
        "{field} is no region that is known and was left out. Write its six digits, or province, city and district.",
    ),
    "company_kind_unknown": (
        "{field}看不懂，没有保存。请写协议单位、旅行社、OTA、合作伙伴或其他。",
        "{field} could not be read and was left out. Write agreement company, agency, OTA, partner or other.",
    ),
    "distance_unreadable": (
        "{field}看不懂，没有保存。请写公里数，例如 12.5。",
        "{field} could not be read and was left out. Write kilometres, such as 12.5.",
    ),
    "website_unreadable": (
        "{field}不是网址，没有保存。请写成 www.example.com 这样的格式。",
        "{field} is no web address and was left out. Write it as www.example.com.",
    ),
    "amount_unreadable": (
        "{field}不是金额，没有保存。请写成 50000 或 5万。",
        "{field} is no amount and was left out. Write it as 50000.",
    ),
    "currency_unknown": (
        "{field}不是已知币种，没有保存。请写三个字母的代码，例如 CNY。",
        "{field} is no currency that is known and was left out. Write three letters, such as CNY.",
    ),
    "days_unreadable": (
        "{field}看不懂，没有保存。请写 0 到 {limit} 的整数。",
        "{field} could not be read and was left out. Write a whole number from 0 to {limit}.",
    ),
    "year_unreadable": (
        "{field}看不懂，没有保存。请写四位年份。",
        "{field} could not be read and was left out. Write a year of four digits.",
    ),
    "settlement_unknown": (
        "{field}看不懂，没有保存。请写月结、半月结、周结或单结。",
        "{field} could not be read and was left out. Write monthly, half-monthly, weekly or each stay.",
    ),
    "agreement_dates_crossed": (
        "{field}早于协议开始日期，没有保存。请核对两个日期。",
        "{field} lies before the day on which the agreement begins, and was left out. See both dates.",
    ),
    "contact_without_name": (
        "联系人没有姓名，没有保存。请补上姓名。",
        "The contact has no name and was left out. Write the name.",
    ),
    "contact_role_unknown": (
        "{field}看不懂，没有保存。请写预订人、决策人、财务、签单人或来访人等。",
        "{field} could not be read and was left out. Write booker, decision maker, finance, signer or visitor.",
    ),
    "parent_unknown": (
        "没有找到这个上级单位，没有保存。请先建立上级单位，或写全名称。",
        "The parent company was not found and was left out. Open it first, or write its whole name.",
    ),
    "parent_is_below": (
        "这个单位是本单位的下级，不能同时作上级。请另选。",
        "This company stands below the other one and cannot stand above it too. Choose another.",
    ),
    "colleague_unknown": (
        "{field}不是在职员工的登录名，没有保存。请从列表中选择。",
        "{field} is no login of a colleague and was left out. Choose one from the list.",
    ),
    "phone_is_relay": (
        "{field}是平台的虚拟号码，不算对方的号码，没有保存。请询问真实号码。",
        "{field} is a number lent by a platform, not theirs; it was left out. Ask for the real one.",
    ),
    "phone_is_masked": (
        "{field}中间被星号遮住，没有保存。请询问完整号码。",
        "{field} is masked and was left out. Ask for the whole one.",
    ),
    "email_is_relay": (
        "{field}是平台的中转邮箱，不算对方的邮箱，没有保存。请询问真实邮箱。",
        "{field} is a relay of a platform, not theirs; it was left out. Ask for the real one.",
    ),
    "value_too_long": (
        "{field}超过 {limit} 个字，没有保存。请检查文件是否错列或损坏。",
        "{field} is longer than {limit} signs and was left out. See whether the file is broken.",
    ),
    "second_value_kept_aside": (
        "{field}有多个不同的值，用了第一个，其余 {count} 个只留在原始记录里。请选定正确的一个。",
        "{field} had several values: the first is used, {count} more stand in the source record only.",
    ),
}  # fmt: skip

_KEPT: Final = frozenset({"credit_region_unknown", "second_value_kept_aside"})


def company_field_name(field: str, language: str) -> str:
    """The label of a target of a company in zh or en; `extra:<label>` and unknown ones by their own words."""
    names = COMPANY_FIELDS.get(field)
    if names is None:
        return field.removeprefix("extra:").removeprefix("custom:")
    return names[0] if language.startswith("zh") else names[1]


def company_issue_text(issue: Issue, language: str = "zh", name: str = "") -> str:
    """The sentences for an issue of a company, in Chinese for a language that begins with zh, else in English.
    `name` is what the field is called where no table knows it."""
    pair = COMPANY_ISSUES.get(issue.code) or messages.ISSUE_TEXTS[issue.code]
    template = pair[0 if language.startswith("zh") else 1]
    return template.format(field=name or company_field_name(issue.field, language), **issue.data)


def is_left_out(code: str) -> bool:
    """Whether the value was not kept, as against mended or kept and named."""
    if code in COMPANY_ISSUES:
        return code not in _KEPT
    return messages.is_left_out(code)
