"""What the reading of values must be told of this hotel: the codes of its tables, and its own fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from huitouke.guests.values.folding import fold
from huitouke.hotels.standard_codes import GUEST_TABLES
from huitouke.kernel.custom_fields.values import CustomField

CODE_TARGETS: Final = {
    "heard_from": "heard_from",
    "choice_reason": "choice_reason",
    "family_structure": "family_structure",
}
"""Targets whose value is a code of a table that a hotel may add to."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """By table: folded words and codes to codes. `custom` holds the fields that an administrator added, by code.
    `currency` is that of amounts without a sign. May be sent to another process."""

    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    custom: Mapping[str, CustomField] = field(default_factory=dict)
    currency: str = "CNY"

    def code_of(self, table: str, text: str) -> str:
        """The code that a text names, by itself or in words; '' for none."""
        return self.codes.get(table, {}).get(word_key(text), "")


def word_key(text: str) -> str:
    """The form in which words of codes are compared."""
    return fold(text).replace(" ", "").replace("_", "").replace("-", "")


def codes_by_word(entries: Iterable[tuple[str, str, Mapping[str, str]]]) -> dict[str, dict[str, str]]:
    """(table, code, labels by language) as the tables of a lexicon; the first code of a word keeps it."""
    tables: dict[str, dict[str, str]] = {}
    rows = list(entries)
    for table, code, _labels in rows:
        tables.setdefault(table, {})[word_key(code)] = code
    for table, code, labels in rows:
        for label in labels.values():
            tables[table].setdefault(word_key(label), code)
    return tables


@cache
def standard_lexicon() -> Lexicon:
    """The codes that come with Huitouke, and no fields of one's own: for reading without a database."""
    return Lexicon(
        codes_by_word(
            (table, code, {"zh": zh, "en": en})
            for table, codes in GUEST_TABLES.items()
            for code, zh, en in codes
        )
    )
