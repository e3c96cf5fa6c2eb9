"""Asking the worker to compare the hotel's records before the night does it."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.identity.events import RUN_ORDERED
from huitouke.identity.match_state import RUN_TASK, is_run_ordered


@transaction.atomic
def order_matching(*, actor: Actor, begin_in: timedelta = timedelta()) -> bool:
    """Have the worker compare the hotel's records, `begin_in` from now at the earliest: what it does each night, and so
    for whoever may merge guests in the whole group. Whether it was ordered: a run that goes on or waits is enough."""
    actor.require_group(Right.GUESTS_MERGE)
    if is_run_ordered():
        return False
    task = app.configure_task(
        RUN_TASK,
        lock=RUN_TASK,
        queueing_lock=RUN_TASK,
        schedule_in={"seconds": round(begin_in.total_seconds())} if begin_in else None,
    )
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer()
        record_audit(actor, RUN_ORDERED, object_type="match_run", object_id=None)
        return True
    return False
