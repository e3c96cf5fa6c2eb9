"""E-mail addresses: syntax, one shape, and whether an address is lent by a booking platform."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from huitouke.guests.values.cells import tidy

EMAIL_LIMIT: Final = 254  # RFC 5321

# Platforms that stand between guest and hotel. A guest's address below one of these domains, such as
# guest.booking.com, is made for one booking and dies some weeks after it; people who work there have
# addresses at the domain itself.
PLATFORM_DOMAINS: Final = frozenset({
    "booking.com", "expedia.com", "expediagroup.com", "hotels.com", "vrbo.com", "homeaway.com", "agoda.com",
    "airbnb.com", "airbnb.cn", "trip.com", "ctrip.com", "qunar.com", "elong.com", "ly.com", "tongcheng.com",
    "meituan.com", "dianping.com", "fliggy.com", "alitrip.com", "tujia.com", "xiaozhu.com", "tuniu.com",
    "mafengwo.com", "priceline.com", "hostelworld.com", "tripadvisor.com", "despegar.com", "hotelbeds.com",
    "traveloka.com", "makemytrip.com", "goibibo.com", "rakuten.co.jp", "jalan.net", "yanolja.com",
    "klook.com", "lastminute.com", "hrs.com", "hotelston.com", "webbeds.com", "oyorooms.com",
    "hoteltonight.com", "ostrovok.ru", "emergingtravel.com",
})  # fmt: skip
# Domains on which nothing but lent addresses live.
RELAY_DOMAINS: Final = frozenset({"expediapartnercentral.com", "agoda-messaging.com"})
# What a clerk or a channel manager writes where the guest gave no address.
_NOBODY = re.compile(
    r"(?:no-?reply|do-?not-?reply|noemail|no-?mail|none|guest-?relay|masked|anonymous)(?:[+._-].*)?"
)

_ADDRESS = re.compile(
    r"(?P<local>[^\s@<>(),;:\"\[\]\\]{1,64})@(?P<domain>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_])"
)
_PLAIN = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_BRACKETED = re.compile(r".*<([^<>]+)>")
_LIST_MARKS = re.compile(r"[\s,，;；、|｜]+|/(?=[^/]*@)")


@dataclass(frozen=True, slots=True)
class Email:
    """An address in lower case, what was typed, and whether a platform lent it: then never the guest's
    own."""

    address: str
    shown: str
    is_relay: bool = False


def is_relay_address(address: str) -> bool:
    """Whether a platform stands behind a lower-case address, so that it is never taken for the guest's
    own."""
    local, _, domain = address.rpartition("@")
    parts = domain.split(".")
    if len(parts) > 2:
        for start in range(1, len(parts) - 1):
            if ".".join(parts[start:]) in PLATFORM_DOMAINS:
                return True
    for start in range(len(parts) - 1):
        if ".".join(parts[start:]) in RELAY_DOMAINS:
            return True
    return _NOBODY.fullmatch(local) is not None


def read_email(text: str) -> Email | None:
    """One address as typed, in plain form, in angle brackets or behind `mailto:`; None where it is none.

    Syntax only: nothing is asked of the network. The part before @ is put into lower case too, as every mail
    house of today does.
    """
    if len(text) > 600:
        return None
    shown = tidy(text)
    lowered = shown.casefold()
    if _PLAIN.fullmatch(lowered) is None:
        bracketed = _BRACKETED.fullmatch(shown)
        shown = (bracketed[1] if bracketed else shown).strip().removeprefix("mailto:").removeprefix("MAILTO:")
        lowered = unicodedata.normalize("NFKC", shown).replace("。", ".").casefold()
        match = _ADDRESS.fullmatch(lowered)
        if (
            match is None
            or match["local"].startswith(".")
            or match["local"].endswith(".")
            or ".." in match["local"]
        ):
            return None
    if len(lowered) > EMAIL_LIMIT or lowered.index("@") > 64:
        return None
    return Email(lowered, shown, is_relay_address(lowered))


def split_emails(text: str) -> list[str]:
    """The addresses of a cell that holds several; `Name <a@b.c>` is one."""
    if "@" not in text or text.count("@") == 1:
        value = tidy(text)
        return [value] if value else []
    return [piece for piece in (tidy(piece) for piece in _LIST_MARKS.split(text)) if piece]


def mask_email(address: str) -> str:
    """An address for those without the right to see it: the first sign and the domain, `z***@example.com`."""
    local, at, domain = address.rpartition("@")
    if not at:
        return "*" * min(len(address), 3)
    return f"{local[:1] if len(local) > 1 else ''}***@{domain}"
