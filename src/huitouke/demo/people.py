"""A make-believe person, and how one is drawn.

A person is the truth behind one to four source records: who it is, papers, ways to reach, employer, wishes.
Nothing here decides what a record shows or gets wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from huitouke.demo.companies import Company, abroad_company, companies
from huitouke.demo.contacts import (
    draw_email,
    draw_foreign_mobile,
    draw_landline,
    draw_mobile,
    draw_plate,
    own_code,
    wechat_id,
)
from huitouke.demo.curves import Curve
from huitouke.demo.documents import (
    RESIDENCE_COUNTY,
    Birth,
    citizen_id,
    draw_birth,
    draw_home_permit,
    draw_passport,
    draw_sequence,
    foreign_card,
)
from huitouke.demo.foreign_names import LANGUAGE, NATIONALITIES, draw_foreign, plain_letters
from huitouke.demo.names import (
    draw_given,
    draw_minority,
    generation_of,
    latin_given,
    surname_readings,
    surnames,
)
from huitouke.demo.places import City, cities, cities_of_province, counties, draw_address
from huitouke.demo.positions import Position, chinese_address, positions, western_address
from huitouke.demo.regional_names import draw_english, draw_regional
from huitouke.demo.wishes import (
    WISHED_SHARE,
    Wish,
    draw_allergy,
    draw_note,
    draw_preferences,
    draw_taboo,
    draw_tag,
)

Rnd = Callable[[], float]

KINDS = Curve.of([
    ("mainland", 84.5), ("minority", 1.6), ("hongkong", 2.2), ("taiwan", 1.4), ("macau", 0.3),
    ("foreign", 10.0),
])  # fmt: skip
"""Who stays: every tenth guest from abroad."""

REGION_NATIONALITY = {"hongkong": "HK", "macau": "MO", "taiwan": "TW"}
COMPANY_SHARE = 0.42
_CHILD = 16
"""Below this many years a guest has no mail box, no card and no wishes of its own."""
LUNAR_SHARE = 0.12
"""Of the birthdays that are kept, how many follow the lunar calendar."""

_LUNAR_MONTHS = "正二三四五六七八九十冬腊"
_DAY_TENS, _DIGITS = ("初", "十", "廿"), "一二三四五六七八九十"


@dataclass(slots=True)
class Person:
    """The truth. `name` is native (hanzi, kanji, hangul, Cyrillic or Latin), `latin_*` as in the passport.

    `family` and `given` are hanzi, simplified; both empty for guests whose name has no Chinese parts.
    `document` is (target, number). `shared` is (target, number) of a telephone that belongs to others too.
    """

    number: int
    kind: str
    sex: str
    nationality: str
    language: str
    family: str
    given: str
    name: str
    latin_family: str
    latin_given: str
    birth: Birth
    county: str
    city: City
    mobile: str
    email: str
    document: tuple[str, str]
    address: tuple[str, str, str]
    company: Company | None = None
    company_name: str = ""
    position: Position | None = None
    form_of_address: str = ""
    home_phone: str = ""
    office_phone: str = ""
    wechat: str = ""
    card: str = ""
    plate: str = ""
    english: str = ""
    preferences: tuple[Wish, ...] = ()
    taboo: Wish | None = None
    allergy: Wish | None = None
    tag: Wish | None = None
    note: Wish | None = None
    kept_birthday: tuple[str, str] | None = None
    shared: tuple[str, str] | None = None
    trap: str = ""

    @property
    def code(self) -> int:
        return own_code(self.number)

    @property
    def is_chinese(self) -> bool:
        return bool(self.family)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must hold of a person to be drawn; empty or None leaves it to chance."""

    kind: str = ""
    nationality: str = ""
    sex: str = ""
    family: str = ""
    given: str = ""
    latin: tuple[str, str] | None = None
    birth: Birth | None = None
    home: tuple[str, City, tuple[str, str, str]] | None = None
    company: Company | None = None
    position: Position | None = None


ANYBODY = Wanted()
_STREETS_ABROAD = (
    "Main Street", "High Street", "Park Avenue", "Station Road", "Church Lane", "Mill Road", "King Street",
    "Oak Drive",
    "Victoria Road", "Garden Street", "Lake View", "Hill Street", "River Road", "Market Street",
)  # fmt: skip
_TOWNS_ABROAD = {
    "US": ("Seattle, WA", "Chicago, IL", "Austin, TX", "Boston, MA", "San Jose, CA"), "GB": ("London",
    "Leeds", "Bristol"),
    "JP": ("Tokyo", "Osaka", "Nagoya", "Fukuoka"), "KR": ("Seoul", "Busan", "Incheon"), "DE": ("Berlin",
    "Hamburg", "Köln"),
    "FR": ("Paris", "Lyon", "Lille"), "RU": ("Moskva", "Vladivostok", "Kazan"), "SG": ("Singapore",),
    "MY": ("Kuala Lumpur", "Penang"), "AU": ("Sydney", "Perth"), "CA": ("Vancouver", "Toronto"),
    "SA": ("Riyadh", "Jeddah"),
    "AE": ("Dubai", "Abu Dhabi"), "EG": ("Cairo",),
}  # fmt: skip


