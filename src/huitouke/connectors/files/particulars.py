"""What few guests have, as texts of an export: in the reader's language, and so that an import reads them again."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import get_language

from huitouke.guests.choices import ContactPreference
from huitouke.guests.models import Guest
from huitouke.guests.values.budget import budget_text
from huitouke.guests.values.lexicon import CODE_TARGETS
from huitouke.guests.values.regions import region_words
from huitouke.hotels.queries import label_codes
from huitouke.kernel.custom_fields.queries import Field, list_fields
from huitouke.kernel.custom_fields.values import value_text

_TEXTS: Final = (
    "postcode", "home_address", "home_postcode", "work_address", "work_postcode", "occupation", "native_place",
    "family", "need", "usage", "vip_grade",
)  # fmt: skip
_REGIONS: Final = ("region", "home_region", "work_region")


class ParticularTexts:
    """The texts by column of one guest after another; the words of codes are read once."""

    def __init__(self) -> None:
        self._is_zh = (get_language() or "zh").startswith("zh")
        self._words = {target: label_codes(table) for target, table in CODE_TARGETS.items()}
        self._own = {field.code: field for field in list_fields("guest")}

    def __call__(self, guest: Guest) -> dict[str, list[str]]:
        values = {name: getattr(guest, name) for name in _TEXTS}
        # Regions stay in Chinese: their English words are not read again.
        values |= {name: region_words(getattr(guest, name)) for name in _REGIONS}
        values |= {
            target: words.get(getattr(guest, target), getattr(guest, target))
            for target, words in self._words.items()
        }
        values["contact_preference"] = (
            str(ContactPreference(guest.contact_preference).label) if guest.contact_preference else ""
        )
        values["budget"] = budget_text(guest.budget_min, guest.budget_max, guest.budget_currency)
        values["decision_maker"] = (
            "" if guest.is_decision_maker is None else self._yes_no(guest.is_decision_maker)
        )
        values["birthday_reminder"] = self._yes_no(False) if guest.is_birthday_muted else ""
        values["birthday_lead_days"] = value_text(guest.birthday_lead_days)
        values["stay_confidential"] = self._yes_no(True) if guest.is_stay_confidential else ""
        values["rate_confidential"] = self._yes_no(True) if guest.is_rate_confidential else ""
        for code, value in guest.custom.items():
            if code in self._own:
                values[f"custom:{code}"] = own_text(self._own[code], value, self._yes_no)
        return {column: [value] for column, value in values.items() if value}

    def _yes_no(self, value: bool) -> str:
        if self._is_zh:
            return "是" if value else "否"
        return "yes" if value else "no"


def own_text(field: Field, value: object, yes_no: Callable[[bool], str]) -> str:
    """A value of a field of the hotel's own in the reader's words."""
    if isinstance(value, bool):
        return yes_no(value)
    if field.kind in ("choice", "code"):
        return field.option_label(str(value))
    return value_text(value)
