"""What a branch tells its guests with every confirmation."""

from django.db import models

from huitouke.access.models import Branch
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class BookingPolicy(Entity):
    """The rules under which a branch takes reservations, by language: until when a room is held and may be cancelled,
    check-in and check-out hours, deposits, children, pets. Printed on the confirmation."""

    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, related_name="+")
    texts = models.JSONField(default=dict, help_text="By language: zh, en")
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"policy of {self.branch_id}"
