"""A single field as the text that a form or a save tells it by: what is compared, shown as told, and set again."""

from typing import Any, Final

from huitouke.guests.differences import BIRTHDAY_COLUMNS, CUSTOM, TARGET_COLUMNS
from huitouke.guests.values.budget import budget_text
from huitouke.kernel.custom_fields.values import value_text

_FLAGS: Final = {"stay_confidential": "is_stay_confidential", "rate_confidential": "is_rate_confidential"}

TEXT_TARGETS: Final = tuple(target for target in TARGET_COLUMNS if target != "follow_up")
"""Single fields that are told by a text alone; who follows a guest up is a colleague."""


def field_text(holder: Any, target: str) -> str:
    """What a stored or prepared guest has in a single field of `TEXT_TARGETS` or of the hotel's own; "" for nothing.
    Reading it again gives the same value."""
    if target.startswith(CUSTOM):
        return value_text(holder.custom.get(target.removeprefix(CUSTOM)))
    if target == "birth_date":
        return holder.birth_date.isoformat() if holder.birth_date else ""
    if target == "kept_birthday":
        return _birthday(holder)
    if target == "budget":
        return budget_text(holder.budget_min, holder.budget_max, holder.budget_currency)
    if target == "birthday_reminder":
        return "no" if holder.is_birthday_muted else ""
    if target in _FLAGS:
        return "yes" if getattr(holder, _FLAGS[target]) else ""
    return value_text(getattr(holder, TARGET_COLUMNS[target][0]))


def _birthday(holder: Any) -> str:
    calendar, year, month, day, is_leap = (getattr(holder, column) for column in BIRTHDAY_COLUMNS)
    if not calendar or not month or not day:
        return ""
    leap = "闰" if is_leap else ""
    return f"{'农历' if calendar == 'lunar' else '公历'}{f'{year}-' if year else ''}{leap}{month}-{day}"
