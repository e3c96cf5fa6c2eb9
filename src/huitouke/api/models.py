"""What the API answered to requests that carried an Idempotency-Key."""

from datetime import timedelta
from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from huitouke.access.models import User
from huitouke.kernel import clock
from huitouke.kernel.models import Entity

KEPT: Final = timedelta(hours=24)


class KeptAnswer(Entity):
    """The answer to one write, given again where the same request comes once more. Appears in the transaction of the
    write, and is taken away after a day, or with a guest whom it names."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.BinaryField(max_length=16, help_text="Keyed digest of the caller's key")
    request = models.BinaryField(max_length=16, help_text="Keyed digest of method, address and body")
    posts = models.BinaryField(max_length=16, help_text="Keyed digest of what the caller might do")
    answer = models.BinaryField(help_text="Status, headers and body, packed and sealed")
    named = ArrayField(models.UUIDField(), default=list, help_text="Every id in address and answer")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="answer_once")]
        indexes: ClassVar = [
            models.Index(fields=["made_at"], name="answer_made"),
            GinIndex(fields=["named"], name="answer_named"),
        ]

    def __str__(self) -> str:
        return f"answer {self.id}"
