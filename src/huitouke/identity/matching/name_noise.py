"""What stands in the field of a name and is none: salutations, counts of persons, placeholders, companies."""

import re
from typing import Final

from huitouke.guests.values.cells import tidy
from huitouke.guests.values.folding import fold, is_hanzi
from huitouke.guests.values.surnames import COMPOUND_SURNAMES

NAME_LIMIT: Final = 200
"""A longer text is no name; so that reading one takes bounded time."""

_TITLES_BEFORE: Final = """
mr mrs ms miss mstr master madam madame mme mlle monsieur dr prof professor sir dame lady lord rev herr frau
fraulein sra srta senor senora senorita signor signora signore signorina dipl capt col messrs mx
"""
_LATIN_TITLES: Final = frozenset(_TITLES_BEFORE.split())
_TITLES_BEHIND: Final = """
jr jnr junior snr ii iii iv phd md mba esq chd inf mr mrs ms miss mstr dr vip adt ext bart baronet obe cbe
kbe
"""
_LATIN_ENDS: Final = frozenset(_TITLES_BEHIND.split())
_PLACEHOLDERS: Final = frozenset({
    "tba", "tbc", "tbd", "n a", "nn", "n n", "xx", "xxx", "xxxx", "x", "test", "test test", "testing",
    "guest", "guests", "guest name", "guest of", "hotel guest", "house guest", "new guest", "no name",
    "noname", "no show", "unknown", "anonymous", "anon", "walk in", "walkin", "vip", "vip guest", "group",
    "group guest", "dummy", "dummy guest", "cash", "cash customer", "room", "block", "adult", "child",
    "infant", "chd", "inf", "driver", "guide", "tour guide", "tour leader", "crew", "staff", "complimentary",
    "house use", "reservation", "reservations", "booking", "customer", "client", "passenger", "pax", "name",
    "first name", "last name", "surname", "mr", "mrs", "ms", "miss", "and", "share", "sharer", "private",
    "master", "to be advised", "to be announced", "to be confirmed", "匿名", "匿名用户", "匿名客人", "团队",
    "团", "散客", "客人", "宾客", "住客", "贵宾", "先生", "女士", "小姐", "太太", "夫人", "某先生", "某女士",
    "某某", "某某某", "待定", "待确认", "未定", "测试", "测试用户", "测试客人", "司机", "导游", "领队",
    "全陪", "地陪", "陪同", "司陪", "自用", "自用房", "免费房", "维修", "钟点房", "预留", "预订", "入住人",
    "联系人", "姓名", "未知", "无名", "无名氏", "不详", "暂无", "用户", "会员", "顾客", "客户", "家属",
    "朋友", "同住", "同住人", "小孩", "儿童", "婴儿", "老人", "本人", "自己", "张三李四", "匿名先生",
    "匿名女士", "vip客人", "会议", "会务组", "会议团", "旅游团", "团队客人",
})  # fmt: skip
_NUMBERED = re.compile(
    r"(?:(?:guest|adult|child|pax|room|test|name|person|passenger|customer|traveller|traveler|occupant|group|tba|tbc|客人|宾客|住客|成人|儿童|"
    r"团员|团队|入住人|房间|房)[\s#.:_-]*)?(?:no\.?\s*)?[\d\s#.,+*x/_-]*"
)
_COUNT = re.compile(
    r"[\s(（,]*(?:[x×*+]\s*\d{1,3}\s*(?:pax|persons?|人|位|guests?)?|\d{1,3}\s*(?:pax|persons?|人|位|guests?|adults?|大人?|成人))\s*[)）]?",
    re.I,
)
_COMPANY_HANZI = re.compile(
    "公司|集团|酒店$|宾馆$|饭店$|旅行社|旅游|研究院|研究所|大学$|学院$|学校$|中学$|小学$|医院$|银行|协会|委员会|事务所|工作室|俱乐部|出版社|有限|股份|门诊部|中心$|政府"
    "|公安局|管理局|检察院|法院$|电视台|报社|使馆|总部$|分行$|支行$|团队$|旅游团$|会议团?$|摄制组$|剧组$|代表团$|访问团$|考察团$|一行$"
)
_COMPANY_LATIN = re.compile(
    r"\b(?:ltd|limited|inc|incorporated|corp|corporation|gmbh|llc|llp|plc|pty|pvt|bhd|sdn|s\.?a\.?r\.?l|company|"
    r"holdings?|travel|travels|tours?|tourism|hotels?|university|college|school|hospital|bank|embassy|consulate|"
    r"association|airlines?|airways|services?|trading|technolog(?:y|ies)|logistics|group|delegation|team|party|"
    r"wedding|conference|crew)\b|\bco\.(?:,|$|\s)|& co\b"
)
_HANZI_TITLE_WORDS: Final = """
副总经理 总经理 副总 经理 总监 董事长 董事 总裁 主任 主席 部长 局长 处长 科长 市长 院长 校长 所长 行长 厂长
队长 书记 秘书 老师 教授 医生 大夫 博士 律师 师傅 同志 阿姨 叔叔 大爷 奶奶 爷爷 老板娘 老板 贵宾 一家 全家
夫妇 老先生 先生 女士 小姐 太太 夫人 总 等 様 さん 氏 씨 님
"""
_HANZI_TITLES: Final = tuple(_HANZI_TITLE_WORDS.split())
# After a surname alone these are a form of address, after a given name they may be its last sign.
_SHORT_TITLES: Final = frozenset("总董工局处姐哥姨叔爷伯嫂婶导")
_SHORT_COMPANIES: Final = ("公司", "集团", "团队", "银行", "剧组")
_OPENINGS: Final = ("尊敬的", "贵宾", "VIP", "vip", "客人", "预订人", "入住人", "姓名", "团队")
_FAMILIAR: Final = frozenset("小老阿")
_ASIDE = re.compile("[(（\\[【<《][^)）\\]】>》]*[)）\\]】>》]?")
_ALONE = re.compile('[\\s,，.。;；:：!！?？*#@_=+|\\\\"“”~·•\\-/&()（）\\[\\]【】]+')


