"""Tables with a known truth, as rows to match: which column tells what, by its heading, and each value folded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from huitouke.guests.values.folding import fold, is_hanzi
from huitouke.identity.matching.addresses import Address, read_address
from huitouke.identity.matching.documents import papers_of
from huitouke.identity.matching.emails import mailboxes_of
from huitouke.identity.matching.name_keys import NameKeys
from huitouke.identity.matching.names import read_name_keys
from huitouke.identity.matching.phones import numbers_of
from huitouke.identity.matching.row import MatchRow


class TableProblem(Exception):
    """A labelled table that cannot be read as told; the text says what to do."""


FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "family": ("family", "family name", "surname", "last name", "lname", "lname c1", "name last", "姓"),
    "family_more": ("lname c2", "second surname"),
    "given": ("given", "given name", "first name", "forename", "fname", "fname c1", "name first", "名"),
    "given_more": ("fname c2", "middle name", "middle", "second name"),
    "full": ("name", "full name", "guest name", "姓名"),
    "birth_date": ("birth date", "date of birth", "dob", "birthday", "birthdate", "出生日期", "生日"),
    "birth_year": ("by", "birth year", "year of birth"),
    "birth_month": ("bm", "birth month", "month of birth"),
    "birth_day": ("bd", "birth day", "day of birth"),
    "birth_place": ("birth place", "birthplace", "place of birth", "出生地"),
    "phone": ("phone", "phone number", "mobile", "telephone", "tel", "cell", "手机", "手机号", "电话"),
    "email": ("email", "e mail", "mail", "email address", "邮箱", "电子邮箱"),
    "gender": ("gender", "sex", "性别"),
    "nationality": ("nationality", "country of nationality", "国籍"),
    "house_number": ("house number", "street number", "number"),
    "street": ("street", "street name", "address", "address 1", "address line 1", "地址"),
    "building": ("building", "address 2", "address line 2"),
    "city": ("city", "suburb", "town", "locality", "城市"),
    "postcode": ("postcode", "postcode fake", "zip", "zip code", "postal code", "邮编"),
    "region": ("region", "state", "province", "省份"),
    "company": ("company", "employer", "organisation", "organization", "公司", "单位"),
    "occupation": ("occupation", "profession", "job", "职业"),
    "passport": ("passport", "passport number", "护照"),
    "document": ("document", "id card", "id number", "national id", "身份证", "身份证号"),
    "plate": ("plate", "licence plate", "license plate", "车牌", "车牌号"),
}
"""What a column can tell, and the headings that say so, in small letters with blanks for all other signs."""

_FIELD_OF: Final = {word: field for field, words in FIELDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Labelled:
    """The rows of a table, and of each the truth: the same text, the same person. `read` are the columns that were
    understood, with what they tell."""

    rows: list[MatchRow]
    truth: list[str]
    read: dict[str, str]


def read_labelled(path: Path, truth: str, mapping: Mapping[str, str] | None = None) -> Labelled:
    """Reads a Parquet or CSV file. `mapping` tells of columns what they are, '' for one that is not to be read; the
    others are known by their headings. The truth's column is never matched on. TableProblem where it cannot be read."""
    mapping = dict(mapping or {})
    headings, lines = _read(path)
    if truth not in headings:
        raise TableProblem(f"{path.name} has no column {truth}. It has: {', '.join(headings)}")
    if strange := sorted(set(mapping) - set(headings)):
        raise TableProblem(f"{path.name} has no column {strange[0]} to map. It has: {', '.join(headings)}")
    if unknown := sorted({field for field in mapping.values() if field and field not in FIELDS}):
        raise TableProblem(f"No field is called {unknown[0]}. There are: {', '.join(FIELDS)}")
    read: dict[str, str] = {}
    for heading in headings:
        field = mapping.get(heading, _FIELD_OF.get(_words(heading), ""))
        if field and heading != truth:
            if field in read.values() and heading not in mapping:
                continue
            read[heading] = field
    if not read:
        raise TableProblem(f"No column of {path.name} is understood; name them with --map column=field")
    rows = [_row_of(str(number), {field: line[heading] for heading, field in read.items()})
            for number, line in enumerate(lines)]  # fmt: skip
    return Labelled(rows, [str(line[truth]) for line in lines], read)


def _read(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    if not path.is_file():
        raise TableProblem(f"There is no file {path}")
    try:
        if path.suffix.lower() == ".parquet":
            table = pyarrow.parquet.read_table(path)
        else:
            with path.open("rb") as file:
                first = file.readline().decode("utf-8-sig", errors="replace")
            headings = pyarrow.csv.open_csv(path).schema.names if first.strip() else []
            as_text = pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(headings, pa.string()), strings_can_be_null=True
            )
            table = pyarrow.csv.read_csv(path, convert_options=as_text)
    except (pa.ArrowException, OSError) as error:
        raise TableProblem(
            f"{path.name} is neither a Parquet file nor a CSV file in UTF-8: {error}"
        ) from error
    return list(table.column_names), table.to_pylist()


