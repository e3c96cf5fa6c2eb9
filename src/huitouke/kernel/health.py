"""How the machinery stands: whether a worker lives, which jobs failed, what waits to be told."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

LATE_MINUTES: Final = 10
"""An event that waits longer than this is held up: the worker delivers every few seconds."""
FAILED_DAYS: Final = 7
"""A job that failed earlier alarms nobody any more; `doctor` still names it."""
SQL: Final = """
SELECT
    (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'),
    (SELECT count(*) FROM procrastinate_jobs j WHERE status = 'failed' AND EXISTS (
        SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'failed'
        AND e.at > now() - make_interval(days => %(days)s))),
    (SELECT count(*) FROM procrastinate_jobs
     WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now() - make_interval(mins => %(late)s)),
    (SELECT count(*) FROM kernel_outboxevent
     WHERE delivered_at IS NULL AND created_at < now() - make_interval(mins => %(late)s))
"""


@dataclass(frozen=True, slots=True)
class Health:
    """The workers that beat within a minute, the jobs that failed within a week, and what waits too long."""

    workers: int
    failed_jobs: int
    late_jobs: int
    late_events: int


def get_health() -> Health:
    """The state of this moment. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"late": LATE_MINUTES, "days": FAILED_DAYS})
        return Health(*(int(number) for number in cursor.fetchone()))
