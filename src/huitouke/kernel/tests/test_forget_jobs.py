"""Jobs that went well leave no row; those that failed can be seen for 90 days."""

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection

from huitouke.kernel.health import get_health
from huitouke.kernel.tasks import FAILED_DAYS, forget_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def job(status, days):
    """A job that came to this end so many days ago."""
    event = {"doing": "started"}.get(status, status)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status) VALUES (%s, 'default', %s) RETURNING id",
            [f"made.{status}", status],
        )
        [number] = cursor.fetchone()
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [number])
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at)"
            " VALUES (%s, %s, now() - make_interval(days => %s))",
            [number, event, days],
        )
    return number


def left():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs")
        return {number for (number,) in cursor.fetchall()}


def test_the_worker_leaves_no_row_of_what_went_well():
    assert settings.PROCRASTINATE_WORKER_DEFAULTS["delete_jobs"] == "successful"


def test_old_rows_go_and_what_failed_stays_for_90_days():
    stays = {
        job("failed", FAILED_DAYS - 1),
        job("aborted", 1),
        job("succeeded", 0),
        job("doing", 200),
    }
    for status, days in (("failed", FAILED_DAYS + 1), ("cancelled", 91), ("succeeded", 2)):
        job(status, days)
    async_to_sync(forget_jobs.func)(0)
    assert left() == stays


def test_a_failure_of_last_month_alarms_nobody_any_more():
    job("failed", 30)
    assert get_health().failed_jobs == 0
    job("failed", 2)
    assert get_health().failed_jobs == 1
