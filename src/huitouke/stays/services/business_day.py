"""The hotel's day, where the branch closes it by hand."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.intake.choices import DESK
from huitouke.kernel import clock
from huitouke.kernel.outbox import publish
from huitouke.stays import events
from huitouke.stays.choices import EXPECTED, ReservationStatus
from huitouke.stays.errors import DayAhead, DayByTheClock, DayNotClosed
from huitouke.stays.models import Reservation
from huitouke.stays.services.cancellations import set_no_show
from huitouke.stays.services.day_locks import close_door
from huitouke.stays.services.desk import held_reservation
from huitouke.stays.services.folio_nights import write_nights


@dataclass(frozen=True, slots=True)
class DayClosed:
    """What closing a day did: the day, how many were set no-show, and on how many bills a night was written."""

    day: date
    no_shows: int
    nights: int


@transaction.atomic
def close_day(*, actor: Actor, branch: Branch, sets_no_show: bool = False) -> DayClosed:
    """Close the open business date of a branch and open the next. Every guest in house gets the night on the bill.

    Refuses while an arrival of the day is neither here nor a no-show (with `sets_no_show` they become one), while
    somebody who was to leave has not, and before the evening of the day itself. The nights of a stay hang on its dates,
    not on the closing, so a day that is closed counts no night twice.
    """
    held = _held(actor, branch)
    day = held.open_date
    if day is None:
        raise DayByTheClock
    if day > _calendar_day(held):
        raise DayAhead(day)
    late = Reservation.objects.filter(branch=held, system=DESK, status__in=EXPECTED, arrival__lte=day)
    overdue = Reservation.objects.filter(
        branch=held, system=DESK, status=ReservationStatus.IN_HOUSE, departure__lte=day
    )
    open_arrivals, leaving = late.count(), overdue.count()
    if leaving or (open_arrivals and not sets_no_show):
        raise DayNotClosed(open_arrivals, leaving)
    for reservation_id in list(late.order_by("id").values_list("id", flat=True)):
        set_no_show(actor=actor, reservation_id=reservation_id)
    staying = Reservation.objects.filter(branch=held, system=DESK, status=ReservationStatus.IN_HOUSE)
    nights = 0
    for reservation_id in list(staying.order_by("id").values_list("id", flat=True)):
        row = held_reservation(actor, reservation_id)
        nights += bool(write_nights(actor, row, day + timedelta(days=1)))
    held.open_date = day + timedelta(days=1)
    held.save(update_fields=["open_date"])
    record_audit(
        actor, events.DAY_CLOSED, object_type="branch", object_id=held.id, branch_id=held.id, day=day.isoformat(),
        no_shows=open_arrivals, nights=nights,
    )  # fmt: skip
    publish(events.DAY_CLOSED, key=held.id, branch=held.code, day=day.isoformat())
    branch.open_date = held.open_date
    return DayClosed(day, open_arrivals, nights)


@transaction.atomic
def take_day_in_hand(*, actor: Actor, branch: Branch) -> date:
    """From now on this branch closes its days itself, beginning with the day that the clock says; that day."""
    held = _held(actor, branch)
    if held.open_date is None:
        held.open_date = held.business_date
        held.save(update_fields=["open_date"])
        record_audit(
            actor, events.DAY_TAKEN_IN_HAND, object_type="branch", object_id=held.id, branch_id=held.id
        )
    branch.open_date = held.open_date
    return held.open_date


@transaction.atomic
def give_day_to_the_clock(*, actor: Actor, branch: Branch) -> None:
    """From now on the day of this branch goes by the clock again. Refuses
    while it is ahead of the clock: a day never comes twice."""
    held = _held(actor, branch)
    if held.open_date is None:
        return
    by_clock = clock.business_date(clock.now(), held.time_zone, held.day_change_hour)
    if held.open_date > by_clock:
        raise DayAhead(by_clock)
    held.open_date = None
    held.save(update_fields=["open_date"])
    record_audit(
        actor, events.DAY_GIVEN_TO_THE_CLOCK, object_type="branch", object_id=held.id, branch_id=held.id
    )
    branch.open_date = None


def _held(actor: Actor, branch: Branch) -> Branch:
    """The branch as it stands once nobody writes on its day any more."""
    actor.require(Right.DAY_CLOSE, branch.id)
    close_door(branch)
    return Branch.objects.select_for_update().get(id=branch.id)


def _calendar_day(branch: Branch) -> date:
    return clock.now().astimezone(ZoneInfo(branch.time_zone)).date()
