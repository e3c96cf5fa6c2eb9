"""Required fields and captures."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huitouke.access.models import Branch, User
from huitouke.capture.choices import Step
from huitouke.capture.form_models import FormKnock, FormLink, GuestForm
from huitouke.guests.models import Guest
from huitouke.kernel import clock
from huitouke.kernel.models import Entity

__all__ = ["Capture", "FormKnock", "FormLink", "GuestForm", "RequiredField"]


class RequiredField(Entity):
    """Whether a field must be asked at a step: in the whole group, or differently in one branch."""

    step = models.TextField(choices=Step.choices)
    field = models.TextField(help_text="A key of choices.WEIGHTS")
    branch = models.ForeignKey(Branch, null=True, on_delete=models.CASCADE, related_name="+")
    is_required = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["step", "field", "branch"], name="required_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} at {self.step}"


class Capture(Entity):
    """One guest asked at one step by one colleague on one business date, and what was still missing after their
    last save of that day. Appears with the first save or question of the step; never for imported guests."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="captures", db_index=False)
    step = models.TextField(choices=Step.choices)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    on_day = models.DateField()
    missing = ArrayField(models.TextField(), default=list)
    lack = models.SmallIntegerField(default=0, help_text="The weight of what is missing")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["branch", "on_day"], name="capture_branch_day"),
            models.Index(fields=["guest"], name="capture_guest"),
            models.Index(fields=["branch", "-lack", "-id"], name="capture_open", condition=Q(lack__gt=0)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guest", "step", "on_day", "user"], name="capture_once_a_day", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.guest_id}"
