"""What colleagues think of a guest, on three scales."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitouke.access.models import User
from huitouke.guests.choices import EvaluationScale
from huitouke.guests.models.facts import Fact
from huitouke.guests.models.guest import Guest
from huitouke.kernel import clock


class Evaluation(Fact):
    """One mark from 1 to 5 that a colleague gave on one scale. Never edited: a newer row is the present mark, the
    older ones are its history."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="evaluations", db_index=False)
    scale = models.TextField(choices=EvaluationScale.choices)
    value = models.SmallIntegerField()
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.TextField(default="")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest", "scale", "-id"], name="evaluation_guest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(value__range=(1, 5)), name="evaluation_of_five"),
        ]

    def __str__(self) -> str:
        return f"{self.scale} of {self.guest_id}"
