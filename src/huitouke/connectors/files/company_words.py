"""The words by which hotels and their systems head the columns of a list of companies.

Words are written as `headers.key_of` leaves them: small letters, no blanks, signs or underscores.
"""

import re
from typing import Final

_WORDS: Final[dict[str, str]] = {
    "external_id": """
        id 编号 客户编号 客户号 客户id 客户代码 公司编号 公司代码 协议单位编号 档案号 主键 accountid accountno
        accountnumber accountcode companyid profileid externalid recordid""",
    "code": "单位编号 单位代码 单位号 companycode code",
    "name": """
        单位名称 单位 公司名称 公司 公司名 企业名称 客户名称 客户 协议单位 协议单位名称 协议客户 旅行社 旅行社名称
        名称 单位全称 公司全称 companyname company account accountname name organisation organization""",
    "short_name": "简称 单位简称 公司简称 客户简称 shortname",
    "english_name": "英文名 英文名称 公司英文名 englishname nameenglish nameen",
    "alias": "别名 曾用名 其他名称 别名曾用名 alias aliases othernames formername",
    "kind": "单位类型 客户类型 类型 类别 客户类别 单位类别 kind type accounttype companytype",
    "credit_code": """
        统一社会信用代码 社会信用代码 信用代码 统一信用代码 营业执照号 creditcode uscc unifiedsocialcreditcode""",
    "legal_representative": "法定代表人 法人 法人代表 legalrepresentative",
    "trade": "行业 所属行业 行业类别 trade industry sector",
    "address": "地址 单位地址 公司地址 联系地址 详细地址 address companyaddress",
    "region": "地区 区域 省市 所在地区 行政区划 region area",
    "distance": "距离 距门店距离 与公司距离 距离公里 distance distancekm",
    "avoid_times": "不宜拜访时间 不宜访问时间 不便拜访时间 timesnottovisit avoidtimes",
    "phone": "电话 单位电话 公司电话 联系电话 座机 总机 phone telephone tel companyphone",
    "mobile": "手机 手机号 mobile mobilephone cell",
    "fax": "传真 fax",
    "email": "邮箱 电子邮箱 邮件 email mail emailaddress",
    "wechat": "微信 wechat",
    "website": "网站 网址 官网 website url homepage",
    "invoice_title": "发票抬头 开票抬头 invoicetitle",
    "tax_number": "税号 纳税人识别号 taxnumber taxno vatnumber",
    "invoice_address": "开票地址 invoiceaddress addressoninvoices",
    "invoice_phone": "开票电话 invoicephone phoneoninvoices",
    "bank_name": "开户行 开户银行 银行 bank bankname",
    "bank_account": "银行账号 账号 bankaccount",
    "parent": "上级单位 母公司 总公司 所属集团 上级公司 parent parentcompany",
    "agreement_number": "协议编号 协议号 合同编号 合同号 agreementnumber agreementno contractnumber",
    "agreement_from": "协议开始日期 协议开始 协议起始日期 生效日期 合同开始日期 agreementfrom startdate validfrom",
    "agreement_to": """
        协议到期日期 协议到期 协议截止日期 协议结束日期 到期日期 有效期至 agreementto enddate validto expirydate""",
    "rate_code": "房价码 价格代码 协议价代码 ratecode",
    "currency": "币种 货币 currency",
    "credit_limit": "信用额度 授信额度 挂账额度 creditlimit",
    "credit_term": "账期 账期天 账期天数 creditterm creditdays paymentterm termdays credittermdays",
    "settlement_cycle": "结算周期 结算方式 结账周期 settlement settlementcycle",
    "credit_officer": "信用负责人 creditofficer",
    "annual_spend": "年差旅支出 年消费预算 年差旅预算 年差旅支出自报 annualspend travelspend travelspendayeardeclared",
    "annual_spend_year": "自报年份 annualspendyear yearofthatspend",
    "follow_up": "跟进人 销售 销售员 客户经理 负责销售 followup followupperson salesperson accountmanager",
    "remark": "备注 说明 remark remarks note notes comment",
}  # fmt: skip
COMPANY_HEADINGS: Final = {word: target for target, words in _WORDS.items() for word in words.split()}

_CONTACT_WORDS: Final[dict[str, str]] = {
    "name": "联系人 联系人姓名 联络人 contact contactname contactperson",
    "role": "联系人角色 联系人类型 contactrole",
    "department": "联系人部门 部门 contactdepartment department",
    "position": "联系人职务 联系人职位 职务 职位 contactposition contacttitle position",
    "mobile": "联系人手机 联系人手机号 联系手机 contactmobile",
    "phone": "联系人电话 contactphone contacttel contactnumber",
    "email": "联系人邮箱 contactemail",
    "wechat": "联系人微信 contactwechat",
    "sign_limit": "签单限额 signinglimit signlimit",
    "remark": "联系人备注 contactremark",
}
_CONTACT_HEADINGS: Final = {word: part for part, words in _CONTACT_WORDS.items() for word in words.split()}
_NUMBER: Final = re.compile(r"[1-9]\d?")


def company_target_of(key: str) -> str:
    """The target of a heading as `headers.key_of` leaves it; "" for an unknown one. A number makes it the second,
    third ... contact: 联系人2, 联系人手机2, 联系人2手机."""
    if key in COMPANY_HEADINGS:
        return COMPANY_HEADINGS[key]
    number = _NUMBER.search(key)
    word = key[: number.start()] + key[number.end() :] if number else key
    part = _CONTACT_HEADINGS.get(word, "")
    if not part:
        return ""
    return f"contact{number[0] if number and number[0] != '1' else ''}.{part}"
