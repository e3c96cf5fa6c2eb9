"""Views: conditions with a name and columns, kept by their owner or shared."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitouke.access.models import User
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class SavedView(Entity):
    """Conditions over a subject, with the columns of the list.

    One that nobody named yet has an end: what is typed into conditions may be personal, so a page's address
    carries the id of such a draft instead. A deleted one has an end too, and until then a way back.
    """

    subject = models.TextField(default="guest", help_text="As kernel.conditions registers it")
    name = models.TextField(default="", blank=True)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    is_shared = models.BooleanField(default=False)
    conditions = models.JSONField(default=dict)
    columns = models.JSONField(default=list, help_text="Codes of fields; empty for the usual columns")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "subject"], name="savedview_owner"),
            models.Index(
                fields=["expires_at"], name="savedview_ending", condition=Q(expires_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"view {self.id}"

    @property
    def is_draft(self) -> bool:
        """Whether nobody gave it a name yet."""
        return not self.name

    def is_over(self, at: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= at
