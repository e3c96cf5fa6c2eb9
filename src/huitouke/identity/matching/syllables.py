"""Syllables of Chinese names in Latin letters: standard pinyin, and Wade-Giles as passports of Taiwan print it.

Pinyin is toneless and in small letters with ü as v, as in `guests.values.pinyin`.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

WORD_LIMIT: Final = 24
"""Letters of the longest word that is tried as syllables run together: 尉迟 with three signs has 18."""
SPLITS_LIMIT: Final = 6

_FINALS: Final = {
    "": "a o e ai ei ao ou an en ang er",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an ang eng ong i ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve",
    "l": "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "a e i ai ao ou an en ang eng ong u uo uai ui uan un uang",
    "sh": "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u uo ui uan un",
    "z": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "s": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "y": "a e ao ou an ang i in ing ong u ue uan un",
    "w": "a o ai ei an en ang eng u",
}  # fmt: skip
PINYIN: Final = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
# Passports write lü as LYU; keyboards without ü write lue for lüe, which no other syllable is.
_SPELT: Final = {"lyu": "lv", "nyu": "nv", "lyue": "lve", "nyue": "nve", "lue": "lve", "nue": "nve"}
_PINYIN_AS_SPELT: Final = {**{syllable: syllable for syllable in PINYIN}, **_SPELT}

_WADE_INITIALS: Final = {
    "zh": "ch", "ch": "ch", "sh": "sh", "b": "p", "p": "p", "d": "t", "t": "t", "g": "k", "k": "k", "j": "ch",
    "q": "ch", "x": "hs", "z": "ts", "c": "ts", "r": "j",
}  # fmt: skip
_WADE_WHOLE: Final = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "szu", "er": "erh",
    "ge": "ko", "ke": "ko", "he": "ho", "e": "o", "ye": "yeh", "yan": "yen", "you": "yu", "yong": "yung",
    "yue": "yueh", "gui": "kuei", "kui": "kuei", "guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo",
    "lv": "lu", "nv": "nu", "lve": "lueh", "nve": "nueh",
}  # fmt: skip
_WADE_FINALS: Final = {"ie": "ieh", "ue": "ueh", "ian": "ien", "ong": "ung", "iong": "iung", "uo": "o"}


def _to_wade(syllable: str) -> str:
    whole = _WADE_WHOLE.get(syllable)
    if whole:
        return whole
    initial = next((start for start in _WADE_INITIALS if syllable.startswith(start)), "")
    if not initial and syllable[0] in "mnflhwy":
        initial = syllable[0]
    final = syllable[len(initial) :]
    return _WADE_INITIALS.get(initial, initial) + _WADE_FINALS.get(final, final)


WADE: Final = {syllable: _to_wade(syllable) for syllable in sorted(PINYIN)}
"""Pinyin to Wade-Giles without apostrophes and marks, as passports print it: zhi to chih, xu to hsu."""
_WADE_SYLLABLES: Final = {wade: wade for wade in WADE.values()}


def _splits(word: str, syllables: dict[str, str], longest: int) -> list[tuple[str, ...]]:
    """Ways in which a word divides into syllables; at most some dozens, found without going into dead ends."""
    size = len(word)
    reaches_end = [False] * size + [True]
    for start in range(size - 1, -1, -1):
        reaches_end[start] = any(
            reaches_end[end] and word[start:end] in syllables
            for end in range(start + 1, min(start + longest, size) + 1)
        )
    if not reaches_end[0]:
        return []
    found: list[tuple[str, ...]] = []
    open_ends: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while open_ends and len(found) < 24:
        start, before = open_ends.pop()
        if start == size:
            found.append(before)
            continue
        for end in range(start + 1, min(start + longest, size) + 1):
            if reaches_end[end] and word[start:end] in syllables:
                open_ends.append((end, (*before, syllables[word[start:end]])))
    return found


def _likelihood(split: tuple[str, ...]) -> tuple[int, int]:
    # Written right, a later syllable with a vowel first has an apostrophe before it (GB/T 28039).
    return sum(syllable[0] in "aoe" for syllable in split[1:]), len(split)


@lru_cache(maxsize=65_536)
def pinyin_splits(word: str) -> tuple[tuple[str, ...], ...]:
    """The ways to divide a word of small letters into syllables of pinyin, the likeliest first; () for none.

    An apostrophe divides: `xi'an` has one way, `xian` two.
    """
    if len(word) > WORD_LIMIT:
        return ()
    if "'" in word:
        parts = [pinyin_splits(part) for part in word.split("'") if part]
        if not parts or not all(parts):
            return ()
        return (tuple(syllable for part in parts for syllable in part[0]),)
    found = sorted(_splits(word, _PINYIN_AS_SPELT, 6), key=_likelihood)
    return tuple(dict.fromkeys(found[:SPLITS_LIMIT]))


def is_wade_syllable(word: str) -> bool:
    """Whether a word is one syllable of Wade-Giles."""
    return word in _WADE_SYLLABLES


@lru_cache(maxsize=16_384)
def wade_split(word: str) -> tuple[str, ...]:
    """The syllables of Wade-Giles that a word divides into, where only one way is the likeliest; else ()."""
    if len(word) > WORD_LIMIT:
        return ()
    found = sorted(_splits(word.replace("'", ""), _WADE_SYLLABLES, 7), key=_likelihood)
    if not found or (len(found) > 1 and _likelihood(found[0]) == _likelihood(found[1])):
        return ()
    return found[0]


def wade_words(syllables: Iterable[str]) -> tuple[str, ...]:
    """Syllables of pinyin as Wade-Giles writes them; what is no syllable stays."""
    return tuple(WADE.get(syllable, syllable) for syllable in syllables)


def key_of(words: Iterable[str]) -> str:
    """The key of a name: its words, or a Chinese name's syllables, in the order of the alphabet."""
    return " ".join(sorted(words))
