"""Sending what is due: each subscription by itself, in order per guest, again after a failure, given up after a day."""

import json
import logging
from datetime import timedelta
from time import monotonic
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.services import record_audit
from huitouke.connectors.webhooks.choices import WAITS, State
from huitouke.connectors.webhooks.models import Delivery, Subscription
from huitouke.connectors.webhooks.outgoing import Answer, post
from huitouke.connectors.webhooks.signing import signature
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=2)
"""How long a delivery that is being sent is left alone by others: longer than a call may take."""
KEPT: Final = timedelta(days=30)
GONE: Final = 410

SLOW: Final = timedelta(seconds=5)
"""Whoever takes longer to answer is told one thing a turn: a job of the worker is not theirs to hold."""

_HEARS: Final = """
SELECT s.id FROM connectors_subscription s WHERE s.is_active AND EXISTS (
SELECT 1 FROM connectors_delivery d WHERE d.subscription_id = s.id AND d.state = 'waiting' AND d.next_at <= %s)"""

# The first one that waits for each guest of a subscription, where its time has come.
_DUE: Final = """
SELECT d.id FROM connectors_delivery d JOIN connectors_subscription s ON s.id = d.subscription_id
WHERE s.is_active AND d.state = 'waiting' AND d.next_at <= %s AND d.subscription_id = %s
  AND NOT EXISTS (SELECT 1 FROM connectors_delivery e WHERE e.subscription_id = d.subscription_id
                  AND e.key = d.key AND e.state = 'waiting' AND e.event_id < d.event_id)
ORDER BY d.next_at, d.event_id LIMIT 1 FOR UPDATE OF d SKIP LOCKED"""


def list_due() -> list[UUID]:
    """The subscriptions for which something is due."""
    with connection.cursor() as cursor:
        cursor.execute(_HEARS, [clock.now()])
        return [row[0] for row in cursor.fetchall()]


def send_due(subscription_id: UUID, most: int = 50) -> int:
    """Send one subscription up to `most` deliveries that are due, one after the other; how many were taken. After an
    answer that was slow to come the rest waits for the next turn.

    Each is leased in a transaction of its own and sent outside of it, so that no row is held while another machine
    thinks. A sender that dies leaves a lease that ends.
    """
    taken = 0
    for _number in range(most):
        delivery = _lease(subscription_id)
        if delivery is None:
            break
        began = monotonic()
        taken += _settle(delivery, _send(delivery))
        if monotonic() - began > SLOW.total_seconds():
            break
    return taken


def forget_old() -> int:
    """Take away what was settled over a month ago; how many."""
    old = Delivery.objects.exclude(state=State.WAITING).filter(created_at__lt=clock.now() - KEPT)
    return old.delete()[0]


def _lease(subscription_id: UUID) -> Delivery | None:
    now = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_DUE, [now, subscription_id])
            row = cursor.fetchone()
        if row is None:
            return None
        delivery: Delivery = Delivery.objects.select_related("subscription").get(id=row[0])
        delivery.attempts += 1
        delivery.next_at = now + LEASE
        delivery.save(update_fields=["attempts", "next_at"])
    return delivery


def body_of(delivery: Delivery) -> bytes:
    """What is told: ids and codes, no value of a guest."""
    told = {
        "delivery": str(delivery.id),
        "event": delivery.event_code,
        "sequence": delivery.event_id,
        "at": delivery.created_at.isoformat(),
        "data": delivery.payload,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _send(delivery: Delivery) -> Answer:
    subscription = delivery.subscription
    secret = sealer().open(bytes(subscription.secret), subscription.id.bytes).decode()
    body = body_of(delivery)
    timestamp = int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Huitouke",
        "Huitouke-Event": delivery.event_code,
        "Huitouke-Delivery": str(delivery.id),
        "Huitouke-Attempt": str(delivery.attempts),
        "Huitouke-Timestamp": str(timestamp),
        "Huitouke-Signature": signature(secret, timestamp, str(delivery.id), body),
    }
    return post(subscription.url, body, headers, is_private_allowed=settings.WEBHOOK_PRIVATE)


@transaction.atomic
def _settle(delivery: Delivery, answer: Answer) -> bool:
    """Note what came back. A program that answers 410 is told nothing more."""
    now = clock.now()
    delivery.last_status = answer.status
    delivery.last_problem = answer.problem
    if answer.is_taken:
        delivery.state, delivery.delivered_at = State.DELIVERED, now
    elif delivery.attempts > len(WAITS):
        delivery.state = State.GIVEN_UP
        logger.warning("web-hook delivery %s was given up after %s tries", delivery.id, delivery.attempts)
    else:
        delivery.next_at = now + WAITS[delivery.attempts - 1]
    delivery.save(update_fields=["last_status", "last_problem", "state", "delivered_at", "next_at"])
    if answer.status == GONE:
        Subscription.objects.filter(id=delivery.subscription_id).update(is_active=False)
        record_audit(
            SYSTEM, "connectors.webhook.stopped", object_type="webhook", object_id=delivery.subscription_id
        )
    return answer.is_taken
