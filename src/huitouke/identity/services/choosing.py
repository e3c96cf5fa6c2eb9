"""Using another value that was told of a guest: an ordinary save, of what a source said."""

from datetime import datetime
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.values.particulars import ADDRESSES
from huitouke.identity.errors import ValueNotTold
from huitouke.identity.lineage import mark_of, read_past, tell_story
from huitouke.identity.services.changes import change_guest
from huitouke.identity.tellings import ROW_FIELDS, told_values


def use_value(
    *, actor: Actor, guest_id: UUID, field: str, mark: str, seen_at: datetime | None = None
) -> list[str]:
    """Show a value that was told, named by its mark, instead of the present one; the names of what changed. It is saved
    as if typed, and so held by what the rules say of what staff typed. An address brings the region and the post code
    that were told with it; a telephone, a mailbox or a plate is added to those there are. Refuses a value that the
    actor may not read, and as every save does; nothing is written then."""
    actor.require(Right.GUESTS_EDIT)
    story = tell_story(actor, guest_id, field)
    if not any(value.mark == mark and value.is_usable for value in story.values):
        raise ValueNotTold
    past = read_past(actor, guest_id)
    told = [
        (telling, value)
        for telling, value in told_values(past.tellings, field)
        if mark_of(past.guest.id, field, value.key) == mark
    ]
    telling, value = told[-1]
    fields: dict[str, str] = {}
    additions: dict[str, list[str]] = {}
    if field in ROW_FIELDS:
        additions = {field: [value.text]}
    else:
        fields = {field: value.text}
        for other in ADDRESSES.get(field, ())[1:]:
            fields[other] = next((each.text for each in telling.values.get(other, ())), "")
    return change_guest(
        actor=actor, guest_id=past.guest.id, fields=fields, additions=additions, removals={}, seen_at=seen_at
    )
