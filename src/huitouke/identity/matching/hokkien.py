"""Names as Hokkien and Teochew families of Singapore, Malaysia and Taiwan spell them.

Each group holds the ways in which one syllable is spelt, and the signs of names that are so read; written by hand. A
name with a sign or word outside the table has no such reading.
"""

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Final

_GROUPS: Final = """
tan: 陈|lim: 林|ng ooi oei wee: 黄|lee li: 李利|ong heng: 王|goh gho: 吴|teo teoh chang: 张|ang: 洪|chua
chuah tsai: 蔡|koh khor kho: 许|yeo yeoh: 杨|tay teh tee: 郑|low lau lao: 刘|chia cheah: 谢|sim: 沈沁心|ho
hoe: 何和|neo nio: 梁|yap: 叶|quek kuek kwek: 郭|phua: 潘|chew chiew: 周|chan: 曾|soh: 苏|khoo: 邱丘|leow
liew liau: 廖|seow siow: 萧肖|toh: 卓杜|poh: 傅宝保|see sy: 施薛|oh: 胡|loh: 罗|peh: 白|gan: 颜|wee wei ui:
伟威为维|ming meng beng: 明铭|chee chi ji: 志智|kah kar jia: 家嘉佳加|boon bun: 文|choon chun jun: 俊春|
keong kiong: 强|hwa hua: 华花|kok kock: 国|kian kien: 健建坚|hui hwee huay: 慧惠辉徽|min: 敏民|lay lai li:
丽黎莉|fang hong hng: 芳凤丰宏|leng ling lin: 玲龙龄铃|mei bee bi: 美|chin tin: 珍真|shi see si: 诗|xin: 欣|
ting teng: 婷亭|yah nga ya: 雅|siew seow sew: 秀小|geok giok: 玉|eng ying: 英荣|teck tek: 德|kwang kuang
kong: 光|heng hin: 兴贤|hock hok: 福|seng sing: 成胜生|ann an: 安|pei puay: 佩|sok sock: 淑|kim: 金锦|bak
bok: 木|lai: 来|soon sun: 顺|swee chwee sui: 水瑞|huat: 发|cheng ching: 清贞|tiong: 忠|thiam: 添|thian tian:
天|lian lien: 莲联|hai: 海|san suan: 山珊|peng ping: 平萍|gek: 玉|guan: 源元|hean hian: 贤轩|hong ang: 红鸿|
kheng keng: 庆琼|kiat: 吉杰洁|lay lee: 礼|leong liang: 良亮|loke lok: 禄乐|poh po: 波|seok: 石|siang: 祥|
song: 松|suat: 雪|tuck tek: 泽|yong: 永勇容|yoke: 玉|yan yen: 燕|yew yu: 有友
"""


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Groups by word and by sign; a group is called by its first spelling."""
    by_word: dict[str, list[str]] = {}
    by_sign: dict[str, list[str]] = {}
    for group in filter(None, _GROUPS.split("|")):
        spelt, _, signs = group.partition(":")
        words = spelt.split()
        for word in words:
            by_word.setdefault(word, []).append(words[0])
        for sign in signs.strip():
            by_sign.setdefault(sign, []).append(words[0])
    return (
        {word: tuple(dict.fromkeys(groups)) for word, groups in by_word.items()},
        {sign: tuple(dict.fromkeys(groups)) for sign, groups in by_sign.items()},
    )


def _keys(choices: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if not 2 <= len(choices) <= 4 or not all(choices):
        return ()
    keys = ("min " + " ".join(sorted(groups)) for groups in product(*choices))
    return tuple(dict.fromkeys(keys))[:2]


def hokkien_of_hanzi(name: str) -> tuple[str, ...]:
    """Keys of the Hokkien readings of a simplified hanzi name, two at the most."""
    table = _tables()[1]
    return _keys([table.get(sign, ()) for sign in name]) if len(name) <= 4 else ()


def hokkien_of_latin(words: Sequence[str]) -> tuple[str, ...]:
    """Keys of the Hokkien readings of words that are each in the table, two at the most."""
    table = _tables()[0]
    return _keys([table.get(word, ()) for word in words]) if len(words) <= 4 else ()
