"""One source record as matching sees it: the normalised columns that engine, scorer and stored rows share.

Every value is text, already folded: what two records mean alike is spelt alike here. '' and () say that the record
tells nothing, which is evidence neither for nor against.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class MatchRow:
    """The normalised columns of one source record.

    Names. `family` and `given` are the main reading in small Latin letters without marks, one blank between words
    (`ouyang`, `xiaoming`; `garcia lopez`, `ana maria`); of hanzi the usual pinyin, syllables joined. `hanzi` is the
    whole name in simplified signs. `name_key` is the main reading free of order and spacing: its words (of a Chinese
    name its syllables) sorted and joined by blanks. `readings` are the keys of all other readings: polyphones,
    Cantonese, Wade-Giles, Hokkien, ü as yu or v, nicknames' full forms. `english` is an English given name that stands
    beside a Chinese one.

    Contact. `phones` in E.164, `emails` as one mailbox is always spelt; neither holds a masked or a relay address.

    Numbers. `documents` are tokens `kind:digest` of verified numbers kept for life: equal ones say the same person,
    different ones of one kind forbid a link without a person's word. `passports` are tokens of numbers that are
    renewed: equal ones say much, different ones nothing. `plates` as they are spelt, without blanks.

    Birth. `birth_date` is YYYYMMDD. `birth_dates` are the other dates that the same signs may mean (day and month
    swapped). `birth_place` in words.

    Address. `street` is the way and what stands beside it, in words (of a Chinese address what follows the region),
    `house_number` its first number, `building` a second line, `city` the city or suburb, `postcode` without blanks,
    `region` the 6 digits of GB/T 2260 or the state's code.

    `gender` is m or f, `nationality` ISO 3166 alpha-2; `company` without its legal form; `occupation` in words.
    """

    record_id: str
    family: str = ""
    given: str = ""
    hanzi: str = ""
    name_key: str = ""
    readings: tuple[str, ...] = ()
    english: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    passports: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    birth_date: str = ""
    birth_dates: tuple[str, ...] = ()
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


LIST_COLUMNS: Final = tuple(field.name for field in fields(MatchRow) if field.default == ())
TEXT_COLUMNS: Final = tuple(field.name for field in fields(MatchRow) if field.name not in LIST_COLUMNS)
COLUMNS: Final = tuple(field.name for field in fields(MatchRow))


def to_columns(rows: Iterable[MatchRow]) -> dict[str, list[str | list[str] | None]]:
    """The rows as columns of equal length, for a frame: a list stays a list, nothing told becomes None."""
    columns: dict[str, list[str | list[str] | None]] = {name: [] for name in COLUMNS}
    for row in rows:
        for name in TEXT_COLUMNS:
            columns[name].append(getattr(row, name) or None)
        for name in LIST_COLUMNS:
            columns[name].append(list(getattr(row, name)) or None)
    return columns
