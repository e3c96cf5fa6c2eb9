"""Names of Hong Kong, Macau, Taiwan and Singapore with the spellings that their passports carry.

Cantonese spellings follow the habit of the Hong Kong registry, Taiwanese ones Wade-Giles without marks,
Singaporean ones Hokkien and Teochew family names. Signs stay simplified here; `spellings.traditional`
turns them as the guest writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from huitouke.demo.curves import Curve, words

Rnd = Callable[[], float]

_CANTONESE_SURNAMES = (
    "陈 Chan 100|黄 Wong 75|李 Lee 70|梁 Leung 52|张 Cheung 48|林 Lam 45|王 Wong 30|吴 Ng 40|刘 Lau 38|"
    "何 Ho 36|郑 Cheng 26|"
    "周 Chow 25|杨 Yeung 24|叶 Yip 22|罗 Law 21|谢 Tse 18|郭 Kwok 18|蔡 Choi 17|邓 Tang 16|冯 Fung 15|"
    "曾 Tsang 14|许 Hui 13|"
    "徐 Tsui 9|苏 So 12|卢 Lo 11|吕 Lui 7|马 Ma 11|麦 Mak 9|余 Yu 9|钟 Chung 9|彭 Pang 8|潘 Poon 9|区 Au 7|"
    "莫 Mok 6|朱 Chu 9|"
    "高 Ko 5|萧 Siu 5|胡 Wu 7|唐 Tong 6|姚 Yiu 4|关 Kwan 5|欧阳 Au-Yeung 3|司徒 Szeto 2"
)
_CANTONESE_SIGNS = (
    "伟 Wai 明 Ming 志 Chi 家 Ka 文 Man 俊 Chun 强 Keung 华 Wah 国 Kwok 健 Kin 嘉 Ka 慧 Wai 敏 Man 丽 Lai "
    "芳 Fong 玲 Ling "
    "美 Mei 珍 Chun 惠 Wai 颖 Wing 咏 Wing 诗 Sze 欣 Yan 婷 Ting 琪 Ki 雅 Nga 秀 Sau 玉 Yuk 英 Ying 凤 Fung "
    "小 Siu 子 Tsz "
    "浩 Ho 杰 Kit 德 Tak 永 Wing 荣 Wing 光 Kwong 辉 Fai 雄 Hung 豪 Ho 龙 Lung 天 Tin 安 On 宏 Wang 乐 Lok "
    "朗 Long 希 Hei "
    "晴 Ching 思 Sze 宝 Po 佩 Pui 淑 Shuk 锦 Kam 兆 Siu 振 Chun 耀 Yiu 权 Kuen 柏 Pak 卓 Cheuk 恩 Yan 洁 "
    "Kit 君 Kwan 仪 Yee"
)
_TAIWAN_SURNAMES = (
    "陈 Chen 111|林 Lin 83|黄 Huang 60|张 Chang 53|李 Lee 51|王 Wang 41|吴 Wu 40|刘 Liu 32|蔡 Tsai 29|"
    "杨 Yang 27|许 Hsu 23|"
    "郑 Cheng 19|谢 Hsieh 18|郭 Kuo 15|洪 Hung 15|曾 Tseng 15|邱 Chiu 15|廖 Liao 14|赖 Lai 13|周 Chou 12|"
    "叶 Yeh 12|苏 Su 12|"
    "徐 Hsu 12|庄 Chuang 9|江 Chiang 9|吕 Lu 10|何 Ho 8|罗 Lo 8|高 Kao 8|萧 Hsiao 8|潘 Pan 7|简 Chien 6|"
    "朱 Chu 6|钟 Chung 6|"
    "彭 Peng 6|游 Yu 6|詹 Chan 6|胡 Hu 6|沈 Shen 5|赵 Chao 5|欧阳 Ouyang 1"
)
_TAIWAN_SIGNS = (
    "志 Chih 明 Ming 家 Chia 豪 Hao 雅 Ya 婷 Ting 淑 Shu 芬 Fen 美 Mei 玲 Ling 怡 Yi 君 Chun 俊 Chun 宏 "
    "Hung 建 Chien "
    "文 Wen 雄 Hsiung 惠 Hui 冠 Kuan 宇 Yu 承 Cheng 恩 En 佳 Chia 蓉 Jung 欣 Hsin 宜 Yi 静 Ching 慧 Hui 秀 "
    "Hsiu 英 Ying "
    "国 Kuo 华 Hua 彦 Yen 廷 Ting 柏 Po 翰 Han 诗 Shih 涵 Han 哲 Che 伟 Wei 育 Yu 信 Hsin 宗 Tsung 翔 "
    "Hsiang 玉 Yu 丽 Li "
    "郁 Yu 佩 Pei 芳 Fang 珊 Shan 维 Wei 政 Cheng 嘉 Chia 立 Li 正 Cheng 昌 Chang 荣 Jung 德 Te 智 Chih 贤 "
    "Hsien"
)
_SINGAPORE_SURNAMES = (
    "陈 Tan 110|林 Lim 66|黄 Ng 55|李 Lee 48|王 Ong 42|吴 Goh 32|张 Teo 30|洪 Ang 22|蔡 Chua 30|许 Koh 30|"
    "杨 Yeo 22|郑 Tay 20|"
    "刘 Low 18|谢 Chia 14|沈 Sim 12|何 Ho 14|梁 Neo 8|叶 Yap 8|郭 Quek 9|潘 Phua 8|周 Chew 9|曾 Chan 5"
)
_SINGAPORE_SIGNS = (
    "伟 Wei 明 Ming 志 Chee 家 Kah 文 Boon 俊 Jun 强 Keong 华 Hwa 国 Kok 健 Kian 嘉 Jia 慧 Hui 敏 Min 丽 Li "
    "芳 Fang 玲 Ling "
    "美 Mei 珍 Chin 惠 Hwee 诗 Shi 欣 Xin 婷 Ting 雅 Yah 秀 Siew 玉 Geok 英 Eng 凤 Hong 德 Teck 荣 Eng 光 "
    "Kwang 辉 Hui "
    "兴 Heng 福 Hock 成 Seng 安 Ann 宏 Hong 龙 Leng 佩 Pei 淑 Sok 丰 Hong 金 Kim 木 Bak 来 Lai 顺 Soon 水 "
    "Swee 春 Choon"
)

_WOMENS_SIGNS = frozenset("慧敏丽芳玲美珍惠颖咏诗欣婷琪雅秀玉英凤晴佩淑洁仪芬怡蓉宜静珊郁春")
_MENS_SIGNS = frozenset("伟志强国健浩杰德荣光辉雄豪龙宏兆振耀权柏建俊冠彦廷翰哲宗翔维政昌兴福成丰木水顺")

_ENGLISH_MALE = words(
    "Andy Alan Alex Allen Anthony Ben Benson Billy Bob Bruce Calvin Chris Daniel David Dennis Derek Eddie "
    "Edison Eric Frank "
    "Gary George Henry Ivan Jack Jackson James Jason Jerry Jimmy Joe John Johnny Jordan Ken Kelvin Kenny "
    "Kevin Leo Louis Mark "
    "Martin Michael Mike Nick Patrick Paul Peter Raymond Richard Robin Ryan Sam Simon Stanley Steven Terry "
    "Tony Victor Vincent "
    "Wilson William"
)
_ENGLISH_FEMALE = words(
    "Alice Amy Angel Angela Anna Apple Betty Candy Carmen Carol Catherine Cherry Christine Cindy Coco "
    "Connie Crystal Daisy "
    "Doris Elaine Emily Emma Eva Fiona Flora Gigi Grace Helen Ivy Jane Jenny Jessica Joyce Judy Julia Karen "
    "Kelly Kitty Lily "
    "Linda Lisa Lucy Lynn Maggie Mandy Mary May Michelle Nancy Nicole Olivia Phoebe Queenie Rachel Rita "
    "Ruby Sandy Sarah "
    "Sharon Shirley Sophia Stella Susan Tina Vivian Wendy Winnie Yoyo Zoe"
)


def draw_english(rnd: Rnd, sex: str) -> str:
    """The English given name that many use beside their Chinese one."""
    names = _ENGLISH_MALE if sex == "M" else _ENGLISH_FEMALE
    return names[int(rnd() * len(names))]


class Region(NamedTuple):
    """`signs` by sex."""

    surnames: Curve[tuple[str, str]]
    signs: dict[str, Curve[str]]
    spelling: dict[str, str]


def _region(surnames: str, signs: str) -> Region:
    pairs = []
    for part in surnames.split("|"):
        sign, latin, weight = part.split()
        pairs.append(((sign, latin), float(weight)))
    words = signs.split()
    spelling = dict(zip(words[::2], words[1::2], strict=True))
    by_sex = {
        sex: Curve.zipf([sign for sign in spelling if sign not in others], shift=20.0)
        for sex, others in (("M", _WOMENS_SIGNS), ("F", _MENS_SIGNS))
    }
    return Region(Curve.of(pairs), by_sex, spelling)


@cache
def regions() -> dict[str, Region]:
    cantonese = _region(_CANTONESE_SURNAMES, _CANTONESE_SIGNS)
    return {
        "hongkong": cantonese,
        "macau": cantonese,
        "taiwan": _region(_TAIWAN_SURNAMES, _TAIWAN_SIGNS),
        "singapore": _region(_SINGAPORE_SURNAMES, _SINGAPORE_SIGNS),
    }


def draw_regional(rnd: Rnd, kind: str, sex: str) -> tuple[str, str, str, str]:
    """(family, given) in simplified signs and (family, given) as the passport spells them.

    Hong Kong and Singapore write the given name as two words, Taiwan with a hyphen.
    """
    region = regions()[kind]
    family, family_latin = region.surnames.draw(rnd())
    signs = region.signs[sex]
    first = signs.draw(rnd())
    second = signs.draw(rnd()) if rnd() < 0.93 else ""
    latin = region.spelling[first]
    if second:
        joint = "-" if kind == "taiwan" else " "
        latin += joint + (region.spelling[second].lower() if kind == "taiwan" else region.spelling[second])
    return family, first + second, family_latin, latin
