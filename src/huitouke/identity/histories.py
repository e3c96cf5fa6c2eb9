"""What changed on a guest: fields that took another value, rows taken off, what staff added."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.models import User
from huitouke.guests.aliases import ids_of
from huitouke.guests.masking import Sight, mask_card, mask_target
from huitouke.guests.models import Guest, GuestType, GuestTypeMembership, Tag
from huitouke.guests.policy import may_use
from huitouke.guests.queries import get_guest
from huitouke.guests.values.budget import budget_text
from huitouke.guests.values.documents import mask_number
from huitouke.identity.models import Link
from huitouke.identity.queries import require_named
from huitouke.intake.choices import DESK, RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.custom_fields.values import value_text
from huitouke.kernel.models import FieldChange

HISTORY_LIMIT = 100


PAPER_TARGETS = frozenset(
    (
        "id_card",
        "passport",
        "hkmo_permit",
        "taiwan_permit",
        "residence_permit",
        "foreign_id",
        "document_number",
    )
)
"""Targets whose value is a document number: shown masked, whatever the reader's right."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a history; `field` is a target of `FIELD_NAMES`. Document numbers stand masked."""

    field: str
    old: str
    new: str
    at: datetime
    who: str
    source: str
    reason: str = ""


_COLUMN_FIELDS = {
    "follow_up_id": "follow_up",
    "birthday_calendar": "kept_birthday",
    "birthday_year": "kept_birthday",
    "birthday_month": "kept_birthday",
    "birthday_day": "kept_birthday",
    "birthday_leap": "kept_birthday",
    "is_decision_maker": "decision_maker",
    "budget_min": "budget",
    "budget_max": "budget",
    "budget_currency": "budget",
    "is_birthday_muted": "birthday_reminder",
    "is_stay_confidential": "stay_confidential",
    "is_rate_confidential": "rate_confidential",
}


_TOGETHER = {"kept_birthday", "budget"}
"""Fields of several columns, told as one change."""


_FLAGS = {"decision_maker", "birthday_reminder", "stay_confidential", "rate_confidential"}


_CONTACT_FIELDS = {"home": "home_phone", "office": "office_phone"}


_ROW_VALUES = {
    "guests_contactpoint": ("kind", "shown"),
    "guests_document": ("kind", "masked"),
    "guests_vehicle": ("plate", "plate"),
    "guests_preference": ("kind", "text"),
    "guests_guesttag": ("tag", "tag_id"),
    "guests_note": ("note", "text"),
    "guests_guesttypemembership": ("guest_type", "type_id"),
    "guests_evaluation": ("scale", "value"),
}
"""For rows that hang on a profile: the column that tells the kind (or the kind itself), and the value's."""


def list_history(
    actor: Actor, guest_id: UUID, *, since: datetime | None = None, limit: int = HISTORY_LIMIT
) -> list[Change]:
    """What changed on a guest, newest first: fields that took another value, rows taken off, and what staff
    added. Refuses without the right to histories. Five queries at most."""
    actor.require(Right.GUESTS_HISTORY)
    return _history(actor, _guest_with(actor, Right.GUESTS_HISTORY, guest_id), since, limit)


def changes_since(actor: Actor, guest_id: UUID, since: datetime) -> list[Change]:
    """What colleagues saved while a form was open: for whoever may edit the guest, to compare with."""
    actor.require(Right.GUESTS_EDIT)
    return _history(actor, _guest_with(actor, Right.GUESTS_EDIT, guest_id), since, HISTORY_LIMIT)


def _guest_with(actor: Actor, right: Right, guest_id: UUID) -> Guest:
    """The guest, where the right holds for this very guest: a post in another legal entity gives none here."""
    guest = get_guest(actor, guest_id)
    if not may_use(actor, right, guest.legal_entity_id, guest.is_shared):
        raise RightMissing(right.value)
    return guest


def _history(actor: Actor, guest: Guest, since: datetime | None, limit: int) -> list[Change]:
    sight = require_named(actor, guest)
    noted: QuerySet[FieldChange] = FieldChange.objects.filter(subject_id__in=ids_of(guest.id))
    linked = Link.objects.filter(guest=guest).values("record_id")
    saves = SourceRecord.objects.filter(id__in=linked, system=DESK, state=RecordState.ACCEPTED)
    if since is not None:
        noted = noted.filter(changed_at__gt=since)
        saves = saves.filter(received_at__gt=since)
    rows = list(noted.order_by("-id")[: limit * 4])
    desk = list(saves.order_by("-received_at")[:limit])
    systems = dict(
        SourceRecord.objects.filter(id__in={row.record_id for row in rows if row.record_id}).values_list(
            "id", "system"
        )
    )
    staff = {row.actor_id for row in rows} | {record.actor_id for record in desk}
    staff |= {
        UUID(str(value))
        for row in rows
        if row.field == "follow_up_id"
        for value in (row.old, row.new)
        if value
    }
    people = {user.id: str(user) for user in User.objects.filter(id__in=staff - {None})}
    tag_ids = {str(row.old) for row in rows if row.table_name == "guests_guesttag"}
    tags = (
        {str(key): name for key, name in Tag.objects.filter(id__in=tag_ids).values_list("id", "name")}
        if tag_ids
        else {}
    )
    tags |= _types_of_rows(rows)
    changes = _field_changes(rows, systems, people) + _row_changes(rows, systems, people, tags)
    changes += [change for record in desk for change in _additions(record, people)]
    changes.sort(key=lambda change: change.at, reverse=True)
    return [_veiled(change, sight) for change in changes[:limit]]


