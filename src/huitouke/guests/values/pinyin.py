"""Hanzi names in pinyin: how a name is read, in which other ways it may be read, and how it is written out.

Syllables are toneless and in lower case with ü as v (`lv`), which is how people type them. Readings come from
pypinyin's dictionary of single characters; the tables of `surnames` stand above it.
"""

from functools import cache, lru_cache
from itertools import product
from typing import Final

from huitouke.guests.values.folding import CACHE_LIMIT, DOTS, fold, is_hanzi
from huitouke.guests.values.surnames import (
    COMPOUND_SURNAMES,
    GIVEN_READINGS,
    RARE_READINGS,
    SURNAME_READINGS,
    SURNAME_SPELLINGS,
)

READINGS_LIMIT: Final = 6
"""How many readings of one name are kept, the primary one among them."""

_TONES: Final = str.maketrans(
    "āáǎàēéěèếềōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ",
    "aaaaeeeeeeooooiiiiuuuuvvvvvnnnm",
    "\u0300\u0301\u0302\u0304\u0306\u030c",
)


@cache
def character_readings() -> dict[int, str]:
    # Some 0.2 s and only for who reads hanzi.
    from pypinyin.pinyin_dict import pinyin_dict

    readings: dict[int, str] = pinyin_dict
    return readings


@cache
def _phrases() -> dict[str, list[list[str]]]:
    from pypinyin.phrases_dict import phrases_dict

    phrases: dict[str, list[list[str]]] = phrases_dict
    return phrases


def plain_syllable(reading: str) -> str:
    return reading.lower().replace("ê", "e").translate(_TONES)


class _Syllables(dict[str, str]):
    """Primary syllable by sign; '' for what no dictionary knows."""

    def __missing__(self, sign: str) -> str:
        known = GIVEN_READINGS.get(sign)
        if known:
            syllable = known[0]
        elif sign in RARE_READINGS:
            syllable = RARE_READINGS[sign]
        else:
            reading = character_readings().get(ord(sign)) or character_readings().get(
                ord((fold(sign) or sign)[0]), ""
            )
            syllable = plain_syllable(reading.partition(",")[0])
        if len(self) < CACHE_LIMIT:
            self[sign] = syllable
        return syllable


_SYLLABLES: Final = _Syllables()


def split_hanzi_name(name: str) -> tuple[str, str]:
    """Surname and given name of a hanzi name without blanks; the surname is '' where none can be told.

    None can be told in a name with a dot (阿依古丽·买买提) or of five signs and more, which is not Han
    Chinese.
    """
    if name[:2] in COMPOUND_SURNAMES and len(name) <= 4:
        return name[:2], name[2:]
    if len(name) > 4 or not DOTS.isdisjoint(name):
        return "", name
    return name[:1], name[1:]


@lru_cache(maxsize=8192)
def _surname_readings(surname: str) -> tuple[tuple[str, ...], ...]:
    if surname in COMPOUND_SURNAMES:
        return (COMPOUND_SURNAMES[surname],)
    if surname in SURNAME_READINGS:
        return tuple((syllable,) for syllable in SURNAME_READINGS[surname])
    return ((_SYLLABLES[surname],),) if surname else ((),)


@lru_cache(maxsize=65536)
def _given_readings(given: str) -> tuple[tuple[str, ...], ...]:
    signs = [sign for sign in given if is_hanzi(sign)]
    choices = [GIVEN_READINGS.get(sign) or (_SYLLABLES[sign],) for sign in signs]
    if all(len(choice) == 1 for choice in choices):
        return (tuple(choice[0] for choice in choices),)
    readings = [*product(*choices[:8])]
    if len(choices) > 8:
        tail = tuple(choice[0] for choice in choices[8:])
        readings = [(*reading, *tail) for reading in readings[:READINGS_LIMIT]]
    # A dictionary word such as 重阳 tells which of several readings is meant.
    phrase = _phrases().get(given)
    if phrase and len(phrase) == len(signs):
        readings.insert(0, tuple(plain_syllable(syllables[0]) for syllables in phrase))
    return tuple(dict.fromkeys(readings[: READINGS_LIMIT + 1]))


def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """All readings worth searching of a hanzi name, each as a tuple of syllables, the primary one first.

    Signs that are not hanzi or that nobody can read are left out; () where nothing can be read.
    """
    surname, given = split_hanzi_name(name)
    surnames = _surname_readings(surname)
    givens = _given_readings(given)
    if len(surnames) == 1 and len(givens) == 1:
        syllables = surnames[0] + givens[0]
        if "" in syllables:
            syllables = tuple(syllable for syllable in syllables if syllable)
        return (syllables,) if syllables else ()
    found = (tuple(filter(None, first + rest)) for rest in givens for first in surnames)
    return tuple(dict.fromkeys(syllables for syllables in found if syllables))[:READINGS_LIMIT]


def pinyin_of(name: str) -> str:
    """The primary reading of a hanzi name joined without blanks, `zhangwei`; '' where nothing can be read."""
    found = readings(name)
    return "".join(found[0]) if found else ""


def initials_of(name: str) -> str:
    """The first letters of the primary reading, `zw`."""
    found = readings(name)
    return "".join([syllable[0] for syllable in found[0]]) if found else ""


def given_pinyin(name: str) -> str:
    """The primary reading of the given name alone; '' where the name does not divide."""
    surname, given = split_hanzi_name(name)
    return "".join(_given_readings(given)[0]) if surname else ""


def passport_spellings(joined: str) -> tuple[str, ...]:
    """The other spellings of a reading with ü: passports write LYU, older ones LU, forms and typists LV."""
    if "v" not in joined:
        return ()
    return (joined.replace("v", "yu"), joined.replace("v", "u"))


def surname_spellings(name: str) -> tuple[str, ...]:
    """How the surname of a hanzi name is spelled in Hong Kong, in Taiwan and by Hokkien families."""
    surname, _ = split_hanzi_name(name)
    if not surname:
        return ()
    return SURNAME_SPELLINGS.get(surname) or SURNAME_SPELLINGS.get(fold(surname), ())


def _written(syllables: tuple[str, ...]) -> str:
    parts = []
    for position, syllable in enumerate(syllables):
        # 西安 is Xi'an and never Xian (GB/T 28039: the dividing mark before a, o and e).
        parts.append("'" + syllable if position and syllable[:1] in {"a", "o", "e"} else syllable)
    return "".join(parts).replace("v", "ü").capitalize()


def display_pinyin(name: str) -> str:
    """A hanzi name as it is written in pinyin: `Zhang Wei`, `Ouyang Jing`, `Ayiguli Maimaiti`, `Lü Bu`.

    Parts between dots are one word each. '' where nothing can be read.
    """
    words: list[str]
    if not DOTS.isdisjoint(name):
        parts = "".join(" " if sign in DOTS else sign for sign in name).split()
        words = [_written(tuple(filter(None, _given_readings(part)[0]))) for part in parts]
    else:
        surname, given = split_hanzi_name(name)
        words = [
            _written(tuple(filter(None, _surname_readings(surname)[0]))),
            _written(tuple(filter(None, _given_readings(given)[0]))),
        ]
    return " ".join(word for word in words if word)


@lru_cache(maxsize=4096)
def word_pinyin(words: str) -> tuple[str, ...]:
    """The syllables of words that are no name, such as the label of a field; signs other than hanzi are left out."""
    from pypinyin import lazy_pinyin

    return tuple(plain_syllable(each) for each in lazy_pinyin(words, errors="ignore"))
