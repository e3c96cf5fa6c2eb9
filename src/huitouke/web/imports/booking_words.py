"""What the columns of a file of bookings are called on the pages of an import."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huitouke.connectors.files.remarks import BOOKING

_WORDS: Final[dict[str, str | Promise]] = {
    "external_id": _("Booking no."),
    "row_id": _("Row no. in the source"),
    "hotel": _("Hotel"),
    "status": _("Status"),
    "is_cancelled": _("Cancelled (yes/no)"),
    "arrival": _("Arrival"),
    "arrival_year": _("Year of arrival"),
    "arrival_month": _("Month of arrival"),
    "arrival_day": _("Day of arrival"),
    "departure": _("Departure"),
    "nights": _("Nights"),
    "weekend_nights": _("Weekend nights"),
    "week_nights": _("Weekday nights"),
    "booked_on": _("Booked on"),
    "lead_days": _("Lead time in days"),
    "adults": _("Adults"),
    "children": _("Children"),
    "babies": _("Babies"),
    "room_type": _("Room type"),
    "room": _("Room no."),
    "rate": _("Price a night"),
    "total": _("Room revenue"),
    "currency": _("Currency"),
    "rate_code": _("Rate code"),
    "meal_plan": _("Meal plan"),
    "market": _("Market segment"),
    "source": pgettext_lazy("of a booking", "Source"),
    "channel": _("Channel"),
    "payment_method": _("Payment method"),
    "guarantee": _("Guarantee"),
    "company": _("Company"),
    "agent": _("Agent"),
    "group": pgettext_lazy("that travels", "Group"),
    "cancel_reason": _("Reason for cancelling"),
    "country": _("Country"),
    "customer_type": _("Customer type"),
    "assigned_room_type": _("Room type assigned"),
    "is_repeated": _("Stayed before (yes/no)"),
    "previous_cancellations": _("Earlier cancellations"),
    "previous_stays": _("Earlier stays"),
    "changes": _("Changes"),
    "waiting_days": _("Days on the waiting list"),
    "parking_spaces": _("Parking spaces"),
    "special_requests": _("Number of special requests"),
    "status_on": _("Day of the status"),
}


def booking_target_word(target: str) -> str:
    """What a target of a booking is called."""
    name = target.removeprefix(BOOKING)
    return str(_WORDS.get(name, name))
