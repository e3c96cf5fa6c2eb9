"""What stays keep of a person. An erased guest's reservations and bills remain as facts of the house, about nobody."""

from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huitouke.intake.choices import DESK
from huitouke.intake.models import SourceRecord
from huitouke.intake.services import empty_payloads
from huitouke.kernel.history import empty_history_of
from huitouke.kernel.privacy import Keeper, Line, Person, Section, lines, register_keeper
from huitouke.stays.models import Folio, FolioLine, Reservation, ReservationPerson
from huitouke.stays.services.folio_nights import NIGHT
from huitouke.stays.services.folio_records import FOLIO
from huitouke.stays.services.records import RESERVATION

STAYS: Final = "stays.reservation"
FOLIOS: Final = "stays.folio"
_BEFORE_THE_PROFILE: Final = 40


def _reservations(person: Person) -> "QuerySet[Reservation]":
    """Those in which the guest has any part."""
    parts = ReservationPerson.objects.filter(guest_id=person.id).values("reservation_id")
    found: QuerySet[Reservation] = Reservation.objects.filter(Q(guest_id=person.id) | Q(id__in=parts))
    return found


def _copy(person: Person) -> list[Section]:
    rows = [
        {
            "branch": str(each.branch),
            "number": each.number,
            "status": str(each.get_status_display()),
            "arrival": each.arrival,
            "departure": each.departure,
            "requests": each.requests,
            "send_off": each.send_off,
        }
        for each in _reservations(person).select_related("branch").order_by("arrival", "id")
    ]
    columns = {
        "branch": _("Branch"),
        "number": _("Confirmation no."),
        "status": _("Status"),
        "arrival": _("Arrival"),
        "departure": _("Departure"),
        "requests": _("Requests"),
        "send_off": _("Send-off"),
    }
    return [Section(STAYS, _("Reservations and stays"), columns, rows)] if rows else []


def _erase(person: Person) -> list[Line]:
    """The person leaves; what was booked and paid stays, as nobody's. What the senders said of it goes whole, since it
    names people."""
    found = list(_reservations(person).values_list("id", "system", "external_id"))
    ids = [each[0] for each in found]
    named = Q(pk__in=[])
    by_system: dict[str, list[str]] = {}
    for _id, system, external_id in found:
        by_system.setdefault(system, []).append(RESERVATION + external_id)
    for system, external_ids in by_system.items():
        named |= Q(system=system, external_id__in=external_ids)
    empty_payloads(SourceRecord.objects.filter(named).values_list("id", flat=True) if found else [])
    people = ReservationPerson.objects.filter(guest_id=person.id)
    people.delete()
    Reservation.objects.filter(id__in=ids).update(
        requests="", remarks="", house_note="", send_off="", facts={}, their_codes={}
    )
    Reservation.objects.filter(guest_id=person.id).update(guest=None)
    empty_history_of(ids)
    return lines(STAYS, len(ids))


def _folio_copy(person: Person) -> list[Section]:
    rows = [
        {
            "branch": str(folio.branch),
            "number": folio.number,
            "opened_on": folio.opened_on,
            "currency": folio.currency,
            "balance": str(folio.balance),
        }
        for folio in Folio.objects.select_related("branch").filter(guest_id=person.id).order_by("opened_on")
    ]
    columns = {
        "branch": _("Branch"),
        "number": _("Number"),
        "opened_on": _("Opened"),
        "currency": _("Currency"),
        "balance": _("Balance"),
    }
    return [Section(FOLIOS, _("Bills"), columns, rows)] if rows else []


def _erase_folios(person: Person) -> list[Line]:
    """Amounts stay, and what they were for by its code; whatever somebody typed goes."""
    mine = Folio.objects.filter(guest_id=person.id)
    ids = list(mine.values_list("id", flat=True))
    told = [f"{FOLIO}{folio_id}" for folio_id in ids]
    records = SourceRecord.objects.filter(system=DESK, external_id__in=told).values_list("id", flat=True)
    empty_payloads(records if told else [])
    # A taxi for whom, a receipt made out to whom. Of a night the text is its room.
    lines_of_mine = FolioLine.objects.filter(folio_id__in=ids).exclude(external_id__startswith=NIGHT)
    lines_of_mine.exclude(text="").update(text="")
    count = mine.update(guest=None, title="", signer="")
    return lines(FOLIOS, count)


def register() -> None:
    """Name both keepers; called once, when the app is ready."""
    register_keeper(
        Keeper(
            STAYS,
            _("Reservations and stays"),
            # The figures of a guest go with the last of their stays, by a trigger.
            frozenset(("stays.Reservation", "stays.ReservationPerson", "stays.GuestFigure")),
            _copy,
            lambda person: lines(STAYS, _reservations(person).count()),
            _erase,
            _BEFORE_THE_PROFILE,
        )
    )
    register_keeper(
        Keeper(
            FOLIOS,
            _("Bills"),
            frozenset(("stays.Folio",)),
            _folio_copy,
            lambda person: lines(FOLIOS, Folio.objects.filter(guest_id=person.id).count()),
            _erase_folios,
            _BEFORE_THE_PROFILE,
        )
    )
