"""States of a record and of a run."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

TAKEN_BACK_WITHIN: Final = timedelta(days=90)
"""How long after its end an import can be taken back."""


TAKEN_BACK_KINDS: Final = frozenset({"guests", "companies", "bookings"})
"""Kinds of imports that can be taken back as a whole."""


class RecordState(models.IntegerChoices):
    ACCEPTED = 0, _("Accepted")
    QUARANTINED = 1, _("In quarantine")
    TAKEN_BACK = 2, _("Taken back")
    WAITING = 3, _("Waiting for the desk")


class RunState(models.TextChoices):
    LOOKING = "looking", _("Being read")
    DRAFT = "draft", _("Not started yet")
    TRYING = "trying", _("Being tried")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    TAKING_BACK = "taking_back", _("Being taken back")
    TAKEN_BACK = "taken_back", _("Taken back")


class RowOutcome(models.TextChoices):
    REJECTED = "rejected", _("Rejected")
    REPAIRED = "repaired", _("Repaired")


DESK = "desk"
"""The system of what staff type."""


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
    GONE = "gone", _("Deleted")
