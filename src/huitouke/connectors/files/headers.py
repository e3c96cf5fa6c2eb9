"""What the columns of a file mean: recognised from their headings, settled by their cells."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from huitouke.connectors.files.header_words import (
    AMBIGUOUS,
    EXTRA_LABELS,
    FLAG_PREFIXES,
    FLAG_WORDS,
    GUEST_PREFIXES,
    HEADER_WORDS,
    SUFFIXES,
)
from huitouke.connectors.files.mapping import ColumnTarget, Mapping
from huitouke.connectors.files.targets import EXTRA, FLAG, SCALAR_TARGETS

_NOTES: Final = re.compile(r"[(\[{【〔《<「](.*?)[)\]}】〕》>」]")
_SIGNS: Final = re.compile(r"[\W_]+")
_PIECES: Final = re.compile(
    r"[/|\\\n;、,·]+|(?<=[\u3400-\u9fff])\s+(?=[A-Za-z])|(?<=[A-Za-z.])\s*(?=[\u3400-\u9fff])"
)
_MIXED: Final = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u3400-\u9fff])")

_ID_CARD: Final = re.compile(r"\d{17}[\dXx]")
_MOBILE: Final = re.compile(r"(?:\+?86[- ]?|0086)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}")
_EMAIL: Final = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]{2,}")
_DIGEST: Final = re.compile(r"(?:0[xX])?(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
_WITHOUT_YEAR: Final = re.compile(r"-{0,2}\d{1,2}(?:[-/.月]|月)\d{1,2}日?|--\d{4}")
_ADDRESSED: Final = re.compile(
    r"(?:mr|mrs|ms|miss|dr|prof|sir|madam|mx|herr|frau|m|mme|先生|女士|小姐|太太|夫人|博士|教授)\.?",
    re.IGNORECASE,
)
_YES_NO: Final = frozenset(
    (
        "0",
        "1",
        "0.0",
        "1.0",
        "true",
        "false",
        "yes",
        "no",
        "y",
        "n",
        "t",
        "f",
        "是",
        "否",
        "有",
        "无",
        "√",
        "×",
        "x",
        "✓",
    )
)


class Recognised(NamedTuple):
    """A target that a heading stands for. `confidence` is 0 to 1."""

    target: str
    confidence: float
    reason: str


def key_of(heading: str) -> str:
    """A heading as the tables of words spell it: full-width folded, small letters, no blanks, signs or
    accents."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", heading)).casefold()
    return _SIGNS.sub("", "".join(sign for sign in folded if not unicodedata.combining(sign)))


@lru_cache(maxsize=4096)
def recognise(heading: str) -> Recognised | None:
    """The target of a heading by its words alone, or None.

    Tried in turn: the whole; the note in brackets before the rest ("电话（家庭）" is 家庭电话); the whole
    without its note, its guest prefix or its suffix; its pieces from the last ("联系方式/手机", "姓名
    Name")."""
    text = unicodedata.normalize("NFKC", heading).strip(" *:\ufeff\u200b")
    if found := _word(key_of(text)):
        return Recognised(found, 1.0, "heading")
    notes = [note for note in _NOTES.findall(text) if key_of(note)]
    bare = _NOTES.sub(" ", text)
    key = key_of(bare)
    for note in notes:
        if found := _word(key_of(note) + key) or _word(key + key_of(note)):
            return Recognised(found, 0.95, "heading with its note")
    if found := _word(key):
        return Recognised(found, 0.95 if notes else 1.0, "heading without its note")
    for shorter in _shortened(key):
        if found := _word(shorter):
            return Recognised(found, 0.9, "heading without a common prefix or suffix")
    pieces = [piece for part in _PIECES.split(bare) for piece in _MIXED.split(part) if key_of(piece)]
    for piece in [*reversed(pieces), *notes] if len(pieces) > 1 or notes else []:
        found = _word(key_of(piece)) or next(filter(None, map(_word, _shortened(key_of(piece)))), None)
        if found:
            return Recognised(found, 0.8, "part of the heading")
    return None


