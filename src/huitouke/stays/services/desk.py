"""How staff tell of a reservation: each act is a record of the kind `desk`, and the row follows from it.

So the history, the room nights, the bills and the events of an act come about in the one way in which those of any
other system do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.identity.services.admission import source_of
from huitouke.intake.choices import DESK
from huitouke.kernel import clock
from huitouke.stays.choices import ALLOWED_MOVES, ReservationStatus
from huitouke.stays.desk_told import DESK_KIND, to_content
from huitouke.stays.errors import (
    MoveRefused,
    ReservationErased,
    ReservationNotFound,
    ReservationOfAnotherSystem,
)
from huitouke.stays.models import Reservation
from huitouke.stays.policy import kept_in_branch
from huitouke.stays.services.applying import apply_parts
from huitouke.stays.services.day_locks import keep_day_open
from huitouke.stays.services.records import RESERVATION, Part, lock_told
from huitouke.stays.told import Told


@dataclass(frozen=True, slots=True)
class Said:
    """What one act says of one reservation of the house."""

    external_id: str
    told: Told


def held_reservation(
    actor: Actor, reservation_id: UUID, right: Right = Right.STAYS_EDIT, *, is_own: bool = True
) -> Reservation:
    """The reservation, locked until the caller's transaction ends. Refuses who lacks the right in its branch, and with
    `is_own` a reservation that another system tells of."""
    actor.require(right)
    named = Reservation.objects.filter(kept_in_branch(actor, right), id=reservation_id)
    place = named.select_related("branch").only("system", "external_id", "branch").first()
    if place is None:
        raise ReservationNotFound
    keep_day_open(place.branch)
    # In the order of everybody who applies records: first what is told, then the row.
    lock_told(place.system, [RESERVATION + place.external_id])
    row: Reservation = (
        Reservation.objects.select_for_update(of=("self",))
        .select_related("branch", "room", "room_type", "outlet", "guest", "group")
        .get(id=reservation_id)
    )
    if is_own and row.system != DESK:
        raise ReservationOfAnotherSystem(row.system)
    return row


def require_move(row: Reservation, to: str) -> None:
    """Go on only where staff may bring the reservation there by hand."""
    if to not in ALLOWED_MOVES[row.status]:
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))


def tell(actor: Actor, row: Reservation, code: str, told: Told, **data: str | int | bool | None) -> None:
    """Tell of a reservation that there is, inside the caller's transaction, and note the act."""
    at = clock.now()
    if row.told_at is not None:
        # What is typed stands behind what was told before, whatever the clocks of two machines say.
        at = max(at, row.told_at + timedelta(microseconds=1))
    _tell_all(actor, row.branch, row.system, [Said(row.external_id, told)], at)
    record_audit(
        actor,
        code,
        object_type="reservation",
        object_id=row.id,
        branch_id=row.branch_id,
        fields=sorted(to_content(told)),
        **data,
    )
    row.refresh_from_db()


def tell_new(actor: Actor, branch: Branch, said: list[Said]) -> dict[str, UUID]:
    """Tell of reservations that are new; their ids by the house's own number of each."""
    return _tell_all(actor, branch, DESK, said, clock.now())


def _tell_all(actor: Actor, branch: Branch, system: str, said: list[Said], at: datetime) -> dict[str, UUID]:
    parts = [Part(each.external_id, DESK_KIND, _content(each.told, at), each.told, at) for each in said]
    done = apply_parts(actor=actor, branch=branch, source=source_of(actor, branch, system), parts=parts)
    if done.waiting:
        raise ReservationErased
    return done.reservations


def _content(told: Told, at: datetime) -> dict[str, Any]:
    """What is told with the instant of the act: the same words a second time are another act."""
    return {"at": at.isoformat(), **to_content(told)}
