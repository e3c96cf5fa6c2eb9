"""Places of a branch where guests spend money."""

from typing import ClassVar

from django.db import models

from huitouke.access.models import Branch, label_in_language
from huitouke.kernel.models import Entity


class Outlet(Entity):
    """A restaurant, bar, spa, shop or hall of a branch. One that is shut for good is closed: what was consumed there
    keeps it."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="outlets")
    code = models.TextField(help_text="As the cash desk or the property management system calls it")
    labels = models.JSONField(default=dict)
    kind = models.TextField(help_text="Code table outlet_kind")
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["branch__code", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "code"], name="outlet_once_a_branch")
        ]

    def __str__(self) -> str:
        return label_in_language(self.labels, self.code)
