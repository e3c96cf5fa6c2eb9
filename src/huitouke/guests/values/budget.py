"""What a guest is ready to spend: a range of money from what people write."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from babel.numbers import get_currency_precision

from huitouke.guests.values.folding import fold

MOST: Final = 10**15
_NUMBER = re.compile(r"(\d+(?:\.\d{1,4})?)\s*((?:万|w|千|k)(?![a-z]))?", re.I)
_FACTORS: Final = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}
_LEAST = re.compile(r"以上|起|不低于|至少|[+＋]\s*$|over|from|above|at least|more than|min|>")
_MOST = re.compile(r"以下|以内|之内|不超过|最多|under|up to|below|less than|at most|max|<")
_CURRENCIES: Final = (
    ("hkd", "HKD"), ("hk$", "HKD"), ("港", "HKD"), ("mop", "MOP"), ("澳门", "MOP"), ("twd", "TWD"),
    ("nt$", "TWD"), ("台币", "TWD"), ("usd", "USD"), ("us$", "USD"), ("美元", "USD"), ("美金", "USD"),
    ("eur", "EUR"), ("€", "EUR"), ("欧", "EUR"), ("gbp", "GBP"), ("£", "GBP"), ("英镑", "GBP"),
    ("jpy", "JPY"), ("日元", "JPY"), ("円", "JPY"), ("krw", "KRW"), ("韩元", "KRW"), ("sgd", "SGD"),
    ("aud", "AUD"), ("cad", "CAD"), ("thb", "THB"), ("泰铢", "THB"), ("cny", "CNY"), ("rmb", "CNY"),
    ("人民币", "CNY"), ("元", "CNY"), ("¥", "CNY"), ("￥", "CNY"), ("块", "CNY"), ("$", "USD"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Budget:
    """A range in minor units of a currency; one end may be open (None)."""

    least: int | None
    most: int | None
    currency: str


def read_budget(text: str, currency: str) -> Budget | None:
    """`500-800`, `¥500以上`, `under USD 300`, `1.5万`; without a currency's sign it is in `currency`. One number
    alone is both ends. None where no range can be read."""
    folded = fold(text).replace(",", "").replace("，", "")
    code = next((code for sign, code in _CURRENCIES if sign in folded), currency)
    numbers = _NUMBER.findall(folded)
    if not 1 <= len(numbers) <= 2:
        return None
    shared = numbers[-1][1] if len(numbers) == 2 and not numbers[0][1] else ""
    scale = 10 ** get_currency_precision(code)
    values = []
    for digits, factor in numbers:
        if len(digits) > 15:
            return None
        amount = Decimal(digits) * _FACTORS.get(factor or shared, 1) * scale
        if amount != amount.to_integral_value() or amount > MOST:
            return None
        values.append(int(amount))
    if len(values) == 2:
        return Budget(min(values), max(values), code)
    if _LEAST.search(folded):
        return Budget(values[0], None, code)
    if _MOST.search(folded):
        return Budget(None, values[0], code)
    return Budget(values[0], values[0], code)


def budget_text(least: int | None, most: int | None, currency: str) -> str:
    """A range as `read_budget` reads it again: `CNY 500-800`, `CNY 500+`, `< CNY 800`."""
    if least is None and most is None:
        return ""
    scale = 10 ** get_currency_precision(currency)

    def shown(amount: int) -> str:
        value = Decimal(amount) / scale
        return f"{value:f}" if value != value.to_integral_value() else str(int(value))

    if most is None:
        return f"{currency} {shown(least or 0)}+"
    if least is None:
        return f"< {currency} {shown(most)}"
    return f"{currency} {shown(least)}" if least == most else f"{currency} {shown(least)}-{shown(most)}"