def _veiled(change: Change, sight: Sight) -> Change:
    """A change as it may be read: cards masked for everybody, ways to reach the guest without the right to them."""
    if change.field == "card_number":
        return replace(change, old=_masked_card(change.old), new=_masked_card(change.new))
    if sight.is_clear:
        return change
    return replace(
        change, old=mask_target(change.field, change.old), new=mask_target(change.field, change.new)
    )


def _masked_card(text: str) -> str:
    return mask_card(text) if text else ""


def _source(row: FieldChange, systems: dict[UUID, str]) -> str:
    return systems.get(row.record_id, "") if row.record_id else ""


def _who(actor_id: UUID | None, people: dict[UUID, str]) -> str:
    return people.get(actor_id, "") if actor_id else ""


def _field_changes(
    rows: Iterable[FieldChange], systems: dict[UUID, str], people: dict[UUID, str]
) -> list[Change]:
    """Columns of the profile itself; the parts of a birthday kept are told as one."""
    changes: list[Change] = []
    together: dict[tuple[str, UUID | None, str], list[FieldChange]] = {}
    for row in rows:
        if row.table_name != "guests_guest":
            continue
        field = _COLUMN_FIELDS.get(row.field, row.field)
        if field in _TOGETHER:
            key = (field, row.record_id, row.changed_at.isoformat()[:19])
            together.setdefault(key, []).append(row)
            continue
        if field == "custom":
            changes += _own_changes(row, systems, people)
            continue
        if field in _FLAGS:
            field, old, new = field, _flag_text(field, row.old), _flag_text(field, row.new)
            changes.append(_change(field, old, new, row, systems, people))
            continue
        old, new = _text(row.old), _text(row.new)
        if field == "follow_up":
            old, new = (people.get(UUID(value), "") if value else "" for value in (old, new))
        changes.append(_change(field, old, new, row, systems, people))
    for (field, _record, _at), parts in together.items():
        told = _birthday if field == "kept_birthday" else _budget
        old = told({part.field: part.old for part in parts})
        new = told({part.field: part.new for part in parts})
        changes.append(_change(field, old, new, parts[0], systems, people))
    return changes


def _change(
    field: str, old: str, new: str, row: FieldChange, systems: dict[UUID, str], people: dict[UUID, str]
) -> Change:
    who = _who(row.actor_id, people)
    return Change(field, old, new, row.changed_at, who, _source(row, systems), row.reason)


def _own_changes(row: FieldChange, systems: dict[UUID, str], people: dict[UUID, str]) -> list[Change]:
    """The fields of the hotel's own that took another value, a change each."""
    old, new = row.old or {}, row.new or {}
    return [
        _change(f"custom:{code}", value_text(old.get(code)), value_text(new.get(code)), row, systems, people)
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    ]


def _flag_text(field: str, value: Any) -> str:
    """A yes/no column as `yes` or `no`; the reminder of a birthday is kept the other way round."""
    if value is None:
        return ""
    return value_text(bool(value) is not (field == "birthday_reminder"))


def _budget(parts: dict[str, Any]) -> str:
    """What is told of a budget by the columns that took another value."""
    least, most = parts.get("budget_min"), parts.get("budget_max")
    return budget_text(least, most, parts.get("budget_currency") or "CNY")


def _birthday(parts: dict[str, Any]) -> str:
    month, day = parts.get("birthday_month"), parts.get("birthday_day")
    pieces = [str(parts["birthday_year"])] if parts.get("birthday_year") else []
    pieces += [f"{each:02}" for each in (month, day) if each]
    return "-".join(pieces)


def _row_changes(
    rows: Iterable[FieldChange], systems: dict[UUID, str], people: dict[UUID, str], tags: dict[str, str]
) -> list[Change]:
    """Rows taken off a profile, each as one line however many columns it had."""
    found: dict[tuple[str, str, str], list[FieldChange]] = {}
    for row in rows:
        if row.table_name in _ROW_VALUES:
            found.setdefault((row.table_name, row.row_id, row.changed_at.isoformat()[:19]), []).append(row)
    changes = []
    for (table, _row_id, _at), parts in found.items():
        kind_column, value_column = _ROW_VALUES[table]
        old = {part.field: _text(part.old) for part in parts}
        new = {part.field: _text(part.new) for part in parts}
        kind = old.get(kind_column) or kind_column
        value = old.get(value_column, "")
        if table == "guests_guesttag":
            kind, value = "tag", tags.get(value, value)
        elif table == "guests_guesttypemembership":
            kind, value = "guest_type", tags.get(parts[0].row_id, "")
        first = parts[0]
        changes.append(
            Change(
                _CONTACT_FIELDS.get(kind, kind),
                value,
                new.get(value_column, "") if value_column in old else "",
                first.changed_at,
                _who(first.actor_id, people),
                _source(first, systems),
                first.reason,
            )
        )
    return changes


def _types_of_rows(rows: Iterable[FieldChange]) -> dict[str, str]:
    """The words of the types that a guest no longer has, by the row that said so."""
    ids = {row.row_id for row in rows if row.table_name == "guests_guesttypemembership"}
    if not ids:
        return {}
    found = GuestTypeMembership.objects.filter(id__in=ids).select_related("type")
    return {str(each.id): each.type.label for each in found}


def _additions(record: SourceRecord, people: dict[UUID, str]) -> list[Change]:
    """What staff added in one save. The save that founded the guest is told by its record, not here."""
    content = read_content(record)
    added = content.get("add")
    if not isinstance(added, dict):
        return []
    who = _who(record.actor_id, people)
    types = (
        {each.code: each.label for each in GuestType.objects.filter(code__in=added["guest_type"])}
        if "guest_type" in added
        else {}
    )
    return [
        Change(
            target,
            "",
            mask_number(text) if target in PAPER_TARGETS else types.get(text, text),
            record.received_at,
            who,
            DESK,
        )
        for target, texts in added.items()
        for text in texts
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
