"""Values of fields that an administrator added: what a kind takes, and how it is read, kept and written.

Kept in JSON: text, choice and code as text, number as an integer or a text of digits with its decimals, date as
ISO text, yes/no as true or false. Pure: what the database knows of a field is handed in as `CustomField`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

KINDS: Final = ("text", "number", "date", "choice", "code", "yes_no")
TEXT_LIMIT: Final = 500
_MOST: Final = Decimal(10) ** 15
_YES: Final = frozenset({"1", "1.0", "true", "yes", "y", "t", "是", "有", "对", "√", "✓", "on"})
_NO: Final = frozenset({"0", "0.0", "false", "no", "n", "f", "否", "没有", "不是", "×", "off"})
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,6})?")
PREFIX: Final = "custom:"
"""What a target of forms, files and histories begins with: `custom:<code>`."""


@dataclass(frozen=True, slots=True)
class CustomField:
    """One field as the reading of values needs it. `words` maps folded codes and labels to the codes that a
    choice or a code table offers."""

    code: str
    kind: str
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    is_searched: bool = False

    @property
    def target(self) -> str:
        return PREFIX + self.code

    def label_in(self, language: str) -> str:
        """The label in a language that begins with zh, else in English; the code where neither is given."""
        first, second = ("zh", "en") if language.startswith("zh") else ("en", "zh")
        return self.labels.get(first) or self.labels.get(second) or self.code


REFUSALS: Final = frozenset({
    "too_long_for_field", "number_unreadable", "date_unreadable", "yes_no_unreadable", "choice_unknown",
})  # fmt: skip
"""The codes of `ValueRefused`; a reader of days may bring codes of its own."""


class ValueRefused(ValueError):
    """A text that a field does not take. `code` names the issue, `data` fills its sentence."""

    def __init__(self, code: str, **data: str) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


def choice_key(text: str) -> str:
    """The form in which words of choices are compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign not in " _-")


def read_yes_no(text: str) -> bool:
    """Raises ValueRefused: yes_no_unreadable."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise ValueRefused("yes_no_unreadable")


def read_value(
    definition: CustomField, text: str, read_date: Callable[[str], date] = date.fromisoformat
) -> Any:
    """The value kept for a text. `read_date` may know more ways of writing a day than ISO; its ValueError counts
    as unreadable. Raises ValueRefused."""
    kind = definition.kind
    if kind == "text":
        if len(text) > TEXT_LIMIT:
            raise ValueRefused("too_long_for_field", limit=str(TEXT_LIMIT))
        return text
    if kind == "number":
        return _number(text)
    if kind == "date":
        try:
            return read_date(text).isoformat()
        except ValueError as error:
            raise ValueRefused(getattr(error, "code", "date_unreadable")) from error
    if kind == "yes_no":
        return read_yes_no(text)
    code = definition.words.get(choice_key(text))
    if code is None:
        raise ValueRefused("choice_unknown")
    return code


def _number(text: str) -> int | str:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        raise ValueRefused("number_unreadable")
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise ValueRefused("number_unreadable") from error
    if abs(value) > _MOST:
        raise ValueRefused("number_unreadable")
    if value == value.to_integral_value():
        return int(value)
    return f"{value.normalize():f}"


def value_text(value: Any) -> str:
    """A kept value as the text that `read_value` reads again; '' for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
