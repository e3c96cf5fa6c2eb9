"""Chinese names: the keys of a name in hanzi, and of one in Latin letters in any order, spacing and spelling."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from huitouke.guests.values.folding import DOTS
from huitouke.guests.values.pinyin import pinyin_of, readings, split_hanzi_name
from huitouke.guests.values.surnames import COMPOUND_SURNAMES
from huitouke.identity.matching.cantonese import cantonese_of_hanzi, cantonese_of_latin, coarse
from huitouke.identity.matching.hokkien import hokkien_of_hanzi, hokkien_of_latin
from huitouke.identity.matching.surnames import (
    Surname,
    find_surname,
    pinyin_surnames,
    spelt_surnames,
    surname_signs,
    usual_signs,
)
from huitouke.identity.matching.syllables import (
    is_wade_syllable,
    key_of,
    pinyin_splits,
    wade_split,
    wade_words,
)

_SYLLABLES_LIMIT: Final = 4
_FAR_MORE_USUAL: Final = 3
_RUN_TOGETHER_LIMIT: Final = 16
_WELL_KNOWN: Final = 100
# Surnames that Hong Kong spells as pinyin does.
_ALIKE: Final = frozenset({"ma", "fan", "ling"})


class ChineseName(NamedTuple):
    """A Chinese name: family and given name with joined syllables, its key, and the keys of its other readings."""

    family: str
    given: str
    key: str
    readings: tuple[str, ...]


@lru_cache(maxsize=65_536)
def read_hanzi(name: str) -> ChineseName:
    """A name of simplified hanzi, with or without the dots between its parts."""
    if not DOTS.isdisjoint(name):
        return _read_parts(name)
    found = readings(name)
    if not found:
        return ChineseName("", "", "", ())
    surname, given = split_hanzi_name(name)
    main = found[0]
    others = [key_of(reading) for reading in found[1:]]
    if surname:
        family, rest = "".join(main[: len(surname)]), "".join(main[len(surname) :])
        others.append(key_of(wade_words(main)))
        others += cantonese_of_hanzi(surname, given)
        others += hokkien_of_hanzi(name)
    else:
        family, rest = "", "".join(main)
    if any("v" in syllable for syllable in main):
        others.append(key_of(syllable.replace("v", "u") for syllable in main))
    if len(name) == 4 and len(surname) == 1 and name[0] in usual_signs() and name[1] in usual_signs():
        # 陈李美华 is Mrs Chen born Li: known by either name as well.
        others += [key_of((main[0], *main[2:])), key_of(main[1:])]
    return ChineseName(family, rest, key_of(main), tuple(others))


def pinyin_readings(name: str, found: Sequence[str]) -> tuple[str, ...]:
    """Of the keys found for a hanzi name those that are no spelling of Hong Kong, Taiwan or Hokkien families."""
    own = {key_of(reading) for reading in readings(name)}
    spelt = {key_of(wade_words(reading)) for reading in readings(name)} - own
    return tuple(key for key in found if key not in spelt and not key.startswith(("yue ", "min ")))


def _read_parts(name: str) -> ChineseName:
    """阿依古丽·买买提: the last part stands where a family name would."""
    parts = "".join(" " if sign in DOTS else sign for sign in name).split()
    words = ["".join(found[0]) for part in parts if (found := readings(part))]
    if not words:
        return ChineseName("", "", "", ())
    whole = [syllable for part in parts for reading in readings(part)[:1] for syllable in reading]
    return ChineseName(words[-1], " ".join(words[:-1]), key_of(words), (key_of(whole),))


def is_surname_sign(text: str) -> bool:
    """Whether simplified hanzi are a surname by themselves."""
    return text in surname_signs() or text in COMPOUND_SURNAMES


def surname_of_hanzi(surname: str) -> str:
    """The joined pinyin of a surname."""
    return pinyin_of(surname)


def _is_behind(first: Surname, last: Surname, count: int) -> bool:
    """Whether of two surnames the last word is the family name: where it is by far the more usual one. Of three words
    the first is more surely it."""
    if len(last.words) > len(first.words):
        return first.rank > _WELL_KNOWN
    factor = _FAR_MORE_USUAL if count < 3 else _FAR_MORE_USUAL**2
    return last.rank * factor < first.rank and len(first.words) == 1


def _divide(
    groups: Sequence[tuple[str, ...]], *, is_ordered: bool
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Syllables of the surname and of the given name. Each group is a word; the surname is the first or the last."""
    if len(groups) == 1:
        only = groups[0]
        if len(only) > 2 and "".join(only[:2]) in pinyin_surnames():
            return only[:2], only[2:]
        groups = [(syllable,) for syllable in only]
    elif len(groups) > 2:
        groups = _with_compound(groups)
    if len(groups) < 2:
        return None
    first, last = find_surname("".join(groups[0])), find_surname("".join(groups[-1]))
    behind = tuple(syllable for group in groups[1:] for syllable in group)
    before = tuple(syllable for group in groups[:-1] for syllable in group)
    is_given_first = len(groups) == 2 and len(groups[0]) == 2 > len(groups[1]) and first is None
    if last and not is_ordered and (first is None or is_given_first or _is_behind(first, last, len(groups))):
        return groups[-1], before
    return (groups[0], behind) if first else None