def label_of(column: str) -> tuple[str, str]:
    """How to show a column that stays with the record: (Chinese, English); unknown ones as written."""
    return EXTRA_LABELS.get(key_of(column), (column, column))


def looks_like_guest(cells: Sequence[str]) -> bool:
    """Whether a row holds what only a guest's row holds: a mobile, an identity number or an e-mail
    address."""
    return any(
        _MOBILE.fullmatch(cell) or _ID_CARD.fullmatch(cell) or _EMAIL.fullmatch(cell)
        for cell in map(str.strip, cells)
    )


def _word(key: str) -> str | None:
    ambiguous = AMBIGUOUS.get(key)
    return ambiguous[0] if ambiguous else HEADER_WORDS.get(key)


def _shortened(key: str) -> list[str]:
    shorter = [key[len(prefix) :] for prefix in GUEST_PREFIXES if key.startswith(prefix)]
    shorter += [
        word[: -len(suffix)] for word in (key, *shorter) for suffix in SUFFIXES if word.endswith(suffix)
    ]
    shorter += [word.rstrip("0123456789") for word in (key, *shorter) if word[-1:].isdigit()]
    return [word for word in shorter if len(word) > 1]


def propose_mapping(columns: Sequence[str], sample_rows: Sequence[Sequence[str]]) -> Mapping:
    """What each column of a file means, by heading and by the cells of `sample_rows` (rows × columns, some
    200).

    A scalar target goes to the column most surely recognised, the first among equals; further columns of it
    and columns not recognised become `extra:<column>`."""
    cells = [_filled(sample_rows, place) for place in range(len(columns))]
    found = [_propose(column, cells[place], columns) for place, column in enumerate(columns)]
    _settle_birthdays(found, cells)
    _settle_ids(columns, found)
    holders: dict[str, int] = {}
    for place, one in enumerate(found):
        if one.target in SCALAR_TARGETS:
            holder = holders.get(one.target)
            if holder is None or one.confidence > found[holder].confidence:
                holders[one.target] = place
    chosen = []
    for place, (column, one) in enumerate(zip(columns, found, strict=True)):
        if holders.get(one.target, place) != place:
            taken = columns[holders[one.target]]
            one = Recognised(EXTRA + column, 0.5, f"{one.target} is taken by {taken}")
        chosen.append(ColumnTarget(column, *one))
    return Mapping(tuple(chosen))


