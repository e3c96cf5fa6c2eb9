"""The make-believe hotel group: its name, two legal entities and as many branches as asked for."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_BRANCHES = 3
MOST_BRANCHES = 999


@dataclass(frozen=True, slots=True)
class DemoEntity:
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class DemoBranch:
    """`entity` is the code of the legal entity that runs the branch; `time_zone` is an IANA name."""

    code: str
    zh: str
    en: str
    city_zh: str
    city_en: str
    time_zone: str
    currency: str
    entity: str


@dataclass(frozen=True, slots=True)
class DemoGroup:
    zh: str
    en: str
    entities: tuple[DemoEntity, ...]
    branches: tuple[DemoBranch, ...]


_ENTITIES = (
    DemoEntity("GYCN", "归雁酒店管理（上海）有限公司", "Guiyan Hotel Management (Shanghai) Co., Ltd."),
    DemoEntity("GYHK", "归雁国际酒店有限公司", "Guiyan International Hotels Limited"),
)

# code, zh, en, city zh, city en, zone, currency, entity
_BRANCHES = (
    ("MAIN", "归雁上海外滩酒店", "Guiyan Shanghai Bund", "上海", "Shanghai", "Asia/Shanghai", "CNY", "GYCN"),
    ("HGH", "归雁杭州西湖酒店", "Guiyan Hangzhou West Lake", "杭州", "Hangzhou", "Asia/Shanghai", "CNY",
    "GYCN"),
    ("HKG", "归雁香港港岛酒店", "Guiyan Hong Kong Island", "香港", "Hong Kong", "Asia/Hong_Kong", "HKD",
    "GYHK"),
    ("PEK", "归雁北京国贸酒店", "Guiyan Beijing Guomao", "北京", "Beijing", "Asia/Shanghai", "CNY", "GYCN"),
    ("CTU", "归雁成都锦江酒店", "Guiyan Chengdu Jinjiang", "成都", "Chengdu", "Asia/Shanghai", "CNY", "GYCN"),
    ("CAN", "归雁广州珠江酒店", "Guiyan Guangzhou Pearl River", "广州", "Guangzhou", "Asia/Shanghai", "CNY",
    "GYCN"),
    ("SYX", "归雁三亚海棠湾度假酒店", "Guiyan Sanya Haitang Bay Resort", "三亚", "Sanya", "Asia/Shanghai",
    "CNY", "GYCN"),
    ("XIY", "归雁西安钟楼酒店", "Guiyan Xi'an Bell Tower", "西安", "Xi'an", "Asia/Shanghai", "CNY", "GYCN"),
    ("SIN", "归雁新加坡滨海酒店", "Guiyan Singapore Marina", "新加坡", "Singapore", "Asia/Singapore", "SGD",
    "GYHK"),
    ("SZX", "归雁深圳前海酒店", "Guiyan Shenzhen Qianhai", "深圳", "Shenzhen", "Asia/Shanghai", "CNY",
    "GYCN"),
    ("NKG", "归雁南京玄武酒店", "Guiyan Nanjing Xuanwu", "南京", "Nanjing", "Asia/Shanghai", "CNY", "GYCN"),
    ("KMG", "归雁昆明翠湖酒店", "Guiyan Kunming Green Lake", "昆明", "Kunming", "Asia/Shanghai", "CNY",
    "GYCN"),
    ("MFM", "归雁澳门半岛酒店", "Guiyan Macau Peninsula", "澳门", "Macau", "Asia/Macau", "MOP", "GYHK"),
    ("WUH", "归雁武汉江汉酒店", "Guiyan Wuhan Jianghan", "武汉", "Wuhan", "Asia/Shanghai", "CNY", "GYCN"),
    ("TYO", "归雁东京银座酒店", "Guiyan Tokyo Ginza", "东京", "Tokyo", "Asia/Tokyo", "JPY", "GYHK"),
    ("CKG", "归雁重庆解放碑酒店", "Guiyan Chongqing Jiefangbei", "重庆", "Chongqing", "Asia/Shanghai", "CNY",
    "GYCN"),
    ("TAO", "归雁青岛栈桥酒店", "Guiyan Qingdao Zhanqiao", "青岛", "Qingdao", "Asia/Shanghai", "CNY", "GYCN"),
    ("XMN", "归雁厦门鼓浪酒店", "Guiyan Xiamen Gulang", "厦门", "Xiamen", "Asia/Shanghai", "CNY", "GYCN"),
    ("BKK", "归雁曼谷河畔酒店", "Guiyan Bangkok Riverside", "曼谷", "Bangkok", "Asia/Bangkok", "THB", "GYHK"),
    ("SUZ", "归雁苏州园林酒店", "Guiyan Suzhou Gardens", "苏州", "Suzhou", "Asia/Shanghai", "CNY", "GYCN"),
)  # fmt: skip


def _branch(index: int) -> DemoBranch:
    code, zh, en, city_zh, city_en, zone, currency, entity = _BRANCHES[index % len(_BRANCHES)]
    house = index // len(_BRANCHES) + 1
    if house > 1:
        code, zh, en = f"{code}{house}", f"{zh}{house}号店", f"{en} {house}"
    return DemoBranch(code, zh, en, city_zh, city_en, zone, currency, entity)


def make_group(branches: int = DEFAULT_BRANCHES) -> DemoGroup:
    """The group with its first `branches` houses; past twenty, cities get a second and a third house.

    Raises ValueError outside 1 to 999.
    """
    if not 1 <= branches <= MOST_BRANCHES:
        raise ValueError(f"branches must be 1 to {MOST_BRANCHES}, not {branches}")
    return DemoGroup(
        zh="归雁酒店集团",
        en="Guiyan Hotels",
        entities=_ENTITIES,
        branches=tuple(_branch(index) for index in range(branches)),
    )
