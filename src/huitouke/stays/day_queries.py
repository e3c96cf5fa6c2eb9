"""What stands open of the hotel's day before it is closed: what the house keeps itself, and what other systems tell."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Max, Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.intake.choices import DESK
from huitouke.intake.models import Connection
from huitouke.stays.choices import EXPECTED, ReservationStatus
from huitouke.stays.models import Reservation
from huitouke.stays.queries import ReservationLine, reservation_lines
from huitouke.stays.sheet_lines import SheetCounts
from huitouke.stays.sheets import count_sheets

SHOWN: Final = 200
_RELATED: Final = (
    "branch__legal_entity",
    "room",
    "room_type",
    "outlet",
    "guest",
    "company",
    "agent",
    "group",
)


@dataclass(frozen=True, slots=True)
class Teller:
    """Another system that tells of a branch's stays: how many of the day are its, and when it told of anything last."""

    name: str
    stays: int
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenDay:
    """The business date of a branch. `arrivals` and `leaving` are the house's own that hinder its closing, `staying`
    its own who sleep here; `counts` are those of the lists, whoever tells of them."""

    today: date
    arrivals: list[ReservationLine]
    leaving: list[ReservationLine]
    staying: int
    counts: SheetCounts
    tellers: list[Teller]
    has_own: bool

    @property
    def is_run_elsewhere(self) -> bool:
        """Whether another system runs the house: it tells of the day, and the desk keeps nothing of it."""
        return bool(self.tellers) and not self.has_own


def read_open_day(actor: Actor, branch: Branch) -> OpenDay:
    """What stands open of the day of a branch that the actor may close. At most ten queries."""
    actor.require(Right.DAY_CLOSE, branch.id)
    today = branch.business_date
    of_day = Q(arrival=today) | Q(departure=today) | Q(status=ReservationStatus.IN_HOUSE)
    kept = Reservation.objects.filter(branch=branch, system=DESK)
    own = kept.select_related(*_RELATED)
    late = own.filter(status__in=EXPECTED, arrival__lte=today).order_by("arrival", "id")
    overdue = own.filter(status=ReservationStatus.IN_HOUSE, departure__lte=today).order_by("departure", "id")
    arrivals, leaving = (reservation_lines(actor, list(rows[:SHOWN])) for rows in (late, overdue))
    return OpenDay(
        today=today,
        arrivals=arrivals,
        leaving=leaving,
        staying=kept.filter(status=ReservationStatus.IN_HOUSE, departure__gt=today).count(),
        counts=count_sheets(actor, branch, today),
        tellers=_tellers(branch, of_day),
        has_own=bool(arrivals or leaving) or kept.filter(of_day).exists(),
    )


def _tellers(branch: Branch, of_day: Q) -> list[Teller]:
    """By their names: those with a connection that is on, and those of whom the day tells."""
    rows = (
        Reservation.objects.filter(of_day, branch=branch)
        .exclude(system=DESK)
        .values_list("system")
        .annotate(stays=Count("id"), told=Max("updated_at"))
    )
    found = {system: Teller(system, stays, told) for system, stays, told in rows}
    for each in Connection.objects.filter(branch=branch, is_active=True):
        known = found.get(each.system)
        instants = [at for at in (each.last_at, known.told_at if known else None) if at is not None]
        found[each.system] = Teller(each.name, known.stays if known else 0, max(instants, default=None))
    return sorted(found.values(), key=lambda each: (-each.stays, each.name))
