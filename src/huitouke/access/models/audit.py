"""The audit trail."""

from django.db import models


class AuditEntry(models.Model):
    """Who did what to which object, and when. Names fields, never a value. Written once, changed never:
    the application's role has neither update nor delete on it, and a trigger refuses both.

    Partitioned by month of `created_at`.
    """

    id = models.BigIntegerField(primary_key=True)
    created_at = models.DateTimeField()
    code = models.TextField(help_text="Same namespace as the events, e.g. guests.profile.created")
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    branch_id = models.UUIDField(null=True)
    object_type = models.TextField()
    object_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    data = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "access_auditentry"

    def __str__(self) -> str:
        return f"{self.code} by {self.actor_name}"
