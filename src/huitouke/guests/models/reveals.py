"""Who saw a masked value in clear, and why."""

from typing import ClassVar

from django.db import models

from huitouke.guests.choices import RevealReason
from huitouke.guests.models.guest import Guest
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class Reveal(Entity):
    """One value of a guest shown unmasked to one person, with the reason given. The trail has the same act without
    the words: what somebody wrote as a reason may tell of the guest, and goes with the guest."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="reveals", db_index=False)
    field = models.TextField(help_text="A target, never a value")
    row_id = models.UUIDField(null=True, help_text="The contact or paper, where it was one")
    reason = models.TextField(choices=RevealReason.choices)
    text = models.TextField(default="", blank=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(default="")
    revealed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["guest", "-revealed_at"], name="reveal_guest")]

    def __str__(self) -> str:
        return f"reveal of {self.guest_id}"
