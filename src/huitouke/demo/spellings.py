"""How one name comes to be written in several ways: pinyin, passport order, wrong signs, nicknames.

Each function takes the parts of a name and gives another spelling of it, or '' where that kind of damage
cannot happen to this name. Sounds come from the readings of our own tables, shapes from the list below.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from opencc import OpenCC

from huitouke.demo.curves import words
from huitouke.demo.names import sign_readings, surnames

Rnd = Callable[[], float]

# Signs that a tired eye takes for each other.
_ALIKE = words(
    "王玉 晓哓 建健 伟炜 慧惠 静净 敏敬 丽俪 芳芬 杰木 强弦 军车 平半 明朋 林木 波泼 辉晖 超赵 娟捐 婷停 "
    "颖颍 倩情 洁诘 琳林 "
    "莉利 萍苹 玲铃 霞露 雪雷 文交 宇字 浩洁 轩轻 涵函 梓辛 怡治 欣钦 佳住 嘉喜 宁字 博搏 睿容 晨辰 凯剀 "
    "鑫金 磊石 帅师 "
    "鹏朋 飞气 龙尤 东车 华毕 国固 志忘 永水 春舂 秀季 桂挂 兰三 珍诊 英央 荣菜 祥详 福富 德得 云去 海诲 "
    "清请 庆床 松忪 "
    "泽译 然燃 航杭 熙煕 昊旻 瑞端 琪棋 彤丹 妍研 瑶谣 悦阅 馨磬 依衣 诗侍 梦楚 雅稚 若苦 可何 茜西 蕊芯 "
    "钰玉 晴睛 思恩"
)

NICKNAMES = {
    "William": "Bill", "Robert": "Bob", "Richard": "Rick", "James": "Jim", "John": "Jack", "Michael": "Mike",
    "Thomas": "Tom", "Joseph": "Joe", "Charles": "Charlie", "Christopher": "Chris", "Daniel": "Dan",
    "Matthew": "Matt", "Anthony": "Tony", "Andrew": "Andy", "Joshua": "Josh", "Kenneth": "Ken",
    "Timothy": "Tim", "Edward": "Ed", "Ronald": "Ron", "Jeffrey": "Jeff", "Stephen": "Steve",
    "Steven": "Steve",
    "Gregory": "Greg", "Benjamin": "Ben", "Samuel": "Sam", "Patrick": "Pat", "Alexander": "Alex",
    "Nicholas": "Nick",
    "Jonathan": "Jon", "Lawrence": "Larry", "Donald": "Don", "David": "Dave", "Peter": "Pete",
    "Gerald": "Gerry",
    "Elizabeth": "Liz", "Katherine": "Kate", "Catherine": "Cathy", "Margaret": "Maggie", "Patricia": "Pat",
    "Jennifer": "Jenny", "Deborah": "Debbie", "Barbara": "Barb", "Susan": "Sue", "Rebecca": "Becky",
    "Christine": "Chris", "Christina": "Tina", "Kimberly": "Kim", "Jessica": "Jess", "Amanda": "Mandy",
    "Victoria": "Vicky", "Samantha": "Sam", "Jacqueline": "Jackie", "Alexandra": "Alex", "Pamela": "Pam",
    "Sandra": "Sandy", "Theresa": "Terry", "Cynthia": "Cindy", "Abigail": "Abby", "Judith": "Judy",
    "Maximilian": "Max", "Johannes": "Hans", "Alexandre": "Alex", "Aleksandr": "Sasha", "Dmitrii": "Dima",
}  # fmt: skip


@cache
def _same_sound() -> dict[str, str]:
    """Sign -> the other signs of our tables that sound like it."""
    by_reading: dict[str, list[str]] = {}
    for sign, reading in sign_readings().items():
        by_reading.setdefault(reading, []).append(sign)
    return {
        sign: "".join(other for other in by_reading[reading] if other != sign)
        for sign, reading in sign_readings().items()
    }


@cache
def _same_shape() -> dict[str, str]:
    alike = {pair[0]: pair[1] for pair in _ALIKE}
    return {pair[1]: pair[0] for pair in _ALIKE} | alike


@cache
def _traditional_signs() -> dict[int, str]:
    convert = OpenCC("s2t").convert
    signs = dict.fromkeys("".join(sign_readings()) + "".join(surnames().items))
    turned = {ord(sign): convert(sign) for sign in signs}
    # Family names keep their own sign where the simplified one stands for several.
    return turned | {
        ord("范"): "范",
        ord("于"): "于",
        ord("余"): "余",
        ord("岳"): "岳",
        ord("丑"): "丑",
        ord("党"): "党",
    }


def traditional(name: str) -> str:
    """`陈丽华` -> `陳麗華`; sign by sign, as names are."""
    return name.translate(_traditional_signs())


def _replace_one(rnd: Rnd, given: str, others: dict[str, str]) -> str:
    places = [place for place, sign in enumerate(given) if others.get(sign)]
    if not places:
        return ""
    place = places[int(rnd() * len(places))]
    choice = others[given[place]]
    return given[:place] + choice[int(rnd() * len(choice))] + given[place + 1 :]


def same_sound(rnd: Rnd, given: str) -> str:
    """The given name with one sign replaced by one of the same sound, or ''."""
    return _replace_one(rnd, given, _same_sound())


def same_shape(rnd: Rnd, given: str) -> str:
    """The given name with one sign replaced by one that looks like it, or ''."""
    return _replace_one(rnd, given, _same_shape())


def pinyin_form(uniform: float, family: str, given: str, sex: str) -> str:
    """Family name first, as desks write it: `ZHANG WEI`, `Zhang Wei`, `zhangwei`, `ZHANG/WEI MR`."""
    if not given:
        return family.upper() if uniform < 0.5 else family
    if uniform < 0.40:
        return f"{family} {given}".upper()
    if uniform < 0.75:
        return f"{family} {given}"
    if uniform < 0.85:
        return f"{family}{given}".lower().replace(" ", "").replace("-", "")
    return ota_form(family, given, sex)


def ota_form(family: str, given: str, sex: str) -> str:
    """`ZHANG/WEI MR`, as booking systems send it."""
    return f"{family}/{given} {'MR' if sex == 'M' else 'MS'}".upper()


def slip_of_keys(rnd: Rnd, latin: str) -> str:
    """One slip in Latin letters: two letters swapped, one dropped or one doubled; '' for very short names."""
    if len(latin) < 4:
        return ""
    place = 1 + int(rnd() * (len(latin) - 2))
    if not (latin[place].isalpha() and latin[place + 1].isalpha()):
        return ""
    choice = rnd()
    if choice < 0.4 and latin[place] != latin[place + 1]:
        return latin[:place] + latin[place + 1] + latin[place] + latin[place + 2 :]
    if choice < 0.75:
        return latin[:place] + latin[place + 1 :]
    return latin[: place + 1] + latin[place:]
