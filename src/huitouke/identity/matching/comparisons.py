"""Which agreements are told apart: the one table of comparisons and their levels.

A comparison looks at some columns; its levels are asked in order and the first that holds is reached. Where `unknown`
holds nothing is told by it, and it weighs nothing. `expected` is how often records of one person reach the level,
before anything is learnt: training begins there and holds on to it where the table has little to teach. A level with a
`frequency` weighs more for a rare value than for a common one.
"""

from dataclasses import dataclass
from typing import Final

from huitouke.identity.matching.conditions import (
    Condition,
    all_of,
    any_of,
    begins,
    close,
    equal,
    lists,
    next_to,
    no_more_than,
    same,
    shares,
    told,
    untold,
    within_edits,
)


@dataclass(frozen=True, slots=True)
class Level:
    """One grade of agreement; `condition` None is what is left when no other level holds. A `doubt` contradicts:
    records do not link by themselves over it, however much else is alike (father and son, twins, a couple on one
    phone). `own` is what one person alone has: without any, records do not link by themselves (two of one name in one
    office, father and son of one name at one door)."""

    code: str
    condition: Condition | None
    expected: float
    frequency: str = ""
    doubt: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The grades in which one field, or several that depend on each other, may agree. `columns` are those of which one
    must be told somewhere in the table for the comparison to be made at all."""

    code: str
    columns: tuple[str, ...]
    unknown: Condition
    levels: tuple[Level, ...]


_FULL: Final = told("family", "first")

NAME: Final = Comparison(
    "name",
    ("called",),
    untold("called"),
    (
        Level("signs", same("hanzi"), 0.1, "hanzi"),
        Level("sound", all_of(same("name_key"), told("hanzi"), _FULL), 0.01),
        Level("whole", all_of(same("name_key"), _FULL), 0.5, "name"),
        Level("core", same("core_key"), 0.1, "core"),
        Level(
            "reading",
            all_of(untold("hanzi"), any_of(lists("readings", "name_key"), shares("readings"))),
            0.04,
        ),
        Level(
            "other_signs",
            all_of(told("hanzi"), _FULL, any_of(same("family"), all_of(same("first"), close("family")))),
            0.01,
            "family",
            doubt=True,
        ),
        Level(
            "english",
            all_of(same("family"), any_of(same("english"), equal("english", "first"))),
            0.01,
            "family",
        ),
        Level("first_slip", all_of(same("family"), close("first")), 0.08, "family"),
        Level("family_slip", all_of(same("first"), close("family")), 0.08, "first"),
        Level(
            "crossed",
            any_of(
                all_of(close("family", "first"), close("first", "family")),
            ),
            0.01,
        ),
        Level("two_slips", all_of(close("family"), close("first")), 0.02),
        Level("initial", all_of(same("family"), begins("first")), 0.02, "family"),
        Level(
            "family_alone", all_of(same("family"), untold("first"), no_more_than("family")), 0.04, "family"
        ),
        Level("first_alone", all_of(same("first"), untold("family"), no_more_than("first")), 0.04, "first"),
        Level("part", all_of(untold("family", "first"), any_of(close("family"), close("first"))), 0.01),
        Level(
            "misplaced",
            any_of(equal("family", "first"), close("family", "first"), close("first", "family")),
            0.01,
        ),
        Level("family_only", same("family"), 0.03, "family", doubt=True),
        Level("first_only", same("first"), 0.03, "first"),
        Level("family_near", close("family"), 0.005, doubt=True),
        Level("first_near", close("first"), 0.005, doubt=True),
        Level("untold", untold("family", "first"), 0.005),
        Level("other", None, 0.005, doubt=True),
    ),
)

MIDDLE: Final = Comparison(
    "middle",
    ("middle",),
    untold("middle"),
    (
        Level("same", same("middle"), 0.85),
        Level("begins", begins("middle"), 0.07),
        Level("slip", close("middle"), 0.05),
        Level("other", None, 0.03),
    ),
)

BIRTH: Final = Comparison(
    "birth",
    ("birth_date",),
    untold("birth_date"),
    (
        Level("same", same("birth_date"), 0.88, "birth_date", own=True),
        Level("swapped", lists("birth_other", "birth_date"), 0.02, own=True),
        Level(
            "slip",
            any_of(within_edits("birth_date", 1), all_of(same("birth_feast"), next_to("birth_year"))),
            0.04,
            own=True,
        ),
        Level("month", same("birth_month"), 0.01, own=True),
        Level("day", same("birth_day"), 0.01, own=True),
        Level("feast", same("birth_feast"), 0.01, doubt=True),
        Level("two_slips", within_edits("birth_date", 2), 0.01, own=True),
        Level("year", same("birth_year"), 0.01, doubt=True),
        Level("other", None, 0.01, doubt=True),
    ),
)

PHONE: Final = Comparison(
    "phone",
    ("phone",),
    untold("phone"),
    (
        Level("own", shares("phones_own"), 0.6, own=True),
        Level("few", shares("phones_few"), 0.06),
        Level("many", shares("phones_many"), 0.02),
        Level("slip", within_edits("phone", 1), 0.02),
        Level("other", None, 0.3),
    ),
)

EMAIL: Final = Comparison(
    "email",
    ("email",),
    untold("email"),
    (
        Level("own", shares("emails_own"), 0.65, own=True),
        Level("few", shares("emails_few"), 0.03),
        Level("many", shares("emails_many"), 0.01),
        Level("mailbox", same("mailbox"), 0.05),
        Level("slip", any_of(within_edits("email", 2), close("mailbox")), 0.06),
        Level("other", None, 0.2),
    ),
)

DOCUMENT: Final = Comparison(
    "document",
    ("documents",),
    untold("documents"),
    (
        Level("same", shares("documents"), 0.99, own=True),
        Level("different", shares("document_kinds"), 0.001, doubt=True),
        Level("other_kind", None, 0.009),
    ),
)

PASSPORT: Final = Comparison(
    "passport",
    ("passports",),
    untold("passports"),
    (Level("same", shares("passports"), 0.8, own=True), Level("other", None, 0.2)),
)

PLATE: Final = Comparison(
    "plate",
    ("plates",),
    untold("plates"),
    (Level("same", shares("plates"), 0.6, own=True), Level("other", None, 0.4)),
)

STREET: Final = Comparison(
    "street",
    ("street",),
    untold("street"),
    (
        Level("door", all_of(same("street"), same("house_number")), 0.65, "street"),
        Level("street", same("street"), 0.1, "street"),
        Level("near_door", all_of(close("street"), same("house_number")), 0.08),
        Level("near", close("street"), 0.03),
        Level("line", equal("street", "building"), 0.01),
        Level("number", same("house_number"), 0.02),
        Level("other", None, 0.11),
    ),
)

BUILDING: Final = Comparison(
    "building",
    ("building",),
    untold("building"),
    (
        Level("same", same("building"), 0.7, "building"),
        Level("near", close("building"), 0.1),
        Level("other", None, 0.2),
    ),
)

_NEAR_CODE: Final = within_edits("postcode", 1)

PLACE: Final = Comparison(
    "place",
    ("city", "postcode", "region"),
    all_of(untold("city"), untold("postcode"), untold("region")),
    (
        Level("both", all_of(same("city"), same("postcode")), 0.45, "postcode"),
        Level("near_city", all_of(close("city"), same("postcode")), 0.06, "postcode"),
        Level("near_code", all_of(same("city"), _NEAR_CODE), 0.05, "city"),
        Level("code", same("postcode"), 0.12, "postcode"),
        Level("city", same("city"), 0.12, "city"),
        Level("both_near", all_of(close("city"), _NEAR_CODE), 0.01),
        Level("city_slip", close("city"), 0.03),
        Level("region", same("region"), 0.06),
        Level("code_slip", _NEAR_CODE, 0.02),
        Level("other", None, 0.08),
    ),
)

BIRTH_PLACE: Final = Comparison(
    "birth_place",
    ("birth_place",),
    untold("birth_place"),
    (
        Level("same", same("birth_place"), 0.8, "birth_place"),
        Level("near", close("birth_place"), 0.05),
        Level("other", None, 0.15),
    ),
)

GENDER: Final = Comparison(
    "gender", ("gender",), untold("gender"), (Level("same", same("gender"), 0.97), Level("other", None, 0.03))
)

NATIONALITY: Final = Comparison(
    "nationality",
    ("nationality",),
    untold("nationality"),
    (Level("same", same("nationality"), 0.95), Level("other", None, 0.05)),
)

COMPANY: Final = Comparison(
    "company",
    ("company",),
    untold("company"),
    (
        Level("same", same("company"), 0.6, "company"),
        Level("near", close("company"), 0.1),
        Level("other", None, 0.3),
    ),
)

OCCUPATION: Final = Comparison(
    "occupation",
    ("occupation",),
    untold("occupation"),
    (Level("same", same("occupation"), 0.7, "occupation"), Level("other", None, 0.3)),
)

COMPARISONS: Final = (
    NAME, MIDDLE, BIRTH, PHONE, EMAIL, DOCUMENT, PASSPORT, PLATE, STREET, BUILDING, PLACE, BIRTH_PLACE, GENDER,
    NATIONALITY, COMPANY, OCCUPATION,
)  # fmt: skip

FREQUENCIES: Final[dict[str, tuple[str, ...]]] = {
    "hanzi": ("hanzi",),
    "name": ("name_key", "family", "first"),
    "core": ("core_key", "family", "first"),
} | {
    column: (column,)
    for column in (
        "family", "first", "birth_date", "street", "building", "city", "postcode", "birth_place", "company",
        "occupation",
    )
}  # fmt: skip
"""Frequency to the columns whose values it counts. Of several it is the greater of the first one's share and the
product of the others' shares: a whole name met twice may be of one person, and is no rarer than its parts say."""

SETTLED_BY: Final = {"document": "same", "passport": "same"}
"""Who bears the same number under much the same name was written wrongly: the doubt of a name is settled."""
UNSETTLED: Final = frozenset(("other",))
"""Levels of a name that no number settles: another name altogether on one's paper is another person's paper."""
