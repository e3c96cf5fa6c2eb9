"""Reads of definitions, as forms, files, exports, conditions and the API need them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from huitouke.kernel.custom_fields.values import CustomField, choice_key
from huitouke.kernel.models import CustomFieldDefinition

Codes = Sequence[tuple[str, Mapping[str, str], bool]]
"""Codes with their words by language, and whether each is closed."""


@dataclass(slots=True)
class CodeTables:
    """Where the codes of a table come from: the context that keeps the tables sets both at start."""

    names: Callable[[], Sequence[str]] = field(default=lambda: ())
    read: Callable[[str], Codes] = field(default=lambda _table: ())


code_tables = CodeTables()


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One thing to choose, with its words by language."""

    code: str
    labels: Mapping[str, str]
    is_closed: bool = False

    def label_in(self, language: str) -> str:
        first, second = ("zh", "en") if language.startswith("zh") else ("en", "zh")
        return self.labels.get(first) or self.labels.get(second) or self.code


@dataclass(frozen=True, slots=True)
class Field:
    """A field as screens and conditions need it."""

    code: str
    kind: str
    labels: Mapping[str, str]
    help: Mapping[str, str]
    options: tuple[FieldOption, ...]
    is_required: bool
    is_searched: bool
    is_closed: bool

    @property
    def target(self) -> str:
        return f"custom:{self.code}"

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.definition.label_in(get_language() or "zh")

    @property
    def help_text(self) -> str:
        language = "zh" if (get_language() or "zh").startswith("zh") else "en"
        return self.help.get(language, "")

    @property
    def definition(self) -> CustomField:
        """The field as the reading of values needs it."""
        words: dict[str, str] = {}
        for option in self.options:
            words[choice_key(option.code)] = option.code
        for option in self.options:
            for label in option.labels.values():
                words.setdefault(choice_key(label), option.code)
        return CustomField(self.code, self.kind, dict(self.labels), words, self.is_searched)

    def option_label(self, code: str) -> str:
        """The words of a choice in the reader's language, also of a closed one."""
        language = get_language() or "zh"
        return next((each.label_in(language) for each in self.options if each.code == code), code)


def list_fields(subject: str, *, include_closed: bool = False) -> list[Field]:
    """The fields of a subject in their order. One query, and one more for each code table that they use."""
    rows = CustomFieldDefinition.objects.filter(subject=subject)
    if not include_closed:
        rows = rows.filter(is_closed=False)
    return [field_of(row) for row in rows.order_by("sort", "code")]


def field_of(row: CustomFieldDefinition) -> Field:
    """A stored definition with what it offers."""
    options: list[FieldOption] = []
    if row.kind == "choice":
        options = [
            FieldOption(each["code"], each.get("labels", {}), bool(each.get("is_closed")))
            for each in row.choices
        ]
    elif row.kind == "code":
        options = [
            FieldOption(code, labels, closed) for code, labels, closed in code_tables.read(row.code_table)
        ]
    return Field(
        code=row.code,
        kind=row.kind,
        labels=row.labels,
        help=row.help,
        options=tuple(options),
        is_required=row.is_required,
        is_searched=row.is_searched,
        is_closed=row.is_closed,
    )
