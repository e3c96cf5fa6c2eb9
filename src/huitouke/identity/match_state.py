"""Where it stands that all records are compared with each other: by a run now, by the last one, by the clock next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from procrastinate.contrib.django import app

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.identity.choices import MatchRunState, MatchStage
from huitouke.identity.match_tables import MatchRun
from huitouke.kernel.periodic import next_time

RUN_LOCK: Final = 5_027_012
"""The advisory lock that a run holds; it goes with the process."""
RUN_TASK: Final = "identity.match_records"
PROPOSE_TASK: Final = "identity.propose_alike"

_NOW: Final = """
SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %(key)s AND objsubid = 1
               AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
       (SELECT coalesce(scheduled_at, now()) FROM procrastinate_jobs
        WHERE queueing_lock = %(task)s AND status = 'todo' LIMIT 1),
       EXISTS (SELECT 1 FROM procrastinate_jobs WHERE lock = %(task)s AND status = 'doing')"""


@dataclass(frozen=True, slots=True)
class MatchingState:
    """Where the comparing stands. Counts are of the whole group: None for who may not merge in all of it."""

    stage: MatchStage
    compared_at: datetime | None
    """When it was last brought to its end, if ever."""
    records: int | None
    """How many records there were then."""
    begins_at: datetime | None
    """Where a run is ordered: when it begins at the earliest."""
    step: str
    """What the run that goes on does now: "rows", "learn", "read", "pairs", "persons", "merges", "proposals" or
    "new rows"; else empty."""
    done: int | None
    total: int | None
    """How far the step is; a total of 0 is not known."""
    share: float | None
    """The same as a share from 0 to 1; None where it is not known."""
    next_at: datetime
    """When the worker compares by the clock next."""
    may_order: bool

    @property
    def is_under_way(self) -> bool:
        """Whether somebody who waits has something to wait for."""
        return self.stage in (MatchStage.WAITING, MatchStage.RUNNING)


def get_matching_state(actor: Actor) -> MatchingState:
    """Where the comparing of all records stands, for whoever may merge guests anywhere. Three queries at most, two
    where the last run came to its end."""
    actor.require(Right.GUESTS_MERGE)
    is_held, ordered_at, is_doing = _now()
    newest = MatchRun.objects.order_by("-began_at", "-id").first()
    last = newest
    if newest is not None and newest.state != MatchRunState.DONE:
        last = MatchRun.objects.filter(state=MatchRunState.DONE).order_by("-began_at", "-id").first()
    running = newest if newest is not None and newest.state == MatchRunState.RUNNING and is_held else None
    if running is not None:
        stage = MatchStage.RUNNING
    elif ordered_at is not None or is_doing:
        stage = MatchStage.WAITING
    elif newest is None:
        stage = MatchStage.NEVER
    else:
        # One whose process is gone says for ever that it goes on.
        stage = MatchStage.DONE if newest is last else MatchStage.BROKEN
    in_group = actor.has_group_right(Right.GUESTS_MERGE)
    return MatchingState(
        stage,
        compared_at=last.finished_at if last else None,
        records=last.records if last and in_group else None,
        begins_at=ordered_at,
        step=running.step if running else "",
        done=running.done if running and in_group else None,
        total=running.total if running and in_group else None,
        share=min(running.done / running.total, 1.0) if running and running.total else None,
        next_at=next_time(app, RUN_TASK),
        may_order=in_group,
    )


def is_run_ordered() -> bool:
    """Whether a run goes on or waits for the worker."""
    is_held, ordered_at, is_doing = _now()
    return is_held or ordered_at is not None or is_doing


def _now() -> tuple[bool, datetime | None, bool]:
    """Whether a run goes on in any process, when the one that waits begins, and whether the worker has one in hand."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW, {"key": RUN_LOCK, "task": RUN_TASK})
        is_held, ordered_at, is_doing = cursor.fetchone()
    return bool(is_held), ordered_at, bool(is_doing)
