"""Folding: the one shape in which two spellings of the same text are equal.

Folding joins full-width and half-width signs (NFKC), upper and lower case, traditional and simplified hanzi,
every form of the middle dot, and letters with and without diacritics. It is for comparing and searching;
what is shown stays as it was typed.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final

MIDDLE_DOT: Final = "·"
# The dots that input methods, PMS exports and passports put between the parts of a name. The full stop in
# its full-width form is among them; the ASCII full stop is not, because it ends initials ("J. R. Smith").
DOTS: Final = frozenset("·•‧∙⋅・･．․᛫⸱●◦")
# Letters that NFKD leaves whole though every keyboard without them writes them in ASCII.
PLAIN_LETTERS: Final = {
    "ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "ŋ": "n", "ŧ": "t", "ĸ": "k", "ſ": "s", "ə": "e", "‐": "-", "‑": "-", "–": "-", "—": "-",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "ʻ": "'",
}  # fmt: skip
# Above this many signs a character's folding is worked out anew, so that hostile text cannot fill the memory.
CACHE_LIMIT: Final = 60_000

_HANZI_RANGES: Final = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x323AF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
_BLANKS = re.compile(r"\s+")


def is_hanzi(sign: str) -> bool:
    """Whether one sign is a Chinese character: every CJK ideograph block, with 〇 and the repeat sign 々."""
    point = ord(sign)
    if point < 0x3005:
        return False
    return any(low <= point <= high for low, high in _HANZI_RANGES) or sign in "〇々"


@cache
def _simplifier() -> Callable[[str], str]:
    # Loading the dictionaries takes some 15 ms: only who folds hanzi pays for it.
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def _fold_sign(sign: str) -> str:
    if sign in DOTS:
        return MIDDLE_DOT
    if sign in PLAIN_LETTERS:
        return PLAIN_LETTERS[sign]
    if is_hanzi(sign):
        return _simplifier()(unicodedata.normalize("NFKC", sign))
    folded = unicodedata.normalize("NFKC", sign).casefold()
    parts = []
    for part in unicodedata.normalize("NFKD", folded):
        # Only the Latin, Greek and Cyrillic marks: a Japanese or Arabic mark makes another letter.
        if "\u0300" <= part <= "\u036f":
            continue
        # A sign may hold a hanzi within, as ㊜ does.
        plain = _simplifier()(part) if is_hanzi(part) else PLAIN_LETTERS.get(part, part)
        parts.append(MIDDLE_DOT if part in DOTS else plain)
    return unicodedata.normalize("NFC", "".join(parts))


class _FoldTable(dict[int, str]):
    """A table for `str.translate` that fills itself sign by sign."""

    def __missing__(self, point: int) -> str:
        folded = _fold_sign(chr(point))
        if len(self) < CACHE_LIMIT:
            self[point] = folded
        return folded


_TABLE: Final = _FoldTable()


def fold(text: str) -> str:
    """The folded text, with runs of blanks as one blank and none at the ends.

    Hanzi are simplified one by one, without looking at their neighbours, so that any piece of a text folds
    to the same piece of its folding: 王乾 and 王干 are equal, and whoever types either finds both.
    """
    if text.isascii():
        folded = text.casefold()
    else:
        folded = unicodedata.normalize("NFC", text).translate(_TABLE)
    if " " in folded or not folded.isprintable():
        folded = _BLANKS.sub(" ", folded).strip()
    return folded


def is_gram_sign(sign: str) -> bool:
    """Whether a folded sign is searched by grams: every letter that does not fold to a to z.

    Hanzi first of all, and kana, hangul, Cyrillic, Greek, Arabic or Thai as well, because nobody at a
    Chinese desk types more than one or two signs of them.
    """
    return sign > "\x7f" and (
        sign.isalpha() or is_hanzi(sign) or unicodedata.category(sign) in {"Mc", "Mn", "Nl"}
    )


def has_hanzi(text: str) -> bool:
    """Whether there is at least one Chinese character in the text."""
    return not text.isascii() and any(map(is_hanzi, text))
