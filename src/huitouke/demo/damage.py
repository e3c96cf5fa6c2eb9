"""What goes wrong between one record of a person and the next: the name, the dates, the ways to reach.

Functions change a raw record in place and give the name of what they did, or '' where it could not be done.
"""

from __future__ import annotations

from collections.abc import Callable

from huitouke.demo.companies import companies
from huitouke.demo.contacts import draw_foreign_mobile, draw_mobile
from huitouke.demo.curves import Curve
from huitouke.demo.foreign_names import plain_letters
from huitouke.demo.people import Person
from huitouke.demo.positions import western_address
from huitouke.demo.regional_names import draw_english
from huitouke.demo.spellings import (
    NICKNAMES,
    ota_form,
    pinyin_form,
    same_shape,
    same_sound,
    slip_of_keys,
    traditional,
)

Rnd = Callable[[], float]
Raw = dict[str, list[str]]

HARD_KEYS = (
    "mobile", "home_phone", "office_phone", "phone", "email", "id_card", "passport", "hkmo_permit",
    "taiwan_permit",
    "residence_permit", "foreign_id", "card_number",
)  # fmt: skip
"""What can tell by itself that two records are one person (or one household)."""

_CHINESE_NAMES = Curve.of([
    ("same", 53.0), ("pinyin", 18.0), ("typo_sound", 9.0), ("typo_shape", 5.0), ("western_order", 4.0),
    ("english_name", 4.0), ("traditional", 4.0), ("blank", 3.0),
])  # fmt: skip
_LATIN_NAMES = Curve.of([
    ("same", 34.0), ("capitals", 10.0), ("typo_latin", 14.0), ("nickname", 16.0), ("swapped_order", 8.0),
    ("ota_form", 8.0),
    ("no_diacritics", 5.0), ("initial", 5.0),
])  # fmt: skip


def _latin_only(person: Person, raw: Raw, name: str) -> None:
    """A desk that writes the name in Latin letters addresses the guest in them too."""
    raw.pop("latin_name", None)
    raw["name"] = [name]
    if "form_of_address" in raw:
        raw["form_of_address"] = [western_address(person.latin_family, "", person.sex)]


def damage_name(rnd: Rnd, person: Person, raw: Raw) -> str:
    """Write the name anew in one of the ways that desks, files and guests do."""
    if person.kind == "foreign":
        return _damage_latin_name(rnd, person, raw)
    kind = _CHINESE_NAMES.draw(rnd())
    family, given = person.latin_family, person.latin_given
    if kind == "same":
        return ""
    if kind == "pinyin" or (person.kind == "minority" and kind != "blank"):
        _latin_only(person, raw, pinyin_form(rnd(), family, given, person.sex))
        return "pinyin"
    if kind == "western_order":
        _latin_only(person, raw, f"{given} {family}")
        return "western_order"
    if kind == "english_name":
        if not person.english:
            person.english = draw_english(rnd, person.sex)
        _latin_only(person, raw, f"{person.english} {family}")
        return "english_name"
    if kind == "traditional":
        turned = traditional(person.name)
        if turned == raw["name"][0]:
            return ""
        raw["name"] = [turned]
        return "traditional"
    if kind == "blank":
        raw["name"] = (
            [f"{person.family} {person.given}"]
            if person.kind != "minority"
            else [person.name.replace("·", "•")]
        )
        return "blank"
    wrong = same_sound(rnd, person.given) if kind == "typo_sound" else same_shape(rnd, person.given)
    if not wrong:
        return ""
    raw["name"] = [person.family + wrong]
    raw.pop("latin_name", None)
    return kind


