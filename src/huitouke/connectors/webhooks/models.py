"""Subscriptions and their deliveries."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huitouke.access.models import Branch
from huitouke.connectors.webhooks.choices import State
from huitouke.kernel import clock
from huitouke.kernel.models import Entity


class Subscription(Entity):
    """An address of another program, what it wants to be told, and the sealed secret that signs it."""

    name = models.TextField()
    url = models.TextField()
    events = ArrayField(models.TextField(), default=list, help_text="Codes of events; empty: all of them")
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, related_name="+", help_text="Only guests of this branch"
    )
    secret = models.BinaryField()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Delivery(Entity):
    """One event on its way to one subscription: there is at most one of each pair."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.BigIntegerField()
    event_code = models.TextField()
    key = models.UUIDField(null=True, help_text="Whose order is kept, mostly a guest")
    payload = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)
    state = models.TextField(choices=State.choices, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)
    delivered_at = models.DateTimeField(null=True)
    last_status = models.SmallIntegerField(null=True)
    last_problem = models.TextField(default="")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "event_id"], name="webhook_delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["subscription", "key", "event_id"],
                name="webhook_delivery_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["subscription", "-id"], name="webhook_delivery_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.event_code} {self.event_id}"
