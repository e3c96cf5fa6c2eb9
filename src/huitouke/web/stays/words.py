"""Words of reservations on pages: fields, statuses, systems."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from huitouke.intake.choices import DESK
from huitouke.stays.choices import ReservationStatus

FIELDS: Final[dict[str, str | Promise]] = {
    "status": _("Status"),
    "arrival": _("Arrival"),
    "departure": _("Departure"),
    "arrives_at": _("Expected at"),
    "leaves_at": _("Leaves at"),
    "room_type": _("Room type"),
    "room_type_id": _("Room type"),
    "room": _("Room"),
    "room_id": _("Room"),
    "outlet": _("Outlet"),
    "outlet_id": _("Outlet"),
    "adults": _("Adults"),
    "children": _("Children"),
    "babies": _("Babies"),
    "child_ages": _("Ages of children"),
    "guest": _("Staying guest"),
    "guest_id": _("Staying guest"),
    "persons": _("Persons"),
    "company": _("Company"),
    "company_id": _("Company"),
    "agent": _("Agent"),
    "agent_id": _("Agent"),
    "rate_code": _("Rate code"),
    "rates": _("Price a night"),
    "rate": _("Price a night"),
    "expected_minor": _("Expected spend"),
    "expected_spend": _("Expected spend"),
    "meal_plan": _("Meal plan"),
    "market": _("Market segment"),
    "source": pgettext_lazy("of a booking", "Source"),
    "channel": _("Channel"),
    "payment_method": _("Payment method"),
    "who_pays": _("Who pays"),
    "guarantee": _("Guarantee"),
    "is_guaranteed": _("Guaranteed"),
    "held_until": _("Held until"),
    "purpose": _("Sold or given"),
    "requests": _("Requests"),
    "remarks": _("Remarks"),
    "house_note": _("Note of the house"),
    "is_rate_hidden": _("Price not to be told"),
    "is_name_hidden": _("Stay not to be disclosed"),
    "cancel_reason": _("Reason for cancelling"),
    "send_off": _("Send-off"),
    "satisfaction": _("Satisfaction"),
    "rooms": _("Rooms"),
    "kind": _("What it is"),
    "price": _("Price"),
    "amount": _("Amount"),
    "quantity": _("Quantity"),
    "text": pgettext_lazy("of a bill", "Text"),
    "tax": _("Tax"),
    "service": _("Service charge"),
    "method": _("Payment method"),
    "signer": _("Signed by"),
    "reason": _("Reason"),
    "folio": _("Bill"),
    "package": pgettext_lazy("of a bill", "Package"),
}
"""Fields of reservations and bills by their names in refusals and histories."""

TONES: Final[dict[str, str]] = {
    ReservationStatus.REQUESTED: "watch",
    ReservationStatus.RESERVED: "accent",
    ReservationStatus.IN_HOUSE: "good",
    ReservationStatus.CHECKED_OUT: "",
    ReservationStatus.CANCELLED: "alarm",
    ReservationStatus.NO_SHOW: "alarm",
}
SYSTEMS: Final = {"opera": "OPERA", "mews": "Mews", "cloudbeds": "Cloudbeds", "opentravel": "OpenTravel"}


def field_word(name: str) -> str:
    """The word of a field; its name where it has none."""
    return str(FIELDS.get(name, name))


def status_word(status: str) -> str:
    return str(ReservationStatus(status).label)


def system_word(system: str) -> str:
    """The name of the system that tells of a reservation; '' of the house itself."""
    return "" if system == DESK else SYSTEMS.get(system, system)


def persons_word(adults: int, children: int, babies: int) -> str:
    """How many come: 2 大 1 小."""
    words = [ngettext("%(n)s adult", "%(n)s adults", adults) % {"n": adults}]
    if children:
        words.append(ngettext("%(n)s child", "%(n)s children", children) % {"n": children})
    if babies:
        words.append(ngettext("%(n)s baby", "%(n)s babies", babies) % {"n": babies})
    return " ".join(words)