def is_placeholder(folded: str) -> bool:
    """Whether a folded text stands where a name should and names nobody."""
    bare = _ALONE.sub(" ", folded).strip()
    return not bare or bare in _PLACEHOLDERS or _NUMBERED.fullmatch(bare) is not None


def is_company(folded: str) -> bool:
    """Whether a folded text is the name of a company, an office or a group rather than of a person."""
    if folded.isascii():
        return _COMPANY_LATIN.search(folded) is not None
    if len(folded) <= 3:
        # 陈小学 is a person.
        return folded.endswith(_SHORT_COMPANIES)
    return _COMPANY_HANZI.search(folded) is not None or _COMPANY_LATIN.search(folded) is not None


def bare_name(text: str) -> str:
    """The text of a name without counts of persons and words before it; '' where it names no person."""
    if len(text) > NAME_LIMIT:
        return ""
    name = tidy(text)
    folded = fold(name)
    if folded.replace(" ", "").isalpha() and not name.startswith(_OPENINGS):
        # Letters alone: the way of nearly every name.
        return "" if folded in _PLACEHOLDERS or is_company(folded) else name
    if is_placeholder(folded) or is_company(folded):
        return ""
    if any(map(str.isdigit, folded)):
        name = _COUNT.sub(" ", name)
    for opening in _OPENINGS:
        name = name.removeprefix(opening).lstrip(":： ")
    return "" if is_placeholder(fold(name)) else name


def without_aside(name: str) -> str:
    """The name without what stands in brackets."""
    return _ASIDE.sub(" ", name).strip() or name


def without_hanzi_title(name: str) -> tuple[str, bool]:
    """A hanzi name without salutation, and whether only the surname is left: 王伟先生, 王总, 李女士, 老王."""
    signs = name.replace(" ", "")
    bare = signs
    while bare.endswith(_HANZI_TITLES):
        bare = next(bare.removesuffix(title) for title in _HANZI_TITLES if bare.endswith(title))
    is_titled = bare != signs
    if not bare:
        return "", False
    alone = len(bare) == 1 or bare in COMPOUND_SURNAMES
    if is_titled:
        if len(bare) == 2 and bare[0] in _FAMILIAR:
            return bare[1], True
        return bare, alone and all(map(is_hanzi, bare))
    if len(bare) >= 2 and bare[-1] in _SHORT_TITLES and (len(bare) == 2 or bare[:-1] in COMPOUND_SURNAMES):
        return bare[:-1], True
    if len(bare) == 2 and bare[0] in "小老" and is_hanzi(bare[1]):
        return bare[1], True
    return bare, False


def without_latin_titles(words: list[str]) -> list[str]:
    """Folded words without titles before and suffixes behind; one word always stays."""
    start, end = 0, len(words)
    while end - start > 1 and words[start].rstrip(".") in _LATIN_TITLES:
        start += 1
    while end - start > 1 and words[end - 1].rstrip(".") in _LATIN_ENDS:
        end -= 1
    return words[start:end]
