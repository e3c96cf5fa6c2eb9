"""What is compared and what brings two records together: the columns worked out from a `MatchRow`, and its keys."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final

from huitouke.identity.matching.row import MatchRow

FEW: Final = 3
MANY: Final = 10
"""People of different names on one phone or mailbox: from here on it is a few people's (a family, an office), and from
here on many people's (an agency, a front desk)."""


@dataclass(frozen=True, slots=True)
class Features:
    """The columns that conditions ask; '' and () where nothing is told. Texts are as in MatchRow, and besides:

    `first` and `middle` are the first given name and the others, `core_key` the key of family and first alone, `called`
    whatever a record tells of a name.
    `phone`, `email` are the first of each, `mailbox` the part before the @. Phones and mailboxes stand in one of three
    lists by the number of differently named people who use them; one that stands on a wall is never one's own.
    `birth_other` are the other readings of the birth date, `birth_month`, `birth_day`, `birth_feast` its year with
    month, year with day, month with day.
    """

    record_id: str
    family: str = ""
    first: str = ""
    middle: str = ""
    hanzi: str = ""
    name_key: str = ""
    core_key: str = ""
    called: str = ""
    readings: tuple[str, ...] = ()
    english: str = ""
    phone: str = ""
    phones_own: tuple[str, ...] = ()
    phones_few: tuple[str, ...] = ()
    phones_many: tuple[str, ...] = ()
    email: str = ""
    mailbox: str = ""
    emails_own: tuple[str, ...] = ()
    emails_few: tuple[str, ...] = ()
    emails_many: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    document_kinds: tuple[str, ...] = ()
    passports: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    birth_date: str = ""
    birth_other: tuple[str, ...] = ()
    birth_year: str = ""
    birth_month: str = ""
    birth_day: str = ""
    birth_feast: str = ""
    birth_place: str = ""
    gender: str = ""
    nationality: str = ""
    house_number: str = ""
    street: str = ""
    building: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""
    company: str = ""
    occupation: str = ""


LISTS: Final = tuple(field.name for field in fields(Features) if field.default == ())
COLUMNS: Final = tuple(field.name for field in fields(Features))


