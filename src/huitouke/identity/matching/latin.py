"""Names in Latin letters, and in Cyrillic, Greek or Arabic ones: Chinese in any spelling, with an English name beside
it, or of the West."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from huitouke.guests.values.folding import fold
from huitouke.guests.values.names import ota_parts, title_sex
from huitouke.identity.matching.chinese import ChineseName, read_pinyin, read_run_together, read_spelt
from huitouke.identity.matching.japanese import is_family_reading, short_vowels
from huitouke.identity.matching.korean import korean_key
from huitouke.identity.matching.name_keys import NOBODY, NameKeys, distinct
from huitouke.identity.matching.name_noise import bare_name, without_aside, without_latin_titles
from huitouke.identity.matching.nicknames import english_names, formal_names, western_names
from huitouke.identity.matching.other_scripts import (
    arabic_words,
    has_arabic,
    has_cyrillic,
    slavic_words,
    to_latin,
)
from huitouke.identity.matching.surnames import find_surname, pinyin_surnames, spelt_surnames
from huitouke.identity.matching.syllables import PINYIN, key_of, pinyin_splits
from huitouke.identity.matching.western import (
    family_words,
    split_western,
    western_readings,
    with_particles,
    without_particles,
    written_out,
)

WORDS_LIMIT: Final = 8
"""Words of a name that are read; the rest is passed over."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_PERSONS = re.compile(r"\s*(?:[、/&+;；|]|\s和\s|\band\b)\s*", re.I)
_ARTICLE_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)?")
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’-]+")
_LOUD_ENDS: Final = frozenset({"jr", "ii", "iii", "iv", "mr", "ms", "mrs", "dr", "vip"})
_UMLAUT = re.compile("(?<=[lnLN])[üÜǖǘǚǜǕǗǙǛ]")


def read_latin_text(text: str, nationality: str) -> NameKeys:
    """A name in Latin, Cyrillic, Greek or Arabic letters, in one field."""
    ota = ota_parts(text) if "/" in text else None
    if ota:
        family, given = bare_name(ota[0]), bare_name(ota[1])
        if not family and not given:
            return NOBODY
        read = read_latin(given or family, family if given else "", nationality)
        return read._replace(sex=title_sex(ota[2])) if ota[2] else read
    text = _PERSONS.split(without_aside(text), maxsplit=1)[0]
    family, comma, given = text.partition(",")
    if comma and given.strip():
        rest = latin_words(given)
        if without_latin_titles(["x", *rest]) != ["x"]:
            return read_latin(given.replace(",", " "), family, nationality)
        text = family
    return read_latin(text, "", nationality)


def latin_words(text: str) -> list[str]:
    """The words of a text of any alphabet in small Latin letters, apostrophes within them kept."""
    return _WORD.findall(to_latin(fold(text)))


def _capital_family(text: str) -> tuple[str, str] | None:
    """Family and given name where one of them alone is in capitals: `ZHANG Wei`, `Wei ZHANG`."""
    if text.isupper() or text.islower():
        return None
    pieces = text.split()
    if len(pieces) < 2:
        return None
    loud = [len(piece) > 1 and _CAPITALS.fullmatch(piece) is not None for piece in pieces]
    if sum(loud) != 1 or not (loud[0] or loud[-1]):
        return None
    place = 0 if loud[0] else len(pieces) - 1
    if pieces[place].casefold() in _LOUD_ENDS:
        return None
    return pieces[place], " ".join(pieces[:place] + pieces[place + 1 :])


@lru_cache(maxsize=65_536)
def read_latin(text: str, family_text: str, nationality: str) -> NameKeys:
    """A name in Latin letters: the given name with its family name apart, or, where that is '', a whole name."""
    sex = title_sex(text.split(" ", 1)[0]) or title_sex(text.rsplit(" ", 1)[-1]) if " " in text else ""
    if not family_text:
        loud = _capital_family(text)
        if loud:
            family_text, text = loud
    marked = _UMLAUT.sub("v", f"{family_text} {text}")
    if marked != f"{family_text} {text}":
        chinese = _read_chinese(
            latin_words(_UMLAUT.sub("v", family_text)),
            without_latin_titles(latin_words(_UMLAUT.sub("v", text))),
            nationality,
        )
        if chinese:
            return chinese._replace(sex=sex)
    words = without_latin_titles(latin_words(text))
    family = without_latin_titles(latin_words(family_text)) if family_text else []
    if not words:
        words, family = family, []
    if len(words) + len(family) > WORDS_LIMIT:
        words = words[: WORDS_LIMIT - 1]
        family = family[:WORDS_LIMIT]
    if not words and not family:
        return NOBODY
    is_other_script = not text.isascii() and (has_cyrillic(text) or has_arabic(text))
    chinese = None if is_other_script else _read_chinese(family, words, nationality)
    if chinese:
        return chinese._replace(sex=sex)
    return _read_western(words, family, f"{text} {family_text}", nationality, sex)


def reads_as_chinese(text: str) -> bool:
    """Whether several words in Latin letters are a Chinese name."""
    words = latin_words(text)
    return len(words) > 1 and _read_chinese([], words, "") is not None


