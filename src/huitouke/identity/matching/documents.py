"""Identity papers as matching compares them: numbers kept for life, and numbers that are renewed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from huitouke.guests.values.documents import (
    KINDS,
    DocumentRefused,
    fold_number,
    guess_kind,
    has_citizen_shape,
    read_citizen_id,
    read_document,
    read_document_kind,
)

TEXT_LIMIT: Final = 100
_ASIDE = re.compile(r"[(（].*")
_LIFELONG_SIGNS: Final = {"hkmo_permit": 9, "taiwan_permit": 8}


class Papers(NamedTuple):
    """Tokens `kind:value`. `lifelong` holds what is kept for life, `renewed` what a new paper changes; birth date and
    sex ('male', 'female' or '') are those that a citizen ID tells."""

    lifelong: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    birth_date: date | None = None
    sex: str = ""


def papers_of(told: Iterable[tuple[str, str]]) -> Papers:
    """The papers of (kind or '', number) as told. Left out: masked numbers, those that fail the check digit or the
    shape of their kind, and kinds that no rule knows.

    Kept for life are citizen IDs, residence permits and foreigners' cards of 18 signs, the first 8 signs of a Taiwan
    permit and the first 9 of a Hong Kong or Macau permit: what follows counts the renewals.
    """
    lifelong: dict[str, None] = {}
    renewed: dict[str, None] = {}
    born: date | None = None
    sex = ""
    for told_kind, text in told:
        number = fold_number(_ASIDE.sub("", text[:TEXT_LIMIT]))
        if not number or "*" in text:
            continue
        kind = told_kind if told_kind in KINDS else read_document_kind(told_kind) if told_kind else ""
        if not kind or kind == "other":
            kind = guess_kind(number)
        if has_citizen_shape(number) and kind in ("id_card", "residence_permit", "foreign_id"):
            try:
                # No clock here: a birth in the future is refused where the paper is typed in.
                paper = read_citizen_id(number, today=date.max)
            except DocumentRefused:
                continue
            lifelong[f"{paper.kind}:{paper.number}"] = None
            if born is None:
                born, sex = paper.birth_date, paper.sex
            continue
        if kind in ("id_card", "other"):
            continue
        try:
            document = read_document(kind, number)
        except DocumentRefused:
            continue
        signs = _LIFELONG_SIGNS.get(kind)
        if signs:
            lifelong[f"{kind}:{document.number.removeprefix('T')[:signs]}"] = None
        else:
            renewed[f"{kind}:{document.number}"] = None
    return Papers(tuple(lifelong), tuple(renewed), born, sex)
