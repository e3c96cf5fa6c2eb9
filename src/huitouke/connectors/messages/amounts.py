"""Amounts as the standards write them, in whole minor units; and the price of each night."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from huitouke.connectors.messages.reading import Unread
from huitouke.connectors.messages.trees import Node
from huitouke.kernel.money import LARGEST, is_known_currency, minor_digits

_MOST_DIGITS: Final = 30


@dataclass(frozen=True, slots=True)
class Priced:
    """The price of a night from one day on, up to another: the last one or the day after, as the sender counts."""

    since: date
    until: date
    amount: int


def named_currency(*nodes: Node) -> str | None:
    """The first of these that is a currency. Only one that is named is told: an update without one leaves it be."""
    codes = (node.text.upper() for node in nodes)
    return next((code for code in codes if is_known_currency(code)), None)


def read_amount(node: Node, currency: str) -> int | None:
    """An amount in minor units of `currency`, half a unit rounded away from zero; None where it is empty or the
    currency is not known. Raises Unread where it is no number."""
    text = node.text
    if not text or not currency:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Unread("value_unreadable", at=node.path) from None
    if not amount.is_finite() or abs(amount.adjusted()) > _MOST_DIGITS:
        raise Unread("value_unreadable", at=node.path)
    minor = int(amount.scaleb(minor_digits(currency)).to_integral_value(ROUND_HALF_UP))
    if abs(minor) > LARGEST:
        raise Unread("value_unreadable", at=node.path)
    return minor


def read_count(node: Node, most: int = 10_000) -> int | None:
    """A number of persons or rooms; None where it is empty. Raises Unread where it is none, or beyond `most`."""
    text = node.text.removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 6 or int(text) > most:
        raise Unread("value_unreadable", at=node.path)
    return int(text)


def nightly(prices: Sequence[Priced], arrival: date, departure: date) -> tuple[int, ...] | None:
    """The price of each night, if every night has one. Of several for one night that counts which begins last: so it
    does not matter whether a sender names the last night or the day after as the end."""
    found: list[int] = []
    day = arrival
    while day < departure or not found:
        fitting = [price for price in prices if price.since <= day <= max(price.since, price.until)]
        if not fitting:
            return None
        found.append(max(fitting, key=lambda price: price.since).amount)
        day += timedelta(days=1)
    return tuple(found)


def shares(total: int, rooms: int) -> list[int]:
    """A total in as many parts, the first ones a minor unit larger where it does not divide."""
    each, rest = divmod(total, rooms)
    return [each + (number < rest) for number in range(rooms)]


def believed(rates: tuple[int, ...] | None, total: int | None) -> tuple[int, ...] | None:
    """Prices of nights, unless they add up to more than the total: then each was the price of all of them."""
    if rates is None or total is None or sum(rates) <= total:
        return rates
    return None
