"""Rows for matching follow the records, and who may be one person is looked up by them at once."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huitouke.guests.events import (
    PROFILE_CHANGED,
    PROFILE_CREATED,
    PROFILES_IMPORTED,
    PROFILES_UNMERGED,
)
from huitouke.identity.services.kept_rows import keep_rows_of_guests
from huitouke.identity.services.live_proposals import propose_alike, propose_alike_of_guests
from huitouke.kernel.outbox import Event, handles_rounds

KEEP_ROWS_TASK: Final = "identity.keep_missing_rows"
PROPOSE_TASK: Final = "identity.propose_alike"
AT_ONCE: Final = 20
"""Records looked up while the events are delivered; of more no other event has to wait for them."""
PART: Final = 500


@handles_rounds(PROFILE_CREATED, PROFILE_CHANGED)
def keep_rows(given: Sequence[Event]) -> None:
    """Idempotent: only records without a row get one, and the same found again is no other proposal."""
    kept = keep_rows_of_guests({UUID(event.payload["guest"]) for event in given if "guest" in event.payload})
    if len(kept) <= AT_ONCE:
        propose_alike(kept)
        return
    for start in range(0, len(kept), PART):
        some: list[Any] = [str(each) for each in kept[start : start + PART]]
        app.configure_task(PROPOSE_TASK, lock=PROPOSE_TASK).defer(records=some)


@handles_rounds(PROFILES_UNMERGED)
def look_again(given: Sequence[Event]) -> None:
    """Who parted may each be somebody else."""
    propose_alike_of_guests({UUID(event.payload[name]) for event in given for name in ("guest", "other")})


@handles_rounds(PROFILES_IMPORTED)
def keep_rows_of_files(given: Sequence[Event]) -> None:
    """What a file brought is a task of its own, so that no other event waits for it. One waiting is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(KEEP_ROWS_TASK, queueing_lock=KEEP_ROWS_TASK, lock=KEEP_ROWS_TASK).defer()
