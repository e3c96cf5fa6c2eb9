"""The companies that guests work for: several thousand, with a few large employers and many small ones."""

from __future__ import annotations

import random
from functools import cache
from typing import NamedTuple

from pypinyin import lazy_pinyin

from huitouke.demo.contacts import draw_landline
from huitouke.demo.curves import Curve
from huitouke.demo.places import City, cities, street_address

_COUNT = 6_000
_FIRST_SIGNS = "华中天金宏盛鼎恒瑞泰安达兴隆嘉博远新东南大正明永福海联创启信德诚立卓凯亿汇国美佳锦晟百顺"
_SECOND_SIGNS = "达泰通源盛丰科信诚兴茂辉腾翔润邦联创业康利和元宇瑞成远航基恒凯德佳华力益豪洋峰"
_TRADES = Curve.of([
    (("科技", "Technology"), 18.0), (("贸易", "Trading"), 10.0),
    (("信息技术", "Information Technology"), 7.0),
    (("电子", "Electronics"), 6.0), (("建筑工程", "Construction"), 6.0), (("医药", "Pharmaceutical"), 5.0),
    (("医疗器械", "Medical Devices"), 3.0), (("文化传媒", "Media"), 5.0), (("广告", "Advertising"), 3.0),
    (("物流", "Logistics"), 4.0), (("机械", "Machinery"), 5.0), (("汽车零部件", "Auto Parts"), 4.0),
    (("服饰", "Apparel"), 3.0), (("食品", "Foods"), 4.0), (("房地产开发", "Real Estate"), 3.0),
    (("投资管理", "Investment"), 4.0), (("新能源", "New Energy"), 3.0), (("环保", "Environmental"), 2.0),
    (("教育咨询", "Education"), 3.0), (("旅游", "Travel"), 2.0), (("化工", "Chemical"), 2.5),
    (("纺织", "Textile"), 2.0), (("生物工程", "Biotech"), 2.5), (("企业管理咨询", "Consulting"), 3.0),
    (("电气", "Electric"), 2.5), (("网络", "Network"), 4.0), (("软件", "Software"), 4.0),
    (("会展服务", "Exhibitions"), 1.5), (("农业发展", "Agriculture"), 1.5),
    (("半导体", "Semiconductor"), 2.0),
])  # fmt: skip
_FORMS = Curve.of([
    (("有限公司", "Co., Ltd."), 72.0), (("股份有限公司", "Co., Ltd."), 9.0),
    (("集团有限公司", "Group Co., Ltd."), 6.0),
    (("有限责任公司", "LLC"), 5.0), (("（集团）股份有限公司", "Group"), 2.0),
])  # fmt: skip
# Where the people work whom a hotel calls doctor, teacher or section chief.
_INSTITUTIONS = (
    ("第一人民医院", "First People's Hospital", "hospital"), ("中心医院", "Central Hospital", "hospital"),
    ("中医院", "Hospital of Chinese Medicine", "hospital"),
    ("大学附属医院", "University Hospital", "hospital"),
    ("理工大学", "University of Technology", "school"), ("师范大学", "Normal University", "school"),
    ("第一中学", "No. 1 Middle School", "school"), ("实验小学", "Experimental Primary School", "school"),
    ("规划设计研究院", "Planning and Design Institute", "institute"),
    ("文化和旅游局", "Culture and Tourism Bureau", "office"),
    ("商务局", "Commerce Bureau", "office"), ("交通运输局", "Transport Bureau", "office"),
)  # fmt: skip


class Company(NamedTuple):
    """`short` is what a hurried desk types; `domain` is empty where the company gives out no addresses."""

    zh: str
    short: str
    en: str
    kind: str
    city: City
    switchboard: str
    domain: str
    address: str


@cache
def companies() -> Curve[Company]:
    """All companies by size: the weight falls with the rank, so some have many employees."""
    rnd = random.Random(1978).random
    found: dict[str, Company] = {}
    for city in cities().items:
        for zh, en, kind in _INSTITUTIONS:
            name = city.zh + ("市" if kind != "school" or "大学" not in zh else "") + zh
            stem = city.en.lower().replace("'", "")
            domain = f"{stem}-{kind}{len(found)}.example.org"
            found[name] = Company(
                name, city.zh + zh, f"{city.en} {en}", kind, city, draw_landline(rnd, city),
                domain if kind == "school" else "", street_address(rnd, city),
            )  # fmt: skip
    while len(found) < _COUNT:
        city = cities().draw(rnd())
        word = _FIRST_SIGNS[int(rnd() * len(_FIRST_SIGNS))] + _SECOND_SIGNS[int(rnd() * len(_SECOND_SIGNS))]
        trade, trade_en = _TRADES.draw(rnd())
        form, form_en = _FORMS.draw(rnd())
        latin = "".join(lazy_pinyin(word))
        name = f"{word}{trade}（{city.zh}）{form}" if rnd() < 0.12 else f"{city.zh}{word}{trade}{form}"
        domain = f"{latin}{len(found)}.example.com" if rnd() < 0.45 else ""
        found.setdefault(
            name,
            Company(
                name, f"{city.zh}{word}" if rnd() < 0.5 else f"{word}{trade}",
                f"{city.en} {latin.capitalize()} {trade_en} {form_en}", "firm", city,
                draw_landline(rnd, city), domain, street_address(rnd, city),
            ),
        )  # fmt: skip
    made = list(found.values())
    random.Random(1979).shuffle(made)
    return Curve.zipf(made, shift=30.0, power=0.85)


_ABROAD_FORMS = {
    "US": "Inc.", "CA": "Inc.", "GB": "Ltd.", "AU": "Pty Ltd", "SG": "Pte. Ltd.", "MY": "Sdn. Bhd.",
    "JP": "K.K.",
    "KR": "Co., Ltd.", "DE": "GmbH", "FR": "SAS", "RU": "OOO", "SA": "LLC", "AE": "LLC", "EG": "SAE",
}  # fmt: skip


def abroad_company(uniform: float, trade: float, nationality: str) -> str:
    """A company in the guest's own country, such as `Norvent Semiconductor GmbH`."""
    first = (
        "Nor",
        "Al",
        "Bel",
        "Cor",
        "Del",
        "Ev",
        "Fer",
        "Gal",
        "Hel",
        "In",
        "Kal",
        "Lum",
        "Mer",
        "Ost",
        "Sol",
        "Ver",
    )
    last = (
        "vent",
        "tron",
        "mark",
        "dex",
        "line",
        "wood",
        "stone",
        "gate",
        "tec",
        "via",
        "nova",
        "field",
        "ton",
        "berg",
    )
    number = int(uniform * len(first) * len(last))
    word = first[number // len(last)] + last[number % len(last)]
    return f"{word} {_TRADES.draw(trade)[1]} {_ABROAD_FORMS[nationality]}"
