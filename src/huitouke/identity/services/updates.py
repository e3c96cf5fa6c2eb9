"""Newer versions of records that a system sent before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.guests.aliases import present_ids
from huitouke.guests.events import PROFILE_CHANGED
from huitouke.guests.models import Guest
from huitouke.guests.rows import TAG_TABLE, Placement, ProfileEncoder
from huitouke.guests.services.holdings import load_holdings, rows_gone
from huitouke.guests.services.profiles import find_or_make_tags
from huitouke.guests.services.revisions import Change, Revision, apply_revisions
from huitouke.identity.choices import LinkReason
from huitouke.identity.moving import LINKS
from huitouke.identity.own_rows import own_holdings
from huitouke.identity.rows import LINK_COLUMNS, LINK_TABLE, NewerRow, Source
from huitouke.identity.services.images import remember_after, remember_before
from huitouke.identity.services.settling import settle
from huitouke.intake.services import copy_records, note_made
from huitouke.kernel import bulk, clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.history import told_by_each
from huitouke.kernel.moving import follow_homes, follow_records
from huitouke.kernel.outbox import publish_each


def admit_newer(
    rows: Sequence[NewerRow], source: Source, actor: Actor, *, reasons: Mapping[str, LinkReason] | None = None
) -> None:
    """Store newer versions of known records and let them change the guests to whom they belong, inside the caller's
    transaction; of quarantined ones only the record. Of several under one external id one bears the difference.
    `reasons` says, by external id, why the first belongs to its guest where it is not by its id. The number of
    statements does not grow with that of rows.

    Each was compared with the version before it, so that what staff changed meanwhile stands: a field that staff
    typed is left alone, a row that staff took off does not come back.
    """
    copy_records(b"".join([row.record for row in rows]))
    for told in _one_each([row for row in rows if row.difference is not None]):
        _change(told, source, actor, reasons or {})


def _one_each(rows: Sequence[NewerRow]) -> Iterator[dict[UUID, NewerRow]]:
    """The rows by guest, in groups in which no guest stands twice, each guest's in their order."""
    group: dict[UUID, NewerRow] = {}
    for row in rows:
        if row.earlier.guest_id in group:
            yield group
            group = {}
        group[row.earlier.guest_id] = row
    if group:
        yield group


def _change(
    told: dict[UUID, NewerRow], source: Source, actor: Actor, reasons: Mapping[str, LinkReason]
) -> None:
    """One newer record for each of these guests."""
    locked = (
        Guest.objects.select_for_update(of=("self",), no_key=True)
        .filter(id__in=bulk.among(told))
        .order_by("id")
    )
    guests = list(locked.defer("created_at", "updated_at"))
    records = {guest.id: UUID(told[guest.id].record_id) for guest in guests}
    images = remember_before(source.run_id, list(records)) if source.run_id else None
    now = clock.now()
    links = [
        bulk.line((record, owner, reason.value, now))
        for owner in records
        for record, reason in _reasons_of(told[owner], reasons)
    ]
    bulk.copy_lines(LINK_TABLE, LINK_COLUMNS, b"".join(links))
    followed = _follow_earlier([told[owner] for owner in records])
    holdings = load_holdings(records)
    changes = []
    for guest in guests:
        row = told[guest.id]
        difference = row.difference
        if difference is None:
            continue
        gone = rows_gone(holdings[guest.id], difference.dropped, row.earlier.record_ids)
        revision = Revision(difference.prepared, difference.targets - set(guest.field_sources), gone)
        changes.append(Change(guest, revision, records[guest.id]))
    made = find_or_make_tags({tag for change in changes for tag in change.revision.prepared.tags})[1]
    if made and source.run_id:
        note_made(source.run_id, TAG_TABLE, made)
    placement = Placement(source.branch_id, source.legal_entity_id, actor.id, actor.name)
    with told_by_each(actor_id=actor.id, records=records):
        apply_revisions(
            changes,
            holdings,
            encoder=ProfileEncoder(sealer(), placement, source.received_at),
            follow_up_ids=source.follow_up_ids,
            is_desk=False,
            own=own_holdings(holdings, records),
        )
        settle(records)
    follow_records(followed)
    if images is not None and source.run_id:
        remember_after(source.run_id, images, {guest.id: guest.updated_at for guest in guests})
    publish_each(PROFILE_CHANGED, {guest_id: {"guest": str(guest_id)} for guest_id in records})
    # Somebody merged them while we waited for the lock: they are told of under the id they have now.
    merged = present_ids(owner for owner in told if owner not in records)
    for owner, present in merged.items():
        if present != owner:
            row = replace(told[owner], earlier=told[owner].earlier._replace(guest_id=present))
            _change({present: row}, source, actor, reasons)


def _follow_earlier(rows: Sequence[NewerRow]) -> list[UUID]:
    """Records of a guest whom several profiles became have their home where the earlier ones of their id have it; those
    that have it elsewhere than they stand."""
    earlier = {
        UUID(record): row.earlier.record_ids[-1]
        for row in rows
        if row.earlier.record_ids
        for record in (*row.joined, row.record_id)
    }
    return follow_homes(LINKS, earlier)


def _reasons_of(row: NewerRow, reasons: Mapping[str, LinkReason]) -> Iterator[tuple[str, LinkReason]]:
    """The records that come with a row, each with why it belongs to the guest."""
    for number, record in enumerate((*row.joined, row.record_id)):
        yield record, LinkReason.SAME_ID if number else reasons.get(row.external_id, LinkReason.SAME_ID)
