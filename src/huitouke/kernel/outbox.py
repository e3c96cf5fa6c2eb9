"""Events: written with the change, delivered at least once, in order per key, to idempotent handlers."""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
RoundHandler = Callable[[Sequence["Event"]], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)
_round_handlers: dict[RoundHandler, set[str]] = defaultdict(set)


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


def handles_rounds(*codes: str) -> Callable[[RoundHandler], RoundHandler]:
    """Register a handler that is given all events of `codes` of a round at once, in the order of writing: for work of
    which a hundred cost little more than one. Where it breaks off, it is given them again one by one."""

    def register(handler: RoundHandler) -> RoundHandler:
        _round_handlers[handler].update(codes)
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
        done, failed = _handed_over(pending)
        undelivered = OutboxEvent.objects.filter(delivered_at=None)
        undelivered.filter(id__in=[row.id for row in done]).update(delivered_at=clock.now())
        undelivered.filter(id__in=[row.id for row in failed]).update(attempts=F("attempts") + 1)
        return len(done)


def _handed_over(rows: Iterable[OutboxEvent]) -> tuple[list[OutboxEvent], list[OutboxEvent]]:
    """The rows that every handler took, and those on which one failed. Later ones of a key that failed are neither."""
    done, failed = _one_by_one(rows, _give_each)
    for handler, codes in list(_round_handlers.items()):
        mine = [row for row in done if row.code in codes]
        if not mine or (len(mine) > 1 and _went_well(mine, handler)):
            continue
        refused = _one_by_one(mine, handler)[1]
        done = [row for row in done if not any(_waits_for(row, each) for each in refused)]
        failed += refused
    return done, failed


def _one_by_one(
    rows: Iterable[OutboxEvent], take: RoundHandler
) -> tuple[list[OutboxEvent], list[OutboxEvent]]:
    done: list[OutboxEvent] = []
    failed: list[OutboxEvent] = []
    held_back: set[UUID] = set()
    for row in rows:
        if row.key in held_back:
            continue
        if (take is _give_each and not _handlers[row.code]) or _went_well([row], take):
            done.append(row)
            continue
        failed.append(row)
        if row.key is not None:
            held_back.add(row.key)
    return done, failed


def _waits_for(row: OutboxEvent, refused: OutboxEvent) -> bool:
    """Whether a row is one that was refused, or comes after it under the same key."""
    return row.id == refused.id or (row.key is not None and row.key == refused.key and row.id > refused.id)


def _give_each(events: Sequence[Event]) -> None:
    for event in events:
        for handler in _handlers[event.code]:
            handler(event)


def _went_well(rows: Sequence[OutboxEvent], take: RoundHandler) -> bool:
    try:
        with transaction.atomic():
            take([Event(row.id, row.code, row.key, row.payload) for row in rows])
    except Exception:
        first = rows[0]
        if len(rows) > 1:
            logger.exception("%s events from %s (%s) on go one by one", len(rows), first.id, first.code)
        else:
            logger.exception(
                "event %s (%s) was not delivered, attempt %s", first.id, first.code, first.attempts + 1
            )
        return False
    return True
