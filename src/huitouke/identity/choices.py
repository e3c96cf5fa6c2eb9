"""Why a record is linked to its guest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkReason(models.TextChoices):
    FOUNDED = "founded", _("The guest was made from this record")
    SAME_ID = "same_id", _("Same system and same number")
    SAME_PAPER = "same_paper", _("Same identity number, whose check digit is right")
    DESK = "desk", _("Typed in on the guest's page")
    OWN_FORM = "own_form", _("The guest's own form, applied at the desk")


class DecisionKind(models.TextChoices):
    """What somebody decided about two profiles."""

    MERGE = "merge", _("One guest")
    APART = "apart", _("Not the same person")


class ProposalState(models.TextChoices):
    """Where it stands that two guests may be one person."""

    OPEN = "open", _("Waits for a decision")
    BESIDE = "beside", _("Another comparison of the same two says more")
    MERGED = "merged", _("One guest")
    APART = "apart", _("Not the same person")


class ProposalReason(models.TextChoices):
    """By what two guests were seen to be alike."""

    LIVE = "live", _("When one of them was saved")
    RUN = "run", _("When all were compared")


class MatchRunKind(models.TextChoices):
    """Which rows a run of matching looks at."""

    ALL = "all", _("All records")
    NEW = "new", _("New records")


class MatchRunState(models.TextChoices):
    """Where a run of matching stands."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    BROKEN = "broken", _("Broken off")


class MatchStage(models.TextChoices):
    """Where it stands that all records are compared with each other."""

    NEVER = "never", _("Not compared yet")
    WAITING = "waiting", _("Begins in a moment")
    RUNNING = "running", _("Being compared")
    BROKEN = "broken", _("Broken off, to be done anew")
    DONE = "done", _("Compared")


class ErasureReason(models.TextChoices):
    """Why a guest is erased."""

    ASKED = "asked", _("The guest asked for it")
    PURPOSE_OVER = "purpose_over", _("No longer needed for any purpose")
    CONSENT_GONE = "consent_gone", _("Consent was withdrawn and nothing else allows it")
    WRONG = "wrong", _("It should never have been kept")


class BulkKind(models.TextChoices):
    """What one act does to many guests."""

    ADD_TAG = "add_tag", _("Add a tag")
    REMOVE_TAG = "remove_tag", _("Take a tag away")
    ASSIGN = "assign", _("Assign a follow-up person")
    JOIN = "join", _("Join a tag to another")
    ADD_KIND = "add_kind", _("Add a kind")
    REMOVE_KIND = "remove_kind", _("Take a kind away")
    CLOSE = "close", _("Work with them no longer")
    REOPEN = "reopen", _("Work with them again")


GIVEN_IN_THE_LIST = (BulkKind.ADD_TAG, BulkKind.REMOVE_TAG, BulkKind.ASSIGN)
"""What may be done to guests picked in the list."""
GIVEN_TO_COMPANIES = (
    BulkKind.ASSIGN,
    BulkKind.ADD_KIND,
    BulkKind.REMOVE_KIND,
    BulkKind.CLOSE,
    BulkKind.REOPEN,
)
"""What may be done to companies picked in the list."""


class BulkState(models.TextChoices):
    """Where such an act stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Broken off")


class RulesState(models.TextChoices):
    """Where a set of field rules stands."""

    LOOKING = "looking", _("Being tried on all guests")
    LOOKED = "looked", _("Tried on all guests")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    DROPPED = "dropped", _("Not applied")
    FAILED = "failed", _("Broken off")
