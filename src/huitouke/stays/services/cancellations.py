"""Guests who do not come: cancelled, not shown up, and expected again."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.hotels.models import CodeEntry
from huitouke.kernel import clock
from huitouke.stays import events
from huitouke.stays.choices import ReservationStatus
from huitouke.stays.errors import ArrivalNotToday, MoveRefused, ReservationInvalid
from huitouke.stays.models import Reservation
from huitouke.stays.services.desk import held_reservation, require_move, tell
from huitouke.stays.services.occupancy import busy_rooms
from huitouke.stays.told import Told


@transaction.atomic
def cancel_reservation(*, actor: Actor, reservation_id: UUID, reason: str) -> Reservation:
    """Cancel with a reason of the code table; the room is free again. Refuses who has come already."""
    row = held_reservation(actor, reservation_id)
    require_move(row, ReservationStatus.CANCELLED)
    if not CodeEntry.objects.filter(table="cancel_reason", code=reason, is_closed=False).exists():
        raise ReservationInvalid({"reason": [_("Say why: choose one of the list.")]})
    told = Told(status=ReservationStatus.CANCELLED, cancelled_at=clock.now(), cancel_reason=reason)
    tell(actor, row, events.RESERVATION_CANCELLED, told, reason=reason)
    return row


@transaction.atomic
def set_no_show(*, actor: Actor, reservation_id: UUID) -> Reservation:
    """They did not come. Refuses before the day of the arrival."""
    row = held_reservation(actor, reservation_id)
    require_move(row, ReservationStatus.NO_SHOW)
    if row.arrival > row.branch.business_date:
        raise ArrivalNotToday(row.arrival)
    tell(actor, row, events.RESERVATION_NO_SHOW, Told(status=ReservationStatus.NO_SHOW))
    return row


@transaction.atomic
def reinstate_reservation(*, actor: Actor, reservation_id: UUID) -> Reservation:
    """Expect them again: the cancellation was a mistake, or they come after all. The room that was held is let go where
    somebody else has it by now."""
    row = held_reservation(actor, reservation_id)
    if row.status not in (ReservationStatus.CANCELLED, ReservationStatus.NO_SHOW):
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    cleared = ("cancelled_at", "cancel_reason")
    tell(
        actor,
        row,
        events.RESERVATION_REINSTATED,
        Told(status=ReservationStatus.RESERVED, room=_room_left(row), cleared=cleared),
    )
    return row


def _room_left(row: Reservation) -> str | None:
    """'' where the room that was held is somebody else's by now; None leaves it."""
    if row.room_id is None:
        return None
    taken = busy_rooms(row.branch, row.arrival, row.departure, is_now=False, but=[row.id])
    return "" if taken.filter(room_id=row.room_id).exists() else None
