"""Addresses as matching compares them: region, city, street, house number, what stands behind it, post code."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from huitouke.guests.values.countries import read_nationality
from huitouke.guests.values.folding import fold, has_hanzi
from huitouke.guests.values.regions import (
    parents_of,
    postcode_of_address,
    read_region,
    region_names,
    split_region,
)

TEXT_LIMIT: Final = 500
_POSTCODE_WORD = re.compile(r"(?:邮编|邮政编码|postcode|zip)\s*[:：]?\s*[0-9]{4,6}", re.I)
# The number of a house, not that of a numbered way (第3大街).
_HOUSE = re.compile("[0-9]+(?![0-9]*[大路街道环线])")
_CITY_END = re.compile("(?:市|地区|特别行政区|(?<=..)盟)$")
_NUMBER = re.compile(r"\d+[a-z]?(?:[-/]\d+[a-z]?)?")
_WORD = re.compile(r"[^\W_]+")
_HANZI_POST = re.compile("[0-9]{6}$")
_LATIN_POST = re.compile(r"(?<![0-9a-z])(?:[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}|\d{4,6}(?:-\d{4})?)(?![0-9a-z])")
_SHORT_WORDS: Final = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "blvd": "boulevard",
    "bd": "boulevard", "dr": "drive", "ln": "lane", "ct": "court", "crt": "court", "cct": "circuit",
    "pl": "place", "sq": "square", "hwy": "highway", "pde": "parade", "cres": "crescent", "cr": "crescent",
    "tce": "terrace", "ter": "terrace", "apt": "apartment", "bldg": "building", "fl": "floor", "rm": "room",
    "no": "", "n": "north", "s": "south", "e": "east", "w": "west", "strasse": "street", "lu": "road",
    "jie": "street",
}  # fmt: skip
_GLUED_STREET = re.compile("(?<=[a-z]{3})(?:strasse|str)$")


class Address(NamedTuple):
    """Columns of `row.MatchRow`; '' for what is not told."""

    street: str = ""
    house_number: str = ""
    building: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""


@lru_cache(maxsize=32_768)
def read_address(text: str) -> Address:
    """An address told in one text, Chinese by the table of regions, of another country by its commas."""
    folded = fold(text[:TEXT_LIMIT])
    if not folded:
        return Address()
    return _read_hanzi(folded) if has_hanzi(folded) else _read_latin(folded)


def _read_hanzi(folded: str) -> Address:
    postcode = postcode_of_address(folded)
    bare = _POSTCODE_WORD.sub("", folded)
    if postcode:
        bare = (
            bare.replace(postcode, "", 1)
            if bare.strip().startswith(postcode)
            else _HANZI_POST.sub("", bare.rstrip(" )）"))
        )
    region, rest = split_region(bare)
    rest = "".join(_WORD.findall(rest.replace("-", "之").replace("#", "号")))
    street, number, building = rest, "", ""
    match = _HOUSE.search(rest)
    if match and match.start():
        street, number = rest[: match.start()], match[0].lstrip("0")
        building = rest[match.end() :].removeprefix("号").removeprefix("弄")
    city = city_words(region) if region else ""
    return Address(street, number, building, city, postcode, region)


def city_words(region: str) -> str:
    """The city of a region as people write it: 杭州 for 330106, 上海 for 310115."""
    cities = [code for code in parents_of(region)[:2] if code.endswith("00")]
    return _CITY_END.sub("", fold(region_names()[cities[-1]])) if cities else ""


def _read_latin(folded: str) -> Address:
    postcode = ""
    found = _LATIN_POST.findall(folded)
    segments = [segment.strip() for segment in re.split(r"[,;\n]+", folded) if segment.strip()]
    if len(segments) > 1 and read_nationality(segments[-1]):
        segments.pop()
    if found and len(segments) > 1 and any(found[-1] in segment for segment in segments[1:]):
        postcode = found[-1].replace(" ", "")
    if not segments:
        return Address()
    place = next((place for place, segment in enumerate(segments) if any(map(str.isdigit, segment))), 0)
    way = (
        segments[place]
        if place < len(segments) and not (place and postcode and postcode in segments[place].replace(" ", ""))
        else segments[0]
    )
    number = _NUMBER.search(way)
    street = street_words(way.replace(number[0], " ", 1) if number else way)
    behind = segments[segments.index(way) + 1 :]
    city = next(
        (words for segment in behind if (words := " ".join(_letters(_LATIN_POST.sub(" ", segment))))), ""
    )
    return Address(street, number[0] if number else "", "", city, postcode, "")


def _letters(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not any(map(str.isdigit, word))]


def street_words(text: str) -> str:
    """The words of a street, folded, short forms written out: `Main St.` is main street, `Hauptstr.` haupt street."""
    words: list[str] = []
    for word in _WORD.findall(_split_street(fold(text))):
        full = _SHORT_WORDS.get(word, word)
        if full:
            words.append(full)
    return " ".join(words)


def _split_street(folded: str) -> str:
    return " ".join(_GLUED_STREET.sub(" street", word.rstrip(".")) for word in folded.split())


def region_code(text: str) -> str:
    """The code of a region told in a field of its own: six digits, Chinese words, or as it stands, folded."""
    if not text:
        return ""
    return read_region(text) or fold(text).replace(" ", "")[:40]
