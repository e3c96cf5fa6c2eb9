"""Finding a guest by any scrap: the columns that a guest is searched by, and the reading of what was typed.

Both sides go through the same folding, so that every piece of a name finds it:

- `name_key` by the whole or the beginning, `pinyin` and `initials` by the beginning;
- `grams` by containment: a scrap of two signs and more by all its 2-grams, one sign by itself;
- `search_keys` by a word's beginning (`'% wei%'`), because every word stands behind a blank; words of fields that
  an administrator added stand behind `#`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from huitouke.guests.values.cells import tidy
from huitouke.guests.values.documents import current_number, fold_number, has_citizen_shape
from huitouke.guests.values.folding import fold, is_gram_sign
from huitouke.guests.values.names import fold_name, latin_words
from huitouke.guests.values.phones import DIGIT_DASHES
from huitouke.guests.values.pinyin import given_pinyin, passport_spellings, readings, surname_spellings
from huitouke.guests.values.plates import read_plate_scrap
from huitouke.guests.values.reader import read_card_text

__all__ = ["Scrap", "SearchColumns", "card_key", "parse_scrap", "read_card_text", "search_columns"]

SCRAP_LIMIT: Final = 200
# Han names have two to four initials, 阿依古丽·买买提 has seven.
INITIALS_LIMIT: Final = 8
_PHONE_TEXT = re.compile(r"\+?[\d\s().\-]+")
_LAST_FOUR = re.compile(r"\d{4}|\d{3}x")
_CARD = re.compile(r"[A-Z0-9][A-Z0-9\-]*")
_HANDLE = re.compile(r"(?=.*[A-Za-z_])[A-Za-z0-9_\-.]{4,64}")
_LETTERS = re.compile(r"[a-z]+")
_LEGAL_FORM = re.compile("(?:股份|责任)?有限(?:责任)?公司")


@dataclass(frozen=True, slots=True)
class SearchColumns:
    """What is stored of a guest to be found by; see the module's text."""

    name_key: str
    pinyin: str
    initials: str
    grams: tuple[str, ...]
    search_keys: str


def without_legal_form(folded: str) -> str:
    """A company's name without the words that every company bears, by which nobody is found."""
    return _LEGAL_FORM.sub(" ", folded)


def _runs(folded: str) -> list[str]:
    """The unbroken runs of signs that are searched by grams."""
    if folded.isalpha() and is_gram_sign(folded[0]) and all(map(is_gram_sign, folded)):
        return [folded]
    return "".join(sign if is_gram_sign(sign) else " " for sign in folded).split()


def _orders(words: list[str]) -> list[str]:
    """A name of several words joined as typed, with the last word first, and with the first word last."""
    if len(words) < 2:
        return []
    return ["".join(words), words[-1] + "".join(words[:-1]), "".join(words[1:]) + words[0]]


def search_columns(
    name: str, latin_name: str = "", company: str = "", others: Sequence[str] = ()
) -> SearchColumns:
    """The search columns of a guest of this name, Latin name and company, all as they are shown. `others` are
    texts of fields of the hotel's own."""
    key = fold_name(name)
    words: list[str] = []
    grams: list[str] = []
    pinyin = initials = ""
    if not key.isascii():
        runs = _runs(key)
        for run in runs:
            grams += run
            grams += [run[start : start + 2] for start in range(len(run) - 1)]
        found = readings(name if " " not in name else name.replace(" ", "")) if runs else ()
        if found:
            primary = found[0]
            pinyin = "".join(primary)
            initials = "".join([syllable[0] for syllable in primary])
            for other in found[1:]:
                words.append("".join(other))
                words.append("".join([syllable[0] for syllable in other]))
            words += [spelling for reading in found if "v" in (joined := "".join(reading))
                      for spelling in passport_spellings(joined)]  # fmt: skip
            given = given_pinyin(name)
            if given:
                words.append(given)
                if len(given) < len(pinyin) and pinyin.endswith(given):
                    words.append(given + pinyin[: -len(given)])
                words += passport_spellings(given)
            words += surname_spellings(name)
    if key.isascii() or not key.isalpha() or len(grams) < 2 * len(key) - 1:
        latin = latin_words(name)
        if latin:
            words += latin
            words += _orders(latin)
            if not pinyin:
                pinyin = "".join(latin)
                initials = "".join([word[0] for word in latin])
    if latin_name and latin_name != name:
        latin = latin_words(latin_name)
        words += latin
        words += _orders(latin)
        if len(latin) > 1:
            words.append("".join([word[0] for word in latin]))
        if not latin_name.isascii():
            for run in _runs(fold_name(latin_name)):
                grams += run
                grams += [run[start : start + 2] for start in range(len(run) - 1)]
    if company:
        if not company.isascii():
            for run in _runs(without_legal_form(fold_name(company))):
                grams += ["@" + run[start : start + 2] for start in range(len(run) - 1)]
        words += latin_words(company)
    for text in others:
        words.append("#" + other_key(text))
        for run in _runs(fold_name(text)):
            grams += ["#" + run[start : start + 2] for start in range(len(run) - 1)]
    search_keys = f" {' '.join(dict.fromkeys(words))} " if words else ""
    return SearchColumns(key, pinyin, initials, tuple(dict.fromkeys(grams)), search_keys)


