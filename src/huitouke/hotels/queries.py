"""Reads of code tables."""

from huitouke.access.models import label_in_language
from huitouke.hotels.models import CodeEntry


def list_choices(table: str) -> list[tuple[str, str]]:
    """The codes that may still be chosen, as (code, words in the reader's language), in their order."""
    rows = CodeEntry.objects.filter(table=table, is_closed=False).order_by("sort", "code")
    return [(code, label_in_language(labels, code)) for code, labels in rows.values_list("code", "labels")]


def get_label(table: str, code: str) -> str:
    """The words of a code in the reader's language, also of a closed one; the code itself where unknown."""
    labels = CodeEntry.objects.filter(table=table, code=code).values_list("labels", flat=True).first()
    return label_in_language(labels or {}, code)


def list_tables() -> list[str]:
    """The names of the code tables."""
    return list(CodeEntry.objects.order_by("table").values_list("table", flat=True).distinct())


def read_table(table: str) -> list[tuple[str, dict[str, str], bool]]:
    """All codes of a table in their order, with their words by language and whether each is closed."""
    rows = CodeEntry.objects.filter(table=table).order_by("sort", "code")
    return list(rows.values_list("code", "labels", "is_closed"))


def label_codes(table: str) -> dict[str, str]:
    """The words of every code of a table in the reader's language, closed ones too."""
    rows = CodeEntry.objects.filter(table=table)
    return {code: label_in_language(labels, code) for code, labels in rows.values_list("code", "labels")}
