"""What each kind of system holds of a person: the hotel's PMS, the member system, the booking sites."""

from __future__ import annotations

from collections.abc import Callable

from huitouke.demo.contacts import draw_landline, masked_email, qq_number, typed_mobile, virtual_number
from huitouke.demo.names import draw_given, surnames
from huitouke.demo.people import Person
from huitouke.demo.spellings import ota_form, traditional

Rnd = Callable[[], float]
Raw = dict[str, list[str]]


def pms_view(rnd: Rnd, person: Person) -> Raw:
    """What a branch's PMS holds: the registered paper for most, the wishes that its staff noted."""
    raw: Raw = {"external_id": [], "name": [person.name]}
    if person.kind not in ("mainland", "minority"):
        _write_foreign_name(rnd, person, raw)
    elif rnd() < 0.05:
        raw["latin_name"] = [f"{person.latin_family} {person.latin_given}".strip().upper()]
    if rnd() < 0.5 and person.form_of_address:
        raw["form_of_address"] = [person.form_of_address]
    chance = rnd()
    chinese = person.nationality == "CN"
    if chance < 0.96:
        raw["sex"] = [person.sex if not chinese else "男" if person.sex == "M" else "女"]
    if chance > 0.04:
        raw["nationality"] = [person.nationality]
    if rnd() < 0.66:
        target, number = person.document
        raw[target] = [number]
        raw["birth_date"] = [person.birth.iso]
    elif rnd() < 0.45:
        raw["birth_date"] = [person.birth.iso]
    if rnd() < 0.84:
        raw["mobile"] = [typed_mobile(person.mobile, rnd())]
    chance = rnd()
    if person.email and chance < (0.14 if chinese else 0.4):
        raw["email"] = [person.email]
    if person.company_name and rnd() < 0.7:
        raw["company"] = [person.company_name]
        position = person.position
        if position and rnd() < 0.6:
            raw["position"] = [position[1] if person.kind == "foreign" else position[0]]
        if person.office_phone:
            raw["office_phone"] = [person.office_phone]
    if chance > 0.62:
        raw["address"] = ["".join(person.address)]
    if person.home_phone:
        raw["home_phone"] = [person.home_phone]
    if person.plate and rnd() < 0.7:
        raw["plate"] = [person.plate]
    if person.wechat and rnd() < 0.35:
        raw["wechat"] = [person.wechat]
    if person.card and rnd() < 0.3:
        raw["card_number"] = [person.card]
    chance = rnd()
    if not chinese and chance < 0.7:
        raw["language"] = [person.language]
    if chance > 0.97 and chinese and person.email:
        _put_oddments(rnd, person, raw, chance)
    _put_wishes(person, raw, english=person.kind == "foreign" and rnd() < 0.4)
    return raw


def member_view(rnd: Rnd, person: Person) -> Raw:
    """What a guest filled in to become a member: reachable, with a card, few papers."""
    raw: Raw = {"external_id": [], "name": [person.name]}
    if person.kind not in ("mainland", "minority"):
        _write_foreign_name(rnd, person, raw)
    raw["sex"] = [person.sex]
    if rnd() < 0.9:
        raw["birth_date"] = [person.birth.iso]
    raw["nationality"] = [person.nationality]
    raw["language"] = [person.language]
    raw["mobile"] = [person.mobile]
    if person.email and rnd() < 0.6:
        raw["email"] = [person.email]
    if not person.card:
        person.card = f"8{person.code:08d}{person.code % 97 % 10}"
    raw["card_number"] = [person.card]
    if person.wechat:
        raw["wechat"] = [person.wechat]
    if person.kept_birthday:
        target, text = person.kept_birthday
        raw[target] = [text]
    if person.english and rnd() < 0.3:
        raw["extra:英文名"] = [person.english]
    if person.company_name and rnd() < 0.25:
        raw["company"] = [person.company_name]
    if rnd() < 0.3:
        raw["address"] = ["".join(person.address)]
    if person.plate and rnd() < 0.5:
        raw["plate"] = [person.plate]
    if person.preferences:
        raw["preference"] = [wish[0] for wish in person.preferences[:3]]
    return raw


def ota_view(rnd: Rnd, person: Person, system: str) -> Raw:
    """What a booking site passes on: a name, often nothing that reaches the guest."""
    raw: Raw = {"external_id": [], "name": [person.name]}
    if person.kind != "mainland" or system in ("booking", "agoda") or rnd() < 0.12:
        family, given = person.latin_family, person.latin_given
        raw["name"] = [ota_form(family, given, person.sex) if given else family.upper()]
    latin = person.latin_family.lower().replace(" ", "") if person.latin_family.isascii() else "guest"
    if system in ("booking", "expedia", "agoda"):
        raw["email"] = [masked_email(rnd, system, latin, person.code)]
        if rnd() < 0.5:
            raw["mobile"] = [person.mobile]
    else:
        chance = rnd()
        mobile = person.mobile
        if chance < 0.45:
            raw["mobile"] = [virtual_number(rnd)]
        elif chance < 0.6 and not mobile.startswith("+"):
            raw["mobile"] = [f"{mobile[:3]}****{mobile[7:]}"]
        else:
            raw["mobile"] = [mobile]
    if rnd() < 0.6:
        raw["nationality"] = [person.nationality]
    if rnd() < 0.25:
        english = system in ("booking", "expedia", "agoda")
        raw["note"] = [
            person.note[english] if person.note else ("High floor please" if english else "希望安排高楼层")
        ]
    raw["extra:渠道"] = [system]
    return raw


def _write_foreign_name(rnd: Rnd, person: Person, raw: Raw) -> None:
    latin = f"{person.latin_given} {person.latin_family}"
    if person.nationality in ("HK", "MO", "TW"):
        raw["name"] = [traditional(person.name) if rnd() < 0.6 else person.name]
        if rnd() < 0.6:
            raw["latin_name"] = [f"{person.latin_family} {person.latin_given}".upper()]
    elif person.nationality in ("JP", "KR", "RU", "SA", "AE", "EG", "SG", "MY"):
        if rnd() < (0.45 if person.nationality in ("JP", "KR") else 0.12):
            raw["latin_name"] = [latin]
        else:
            raw["name"] = [latin]
    if person.english and rnd() < 0.15:
        raw["extra:英文名"] = [person.english]


def _put_oddments(rnd: Rnd, person: Person, raw: Raw, chance: float) -> None:
    """What only a few archives hold: QQ, a fax, who sent the guest."""
    if chance > 0.985:
        raw["qq"] = [qq_number(person.code)]
    elif chance > 0.978 and person.company:
        raw["fax"] = [draw_landline(rnd, person.company.city)]
    else:
        sex = "M" if rnd() < 0.5 else "F"
        raw["referred_by"] = [surnames().draw(rnd()) + draw_given(rnd, sex, 2)]


def _put_wishes(person: Person, raw: Raw, *, english: bool) -> None:
    if person.preferences:
        raw["preference"] = [wish[english] for wish in person.preferences]
    if person.taboo:
        raw["taboo"] = [person.taboo[english]]
    if person.allergy:
        raw["allergy"] = [person.allergy[english]]
    if person.tag:
        raw["tag"] = [person.tag[english]]
    if person.note:
        raw["note"] = [person.note[english]]
    if person.kept_birthday:
        target, text = person.kept_birthday
        raw[target] = [text]
