"""Changing a guest: every save is a source record of its own, linked first, then applied."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.guests.choices import NotePurpose
from huitouke.guests.differences import CUSTOM, is_single, with_followers
from huitouke.guests.errors import GuestChangedMeanwhile, GuestInvalid, GuestNotFound
from huitouke.guests.events import NOTE_ADDED, NOTE_REMOVED, PROFILE_CHANGED
from huitouke.guests.models import Guest, Note
from huitouke.guests.services.holdings import (
    FACT_MODELS,
    load_holdings,
    present_rows,
    tells_anything,
    without_known,
)
from huitouke.guests.services.issues import issue_text, refuse_issues
from huitouke.guests.services.lexicon import load_lexicon
from huitouke.guests.services.revisions import Change, Revision, apply_revisions, drop_notes, write_note
from huitouke.guests.services.tag_rules import refuse_tags_of_rules
from huitouke.guests.services.together import settle_groups
from huitouke.guests.values.cells import tidy_lines
from huitouke.guests.values.lexicon import Lexicon
from huitouke.guests.values.prepared import PreparedGuest
from huitouke.identity.desk_saves import changed_targets, read_save
from huitouke.identity.own_rows import own_holdings
from huitouke.identity.services.admission import staff_ids
from huitouke.identity.services.saves import desk_encoder, desk_record, locked_guest, tell_saved
from huitouke.identity.services.settling import settle
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.history import tell_history

NOTE_LIMIT = 2000


@transaction.atomic
def change_guest(
    *,
    actor: Actor,
    guest_id: UUID,
    fields: Mapping[str, str],
    additions: Mapping[str, Sequence[str]],
    removals: Mapping[str, Sequence[UUID]],
    seen_at: datetime | None = None,
) -> list[str]:
    """Save what a clerk changed on a guest's page; the names of what changed.

    `fields`: single fields by target, empty text clears. `additions`: new contacts, papers, plates, wishes,
    tags by target. `removals`: ids of rows by kind. `seen_at` is the guest's `updated_at` when the form was
    opened: refuses with `GuestChangedMeanwhile` where a colleague saved since. Refuses values that cannot be
    kept, field by field. Nothing is written then.
    """
    guest = locked_guest(actor, guest_id)
    if seen_at is not None and guest.updated_at != seen_at:
        raise GuestChangedMeanwhile
    lexicon = load_lexicon(guest.branch)
    unknown = {target for target in fields if not _is_field(target, lexicon)}
    unknown |= set(removals) - set(FACT_MODELS)
    if unknown:
        raise GuestInvalid({name: [issue_text(name, "field_unknown")] for name in sorted(unknown)})
    people = staff_ids()
    prepared = _prepared(guest, fields, additions, lexicon)
    if prepared.follow_up and prepared.follow_up not in people:
        raise GuestInvalid({"follow_up": [issue_text("follow_up", "follow_up_unknown")]})
    targets = changed_targets(guest, prepared, fields, people)
    holdings = load_holdings([guest.id])
    removals = present_rows(holdings[guest.id], removals)
    refuse_tags_of_rules([*prepared.tags, *_tags_taken(guest, removals)])
    own = own_holdings(holdings, {})
    fresh = without_known(sealer(), own.get(guest.id, holdings[guest.id]), prepared)
    if not targets and not removals and not tells_anything(fresh):
        return []
    content: dict[str, Any] = {
        # What follows an address is told with it: set by hand, it does not follow.
        "set": {target: fields[target] for target in with_followers(sorted(targets)) if target in fields},
        "add": {target: list(texts) for target, texts in additions.items() if texts},
        "remove": {kind: [str(row) for row in ids] for kind, ids in removals.items() if ids},
    }
    now = clock.now()
    record_id = desk_record(actor, guest, content, now)
    tell_history(actor_id=actor.id, record_id=record_id)
    changed = apply_revisions(
        [Change(guest, Revision(prepared, targets, removals), record_id)],
        holdings,
        encoder=desk_encoder(actor, guest, now),
        follow_up_ids=people,
        is_desk=True,
        own=own,
    )[guest.id]
    settle([guest.id])
    if prepared.tags:
        settle_groups([guest.id])
    tell_saved(actor, guest, PROFILE_CHANGED, changed)
    return changed


@transaction.atomic
def add_note(
    *,
    actor: Actor,
    guest_id: UUID,
    text: str,
    purpose: str = NotePurpose.SERVICE,
    expires_on: date | None = None,
) -> Note:
    """Write a note about a guest, with its author, purpose and end. Refuses an empty one and one that is too long."""
    guest = locked_guest(actor, guest_id)
    text = tidy_lines(text)
    problems: dict[str, list[str]] = {}
    if not text:
        problems["text"] = [issue_text("note", "note_empty")]
    if len(text) > NOTE_LIMIT:
        problems["text"] = [issue_text("note", "note_too_long", {"limit": str(NOTE_LIMIT)})]
    if purpose not in NotePurpose.values:
        problems["purpose"] = [issue_text("purpose", "purpose_unknown")]
    if problems:
        raise GuestInvalid(problems)
    until = {"expires_on": expires_on.isoformat()} if expires_on else {}
    record_id = desk_record(actor, guest, {"add": {"note": [text]}, "purpose": purpose, **until})
    note = write_note(
        guest,
        record_id=record_id,
        text=text,
        purpose=purpose,
        expires_on=expires_on,
        author_id=actor.id,
        author_name=actor.name,
    )
    tell_saved(actor, guest, NOTE_ADDED, ["note"])
    return note


@transaction.atomic
def remove_note(*, actor: Actor, guest_id: UUID, note_id: UUID) -> None:
    """Take a note off; the history keeps it until the guest is erased."""
    guest = locked_guest(actor, guest_id)
    record_id = desk_record(actor, guest, {"remove": {"note": [str(note_id)]}})
    tell_history(actor_id=actor.id, record_id=record_id)
    if not drop_notes(guest, [note_id]):
        raise GuestNotFound
    tell_saved(actor, guest, NOTE_REMOVED, ["note"])


def _tags_taken(guest: Guest, removals: Mapping[str, Sequence[UUID]]) -> list[str]:
    """The names of the tags to be taken off."""
    ids = list(removals.get("tag", ()))
    return list(guest.guest_tags.filter(id__in=ids).values_list("tag__name", flat=True)) if ids else []


def _is_field(target: str, lexicon: Lexicon) -> bool:
    return is_single(target) and (
        not target.startswith(CUSTOM) or target.removeprefix(CUSTOM) in lexicon.custom
    )


def _prepared(
    guest: Guest, fields: Mapping[str, str], additions: Mapping[str, Sequence[str]], lexicon: Lexicon
) -> PreparedGuest:
    """The guest as it would stand with the changes; raises `GuestInvalid` for what was typed now."""
    prepared = read_save(guest, fields, additions, today=clock.now().date(), lexicon=lexicon)
    typed = {*fields, *additions, "document"}
    issues = [issue for issue in prepared.issues if issue.field in typed]
    if _is_known_without_name(guest):
        issues = [issue for issue in issues if issue.code != "nobody_recognisable"]
    refuse_issues(issues)
    return prepared


def _is_known_without_name(guest: Guest) -> bool:
    """Whether a contact of their own, a paper, a digest or a card says who it is."""
    return bool(
        guest.card_number or guest.documents.exists() or guest.contacts.filter(is_relay=False).exists()
    )
