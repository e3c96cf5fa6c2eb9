"""Records that a guest sent themselves and that waited for the desk: they found a guest or join one."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.guests.events import PROFILE_CREATED
from huitouke.guests.services.issues import refuse_issues
from huitouke.guests.services.lexicon import load_lexicon
from huitouke.identity.choices import LinkReason
from huitouke.identity.errors import ErasedPerson
from huitouke.identity.models import Link
from huitouke.identity.queries import find_erasures, is_anybody_erased
from huitouke.identity.rows import RawGuest, RowEncoder, Source
from huitouke.identity.services.admission import staff_ids, write_rows
from huitouke.identity.services.saves import locked_guest
from huitouke.intake.services import accept_waiting
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.outbox import publish


@transaction.atomic
def found_guest(*, actor: Actor, record_id: UUID, system: str, raw: RawGuest, branch: Branch) -> UUID:
    """Make a guest of a record that waited, which becomes their first record. Refuses what cannot be kept, field by
    field, and somebody who was erased; nothing is written then. The id of the guest."""
    actor.require(Right.GUESTS_EDIT, branch.id)
    source = Source(
        system=system,
        branch_id=branch.id,
        legal_entity_id=branch.legal_entity_id,
        run_id=None,
        actor_id=actor.id,
        actor_name=actor.name,
        received_at=clock.now(),
        today=branch.business_date,
        follow_up_ids=staff_ids(),
        has_erased=is_anybody_erased(),
        lexicon=load_lexicon(branch),
    )
    encoder = RowEncoder(sealer(), source)
    text, digest = encoder.digest(raw)
    row = encoder.encode_new(1, str(record_id), raw, text, digest, is_typed=True, known_record=record_id.hex)
    refuse_issues(row.issues)
    erasures = find_erasures(row.stamps, branch.legal_entity_id) if row.stamps else {}
    if erasures:
        raise ErasedPerson(sorted(set(erasures.values())))
    # The record itself stands since it came in.
    write_rows([replace(row, record=b"")], encoder)
    accept_waiting(record_id)
    guest_id = UUID(row.guest_id)
    record_audit(
        actor,
        PROFILE_CREATED,
        object_type="guest",
        object_id=guest_id,
        branch_id=branch.id,
        fields=sorted(raw),
    )
    publish(PROFILE_CREATED, key=guest_id, guest=str(guest_id))
    return guest_id


@transaction.atomic
def join_record(*, actor: Actor, guest_id: UUID, record_id: UUID) -> None:
    """Say that a record that waited tells of this guest, whom the actor may change. Changes no field."""
    guest = locked_guest(actor, guest_id)
    accept_waiting(record_id)
    Link.objects.create(record_id=record_id, guest=guest, reason=LinkReason.OWN_FORM)
