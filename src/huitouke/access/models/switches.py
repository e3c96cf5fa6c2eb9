"""What this hotel group does not use."""

from django.db import models

from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class SwitchedOff(Entity):
    """A part of the product that was switched off; the row goes when it is switched on again."""

    code = models.TextField(unique=True, help_text="A code of access.switches.SWITCHES")
    switched_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.code} is off"
