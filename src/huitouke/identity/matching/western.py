"""Western names: particles, double surnames, initials, nicknames, and letters with marks written in two ways."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from huitouke.guests.values.folding import fold
from huitouke.identity.matching.nicknames import formal_names, western_names
from huitouke.identity.matching.syllables import key_of

READINGS_LIMIT: Final = 12

_PARTICLE_WORDS: Final = """
van von der den de het ter ten zu zum zur dos das do da di du del della dello degli dei la le les lo el al
bin ibn ben bint abu mac mc fitz st saint san santa y e o d l af av
"""
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
_MARKED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})
_WRITTEN_OUT = re.compile("ue|oe|ae")
_FULL: Final = {"ue": "u", "oe": "o", "ae": "a"}


def with_particles(words: Sequence[str]) -> list[str]:
    """The words with each particle joined to the word behind it, as long as two words are left: van der berg is
    vanderberg, de la cruz delacruz."""
    joined: list[str] = []
    before = ""
    for word in words:
        if word in _PARTICLES and word != words[-1]:
            before += word
        else:
            joined.append(before + word)
            before = ""
    return joined if len(joined) > 1 else list(words)


def family_words(words: Sequence[str]) -> list[str]:
    """The words of a family name told by itself, with its particles: de paoli is depaoli."""
    joined = with_particles(words)
    if len(joined) > 1 and not without_particles(joined[:-1]):
        return ["".join(joined)]
    return joined


def without_particles(words: Iterable[str]) -> list[str]:
    """The words that are no particles."""
    return [word for word in words if word not in _PARTICLES]


def written_out(text: str) -> str:
    """A text with ä, ö, ü and ø as two letters each, folded; '' where none stands in it."""
    lowered = unicodedata.normalize("NFC", text).lower()
    plain = lowered.translate(_MARKED)
    return fold(plain) if plain != lowered else ""


def _contracted(word: str) -> str:
    if len(word) < 4 or word in western_names():
        return word
    return _WRITTEN_OUT.sub(lambda match: _FULL[match[0]], word)


def split_western(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Given names and family names of words in Western order. The last word is the family name, and of three or more
    the one before it too, where it is no given name that is known and the first one is (José García López)."""
    if len(words) < 2:
        return [], list(words)
    given, family = list(words[:-1]), list(words[-1:])
    if (
        len(given) > 1
        and len(given[-1]) > 1
        and given[0] in western_names()
        and given[-1] not in western_names()
    ):
        return given[:-1], [given[-1], *family]
    return given, family


def western_readings(given: Sequence[str], family: Sequence[str]) -> list[str]:
    """Other keys of a Western name: without middle names and initials, by the full form of a nickname, by each part of
    a double surname, with two letters for a marked one and the other way round."""
    if not given or not family:
        return []
    first = given[0]
    joined = "".join(family)
    surnames = [joined, *family] if len(family) > 1 else [joined]
    firsts = [first, *(formal for formal in formal_names(first) if formal != first)]
    if len(given) > 1 and len(first) == 1:
        firsts.append(given[1])
    found = [key_of((name, surname)) for name in firsts for surname in surnames]
    if len(family) > 1:
        found.append(key_of((*given, joined)))
    plain = [_contracted(word) for word in (*given, *family)]
    if plain != [*given, *family]:
        found.append(key_of(plain))
    return found