def _filled(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [cell for row in rows if place < len(row) and (cell := row[place].strip())]


def _share(cells: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for cell in cells if test(cell)) / len(cells) if cells else 0.0


def _propose(column: str, cells: list[str], columns: Sequence[str]) -> Recognised:
    heading = re.sub(r" \(\d+\)$", "", column)
    key = key_of(heading)
    if flag := _flag(heading, cells):
        return flag
    if key in EXTRA_LABELS:
        return Recognised(EXTRA + column, 1.0, "kept with the record")
    known = recognise(heading)
    if known is None:
        return _by_cells(column, cells)
    return _settled(known, key, cells, columns)


def _flag(heading: str, cells: list[str]) -> Recognised | None:
    """A column that says yes or no to one wish: SRHighFloor, 高楼层, 客房喜好/靠窗."""
    group, _, leaf = heading.rpartition("/")
    if cells and _share(cells, lambda cell: cell.casefold() in _YES_NO) < 0.9:
        return None
    for key in (key_of(heading), key_of(leaf)):
        fitting = [
            prefix for prefix in FLAG_PREFIXES if key.startswith(prefix) and key[len(prefix) :] in FLAG_WORDS
        ]
        bare = key[len(fitting[0]) :] if fitting else key
        if bare in FLAG_WORDS:
            return Recognised(
                FLAG + FLAG_WORDS[bare], 1.0 if fitting else 0.9, "yes/no column of a known wish"
            )
    if cells and group and leaf and (above := recognise(group)) and above.target == "preference":
        return Recognised(FLAG + leaf, 0.7, "yes/no column under preferences")
    return None


def _by_cells(column: str, cells: list[str]) -> Recognised:
    if len(cells) >= 3:
        for target, pattern in (("id_card", _ID_CARD), ("mobile", _MOBILE), ("email", _EMAIL)):
            if _share(cells, pattern.fullmatch) >= 0.8:
                return Recognised(target, 0.6, "cells")
    return Recognised(EXTRA + column, 0.0, "not recognised")


def _settled(known: Recognised, key: str, cells: list[str], columns: Sequence[str]) -> Recognised:
    """The recognised target, moved where the cells say otherwise."""
    target = known.target
    digests = _share(cells, _DIGEST.fullmatch) >= 0.8
    if digests and target in {"name", "latin_name"}:
        return Recognised("name_hash", 0.9, "heading and cells (digests)")
    if digests and target in {"document_number", "id_card", "passport"}:
        return Recognised("document_hash", 0.9, "heading and cells (digests)")
    id_cards = _share(cells, _ID_CARD.fullmatch) >= 0.8
    if id_cards and target == "external_id":
        return Recognised("id_card", 0.8, "heading and cells (identity numbers)")
    if id_cards and target == "document_number" and not _has(columns, "document_type"):
        return Recognised("id_card", 0.8, "heading and cells (identity numbers)")
    if target == "phone" and _share(cells, _MOBILE.fullmatch) >= 0.8:
        return Recognised("mobile", known.confidence, "heading and cells (mobiles)")
    if key in AMBIGUOUS:
        return _settled_title(AMBIGUOUS[key], cells, columns)
    return known


def _settled_title(choices: tuple[str, ...], cells: list[str], columns: Sequence[str]) -> Recognised:
    addressed = _share(cells, _ADDRESSED.fullmatch)
    if addressed >= 0.6:
        return Recognised("form_of_address", 0.9, "heading and cells (forms of address)")
    if cells and addressed < 0.2:
        return Recognised("position", 0.7, "heading and cells (no form of address)")
    target = choices[0] if not _has(columns, choices[0]) else choices[1]
    return Recognised(target, 0.6, "heading")


def _has(columns: Sequence[str], target: str) -> bool:
    """Whether another, unambiguous heading of the file stands for `target`."""
    return any(
        (known := recognise(column)) is not None
        and known.target == target
        and key_of(column) not in AMBIGUOUS
        for column in columns
    )


def _settle_birthdays(found: list[Recognised], cells: list[list[str]]) -> None:
    """生日 alone is the birth date; beside a birth date, or without years, it is the day that is kept."""
    has_date = any(one.target == "birth_date" for one in found)
    for place, one in enumerate(found):
        without_year = _share(cells[place], _WITHOUT_YEAR.fullmatch) >= 0.5
        if one.target == "kept_birthday" and not has_date and not without_year:
            found[place] = Recognised("birth_date", 0.8, "heading and cells (dates with years)")
            has_date = True
        elif one.target == "birth_date" and without_year:
            found[place] = Recognised("kept_birthday", 0.8, "heading and cells (dates without years)")


def _settle_ids(columns: Sequence[str], found: list[Recognised]) -> None:
    """A member's number tells records apart where the file has no other number; beside one it is a card
    number."""
    members = [place for place, column in enumerate(columns) if _MEMBER.search(key_of(column))]
    ids = [place for place, one in enumerate(found) if one.target == "external_id"]
    if any(place not in members for place in ids):
        for place in ids:
            if place in members:
                found[place] = Recognised("card_number", 0.9, "a member's number beside another id")


_MEMBER: Final = re.compile(r"^(?:会员|member)")
