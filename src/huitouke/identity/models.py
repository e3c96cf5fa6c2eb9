"""Links, what guests looked like before an import changed them, and what is left of people who were erased."""

from typing import ClassVar

from django.db import models

from huitouke.guests.models import Guest
from huitouke.identity.choices import ErasureReason, LinkReason
from huitouke.intake.models import ImportRun
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


class GuestImage(Entity):
    """A guest as it stood before an import changed it for the first time, so that the import can be taken back.

    `before` is sealed for this guest: the compressed snapshot of its rows. `after` is a keyed digest of what
    the import left behind, by which an edit since is noticed; empty where somebody edited the guest between
    two rows of the import. Goes when the import is taken back, or can be no more.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="images", db_index=False)
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="images", db_index=False)
    before = models.BinaryField()
    after = models.BinaryField(max_length=16, default=b"")
    left_at = models.DateTimeField(
        null=True, help_text="When the guest was last changed, as the import left it"
    )
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["guest", "run"], name="image_once")]
        indexes: ClassVar = [models.Index(fields=["run"], name="image_run")]

    def __str__(self) -> str:
        return f"image of {self.guest_id}"
