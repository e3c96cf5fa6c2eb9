"""The name of a source record as matching compares it, from whatever stood in its fields."""

import re
from functools import lru_cache

from huitouke.guests.values.folding import MIDDLE_DOT, fold, is_hanzi
from huitouke.guests.values.names import title_sex
from huitouke.identity.matching.chinese import is_surname_sign, pinyin_readings, read_hanzi, surname_of_hanzi
from huitouke.identity.matching.japanese import family_of_kanji, is_kana, romaji
from huitouke.identity.matching.korean import is_hangul, korean_key, split_hangul
from huitouke.identity.matching.latin import latin_words, read_latin, read_latin_text, reads_as_chinese
from huitouke.identity.matching.name_keys import NOBODY, NameKeys, distinct
from huitouke.identity.matching.name_noise import (
    NAME_LIMIT,
    bare_name,
    is_placeholder,
    without_aside,
    without_hanzi_title,
)
from huitouke.identity.matching.syllables import key_of
from huitouke.identity.matching.western import family_words

_ONLY_HANZI = re.compile("[\u4e00-\u9fff]+")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u30fa\u30fc-\u30ff]")
_EASTERN = re.compile(
    "[\u3005-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af]"
)
_LATIN = re.compile("[a-z]")


def read_name_keys(
    name: str,
    latin_name: str = "",
    family_name: str = "",
    given_name: str = "",
    nationality: str = "",
    *,
    is_mainland: bool = False,
) -> NameKeys:
    """The columns of a name that was told as a whole, in Latin letters beside it, or in two parts; `NOBODY` for a text
    that names no person. Never fails. `nationality`, alpha-2, tells how kanji are read. `is_mainland` says that it is
    the name of a citizen of the mainland, whose papers spell it in pinyin: so it has no other spellings.
    """
    told = (name, latin_name, family_name, given_name)
    # What is too long for a name is none, and shall not fill the cache.
    read = _read_keys(*("" if len(text) > NAME_LIMIT else text for text in told), nationality)
    if is_mainland and read.hanzi and not latin_name:
        return read._replace(readings=pinyin_readings(read.hanzi, read.readings))
    return read


@lru_cache(maxsize=65_536)
def _read_keys(name: str, latin_name: str, family_name: str, given_name: str, nationality: str) -> NameKeys:
    if family_name or given_name:
        read = _read_two(family_name, given_name, nationality)
        if not name:
            name = latin_name
    else:
        read, name, latin_name = _read_text(name, nationality), latin_name, ""
    for text in (name, latin_name):
        if text:
            read = _joined(read, _read_text(text, nationality))
    return read


def _joined(one: NameKeys, other: NameKeys) -> NameKeys:
    """A name with what another spelling of it adds: one in hanzi comes first, the other's keys are readings."""
    if not other.key or one == other:
        return one if one.key or one.family else other
    if not one.key or (other.hanzi and not one.hanzi):
        one, other = other, one
    if not other.key:
        return one
    english = one.english or other.english
    more = (*one.readings, other.key, *other.readings)
    if english and not one.english and one.family and not one.english:
        more = (key_of((english, one.family)), *more)
    return one._replace(
        readings=distinct(one.key, more),
        english=english,
        sex=one.sex or other.sex,
        hanzi=one.hanzi or other.hanzi,
    )


def _read_two(family_name: str, given_name: str, nationality: str) -> NameKeys:
    family, given = bare_name(family_name), bare_name(given_name)
    if not family or not given:
        return _read_half(family, given, nationality)
    together = family + given
    if together.isascii():
        return read_latin(given, family, nationality)
    if _EASTERN.search(together):
        if any(map(str.isascii, together.replace(" ", ""))):
            # 王 and David, or 张伟 and Zhang Wei typed into the wrong boxes.
            return _read_text(f"{family} {given}", nationality)
        return _read_text(family + given, nationality)
    return read_latin(given, family, nationality)


def _read_half(family: str, given: str, nationality: str) -> NameKeys:
    """One part of a name alone. A whole Chinese name, which many files have in one of two columns, is read as one; of
    other words all are that part."""
    text = family or given
    if _EASTERN.search(text) or reads_as_chinese(text) or "," in text or "/" in text:
        whole = _read_text(text, nationality)
        if whole.family and whole.given:
            return whole
        part = whole.family or whole.given
    else:
        words = [word.replace("'", "") for word in latin_words(text)]
        part = " ".join(family_words(words) if family else words)
    key = key_of(part.split())
    return NameKeys(family=part, key=key) if family else NameKeys(given=part, key=key)


def _read_text(text: str, nationality: str) -> NameKeys:
    """A name told in one field."""
    name = bare_name(text)
    if not name:
        return NOBODY
    if name.isascii():
        return read_latin_text(name, nationality)
    if _HANGUL.search(name):
        return _read_hangul(name, nationality)
    if _KANA.search(name):
        return _read_kana(name, nationality)
    if _EASTERN.search(name) is None:
        return read_latin_text(name, nationality)
    return _read_with_hanzi(name, nationality)