def count_sharers(rows: Iterable[MatchRow]) -> dict[str, int]:
    """Of each phone and mailbox that several people use: how many differently named people they are. A record that
    tells no name speaks of nobody else."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for value in (*row.phones, *row.emails) if row.name_key else ():
            names[value].add(row.name_key)
    return {value: len(held) for value, held in names.items() if len(held) >= FEW}


def work_out(row: MatchRow, sharers: Mapping[str, int]) -> Features:
    """The columns of one row, with the counts of `count_sharers` over the whole table."""
    words = row.given.split()
    first, middle = (words[0], " ".join(words[1:])) if words else ("", "")
    date = row.birth_date
    swapped = _swapped(date)
    return Features(
        record_id=row.record_id,
        family=row.family,
        first=first,
        middle=middle,
        hanzi=row.hanzi,
        name_key=row.name_key,
        core_key=" ".join(sorted((row.family, first))) if row.family and first else "",
        called=row.name_key or f"{row.family} {first}".strip() or row.hanzi,
        readings=row.readings,
        english=row.english,
        phone=row.phones[0] if row.phones else "",
        phones_own=tuple(
            value for value in row.phones if sharers.get(value, 0) < FEW and not is_on_a_wall(value)
        ),
        phones_few=tuple(
            value
            for value in row.phones
            if FEW <= sharers.get(value, 0) < MANY or (is_on_a_wall(value) and sharers.get(value, 0) < FEW)
        ),
        phones_many=tuple(value for value in row.phones if sharers.get(value, 0) >= MANY),
        email=row.emails[0] if row.emails else "",
        mailbox=row.emails[0].partition("@")[0] if row.emails else "",
        emails_own=tuple(value for value in row.emails if sharers.get(value, 0) < FEW),
        emails_few=tuple(value for value in row.emails if FEW <= sharers.get(value, 0) < MANY),
        emails_many=tuple(value for value in row.emails if sharers.get(value, 0) >= MANY),
        documents=row.documents,
        document_kinds=tuple(sorted({token.partition(":")[0] for token in row.documents})),
        passports=row.passports,
        plates=row.plates,
        birth_date=date,
        birth_other=tuple(dict.fromkeys((*row.birth_dates, *swapped))),
        birth_year=date[:4],
        birth_month=date[:6],
        birth_day=date[:4] + date[6:] if date else "",
        birth_feast=date[4:],
        birth_place=row.birth_place,
        gender=row.gender,
        nationality=row.nationality,
        house_number=row.house_number,
        street=row.street,
        building=row.building,
        city=row.city,
        postcode=row.postcode,
        region=row.region,
        company=row.company,
        occupation=row.occupation,
    )


def is_on_a_wall(phone: str) -> bool:
    """Whether an E.164 number is that of a house or office by its plan: of the mainland all that are no mobiles."""
    return phone.startswith("+86") and phone[3:4] != "1"


def _swapped(date: str) -> tuple[str, ...]:
    """The date with day and month exchanged, where that is another one."""
    if len(date) != 8 or date[6:] > "12" or date[4:6] == date[6:]:
        return ()
    return (date[:4] + date[6:] + date[4:6],)


_SOUNDS: Final = str.maketrans(
    {
        "c": "k",
        "q": "k",
        "x": "k",
        "g": "k",
        "z": "s",
        "v": "f",
        "w": "f",
        "p": "b",
        "d": "t",
        "m": "n",
        "j": "k",
    }
    | dict.fromkeys("aeiouyh '-", "")
)


def skeleton(word: str) -> str:
    """The sounds that a slip of the pen leaves: the first letter, then the consonants in classes, none twice."""
    if not word:
        return ""
    kept = word[0]
    for sign in word[1:].translate(_SOUNDS):
        if sign != kept[-1]:
            kept += sign
    return kept[:5]


RULES: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "name": (("name_key",), ("core_key",)),
    "hanzi": (("hanzi",),),
    "birth": (("birth_date",),),
    "family_year": (("family", "birth_year"),),
    "first_year": (("first", "birth_year"),),
    "sounds_year": (("family_sound", "first_initial", "birth_year"),),
    "sounds": (("family_sound", "first_sound"),),
    "beginnings": (("family_3", "first_3"),),
    "birth_initials": (("birth_date", "family_initial"), ("birth_date", "first_initial")),
    "feast": (("birth_feast", "family_3"), ("birth_feast", "first_3")),
    "month": (("birth_month", "family_3"), ("birth_month", "first_3")),
    "mailbox": (("mailbox",),),
    "family_postcode": (("family_3", "postcode"),),
    "first_postcode": (("first_3", "postcode"),),
    "family_city": (("family", "city"),),
    "first_city": (("first", "city"),),
    "family_place": (("family", "birth_place"),),
    "first_place": (("first", "birth_place"),),
    "family_street": (("family_3", "street"),),
    "first_street": (("first_3", "street"),),
    "door": (("street", "house_number"),),
    "street": (("street",),),
    "house_postcode": (("house_number", "postcode"),),
    "building": (("building", "postcode"), ("building", "house_number")),
    "birth_postcode": (("birth_year", "postcode"),),
    "birth_city": (("birth_year", "city"),),
    "birth_work": (("birth_year", "birth_place", "occupation"),),
    "family_company": (("family", "company"),),
    "first_company": (("first", "company"),),
    "family_work": (("family", "occupation"),),
    "first_work": (("first", "occupation"),),
    "family": (("family", "first_initial"),),
    "first": (("first", "family_initial"),),
}
"""Rule to the combinations of columns that bring two records together where both tell all of them alike."""


_DERIVED: Final = ("family_sound", "first_sound", "family_initial", "first_initial", "family_3", "first_3")
_TOLD: Final = tuple(
    sorted({column for rules in RULES.values() for columns in rules for column in columns} - set(_DERIVED))
)
_PLACES: Final = {column: place for place, column in enumerate((*_TOLD, *_DERIVED))}
_TELL: Final = attrgetter(*_TOLD)


def _by_places(count: int) -> list[tuple[str, tuple[int, ...]]]:
    """(rule, places in `_told`) of the combinations of so many columns."""
    return [
        (rule, tuple(_PLACES[column] for column in columns))
        for rule, combinations in RULES.items()
        for columns in combinations
        if len(columns) == count
    ]


_SINGLE: Final = [(rule, places[0]) for rule, places in _by_places(1)]
_DOUBLE: Final = [(rule, places[0], places[1]) for rule, places in _by_places(2)]
_TRIPLE: Final = [(rule, places[0], places[1], places[2]) for rule, places in _by_places(3)]


def blocking_keys(row: Features) -> list[tuple[str, str]]:
    """(rule, value) of all that brings this record together with others; records with one in common are compared."""
    family, first = row.family, row.first
    sounds = (skeleton(family), skeleton(first), family[:1], first[:1], family[:3], first[:3])
    told: tuple[str, ...] = (*_TELL(row), *sounds)
    keys = {(rule, told[place]) for rule, place in _SINGLE if told[place]}
    # Forty combinations of a million records: each is asked as plainly as can be.
    for rule, one, other in _DOUBLE:
        if told[one] and told[other]:
            keys.add((rule, f"{told[one]}|{told[other]}"))
    for rule, one, other, third in _TRIPLE:
        if told[one] and told[other] and told[third]:
            keys.add((rule, f"{told[one]}|{told[other]}|{told[third]}"))
    keys.update(("name", reading) for reading in row.readings)
    keys.update(("birth", date) for date in row.birth_other)
    for rule, listed in (
        ("phone", row.phones_own + row.phones_few),
        ("email", row.emails_own + row.emails_few),
        ("document", row.documents),
        ("passport", row.passports),
        ("plate", row.plates),
    ):
        keys.update((rule, value) for value in listed)
    for shared in row.phones_many + row.emails_many:
        keys.update(("shared", f"{shared}|{name}") for name in (family, first) if name)
    return sorted(keys)
