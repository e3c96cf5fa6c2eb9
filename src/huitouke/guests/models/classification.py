"""Guest types: the groups a guest belongs to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huitouke.access.models import label_in_language
from huitouke.guests.models.facts import Fact
from huitouke.guests.models.guest import Guest
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class GuestType(Entity):
    """A kind of guest as this hotel sorts them, such as business, family, key account. A type that a guest
    ever had is closed, never deleted."""

    code = models.TextField(unique=True)
    labels = models.JSONField(default=dict)
    is_closed = models.BooleanField(default=False)
    sort = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["sort", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return label_in_language(self.labels, self.code)


class GuestTypeMembership(Fact):
    """A guest belongs to a type from `since` on; until `until`, where that is set. A guest has several at once,
    each at most once at a time."""

    guest = models.ForeignKey(
        Guest, on_delete=models.CASCADE, related_name="type_memberships", db_index=False
    )
    type = models.ForeignKey(GuestType, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["guest"], name="typemembership_guest"),
            models.Index(fields=["type", "guest"], name="typemembership_type"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guest", "type"], condition=Q(until=None), name="typemembership_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="typemembership_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"type of {self.guest_id}"