def with_other_names(columns: SearchColumns, names: Sequence[str]) -> SearchColumns:
    """The columns of a guest who is called by other names too: every piece of these finds them as well."""
    if not names:
        return columns
    words, grams = [columns.search_keys.strip()], dict.fromkeys(columns.grams)
    for name in names:
        other = search_columns(name)
        words += [other.name_key.replace(" ", ""), other.pinyin, other.initials, other.search_keys.strip()]
        grams |= dict.fromkeys(other.grams)
    told = dict.fromkeys(word for text in words for word in text.split())
    return SearchColumns(
        columns.name_key,
        columns.pinyin,
        columns.initials,
        tuple(grams),
        f" {' '.join(told)} " if told else "",
    )


def other_key(text: str) -> str:
    """A text of a field of one's own as it is searched from its beginning: folded, without blanks."""
    return fold_name(text).replace(" ", "")


def card_key(text: str) -> str:
    """A membership card's number as it is kept and searched: upper case, blanks dropped, dashes kept."""
    return "".join(fold(text).upper().split())


@dataclass(frozen=True, slots=True)
class Scrap:
    """What a typed scrap may be. A field is empty where the scrap cannot be that; several may be set.

    `grams` and `latin` set together (张wei) are meant together. `latin` is joined and is the beginning of a
    pinyin or of a word of `search_keys`. `digits` are any part of a phone, without the country code 86.
    `last_four` is the end of a phone, card or paper. `document` is any number to be looked up whole;
    `id_number` is the same, where it has the shape of a citizen ID; both in the form of 18 signs. `handle` is an
    id of a service in its own case, `other` and `other_grams` the beginning and the pairs of a field of one's own.
    """

    text: str
    key: str
    grams: tuple[str, ...] = ()
    company_grams: tuple[str, ...] = ()
    latin: str = ""
    words: tuple[str, ...] = ()
    initials: str = ""
    digits: str = ""
    last_four: str = ""
    email: str = ""
    plate: str = ""
    card: str = ""
    id_number: str = ""
    document: str = ""
    handle: str = ""
    other: str = ""
    other_grams: tuple[str, ...] = ()
    too_short: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        """The names of the fields that are set, apart from the text and its key."""
        return frozenset(kind for kind in _KINDS if getattr(self, kind))


_KINDS: Final = (
    "grams", "company_grams", "latin", "initials", "digits", "last_four", "email", "plate", "card",
    "id_number", "document",
)  # fmt: skip


def _phone_digits(text: str) -> str:
    digits = "".join(sign for sign in text if sign.isdigit())
    if text.startswith("+86"):
        return digits[2:]
    if digits.startswith("0086"):
        return digits[4:]
    if digits.startswith("86") and len(digits) >= 12:
        return digits[2:]
    # A landline is dialled with a trunk zero, which E.164 does not store. Of a short scrap the zero stays: it
    # may be the beginning of somebody's last four digits.
    return digits[1:] if digits.startswith("0") and len(digits) >= 7 else digits


def _handle(text: str) -> str:
    return text if _HANDLE.fullmatch(text) else ""


def parse_scrap(text: str) -> Scrap:
    """Read what was typed into the search box. Never fails; `too_short` where it would find everybody.

    The shortest scrap is one hanzi, two letters or three digits. More than 200 signs are cut.
    """
    shown = tidy(text[: SCRAP_LIMIT * 2])[:SCRAP_LIMIT]
    folded = fold(shown)
    key = fold_name(shown)
    if "@" in folded:
        email = folded.replace(" ", "")
        return Scrap(shown, key, email=email, too_short=len(email) < 3)

    runs = [] if folded.isascii() else _runs(key)
    grams: list[str] = []
    company_grams: list[str] = []
    for run in runs:
        pairs = [run[start : start + 2] for start in range(len(run) - 1)]
        grams += pairs or [run]
    other_grams = ["#" + run[start : start + 2] for run in runs for start in range(len(run) - 1)]
    for run in _runs(without_legal_form(key)) if runs else ():
        company_grams += ["@" + run[start : start + 2] for start in range(len(run) - 1)]

    plain = folded.translate(DIGIT_DASHES)
    digits = _phone_digits(plain) if plain and plain.isascii() and _PHONE_TEXT.fullmatch(plain) else ""
    words: tuple[str, ...] = ()
    if not any(sign.isdigit() for sign in folded):
        words = tuple(_LETTERS.findall(folded.replace("'", "")))
    latin = "".join(words)
    number = fold_number(plain)
    card = card_key(plain) if number and any(sign.isdigit() for sign in number) else ""
    if not _CARD.fullmatch(card) or len(card) < 3:
        card = ""
    plate = read_plate_scrap(plain)
    compact = plain.replace(" ", "")
    handle = _handle(shown)
    found = bool(grams or plate or card or handle) or len(latin) >= 2 or len(digits) >= 3
    return Scrap(
        shown,
        key,
        tuple(dict.fromkeys(grams)),
        tuple(dict.fromkeys(company_grams)),
        latin,
        words,
        latin if 2 <= len(latin) <= INITIALS_LIMIT and not grams else "",
        digits,
        compact.upper() if _LAST_FOUR.fullmatch(compact) else "",
        "",
        plate,
        card,
        current_number(number) if has_citizen_shape(number) else "",
        current_number(number) if card and 5 <= len(number) <= 20 else "",
        handle,
        other_key(shown),
        tuple(dict.fromkeys(other_grams)),
        too_short=not found and (not key or key.isascii()),
    )
