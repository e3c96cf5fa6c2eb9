"""Reads that only the API needs: another system's id, a history to turn the pages of, branches and codes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch, User
from huitouke.guests.aliases import ids_of, present_id
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.masking import Sight, mask_card, mask_target
from huitouke.guests.models import Guest, Tag
from huitouke.guests.policy import named_condition, visible_condition
from huitouke.hotels.models import CodeEntry
from huitouke.identity.models import Link
from huitouke.identity.queries import require_named
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.kernel.models import FieldChange


def find_guest_of_record(actor: Actor, system: str, external_id: str) -> UUID:
    """The id of the guest whom a system knows under its own id, of the newest accepted version. Raises `GuestNotFound`
    where there is none whom the actor may see and know: an id of another system says who somebody is, and a guest not
    to be disclosed is not found by it."""
    record = (
        SourceRecord.objects.filter(system=system, external_id=external_id, state=RecordState.ACCEPTED)
        .order_by("-version")
        .values_list("id", flat=True)
        .first()
    )
    guest_id = (
        Link.objects.filter(record_id=record).values_list("guest_id", flat=True).first() if record else None
    )
    named = Guest.objects.visible_to(actor).filter(named_condition(actor))
    if guest_id is None or not named.filter(id=guest_id).exists():
        raise GuestNotFound
    return guest_id


@dataclass(frozen=True, slots=True)
class Change:
    """One field that took another value, with names instead of ids."""

    id: int
    changed_at: datetime
    part: str
    row_id: str
    field: str
    old: Any
    new: Any
    actor_name: str
    record_id: UUID | None
    system: str


PARTS: Final = {
    "guests_guest": "guest",
    "guests_contactpoint": "contact",
    "guests_document": "document",
    "guests_vehicle": "vehicle",
    "guests_preference": "preference",
    "guests_guesttag": "tag",
    "guests_note": "note",
    "guests_guesttypemembership": "guest_type",
    "guests_evaluation": "evaluation",
}
_SEALED: Final = ("number",)
_SHOWN_FIELDS: Final = {"follow_up_id": "follow_up", "tag_id": "tag", "legal_entity_id": "legal_entity"}


def list_changes(
    actor: Actor, guest_id: UUID, *, before: int = 0, limit: int = 50
) -> tuple[list[Change], bool]:
    """Changes of a guest older than the id `before`, newest first, and whether there are more. Sealed numbers
    are left out: the masked ones beside them tell enough. Four queries at most beside the guest's own."""
    actor.require(Right.GUESTS_HISTORY)
    guest_id = present_id(guest_id)
    guest = Guest.objects.filter(visible_condition(actor, Right.GUESTS_HISTORY), id=guest_id).first()
    if guest is None:
        raise GuestNotFound
    sight = require_named(actor, guest)
    rows = FieldChange.objects.filter(subject_id__in=ids_of(guest_id), table_name__in=PARTS).exclude(
        table_name="guests_document", field__in=_SEALED
    )
    if before:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: limit + 1])
    page = found[:limit]
    systems = _systems({row.record_id for row in page if row.record_id})
    people = _people({row.actor_id for row in page if row.actor_id})
    names = _names(page)
    changes = [
        Change(
            id=row.id,
            changed_at=row.changed_at,
            part=PARTS[row.table_name],
            row_id=row.row_id,
            field=_SHOWN_FIELDS.get(row.field, row.field),
            old=names.get((row.field, row.old), row.old),
            new=names.get((row.field, row.new), row.new),
            actor_name=people.get(row.actor_id, "") if row.actor_id else "",
            record_id=row.record_id,
            system=systems.get(row.record_id, "") if row.record_id else "",
        )
        for row in page
    ]
    told = [each for change in changes for each in _by_own_field(change)]
    return [_veiled(change, sight) for change in told], len(found) > limit


