"""Links, and what is left of people who were erased."""

from typing import ClassVar

from django.db import models

from huitouke.guests.models import Guest
from huitouke.identity.choices import ErasureReason, LinkReason
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


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


class Erasure(Entity):
    """A guest was erased: who did it, why, what went and what the law keeps until when. Holds no value of theirs."""

    subject_id = models.UUIDField(unique=True, help_text="The id that the guest had")
    legal_entity_id = models.UUIDField(null=True)
    reason = models.TextField(choices=ErasureReason.choices)
    erased_at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(default="")
    report = models.JSONField(default=list)
    is_replayed = models.BooleanField(
        default=False, help_text="Done again after an older backup was restored"
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(default="")
    lifted_because = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["-erased_at", "-id"]

    def __str__(self) -> str:
        return f"erasure {self.id}"


class ErasureStamp(Entity):
    """A keyed stamp by which an erased person is known again when somebody sends them anew (stamps.py)."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="stamps")
    stamp = models.BinaryField(max_length=16)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["stamp"], name="erasurestamp_stamp")]

    def __str__(self) -> str:
        return f"stamp of {self.erasure_id}"
