"""The fields that few records hold: addresses of home and work, occupation, family, needs, budget, how guests
came to the hotel, confidentiality, and the fields that an administrator added."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from huitouke.guests.values.budget import read_budget
from huitouke.guests.values.lexicon import CODE_TARGETS, Lexicon
from huitouke.guests.values.own_fields import read_own
from huitouke.guests.values.prepared import PreparedGuest
from huitouke.guests.values.raw import RawCells
from huitouke.guests.values.regions import postcode_of_address, read_region, region_of_address
from huitouke.kernel.custom_fields.values import ValueRefused, choice_key, read_yes_no

ADDRESSES: Final = {
    "address": ("address", "region", "postcode"),
    "home_address": ("home_address", "home_region", "home_postcode"),
    "work_address": ("work_address", "work_region", "work_postcode"),
}
"""Addresses, each with the columns of its text, its region and its post code; targets of the same names."""

MOST_LEAD_DAYS: Final = 60
_VIP = re.compile(r"(?:vip|v)?([1-4])")
_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 \-]{2,9}")
_CONTACT_WORDS: Final = {
    "call": ("电话", "手机", "打电话", "call", "phone", "mobile", "telephone", "bytelephone"),
    "sms": ("短信", "发短信", "sms", "text", "message", "textmessage", "bytextmessage"),
    "wechat": ("微信", "发微信", "wechat", "weixin", "bywechat"),
    "wecom": ("企业微信", "发企业微信", "企微", "wecom", "bywecom"),
    "email": ("邮件", "邮箱", "电子邮件", "email", "mail", "发邮件", "byemail"),
}
CONTACT_PREFERENCES: Final = {word: code for code, words in _CONTACT_WORDS.items() for word in words}

_TEXTS: Final = ("occupation", "native_place", "family", "need", "usage")
_FLAGS: Final = {"stay_confidential": "is_stay_confidential", "rate_confidential": "is_rate_confidential"}
_OWN: Final = frozenset({
    *_TEXTS, *_FLAGS, *CODE_TARGETS, "decision_maker", "budget", "birthday_reminder", "birthday_lead_days",
    "vip_grade", "contact_preference",
})  # fmt: skip
_OF_ADDRESSES: Final = frozenset(name for names in ADDRESSES.values() for name in names)


def read_particulars(cells: RawCells, guest: PreparedGuest, lexicon: Lexicon) -> None:
    """Fill what few records hold; each trouble is noted, and nothing raises."""
    values = cells.values
    if not _OF_ADDRESSES.isdisjoint(values):
        for address, columns in ADDRESSES.items():
            if not values.keys().isdisjoint(columns):
                _read_address(cells, guest, address, *columns[1:])
    if not _OWN.isdisjoint(values):
        for field in _TEXTS:
            if field in values:
                setattr(guest, field, cells.one(field))
        if guest.native_place:
            guest.native_region = read_region(guest.native_place)
        for target, table in CODE_TARGETS.items():
            if target in values:
                setattr(guest, target, _code(cells, target, partial(lexicon.code_of, table)))
        for target, column in _FLAGS.items():
            if target in values:
                setattr(guest, column, bool(_yes_no(cells, target)))
        _read_single(cells, guest, lexicon)
    if lexicon.custom:
        _read_custom(cells, guest, lexicon)


def _read_address(cells: RawCells, guest: PreparedGuest, address: str, region: str, postcode: str) -> None:
    """An address with its region and post code: those given beside it, else those that it tells itself."""
    values = cells.values
    text = cells.one(address) if address in values else ""
    setattr(guest, address, text)
    code = ""
    if region in values:
        code = _region(values[region])
        if not code:
            cells.note(region, "region_unknown")
    if text and not code:
        code = region_of_address(text)
    setattr(guest, region, code)
    number = ""
    if postcode in values:
        number = cells.one(postcode).upper().removesuffix(".0")
        if not _POSTCODE.fullmatch(number):
            cells.note(postcode, "postcode_unreadable")
            number = ""
    if text and not number:
        number = postcode_of_address(text)
    setattr(guest, postcode, number)


def _region(texts: Sequence[str]) -> str:
    """The region that one or several columns name, such as province, city and county, in either order."""
    return read_region("".join(texts)) or read_region("".join(reversed(texts)))


def _code(cells: RawCells, target: str, code_of: Callable[[str], str]) -> str:
    code = code_of(cells.one(target))
    if not code:
        cells.note(target, "choice_unknown")
    return code


def _yes_no(cells: RawCells, target: str) -> bool | None:
    try:
        return read_yes_no(cells.one(target))
    except ValueRefused as refused:
        cells.note(target, refused.code)
        return None


def _read_single(cells: RawCells, guest: PreparedGuest, lexicon: Lexicon) -> None:
    values = cells.values
    if "decision_maker" in values:
        guest.is_decision_maker = _yes_no(cells, "decision_maker")
    if "birthday_reminder" in values:
        guest.is_birthday_muted = _yes_no(cells, "birthday_reminder") is False
    if "birthday_lead_days" in values:
        days = cells.one("birthday_lead_days").removesuffix(".0")
        if days.isascii() and days.isdigit() and int(days[:4]) <= MOST_LEAD_DAYS:
            guest.birthday_lead_days = int(days)
        else:
            cells.note("birthday_lead_days", "lead_days_unreadable", limit=str(MOST_LEAD_DAYS))
    if "vip_grade" in values:
        grade = _VIP.fullmatch(choice_key(cells.one("vip_grade")))
        guest.vip_grade = f"V{grade[1]}" if grade else _code(cells, "vip_grade", lambda _text: "")
    if "contact_preference" in values:
        guest.contact_preference = _code(
            cells, "contact_preference", lambda text: CONTACT_PREFERENCES.get(choice_key(text), "")
        )
    if "budget" in values:
        budget = read_budget(cells.one("budget"), lexicon.currency)
        if budget is None:
            cells.note("budget", "budget_unreadable")
        else:
            guest.budget_min, guest.budget_max = budget.least, budget.most
            guest.budget_currency = budget.currency


def _read_custom(cells: RawCells, guest: PreparedGuest, lexicon: Lexicon) -> None:
    guest.custom.update(read_own(cells.values, cells.one, lexicon.custom, cells.issues))
