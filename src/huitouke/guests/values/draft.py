"""From a raw guest to a prepared one: the one reading of guest fields for form, API, import and matching.

A raw guest maps target names to the texts as typed. Nothing here raises on any text: what cannot be kept is
left out with an issue, what could be mended is mended with one, and only a row in which nobody can be
recognised, or that breaks the limits, is rejected.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from huitouke.guests.values.birthdays import read_kept_birthday
from huitouke.guests.values.cells import split_list, tidy
from huitouke.guests.values.completeness import completeness_of
from huitouke.guests.values.contacts import read_contacts
from huitouke.guests.values.countries import read_language, read_nationality
from huitouke.guests.values.dates import DateRefused, read_date
from huitouke.guests.values.lexicon import Lexicon, standard_lexicon
from huitouke.guests.values.names import (
    NAME_LIMIT,
    NameParts,
    join_family_and_given,
    looks_like_digest,
    read_name,
    read_sex,
    title_sex,
)
from huitouke.guests.values.own_fields import searched_texts
from huitouke.guests.values.papers import PaperReader
from huitouke.guests.values.particulars import read_particulars
from huitouke.guests.values.plates import read_vehicle, split_vehicles
from huitouke.guests.values.prepared import (
    ContactValue,
    DocumentValue,
    HashValue,
    Issue,
    PreferenceValue,
    PreparedGuest,
    VehicleValue,
)
from huitouke.guests.values.raw import FIELD_LIMITS, TARGETS, RawCells
from huitouke.guests.values.search import card_key, search_columns

__all__ = [
    "FIELD_LIMITS", "TARGETS", "ContactValue", "DocumentValue", "HashValue", "Issue", "PreferenceValue",
    "PreparedGuest", "VehicleValue", "prepare",
]  # fmt: skip

OLDEST_AGE: Final = 120

_TEXTS: Final = ("company", "position", "follow_up", "referred_by", "external_id")
# GB/T 2261.1: 0 unknown, 9 not stated.
_SEX_UNSTATED: Final = frozenset({"0", "9", "u", "x", "o", "其他", "保密", "other"})


def prepare(
    raw: Mapping[str, Sequence[str]],
    *,
    today: date,
    is_typed: bool = False,
    lexicon: Lexicon | None = None,
) -> PreparedGuest:
    """Read a raw guest (`TARGETS`, `extra:<label>` and `custom:<code>` to the texts as typed) as of the day
    `today`. `lexicon` holds the codes and fields of this hotel; without it only those that come with Huitouke
    are known.

    A cell of a file may hold several wishes, parted by commas; what a person typed into a box of its
    own (`is_typed`) is one, commas and all.

    Never raises on any text. Unknown targets are left alone. Birth date and sex come from a valid ID card
    where they are missing; where they differ, what was typed stays and an issue says so.
    """
    cells = RawCells(raw)
    guest = PreparedGuest()
    sex_of_title = _read_names(cells, guest)
    _read_person(cells, guest, today)
    guest.contacts = read_contacts(cells)
    _read_papers(cells, guest, today, is_typed)
    if not guest.sex:
        guest.sex = sex_of_title
    _read_rest(cells, guest, _one_value if is_typed else split_list)
    lexicon = lexicon or standard_lexicon()
    read_particulars(cells, guest, lexicon)
    guest.hashes = tuple(cells.hashes)
    if cells.aside:
        guest.extras.update(cells.aside)
    searched = searched_texts(guest.custom, lexicon.custom) if guest.custom else ()
    columns = search_columns(guest.name, guest.latin_name, guest.company, searched)
    guest.name_key, guest.pinyin, guest.initials = columns.name_key, columns.pinyin, columns.initials
    guest.grams, guest.search_keys = list(columns.grams), columns.search_keys
    guest.completeness = completeness_of(guest)
    if not _is_recognisable(guest):
        cells.note("name", "nobody_recognisable", rejects=True)
    guest.issues = tuple(cells.issues)
    return guest


def _is_recognisable(guest: PreparedGuest) -> bool:
    if guest.name or guest.hashes or guest.documents or guest.card_number:
        return True
    return any(not contact.is_relay for contact in guest.contacts)


def _name_in(cells: RawCells, field: str) -> str:
    if field not in cells.values:
        return ""
    value = cells.one(field)
    if len(value) > NAME_LIMIT:
        cells.note(field, "name_too_long", rejects=True, limit=str(NAME_LIMIT))
        return ""
    if looks_like_digest(value):
        cells.add_digest(field, "name", value)
        return ""
    return value


def _read_names(cells: RawCells, guest: PreparedGuest) -> str:
    """Fill the names and the form of address; the answer is the sex that a title tells."""
    name, latin = _name_in(cells, "name"), _name_in(cells, "latin_name")
    family, given = _name_in(cells, "family_name"), _name_in(cells, "given_name")
    parts = NameParts("")
    if name:
        parts = read_name(name)
    elif family or given:
        parts = read_name(join_family_and_given(family, given))
    elif latin:
        parts = read_name(latin)
    for code in parts.repairs:
        cells.note("name", code)
    if len(parts.name) > NAME_LIMIT:
        cells.note("name", "name_too_long", rejects=True, limit=str(NAME_LIMIT))
        parts = NameParts("")
    guest.name = parts.name
    guest.latin_name = parts.latin_name
    if latin:
        guest.latin_name = read_name(latin).name if "/" in latin else latin
    guest.form_of_address = cells.one("form_of_address") or parts.title
    for field, kind in (("name_hash", "name"), ("document_hash", "document")):
        for value in cells.all(field):
            cells.add_digest(field, kind, value)
    if not guest.name and any(digest.kind == "name" for digest in cells.hashes):
        cells.note("name", "name_is_hash")
    return parts.sex or (title_sex(guest.form_of_address) if guest.form_of_address else "")


def _read_person(cells: RawCells, guest: PreparedGuest, today: date) -> None:
    values = cells.values
    if "sex" in values:
        text = cells.one("sex").casefold()
        guest.sex = read_sex(text)
        if not guest.sex and text not in _SEX_UNSTATED:
            cells.note("sex", "sex_unreadable")
    if "birth_date" in values:
        guest.birth_date = _birth_date(cells, today)
    if "kept_birthday" in values:
        _keep_birthday(cells, guest, "kept_birthday", "")
    if "lunar_birthday" in values and not guest.birthday_month:
        _keep_birthday(cells, guest, "lunar_birthday", "lunar")
    if "nationality" in values:
        nationality = read_nationality(cells.one("nationality"))
        guest.nationality = nationality or ""
        if not nationality:
            cells.note("nationality", "nationality_unknown" if nationality is None else "nationality_other")
    if "language" in values:
        language = read_language(cells.one("language"))
        guest.language = language or ""
        if language is None:
            cells.note("language", "language_unknown")


def _birth_date(cells: RawCells, today: date) -> date | None:
    try:
        born = read_date(cells.one("birth_date"))
    except DateRefused as refused:
        cells.note("birth_date", refused.code)
        return None
    if born > today:
        cells.note("birth_date", "birth_date_in_future")
        return None
    if today.year - born.year > OLDEST_AGE:
        cells.note("birth_date", "birth_date_too_old", limit=str(OLDEST_AGE))
        return None
    return born


def _keep_birthday(cells: RawCells, guest: PreparedGuest, field: str, calendar: str) -> None:
    try:
        kept = read_kept_birthday(cells.one(field), calendar)
    except DateRefused as refused:
        cells.note(field, refused.code)
        return
    guest.birthday_calendar = kept.calendar
    guest.birthday_month, guest.birthday_day = kept.month, kept.day
    guest.birthday_leap, guest.birthday_year = kept.is_leap, kept.year


def _read_papers(cells: RawCells, guest: PreparedGuest, today: date, is_typed: bool) -> None:
    papers = PaperReader(cells, today, is_typed=is_typed)
    papers.read()
    guest.documents = tuple(papers.documents)
    for field, paper in papers.citizen_ids:
        if guest.birth_date is None:
            guest.birth_date = paper.birth_date
        elif guest.birth_date != paper.birth_date:
            cells.note("birth_date", "birth_date_differs_from_id", paper=field)
        if not guest.sex:
            guest.sex = paper.sex
        elif guest.sex != paper.sex:
            cells.note("sex", "sex_differs_from_id", paper=field)


def _one_value(text: str) -> list[str]:
    return [text]


def _read_rest(cells: RawCells, guest: PreparedGuest, values_in: Callable[[str], list[str]]) -> None:
    values = cells.values
    for field in _TEXTS:
        if field in values:
            setattr(guest, field, cells.one(field))
    if "card_number" in values:
        guest.card_number = card_key(cells.one("card_number"))
    if "plate" in values:
        guest.vehicles = _vehicles(cells)
    preferences: list[PreferenceValue] = []
    for kind in ("preference", "taboo", "allergy", "hobby"):
        if kind in values:
            for text in values[kind]:
                preferences += [
                    PreferenceValue(kind, value) for value in cells.fitting(kind, values_in(text))
                ]
    if preferences:
        guest.preferences = tuple(dict.fromkeys(preferences))
    if "tag" in values:
        tags = [tag for text in values["tag"] for tag in cells.fitting("tag", split_list(text))]
        guest.tags = tuple(dict.fromkeys(tags))
    if "note" in values:
        guest.notes = tuple(dict.fromkeys(values["note"]))
    for field, texts in values.items():
        if field.startswith("extra:"):
            label = tidy(field[6:])[:100]
            if label:
                guest.extras[label] = "; ".join(texts)
    if "age" in values and guest.birth_date is None:
        guest.extras["age"] = cells.one("age")
        cells.note("age", "age_without_birthday")


def _vehicles(cells: RawCells) -> tuple[VehicleValue, ...]:
    """The cars; model and colour from columns of their own belong to the first that has none."""
    found: dict[str, VehicleValue] = {}
    for text in cells.all("plate"):
        for piece in split_vehicles(text):
            vehicle = read_vehicle(piece)
            if vehicle is None:
                cells.note("plate", "plate_unreadable")
                continue
            if not vehicle[1]:
                cells.note("plate", "plate_shape_unknown")
            found.setdefault(vehicle[0].plate, vehicle[0])
    vehicles = list(found.values())
    if vehicles and not cells.values.keys().isdisjoint(("vehicle_model", "vehicle_colour")):
        first = vehicles[0]
        vehicles[0] = VehicleValue(
            first.plate,
            first.model or cells.one("vehicle_model"),
            first.colour or cells.one("vehicle_colour"),
        )
    return tuple(vehicles)
