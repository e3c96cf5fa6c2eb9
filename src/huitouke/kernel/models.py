"""Base model, the outbox and the history of fields."""

from typing import ClassVar

from django.db import models

from huitouke.kernel.ids import uuid7


class Entity(models.Model):
    """A thing with an id of its own, made by the application and the same in address, API and export."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class OutboxEvent(models.Model):
    """Something that happened, written in the transaction of the change and delivered afterwards.

    Partitioned by month of `created_at`. `key` is whose order matters, mostly a guest id; `payload` holds
    ids and counts, never a personal value.
    """

    id = models.BigIntegerField(primary_key=True)
    created_at = models.DateTimeField()
    code = models.TextField()
    key = models.UUIDField(null=True)
    payload = models.JSONField()
    delivered_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)

    class Meta:
        managed = False
        db_table = "kernel_outboxevent"

    def __str__(self) -> str:
        return f"{self.code} {self.id}"


class FieldChange(models.Model):
    """One field of one row that took another value, noted by a database trigger, whoever wrote it.

    Nothing is noted on insert: the source record is the insert. Only erasure empties `old` and `new`.
    """

    id = models.BigAutoField(primary_key=True)
    subject_id = models.UUIDField(help_text="The guest (or other owner) that the row belongs to")
    table_name = models.TextField()
    row_id = models.TextField()
    field = models.TextField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    changed_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    record_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_id", "-id"], name="kernel_fieldchange_subject")]

    def __str__(self) -> str:
        return f"{self.table_name}.{self.field} of {self.subject_id}"
