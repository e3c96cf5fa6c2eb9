"""Rows for matching follow the records."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huitouke.guests.events import PROFILE_CHANGED, PROFILE_CREATED, PROFILES_IMPORTED
from huitouke.identity.services.kept_rows import keep_rows_of_guests
from huitouke.kernel.outbox import Event, handles_rounds

KEEP_ROWS_TASK: Final = "identity.keep_missing_rows"


@handles_rounds(PROFILE_CREATED, PROFILE_CHANGED)
def keep_rows(given: Sequence[Event]) -> None:
    """Idempotent: only records without a row get one."""
    keep_rows_of_guests({UUID(event.payload["guest"]) for event in given if "guest" in event.payload})


@handles_rounds(PROFILES_IMPORTED)
def keep_rows_of_files(given: Sequence[Event]) -> None:
    """What a file brought is a task of its own, so that no other event waits for it. One waiting is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(KEEP_ROWS_TASK, queueing_lock=KEEP_ROWS_TASK, lock=KEEP_ROWS_TASK).defer()
