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
