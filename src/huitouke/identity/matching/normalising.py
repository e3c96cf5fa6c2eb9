"""From what one source record told to the columns that matching compares."""

from functools import lru_cache
from typing import Final

from huitouke.guests.values.cells import is_empty, tidy
from huitouke.guests.values.countries import read_nationality
from huitouke.guests.values.folding import fold
from huitouke.guests.values.names import read_sex, title_sex
from huitouke.guests.values.plates import read_vehicle, split_vehicles
from huitouke.identity.matching.addresses import Address, city_words, read_address, region_code, street_words
from huitouke.identity.matching.companies import core_of
from huitouke.identity.matching.dates import birth_of
from huitouke.identity.matching.documents import Papers, papers_of
from huitouke.identity.matching.emails import mailboxes_of
from huitouke.identity.matching.names import read_name_keys
from huitouke.identity.matching.phones import numbers_of
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.told import Told

TEXT_LIMIT: Final = 200
ADDRESS_LIMIT: Final = 500
_SEX: Final = {"male": "m", "female": "f"}
_NO_PAPERS: Final = Papers()


@lru_cache(maxsize=4096)
def _nationality(text: str) -> str:
    return read_nationality(text) or ""


@lru_cache(maxsize=16_384)
def _words(text: str) -> str:
    told = tidy(text)
    return "" if is_empty(told) else fold(told)


def _plates(texts: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        for piece in split_vehicles(text[:TEXT_LIMIT]):
            vehicle = read_vehicle(piece)
            if vehicle is not None:
                found[vehicle[0].plate] = None
    return tuple(found)


def _address(told: Told) -> Address:
    """An address told whole, completed and overruled by what was told in parts."""
    whole = read_address(told.address[:ADDRESS_LIMIT]) if told.address else Address()
    region = region_code(told.region[:TEXT_LIMIT]) if told.region else ""
    city = _words(told.city[:TEXT_LIMIT]) or whole.city
    if region.isdigit() and not city:
        city = city_words(region)
    return Address(
        street_words(told.street[:TEXT_LIMIT]) if told.street else whole.street,
        _words(told.house_number[:TEXT_LIMIT]) or whole.house_number,
        street_words(told.building[:TEXT_LIMIT]) if told.building else whole.building,
        city.removesuffix("市"),
        _words(told.postcode[:TEXT_LIMIT]).replace(" ", "").replace("-", "") or whole.postcode,
        whole.region if whole.region.startswith(region.rstrip("0")) else region,
    )


def normalise(told: Told) -> MatchRow:
    """The normalised columns of one record. Never fails; what cannot be read for sure stays empty.

    An ID card's birth date stands before a typed one, which then is one of the other dates; a typed sex stands before
    what a title or an ID card tells.
    """
    nationality = _nationality(told.nationality[:TEXT_LIMIT]) if told.nationality else ""
    papers = papers_of(told.papers) if told.papers else _NO_PAPERS
    name = read_name_keys(
        told.name,
        told.latin_name,
        told.family_name,
        told.given_name,
        nationality,
        is_mainland=any(token.startswith("id_card:") for token in papers.lifelong),
    )
    birth, others = birth_of(told.birth_date) if told.birth_date else ("", ())
    if papers.birth_date is not None:
        certain = papers.birth_date.isoformat().replace("-", "")
        if certain != birth:
            others = tuple(dict.fromkeys(day for day in (birth, *others) if day and day != certain))
            birth = certain
    sex = read_sex(told.sex[:TEXT_LIMIT]) if told.sex else ""
    sex = (
        sex
        or (title_sex(told.form_of_address[:TEXT_LIMIT]) if told.form_of_address else "")
        or name.sex
        or papers.sex
    )
    address = _address(told)
    return MatchRow(
        told.record_id,
        name.family,
        name.given,
        name.hanzi,
        name.key,
        name.readings,
        name.english,
        numbers_of(told.phones, told.phone_region, told.own) if told.phones else (),
        mailboxes_of(told.emails, told.own) if told.emails else (),
        papers.lifelong,
        papers.renewed,
        _plates(told.plates) if told.plates else (),
        birth,
        others,
        _words(told.birth_place[:TEXT_LIMIT]) if told.birth_place else "",
        _SEX.get(sex, ""),
        nationality,
        address.house_number,
        address.street,
        address.building,
        address.city,
        address.postcode,
        address.region,
        core_of(told.company[:TEXT_LIMIT]) if told.company else "",
        _words(told.occupation[:TEXT_LIMIT]) if told.occupation else "",
    )