def _read_chinese(family: list[str], words: list[str], nationality: str) -> NameKeys | None:
    """Words as a Chinese name with or without an English given name; None where they are none."""
    if not words:
        words, family = family, []
    told = [*family, *words]
    if not told:
        return None
    if len(told) == 1:
        splits = pinyin_splits(told[0])
        if not splits or len(splits[0]) < 2 or told[0] in english_names() or find_surname(told[0]):
            return None
        if "'" not in told[0] and any(syllable[0] in "aeo" for syllable in splits[0][1:]):
            # Lea and Leo are no le and a: written right, there would be an apostrophe.
            return None
        found = read_pinyin(told)
        return _from_chinese(found, told, is_korean=False) if found else None
    english = _english_place(family, words)
    if english is not None:
        name = told.pop(english)
        return _with_english(name, told, is_ordered=bool(family))
    is_ordered = bool(family)
    if family and len(family) > 1:
        told = ["".join(family), *words] if "".join(family) in pinyin_surnames() else told
    if is_ordered and find_surname("".join(family).replace("'", "")) is None and find_surname(told[-1]):
        # The boxes of family and given name are often taken for each other.
        is_ordered = False
    found = read_pinyin(told, is_ordered=is_ordered)
    if found:
        return _from_chinese(found, told, is_korean=nationality == "KR")
    found = read_spelt(told, is_ordered=is_ordered)
    return _from_chinese(found, told, is_korean=True) if found else None


def _from_chinese(found: ChineseName, words: Sequence[str], *, is_korean: bool) -> NameKeys:
    """The columns of a Chinese name told in these words; `is_korean` where it may as well be a Korean one."""
    others = found.readings
    if not western_names().isdisjoint(words):
        # Anna Lin may be 林安娜, and may be called Anna.
        others = (key_of(words), *others)
    if is_korean:
        given = words[1:] if words[0] == found.family else words[:-1]
        others = (*others, korean_key(found.family, given))
    return NameKeys(found.family, found.given, "", found.key, distinct(found.key, others))


def _english_place(family: list[str], words: list[str]) -> int | None:
    """Where among all words an English given name stands, first or last, beside a Chinese surname; None for none."""
    told = [*family, *words]
    places = (len(told) - 1, len(family)) if family else (0, len(told) - 1)
    for place in dict.fromkeys(places):
        word = told[place]
        if word not in english_names() or word in PINYIN or (word in spelt_surnames() and place == 0):
            continue
        rest = [*told[:place], *told[place + 1 :]]
        if len(rest) == 1 and find_surname(rest[0]) is not None and not (family and place < len(family)):
            return place
        if len(rest) > 1 and (read_pinyin(rest) or read_spelt(rest)):
            return place
    return None


def _with_english(name: str, rest: list[str], *, is_ordered: bool) -> NameKeys:
    formal = formal_names(name)
    english = formal[0] if formal else name
    if len(rest) == 1:
        surname = find_surname(rest[0])
        words = surname.words if surname else (rest[0],)
        key = key_of((name, *words))
        others = [key_of((each, *words)) for each in formal]
        others += [
            key_of((each, standard))
            for standard in spelt_surnames().get(rest[0], ())[:4]
            for each in dict.fromkeys((english, name))
        ]
        if len(words) > 1:
            others.append(key_of((name, rest[0])))
        others += western_readings([name], [rest[0]])
        return NameKeys("".join(words), name, "", key, distinct(key, others), english)
    found = read_pinyin(rest, is_ordered=is_ordered) or read_spelt(rest, is_ordered=is_ordered)
    if found is None:
        return NOBODY
    others = [
        key_of((english, found.family)),
        key_of((name, found.family)),
        key_of((name, *found.key.split())),
        *found.readings,
    ]
    return NameKeys(found.family, found.given, "", found.key, distinct(found.key, others), english)


def _read_western(words: list[str], family: list[str], text: str, nationality: str, sex: str) -> NameKeys:
    is_cyrillic, is_arabic = has_cyrillic(text), has_arabic(text)
    words = [word.replace("'", "") for word in words]
    family = [word.replace("'", "") for word in family]
    family_told = bool(family)
    bare = [*without_particles(words), *without_particles(family)]
    if family:
        given, family = words, family_words(family)
    elif len(words) == 2 and is_family_reading(words[0]) and not is_family_reading(words[1]):
        given, family = words[1:], words[:1]
    else:
        given, family = split_western(with_particles(words))
    if not given:
        return _read_single(family, sex)
    key = key_of((*given, *family))
    others = western_readings(given, family)
    if len(bare) > 1 and len(bare) < len(words) + len(family):
        others.append(key_of(bare))
    full = written_out(text) if not text.isascii() and not is_cyrillic and not is_arabic else ""
    if full:
        others.append(key_of(with_particles([word.replace("'", "") for word in _WORD.findall(full)])))
    every = (*given, *family)
    slavic = slavic_words(every, is_known=is_cyrillic)
    if slavic:
        others.append("sla " + key_of(slavic))
    arabic = arabic_words(_arabic_source(text) if not is_arabic else every, is_known=is_arabic)
    if arabic:
        others.append("ara " + key_of(arabic))
    japanese = short_vowels(every)
    if japanese:
        others.append(key_of(japanese))
    korean = korean_key("".join(family), given)
    is_eastern = not family_told and western_names().isdisjoint({*every} - {"kim"})
    if not korean and is_eastern and (korean := korean_key(given[0], [*given[1:], *family])):
        # Kim Minsoo stands in the order of his country.
        given, family = [*given[1:], *family], given[:1]
    others.append(korean)
    return NameKeys(" ".join(family), " ".join(given), "", key, distinct(key, others), "", sex)


def _read_single(words: list[str], sex: str) -> NameKeys:
    """One word alone: half a name where it is a Chinese surname, else a name that does not divide."""
    word = " ".join(words)
    formal = formal_names(word)
    if not formal and find_surname(word):
        return NameKeys(family=word, sex=sex)
    others: Sequence[str] = () if formal or word in english_names() else read_run_together(word)
    return NameKeys("", word, "", key_of(words), tuple(others), formal[0] if formal else "", sex)


def _arabic_source(text: str) -> list[str]:
    """The words of a text, an article joined to its noun by a dash."""
    return _ARTICLE_WORD.findall(fold(text).replace("al ", "al-").replace("el ", "el-"))
