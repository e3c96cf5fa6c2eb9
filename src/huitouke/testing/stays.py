"""Stays for tests, made as they come to be: a record of a system, applied."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.models import Branch
from huitouke.hotels.models import Room, RoomType
from huitouke.identity.services.admission import source_of
from huitouke.kernel import clock
from huitouke.kernel.outbox import deliver_pending
from huitouke.stays.desk_told import DESK_KIND, to_content
from huitouke.stays.models import Reservation
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.records import Part
from huitouke.stays.told import Told, ToldPerson

SYSTEM_NAME = "opera"


def make_room(branch: Branch, number: str, floor: str = "", kind: str = "DLK") -> Room:
    """A room, with its type where there is none yet."""
    labels = {
        "DLK": {"zh": "高级大床房", "en": "Deluxe King"},
        "TWN": {"zh": "标准双床房", "en": "Standard Twin"},
    }
    room_type, _made = RoomType.objects.get_or_create(
        branch=branch, code=kind, defaults={"labels": labels.get(kind, {})}
    )
    room, _made = Room.objects.get_or_create(
        branch=branch,
        number=number,
        defaults={"room_type": room_type, "floor": floor or number[:-2].lstrip("0")},
    )
    return room


def make_stay(
    branch: Branch,
    external_id: str,
    arrival: date,
    nights: int = 1,
    *,
    status: str = "reserved",
    who: dict[str, Any] | None = None,
    profile: str = "",
    others: tuple[dict[str, Any], ...] = (),
    told_at: datetime | None = None,
    actor: Actor = SYSTEM,
    **told: Any,
) -> Reservation:
    """A reservation of a system, as its record tells it; told again it changes. `who` is what is told of the guest
    (`name`, `mobile` ...), `profile` the system's id of them."""
    persons = []
    if who:
        persons.append(ToldPerson("guest", {key: _texts(given) for key, given in who.items()}, profile))
    persons += [ToldPerson("sharer", {key: _texts(given) for key, given in each.items()}) for each in others]
    values: dict[str, Any] = {
        "status": status,
        "arrival": arrival,
        "departure": arrival + timedelta(days=nights),
    }
    if persons:
        values["persons"] = tuple(persons)
    said = Told(**(values | told))
    part = Part(external_id, DESK_KIND, to_content(said), said, told_at or _next_instant())
    with transaction.atomic():
        done = apply_parts(
            actor=actor, branch=branch, source=source_of(actor, branch, SYSTEM_NAME), parts=[part]
        )
    return Reservation.objects.get(id=done.reservations[external_id])


def deliver() -> None:
    """Hand every event to its handlers, as the worker does."""
    while deliver_pending():
        continue


def _texts(given: Any) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


_counted = [0]


def _next_instant() -> datetime:
    """Later than the one before, also while the clock stands still."""
    _counted[0] += 1
    return min(clock.now(), datetime(2100, 1, 1, tzinfo=UTC)) + timedelta(microseconds=_counted[0])
