"""Reads of room types and rooms. They hold nothing personal; who may see a branch sees its rooms."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.hotels.errors import RoomNotFound, RoomTypeNotFound
from huitouke.hotels.models import Room, RoomType

MOST = 500


@dataclass(frozen=True, slots=True)
class RoomFilter:
    """Which rooms: empty fields ask for all. `text` is part of a number, or a floor whole."""

    branch: str = ""
    room_type: str = ""
    floor: str = ""
    feature: str = ""
    text: str = ""
    include_closed: bool = False


def list_room_types(
    actor: Actor, right: Right, *, branch: str = "", include_closed: bool = False
) -> list[RoomType]:
    """Room types of the branches where the actor has the right, each with `room_count`, its open rooms."""
    kinds = RoomType.objects.select_related("branch").annotate(
        room_count=Count("rooms", filter=Q(rooms__is_closed=False))
    )
    if not actor.has_group_right(right):
        kinds = kinds.filter(branch_id__in=actor.branches_with(right))
    if branch:
        kinds = kinds.filter(branch__code=branch)
    if not include_closed:
        kinds = kinds.filter(is_closed=False)
    return list(kinds.order_by("branch__code", "is_closed", "code"))


def find_rooms(
    actor: Actor, right: Right, chosen: RoomFilter, *, limit: int | None = MOST
) -> tuple[list[Room], int]:
    """The rooms under the filter, by branch and number, at most `limit` of them, and how many there are in all."""
    rooms = _visible(actor, right)
    if chosen.branch:
        rooms = rooms.filter(branch__code=chosen.branch)
    if chosen.room_type:
        rooms = rooms.filter(room_type__code=chosen.room_type)
    if chosen.floor:
        rooms = rooms.filter(floor=chosen.floor)
    if chosen.feature:
        rooms = rooms.filter(features__contains=[chosen.feature])
    if chosen.text.strip():
        rooms = rooms.filter(Q(number__icontains=chosen.text.strip()) | Q(floor__iexact=chosen.text.strip()))
    if not chosen.include_closed:
        rooms = rooms.filter(is_closed=False)
    return list(rooms.order_by("branch__code", Length("number"), "number")[:limit]), rooms.count()


def get_room(actor: Actor, right: Right, room_id: UUID) -> Room:
    """One room. Raises `RoomNotFound`, also for one of a branch where the actor has no such right."""
    room = _visible(actor, right).filter(id=room_id).first()
    if room is None:
        raise RoomNotFound
    return room


def get_room_type(actor: Actor, right: Right, room_type_id: UUID) -> RoomType:
    """One room type. Raises `RoomTypeNotFound`, also for one of a branch where the actor has no such right."""
    kind = next(
        (each for each in list_room_types(actor, right, include_closed=True) if each.id == room_type_id), None
    )
    if kind is None:
        raise RoomTypeNotFound
    return kind


def _visible(actor: Actor, right: Right) -> QuerySet[Room]:
    rooms = Room.objects.select_related("branch", "room_type")
    return rooms if actor.has_group_right(right) else rooms.filter(branch_id__in=actor.branches_with(right))
