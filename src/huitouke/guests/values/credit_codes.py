"""The unified social credit code (统一社会信用代码) of a Chinese legal person, by GB 32100-2015.

18 signs: 1 registering authority, 1 kind of organisation, 6 region by GB/T 2260, 9 organisation code by
GB 11714-1997, 1 check sign. Signs are the digits and the capital letters without I, O, S, V, Z. The check sign
is 31 less the weighted sum modulo 31, where place i weighs 3^(i-1) modulo 31 (GB 32100, annex A).
"""

import re
from dataclasses import dataclass
from typing import Final

from huitouke.guests.values.folding import fold
from huitouke.guests.values.regions import is_known_region

SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_VALUES: Final = {sign: value for value, sign in enumerate(SIGNS)}
_BLANKS: Final = re.compile(r"[\s\-]+")
_TAX_NUMBER: Final = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{17,18}|[0-9A-Z]{20}")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code that keeps the rule. `is_known_region` is whether its region is or was in force: a warning only,
    since codes of new development zones come before the table does."""

    code: str
    is_known_region: bool


def check_sign(first: str) -> str:
    """The 18th sign for the first 17. Raises KeyError for a sign that no code holds."""
    total = sum(_VALUES[sign] * weight for sign, weight in zip(first[:17], WEIGHTS, strict=True))
    return SIGNS[(31 - total % 31) % 31]


def fold_code(text: str) -> str:
    """A code as it is kept: half-width capitals without blanks and dashes."""
    return _BLANKS.sub("", fold(text)).upper()


def read_credit_code(text: str) -> CreditCode | None:
    """The code as typed; None where its length, a sign or the check sign is wrong."""
    code = fold_code(text)
    if len(code) != 18 or any(sign not in _VALUES for sign in code) or check_sign(code[:17]) != code[17]:
        return None
    return CreditCode(code, code[2:8] == "100000" or is_known_region(code[2:8]))


def read_tax_number(text: str) -> str:
    """A taxpayer number: today's is the credit code, older ones have 15, 17, 18 or 20 signs. '' where it is none.

    One of the length and the signs of a credit code must keep its check sign too, except where it begins with
    the 15 or 17 digits of an older kind, which had none.
    """
    number = fold_code(text)
    if not _TAX_NUMBER.fullmatch(number):
        return ""
    is_new = len(number) == 18 and number[0] in "159ANY" and number[1].isdigit() and not number[:17].isdigit()
    return "" if is_new and read_credit_code(number) is None else number
