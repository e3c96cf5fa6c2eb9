"""Names in Cyrillic, Greek and Arabic letters in Latin ones, and the readings in which their many spellings meet.

Cyrillic is written as passports write it (ICAO Doc 9303, part 3). Arabic has no vowels to write: the reading of an
Arabic name is its consonants, in whichever letters it came.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e",
    "ю": "iu", "я": "ia", "ё": "e", "і": "i", "ї": "i", "є": "ie", "ґ": "g", "ў": "u", "ј": "j", "љ": "lj",
    "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz", "қ": "q", "ғ": "g", "ң": "n", "ө": "o", "ү": "u", "ұ": "u",
    "һ": "h", "ә": "a",
}  # fmt: skip
_GREEK: Final = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_ARABIC: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh",
    "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z",
    "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a",
    "و": "w", "ي": "y", "ى": "a", "ئ": "y", "ؤ": "w", "ء": "", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g",
    "ک": "k", "ی": "y",
}  # fmt: skip
_LETTERS: Final = str.maketrans({**_CYRILLIC, **_GREEK, **_ARABIC})
_ARABIC_LETTER = re.compile("[\u0620-\u064a\u067e-\u06cc]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
_SLAVIC_END = re.compile(
    "(?:[oe]va?|in|ina|ski[iy]?|sky[iy]?|skaya|skaia|enko|[oe]vich|[oe]vna|chuk|yuk|iuk|aia|aya)$"
)
_ARABIC_NAMES: Final = """
al el abu abd abdul abdel abdallah abdullah bin ibn bint muhammad mohammed mohamed mohammad ahmed ahmad ali
omar khalid hassan hussein hussain ibrahim yousef youssef mustafa mostafa fatima aisha khalifa saud sultan
faisal
"""
_ARABIC_WORDS: Final = frozenset(_ARABIC_NAMES.split())
_ARABIC_ARTICLE = re.compile("^(?:al|el|as|ash|an|ar|at|ad)[-' ]|^al(?=[bcdfghjkmnqrstwxyz]{1,2}[aeiou])")
_ARABIC_SOUNDS: Final = (
    ("kh", "x"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("sh", "S"), ("ch", "S"), ("ph", "f"), ("q", "k"), ("c", "k"),
    ("v", "f"), ("p", "b"), ("z", "d"),
)  # fmt: skip


def to_latin(folded: str) -> str:
    """A folded text with its Cyrillic, Greek and Arabic letters in Latin ones; others stay."""
    if folded.isascii():
        return folded
    return _ARABIC_MARKS.sub("", folded).translate(_LETTERS)


def slavic_words(words: Sequence[str], *, is_known: bool = False) -> tuple[str, ...]:
    """The words of a Slavic name as one of the many ways to write Cyrillic in Latin letters would: Iuliia, Yulia and
    Juliya alike. () where neither `is_known` nor the end of a word says that the name is Slavic."""
    if not is_known and not any(_SLAVIC_END.search(word) for word in words if len(word) > 4):
        return ()
    return tuple(map(_slavic, words))


def _slavic(word: str) -> str:
    for spelt, plain in (
        ("kh", "h"),
        ("x", "ks"),
        ("shch", "sch"),
        ("tch", "ch"),
        ("w", "v"),
        ("j", "i"),
        ("y", "i"),
    ):
        word = word.replace(spelt, plain)
    word = re.sub("ie(?=.)|(?<=^)e", "e", word)
    return re.sub(r"i+", "i", re.sub(r"(.)\1+", r"\1", word)).removesuffix("i") or word


def arabic_words(words: Iterable[str], *, is_known: bool = False) -> tuple[str, ...]:
    """The consonants of each word of an Arabic name; () where nothing says that the name is Arabic."""
    told = tuple(words)
    if not is_known and _ARABIC_WORDS.isdisjoint(told):
        return ()
    if is_known:
        # Every noun with the article is one word there, and no vowel says where it ends.
        told = tuple(word[2:] if word.startswith("al") and len(word) > 4 else word for word in told)
    found = (_consonants(word) for word in told if word not in ("al", "el", "bin", "ibn", "bint", "abu"))
    kept = tuple(skeleton for skeleton in found if skeleton)
    return kept if len(kept) > 1 else ()


def _consonants(word: str) -> str:
    bare = _ARABIC_ARTICLE.sub("", word)
    for spelt, sound in _ARABIC_SOUNDS:
        bare = bare.replace(spelt, sound)
    first, rest = bare[:1], bare[1:]
    return re.sub(r"(.)\1+", r"\1", ("a" if first in "aeiou" else first) + re.sub("[aeiouwy'-]", "", rest))


def has_cyrillic(text: str) -> bool:
    """Whether a letter of the text is Cyrillic."""
    return not text.isascii() and _CYRILLIC_LETTER.search(text) is not None


def has_arabic(text: str) -> bool:
    """Whether a letter of the text is Arabic."""
    return not text.isascii() and _ARABIC_LETTER.search(text) is not None
