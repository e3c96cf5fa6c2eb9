"""Money: whole minor units of one currency (fen, cents, yen), never a float."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from babel.numbers import get_currency_precision, is_currency

LARGEST: Final = 10**16
"""Minor units; what lies beyond is a slip of the hand, and fits no column."""

_AMOUNT: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(万|亿|k|m)?(?:元|圆|块)?", re.IGNORECASE)
_SIGNS: Final = re.compile(
    r"^(?:rmb|cny|hkd|usd|mop|jpy|sgd|thb|eur|hk\$|us\$|[¥￥$€£])|(?:rmb|cny)$", re.IGNORECASE
)
_TIMES: Final = {"": 1, "k": 1_000, "万": 10_000, "m": 1_000_000, "亿": 100_000_000}


@cache
def minor_digits(currency: str) -> int:
    """How many digits stand behind the point: 2 for CNY, 0 for JPY (ISO 4217 by way of Unicode CLDR)."""
    return int(get_currency_precision(currency))


def is_known_currency(code: str) -> bool:
    """Whether `code` is a currency of ISO 4217."""
    return len(code) == 3 and code.isascii() and code.isupper() and bool(is_currency(code))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units. Sums and comparisons are within one currency: another one raises ValueError."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    @property
    def amount(self) -> Decimal:
        """In major units: 1234 fen are 12.34."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    @property
    def text(self) -> str:
        """`12,345.60` without the currency; the digits behind the point are left out where they are all zero."""
        digits = minor_digits(self.currency)
        whole = f"{self.amount:,.{digits}f}"
        return whole.removesuffix("." + "0" * digits) if digits else whole

    def __str__(self) -> str:
        return f"{self.currency} {self.text}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")


def read_money(text: str, currency: str) -> Money | None:
    """An amount as people write it (50,000 · ¥5万 · 1200.50元) in `currency`; None where it is none, has more
    digits behind the point than the currency, or is beyond `LARGEST`. Negative amounts are none."""
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    compact = _SIGNS.sub("", compact)
    found = _AMOUNT.fullmatch(compact)
    if found is None:
        return None
    number = Decimal(found[1].replace(",", "") + (found[2] or "")) * _TIMES[(found[3] or "").lower()]
    minor = number.scaleb(minor_digits(currency))
    if minor != minor.to_integral_value() or minor > LARGEST:
        return None
    return Money(int(minor), currency)
