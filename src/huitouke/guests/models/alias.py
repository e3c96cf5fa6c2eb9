"""Ids that guests had."""

from typing import ClassVar

from django.db import models

from huitouke.guests.models.guest import Guest
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class GuestAlias(Entity):
    """An id that a guest had before two profiles became one: it opens the one they are now. Goes when the two part.
    Derived from the decisions that `identity` keeps."""

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="aliases", db_index=False)
    joined_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest"], name="guestalias_guest")]

    def __str__(self) -> str:
        return f"{self.id} -> {self.guest_id}"
