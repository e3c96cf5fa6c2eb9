"""States of a delivery, and how long is waited between tries."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from huitouke.guests import events
from huitouke.stays import events as stay_events

OF_STAYS: Final = (
    stay_events.RESERVATION_MADE,
    stay_events.RESERVATION_CHANGED,
    stay_events.RESERVATION_CANCELLED,
    stay_events.RESERVATION_NO_SHOW,
    stay_events.STAY_CHECKED_IN,
    stay_events.STAY_CHECKED_OUT,
    stay_events.FOLIO_SETTLED,
    stay_events.DAY_CLOSED,
)
TELLABLE: Final = (
    tuple(
        sorted(
            value
            for name, value in vars(events).items()
            if name.isupper() and isinstance(value, str) and value.startswith("guests.")
        )
    )
    + OF_STAYS
)
"""The events of guests, companies and stays that a subscription may ask for."""

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 120, 240, 480, 480))
"""After each try that failed; a day in all, then it is given up."""


class State(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")


SWITCH = "webhooks"
"""The code under which a group switches web-hooks off."""
