"""Guests who leave: the bill settled, the last word heard."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.kernel import clock
from huitouke.kernel.money import Money
from huitouke.stays import events
from huitouke.stays.choices import FolioState, ReservationStatus
from huitouke.stays.errors import FolioNotSettled, MoveRefused, ReservationInvalid
from huitouke.stays.models import Folio, FolioLine, Reservation
from huitouke.stays.services.desk import held_reservation, require_move, tell
from huitouke.stays.services.folio_charges import post_payment
from huitouke.stays.services.folio_nights import write_nights
from huitouke.stays.services.folios import close_folio, main_folio, put_to_account, reopen_folio
from huitouke.stays.services.occupancy import take_room
from huitouke.stays.sight import sight_of_reservation
from huitouke.stays.told import Told

LONGEST: Final = 1000


def day_of_leaving(branch: Branch, arrival: date) -> date:
    """The departure of who leaves now. Who goes before the day changes has slept the night that is ending: their
    departure is the day of the calendar, as everybody would say; never more than a day ahead of the business date."""
    today = branch.business_date
    calendar = clock.now().astimezone(ZoneInfo(branch.time_zone)).date()
    return max(arrival, min(max(calendar, today), today + timedelta(days=1)))


@transaction.atomic
def check_out_stay(
    *,
    actor: Actor,
    reservation_id: UUID,
    method: str = "",
    company_id: UUID | None = None,
    signer: str = "",
    send_off: str = "",
    satisfaction: int | None = None,
) -> Reservation:
    """The guest leaves. Nights that are not on the bill yet are written; what is owed then is paid by `method`, or put
    to the account of a company, signed for by `signer`; without either, a bill with a balance refuses, and nothing is
    written. All bills of the stay are closed. Who leaves before the day that was meant has left early, who stayed past
    it has those nights too."""
    row = held_reservation(actor, reservation_id)
    actor.require(Right.FOLIOS_POST, row.branch_id)
    require_move(row, ReservationStatus.CHECKED_OUT)
    if satisfaction is not None and not 1 <= satisfaction <= 5:
        raise ReservationInvalid({"satisfaction": [_("Give 1 to 5.")]})
    left_on = day_of_leaving(row.branch, row.arrival)
    told = Told(
        status=ReservationStatus.CHECKED_OUT,
        checked_out_at=clock.now(),
        departure=left_on if left_on != row.departure else None,
        send_off=send_off.strip()[:LONGEST] or None,
        satisfaction=satisfaction,
    )
    tell(actor, row, events.STAY_CHECKED_OUT, told, early=left_on < row.departure)
    write_nights(actor, row, row.departure)
    for folio in _open_folios(row):
        owed = folio.balance
        if owed.minor > 0 and company_id is not None:
            put_to_account(actor=actor, folio_id=folio.id, company_id=company_id, signer=signer)
            continue
        if owed.minor and method:
            amount = Money(abs(owed.minor), owed.currency)
            post_payment(actor=actor, folio_id=folio.id, amount=amount, method=method, text=signer,
                         is_refund=owed.minor < 0)  # fmt: skip
        elif owed.minor:
            raise FolioNotSettled(owed if sight_of_reservation(actor, row).is_priced else None)
        close_folio(actor, folio)
    return row


@transaction.atomic
def undo_check_out(*, actor: Actor, reservation_id: UUID) -> Reservation:
    """They were checked out by mistake, or come back: in house again, on the same business date only. Payments stand,
    and the main bill is open again. Refuses where somebody else is in the room by now."""
    row = held_reservation(actor, reservation_id)
    actor.require(Right.FOLIOS_POST, row.branch_id)
    if row.status != ReservationStatus.CHECKED_OUT or row.departure < row.branch.business_date:
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    if row.room_id is not None:
        take_room(row, None, row.departure, row.departure, is_now=True)
    tell(actor, row, events.CHECK_OUT_UNDONE, Told(status=ReservationStatus.IN_HOUSE))
    folio = main_folio(actor, row)
    if folio.state == FolioState.CLOSED:
        reopen_folio(actor=actor, folio_id=folio.id)
    return row


@transaction.atomic
def see_off(*, actor: Actor, reservation_id: UUID, send_off: str, satisfaction: int | None) -> Reservation:
    """Note how somebody was seen off and what they said, after they left."""
    row = held_reservation(actor, reservation_id)
    if row.status != ReservationStatus.CHECKED_OUT:
        raise MoveRefused(row.status, str(ReservationStatus(row.status).label))
    if satisfaction is not None and not 1 <= satisfaction <= 5:
        raise ReservationInvalid({"satisfaction": [_("Give 1 to 5.")]})
    told = Told(
        send_off=send_off.strip()[:LONGEST],
        satisfaction=satisfaction,
        cleared=("satisfaction",) if satisfaction is None else (),
    )
    tell(actor, row, events.SEEN_OFF, told)
    return row


def _open_folios(row: Reservation) -> list[Folio]:
    return list(
        Folio.objects.select_for_update()
        .filter(reservation=row, state=FolioState.OPEN)
        .order_by("opened_on", "id")
    )


def owed_by(row: Reservation) -> Money:
    """What all bills of a stay come to by now, the nights that are not written yet left out."""
    total = FolioLine.objects.filter(folio__reservation=row).aggregate(total=Sum("amount"))["total"]
    return Money(total or 0, row.currency)
