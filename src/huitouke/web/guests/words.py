"""Words for what a profile holds: countries, languages, gaps, birthdays, fields."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from huitouke.guests.today import BirthdayLine
from huitouke.guests.values.messages import field_name
from huitouke.hotels.standard_codes import country_names

MISSING: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "form_of_address": gettext_lazy("form of address or sex"),
    "contact": gettext_lazy("mobile or e-mail"),
    "document": gettext_lazy("document"),
    "birthday": gettext_lazy("birthday"),
    "nationality": gettext_lazy("nationality"),
    "address": gettext_lazy("address or company"),
    "preference": gettext_lazy("preferences"),
}
"""What an archive lacks, by the keys of `completeness.WEIGHTS`."""

MISSING_BOX = {
    "name": "id_name",
    "form_of_address": "id_form_of_address",
    "contact": "contacts",
    "document": "documents",
    "birthday": "id_birth_date",
    "nationality": "id_nationality",
    "address": "id_company",
    "preference": "preferences",
}
"""The place of the form where the gap is filled."""

LUNAR_MONTHS = "正二三四五六七八九十冬腊"
_HANZI_DIGITS = "一二三四五六七八九十"


def missing_words(missing: Iterable[str], most: int = 3) -> str:
    """The weightiest gaps in words."""
    words = [str(MISSING[key]) for key in missing]
    return pgettext("between items of a list", ", ").join(words[:most])


@lru_cache(maxsize=4)
def _locale(language: str) -> Locale:
    return Locale.parse("zh_Hans" if language.startswith("zh") else "en")


def language_now() -> str:
    return get_language() or "zh-hans"


def country_word(code: str) -> str:
    """A country in the reader's language; "" for none, the code itself where unknown."""
    return country_names(language_now()[:2]).get(code, code) if code else ""


def language_word(code: str) -> str:
    """A language in the reader's language."""
    return str(_locale(language_now()).languages.get(code, code)) if code else ""


def field_word(field: str) -> str:
    """The label of a field of a profile in the reader's language."""
    return field_name(field, language_now())


def weekday_word(day: date) -> str:
    """周一, in English Mon."""
    return (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )[day.weekday()]


def lunar_words(month: int, day: int, is_leap: bool = False) -> str:
    """农历八月十五, in English: lunar 8-15."""
    if not language_now().startswith("zh"):
        leap = " leap" if is_leap else ""
        return f"lunar{leap} {month}-{day}"
    if day <= 10:
        written = "初" + _HANZI_DIGITS[day - 1]
    elif day in (20, 30):
        written = ("二十", "三十")[day // 10 - 2]
    else:
        written = ("十", "廿")[day // 10 - 1] + _HANZI_DIGITS[day % 10 - 1]
    return f"农历{'闰' if is_leap else ''}{LUNAR_MONTHS[month - 1]}月{written}"


def birthday_words(each: BirthdayLine) -> str:
    """How old, and in which calendar: 满 36 岁 · 农历十月十四."""
    pieces = []
    if each.turning and 0 < each.turning < 130:
        pieces.append(_("turns %(age)s") % {"age": each.turning})
    if each.is_lunar:
        pieces.append(lunar_words(*each.lunar_month_day))
    return " · ".join(pieces)


def source_word(system: str) -> str:
    """Where a record comes from, as staff call it."""
    if system == "form":
        return _("Form of the guest")
    return _("Typed at the desk") if system == "desk" else system