def _with_compound(groups: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """`Ou Yang Jing` and `Jing Ou Yang` with the two syllables of the surname in one group."""
    if len(groups[0]) == len(groups[1]) == 1 and groups[0][0] + groups[1][0] in pinyin_surnames():
        return [(groups[0][0], groups[1][0]), *groups[2:]]
    if len(groups[-1]) == len(groups[-2]) == 1 and groups[-2][0] + groups[-1][0] in pinyin_surnames():
        return [*groups[:-2], (groups[-2][0], groups[-1][0])]
    return groups


def _other_splits(words: Sequence[str], main: Sequence[tuple[str, ...]], family: str) -> list[str]:
    """Keys by the other ways to divide the words, one word at a time: 张希安 behind `Zhang Xian`."""
    found = []
    for place, word in enumerate(words):
        if word == family:
            continue
        for split in pinyin_splits(word)[1:]:
            groups = [*main[:place], split, *main[place + 1 :]]
            flat = [syllable for group in groups for syllable in group]
            if len(flat) <= _SYLLABLES_LIMIT and (len(words) == 1 or len(split) <= 2):
                found.append(key_of(flat))
    return found[:4]


def _with_other_surnames(family: str, given: Sequence[str]) -> list[str]:
    """Keys with each pinyin surname for which a spelling may stand, and with the Wade-Giles spelling of that one."""
    found = []
    ranks = pinyin_surnames()
    for standard in spelt_surnames().get(family, ())[:6]:
        syllables = ranks[standard].words if standard in ranks else (standard,)
        found.append(key_of((*syllables, *given)))
        found.append(key_of((*wade_words(syllables), *given)))
    return found


def read_pinyin(words: Sequence[str], *, is_ordered: bool = False) -> ChineseName | None:
    """Folded words, apostrophes and all, as a Chinese name in pinyin; None where they are none.

    `is_ordered` says that the first word is the family name. Otherwise it is the first or the last word: the one that
    is a surname, of two that are the one of a single syllable, then the one that is far more usual.
    """
    if len(words) > _SYLLABLES_LIMIT:
        return None
    groups: list[tuple[str, ...]] = []
    for word in words:
        splits = pinyin_splits(word)
        if not splits or (len(splits[0]) > 1 and is_wade_syllable(word)):
            # chia is one syllable of Wade-Giles; pinyin writes chi'a.
            return None
        groups.append(splits[0])
    flat = [syllable for group in groups for syllable in group]
    if not 2 <= len(flat) <= _SYLLABLES_LIMIT:
        return None
    divided = _divide(groups, is_ordered=is_ordered)
    if divided is None:
        return None
    family, given = divided
    joined = "".join(family)
    key = key_of(flat)
    others = _other_splits(words, groups, joined)
    others.append(key_of(wade_words(flat)))
    others += _with_other_surnames(joined, given)
    spoken = [*family, *given]
    if joined in spelt_surnames() or joined in _ALIKE:
        others.append(cantonese_of_latin(spoken))
        others += hokkien_of_latin(spoken)
    if "lu" in flat or "nu" in flat:
        # Passports before 2012 write Lü as LU.
        others.append(key_of({"lu": "lv", "nu": "nv"}.get(syllable, syllable) for syllable in flat))
    return ChineseName(joined, "".join(given), key, tuple(others))


def _spelt_syllables(word: str) -> tuple[str, ...]:
    """The syllables of a given name's word in any spelling of Chinese; () for another word."""
    splits = pinyin_splits(word)
    if splits and len(splits[0]) == 1:
        return splits[0]
    if is_wade_syllable(word) or coarse(word) or hokkien_of_latin((word, word)):
        return (word,)
    if splits and len(splits[0]) == 2:
        return splits[0]
    wade = wade_split(word)
    return wade if 1 <= len(wade) <= 2 else ()


def read_run_together(word: str) -> tuple[str, ...]:
    """Keys of the coarse Cantonese reading of a whole name run together (`hochunchun`), three at the most; () where it
    does not divide into a spelt surname and one or two syllables."""
    found: dict[str, None] = {}
    if not 5 <= len(word) <= _RUN_TOGETHER_LIMIT:
        return ()
    for end in range(5, 1, -1):
        if word[:end] not in spelt_surnames():
            continue
        rest = word[end:]
        for cut in range(2, len(rest) + 1):
            given = [rest[:cut], rest[cut:]] if cut < len(rest) else [rest]
            if len(given[-1]) > 1 and given[-1][0] not in "aeiou":
                found[cantonese_of_latin([word[:end], *given])] = None
    return tuple(filter(None, found))[:3]


def read_spelt(words: Sequence[str], *, is_ordered: bool = False) -> ChineseName | None:
    """Folded words as a Chinese name in the spelling of Hong Kong, Taiwan or Hokkien families; None where they are
    none. Family first or last, as in `read_pinyin`."""
    told = [word.replace("'", "") for word in words]
    if len(told) > 2 and told[0] + told[1] in spelt_surnames():
        told = [told[0] + told[1], *told[2:]]
    if not 2 <= len(told) <= _SYLLABLES_LIMIT:
        return None
    first, last = find_surname(told[0]), find_surname(told[-1])
    orders = [(first, told[0], told[1:]), (None if is_ordered else last, told[-1], told[:-1])]
    if first and last and _is_behind(first, last, len(told)):
        orders.reverse()
    for surname, family, rest in orders:
        found = _spelt_name(surname, family, rest) if surname else None
        if found:
            return found
    return None


def _spelt_name(surname: Surname, family: str, rest: Sequence[str]) -> ChineseName | None:
    parts = [_spelt_syllables(word) for word in rest]
    if not all(parts):
        return None
    given = [syllable for part in parts for syllable in part]
    if len(given) > 3:
        return None
    spoken = (*surname.words, *given)
    others = _with_other_surnames(family, given)
    others.append(cantonese_of_latin(spoken))
    others += hokkien_of_latin(spoken)
    return ChineseName(family, "".join(given), key_of(spoken), tuple(others))
