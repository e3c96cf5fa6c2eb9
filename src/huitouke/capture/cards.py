"""What the registration card asks, and what of it is known of a guest, as far as its reader may read."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huitouke.guests.choices import ContactKind, DocumentKind
from huitouke.guests.queries import GuestDetail

DIGESTS: Final = (DocumentKind.NAME_HASH.value, DocumentKind.DOCUMENT_HASH.value)
CARD_LINES: Final[tuple[tuple[str, str | Promise, bool], ...]] = (
    ("name", _("Name"), False),
    ("latin_name", _("Name in Latin letters"), False),
    ("birth_date", _("Birth date"), False),
    ("nationality", _("Nationality"), False),
    ("mobile", _("Mobile"), False),
    ("document", _("Document, kind and number"), True),
    ("email", _("E-mail"), False),
    ("company", _("Company"), False),
    ("address", _("Address"), True),
    ("plate", _("Plate"), False),
    ("companions", _("Staying in the same room"), False),
    ("arrival", _("Arrival"), False),
    ("departure", _("Departure"), False),
    ("room", _("Room number"), False),
    ("rate", _("Room rate"), False),
)
"""Code, words, and whether the line takes the whole width, in the order of the desk."""


def lines_of(detail: GuestDetail | None) -> list[tuple[str, str | Promise, bool]]:
    """The lines of a guest's card, or of a blank one: without the rate where it is not to be told."""
    hides_rate = detail is not None and detail.guest.is_rate_confidential
    return [line for line in CARD_LINES if line[0] != "rate" or not hides_rate]


def card_values(detail: GuestDetail) -> dict[str, str]:
    """What is known, by the codes of the lines; of contacts and papers the newest of its kind. Values that this reader
    sees masked are masked here too; the nationality is a code, the paper's kind stands apart as `document_kind`."""
    guest, masked = detail.guest, detail.masked
    contacts = {each.kind: each.shown for each in detail.contacts if not each.is_relay}
    paper = next((each for each in reversed(detail.documents) if each.kind not in DIGESTS), None)
    return {
        "name": guest.name,
        "latin_name": guest.latin_name,
        "sex": guest.sex,
        "birth_date": guest.birth_date.isoformat() if guest.birth_date else masked.get("birth_date", ""),
        "nationality": guest.nationality,
        "document": paper.masked if paper else "",
        "document_kind": paper.kind if paper else "",
        "mobile": contacts.get(ContactKind.MOBILE, ""),
        "email": contacts.get(ContactKind.EMAIL, ""),
        "address": guest.address or masked.get("address", ""),
        "company": guest.company,
        "plate": detail.vehicles[-1].plate if detail.vehicles else "",
    }