def _read_with_hanzi(name: str, nationality: str) -> NameKeys:
    """Hanzi, with or without a name in Latin letters beside them."""
    folded = fold(name)
    has_latin = _LATIN.search(folded) is not None
    if _ONLY_HANZI.fullmatch(folded):
        signs = folded
    else:
        hanzi = "".join(
            sign if is_hanzi(sign) or sign == MIDDLE_DOT else " "
            for sign in (folded if has_latin else without_aside(folded))
        )
        signs = _one_person(hanzi.strip().strip(MIDDLE_DOT))
    sex = title_sex(name.replace(" ", "")) if name[-1:] in "生士姐太人" else ""
    signs, is_surname = without_hanzi_title(signs)
    latin = NOBODY
    if has_latin:
        rest = "".join(" " if is_hanzi(sign) else sign for sign in name)
        latin = read_latin_text(without_aside_marks(rest), nationality)
        if is_placeholder(fold(rest)):
            latin = NOBODY
    if not signs or is_placeholder(signs):
        return latin
    if is_surname or (len(signs) == 1 and is_surname_sign(signs)):
        return _with_surname_alone(signs, latin, sex)
    found = read_hanzi(signs)
    if not found.key:
        return latin
    own = NameKeys(
        found.family,
        found.given,
        signs.replace(MIDDLE_DOT, ""),
        found.key,
        distinct(found.key, found.readings),
        "",
        sex,
    )
    if nationality == "JP" and (japanese := family_of_kanji(signs)[0]):
        own = own._replace(family=japanese, given="")
    if latin is NOBODY:
        return own
    return _beside(own, latin)


def without_aside_marks(text: str) -> str:
    """Brackets and strokes around a name in Latin letters taken off."""
    return re.sub(r"[()（）\[\]【】<>《》]", " ", text).strip(" /-·•,，")


def _beside(own: NameKeys, latin: NameKeys) -> NameKeys:
    """A hanzi name with what stands in Latin letters beside it: a spelling of it, or an English given name."""
    if latin.key and not latin.family:
        # A single word: an English name, or the given name.
        english = latin.english or latin.key
        known = key_of((english, own.family)) if own.family else ""
        typed = key_of((latin.key, own.family)) if own.family else ""
        return own._replace(
            english=english,
            readings=distinct(own.key, (known, typed, *own.readings)),
            sex=own.sex or latin.sex,
        )
    return _joined(own, latin)


def _with_surname_alone(surname: str, latin: NameKeys, sex: str) -> NameKeys:
    if not is_surname_sign(surname):
        return latin
    family = surname_of_hanzi(surname)
    if not latin.key or latin.family:
        # 李女士: less than a name, but her surname is known.
        return latin if latin.key else NameKeys(family=family, sex=sex)
    english = latin.english or latin.key
    key = key_of((latin.key, family))
    return NameKeys(
        family,
        latin.key,
        surname,
        key,
        distinct(key, (key_of((english, family)),)),
        english,
        sex or latin.sex,
    )


def _one_person(hanzi: str) -> str:
    """The signs of one name: of 张伟 李娜 the first, of 张 伟 both."""
    if " " not in hanzi:
        return hanzi
    pieces = hanzi.split()
    if len(pieces) == 2 and len(pieces[0]) >= 2 and len(pieces[1]) >= 2 and MIDDLE_DOT not in hanzi:
        is_surname = is_surname_sign(pieces[0])
        if (
            not is_surname
            and is_surname_sign(pieces[1][0])
            and len(pieces[1]) <= 3
            and is_surname_sign(pieces[0][0])
        ):
            return pieces[0]
    if len(pieces) > 3 or sum(map(len, pieces)) > 12:
        return pieces[0]
    return "".join(pieces)


def _read_kana(name: str, nationality: str) -> NameKeys:
    """佐藤 さとみ, サトウ サトミ: kana in Latin letters; of kanji beside them the family name where it is known."""
    folded = fold(name).replace(MIDDLE_DOT, " ")
    hanzi = "".join(sign for sign in folded if is_hanzi(sign) or is_kana(sign))
    words: list[str] = []
    for word in without_hanzi_title(folded)[0].split() if " " not in folded else folded.split():
        family, rest = family_of_kanji(word)
        words += [family] if family else []
        latin = "".join(sign for sign in romaji(rest or word) if "a" <= sign <= "z")
        words += [latin] if latin else []
    known = family_of_kanji(folded.replace(" ", ""))[0]
    if known and known not in words:
        words.insert(0, known)
    if not words:
        return NOBODY
    if len(words) == 1:
        return NameKeys(given=words[0], hanzi=hanzi, key=words[0])
    key = key_of(words)
    return NameKeys(words[0], " ".join(words[1:]), hanzi, key)


def _read_hangul(name: str, nationality: str) -> NameKeys:
    folded = fold(name)
    signs = "".join(sign for sign in folded if is_hangul(sign))
    signs = without_hanzi_title(signs)[0]
    family, syllables = split_hangul(signs)
    if not syllables:
        return NOBODY
    given = "".join(syllables)
    if not family:
        return NameKeys(given=given, hanzi=signs, key=key_of(syllables))
    key = key_of((family, *syllables))
    others = (korean_key(family, syllables), key_of((family, given)))
    own = NameKeys(family, given, signs, key, distinct(key, others))
    latin = "".join(sign if "a" <= sign.lower() <= "z" or sign in " -'" else " " for sign in name).strip()
    return _joined(own, read_latin_text(latin, nationality)) if latin else own
