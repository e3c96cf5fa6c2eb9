"""Finding a company by any piece of its names: the same kinds of columns as a guest's, filled from names that
have no family name, so that every syllable may be the first that somebody types."""

from collections.abc import Sequence
from typing import Final

from pypinyin import lazy_pinyin

from huitouke.guests.values.folding import fold, is_gram_sign, is_hanzi
from huitouke.guests.values.names import latin_words
from huitouke.guests.values.pinyin import plain_syllable
from huitouke.guests.values.search import INITIALS_LIMIT, SearchColumns, without_legal_form

TAIL_LIMIT: Final = 24
"""Letters of pinyin kept from each syllable on; nobody types more before choosing from the list."""


def company_search_columns(name: str, others: Sequence[str] = ()) -> SearchColumns:
    """The search columns of a company of this name, with its short, English, former and other names."""
    key = fold(name)
    syllables = _syllables(key)
    words: list[str] = []
    grams: list[str] = []
    for text in (key, *map(fold, others)):
        if not text:
            continue
        bare = without_legal_form(text)
        grams += _grams(bare)
        words += _tails(_syllables(bare))
        words += latin_words(text)
    pinyin = "".join(syllables)
    initials = "".join(syllable[0] for syllable in syllables)
    found = [word for word in dict.fromkeys(words) if word]
    return SearchColumns(
        key, pinyin, initials, tuple(dict.fromkeys(grams)), f" {' '.join(found)} " if found else ""
    )


def _syllables(folded: str) -> list[str]:
    """Syllables and Latin words of a name in their order, as somebody would type them; signs are passed over."""
    pieces = lazy_pinyin(folded) if any(map(is_hanzi, folded)) else folded.split()
    plain = (
        "".join(sign for sign in plain_syllable(piece) if sign.isascii() and sign.isalnum())
        for piece in pieces
    )
    return [piece for piece in plain if piece]


def _tails(syllables: Sequence[str]) -> list[str]:
    """The pinyin and the initials from each syllable on."""
    words = []
    for start in range(len(syllables)):
        rest = syllables[start:]
        words.append("".join(rest)[:TAIL_LIMIT])
        words.append("".join(piece[0] for piece in rest)[:INITIALS_LIMIT])
    return words


def _grams(folded: str) -> list[str]:
    """Single signs and pairs of each unbroken run of them."""
    runs = "".join(sign if is_gram_sign(sign) else " " for sign in folded).split()
    grams: list[str] = []
    for run in runs:
        grams += run
        grams += [run[start : start + 2] for start in range(len(run) - 1)]
    return grams
