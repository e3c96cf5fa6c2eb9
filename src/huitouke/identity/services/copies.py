"""The copy of their data that a guest may ask for: one document for people, one for machines."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huitouke.access.actors import Actor
from huitouke.access.services import record_audit
from huitouke.guests.models import Guest, Purpose
from huitouke.identity.services.subjects import person_of, require_own_guest
from huitouke.kernel import clock
from huitouke.kernel.privacy import Section, keepers

COPY_MADE: Final = "identity.copy.made"
FORMAT: Final = "huitouke-guest-copy/1"


@dataclass(frozen=True, slots=True)
class GuestCopy:
    """All that is kept of a guest, in the order of a reader: the profile first, where it came from last."""

    guest: Guest
    made_at: datetime
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        """The same for machines: sections by code, fields by name, instants in UTC."""
        return {
            "format": FORMAT,
            "guest": str(self.guest.id),
            "made_at": self.made_at.isoformat(),
            "sections": {
                section.code: [{name: _json(value) for name, value in row.items()} for row in section.rows]
                for section in self.sections
            },
        }


_FIRST: Final = ("guests.guest", "guests.contactpoint", "guests.document", "guests.preference", "guests.note")
_LAST: Final = ("guests.purpose", "intake.sourcerecord")


@transaction.atomic
def make_copy(*, actor: Actor, guest_id: UUID, form: str) -> GuestCopy:
    """Collect what every context keeps of a guest whom the actor may look after; the trail keeps that it was done.
    `form` is `page` or `json`."""
    guest = require_own_guest(actor, guest_id)
    person, _quarantined = person_of(guest)
    found = [section for keeper in keepers() for section in keeper.copy(person)] + [_purposes()]
    record_audit(
        actor,
        COPY_MADE,
        object_type="guest",
        object_id=guest_id,
        branch_id=guest.branch_id,
        fields=sorted(section.code for section in found),
        form=form,
    )
    return GuestCopy(guest, clock.now(), tuple(sorted(found, key=_place)))


def _place(section: Section) -> tuple[int, int, str]:
    if section.code in _FIRST:
        return (0, _FIRST.index(section.code), "")
    if section.code in _LAST:
        return (2, _LAST.index(section.code), "")
    return (1, 0, section.code)


def _purposes() -> Section:
    """What the data are processed for, and on which ground."""
    rows = [
        {"purpose": str(purpose), "ground": str(purpose.get_ground_display()), "about": purpose.about_words}
        for purpose in Purpose.objects.filter(is_closed=False)
    ]
    columns = {"purpose": _("Purpose"), "ground": _("Ground in law"), "about": _("What for")}
    return Section("guests.purpose", _("What the data are processed for"), columns, rows)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
