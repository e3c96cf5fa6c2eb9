"""Identity papers: citizen IDs by GB 11643, passports, permits; how they are checked, kept and masked."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from huitouke.guests.values.folding import fold
from huitouke.guests.values.regions import RESIDENCE_PERMIT_CODES, is_known_region

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS: Final = "10X98765432"

KINDS: Final = (
    "id_card", "passport", "hkmo_permit", "taiwan_permit", "residence_permit", "foreign_id", "other",
)  # fmt: skip

_CITIZEN_SHAPE = re.compile(r"\d{17}[\dX]|\d{15}")
_SHAPES: Final = {
    "passport": re.compile(r"(?=.*\d)[A-Z0-9]{5,20}"),
    # Eight digits since 1999, with the count of renewals behind them on older cards.
    "hkmo_permit": re.compile(r"[HM]\d{8}(?:\d{2})?"),
    # Eight digits; the older form of ten, with a letter for the place of issue.
    "taiwan_permit": re.compile(r"T?\d{8}|\d{10}[A-Z]?"),
    # The older card: nation in three letters, then region, date and serial number.
    "foreign_id": re.compile(r"[A-Z]{3}\d{12}"),
    "residence_permit": re.compile(r"(?=.*\d)[A-Z0-9]{5,20}"),
    "other": re.compile(r"(?=.*\d)\w{3,30}"),
}

_KIND_WORDS: Final = {
    "id_card": (
        "身份证", "身份证号", "居民身份证", "二代身份证", "二代证", "一代身份证", "临时身份证",
        "中国居民身份证", "中华人民共和国居民身份证", "id", "idcard", "identitycard", "chineseid",
        "residentid", "nationalid", "citizenid", "prcid",
    ),
    "passport": ("护照", "普通护照", "外国护照", "中国护照", "passport", "pp", "passportno", "passportnumber"),
    "hkmo_permit": (
        "港澳居民来往内地通行证", "港澳来往内地通行证", "港澳居民通行证", "港澳通行证", "回乡证", "回乡卡",
        "homereturnpermit", "hkmopermit", "mainlandtravelpermitforhongkongandmacauresidents",
    ),
    "taiwan_permit": (
        "台湾居民来往大陆通行证", "台湾居民通行证", "台湾通行证", "台胞证", "taiwanpermit",
        "taiwancompatriotpermit", "mtp",
    ),
    "residence_permit": (
        "港澳台居民居住证", "港澳居民居住证", "台湾居民居住证", "居住证", "外国人居留许可", "居留证",
        "residencepermit",
    ),
    "foreign_id": (
        "外国人永久居留身份证", "外国人永久居留证", "永居证", "五星卡", "foreignid",
        "foreignpermanentresidentidcard", "permanentresidencecard",
    ),
}  # fmt: skip
_KIND_BY_WORD: Final = {fold(word): kind for kind, words in _KIND_WORDS.items() for word in words}


class DocumentRefused(ValueError):
    """A number that is not kept. `code` is the issue's code; the number itself is in no message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Document:
    """A paper: its kind (one of `KINDS`), its number folded, the issuing country's alpha-2 code or ''."""

    kind: str
    number: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class CitizenId:
    """What an 18-sign number tells. `converted` says that the older form of 15 digits was given."""

    number: str
    kind: str
    birth_date: date
    sex: str
    is_region_known: bool
    converted: bool = False


def fold_number(text: str) -> str:
    """A paper's number in capitals, without blanks, dashes, dots and brackets; full-width signs in ASCII."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return "".join(sign for sign in fold(text).upper() if sign.isalnum())


def has_citizen_shape(number: str) -> bool:
    """Whether a folded number looks like a citizen ID: 17 digits and a digit or X, or 15 digits."""
    return len(number) in {15, 18} and number.isascii() and _CITIZEN_SHAPE.fullmatch(number) is not None


def check_sign(first_17: str) -> str:
    """The eighteenth sign of a number, from its first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = 0
    for weight, digit in zip(WEIGHTS, first_17, strict=True):
        total += weight * int(digit)
    return CHECK_SIGNS[total % 11]


def current_number(number: str) -> str:
    """The 18-sign form of a folded number of 15 digits (century 19, check digit computed); others as they
    are."""
    if len(number) != 15 or not number.isdigit():
        return number
    longer = f"{number[:6]}19{number[6:]}"
    return longer + check_sign(longer)


def read_citizen_id(text: str, *, today: date) -> CitizenId:
    """Read a citizen ID, a residence permit (81, 82, 83) or a foreigner's card (9) with the same check digit.

    The form of 15 digits is converted: the century is 19, the check digit is computed. That is right for old
    files; check-in asks for the card itself and refuses it (`converted`).

    Raises DocumentRefused: id_shape_wrong, id_checksum_wrong, id_date_wrong.
    """
    number = text if text.isascii() and text.isalnum() and text.isupper() else fold_number(text)
    if not has_citizen_shape(number):
        raise DocumentRefused("id_shape_wrong")
    converted = len(number) == 15
    if converted:
        number = current_number(number)
    elif check_sign(number[:17]) != number[17]:
        raise DocumentRefused("id_checksum_wrong")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise DocumentRefused("id_date_wrong") from None
    if born > today or born.year < 1850:
        raise DocumentRefused("id_date_wrong")
    region = number[:6]
    if number[0] == "9":
        # Digits 2 and 3 are the province, 4 to 6 the nationality: no region code to check.
        kind, is_region_known = "foreign_id", True
    elif region in RESIDENCE_PERMIT_CODES:
        kind, is_region_known = "residence_permit", True
    else:
        kind, is_region_known = "id_card", is_known_region(region)
    sex = "male" if int(number[16]) % 2 else "female"
    return CitizenId(number, kind, born, sex, is_region_known, converted)


def read_document_kind(text: str) -> str:
    """The kind that a word of a file or form names, in Chinese, English or as our own code; '' if unknown."""
    folded = "".join(sign for sign in fold(text) if sign.isalnum())
    if folded in _KIND_BY_WORD:
        return _KIND_BY_WORD[folded]
    code = fold(text).replace(" ", "_").replace("-", "_")
    return code if code in KINDS else ""


def read_document(kind: str, text: str, country: str = "") -> Document:
    """A paper of a kind other than a citizen ID, by its shape.

    Raises DocumentRefused: document_shape_wrong.
    """
    number = fold_number(text)
    if not _SHAPES[kind].fullmatch(number):
        raise DocumentRefused("document_shape_wrong")
    if kind == "hkmo_permit":
        country = {"H": "HK", "M": "MO"}[number[0]]
    elif kind == "taiwan_permit":
        country = "TW"
    return Document(kind, number, country)


def guess_kind(number: str) -> str:
    """The likeliest kind of a folded number of which nothing else is known."""
    if has_citizen_shape(number) and len(number) == 18:
        return "id_card"
    if _SHAPES["hkmo_permit"].fullmatch(number):
        return "hkmo_permit"
    if _SHAPES["foreign_id"].fullmatch(number):
        return "foreign_id"
    if re.fullmatch(r"[A-Z]{1,2}\d{6,8}", number):
        return "passport"
    return "other"


def mask_number(number: str) -> str:
    """A paper's number with only its first and last sign: `3****************X`; short ones only the last."""
    if len(number) < 2:
        return "*" * len(number)
    if len(number) < 6:
        return "*" * (len(number) - 1) + number[-1]
    return number[0] + "*" * (len(number) - 2) + number[-1]