def draw_person(rnd: Rnd, number: int, today: date, wanted: Wanted = ANYBODY) -> Person:
    """One person; everything that `wanted` leaves open comes from the curves."""
    kind = wanted.kind or KINDS.draw(rnd())
    sex = wanted.sex or ("M" if rnd() < 0.57 else "F")
    works = wanted.company is not None or rnd() < COMPANY_SHARE
    birth = wanted.birth or draw_birth(rnd, today, working=works)
    child = birth.year > today.year - _CHILD
    if birth.year > today.year - 20:
        works = False
    if wanted.home:
        county, city, address = wanted.home
    else:
        county = counties().draw(rnd())
        nearby = cities_of_province().get(county[:2])
        city = nearby.draw(rnd()) if nearby and rnd() < 0.6 else cities().draw(rnd())
        address = draw_address(rnd, city)
    if kind in ("mainland", "minority"):
        person = _mainlander(rnd, number, kind, sex, birth, county, city, address, wanted)
    elif kind == "foreign":
        person = _foreigner(rnd, number, sex, birth, county, city, address, wanted)
    else:
        person = _compatriot(rnd, number, kind, sex, birth, county, city, address, wanted)
    if works:
        _employ(rnd, person, wanted)
    _address(person, child=child)
    if child:
        if rnd() < WISHED_SHARE:
            person.allergy = draw_allergy(rnd)
        return person
    _reach(rnd, person)
    _wish(rnd, person)
    return person


def _mainlander(
    rnd: Rnd,
    number: int,
    kind: str,
    sex: str,
    birth: Birth,
    county: str,
    city: City,
    address: tuple[str, str, str],
    wanted: Wanted,
) -> Person:
    if kind == "minority":
        own, father, latin_own, latin_father = draw_minority(rnd, sex)
        family, given, name = own, father, f"{own}·{father}" if father else own
        latin_family, latin = latin_own, latin_father
        if county[:2] not in ("65", "54", "63", "62"):
            county = "540102" if not father else "650102"
    else:
        family = wanted.family or surnames().draw(rnd())
        given = wanted.given or draw_given(rnd, sex, generation_of(birth.year))
        name = family + given
        latin_family, latin = surname_readings()[family].capitalize(), latin_given(given)
    if rnd() < 0.985:
        document = ("id_card", citizen_id(county, birth, draw_sequence(rnd, sex)))
    else:
        document = ("passport", draw_passport(rnd, "CN"))
    return Person(
        number, kind, sex, "CN", "zh-CN", family, given, name, latin_family, latin, birth, county, city,
        draw_mobile(rnd), "", document, address,
    )  # fmt: skip


def _compatriot(
    rnd: Rnd,
    number: int,
    kind: str,
    sex: str,
    birth: Birth,
    county: str,
    city: City,
    address: tuple[str, str, str],
    wanted: Wanted,
) -> Person:
    family, given, latin_family, latin = draw_regional(rnd, kind, sex)
    nationality = REGION_NATIONALITY[kind]
    if rnd() < 0.1:
        number_of = citizen_id(RESIDENCE_COUNTY[kind], birth, draw_sequence(rnd, sex))
        document = ("residence_permit", number_of)
    else:
        target = "taiwan_permit" if kind == "taiwan" else "hkmo_permit"
        document = (target, draw_home_permit(rnd, kind))
    mobile = draw_foreign_mobile(rnd, nationality) if rnd() < 0.8 else draw_mobile(rnd)
    person = Person(
        number, kind, sex, nationality, "zh-TW" if kind == "taiwan" else "zh-HK", family, given,
        family + given, latin_family, latin, birth, county, city, mobile, "", document, address,
    )  # fmt: skip
    if kind != "taiwan" and rnd() < 0.6:
        person.english = draw_english(rnd, sex)
    return person


