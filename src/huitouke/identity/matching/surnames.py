"""Which words are Chinese surnames, how usual they are, and what they may stand for in other spellings."""

from functools import cache, lru_cache
from typing import Final, NamedTuple

from huitouke.guests.values.pinyin import readings
from huitouke.guests.values.surnames import COMPOUND_SURNAMES, SURNAME_READINGS, SURNAME_SPELLINGS

# The surnames of most Chinese, the most usual first.
COMMON: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
    "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路"
    "游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟"
    "邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰"
    "赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
)
_USUAL: Final = 120
"""So many of the most usual surnames, of which two in a row are a double surname (陈李美华)."""


class Surname(NamedTuple):
    """A surname in Latin letters: its syllables or words, and its rank, the lower the more usual."""

    words: tuple[str, ...]
    rank: int


@cache
def usual_signs() -> frozenset[str]:
    """Signs of the most usual surnames."""
    return frozenset(COMMON[:_USUAL])


@cache
def surname_signs() -> frozenset[str]:
    """Every sign that is known as a surname."""
    return frozenset({*COMMON, *SURNAME_READINGS, *(sign for sign in SURNAME_SPELLINGS if len(sign) == 1)})


@cache
def pinyin_surnames() -> dict[str, Surname]:
    """Surnames by their joined pinyin."""
    found: dict[str, Surname] = {}
    for syllables in COMPOUND_SURNAMES.values():
        found["".join(syllables)] = Surname(syllables, 300)
    for rank, sign in enumerate((*COMMON, *sorted(surname_signs() - set(COMMON))), 1):
        for reading in SURNAME_READINGS.get(sign) or [reading[0] for reading in readings(sign)[:1]]:
            known = found.get(reading)
            if known is None or known.rank > rank:
                found[reading] = Surname((reading,), rank)
    return found


@cache
def spelt_surnames() -> dict[str, tuple[str, ...]]:
    """By a spelling of Hong Kong, Taiwan or Hokkien families: the pinyin surnames that it may stand for, joined, the
    most usual first. Spellings that are pinyin as well are among them."""
    found: dict[str, list[str]] = {}
    for sign, spellings in SURNAME_SPELLINGS.items():
        reading = "".join(COMPOUND_SURNAMES.get(sign) or readings(sign)[0])
        for spelling in spellings:
            known = found.setdefault(spelling, [])
            if reading not in known and reading != spelling:
                known.append(reading)
    ranks = pinyin_surnames()
    return {
        spelling: tuple(sorted(known, key=lambda each: ranks[each].rank if each in ranks else 999))
        for spelling, known in found.items()
        if known
    }


_COMPOUND_SPELT: Final = {
    "auyeung": ("au", "yeung"), "auyong": ("au", "yong"), "auyang": ("au", "yang"), "szeto": ("sze", "to"),
    "seto": ("se", "to"), "szema": ("sze", "ma"), "chukwot": ("chu", "kwot"),
    "sheungkwun": ("sheung", "kwun"), "hahau": ("ha", "hau"), "soohoo": ("soo", "hoo"),
}  # fmt: skip


# Families of Korea that no Chinese one of the same spelling makes usual.
_KOREAN: Final = {
    "kim": 1,
    "park": 3,
    "choi": 4,
    "jung": 5,
    "cho": 8,
    "yoon": 9,
    "jang": 10,
    "shin": 15,
    "kwon": 16,
    "hwang": 17,
}


@lru_cache(maxsize=16_384)
def find_surname(word: str) -> Surname | None:
    """The surname that a folded word is, in pinyin or in another spelling; None for no surname."""
    known = pinyin_surnames().get(word)
    spelt = spelt_surnames().get(word)
    if not spelt:
        return known
    ranks = pinyin_surnames()
    rank = min(_KOREAN.get(word, 999), *(ranks[each].rank if each in ranks else 999 for each in spelt))
    if known is not None:
        return known if known.rank <= rank else Surname(known.words, rank)
    return Surname(_COMPOUND_SPELT.get(word, (word,)), rank)
