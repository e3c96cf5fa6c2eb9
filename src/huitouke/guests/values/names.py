"""The name of a guest as it arrives: joined, split from its title, read from an OTA's form, folded to its
key.

What is typed stays: the order of a Western name, its case and its diacritics. Only what is not part of the
name leaves it: blanks inside a hanzi name, titles, the slash of an OTA, and a digest given in place of a
name.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from huitouke.guests.values.cells import tidy
from huitouke.guests.values.folding import (
    DOTS,
    MIDDLE_DOT,
    fold,
    has_hanzi,
    is_gram_sign,
    is_hanzi,
)
from huitouke.guests.values.pinyin import (
    character_readings,
    display_pinyin,
    given_pinyin,
    initials_of,
    passport_spellings,
    pinyin_of,
    plain_syllable,
    readings,
    split_hanzi_name,
    surname_spellings,
)
from huitouke.guests.values.surnames import COMPOUND_SURNAMES, SURNAME_SPELLINGS

__all__ = [
    "MIDDLE_DOT", "NAME_LIMIT", "NameParts", "display_pinyin", "fold", "fold_name", "given_pinyin",
    "has_hanzi", "initials_of", "is_chinese_in_latin", "is_gram_sign", "is_hanzi", "join_family_and_given",
    "latin_words", "looks_like_digest", "ota_parts", "passport_spellings", "pinyin_of", "read_name",
    "read_sex", "readings", "split_hanzi_name", "surname_spellings", "title_sex",
]  # fmt: skip

NAME_LIMIT: Final = 200

_DIGEST = re.compile(
    r"(?:0x)?([0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64}|[0-9a-f]{56}|[0-9a-f]{40}|[0-9a-f]{32})", re.I
)
_WORD = re.compile(r"[a-z0-9]+")
_OTA = re.compile(r"([^/\d]{1,80})/([^/\d]{1,80})")
_OTA_TITLE = re.compile(r"\s(MR|MRS|MS|MISS|MSTR|MADAM|DR|PROF|CHD|INF)\.?$", re.I)
_GLUED_TITLE = re.compile(r"(?<=[A-Z])(MRS|MR|MISS|MSTR|MS)$")
_WESTERN_TITLE = re.compile(r"(Mr|Mrs|Ms|Miss|Madam|Dr|Prof)(?:\.\s*|\s+)(?=\S)", re.I)
_HANZI_TITLE = re.compile(r"(先生|女士|小姐|太太|夫人)$")
_HANZI_AND_LATIN = re.compile(r"([^\x00-\x7f]{1,40}?)\s*[\s(（/]\s*([A-Za-z][A-Za-z .,'’-]{0,80}?)\s*[)）]?")

# One syllable of Cantonese, Hokkien or Wade-Giles, whatever the system of spelling.
_SYLLABLE = re.compile(r"(?:ch|sh|zh|ts|tz|hs|kw|gw|[bcdfghjklmnpqrstwxyz])?[aeiouy]{1,3}(?:ng|[nmkpth])?")

_TITLE_SEX: Final = {
    "mr": "male", "mstr": "male", "mrs": "female", "ms": "female", "miss": "female", "madam": "female",
    "先生": "male", "女士": "female", "小姐": "female", "太太": "female", "夫人": "female",
    "sir": "male", "herr": "male", "frau": "female", "m.": "male", "mme": "female",
}  # fmt: skip


_SEXES: Final = {
    "男": "male", "女": "female", "m": "male", "f": "female", "male": "male", "female": "female", "1": "male",
    "2": "female", "man": "male", "woman": "female", "男性": "male", "女性": "female", "boy": "male",
    "girl": "female", "♂": "male", "♀": "female", "男士": "male", "w": "female",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name read: what to show, its Latin form, the title that stood in it, the sex the title tells.

    `repairs` holds the issue codes of what was changed on the way.
    """

    name: str
    latin_name: str = ""
    title: str = ""
    sex: str = ""
    repairs: tuple[str, ...] = ()


def looks_like_digest(text: str) -> str:
    """The hex digits, in lower case and without 0x, of a text that is a digest (MD5 up to SHA-512); else
    ''."""
    if len(text) < 32:
        return ""
    match = _DIGEST.fullmatch(text)
    return match[1].lower() if match else ""


def title_sex(title: str) -> str:
    """'male' or 'female' as a form of address tells it (`Mr`, `李女士`), '' where it tells nothing."""
    folded = title.casefold().rstrip(".")
    found = _TITLE_SEX.get(folded)
    if found is None and not title.isascii():
        suffix = _HANZI_TITLE.search(title)
        found = _TITLE_SEX[suffix[1]] if suffix else ""
    return found or ""


def read_sex(text: str) -> str:
    """'male' or 'female' as a field of its own tells it, in words, a letter or a code of GB/T 2261.1; else ''."""
    folded = text.casefold()
    return _SEXES.get(folded) or title_sex(folded)


def fold_name(text: str) -> str:
    """The key by which a name is found whole or by its beginning.

    In a name with hanzi or another script that is searched by grams, dots and blanks are dropped, so that
    阿依古丽·买买提 is found with any dot and with none. In a Latin name the blanks stay, one each.
    """
    folded = fold(text)
    if folded.isascii() or (folded.isalpha() and " " not in folded):
        return folded
    if any(map(is_gram_sign, folded)):
        return folded.replace(MIDDLE_DOT, "").replace(" ", "")
    return " ".join(folded.replace(MIDDLE_DOT, " ").split())


