"""Numbers of payment cards and secrets, taken out of what is kept before anybody else sees it.

What stands in a field for cards goes whatever it looks like; in every other text, what is the number of a card by its
length, its first digits and its check digit.
"""

import re
from typing import Any, Final

TAKEN_OUT: Final = "[card]"

_CARD_FIELDS: Final = frozenset({
    "cardnumber", "cardnumbermasked", "chargecardnumber", "creditcardnumber", "seriescode", "cvc", "cvv", "cvv2",
    "securitycode", "cardcvc", "cardexpiry", "expiredate", "expirationdate", "expirationdatemasked", "magneticstripe",
    "tracktwo", "track2", "encryptedvalue", "cardtoken", "creditcardcvc", "creditcardexpirymonth",
    "creditcardexpiryyear", "creditcardname", "cardholdername", "cardholder", "cctext",
    "paymentcardnumber", "pin",
})  # fmt: skip
_ONLY_WITHIN_CARDS: Final = frozenset(
    {"expiredate", "expirationdate", "expirationdatemasked", "effectivedate", "pin"}
)
_CARDS: Final = frozenset({"paymentcard", "creditcard", "creditcards", "card", "threedomainsecurity"})
_SECRETS: Final = frozenset({
    "password", "otapropertypassword", "sharedsecret", "accesstoken", "clienttoken", "authtoken", "usertoken",
    "vendorpassword", "userpassword", "messagepassword",
})  # fmt: skip
_IDS: Final = re.compile(r"(?:id|ids|guid|phone|phonenumber|telephone|number)$")
_NUMBER: Final = re.compile(r"(?<![\d+])(?:\d[ -]?){13,18}\d(?!\d)")
_FIRST_DIGITS: Final = re.compile(
    r"4\d{15}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|35\d{14}|6(?:011|[245]\d\d)\d{12}(?:\d{1,3})?"
)


def without_cards(value: Any, *, within_card: bool = False, name: str = "") -> Any:
    """The same tree, card numbers, their codes and dates, and passwords taken out."""
    if isinstance(value, dict):
        kept: dict[str, Any] = {}
        for key, entry in value.items():
            plain = _plain(key)
            if plain in _SECRETS:
                continue
            if plain in _CARD_FIELDS and (within_card or plain not in _ONLY_WITHIN_CARDS):
                continue
            kept[key] = without_cards(entry, within_card=within_card or plain in _CARDS, name=plain)
        return kept
    if isinstance(value, list):
        return [without_cards(entry, within_card=within_card, name=name) for entry in value]
    if isinstance(value, str):
        return value if _IDS.search(name) and not within_card else _NUMBER.sub(_taken_out, value)
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and is_card_number(str(value))
        and not _IDS.search(name)
    ):
        return TAKEN_OUT
    return value


def is_card_number(digits: str) -> bool:
    """Whether digits are the number of a card: its length and first digits are some scheme's, its check digit right."""
    if not _FIRST_DIGITS.fullmatch(digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def _plain(key: str) -> str:
    return key.lstrip("@").replace("_", "").replace("-", "").casefold()


def _taken_out(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return TAKEN_OUT if is_card_number(digits) else found[0]
