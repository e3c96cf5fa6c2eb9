"""Room types of a branch."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.hotels.errors import RoomTypeInUse, RoomTypeInvalid, RoomTypeNotFound
from huitouke.hotels.models import CodeEntry, RoomType
from huitouke.hotels.services.inserting import insert_or_refuse
from huitouke.hotels.services.wording import Problems, changed_fields, cleaned_code, cleaned_labels
from huitouke.kernel.history import tell_history

MOST_BEDS = 10


@transaction.atomic
def add_room_type(
    *,
    actor: Actor,
    branch: Branch,
    code: str,
    labels: dict[str, str],
    area: str = "",
    beds: Sequence[str] = (),
    facilities: Sequence[str] = (),
    max_persons: str | int = 2,
) -> RoomType:
    """A new room type. `area` is square metres as written; beds and facilities are codes. Refuses a code in use."""
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    problems: Problems = {}
    values = _values(problems, labels, area, beds, facilities, max_persons)
    row = RoomType(branch=branch, code=cleaned_code(code, problems).upper(), **values)
    if problems:
        raise RoomTypeInvalid(problems)
    insert_or_refuse(row, RoomTypeInvalid({"code": [_("This branch has a room type of this code already.")]}))
    _note(actor, "hotels.room_type.added", row)
    return row


@transaction.atomic
def change_room_type(
    *,
    actor: Actor,
    room_type_id: UUID,
    labels: dict[str, str],
    area: str = "",
    beds: Sequence[str] = (),
    facilities: Sequence[str] = (),
    max_persons: str | int = 2,
) -> RoomType:
    """All but the code anew: rooms, stays and the hotel's other systems know the type by it."""
    row = _locked(actor, room_type_id)
    problems: Problems = {}
    values = _values(problems, labels, area, beds, facilities, max_persons, kept=row)
    if problems:
        raise RoomTypeInvalid(problems)
    return _save(actor, "hotels.room_type.changed", row, values)


@transaction.atomic
def close_room_type(*, actor: Actor, room_type_id: UUID) -> RoomType:
    """Sell it no more. Refuses while an open room is of this type."""
    row = _locked(actor, room_type_id)
    open_rooms = row.rooms.filter(is_closed=False).count()
    if open_rooms:
        raise RoomTypeInUse(open_rooms)
    return _save(actor, "hotels.room_type.closed", row, {"is_closed": True})


@transaction.atomic
def reopen_room_type(*, actor: Actor, room_type_id: UUID) -> RoomType:
    """Sell it again."""
    return _save(actor, "hotels.room_type.reopened", _locked(actor, room_type_id), {"is_closed": False})


def known_codes(
    table: str, codes: Sequence[str], field: str, problems: Problems, kept: Sequence[str] = ()
) -> list[str]:
    """The codes in their order, each once. One that the table does not offer is a problem, unless it was `kept`."""
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    offered = {
        *kept,
        *CodeEntry.objects.filter(table=table, is_closed=False, code__in=wanted).values_list(
            "code", flat=True
        ),
    }
    if unknown := [code for code in wanted if code not in offered]:
        problems[field] = [_("There is no code %(code)s in the list.") % {"code": unknown[0][:40]}]
    return wanted


def _values(
    problems: Problems,
    labels: dict[str, str],
    area: str,
    beds: Sequence[str],
    facilities: Sequence[str],
    max_persons: str | int,
    kept: RoomType | None = None,
) -> dict[str, Any]:
    return {
        "labels": cleaned_labels(labels, problems),
        "area": _area(area, problems),
        "beds": known_codes("bed", beds[:MOST_BEDS], "beds", problems, kept.beds if kept else ()),
        "facilities": known_codes(
            "room_facility", facilities, "facilities", problems, kept.facilities if kept else ()
        ),
        "max_persons": _persons(max_persons, problems),
    }


def _area(text: str, problems: Problems) -> Decimal | None:
    if not text.strip():
        return None
    try:
        area = Decimal(text.strip()).quantize(Decimal("0.1"))
    except InvalidOperation:
        area = Decimal(0)
    if not area.is_finite() or not 0 < area < 10_000:
        problems["area"] = [_("Write square metres as a number, such as 32 or 28.5.")]
    return area


def _persons(text: str | int, problems: Problems) -> int:
    word = str(text).strip()
    number = int(word) if word.isascii() and word.isdecimal() and len(word) < 4 else 0
    if not 1 <= number <= 50:
        problems["max_persons"] = [_("Write how many may sleep there, from 1 to 50.")]
    return number


def _locked(actor: Actor, room_type_id: UUID) -> RoomType:
    actor.require(Right.HOTEL_CONFIGURE)
    row = RoomType.objects.select_for_update(of=("self",)).filter(id=room_type_id).first()
    if row is None:
        raise RoomTypeNotFound
    actor.require(Right.HOTEL_CONFIGURE, row.branch_id)
    return row


def _save(actor: Actor, what: str, row: RoomType, values: dict[str, object]) -> RoomType:
    changed = changed_fields(row, values)
    if not changed:
        return row
    tell_history(actor_id=actor.id)
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    _note(actor, what, row, changed)
    return row


def _note(actor: Actor, what: str, row: RoomType, fields: Sequence[str] = ()) -> None:
    record_audit(
        actor,
        what,
        object_type="room_type",
        object_id=row.id,
        branch_id=row.branch_id,
        fields=fields,
        name=row.code,
    )
