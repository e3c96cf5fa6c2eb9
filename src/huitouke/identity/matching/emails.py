"""The mailboxes by which a person may be known."""

from collections.abc import Iterable
from typing import Final

from huitouke.guests.values.emails import read_email, split_emails

_GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})
_DASH_TAGS: Final = frozenset({"yahoo.com", "ymail.com", "rocketmail.com"})
_ROLE_WORDS: Final = """
info reservation reservations booking bookings sales contact office admin administration reception frontdesk front.desk
fo hotel travel marketing service services support hr finance accounts account accounting billing invoice invoices
secretary mail webmaster postmaster kf yuding bangong enquiries enquiry events groups
"""
_ROLES: Final = frozenset(_ROLE_WORDS.split())
_NO_NAMES: Final = (
    "test none no na nomail noemail xx xxx xxxx abc 123 1234 12345 123456 aaa aa a x email mail guest"
)
_FILLER_LOCALS: Final = frozenset(_NO_NAMES.split())
_FILLER_DOMAINS: Final = frozenset({
    "example.com", "example.org", "test.com", "none.com", "noemail.com", "nomail.com", "no.com", "na.com", "abc.com",
    "xxx.com", "email.com",
})  # fmt: skip
TEXT_LIMIT: Final = 2_000


def mailbox(address: str) -> str:
    """The one spelling of a lower-case address: without a plus tag, without the dots that Gmail does not see."""
    local, _, domain = address.rpartition("@")
    bare = local.partition("+")[0] or local
    if domain in _GMAIL:
        return f"{bare.replace('.', '')}@gmail.com"
    if domain in _DASH_TAGS:
        bare = bare.partition("-")[0] or bare
    return f"{bare}@{domain}"


def is_role(address: str) -> bool:
    """Whether an address belongs to an office rather than to a person: info@, reservations@."""
    return address.partition("@")[0] in _ROLES


def is_filler(address: str) -> bool:
    """Whether an address was typed because a box wanted one: test@test.com, a@a.com."""
    local, _, domain = address.partition("@")
    return domain in _FILLER_DOMAINS or (
        local in _FILLER_LOCALS and domain.partition(".")[0] in (local, "com", "mail")
    )


def mailboxes_of(texts: Iterable[str], own: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The mailboxes, each once, in their order. Left out: addresses that a platform lends for a booking, those of an
    office, fillers, and the hotel's `own`."""
    found: dict[str, None] = {}
    for text in texts:
        for piece in split_emails(text[:TEXT_LIMIT]):
            email = read_email(piece)
            if email is None or email.is_relay:
                continue
            address = mailbox(email.address)
            if (
                address not in own
                and email.address not in own
                and not is_role(address)
                and not is_filler(email.address)
            ):
                found[address] = None
    return tuple(found)
