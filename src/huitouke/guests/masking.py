"""The one door for what may be read of a guest: which values stand masked, and of whom not even the name is told.

| what | seen by |
|---|---|
| telephones, addresses, ids of services, year of birth | who has `guests.clear` for the guest; others masked |
| identity papers, card numbers | nobody unmasked; one at a time with `guests.reveal` and a reason |
| name, contacts, company, papers, notes, tags of a guest who is not to be disclosed | who has `guests.confidential` |

A guest read for a screen is veiled in memory (`veil`): what may not be read is taken out of the object itself, so that
no face can show it by mistake, and a veiled guest refuses to be saved.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.choices import PHONE_KINDS, ContactKind
from huitouke.guests.models import ContactPoint, Guest, Note
from huitouke.guests.policy import may_use
from huitouke.guests.values.emails import mask_email
from huitouke.guests.values.phones import mask_phone
from huitouke.guests.values.regions import city_of

ADDRESSES: Final = {
    "address": ("region", "postcode"),
    "home_address": ("home_region", "home_postcode"),
    "work_address": ("work_region", "work_postcode"),
}
CONTACT_TARGETS: Final = frozenset({
    "mobile", "home_phone", "office_phone", "phone", "fax", "email", "wechat", "wechat_unionid", "wechat_openid",
    "wecom", "alipay", "qq", "msn", "home", "office",
})  # fmt: skip
MASKED_TARGETS: Final = CONTACT_TARGETS | {"birth_date", "kept_birthday", *ADDRESSES, *(
    column for columns in ADDRESSES.values() for column in columns
)}  # fmt: skip
"""Targets that stand masked before who lacks `guests.clear`."""

_PERSON_TEXTS: Final = (
    "name", "latin_name", "form_of_address", "sex", "nationality", "language", "company", "position", "address",
    "region", "postcode", "home_address", "home_region", "home_postcode", "work_address", "work_region",
    "work_postcode", "occupation", "native_place", "native_region", "family", "family_structure", "need", "usage",
    "card_number", "referred_by", "contact_preference", "heard_from", "choice_reason", "birthday_calendar",
    "budget_currency",
)  # fmt: skip
_PERSON_VALUES: Final = (
    "birth_date", "birthday_year", "birthday_month", "birthday_day", "birthday_key", "is_decision_maker",
    "budget_min", "budget_max",
)  # fmt: skip

_EMAIL = re.compile(r"[^\s@,;，；、]+@[^\s@,;，；、]+\.[A-Za-z]{2,}")
_DIGITS = re.compile(r"\+?\d(?:[\d \-]{5,})\d")


@dataclass(frozen=True, slots=True)
class Sight:
    """What an actor may read of one guest: values in clear, who it is, and whether one value may be revealed."""

    is_clear: bool
    is_named: bool
    may_reveal: bool


WHOLE_SIGHT: Final = Sight(is_clear=True, is_named=True, may_reveal=True)


def sight_of(actor: Actor, legal_entity_id: UUID | None, is_shared: bool, is_confidential: bool) -> Sight:
    """What the actor may read of a guest of this entity."""
    is_named = not is_confidential or may_use(actor, Right.GUESTS_CONFIDENTIAL, legal_entity_id, is_shared)
    return Sight(
        is_clear=is_named and may_use(actor, Right.GUESTS_CLEAR, legal_entity_id, is_shared),
        is_named=is_named,
        may_reveal=is_named and may_use(actor, Right.GUESTS_REVEAL, legal_entity_id, is_shared),
    )


def sight_of_guest(actor: Actor, guest: Guest) -> Sight:
    """What the actor may read of this guest."""
    return sight_of(actor, guest.legal_entity_id, guest.is_shared, guest.is_stay_confidential)


def sight_of_row(actor: Actor, row: Mapping[str, Any]) -> Sight:
    """The same for a row read with `queries.LINE_FIELDS`."""
    return sight_of(actor, row["legal_entity_id"], row["is_shared"], row["is_stay_confidential"])


def hidden_name() -> str:
    """What stands in place of the name of a guest who is not to be disclosed."""
    return _("Not to be disclosed")


def veil(guest: Guest, sight: Sight) -> dict[str, str]:
    """Take out of a guest in memory what may not be read; by target what is shown in its place. The guest can no
    longer be saved then."""
    shown: dict[str, str] = {}
    if not sight.is_named:
        _blank_person(guest)
        guest.is_veiled = True
        return shown
    if guest.card_number:
        shown["card_number"] = mask_card(guest.card_number)
        guest.card_number = ""
    if not sight.is_clear:
        shown |= _mask_profile(guest)
    if shown:
        guest.is_veiled = True
    return shown


def _blank_person(guest: Guest) -> None:
    for column in _PERSON_TEXTS:
        setattr(guest, column, "")
    for column in _PERSON_VALUES:
        setattr(guest, column, None)
    guest.custom = {}
    guest.other_names = []
    guest.birthday_leap = False


def _mask_profile(guest: Guest) -> dict[str, str]:
    shown: dict[str, str] = {}
    for address, (region, postcode) in ADDRESSES.items():
        text, code = getattr(guest, address), getattr(guest, region)
        if text:
            shown[address] = mask_address(code)
            setattr(guest, address, "")
        if code:
            setattr(guest, region, code[:4] + "00" if code[:4] != code[:2] + "00" else code)
        setattr(guest, postcode, "")
    if guest.birth_date:
        shown["birth_date"] = f"****-{guest.birth_date:%m-%d}"
        guest.birth_date = None
    guest.birthday_year = None
    return shown


def veil_contact(contact: ContactPoint, sight: Sight) -> ContactPoint:
    """The contact as it may be read: masked in memory without the right to see it."""
    if not sight.is_clear:
        contact.shown = contact.value = mask_contact(contact.kind, contact.shown)
        contact.extension = ""
        contact.is_veiled = True
    return contact


def veil_note(note: Note, sight: Sight) -> Note:
    """The note as it may be read: numbers and addresses inside its text are masked."""
    if not sight.is_clear:
        note.text = mask_free(note.text)
    return note


def mask_contact(kind: str, text: str) -> str:
    """`138****2217`, `w***@example.com`, `wa***`; a kind may be that of a contact or its target."""
    if kind == ContactKind.EMAIL or ("@" in text and "." in text):
        return mask_email(text)
    if kind in PHONE_KINDS or kind in ("home_phone", "office_phone"):
        return mask_phone("".join(sign for sign in text if sign.isdigit() or sign in "+*"))
    if text.isdigit():
        return mask_phone(text)
    return f"{text[:2] if len(text) > 4 else ''}***"


def mask_address(region: str) -> str:
    """An address as far as its city: `浙江省宁波市***`."""
    return f"{city_of(region, get_language() or 'zh')}***"


def mask_card(number: str) -> str:
    """A card's number by its last four signs, short ones by their last: `****0012`."""
    shown = 4 if len(number) >= 8 else 1 if len(number) > 1 else 0
    return "****" + number[len(number) - shown :] if shown else "****"


def mask_free(text: str) -> str:
    """A free text in which telephones and addresses are masked: any seven digits or more, and every e-mail."""
    without = _EMAIL.sub(lambda found: mask_email(found[0]), text)
    return _DIGITS.sub(lambda found: mask_phone("".join(s for s in found[0] if s.isdigit())), without)


def mask_target(target: str, text: str) -> str:
    """A value of a history or report as it stands before who lacks `guests.clear`."""
    if not text:
        return text
    if target == "birth_date":
        return f"****{text[4:]}" if text[:4].isdigit() else "****"
    if target == "kept_birthday":
        return f"****{text[4:]}" if text[:4].isdigit() else text
    if target == "birthday_year":
        return "****"
    if target in ("region", "home_region", "work_region"):
        return text[:4] + "00" if text.isdigit() else "***"
    if target in MASKED_TARGETS and target not in CONTACT_TARGETS:
        return "***"
    if target in CONTACT_TARGETS:
        return mask_contact(target, text)
    return mask_free(text) if target in ("note", "extra") else text