def _damage_latin_name(rnd: Rnd, person: Person, raw: Raw) -> str:
    kind = _LATIN_NAMES.draw(rnd())
    family, given = person.latin_family, person.latin_given
    first = given.split(" ")[0]
    written = ""
    if kind == "capitals":
        written = f"{given} {family}".upper()
    elif kind == "typo_latin":
        slipped = slip_of_keys(rnd, family) if rnd() < 0.6 else ""
        written = f"{given} {slipped}" if slipped else f"{slip_of_keys(rnd, given) or given.lower()} {family}"
    elif kind == "nickname" and first in NICKNAMES:
        written = f"{NICKNAMES[first]} {family}"
    elif kind == "swapped_order":
        written = f"{family} {given}"
    elif kind == "ota_form":
        written = ota_form(plain_letters(family), plain_letters(given), person.sex)
    elif kind == "no_diacritics" and not f"{given}{family}".isascii():
        written = plain_letters(f"{given} {family}")
    elif kind == "initial" and " " in given:
        written = f"{first} {family}"
    if not written or [written] == raw["name"]:
        return ""
    _latin_only(person, raw, written)
    return kind


def swap_day_and_month(raw: Raw) -> str:
    """1985-03-12 -> 1985-12-03, where the day could be a month."""
    born = raw.get("birth_date")
    if not born:
        return ""
    year, month, day = born[0].split("-")
    if int(day) > 12 or day == month:
        return ""
    raw["birth_date"] = [f"{year}-{day}-{month}"]
    return "swapped_day_month"


def slip_birth_year(rnd: Rnd, raw: Raw) -> str:
    """One digit of the year of birth wrong: the last by one, or the decade."""
    born = raw.get("birth_date")
    if not born or born[0][5:] == "02-29":
        return ""
    year = int(born[0][:4])
    year += (-1, 1, -10)[int(rnd() * 3)]
    if year % 10 == 0 and rnd() < 0.5:
        year -= 1
    raw["birth_date"] = [f"{year}{born[0][4:]}"]
    return "birth_year_digit"


def change_phone(rnd: Rnd, person: Person, raw: Raw) -> str:
    """Another mobile: people change them every few years."""
    chinese = person.nationality == "CN" or rnd() < 0.25
    raw["mobile"] = [draw_mobile(rnd) if chinese else draw_foreign_mobile(rnd, person.nationality)]
    return "changed_phone"


def change_email(rnd: Rnd, person: Person, raw: Raw) -> str:
    """Another address of the same guest, with nothing of the first one in it."""
    if not person.email:
        return ""
    code = person.code * 13 % 9_999_991
    site = ("163.com", "outlook.com", "126.com", "sina.com")[int(rnd() * 4)]
    raw["email"] = [f"{person.latin_family[:1].lower()}{'mf'[person.sex == 'F']}{code:07d}@{site}"]
    return "changed_email"


def alias_email(rnd: Rnd, raw: Raw) -> str:
    """The same mail box written another way: a plus tag, dots in a Gmail name, capitals."""
    found = raw.get("email")
    if not found:
        return ""
    local, _, site = found[0].partition("@")
    if site == "gmail.com" and "." in local:
        raw["email"] = [f"{local.replace('.', '')}@gmail.com"]
    elif site in ("gmail.com", "outlook.com"):
        raw["email"] = [f"{local}+hotel@{site}"]
    else:
        raw["email"] = [found[0].upper() if rnd() < 0.5 else f"{local.capitalize()}@{site}"]
    return "email_alias"


def old_company(rnd: Rnd, person: Person, raw: Raw) -> str:
    """The employer before; the position and the work phone went with it."""
    if "company" not in raw:
        return ""
    former = companies().draw(rnd())
    raw["company"] = [former.en if person.kind == "foreign" else former.zh]
    raw.pop("position", None)
    raw.pop("office_phone", None)
    return "old_company"


def short_company(person: Person, raw: Raw) -> str:
    """The employer as people say it."""
    if "company" not in raw or person.company is None or person.kind == "foreign":
        return ""
    raw["company"] = [person.company.short]
    return "short_company"


def short_address(person: Person, raw: Raw) -> str:
    """The address without house and room, or without the city."""
    if "address" not in raw:
        return ""
    place, road, house = person.address
    raw["address"] = [
        f"{road}{house}" if person.kind != "foreign" and person.number % 2 else f"{place}{road}"
    ]
    return "short_address"
