"""What every row with words and a code has to keep to."""

import re
from typing import Final

from django.utils.translation import gettext as _

LONGEST_WORDS: Final = 100
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
Problems = dict[str, list[str]]


def cleaned_labels(labels: dict[str, str], problems: Problems) -> dict[str, str]:
    """The words without blanks around them, languages without words left out. Asks for Chinese or English words."""
    cleaned = {name: " ".join(labels.get(name, "").split()) for name in ("zh", "en")}
    for name, text in cleaned.items():
        if len(text) > LONGEST_WORDS or not text.isprintable():
            problems[name] = [_("At most %(most)s signs, without control signs.") % {"most": LONGEST_WORDS}]
    if not any(cleaned.values()):
        problems["zh"] = [_("Write the words, in Chinese or in English.")]
    return {name: text for name, text in cleaned.items() if text}


def cleaned_code(code: str, problems: Problems) -> str:
    """A code of letters, digits, underline, dot and hyphen."""
    cleaned = code.strip()
    if not _CODE.fullmatch(cleaned):
        problems["code"] = [
            _("Write a code of up to 40 letters and digits, such as DLK or walk_in; no blanks.")
        ]
    return cleaned


def changed_fields(row: object, values: dict[str, object]) -> list[str]:
    """Names of the fields that take another value."""
    return [name for name, value in values.items() if getattr(row, name) != value]
