"""What changed on a guest, in words: codes by their labels, the hotel's own fields by their names."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from huitouke.guests.choices import ContactPreference, Sex
from huitouke.guests.values.birthdays import read_kept_birthday
from huitouke.guests.values.dates import DateRefused
from huitouke.guests.values.regions import region_words
from huitouke.hotels.queries import get_label
from huitouke.identity.histories import Change
from huitouke.kernel.custom_fields.queries import Field, list_fields
from huitouke.web.guests.facts import birthday_text
from huitouke.web.guests.words import country_word, field_word, language_now, language_word, source_word

_TABLES = frozenset({"heard_from", "choice_reason", "family_structure"})
"""Fields whose values are codes of the table of the same name."""
_REGIONS = frozenset({"region", "home_region", "work_region", "native_region"})


def change_lines(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Lines of a history as templates show them. One query for own fields, and one for each code, where there are
    any."""
    own = (
        {field.target: field for field in list_fields("guest", include_closed=True)}
        if any(change.field.startswith("custom:") for change in changes)
        else {}
    )
    known: dict[tuple[str, str], str] = {}

    def said(field: str, value: str) -> str:
        if (field, value) not in known:
            known[field, value] = value_words(field, value, own.get(field)) if value else ""
        return known[field, value]

    return [
        {
            "field": own[change.field].label if change.field in own else field_word(change.field),
            "old": said(change.field, change.old),
            "new": said(change.field, change.new),
            "who": change.who or _("system"),
            "at": change.at,
            "source": source_word(change.source),
            "reason": change.reason,
        }
        for change in changes
    ]


def value_words(field: str, value: str, own: Field | None) -> str:
    """A value of a field in words; as it stands where it is no code."""
    if own is not None and own.kind in ("choice", "code"):
        return own.option_label(value)
    if field == "kept_birthday":
        return _birthday(value)
    if value in ("yes", "no") and (own is None or own.kind == "yes_no"):
        return _("Yes") if value == "yes" else _("No")
    if field in _TABLES:
        return get_label(field, value)
    if field in _REGIONS:
        return region_words(value, language_now()) or value
    if field == "nationality":
        return country_word(value)
    if field == "language":
        return language_word(value)
    if field == "sex" and value in Sex.values:
        return str(Sex(value).label)
    if field == "contact_preference" and value in ContactPreference.values:
        return str(ContactPreference(value).label)
    return value


def _birthday(text: str) -> str:
    """A birthday kept; as it stands where its year is masked, or where a history tells a part of it."""
    try:
        return birthday_text(read_kept_birthday(text))
    except DateRefused:
        return text
