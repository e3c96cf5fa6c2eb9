"""What somebody did just now and can take back."""

from typing import ClassVar

from django.db import models

from huitouke.access.models.users import User
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class UndoableAct(Entity):
    """An act of one person with the address that takes it back. Kept for a shift; holds ids and codes only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.TextField(help_text="The code of the act, as the audit trail names it")
    path = models.TextField(help_text="Where undoing is posted to, without its query")
    subject_kind = models.TextField(default="", blank=True, help_text="guest, company or view; none for many")
    subject_id = models.UUIDField(null=True)
    number = models.IntegerField(null=True, help_text="How many it concerned, where it was not one")
    made_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-id"], name="undoable_user")]

    def __str__(self) -> str:
        return f"{self.code} {self.id}"
