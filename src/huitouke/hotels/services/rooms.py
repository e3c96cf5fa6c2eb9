"""Rooms of a branch, one by one or from a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.hotels.errors import RoomInvalid, RoomNotFound, RoomTypeClosed
from huitouke.hotels.models import CodeEntry, Room, RoomType
from huitouke.hotels.services.inserting import insert_or_refuse
from huitouke.hotels.services.room_types import known_codes
from huitouke.hotels.services.wording import Problems, changed_fields
from huitouke.kernel.history import tell_history

LONGEST_NUMBER = 20
LONGEST_FLOOR = 10


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room as a list names it; features by their codes or their words."""

    row: int
    number: str
    room_type: str
    floor: str = ""
    features: tuple[str, ...] = ()


@dataclass(slots=True)
class RoomsTaken:
    """What became of a list: how many rooms are new, changed, as they were; and the rows refused, with why."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def add_room(
    *,
    actor: Actor,
    branch: Branch,
    number: str,
    room_type_id: UUID | None,
    floor: str = "",
    features: Sequence[str] = (),
) -> Room:
    """A new room. Refuses a number that the branch has, also of a closed room, and a type of another branch."""
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    problems: Problems = {}
    room = Room(
        branch=branch,
        number=_short(number, "number", LONGEST_NUMBER, problems),
        floor=_short(floor, "floor", LONGEST_FLOOR, problems),
        features=known_codes("room_feature", features, "features", problems),
    )
    if not room.number:
        problems["number"] = [_("Write the number of the room.")]
    kind = _type(branch.id, room_type_id, problems)
    if problems or kind is None:
        raise RoomInvalid(problems)
    room.room_type = kind
    insert_or_refuse(
        room,
        RoomInvalid(
            {"number": [_("This branch has a room of this number already; if it is closed, open it again.")]}
        ),
    )
    _note(actor, "hotels.room.added", room)
    return room


@transaction.atomic
def change_room(
    *, actor: Actor, room_id: UUID, room_type_id: UUID | None, floor: str = "", features: Sequence[str] = ()
) -> Room:
    """Type, floor and features anew. The number stays: stays are found by it; a renumbered room is a new one."""
    room = _locked(actor, room_id)
    problems: Problems = {}
    values: dict[str, object] = {
        "floor": _short(floor, "floor", LONGEST_FLOOR, problems),
        "features": known_codes("room_feature", features, "features", problems, room.features),
    }
    kind = _type(room.branch_id, room_type_id, problems, kept=room.room_type_id)
    if problems or kind is None:
        raise RoomInvalid(problems)
    return _save(actor, "hotels.room.changed", room, {**values, "room_type_id": kind.id})


@transaction.atomic
def close_room(*, actor: Actor, room_id: UUID) -> Room:
    """Let it no more; it stays where it was."""
    return _save(actor, "hotels.room.closed", _locked(actor, room_id), {"is_closed": True})


@transaction.atomic
def reopen_room(*, actor: Actor, room_id: UUID) -> Room:
    """Let it again. Refuses where its type is closed."""
    room = _locked(actor, room_id)
    if room.room_type.is_closed:
        raise RoomTypeClosed
    return _save(actor, "hotels.room.reopened", room, {"is_closed": False})


@transaction.atomic
def take_rooms(*, actor: Actor, branch: Branch, lines: Iterable[RoomLine]) -> RoomsTaken:
    """Take in a list of rooms: new ones are added, known ones changed where the list says otherwise, none is closed.
    A row that cannot be kept is refused with its reason, and the others are taken. The same list twice changes
    nothing."""
    actor.require(Right.HOTEL_CONFIGURE, branch.id)
    taken = RoomsTaken()
    kinds = {kind.code.upper(): kind for kind in RoomType.objects.filter(branch=branch, is_closed=False)}
    for kind in list(kinds.values()):
        for words in kind.labels.values():
            kinds.setdefault(words.upper(), kind)
    by_words = _features_by_words()
    known = {room.number: room for room in Room.objects.filter(branch=branch).select_related("room_type")}
    seen: set[str] = set()
    for line in lines:
        problems: Problems = {}
        number = _short(line.number, "number", LONGEST_NUMBER, problems)
        kind_found = kinds.get(line.room_type.strip().upper())
        features = [by_words.get(word.strip().casefold(), word.strip()) for word in line.features]
        features = known_codes("room_feature", features, "features", problems)
        floor = _short(line.floor, "floor", LONGEST_FLOOR, problems)
        if not number:
            problems["number"] = [_("Write the number of the room.")]
        elif number in seen:
            problems["number"] = [_("The list has this room twice.")]
        if kind_found is None:
            problems["room_type"] = [_("This branch has no open room type of this code or name.")]
        if problems or kind_found is None:
            taken.refused.append((line.row, " ".join(text for texts in problems.values() for text in texts)))
            continue
        seen.add(number)
        room = known.get(number)
        if room is None:
            room = Room(branch=branch, number=number, room_type=kind_found, floor=floor, features=features)
            room.save(force_insert=True)
            taken.created += 1
            continue
        values: dict[str, object] = {"room_type_id": kind_found.id, "floor": floor, "features": features}
        changed = changed_fields(room, values)
        if not changed:
            taken.unchanged += 1
            continue
        tell_history(actor_id=actor.id)
        for name in changed:
            setattr(room, name, values[name])
        room.save(update_fields=changed)
        taken.changed += 1
    if taken.created or taken.changed:
        record_audit(
            actor,
            "hotels.rooms.imported",
            object_type="branch",
            object_id=branch.id,
            branch_id=branch.id,
            created=taken.created,
            changed=taken.changed,
            refused=len(taken.refused),
        )
    return taken


def _features_by_words() -> dict[str, str]:
    found = {}
    for code, labels in CodeEntry.objects.filter(table="room_feature").values_list("code", "labels"):
        for word in (code, *labels.values()):
            found[str(word).casefold()] = code
    return found


def _short(text: str, name: str, most: int, problems: Problems) -> str:
    cleaned = " ".join(text.split())
    if len(cleaned) > most or not cleaned.isprintable():
        problems[name] = [_("At most %(most)s signs, without control signs.") % {"most": most}]
    return cleaned


def _type(
    branch_id: UUID, room_type_id: UUID | None, problems: Problems, kept: UUID | None = None
) -> RoomType | None:
    found = RoomType.objects.filter(id=room_type_id, branch_id=branch_id).first() if room_type_id else None
    if found is None or (found.is_closed and found.id != kept):
        problems["room_type"] = [_("Choose a room type of this branch.")]
        return None
    return found


def _locked(actor: Actor, room_id: UUID) -> Room:
    actor.require(Right.HOTEL_CONFIGURE)
    room = Room.objects.select_for_update(of=("self",)).select_related("room_type").filter(id=room_id).first()
    if room is None:
        raise RoomNotFound
    actor.require(Right.HOTEL_CONFIGURE, room.branch_id)
    return room


def _save(actor: Actor, what: str, room: Room, values: dict[str, object]) -> Room:
    changed = changed_fields(room, values)
    if not changed:
        return room
    tell_history(actor_id=actor.id)
    for name in changed:
        setattr(room, name, values[name])
    room.save(update_fields=changed)
    _note(actor, what, room, changed)
    return room


def _note(actor: Actor, what: str, room: Room, fields: Sequence[str] = ()) -> None:
    record_audit(
        actor,
        what,
        object_type="room",
        object_id=room.id,
        branch_id=room.branch_id,
        fields=fields,
        number=room.number,
    )
