"""Words of what is asked and what is missing."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy, pgettext

from huitouke.web.guests.words import field_word

FIELD_WORDS = {
    "birthday": gettext_lazy("Birth date"),
    "document": gettext_lazy("Document"),
    "mobile": gettext_lazy("Mobile"),
}


def word_of(field: str) -> str:
    """The label of a field that may be required."""
    return str(FIELD_WORDS.get(field) or field_word(field))


def missing_words(missing: Iterable[str]) -> str:
    """What is missing as a list in the reader's language."""
    return pgettext("between items of a list", ", ").join(word_of(field) for field in missing)
