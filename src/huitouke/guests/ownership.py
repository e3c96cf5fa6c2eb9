"""A guest as the owner of files: the profile's own rights hold for them."""

from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.owners import Owner, register_owner
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_edit

GUEST = "guest"


def _may_view(actor: Actor, guest_id: UUID) -> bool:
    return bool(
        actor.has_right(Right.GUESTS_VIEW) and Guest.objects.visible_to(actor).filter(id=guest_id).exists()
    )


def _may_edit(actor: Actor, guest_id: UUID) -> bool:
    guest = Guest.objects.visible_to(actor).filter(id=guest_id).first()
    return guest is not None and may_edit(actor, guest.legal_entity_id, guest.is_shared)


def register() -> None:
    register_owner(Owner(GUEST, _may_view, _may_edit))
