"""The steps at which guests are asked, and what may be asked at each."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    BOOKING = "booking", _("Booking")
    CHECK_IN = "check_in", _("Check-in")
    CHECK_OUT = "check_out", _("Check-out")
    VISIT = "visit", _("Visit")


WEIGHTS: Final = {
    "name": 20,
    "mobile": 20,
    "document": 15,
    "email": 10,
    "form_of_address": 10,
    "birthday": 10,
    "preference": 10,
    "company": 8,
    "address": 6,
    "nationality": 5,
    "sex": 5,
    "choice_reason": 4,
    "heard_from": 4,
    "referred_by": 2,
}
"""What may be required, and how much its lack weighs."""

DEFAULTS: Final = {
    Step.BOOKING: frozenset({"name", "mobile", "heard_from"}),
    Step.CHECK_IN: frozenset({"name", "document", "mobile", "birthday", "nationality", "choice_reason"}),
    Step.CHECK_OUT: frozenset({"email", "preference"}),
    Step.VISIT: frozenset({"name", "mobile", "company"}),
}
"""What a new hotel requires until somebody changes it."""

CHOICE_TABLES: Final = {"choice_reason": "choice_reason", "heard_from": "heard_from"}
"""Fields answered by one tap, and the code table of their answers."""
ROW_FIELDS: Final = frozenset({"mobile", "email", "preference"})
"""Fields that are added as a row of their own."""

STEP_OF_ROLE: Final = {
    "reservations": Step.BOOKING,
    "sales": Step.VISIT,
    "sales_manager": Step.VISIT,
    "sales_assistant": Step.VISIT,
    "cashier": Step.CHECK_OUT,
}
"""The step that a post asks at; every other asks at check-in."""
ADULT_AGE: Final = 18


class FormState(models.TextChoices):
    """What became of a form that a guest sent."""

    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Became a guest")
    APPLIED = "applied", _("Given to a guest")
    DISCARDED = "discarded", _("Discarded")
    GONE = "gone", _("Deleted")


class DiscardReason(models.TextChoices):
    """Why a form was put away."""

    NONSENSE = "nonsense", _("Not a real guest")
    TWICE = "twice", _("Sent twice")
    KNOWN = "known", _("Nothing new in it")
    WISH = "wish", _("The guest took it back")


FORM_SYSTEM: Final = "form"
"""The system of records that guests send themselves."""
FORM_FIELDS: Final = (
    "name",
    "latin_name",
    "mobile",
    "email",
    "sex",
    "birth_date",
    "nationality",
    "company",
    "preference",
)
"""What the form asks, in its order; the paper's number is not among it."""
FORM_ROWS: Final = frozenset({"mobile", "email", "preference"})
"""Of these a guest may have several: what is applied is added."""