def latin_words(text: str) -> list[str]:
    """The words of a to z and digits in a text, folded, an apostrophe within a word dropped (`obrien`)."""
    return _WORD.findall(fold(text).replace("'", ""))


@cache
def _syllables() -> frozenset[str]:
    """Every syllable of standard pinyin, with the ü forms in their three spellings."""
    plain = {
        plain_syllable(text.partition(",")[0])
        for point, text in character_readings().items()
        if 0x4E00 <= point <= 0x9FA5
    }
    spelled = {spelling for syllable in plain for spelling in passport_spellings(syllable)}
    return frozenset(plain | spelled)


def _is_pinyin(word: str, depth: int = 0) -> bool:
    if not word:
        return depth > 0
    if depth > 4:
        return False
    syllables = _syllables()
    return any(
        word[:end] in syllables and _is_pinyin(word[end:], depth + 1)
        for end in range(min(6, len(word)), 0, -1)
    )


@cache
def _latin_surnames() -> frozenset[str]:
    spelled = {spelling for spellings in SURNAME_SPELLINGS.values() for spelling in spellings}
    return frozenset(spelled | {"".join(parts) for parts in COMPOUND_SURNAMES.values()})


def is_chinese_in_latin(family: str, given: str) -> bool:
    """Whether a family and a given name in Latin letters are a Chinese name, so that the family goes first.

    They are, where the family name is one pinyin syllable or a known spelling and the given name reads as
    one to three words of pinyin, or as two words of one syllable each (Cheung Ka Fai).
    """
    family_word, given_words = "".join(latin_words(family)), latin_words(given)
    if not family_word or not given_words or len(given_words) > 3:
        return False
    if (
        family_word in _latin_surnames()
        and len(given_words) == 2
        and all(map(_SYLLABLE.fullmatch, given_words))
    ):
        return True
    if family_word not in _syllables() and family_word not in _latin_surnames():
        return False
    return all(len(word) > 1 and _is_pinyin(word) for word in given_words)


def _is_written_without_blank(text: str) -> bool:
    return any(
        is_hanzi(sign) or "\u3040" <= sign <= "\u30ff" or "\uac00" <= sign <= "\ud7a3" for sign in text
    )


def join_family_and_given(family: str, given: str) -> str:
    """One name of two: 张 + 伟 is 张伟, Smith + John is John Smith, Zhang + Wei is Zhang Wei."""
    if not family or not given:
        return family or given
    if _is_written_without_blank(family + given):
        return family + given
    if is_chinese_in_latin(family, given):
        return f"{family} {given}"
    return f"{given} {family}"


def _cased(name: str) -> str:
    """Words in capitals as names are written; anything that has small letters stays."""
    return name.title() if name.isupper() else name


def ota_parts(text: str) -> tuple[str, str, str] | None:
    """Family name, given name and title of a name as booking systems send it, `ZHANG/SAN MR`; None for another form."""
    match = _OTA.fullmatch(text)
    if match is None or has_hanzi(text):
        return None
    family, rest = match[1].strip(), match[2].strip()
    title = ""
    suffix = _OTA_TITLE.search(rest)
    if suffix is None and rest.isupper():
        glued = _GLUED_TITLE.search(rest)
        # ZHANG/SANMR, but never SMITH/ADAMS: only where a Chinese name remains.
        if glued and is_chinese_in_latin(family, rest[: glued.start()]):
            suffix = glued
    if suffix:
        title, rest = suffix[1], rest[: suffix.start()].strip()
    return (family, rest, title) if family and rest else None


def _read_ota(text: str) -> NameParts | None:
    parts = ota_parts(text)
    if parts is None:
        return None
    family, given, title = parts
    name = join_family_and_given(_cased(family), _cased(given))
    shown = "" if title.upper() in {"CHD", "INF", "MSTR"} else title.capitalize()
    return NameParts(name, name, shown, _TITLE_SEX.get(title.casefold(), ""), ("name_from_ota_form",))


def _without_blanks(name: str) -> str:
    """张 伟 and 张　伟 are 张伟: tables pad names of two signs with a blank."""
    if " " not in name or name.isascii():
        return name
    if all(is_hanzi(sign) or sign == " " or sign in DOTS for sign in name):
        return name.replace(" ", "")
    return name


def read_name(text: str) -> NameParts:
    """A tidied name, read: OTA form, title before or after it, hanzi with Latin beside it. Never fails."""
    if len(text) < 4 and text.isalpha() and not text.isascii() and text[-2:] not in _TITLE_SEX:
        return NameParts(text)
    name = tidy(text)
    if "/" in name:
        ota = _read_ota(name)
        if ota:
            return ota
    match = _WESTERN_TITLE.match(name)
    if match:
        title = match[1]
        return NameParts(
            name[match.end() :].strip(), "", title.capitalize(), title_sex(title), ("title_split_from_name",)
        )
    if name.isascii():
        return NameParts(name)
    name = _without_blanks(name)
    suffix = _HANZI_TITLE.search(name)
    if suffix and is_hanzi(name[0]):
        title, rest = suffix[1], name[: suffix.start()].strip()
        surname, given = split_hanzi_name(rest)
        if given or (not surname and rest):
            return NameParts(rest, title=title, sex=_TITLE_SEX[title], repairs=("title_split_from_name",))
        # 李女士 alone: the surname by itself would be less of a name than this.
        return NameParts(name, title=name, sex=_TITLE_SEX[title])
    both = _HANZI_AND_LATIN.fullmatch(name)
    if both and is_hanzi(both[1][0]):
        return NameParts(both[1].strip(), both[2].strip(), repairs=("latin_split_from_name",))
    return NameParts(name)
