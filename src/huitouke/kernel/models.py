"""Base model, the outbox, the history of fields, files kept for guests and companies, and the fields that an
administrator adds."""

from typing import ClassVar

from django.db import models

from huitouke.kernel import clock
from huitouke.kernel.custom_fields.values import KINDS
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


class StoredFile(Entity):
    """The content of a file, once however many hold it: sealed under HOME/files, by its keyed digest."""

    digest = models.BinaryField(max_length=16, unique=True)
    size = models.IntegerField(help_text="Bytes before sealing")
    media_type = models.TextField(help_text="As its content says, never its name")
    stored_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"file {self.id}"


class Attachment(Entity):
    """A file kept with a guest or a company. Removed ones can be brought back for a day, then they go."""

    owner_kind = models.TextField(help_text="guest or company: whose rights hold for the file")
    owner_id = models.UUIDField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.TextField(help_text="As the sender called it, without folders")
    added_at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField(default="")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner_id"], name="attachment_owner"),
            models.Index(
                fields=["removed_at"], name="attachment_removed", condition=models.Q(removed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"file of {self.owner_kind} {self.owner_id}"


class MovedRow(models.Model):
    """A row that stands with another owner than the one it came to first (`home_id`), since the two are one by now
    (`kernel.moving`). Where both had a row of which one may hold only one, the row stands here whole (`parked`) as
    long as the one that is shown (`shadow_id`) stands in its way."""

    id = models.BigAutoField(primary_key=True)
    table_name = models.TextField()
    row_id = models.UUIDField()
    home_id = models.UUIDField()
    parked = models.JSONField(null=True)
    shadow_id = models.UUIDField(null=True)
    record_id = models.UUIDField(null=True, help_text="Of a row that came while they were one: what told it")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table_name", "row_id"], name="movedrow_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["home_id", "table_name"], name="movedrow_home"),
            models.Index(
                fields=["record_id"], name="movedrow_record", condition=models.Q(record_id__isnull=False)
            ),
            models.Index(
                fields=["shadow_id"], name="movedrow_shadow", condition=models.Q(shadow_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} of {self.home_id}"


class CustomFieldDefinition(Entity):
    """A field that an administrator added to guests or companies. Its values stand under `code` in the JSON
    column `custom` of what it belongs to; a used field is closed, so that its values keep their meaning."""

    subject = models.TextField(help_text="What it is a field of: guest, company")
    code = models.TextField()
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    labels = models.JSONField(default=dict)
    help = models.JSONField(default=dict)
    choices = models.JSONField(
        default=list, help_text="Of a choice: [{code, labels, is_closed}] in their order"
    )
    code_table = models.TextField(default="", blank=True)
    is_required = models.BooleanField(default=False, help_text="Asked for at the desk")
    is_searched = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    sort = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["subject", "sort", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "code"], name="custom_field_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}.{self.code}"
