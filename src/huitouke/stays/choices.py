"""Statuses, roles and kinds of stays, and which moves are allowed."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReservationStatus(models.TextChoices):
    """Where a reservation stands. A cancelled one and a no-show can come back to life: the hotel takes the guest in
    all the same, or the cancellation was a mistake."""

    REQUESTED = "requested", _("Requested")
    RESERVED = "reserved", _("Reserved")
    IN_HOUSE = "in_house", _("In house")
    CHECKED_OUT = "checked_out", _("Checked out")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("No-show")


ALLOWED_MOVES: Final[dict[str, frozenset[str]]] = {
    ReservationStatus.REQUESTED: frozenset(
        {ReservationStatus.RESERVED, ReservationStatus.CANCELLED, ReservationStatus.IN_HOUSE}
    ),
    ReservationStatus.RESERVED: frozenset(
        {ReservationStatus.IN_HOUSE, ReservationStatus.CANCELLED, ReservationStatus.NO_SHOW}
    ),
    ReservationStatus.IN_HOUSE: frozenset({ReservationStatus.CHECKED_OUT, ReservationStatus.RESERVED}),
    ReservationStatus.CHECKED_OUT: frozenset({ReservationStatus.IN_HOUSE}),
    ReservationStatus.CANCELLED: frozenset({ReservationStatus.RESERVED}),
    ReservationStatus.NO_SHOW: frozenset({ReservationStatus.RESERVED, ReservationStatus.IN_HOUSE}),
}
"""What staff may do by hand. A system that the hotel runs may say anything: it is told what happened."""

EXPECTED: Final = (ReservationStatus.REQUESTED, ReservationStatus.RESERVED)
STAYED: Final = (ReservationStatus.IN_HOUSE, ReservationStatus.CHECKED_OUT)
"""Those who came: a reservation of these is a stay."""


class PersonRole(models.TextChoices):
    """What a person has to do with a reservation. Five different people at times, never merged into one field."""

    GUEST = "guest", _("Staying guest")
    SHARER = "sharer", _("Sharer")
    ACCOMPANYING = "accompanying", _("Accompanying guest")
    BOOKER = "booker", _("Booker")
    CONTACT = "contact", pgettext_lazy("of a reservation", "Contact")
    PAYER = "payer", _("Payer")


STAYING: Final = (PersonRole.GUEST, PersonRole.SHARER, PersonRole.ACCOMPANYING)


class WhoPays(models.TextChoices):
    UNKNOWN = "", _("Not known")
    GUEST = "guest", _("Pay at hotel")
    PREPAID = "prepaid", _("Prepaid")
    COMPANY = "company", _("Company pays")
    ACCOUNT = "account", _("On account")
    HOUSE = "house", _("House entertainment")


class Purpose(models.TextChoices):
    """What a reservation is to the house: sold, given away, or used by itself."""

    SOLD = "", _("Sold")
    COMPLIMENTARY = "complimentary", _("Complimentary")
    HOUSE_USE = "house_use", _("House use")


class NightKind(models.TextChoices):
    """What a room on a business date was. Only `counted` is a room night; a room is counted once a date, however
    often it is sold on it."""

    COUNTED = "counted", _("Room night")
    SHARED = "shared", _("Shared with another reservation")
    DAY_USE = "day_use", _("Day use")


class InvoicedBy(models.TextChoices):
    """Who invoices follows who was paid."""

    HOTEL = "hotel", _("The hotel")
    CHANNEL = "channel", _("The booking platform")
    NOBODY = "nobody", _("Nobody")


class FolioState(models.TextChoices):
    OPEN = "open", pgettext_lazy("of a folio", "Open")
    CLOSED = "closed", pgettext_lazy("of a folio", "Settled")


class Teller(models.TextChoices):
    """Whose word a preparation goes back to, in the order in which they win over one another."""

    REQUEST = "request", _("Asked for with the reservation")
    STAFF = "staff", _("Noted by a colleague")
    GUEST = "guest", _("Written by the guest")
    SYSTEM = "system", _("Told by a system")
    STAY = "stay", _("Promised for this stay")