def _by_own_field(change: Change) -> list[Change]:
    """A change; that of the fields of the hotel's own as one for each field that took another value."""
    if change.part != "guest" or change.field != "custom":
        return [change]
    old, new = change.old or {}, change.new or {}
    return [
        replace(change, field=f"custom:{code}", old=old.get(code), new=new.get(code))
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    ]


def _veiled(change: Change, sight: Sight) -> Change:
    """A change as it may be read, by the same door as the profile."""
    if change.field == "card_number":
        return replace(change, old=_text(change.old, mask_card), new=_text(change.new, mask_card))
    if sight.is_clear:
        return change
    target = change.field
    if change.part == "contact" and change.field in ("shown", "extension"):
        target = "wechat" if change.field == "shown" else "phone"
    elif change.part == "note" and change.field == "text":
        target = "note"
    mask = partial(mask_target, target)
    return replace(change, old=_text(change.old, mask), new=_text(change.new, mask))


def _text(value: Any, mask: Callable[[str], str]) -> Any:
    """A value masked; numbers are masked as their text where the mask says so."""
    if value in (None, ""):
        return value
    masked = mask(str(value))
    return value if masked == str(value) else masked


def _systems(record_ids: set[UUID]) -> dict[UUID, str]:
    if not record_ids:
        return {}
    return dict(SourceRecord.objects.filter(id__in=record_ids).values_list("id", "system"))


def _people(user_ids: set[UUID]) -> dict[UUID, str]:
    return {user.id: str(user) for user in User.objects.filter(id__in=user_ids)} if user_ids else {}


def _names(page: list[FieldChange]) -> dict[tuple[str, Any], str]:
    """Logins and tags in place of ids, by field and id as the history holds them."""
    ids: dict[str, set[str]] = {"follow_up_id": set(), "tag_id": set()}
    for row in page:
        if row.field in ids:
            ids[row.field] |= {value for value in (row.old, row.new) if isinstance(value, str)}
    names: dict[tuple[str, Any], str] = {}
    if ids["follow_up_id"]:
        logins = User.objects.filter(id__in=ids["follow_up_id"]).values_list("id", "username")
        names |= {("follow_up_id", str(user_id)): login for user_id, login in logins}
    if ids["tag_id"]:
        tags = Tag.objects.filter(id__in=ids["tag_id"]).values_list("id", "name")
        names |= {("tag_id", str(tag_id)): name for tag_id, name in tags}
    return names


def list_codes(table: str, *, include_closed: bool) -> list[CodeEntry]:
    """The codes of a table in their order; empty for an unknown table."""
    codes = CodeEntry.objects.filter(table=table)
    if not include_closed:
        codes = codes.filter(is_closed=False)
    return list(codes.order_by("sort", "code"))


def list_branches_with_entities(actor: Actor) -> list[Branch]:
    """The open branches where the actor may see guests, with their legal entities. One query."""
    branches = Branch.objects.filter(is_closed=False).select_related("legal_entity")
    if not actor.has_group_right(Right.GUESTS_VIEW):
        branches = branches.filter(id__in=actor.branches_with(Right.GUESTS_VIEW))
    return list(branches)


@dataclass(frozen=True, slots=True)
class RightHeld:
    """A right and the codes of the branches where it holds, or the whole group."""

    right: Right
    is_group_wide: bool
    branches: tuple[str, ...]


def list_rights(actor: Actor) -> list[RightHeld]:
    """Every right that the actor has somewhere, in the order of `Right`."""
    held = [right for right in Right if actor.has_right(right)]
    by_branch = {right: () if actor.has_group_right(right) else actor.branches_with(right) for right in held}
    codes = dict(
        Branch.objects.filter(id__in={i for ids in by_branch.values() for i in ids}).values_list("id", "code")
    )
    return [
        RightHeld(right, actor.has_group_right(right), tuple(sorted(codes[i] for i in by_branch[right])))
        for right in held
    ]