def _foreigner(
    rnd: Rnd,
    number: int,
    sex: str,
    birth: Birth,
    county: str,
    city: City,
    address: tuple[str, str, str],
    wanted: Wanted,
) -> Person:
    nationality = wanted.nationality or NATIONALITIES.draw(rnd())
    name = draw_foreign(rnd, nationality, sex)
    family, given = wanted.latin or (name.family, name.given)
    if name.second_given and not wanted.latin:
        given = f"{given} {name.second_given}"
    if rnd() < 0.02:
        document = ("foreign_id", foreign_card(rnd, nationality, birth, sex))
    else:
        document = ("passport", draw_passport(rnd, nationality))
    if not wanted.home:
        street = _STREETS_ABROAD[int(rnd() * len(_STREETS_ABROAD))]
        towns = _TOWNS_ABROAD[nationality]
        address = (
            f"{int(rnd() * 980) + 1} {street}",
            f", {towns[int(rnd() * len(towns))]}",
            f", Apt {int(rnd() * 60) + 1}",
        )
    native = "" if wanted.latin else name.native
    hanzi = native if nationality in ("SG", "MY") else ""
    return Person(
        number, "foreign", sex, nationality, LANGUAGE[nationality], hanzi[:1], hanzi[1:],
        native or f"{given} {family}", family, given, birth, county, city,
        draw_foreign_mobile(rnd, nationality) if rnd() < 0.85 else draw_mobile(rnd), "", document, address,
    )  # fmt: skip


def _employ(rnd: Rnd, person: Person, wanted: Wanted) -> None:
    if wanted.company is None and person.kind == "foreign" and rnd() < 0.6:
        person.company_name = abroad_company(rnd(), rnd(), person.nationality)
        person.position = positions()["firm"].draw(rnd())
        return
    company = wanted.company or companies().draw(rnd())
    person.company = company
    person.company_name = company.en if person.kind == "foreign" and rnd() < 0.7 else company.zh
    person.position = wanted.position or positions()[company.kind].draw(rnd())


def _reach(rnd: Rnd, person: Person) -> None:
    code = own_code(person.number)
    given = plain_letters(person.latin_given) if person.kind == "foreign" else person.latin_given
    family = plain_letters(person.latin_family) if person.kind == "foreign" else person.latin_family
    latin = family.lower().replace(" ", "").replace("'", "").replace("-", "")
    first = given.lower().replace(" ", "").replace("-", "").replace("'", "") or "x"
    company = person.company
    domain = company.domain if company and rnd() < 0.6 else ""
    person.email = draw_email(rnd, first, latin, person.nationality, code, domain)
    chance = rnd()
    if chance < 0.3:
        person.wechat = wechat_id(rnd, latin + first[:1], code)
    if chance < 0.24:
        person.card = f"8{code:08d}{code % 97 % 10}"
    if person.kind != "foreign":
        chance = rnd()
        if chance < 0.11:
            person.plate = draw_plate(rnd, person.city)
        elif chance < 0.15:
            person.home_phone = draw_landline(rnd, person.city)
    if company and rnd() < 0.12:
        person.office_phone = draw_landline(rnd, company.city)
    if not person.english and person.is_chinese and rnd() < 0.12:
        person.english = draw_english(rnd, person.sex)


def _address(person: Person, *, child: bool) -> None:
    if person.kind == "minority":
        return
    if person.kind == "foreign":
        if not child:
            position = person.position[1] if person.position else ""
            person.form_of_address = western_address(person.latin_family, position, person.sex)
        return
    suffix = "小朋友" if child else person.position[2] if person.position else ""
    person.form_of_address = chinese_address(person.family, suffix, person.sex)


def lunar_text(month: int, day: int) -> str:
    """`八月十五`, `腊月廿三`, `正月初一`; day 1 to 30."""
    if day == 20 or day == 30:
        tail = "二十" if day == 20 else "三十"
    elif day == 10:
        tail = "初十"
    else:
        tail = _DAY_TENS[day // 10] + _DIGITS[day % 10 - 1]
    return f"{_LUNAR_MONTHS[month - 1]}月{tail}"


def _wish(rnd: Rnd, person: Person) -> None:
    person.preferences = draw_preferences(rnd)
    chance = rnd()
    if chance < WISHED_SHARE:
        if chance < WISHED_SHARE * 0.65:
            person.taboo = draw_taboo(rnd)
        if chance > WISHED_SHARE * 0.55:
            person.allergy = draw_allergy(rnd)
    chance = rnd()
    if chance < 0.18:
        person.tag = draw_tag(rnd)
    if chance > 0.93:
        person.note = draw_note(rnd)
    if 0.4 < chance < 0.55:
        if rnd() < LUNAR_SHARE and person.nationality != "JP":
            person.kept_birthday = ("lunar_birthday", lunar_text(int(rnd() * 12) + 1, int(rnd() * 29) + 1))
        else:
            person.kept_birthday = ("kept_birthday", person.birth.iso[5:])
