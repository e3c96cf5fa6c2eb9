"""Events: written with the change, delivered at least once, in order per key, to idempotent handlers."""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from huitouke.kernel import bulk, clock
from huitouke.kernel.models import OutboxEvent

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 20
_DELIVERY_LOCK = 0x48_54_4B_01

Handler = Callable[["Event"], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler is given. `id` lets it see that it has done the work before."""

    id: int
    code: str
    key: UUID | None
    payload: dict[str, Any]


def handles(code: str) -> Callable[[Handler], Handler]:
    """Register a handler for events of `code`; a context does so in its `handlers.py`, loaded by its app."""

    def register(handler: Handler) -> Handler:
        _handlers[code].append(handler)
        return handler

    return register


def publish(code: str, *, key: UUID | None, **payload: Any) -> None:
    """Write an event in the current transaction: it exists if and only if the change does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_outboxevent (created_at, code, key, payload, attempts)"
            " VALUES (%s, %s, %s, %s::jsonb, 0)",
            [clock.now(), code, key, connection.ops.adapt_json_value(payload, None)],
        )


def publish_each(code: str, payloads: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Write an event for each key, as `publish` does, in one statement and in the order given."""
    now = clock.now()
    lines = b"".join(
        bulk.line((now, code, key, json.dumps(payload, ensure_ascii=False), 0))
        for key, payload in payloads.items()
    )
    bulk.copy_lines(OutboxEvent._meta.db_table, ("created_at", "code", "key", "payload", "attempts"), lines)


def deliver_pending(limit: int = 500) -> int:
    """Hand the oldest undelivered events to their handlers; how many were settled.

    One deliverer at a time (advisory lock). A handler that fails leaves its event and the later ones of the
    same key for the next round (events without a key have no order among them); after `MAX_ATTEMPTS` the
    event stays undelivered and is reported by `doctor`.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_DELIVERY_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        pending = OutboxEvent.objects.filter(delivered_at=None, attempts__lt=MAX_ATTEMPTS).order_by("id")[
            :limit
        ]
        held_back: set[UUID] = set()
        settled: list[int] = []
        failed: list[int] = []
        for row in pending:
            if row.key in held_back:
                continue
            if _handled(row):
                settled.append(row.id)
                continue
            failed.append(row.id)
            if row.key is not None:
                held_back.add(row.key)
        undelivered = OutboxEvent.objects.filter(delivered_at=None)
        undelivered.filter(id__in=settled).update(delivered_at=clock.now())
        undelivered.filter(id__in=failed).update(attempts=F("attempts") + 1)
        return len(settled)


def _handled(row: OutboxEvent) -> bool:
    event = Event(row.id, row.code, row.key, row.payload)
    try:
        with transaction.atomic():
            for handler in _handlers[row.code]:
                handler(event)
    except Exception:
        logger.exception("event %s (%s) was not delivered, attempt %s", row.id, row.code, row.attempts + 1)
        return False
    return True
