"""What every save at the desk has in common: the guest locked, one source record of the save, one audit row and
one event."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.aliases import present_id
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest, GuestAlias
from huitouke.guests.policy import may_edit
from huitouke.guests.rows import Placement, ProfileEncoder
from huitouke.identity.choices import LinkReason
from huitouke.identity.models import Link
from huitouke.identity.queries import require_named
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.rows import record_line
from huitouke.intake.services import copy_records, note_occasion
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7
from huitouke.kernel.moving import follow_records, send_records_home
from huitouke.kernel.outbox import publish


def locked_guest(actor: Actor, guest_id: UUID) -> Guest:
    """The guest, locked for this transaction, if the actor may change it and know who it is."""
    actor.require(Right.GUESTS_EDIT)
    guest: Guest | None = (
        Guest.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=guest_id).first()
    )
    if guest is None and (present := present_id(guest_id)) != guest_id:
        return locked_guest(actor, present)
    if guest is None or not may_edit(actor, guest.legal_entity_id, guest.is_shared):
        raise GuestNotFound
    require_named(actor, guest)
    return guest


def desk_encoder(actor: Actor, guest: Guest, at: datetime) -> ProfileEncoder:
    """Encodes what this actor adds to this guest in the save of that instant."""
    placement = Placement(guest.branch_id, guest.legal_entity_id, actor.id, actor.name)
    return ProfileEncoder(sealer(), placement, at)


def desk_record(actor: Actor, guest: Guest, content: dict[str, Any], at: datetime | None = None) -> UUID:
    """Store one save of that instant, or of now, as a record of the system `desk`, and link it."""
    record_id = store_record(actor, content, guest.branch_id, at)
    Link.objects.create(record_id=record_id, guest=guest, reason=LinkReason.DESK)
    if actor.duty is not None:
        note_occasion(record_id, actor.duty)
    return record_id


def store_record(
    actor: Actor, content: dict[str, Any], branch_id: UUID | None = None, at: datetime | None = None
) -> UUID:
    """Store a record of the system `desk` that is linked to nobody yet. An act on many guests stays so: its content
    names no guest."""
    record_id = uuid7()
    ring = sealer()
    text = canonical(json.loads(json.dumps(content)))
    copy_records(
        record_line(
            ring,
            record_id=record_id,
            system=DESK,
            external_id=str(record_id),
            version=1,
            state=RecordState.ACCEPTED,
            branch_id=branch_id,
            run_id=None,
            actor_id=actor.id,
            received_at=at or clock.now(),
            digest=digest_of(ring, text),
            text=text,
        )
    )
    return record_id


def tell_saved(actor: Actor, guest: Guest, code: str, changed: Sequence[str]) -> None:
    """The audit row and the event of a save; `changed` names fields, never a value."""
    if GuestAlias.objects.filter(guest_id=guest.id).exists():
        _note_rows_of_last_save(guest)
    record_audit(
        actor,
        code,
        object_type="guest",
        object_id=guest.id,
        branch_id=guest.branch_id,
        fields=changed,
    )
    publish(code, key=guest.id, guest=str(guest.id))


def _note_rows_of_last_save(guest: Guest) -> None:
    """Of a guest whom several profiles became: note which rows the save brought, so that they can go with it when the
    profiles part, even those that were taken off by then."""
    last = (
        Link.objects.filter(guest=guest, reason=LinkReason.DESK).order_by("-linked_at", "-record_id").first()
    )
    if last is not None:
        send_records_home([last.record_id], guest.id, guest.id)
        follow_records([last.record_id])
