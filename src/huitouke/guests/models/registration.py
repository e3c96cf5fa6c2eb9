"""What the law makes the hotel keep: the registration compartment, and for how long."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from huitouke.access.models import Branch, label_in_language
from huitouke.guests.choices import RegistrationKind, RetentionKind
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.models import Entity


class RetentionRule(Entity):
    """How long the law keeps one kind of data, from a day on. The newest rule on or before a day holds for it. For
    the hotel's lawyer to confirm."""

    kind = models.TextField(choices=RetentionKind.choices)
    months = models.SmallIntegerField()
    law = models.JSONField(default=dict, help_text="Its source in words by language")
    valid_from = models.DateField()
    is_standard = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["kind", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="retention_once_a_day"),
            models.CheckConstraint(condition=models.Q(months__range=(1, 1200)), name="retention_months"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.valid_from}"

    @property
    def law_words(self) -> str:
        return label_in_language(self.law, "")


class RegistrationFact(Entity):
    """One thing that the law makes the hotel ask or keep at registration: sealed with keys of its own, seen with a
    right of its own, gone on its day. Serves nothing else. Its guest may be erased before it; then it stands alone
    until that day."""

    guest_id = models.UUIDField()
    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField(choices=RegistrationKind.choices)
    content = models.BinaryField(help_text="JSON, sealed in the compartment `registration` for this row")
    recorded_at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    keep_until = models.DateField()
    law = models.TextField(default="", help_text="Kind of the retention rule that set the end")

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["guest_id"], name="registration_guest"),
            models.Index(fields=["keep_until"], name="registration_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @staticmethod
    def seal(fact_id: UUID, content: dict[str, Any]) -> bytes:
        """The content as it is stored: it opens for this row only."""
        text = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        return sealer().compartment("registration").seal(text, fact_id.bytes)

    def open(self) -> dict[str, Any]:
        """What was recorded."""
        opened: dict[str, Any] = json.loads(
            sealer().compartment("registration").open(bytes(self.content), self.id.bytes)
        )
        return opened
