"""States of a record and of a run."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class MessageState(models.TextChoices):
    """What became of a message. In quarantine it is kept whole until somebody mends or drops it."""

    WAITING = "waiting", pgettext_lazy("of a message", "Waiting")
    APPLIED = "applied", pgettext_lazy("of a message", "Applied")
    UNCHANGED = "unchanged", pgettext_lazy("of a message", "Known already")
    IGNORED = "ignored", pgettext_lazy("of a message", "Nothing to keep")
    QUARANTINED = "quarantined", pgettext_lazy("of a message", "In quarantine")


SETTLED: Final = (MessageState.APPLIED, MessageState.UNCHANGED, MessageState.IGNORED)
"""States of messages that need nobody's attention any more."""


class MessageWay(models.TextChoices):
    """How a message came in."""

    WEBHOOK = "webhook", _("Web-hook")
    FOLDER = "folder", _("Watched folder")
    COMMAND = "command", _("Command line")


class Proof(models.TextChoices):
    """How a sender shows that a message is its own."""

    BASIC = "basic", _("User name and password")
    SIGNATURE = "signature", _("Signature of each message")


DROPPED: Final = "dropped"
"""The reason of a message that a person put away."""
ERASED: Final = "erased"
"""The reason of a message that told of somebody who was erased since."""
FILE_READ: Final = "file_read"
"""The reason of what stood for a file that could not be read, once it could."""
KEPT_AFTER_DROP: Final = timedelta(days=30)
"""For so long a dropped message can be taken back; then what it said goes."""
KEPT_SETTLED: Final = timedelta(days=90)
"""For so long one can see what became of a message."""
