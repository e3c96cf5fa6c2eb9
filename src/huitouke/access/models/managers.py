"""Who is called when something at a branch is not settled, in which order."""

from typing import ClassVar

from django.db import models

from huitouke.access.models.organisation import Branch
from huitouke.access.models.users import User
from huitouke.kernel.models import Entity


class ManagerStep(Entity):
    """One step of a branch's line of managers: whoever holds a role there, or one person. Step 1 is asked first."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="manager_steps")
    step = models.SmallIntegerField()
    role = models.TextField(default="", blank=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="manager_steps"
    )

    class Meta:
        ordering: ClassVar = ["step"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "step"], name="managerstep_once"),
            models.CheckConstraint(condition=models.Q(step__gte=1), name="managerstep_counts_from_one"),
            models.CheckConstraint(
                condition=models.Q(role="", user__isnull=False) | (~models.Q(role="") & models.Q(user=None)),
                name="managerstep_role_or_person",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.step} of {self.branch_id}"
