"""Telephone numbers: one shape (E.164) for every way of writing them, and whether they are the guest's own.

A number that an OTA lends for one booking (main number with an extension), or one with stars in it, is never
the guest's own: it is kept to be shown, and is no contact and no evidence.
"""

import re
from dataclasses import dataclass
from typing import Final

from huitouke.guests.values.cells import tidy

# What stands between the digits of a number: every dash and dot in use becomes the ASCII dash, full-width
# digits and signs become ASCII.
DIGIT_DASHES: Final = {
    **{ord(sign): "-" for sign in "‐‑‒–—―−－﹣·•．"},
    **{ord("０") + step: str(step) for step in range(10)},
    ord("＋"): "+", ord("（"): "(", ord("）"): ")", ord("＊"): "*", ord("，"): ",", ord("；"): ";",
    ord("　"): " ",
    ord("\u00a0"): " ", ord("／"): "/", ord("＃"): "#", ord("："): ":",
}  # fmt: skip

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:(?:\+?86|0086)0?|0)(10|2\d|[3-9]\d{2})([2-8]\d{6,7})")
_DROPPED: Final = str.maketrans("", "", " -().\t/")
_FLOAT = re.compile(r"(\d{7,15})\.0+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_MASKED = re.compile(r"(?=.*\d)(?=.*(?:\*{2,}|[xX]{3,}))\+?[\d*xX\s()\-]{5,24}")
_EXTENSION = re.compile(
    r"(?P<main>\+?[\d\s().\-]{5,24}?)\s*(?:转接|转分机|转|轉|分机号?|分機|ext\.?|extension|extn\.?|x|#|,+|;)\s*[:.]?\s*"
    r"(?P<extension>\d{1,8})#?",
    re.I,
)
_DASH_EXTENSION = re.compile(r"(?P<main>(?:\+?86-?)?\(?0\d{2,3}\)?[\s-]?\d{7,8})-(?P<extension>\d{1,6})")
# 400 and 800 numbers, and 95xxx: hotlines, and the segments from which privacy numbers are lent.
_HOTLINE = re.compile(r"(?:\+?86|0086)?([48]00\d{7}|95\d{3,12})")
_LIST_MARKS = re.compile(
    r"[、;；|｜\r\n]+|[,，/](?=\s*\+?[\d(][\d\s()\-]{6,})|\s{2,}(?=\+?\d{7,})|\s+(?:或|和|or)\s+"
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number read.

    `number` is E.164, or what was typed without blanks where no numbering plan knows it (`is_known` False).
    `kind` is mobile, landline or other. `is_relay` marks lent and masked numbers: never the guest's own.
    """

    number: str
    shown: str
    kind: str
    extension: str = ""
    is_relay: bool = False
    is_masked: bool = False
    is_known: bool = True


def _chinese_mobile(national: str) -> Phone:
    return Phone("+86" + national, f"{national[:3]} {national[3:7]} {national[7:]}", "mobile")


def _read_main(text: str, region: str) -> Phone | None:
    """A number without extension; None where there are too few digits to be one."""
    compact = text.translate(_DROPPED)
    mobile = _MOBILE.fullmatch(compact)
    if mobile:
        return _chinese_mobile(mobile[1])
    digits = compact.removeprefix("+")
    if not digits.isdigit() or not 5 <= len(digits) <= 20:
        return None
    if region == "CN":
        landline = _LANDLINE.fullmatch(compact)
        if landline:
            area, local = landline[1], landline[2]
            # Area codes of three digits have numbers of 7 or 8, Beijing, Shanghai and the like always of 8.
            if len(area) == 3 or len(local) == 8:
                return Phone(f"+86{area}{local}", f"0{area}-{local}", "landline")
        if _HOTLINE.fullmatch(compact):
            return Phone(compact, compact, "other", is_known=True)
    return _read_with_plans(text, compact, region)


def _read_with_plans(text: str, compact: str, region: str) -> Phone:
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, PhoneNumberType

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return Phone(compact, text, "other", is_known=False)
    if not phonenumbers.is_valid_number(number):
        return Phone(compact, text, "other", is_known=False)
    kinds = {
        PhoneNumberType.MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE: "landline",
    }
    return Phone(
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
        kinds.get(phonenumbers.number_type(number), "other"),
    )


def read_phone(text: str, region: str = "CN") -> Phone | None:
    """One number as typed; None where it is none (under 5 digits, over 20, words, or `1.38E+10` of a
    spreadsheet).

    A number without country code is read as one of `region`. Never fails.
    """
    if text.isascii():
        mobile = _MOBILE.fullmatch(text)
        if mobile:
            return _chinese_mobile(mobile[1])
    else:
        text = text.translate(DIGIT_DASHES)
    text = tidy(text)
    if len(text) > 60:
        return None
    lowered = text.casefold()
    for prefix in ("tel:", "tel.", "phone:", "mobile:", "电话:", "手机:"):
        if lowered.startswith(prefix):
            text = text[len(prefix) :].strip()
    as_float = _FLOAT.fullmatch(text)
    if as_float:
        text = as_float[1]
    elif _SCIENTIFIC.fullmatch(text):
        return None
    if _MASKED.fullmatch(text):
        compact = text.translate(_DROPPED).replace("x", "*").replace("X", "*")
        return Phone(compact, compact, "other", is_relay=True, is_masked=True, is_known=False)
    divided = _DASH_EXTENSION.fullmatch(text) or _EXTENSION.fullmatch(text)
    main, extension = (divided["main"], divided["extension"]) if divided else (text, "")
    phone = _read_main(main, region)
    if phone is None or not extension:
        if (
            phone is not None
            and _HOTLINE.fullmatch(phone.number)
            and phone.number.removeprefix("86").startswith("95")
        ):
            # 95013 and its like with more than a hotline's five digits are lent for one booking.
            is_lent = len(phone.number) >= 10
            return Phone(phone.number, phone.shown, "other", is_relay=is_lent)
        return phone
    # A mobile has no extensions: this one is lent, like a 400 or 95 number with more behind it.
    is_lent = phone.kind == "mobile" or _HOTLINE.fullmatch(phone.number) is not None
    return Phone(
        phone.number, f"{phone.shown} 转 {extension}", phone.kind, extension, is_lent, False, phone.is_known
    )


def split_phones(text: str) -> list[str]:
    """The numbers of a cell that holds several; a comma with only an extension behind it does not divide."""
    if text.isdigit():
        return [text]
    pieces = (tidy(piece) for piece in _LIST_MARKS.split(text))
    return [piece for piece in pieces if piece]


def mask_phone(number: str) -> str:
    """A number for those without the right to see it: `138****2217`, else at most the last 4 digits.

    Never shows more than 7 digits of a Chinese mobile, the last 4 of any other number of 8 digits or more,
    and the last 2 of a shorter one.
    """
    mobile = _MOBILE.fullmatch(number)
    if mobile:
        return f"{mobile[1][:3]}****{mobile[1][7:]}"
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "*")
    shown = 4 if len(digits) >= 8 else 2 if len(digits) >= 5 else 0
    return "*" * (len(digits) - shown) + digits[len(digits) - shown :]
