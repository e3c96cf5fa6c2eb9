"""What few guests have, as texts of an export: in the reader's language, and so that an import reads them again."""

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
            "" if guest.is_decision_maker is None else yes_no_word(guest.is_decision_maker)
        )
        values["birthday_reminder"] = yes_no_word(False) if guest.is_birthday_muted else ""
        values["birthday_lead_days"] = value_text(guest.birthday_lead_days)
        values["stay_confidential"] = yes_no_word(True) if guest.is_stay_confidential else ""
        values["rate_confidential"] = yes_no_word(True) if guest.is_rate_confidential else ""
        for code, value in guest.custom.items():
            if code in self._own:
                values[f"custom:{code}"] = own_text(self._own[code], value)
        return {column: [value] for column, value in values.items() if value}


def yes_no_word(value: bool) -> str:
    """是 or 否, in English yes or no."""
    if (get_language() or "zh").startswith("zh"):
        return "是" if value else "否"
    return "yes" if value else "no"


def own_text(field: Field, value: object) -> str:
    """A value of a field of the hotel's own in the reader's words; '' for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no_word(value)
    if field.kind in ("choice", "code"):
        return field.option_label(str(value))
    return value_text(value)
