"""The form that guests fill in themselves: its link in each branch, what came in, and how often it was knocked at."""

from typing import ClassVar

from django.db import models

from huitouke.access.models import Branch
from huitouke.capture.choices import DiscardReason, FormState
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class FormLink(Entity):
    """The address under which a branch's form stands. Appears when the form is first opened; a new token makes every
    printed code of before useless."""

    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, related_name="+")
    token = models.TextField(unique=True)
    is_open = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"form of {self.branch}"


class GuestForm(Entity):
    """One form that a guest sent, from then until the desk has decided. What it says stands sealed in its source
    record and nowhere else; whose it is says the link of that record."""

    record_id = models.UUIDField(unique=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.TextField(choices=FormState.choices, default=FormState.WAITING)
    reason = models.TextField(choices=DiscardReason.choices, default="", blank=True)
    received_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="", help_text="The colleague's name at that time")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "branch", "received_at"], name="form_waiting")]

    def __str__(self) -> str:
        return f"form {self.id}"


class FormKnock(Entity):
    """How many forms came within one hour from one address to one link: a keyed digest of both, never the address."""

    digest = models.BinaryField(max_length=16)
    hour = models.DateTimeField()
    number = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "hour"], name="knock_once_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.number} in an hour"
