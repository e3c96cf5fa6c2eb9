"""Links."""

from typing import ClassVar

from django.db import models

from huitouke.guests.models import Guest
from huitouke.identity.choices import LinkReason
from huitouke.kernel import clock


class Link(models.Model):
    """This record tells of this guest. The only truth of whose a record is."""

    record_id = models.UUIDField(primary_key=True)
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="links", db_index=False)
    reason = models.TextField(choices=LinkReason.choices)
    linked_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest"], name="link_guest")]

    def __str__(self) -> str:
        return f"{self.record_id} -> {self.guest_id}"
