"""What a merge, or taking one back, would come to: it is done and rolled back, so that the preview is what will be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.guests.aliases import ids_of, present_id
from huitouke.guests.choices import ConsentAct
from huitouke.guests.models import ConsentState, Guest
from huitouke.guests.queries import GuestDetail, get_guest_detail
from huitouke.identity.models import Decision
from huitouke.identity.services.merge_locks import get_merge
from huitouke.identity.services.merge_versions import version_of
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.unmerging import saves_since, unmerge_guests
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_contents
from huitouke.kernel.moving import count_by_home

GIVEN = ConsentAct.GIVEN
NOT_COUNTED = frozenset({"identity.Link", "guests.ConsentState"})


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Two guests side by side, what would show, how many rows of each kind each brings, and the version to merge
    under."""

    kept: GuestDetail
    gone: GuestDetail
    after: GuestDetail
    kept_rows: dict[str, int]
    gone_rows: dict[str, int]
    version: str
    is_stricter: bool
    """Whether one of the two refused what the other agreed to, which then holds for both."""


@dataclass(frozen=True, slots=True)
class Save:
    """A save at the desk since a merge: what it touched, as names of fields, never a value."""

    record_id: UUID
    at: datetime
    who: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnmergePreview:
    """A merged guest, the two who would be there again, and the saves since that may go with either."""

    decision: Decision
    now: GuestDetail
    stayer: GuestDetail
    leaver: GuestDetail
    stayer_rows: dict[str, int]
    leaver_rows: dict[str, int]
    saves: tuple[Save, ...]
    version: str


def preview_merge(*, actor: Actor, kept_id: UUID, gone_id: UUID, today: date) -> MergePreview:
    """What merging these two would come to. Refuses what the merge refuses; writes nothing."""
    actor.require(Right.GUESTS_MERGE)
    with transaction.atomic():
        kept, gone = (get_guest_detail(actor, present_id(each), today) for each in (kept_id, gone_id))
        version = version_of(_whole([kept.guest.id, gone.guest.id]))
        rows = [_counted(each.guest.id, [each.guest.id]) for each in (kept, gone)]
        said = [_said(each.guest.id) for each in (kept, gone)]
        done = merge_guests(actor=actor, kept_id=kept_id, gone_ids=[gone_id])
        after = get_guest_detail(actor, done.guest_id, today)
        transaction.set_rollback(True)
    is_stricter = any(
        (act == GIVEN) != (said[1][key] == GIVEN) for key, act in said[0].items() if key in said[1]
    )
    return MergePreview(kept, gone, after, rows[0], rows[1], version, is_stricter)


def preview_unmerge(
    *, actor: Actor, decision_id: UUID, today: date, records: Sequence[UUID] = ()
) -> UnmergePreview:
    """What taking this merge back would come to. Refuses what that refuses; writes nothing."""
    with transaction.atomic():
        decision = get_merge(actor, decision_id)
        guest_id = present_id(decision.gone_id)
        now = get_guest_detail(actor, guest_id, today)
        version = version_of(_whole([guest_id]))
        saves = _saves(guest_id, decision)
        known = {each.record_id for each in saves}
        parted = unmerge_guests(
            actor=actor, decision_id=decision_id, records=[each for each in records if each in known]
        )
        sides = [get_guest_detail(actor, each, today) for each in (parted.stayer_id, parted.leaver_id)]
        rows = [_counted(each.guest.id, ids_of(each.guest.id)) for each in sides]
        transaction.set_rollback(True)
    return UnmergePreview(decision, now, sides[0], sides[1], rows[0], rows[1], saves, version)


def _said(guest_id: UUID) -> dict[tuple[UUID, str], str]:
    states = ConsentState.objects.filter(guest_id=guest_id)
    return {
        (purpose, channel): act
        for purpose, channel, act in states.values_list("purpose_id", "channel", "act")
    }


def _whole(guest_ids: Sequence[UUID]) -> list[Guest]:
    return list(Guest.objects.filter(id__in=guest_ids))


def _counted(guest_id: UUID, homes: Sequence[UUID]) -> dict[str, int]:
    return {
        model: count for model, count in count_by_home(guest_id, homes).items() if model not in NOT_COUNTED
    }


def _saves(guest_id: UUID, decision: Decision) -> tuple[Save, ...]:
    ids = saves_since(Guest.objects.get(id=guest_id), decision)
    records = {each.id: each for each in SourceRecord.objects.filter(id__in=ids)}
    people = {
        each.id: str(each)
        for each in User.objects.filter(id__in={record.actor_id for record in records.values()} - {None})
    }
    contents = read_contents(ids)
    return tuple(
        Save(
            record_id,
            records[record_id].received_at,
            people.get(records[record_id].actor_id, ""),
            tuple(_fields_of(contents.get(record_id, {}))),
        )
        for record_id in ids
        if record_id in records
    )


def _fields_of(content: object) -> list[str]:
    """The names of what a save set, added and took off."""
    found: dict[str, None] = {}
    told = content if isinstance(content, dict) else {}
    for verb in ("set", "add", "remove", "withdraw"):
        found |= dict.fromkeys(told.get(verb) or ())
    return list(found)
