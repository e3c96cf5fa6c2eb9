"""Reads of subscriptions and deliveries."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.connectors.webhooks.choices import State
from huitouke.connectors.webhooks.errors import WebhookNotFound
from huitouke.connectors.webhooks.models import Delivery, Subscription
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7_floor

SHOWN = 50
GIVEN_UP_DAYS = 7


def list_subscriptions(actor: Actor) -> list[Subscription]:
    """Every subscription by name, with `waiting` and `given_up`, the numbers of its deliveries in these states."""
    actor.require_group(Right.SYSTEM_MANAGE)
    return list(
        Subscription.objects.select_related("branch")
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state="waiting")),
            given_up=Count("deliveries", filter=Q(deliveries__state="given_up")),
        )
        .order_by("name", "id")
    )


def get_subscription(actor: Actor, subscription_id: UUID) -> Subscription:
    """One subscription. Raises `WebhookNotFound`."""
    actor.require_group(Right.SYSTEM_MANAGE)
    row = Subscription.objects.select_related("branch").filter(id=subscription_id).first()
    if row is None:
        raise WebhookNotFound
    return row


def count_given_up(actor: Actor) -> int:
    """How many deliveries of the last week were given up. One query over the keys of the newest."""
    actor.require_group(Right.SYSTEM_MANAGE)
    since = uuid7_floor(clock.now() - timedelta(days=GIVEN_UP_DAYS))
    return Delivery.objects.filter(id__gte=since, state=State.GIVEN_UP).count()


def list_deliveries(subscription: Subscription) -> list[Delivery]:
    """The latest deliveries, newest first."""
    return list(subscription.deliveries.order_by("-id")[:SHOWN])
