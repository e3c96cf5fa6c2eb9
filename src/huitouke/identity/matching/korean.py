"""Korean names: hangul in Latin letters, and a coarse reading in which the many spellings of one name meet.

Hangul is written by the Revised Romanization of 2000. Koreans spell their own names as they like (김 is Kim and Gim,
박 is Park, Pak and Bak), so that both sides are brought to one coarse reading.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_JAMO: Final = """
g kk n d tt r m b pp s ss _ j jj ch k t p h
a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i
_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t
"""
_INITIALS, _VOWELS, _ENDS = (line.split() for line in _JAMO.strip().splitlines())
_FAMILIES: Final = {
    "김": "kim", "이": "lee", "박": "park", "최": "choi", "정": "jung", "강": "kang", "조": "cho",
    "윤": "yoon", "장": "jang", "임": "lim", "한": "han", "오": "oh", "서": "seo", "신": "shin", "권": "kwon",
    "황": "hwang", "안": "ahn", "송": "song", "류": "ryu", "유": "yoo", "전": "jeon", "홍": "hong",
    "고": "ko", "문": "moon", "양": "yang", "손": "son", "배": "bae", "백": "baek", "허": "heo", "남": "nam",
    "심": "shim", "노": "noh", "하": "ha", "곽": "kwak", "성": "sung", "차": "cha", "주": "joo", "우": "woo",
    "구": "koo", "민": "min", "나": "na", "진": "jin", "지": "ji", "엄": "eom", "채": "chae", "원": "won",
    "천": "cheon", "방": "bang", "공": "kong", "현": "hyun", "함": "ham", "변": "byun", "여": "yeo",
    "추": "choo", "도": "do", "소": "so", "석": "seok", "선": "sun", "설": "seol", "마": "ma", "길": "gil",
    "연": "yeon", "위": "wi", "표": "pyo", "명": "myung", "기": "ki", "반": "ban", "라": "ra", "왕": "wang",
    "금": "keum", "옥": "ok", "육": "yook", "인": "in", "맹": "maeng", "제": "je", "모": "mo", "탁": "tak",
    "국": "kook", "은": "eun", "편": "pyun", "용": "yong",
}  # fmt: skip
_DOUBLE_FAMILIES: Final = {
    "남궁": "namgung", "황보": "hwangbo", "제갈": "jegal", "선우": "sunwoo", "독고": "dokgo",
    "사공": "sagong",
}  # fmt: skip
_FAMILY_SPELLINGS: Final = {
    "kim": "gim keem", "lee": "yi rhee i ri rhie",
    "park": "pak bak bahk", "choi": "choe choy chey", "jung": "jeong chung cheong joung", "kang": "gang",
    "cho": "jo joe", "yoon": "yun youn", "jang": "chang zhang", "lim": "im rim yim", "oh": "o",
    "seo": "suh so sur", "shin": "sin", "kwon": "gwon", "ahn": "an", "ryu": "yu ryoo you yoo liu",
    "jeon": "chun jun chon", "ko": "go koh goh", "moon": "mun", "son": "sohn", "bae": "pae",
    "baek": "paik back baik", "heo": "hur huh her", "shim": "sim", "noh": "roh no nho", "kwak": "gwak",
    "sung": "seong", "joo": "ju chu", "woo": "u wu", "koo": "gu ku goo", "na": "ra nah", "eom": "um uhm",
    "cheon": "chun chon", "kong": "gong", "hyun": "hyeon hyon", "byun": "byeon pyun", "choo": "chu",
    "seok": "suk", "sun": "seon", "yeon": "yon youn", "namgung": "namkoong",
}  # fmt: skip
_FAMILY_OF: Final[dict[str, str]] = {
    **{
        other: family
        for family, others in reversed(list(_FAMILY_SPELLINGS.items()))
        for other in others.split()
    },
    **{family: family for family in (*_FAMILIES.values(), *_DOUBLE_FAMILIES.values())},
}
_SYLLABLE: Final = re.compile(
    "(?P<initial>kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjhzc])?(?P<vowel>y?(?:eoui|eo|ae|ai|ay|eu|ee|oo|ou|oe|oi|ui|wa|we|wo|wi|a|e|i|o|u)"
    "|w(?:a|ae|ai|e|o|i|oo|eo))(?P<end>ng|[nmlkgptbdrhc]|ck)?"
)
_INITIAL_CLASS: Final = {
    "g": "k", "kk": "k", "k": "k", "d": "t", "tt": "t", "t": "t", "b": "p", "pp": "p",
    "p": "p", "j": "c", "jj": "c", "ch": "c", "c": "c",
    "z": "c", "s": "s", "ss": "s", "sh": "s", "r": "l", "l": "l",
}  # fmt: skip
_VOWEL_CLASS: Final = {
    "eo": "u", "u": "u", "oo": "u", "ou": "u", "eu": "u", "wo": "wo", "weo": "wo", "yeo": "yu", "yu": "yu",
    "you": "yu", "yoo": "yu", "yo": "yu", "ae": "e", "ai": "e", "ay": "e", "e": "e", "yae": "ye", "ye": "ye",
    "ee": "i", "i": "i", "oi": "oe", "oe": "oe", "we": "oe", "wae": "oe", "wai": "oe", "ui": "i", "eoui": "i",
    "wi": "wi", "woo": "u",
}  # fmt: skip
_END_CLASS: Final = {"g": "k", "ck": "k", "c": "k", "b": "p", "d": "t", "r": "l", "h": ""}


def is_hangul(sign: str) -> bool:
    """Whether a sign is a whole syllable of hangul."""
    return "\uac00" <= sign <= "\ud7a3"


def syllables_of_hangul(text: str) -> tuple[str, ...]:
    """The syllables of a text in the Revised Romanization, each for itself; signs that are no hangul are left out."""
    found = []
    for sign in filter(is_hangul, text):
        place = ord(sign) - 0xAC00
        initial, vowel, end = _INITIALS[place // 588], _VOWELS[place % 588 // 28], _ENDS[place % 28]
        found.append((initial + vowel + end).replace("_", ""))
    return tuple(found)


def split_hangul(name: str) -> tuple[str, tuple[str, ...]]:
    """The family name as it is usually spelt, and the syllables of the given name."""
    for length in (2, 1):
        family = (_DOUBLE_FAMILIES if length == 2 else _FAMILIES).get(name[:length])
        if family and len(name) > length:
            return family, syllables_of_hangul(name[length:])
    return "", syllables_of_hangul(name)


@lru_cache(maxsize=8192)
def _coarse(syllable: str) -> str:
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        return ""
    initial, vowel, end = match["initial"] or "", match["vowel"], match["end"] or ""
    return _INITIAL_CLASS.get(initial, initial) + _VOWEL_CLASS.get(vowel, vowel) + _END_CLASS.get(end, end)


@lru_cache(maxsize=16_384)
def _split(word: str) -> tuple[str, ...]:
    """One or two syllables of Korean that a word is, the first way found with the first as short as can be."""
    if len(word) > 12:
        return ()
    whole = _coarse(word)
    if whole:
        return (whole,)
    for cut in range(2, len(word) - 1):
        first, second = _coarse(word[:cut]), _coarse(word[cut:])
        if first and second and word[cut] not in "aeiou":
            return first, second
    return ()


def korean_key(family: str, given: Sequence[str]) -> str:
    """The key of a Korean name by its coarse reading: the family name in one spelling, the syllables of the given
    name in their classes of sounds; '' where it does not read as Korean."""
    known = _FAMILY_OF.get(family)
    if known is None or not 1 <= len(given) <= 3:
        return ""
    syllables: list[str] = []
    for word in given:
        parts = _split(word)
        if not parts:
            return ""
        syllables += parts
    return f"han {known} {' '.join(sorted(syllables))}" if 1 <= len(syllables) <= 3 else ""
