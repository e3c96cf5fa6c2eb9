"""Japanese names: kana in Latin letters, long vowels in one spelling, and the family names that are usual in kanji.

Kana is read by Hepburn's system, its long vowels short, as passports write them. Kanji tell no reading by
themselves: the table, written by hand, holds family names; of a given name in kanji the signs alone are compared.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from huitouke.guests.values.folding import fold

_SYLLABARY: Final = """
あ a い i う u え e お o か ka き ki く ku け ke こ ko さ sa し shi す su せ se そ so た ta ち chi つ tsu て te と to
な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho ま ma み mi む mu め me も mo や ya ゆ yu よ yo
ら ra り ri る ru れ re ろ ro わ wa を o ん n が ga ぎ gi ぐ gu げ ge ご go ざ za じ ji ず zu ぜ ze ぞ zo
だ da ぢ ji づ zu で de ど do ば ba び bi ぶ bu べ be ぼ bo ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ゔ vu ゐ i ゑ e
"""
_KANA: Final = dict(zip(_SYLLABARY.split()[::2], _SYLLABARY.split()[1::2], strict=True))
_SMALL: Final = {"ゃ": "a", "ゅ": "u", "ょ": "o", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_KATAKANA: Final = {point: chr(point - 0x60) for point in range(0x30A1, 0x30F7)}
_MORA: Final = "(?:(?:[kgsztdnhbpmr]y?|sh|ch|ts|j|f|y|w|v)?[aiueo]h?|n(?![aiueoy])|m(?=[bpm]))"
_WORD = re.compile(rf"(?:{_MORA}|([kstp])(?=\1)|t(?=ch))+")
_FAMILIES: Final = """
佐藤 sato 鈴木 suzuki 高橋 takahashi 田中 tanaka 伊藤 ito 渡辺 watanabe 渡邊 watanabe 渡邉 watanabe 山本
yamamoto 中村 nakamura 小林 kobayashi 加藤 kato 吉田 yoshida 山田 yamada 佐々木 sasaki 山口 yamaguchi 松本
matsumoto 井上 inoue 木村 kimura 斎藤 saito 斉藤 saito 齋藤 saito 清水 shimizu 山崎 yamazaki 池田 ikeda 橋本
hashimoto 阿部 abe 安部 abe 安倍 abe 石川 ishikawa 山下 yamashita 中島 nakajima 石井 ishii 小川 ogawa 前田
maeda 岡田 okada 長谷川 hasegawa 藤田 fujita 後藤 goto 近藤 kondo 村上 murakami 遠藤 endo 青木 aoki 坂本
sakamoto 福田 fukuda 太田 ota 西村 nishimura 藤井 fujii 岡本 okamoto 藤原 fujiwara 三浦 miura 金子 kaneko
中野 nakano 原田 harada 松田 matsuda 竹内 takeuchi 小野 ono 中山 nakayama 和田 wada 石田 ishida 森田 morita
上田 ueda 柴田 shibata 酒井 sakai 工藤 kudo 横山 yokoyama 宮崎 miyazaki 宮本 miyamoto 内田 uchida 高木
takagi 安藤 ando 谷口 taniguchi 大野 ono 丸山 maruyama 今井 imai 高田 takada 藤本 fujimoto 武田 takeda 村田
murata 上野 ueno 杉山 sugiyama 増田 masuda 平野 hirano 大塚 otsuka 千葉 chiba 久保 kubo 松井 matsui 小島
kojima 岩崎 iwasaki 桜井 sakurai 野口 noguchi 松尾 matsuo 木下 kinoshita 菊地 kikuchi 菊池 kikuchi 野村
nomura 新井 arai 渡部 watanabe 佐野 sano 大西 onishi 小山 koyama 浜田 hamada 市川 ichikawa 水野 mizuno 小松
komatsu 島田 shimada 西田 nishida 平田 hirata 川口 kawaguchi 五十嵐 igarashi 北村 kitamura 安田 yasuda 中川
nakagawa 川崎 kawasaki 飯田 iida 秋山 akiyama 本田 honda 吉川 yoshikawa 中田 nakata 小池 koike 矢野 yano
山中 yamanaka 樋口 higuchi 大橋 ohashi 永井 nagai 松下 matsushita 西川 nishikawa
"""


@cache
def _families() -> dict[str, str]:
    words = _FAMILIES.split()
    return {fold(kanji): reading for kanji, reading in zip(words[::2], words[1::2], strict=True)}


@cache
def _family_readings() -> frozenset[str]:
    return frozenset(_families().values())


def is_family_reading(word: str) -> bool:
    """Whether a word in Latin letters is a family name of the table."""
    return word in _family_readings()


def is_kana(sign: str) -> bool:
    """Whether a sign is hiragana or katakana, the mark of a long vowel among them."""
    return "\u3041" <= sign <= "\u30ff" and sign != "・"


def romaji(kana: str) -> str:
    """Kana in Latin letters with short vowels; other signs stay."""
    latin: list[str] = []
    double = False
    for sign in kana.translate(_KATAKANA):
        if sign in _SMALL and latin:
            before = latin.pop()
            stem = before[:-1]
            latin.append(
                stem + _SMALL[sign] if stem in ("sh", "ch", "j", "f", "v", "") else f"{stem}y{_SMALL[sign]}"
            )
            continue
        if sign == "っ":
            double = True
            continue
        if sign in "ー゛゜":
            continue
        read = _KANA.get(sign, sign)
        if double:
            read = ("t" if read.startswith("ch") else read[:1]) + read
            double = False
        latin.append(read)
    return _short("".join(latin))


def _short(word: str) -> str:
    word = re.sub("o[uo](?=[^aiueo]|$)|oo", "o", word)
    return re.sub("uu", "u", word)


def short_vowels(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a Japanese name in Latin letters with long vowels short: Ohno, Oono and Ono alike; () for words
    that are not all Japanese, or that stay as they are."""
    if not all(len(word) > 1 and _WORD.fullmatch(word) for word in words):
        return ()
    shorter = tuple(
        re.sub("m(?=[bpm])", "n", re.sub("(?<=[ou])h(?![aiueo])", "", _short(word))) for word in words
    )
    return shorter if shorter != tuple(words) else ()


def family_of_kanji(name: str) -> tuple[str, str]:
    """The reading of the Japanese family name that a folded hanzi name begins with, and the signs behind it."""
    for length in (3, 2):
        reading = _families().get(name[:length])
        if reading and len(name) > length:
            return reading, name[length:]
    return "", name
