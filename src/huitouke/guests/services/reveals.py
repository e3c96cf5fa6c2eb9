"""Showing one masked value in clear: with the right to it, a reason, and a line in the trail."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.services import record_audit
from huitouke.guests.choices import RevealReason
from huitouke.guests.errors import GuestInvalid, GuestNotFound
from huitouke.guests.events import FIELD_REVEALED
from huitouke.guests.masking import sight_of_guest
from huitouke.guests.models import Guest, Reveal
from huitouke.guests.values.cells import tidy

TEXT_LIMIT: Final = 200
ROWS: Final = ("contact", "document")


def _birthday(guest: Guest) -> str:
    if not guest.birthday_calendar:
        return ""
    year = f"{guest.birthday_year}-" if guest.birthday_year else ""
    return f"{year}{guest.birthday_month:02}-{guest.birthday_day:02}"


SINGLE: Final[dict[str, Callable[[Guest], str]]] = {
    "address": lambda guest: guest.address,
    "home_address": lambda guest: guest.home_address,
    "work_address": lambda guest: guest.work_address,
    "card_number": lambda guest: guest.card_number,
    "birth_date": lambda guest: guest.birth_date.isoformat() if guest.birth_date else "",
    "kept_birthday": _birthday,
}
"""Single fields that stand masked before somebody, and how each is told whole."""
FIELDS: Final = (*ROWS, *SINGLE)


@transaction.atomic
def reveal_value(
    *, actor: Actor, guest_id: UUID, field: str, row_id: UUID | None = None, reason: str, text: str = ""
) -> str:
    """One value of a guest in clear: `field` is one of `FIELDS`, with `row_id` where it is a contact or a paper.

    Needs `guests.reveal` for the guest, and a reason of `RevealReason`; for another reason than the list's it has
    to be written. The trail names the field and the reason, never the value. Refuses with `GuestNotFound` where
    there is no such value.
    """
    actor.require(Right.GUESTS_VIEW)
    guest: Guest | None = Guest.objects.visible_to(actor).filter(id=guest_id).first()
    if guest is None:
        raise GuestNotFound
    if not sight_of_guest(actor, guest).may_reveal:
        raise RightMissing(Right.GUESTS_REVEAL.value)
    text = tidy(text)
    problems: dict[str, list[str]] = {}
    if reason not in RevealReason.values:
        problems["reason"] = [_("Choose a reason.")]
    elif reason == RevealReason.OTHER and not text:
        problems["text"] = [_("Write what you need it for.")]
    if len(text) > TEXT_LIMIT:
        problems["text"] = [_("Write it in at most %(limit)s signs.") % {"limit": TEXT_LIMIT}]
    if field not in FIELDS or (field in ROWS) is (row_id is None):
        problems["field"] = [_("There is no such field.")]
    if problems:
        raise GuestInvalid(problems)
    name, value = _value(guest, field, row_id)
    if not value:
        raise GuestNotFound
    Reveal.objects.create(
        guest=guest,
        field=name,
        row_id=row_id,
        reason=reason,
        text=text,
        actor_id=actor.id,
        actor_name=actor.name,
    )
    record_audit(
        actor,
        FIELD_REVEALED,
        object_type="guest",
        object_id=guest.id,
        branch_id=guest.branch_id,
        fields=[name],
        reason=reason,
    )
    return value


def _value(guest: Guest, field: str, row_id: UUID | None) -> tuple[str, str]:
    """The name of the field for the trail, and its value; '' where there is none."""
    if field == "contact" and row_id:
        contact = guest.contacts.filter(id=row_id).first()
        if contact is None:
            return field, ""
        extension = f" {_('ext.')} {contact.extension}" if contact.extension else ""
        return contact.kind, contact.shown + extension
    if field == "document" and row_id:
        paper = guest.documents.exclude(kind__endswith="_hash").filter(id=row_id).first()
        return (paper.kind, paper.number) if paper else (field, "")
    return field, SINGLE[field](guest) if field in SINGLE else ""
