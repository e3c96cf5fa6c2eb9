"""Admitting records: each is stored, linked, and becomes a guest or changes the one it belongs to."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch, User
from huitouke.access.services import record_audit
from huitouke.guests.events import PROFILE_CREATED
from huitouke.guests.rows import GUEST_TAG, TAG_TABLE
from huitouke.guests.services.issues import refuse_issues
from huitouke.guests.services.lexicon import load_lexicon
from huitouke.guests.services.profiles import find_or_make_tags, write_profiles
from huitouke.guests.services.tag_rules import refuse_tags_of_rules
from huitouke.guests.services.together import settle_groups
from huitouke.guests.values.raw import TARGETS
from huitouke.identity.errors import ErasedPerson
from huitouke.identity.queries import find_erasures, is_anybody_erased
from huitouke.identity.rows import (
    LINK_COLUMNS,
    LINK_TABLE,
    EncodedRow,
    NewerRow,
    RawGuest,
    RowEncoder,
    Source,
)
from huitouke.intake.choices import DESK
from huitouke.intake.services import copy_records, note_made, note_occasion
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish

Row = TypeVar("Row", EncodedRow, NewerRow)


def staff_ids() -> dict[str, UUID]:
    """Logins of the staff who may follow up guests, to their ids."""
    return dict(User.objects.filter(is_active=True).values_list("username", "id"))


def source_of(actor: Actor, branch: Branch, system: str, run_id: UUID | None = None) -> Source:
    """Where records come from that this actor takes in for a branch, with all that reading them needs to know of the
    hotel."""
    return Source(
        system=system,
        branch_id=branch.id,
        legal_entity_id=branch.legal_entity_id,
        run_id=run_id,
        actor_id=actor.id,
        actor_name=actor.name,
        received_at=clock.now(),
        today=branch.business_date,
        follow_up_ids=staff_ids(),
        has_erased=is_anybody_erased(),
        lexicon=load_lexicon(branch),
    )


def without_erased(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows that may be written, and those of people who were erased: of them nothing is kept. One query."""
    marks = {mark for row in rows for mark in row.stamps}
    known = find_erasures(marks, rows[0].legal_entity_id) if marks else {}
    if not known:
        return list(rows), []
    gone = [bool(known.keys() & set(row.stamps)) for row in rows]
    return (
        [row for row, is_gone in zip(rows, gone, strict=True) if not is_gone],
        [row for row, is_gone in zip(rows, gone, strict=True) if is_gone],
    )


def write_rows(rows: Sequence[EncodedRow], encoder: RowEncoder) -> None:
    """Write rows of guests who are new, inside the caller's transaction: records, profiles, links."""
    accepted = [row for row in rows if not row.is_quarantined]
    copy_records(b"".join([row.record for row in rows]))
    tag_ids, made = find_or_make_tags({tag for row in accepted for tag in row.tags})
    if made and encoder.source.run_id is not None:
        note_made(encoder.source.run_id, TAG_TABLE, made)
    tables: dict[str, list[bytes]] = {}
    for row in accepted:
        for table, lines in row.profile.items():
            tables.setdefault(table, []).append(lines)
        if row.tags:
            tables.setdefault(GUEST_TAG, []).append(encoder.tag_lines(row, tag_ids))
    write_profiles({table: b"".join(lines) for table, lines in tables.items()})
    bulk.copy_lines(LINK_TABLE, LINK_COLUMNS, b"".join([row.link for row in accepted]))


@transaction.atomic
def register_guest(*, actor: Actor, raw: RawGuest, branch: Branch) -> UUID:
    """A guest typed in at the desk or sent by the API: one source record of system `desk`, linked to a new
    profile. Refuses what cannot be kept, field by field, and writes nothing then. The id of the guest."""
    actor.require(Right.GUESTS_EDIT, branch.id)
    encoder = RowEncoder(sealer(), source_of(actor, branch, DESK))
    text, digest = encoder.digest(raw)
    row = encoder.encode_new(1, str(uuid7()), raw, text, digest, is_typed=True)
    refuse_issues(row.issues)
    refuse_tags_of_rules(row.tags)
    erasures = find_erasures(row.stamps, branch.legal_entity_id) if row.stamps else {}
    if erasures:
        raise ErasedPerson(sorted(set(erasures.values())))
    write_rows([row], encoder)
    if row.tags:
        settle_groups([UUID(row.guest_id)])
    guest_id = UUID(row.guest_id)
    if actor.duty is not None:
        note_occasion(UUID(row.record_id), actor.duty)
    record_audit(
        actor,
        PROFILE_CREATED,
        object_type="guest",
        object_id=guest_id,
        branch_id=branch.id,
        # The label of an extra is free text, and the trail names fields only.
        fields=sorted(
            {target if target in TARGETS or target.startswith("custom:") else "extra" for target in raw}
        ),
    )
    publish(PROFILE_CREATED, key=guest_id, guest=str(guest_id))
    return guest_id