def _words(text: object) -> str:
    """Text in small Latin letters and digits without marks, hanzi as they are, one blank for all else."""
    return " ".join(re.findall(r"[^\W_]+", fold(str(text)))) if text is not None else ""


def _row_of(record_id: str, told: Mapping[str, Any]) -> MatchRow:
    """The row of one line; None and '' are not told.

    Names in hanzi and names told whole, papers, mailboxes, phones and Chinese addresses are read as those of any source
    record. Latin names told in two parts stand as they are told, and so does what has no known form: tables of other
    countries and times hold phones of no plan and dates of no calendar, which can still be compared.
    """
    words = {field: _words(value) for field, value in told.items() if value is not None}
    raw = {field: str(value).strip() for field, value in told.items() if value is not None}

    def of(field: str) -> str:
        return words.get(field, "")

    family = " ".join(part for part in (of("family"), of("family_more")) if part)
    given = _given(of("given"), of("given_more"), family, of("full"))
    name = NameKeys(family, given, key=" ".join(sorted(f"{family} {given}".split())))
    if (of("full") and not family and not given) or any(map(is_hanzi, family + given + of("full"))):
        name = read_name_keys(raw.get("full", ""), "", raw.get("family", ""), raw.get("given", ""))
    address = Address(of("street"), of("house_number"), of("building"), of("city"), "", of("region"))
    if any(map(is_hanzi, address.street)):
        whole = read_address(raw["street"])
        address = Address(*(read or told for read, told in zip(whole, address, strict=True)))
    papers = papers_of([("", raw.get("document", "")), ("passport", raw.get("passport", ""))])
    unread = [] if papers.lifelong or not of("document") else [of("document").replace(" ", "")]
    phone = "".join(re.findall(r"[0-9]", raw.get("phone", "")))
    email = raw.get("email", "").lower().replace(" ", "")
    gender = of("gender")[:1]
    return MatchRow(
        record_id,
        family=name.family,
        given=name.given,
        hanzi=name.hanzi,
        name_key=name.key,
        readings=name.readings,
        english=name.english,
        phones=numbers_of((raw.get("phone", ""),)) or ((phone,) if len(phone) >= 5 else ()),
        emails=mailboxes_of((email,)) or ((email,) if "@" in email else ()),
        documents=papers.lifelong,
        passports=(*papers.renewed, *unread),
        plates=(raw["plate"].upper().replace(" ", ""),) if raw.get("plate") else (),
        birth_date=_date(raw),
        birth_place=of("birth_place"),
        gender={"男": "m", "女": "f"}.get(gender, gender if gender in {"m", "f"} else ""),
        nationality=of("nationality"),
        house_number=address.house_number,
        street=address.street,
        building=address.building,
        city=address.city,
        postcode=of("postcode").replace(" ", ""),
        region=address.region,
        company=of("company"),
        occupation=of("occupation"),
    )


def _given(first: str, more: str, family: str, full: str) -> str:
    """The given names: the first as one word, then what a middle name or the full name tells beside it."""
    if not first:
        return more
    if not more and full:
        known = {*first.split(), *family.split()}
        more = " ".join(word for word in full.split() if word not in known)
    return f"{first.replace(' ', '')} {more}".strip()


def _date(raw: Mapping[str, str]) -> str:
    """YYYYMMDD from one column or three; '' for what is no date of eight digits."""
    if raw.get("birth_year"):
        parts = [raw["birth_year"], raw.get("birth_month", ""), raw.get("birth_day", "")]
        if all(re.fullmatch(r"[0-9]+(\.0)?", part) for part in parts):
            numbers = [int(float(part)) for part in parts]
            return f"{numbers[0]:04d}{numbers[1]:02d}{numbers[2]:02d}"
        return ""
    told = raw.get("birth_date", "")
    if match := re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", told):
        day, month, year = match.groups()
        return f"{year}{int(month):02d}{int(day):02d}"
    digits = "".join(re.findall(r"[0-9]", told.split(" ")[0].split("T")[0]))
    return digits if len(digits) == 8 else ""


def mapping_of(told: Sequence[str]) -> dict[str, str]:
    """`column=field` words as a mapping; TableProblem for a word without the sign."""
    mapping = {}
    for word in told:
        column, sign, field = word.partition("=")
        if not sign or not column:
            raise TableProblem(f"{word} is not column=field")
        mapping[column.strip()] = field.strip()
    return mapping
