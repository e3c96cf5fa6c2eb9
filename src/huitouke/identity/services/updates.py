"""Newer versions of records that a system sent before."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.guests.events import PROFILE_CHANGED
from huitouke.guests.models import Guest
from huitouke.guests.rows import TAG_TABLE, Placement, ProfileEncoder
from huitouke.guests.services.profiles import find_or_make_tags
from huitouke.guests.services.revisions import (
    Revision,
    added_between,
    apply_revision,
    changes_between,
    gone_between,
)
from huitouke.guests.values.draft import prepare
from huitouke.guests.values.prepared import Issue
from huitouke.identity.choices import LinkReason
from huitouke.identity.models import Link
from huitouke.identity.rows import RawGuest, RowEncoder, Source
from huitouke.identity.services.admission import without_erased, write_rows
from huitouke.identity.services.images import remember_after, remember_before
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.intake.services import copy_records, note_made
from huitouke.kernel.crypto import sealer
from huitouke.kernel.history import tell_history
from huitouke.kernel.ids import uuid7
from huitouke.kernel.outbox import publish


def admit_newer(
    encoder: RowEncoder,
    source: Source,
    actor: Actor,
    external_id: str,
    raw: RawGuest,
    *,
    version: int,
    occurrence: int,
    people: Mapping[str, UUID],
    problems: Sequence[Issue] = (),
) -> tuple[list[Issue], bool]:
    """Store a newer version of a known record and let it change the guest it belongs to, inside the caller's
    transaction. All issues, those of the file (`problems`) first, and whether it was put into quarantine
    instead.

    Compared with the version before it, so that what staff changed meanwhile stands: a field that staff typed
    is left alone, a row that staff took off does not come back.
    """
    earlier = list(
        SourceRecord.objects.filter(
            system=source.system, external_id=external_id, state=RecordState.ACCEPTED
        ).order_by("version")
    )
    link = Link.objects.filter(record_id__in=[record.id for record in earlier]).order_by("-linked_at").first()
    text, digest = encoder.digest(raw)
    if link is None:
        # Only quarantined versions were known: this one founds the guest, or joins them.
        row = encoder.encode_new(
            0,
            external_id,
            raw,
            text,
            digest,
            occurrence=occurrence,
            version=version,
            problems=problems,
        )
        if without_erased([row])[1]:
            return [Issue("", "erased_person", True)], True
        write_rows([row], encoder)
        return row.issues, row.is_quarantined
    prepared = prepare(raw, today=source.today, lexicon=source.lexicon)
    issues = [*problems, *prepared.issues]
    if prepared.follow_up and prepared.follow_up not in people:
        issues.append(Issue("follow_up", "follow_up_unknown"))
    guest = Guest.objects.select_for_update(of=("self",)).get(id=link.guest_id)
    is_quarantined = any(issue.rejects for issue in issues)
    record_id = uuid7()
    copy_records(
        encoder.record(
            record_id.hex,
            external_id,
            text,
            digest,
            version=version,
            occurrence=occurrence,
            is_quarantined=is_quarantined,
        )
    )
    if is_quarantined:
        return issues, True
    imaged = remember_before(source.run_id, [guest.id]) if source.run_id else []
    before = prepare(_raw_of(earlier[-1]), today=source.today, lexicon=source.lexicon)
    Link.objects.create(record_id=record_id, guest=guest, reason=LinkReason.SAME_ID)
    tell_history(actor_id=actor.id, record_id=record_id)
    held = set(guest.field_sources)
    revision = Revision(
        added_between(before, prepared),
        changes_between(before, prepared) - held,
        gone_between(guest, before, prepared, [record.id for record in earlier]),
    )
    made = find_or_make_tags(revision.prepared.tags)[1]
    if made and source.run_id:
        note_made(source.run_id, TAG_TABLE, made)
    placement = Placement(guest.branch_id, guest.legal_entity_id, actor.id, actor.name)
    apply_revision(
        guest,
        revision,
        record_id=record_id,
        encoder=ProfileEncoder(sealer(), placement, source.received_at),
        follow_up_ids=people,
        is_desk=False,
    )
    if source.run_id:
        remember_after(source.run_id, imaged)
    publish(PROFILE_CHANGED, key=guest.id, guest=str(guest.id))
    return issues, False


def _raw_of(record: SourceRecord) -> RawGuest:
    return {target: texts for target, texts in read_content(record).items() if isinstance(texts, list)}
