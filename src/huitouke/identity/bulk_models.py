"""Acts on many guests or companies, and up to where the rules of tags followed changes."""

from typing import ClassVar

from django.db import models

from huitouke.access.models import User
from huitouke.guests.models import Guest, Tag
from huitouke.identity.choices import (
    BulkKind,
    BulkState,
)
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class BulkAct(Entity):
    """One act on many guests or companies: whom it meant is fixed when it is given. Can be undone for a week by its
    author."""

    subject = models.TextField(default="guest", help_text="As kernel.conditions registers it")
    kind = models.TextField(choices=BulkKind.choices)
    tag = models.ForeignKey(Tag, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    into = models.ForeignKey(
        Tag,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="The tag held instead, where two are joined",
    )
    person = models.ForeignKey(
        User,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="Who is to follow up; none takes the follow-up person away",
    )
    company_kind = models.TextField(default="", help_text="The kind given to companies, or taken from them")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    record_id = models.UUIDField(help_text="The source record of the act")
    state = models.TextField(choices=BulkState.choices, default=BulkState.WAITING)
    total = models.IntegerField(default=0, help_text="Guests meant whom the author may change")
    left_out = models.IntegerField(default=0, help_text="Guests meant whom the author may not change")
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0, help_text="Guests who were so already")
    undone = models.IntegerField(default=0)
    kept = models.IntegerField(default=0, help_text="Guests whom undoing left alone: changed since")
    made_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["author", "-id"], name="bulkact_author")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_over(self) -> bool:
        """Whether nothing is being done any more."""
        return self.state in (BulkState.DONE, BulkState.UNDONE, BulkState.FAILED)

    @property
    def dealt_with(self) -> int:
        """How many guests the present run has dealt with."""
        if self.state in (BulkState.UNDOING, BulkState.UNDONE):
            return self.undone + self.kept
        return self.changed + self.unchanged


class BulkChange(models.Model):
    """A guest or company that a bulk act means; once it is done, what stood before: rows of tags by their ids, the
    follow-up person, a company's kinds. Goes when the act is undone, or can be no more."""

    id = models.BigAutoField(primary_key=True)
    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="changes", db_index=False)
    guest = models.ForeignKey(
        Guest,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        # While the guest is one with another, nobody bears this id.
        db_constraint=False,
    )
    company_id = models.UUIDField(null=True, help_text="Of a company; one that is gone is passed over")
    before = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["act", "guest"], name="bulkchange_once"),
            models.UniqueConstraint(
                fields=["act", "company_id"],
                name="bulkchange_company_once",
                condition=models.Q(company_id__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(guest__isnull=False) ^ models.Q(company_id__isnull=False),
                name="bulkchange_of_one",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["guest"], name="bulkchange_guest")]

    def __str__(self) -> str:
        return f"change of {self.guest_id or self.company_id}"


class TagWatch(Entity):
    """Up to where the changes of guests were followed by the rules of tags. One row."""

    looked_at = models.DateTimeField(default=clock.now)
    last_change = models.BigIntegerField(
        default=0, help_text="The newest line of the field history at that look"
    )
    earlier_change = models.BigIntegerField(default=0, help_text="The newest one at the look before it")

    def __str__(self) -> str:
        return f"followed up to {self.looked_at}"
