"""Employers as matching compares them: the name without what every company's name has."""

import re
from functools import lru_cache
from typing import Final

from huitouke.guests.values.cells import is_empty
from huitouke.guests.values.folding import fold, has_hanzi
from huitouke.guests.values.regions import split_region

TEXT_LIMIT: Final = 200
_LEGAL_HANZI: Final = (
    "有限责任公司", "股份有限公司", "有限公司", "分公司", "子公司", "总公司", "公司", "有限合伙", "普通合伙",
    "个人独资企业", "个体工商户", "株式会社", "股份", "集团", "控股",
)  # fmt: skip
_BRANCHES: Final = ("分公司", "分行", "支行", "办事处", "营业部", "分部", "代表处", "分店")
_HOUSE = re.compile("公司|银行|集团")
_TRADE_WORDS: Final = """
科技 技术 网络 信息 贸易 实业 发展 投资 咨询 管理 服务 软件 电子 国际 文化 传媒 传播 广告 建设 工程 商务 商贸
进出口 供应链 控股 产业 企业 集团 股份 装饰 设计 制造 智能 数字 数据 系统 通信 电器 生物 医药 能源 环保 物流 餐饮
酒店 旅游
"""
_TRADES: Final = tuple(_TRADE_WORDS.split())
_KNOWN_BY_REGION: Final = (
    "大学", "学院", "中学", "小学", "学校", "银行", "医院", "航空", "电视台", "证券", "保险", "机场", "委员会",
    "政府", "局", "院", "所",
)  # fmt: skip
_ASIDE = re.compile(r"\([^()]*\)|\([^()]*$")
_WORD = re.compile(r"[^\W_]+")
_LEGAL_LATIN: Final = """
ltd limited inc incorporated corp corporation co company llc llp lp plc gmbh ag kg kgaa ohg ug se sa sas sarl spa srl
sl bv nv ab as asa oy oyj aps kk pte pty pvt sdn bhd holding holdings group the and mbh ev int intl international
"""
_LEGAL_WORDS: Final = frozenset(_LEGAL_LATIN.split())
_NONE: Final = frozenset({
    "个人", "个体", "自由职业", "自由职业者", "退休", "学生", "散客", "无单位", "无业", "待业", "自己", "家", "私人",
    "private", "self", "self employed", "self-employed", "selfemployed", "retired", "student", "individual", "personal",
    "freelance", "freelancer", "unemployed", "home", "test", "tba",
})  # fmt: skip


@lru_cache(maxsize=65_536)
def core_of(text: str) -> str:
    """The core of a company's name: folded, without legal form, branch and brackets, a Chinese one without the region
    before it and the trade behind it as long as two signs are left; '' for what names no company."""
    if len(text) > TEXT_LIMIT or is_empty(text):
        return ""
    folded = fold(text)
    if folded in _NONE:
        return ""
    bare = _ASIDE.sub("", folded.replace("（", "(").replace("）", ")")).strip()
    return _hanzi_core(bare or folded) if has_hanzi(bare or folded) else _latin_core(bare or folded)


def _hanzi_core(folded: str) -> str:
    name = "".join(_WORD.findall(folded))
    if name.endswith(_BRANCHES):
        house = _HOUSE.search(name, 2)
        if house and house.end() < len(name):
            name = name[: house.end()]
    name = _without_ends(_without_ends(name, _LEGAL_HANZI), _TRADES)
    rest = split_region(name)[1]
    # 海南航空 and 北京大学 are known by their region; 阿里巴巴 is not of 阿里 in Tibet.
    if len(rest) < 3 or rest.endswith(_KNOWN_BY_REGION) or name.startswith("阿里"):
        return name
    return rest


def _without_ends(name: str, ends: tuple[str, ...]) -> str:
    """The name without any of the words at its end, as long as two signs are left."""
    while name.endswith(ends):
        shorter = next(name.removesuffix(end) for end in ends if name.endswith(end))
        if len(shorter) < 2:
            break
        name = shorter
    return name


def _latin_core(folded: str) -> str:
    words = _WORD.findall(folded.replace("'", "").replace(".", ""))
    kept = [word for word in words if word not in _LEGAL_WORDS]
    return " ".join(kept or words)
