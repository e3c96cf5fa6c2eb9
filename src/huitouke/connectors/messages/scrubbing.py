"""Payment card numbers are taken out of a message before it is kept, whatever form it has. Imports no Django.

A number is masked to its last four digits where its name says that it is a card's, or where it stands in free text and
has a card's beginning, length and check digit (ISO/IEC 7812). What names itself an id is left alone: one id in ten has
a right check digit by chance. Security codes go whole.
"""

import re
from typing import Final

from huitouke.connectors.messages.cards import is_card_number

_NAME: Final = rb"[\"']?(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\"']?"
_NUMBER: Final = rb"(?<![\w.+-])(\d(?:[ -]?\d){11,18})(?![\w-])"
_NUMBERS: Final = re.compile(_NUMBER)
_NAMED: Final = re.compile(rb"(?:" + _NAME + rb"\s*[=:]\s*[\"']?|<" + _NAME + rb"(?:\s[^<>]*)?>\s*)\Z")
_SECURITY: Final = re.compile(
    rb"((?:series_?code|cvv2?|cvc2?|cvn2?|cvv_?code|cvc_?code|(?:card_?)?security_?code|card_?validation_?code)"
    rb"[\"']?\s*(?:[=:]\s*[\"']?|>\s*))(\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_OF_A_CARD: Final = re.compile(rb"card|\bpan\b|account", re.IGNORECASE)
_LOYALTY: Final = re.compile(rb"member|loyal|programme?id", re.IGNORECASE)
_OF_AN_ID: Final = re.compile(
    rb"(?:ids?|uid|uuid|guid|_value|.number|.no|code|locator|reference|ref|phone|mobile|fax|timestamp|amount)\Z",
    re.IGNORECASE,
)
_LOOK_BACK: Final = 200


def without_cards(body: bytes) -> bytes:
    """The message with card numbers masked and security codes taken out; the same where there are none."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return without_cards(body.decode("utf-16").encode()).decode().encode("utf-16")
        except UnicodeError:
            return body
    masked = _NUMBERS.sub(_masked, body)
    return _SECURITY.sub(lambda found: found[1] + _in_place(found[1], b"*" * len(found[2])), masked)


def _in_place(before: bytes, mask: bytes) -> bytes:
    """The mask; 0 where a number of JSON stood, so that it stays JSON."""
    return b"0" if before.rstrip().endswith(b":") else mask


def _masked(found: re.Match[bytes]) -> bytes:
    digits = re.sub(rb"\D", b"", found[1])
    if not is_card_number(digits.decode()):
        return found[0]
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    named = _NAMED.search(before)
    name = (named[1] or named[2]) if named else b""
    is_card = bool(_OF_A_CARD.search(name)) and not _LOYALTY.search(name)
    if name and not is_card and _OF_AN_ID.search(name):
        return found[0]
    return _in_place(before, b"*" * (len(digits) - 4) + digits[-4:])
