"""Rows for matching follow the records, and who may be one person is looked up by them at once."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huitouke.guests.choices import ConsentAct
from huitouke.guests.events import (
    CONSENT_RECORDED,
    PROFILE_CHANGED,
    PROFILE_CREATED,
    PROFILES_IMPORTED,
    PROFILES_MERGED,
    PROFILES_UNMERGED,
    PURPOSE_CLOSED,
)
from huitouke.guests.standard_purposes import MATCH_DOCUMENT, SHARE_ENTITIES
from huitouke.identity.match_state import PROPOSE_TASK
from huitouke.identity.services.kept_rows import keep_rows_of_guests
from huitouke.identity.services.live_proposals import propose_alike, propose_alike_of_guests
from huitouke.identity.services.unsharing import part_entities
from huitouke.identity.services.weighing_anew import weigh_anew
from huitouke.kernel.outbox import Event, handles_rounds

KEEP_ROWS_TASK: Final = "identity.keep_missing_rows"
AT_ONCE: Final = 20
"""Records looked up while the events are delivered; of more no other event has to wait for them."""
PART: Final = 500


@handles_rounds(PROFILE_CREATED, PROFILE_CHANGED)
def keep_rows(given: Sequence[Event]) -> None:
    """Idempotent: only records without a row get one, and the same found again is no other proposal."""
    _look_up(
        keep_rows_of_guests({UUID(event.payload["guest"]) for event in given if "guest" in event.payload})
    )


@handles_rounds(CONSENT_RECORDED, PROFILES_MERGED, PROFILES_UNMERGED)
def follow_consent(given: Sequence[Event]) -> None:
    """What a guest says about their papers goes into the rows, also what becoming one with another or parting makes of
    it. Rows that are as the guest agrees are left alone, and so is all that waits by them."""
    guests = {
        UUID(event.payload[name])
        for event in given
        if event.payload.get("purpose", MATCH_DOCUMENT) == MATCH_DOCUMENT
        for name in ("guest", "other")
        if name in event.payload
    }
    anew = keep_rows_of_guests(guests)
    weigh_anew(anew)
    _look_up(anew)


@handles_rounds(CONSENT_RECORDED)
def follow_sharing(given: Sequence[Event]) -> None:
    """Whom several legal entities came to know is each one's again once the guest does not agree to be known across
    them. Idempotent: nothing is left to part."""
    for guest_id in {
        UUID(event.payload["guest"])
        for event in given
        if event.payload["purpose"] == SHARE_ENTITIES and event.payload["act"] != ConsentAct.GIVEN
    }:
        part_entities(guest_id)


@handles_rounds(PROFILES_UNMERGED)
def look_again(given: Sequence[Event]) -> None:
    """Who parted may each be somebody else."""
    propose_alike_of_guests({UUID(event.payload[name]) for event in given for name in ("guest", "other")})


@handles_rounds(PURPOSE_CLOSED)
def keep_rows_of_all_who_agreed(given: Sequence[Event]) -> None:
    """A purpose that is closed or opened again means everybody who agreed to it."""
    if any(event.payload["purpose"] == MATCH_DOCUMENT for event in given):
        _keep_missing_rows()


@handles_rounds(PROFILES_IMPORTED)
def keep_rows_of_files(given: Sequence[Event]) -> None:
    """What a file brought is a task of its own, so that no other event waits for it."""
    _keep_missing_rows()


def _look_up(records: Sequence[UUID]) -> None:
    """Who these records may be of: a few at once, more by a task."""
    if len(records) <= AT_ONCE:
        propose_alike(records)
        return
    for start in range(0, len(records), PART):
        some: list[Any] = [str(each) for each in records[start : start + PART]]
        app.configure_task(PROPOSE_TASK, lock=PROPOSE_TASK).defer(records=some)


def _keep_missing_rows() -> None:
    """One task that waits is enough."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(KEEP_ROWS_TASK, queueing_lock=KEEP_ROWS_TASK, lock=KEEP_ROWS_TASK).defer()
