"""Words in a note that the guest would not like to read, or that the law forbids to keep; and what to write instead.

A short list on purpose: a flag that is wrong is soon not read. Each rule is a pattern with the advice in Chinese and
English; words that only look alike are excepted in the pattern.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Risk:
    """A word found, its kind, and the advice in the reader's language."""

    word: str
    kind: str
    advice: str


_INSTEAD: Final[dict[str, tuple[str, str]]] = {
    "religion": (
        "不要记录信仰或民族，写怎么做，例如“菜中不放猪肉”。",
        "Do not note a faith or an ethnic group. Write what to do: “no pork in dishes”.",
    ),
    "health": (
        "不要记录疾病或残疾，写怎么做，例如“安排无障碍房”“枕边备温水”。",
        "Do not note an illness or a disability. Write what to do: “step-free room”.",
    ),
    "insult": (
        "宾客可以看到这条备注。写发生了什么、下次怎么做。",
        "The guest may read this note. Write what happened and what to do next time.",
    ),
    "blacklist": (
        "不设黑名单。写明事情经过，由经理决定是否谢绝入住。",
        "There is no black list. Write what happened; a manager decides about later stays.",
    ),
    "private": (
        "不要记录私人关系、性取向或政治观点，与服务无关。",
        "Do not note private relations, orientation or politics: service needs none of it.",
    ),
    "number": (
        "不要把证件号或银行卡号写进备注，请填在专门的栏目。",
        "Do not write document or bank card numbers into a note: they have fields of their own.",
    ),
}

_RULES: Final = (
    ("blacklist", re.compile(r"黑名单|拉黑|black\s?-?list(?:ed)?", re.IGNORECASE)),
    (
        "religion",
        re.compile(
            r"穆斯林|回民|回族|伊斯兰教?|佛教徒?|基督教?徒|天主教徒?|道教徒|信教|信佛|信基督|宗教信仰|维族|维吾尔族|藏族"
            r"|\b(?:muslim|islamic|jewish|jew|christian|buddhist|hindu|catholic)s?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "health",
        re.compile(
            r"糖尿病|高血压|心脏病|癌症?|艾滋|乙肝|肝炎|抑郁症?|精神病|残疾人?|瘫痪|癫痫|怀孕|孕妇|传染病|哮喘"
            r"|\b(?:diabet(?:es|ic)|cancer|hiv|aids|hepatitis|depress(?:ed|ion)|disabled|epilep(?:sy|tic)|pregnan(?:t|cy)"
            r"|asthma)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "insult",
        re.compile(
            r"神经病|有病(?!假)|脑子有|奇葩|事儿?多|事逼|难缠|刁钻|刁民|小气|抠门|穷鬼|土豪|暴发户|傻|蠢|讨厌|恶心|无赖|泼妇|老赖|丑|肥婆|死胖子"
            r"|\b(?:idiot|stupid|crazy|annoying|rude|nasty|cheapskate|jerk|psycho|ugly|obnoxious|pain in the)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "private",
        re.compile(
            r"小三|情妇|情人(?!节)|二奶|包养|出轨|同性恋|离婚|党员|政治立场|\b(?:mistress|affair|gay|lesbian|divorced?)\b",
            re.IGNORECASE,
        ),
    ),
    ("number", re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])|(?<!\d)(?:62|4\d|5[1-5])\d{14,17}(?!\d)")),
)


def risky_words(text: str, language: str) -> list[Risk]:
    """What in a note is better written otherwise, one word a kind, in the order of the rules."""
    place = 0 if language.startswith("zh") else 1
    found = []
    for kind, rule in _RULES:
        match = rule.search(text)
        if match:
            found.append(Risk(match.group(0), kind, _INSTEAD[kind][place]))
    return found
