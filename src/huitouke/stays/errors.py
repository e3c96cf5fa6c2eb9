"""What this context refuses, with stable codes."""

from datetime import date

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, Invalid, NotFound
from huitouke.kernel.money import Money


class ReservationNotFound(NotFound):
    """Also said of a reservation that the actor may not know of: the two must not be told apart."""

    def __init__(self) -> None:
        super().__init__(
            "reservation_not_found", _("There is no such reservation, or it is not yours to see.")
        )


class FolioNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("folio_not_found", _("There is no such bill, or it is not yours to see."))


class FolioLineNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("folio_line_not_found", _("There is no such line on this bill."))


class ReservationInvalid(Invalid):
    """Fields that cannot be kept. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "reservation_invalid", _("The reservation was not saved. See the fields marked."), fields
        )


class ReservationOfAnotherSystem(Conflict):
    """What another system tells of is changed there; here only what the house notes with it."""

    def __init__(self, system: str) -> None:
        super().__init__(
            "reservation_of_another_system",
            _(
                "This reservation comes from %(system)s. Change it there; here you can note what the house knows."
            )
            % {"system": system},
            system=system,
        )


class ReservationChangedMeanwhile(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "reservation_changed_meanwhile",
            _("A colleague changed this reservation while you were typing. Look at it again, then save."),
        )


class ReservationErased(Conflict):
    """What was told of it was erased with its guest: it stays as a fact, and is changed no more."""

    def __init__(self) -> None:
        super().__init__(
            "reservation_erased",
            _("The guest of this reservation was erased. It stays as a figure and is changed no more."),
        )


class MoveRefused(Conflict):
    """From this status the asked one is not reached."""

    def __init__(self, status: str, words: str) -> None:
        super().__init__(
            "reservation_move_refused",
            _("This is not possible: the reservation is “%(status)s”.") % {"status": words},
            status=status,
        )


class RoomMissing(Conflict):
    def __init__(self) -> None:
        super().__init__("room_missing", _("Choose the room first."))


class RoomTaken(Conflict):
    """Somebody is in the room, or it is held for another reservation of these nights."""

    def __init__(self, room: str) -> None:
        super().__init__(
            "room_taken",
            _("Room %(room)s is taken on these nights. Choose another, or let them share it.")
            % {"room": room},
            room=room,
        )


class ArrivalNotToday(Conflict):
    def __init__(self, arrival: date) -> None:
        super().__init__(
            "arrival_not_today",
            _("The arrival is on %(day)s. Say that the guest comes early to check in today.")
            % {"day": arrival.isoformat()},
            arrival=arrival.isoformat(),
        )


class StayIsOver(Conflict):
    def __init__(self, departure: date) -> None:
        super().__init__(
            "stay_is_over",
            _("The departure, %(day)s, has passed. Change the dates first.") % {"day": departure.isoformat()},
            departure=departure.isoformat(),
        )


class DatesRefused(Conflict):
    def __init__(self, message: str) -> None:
        super().__init__("stay_dates_refused", message)


class FolioNotSettled(Conflict):
    """Without `balance` where the actor may not know what the room costs."""

    def __init__(self, balance: Money | None) -> None:
        if balance is None:
            super().__init__(
                "folio_not_settled",
                _("The bill is not settled. Take the payment, or put it to a company's account."),
            )
            return
        super().__init__(
            "folio_not_settled",
            _(
                "The bill is not settled: %(amount)s is open. Take the payment, or put it to a company's account."
            )
            % {"amount": str(balance)},
            balance=balance.minor,
            currency=balance.currency,
        )


class FolioIsClosed(Conflict):
    def __init__(self) -> None:
        super().__init__("folio_closed", _("This bill is settled. Open it again to write on it."))


class FolioIsOpen(Conflict):
    def __init__(self) -> None:
        super().__init__("folio_open", _("This bill is open already."))


class FolioInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "folio_invalid", _("Nothing was written on the bill. See the fields marked."), fields
        )


class LineIsVoid(Conflict):
    def __init__(self) -> None:
        super().__init__("folio_line_void", _("This line was taken back already."))


class DayNotClosed(Conflict):
    """The day has arrivals or departures that nobody has dealt with."""

    def __init__(self, arrivals: int, departures: int) -> None:
        super().__init__(
            "day_not_finished",
            _("%(arrivals)s arrivals are open and %(departures)s guests are due to leave. Settle them first.")
            % {"arrivals": arrivals, "departures": departures},
            arrivals=arrivals,
            departures=departures,
        )


class DayByTheClock(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "day_by_the_clock", _("The day of this branch goes by the clock. Nobody has to close it.")
        )


class DayAhead(Conflict):
    """The open business date would come to lie after tomorrow of the calendar."""

    def __init__(self, day: date) -> None:
        super().__init__(
            "day_ahead",
            _("%(day)s is not over yet. Close it when the night has come.") % {"day": day.isoformat()},
            day=day.isoformat(),
        )


class PreparationNotFound(NotFound):
    """No such preparation, or none that this actor may know of."""

    def __init__(self) -> None:
        super().__init__("preparation_not_found", _("There is no such preparation. Reload the list."))


class PreparationClosed(Conflict):
    """The reservation was cancelled, or the stay is over."""

    def __init__(self) -> None:
        super().__init__(
            "preparation_closed", _("Nothing is prepared any more for this stay. Reload the list.")
        )


class PreparationTooEarly(Conflict):
    """Given before the guest came."""

    def __init__(self) -> None:
        super().__init__(
            "preparation_too_early",
            _("The guest has not come yet: tick it as prepared now, and as given once they have it."),
        )


class PreparationInvalid(Invalid):
    """A preparation that cannot be taken, by field. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("preparation_invalid", _("This was not saved. See what is marked."), fields)
