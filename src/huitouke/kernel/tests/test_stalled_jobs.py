"""Jobs of a worker that was killed are queued again, each of them, whatever waits beside them."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from huitouke.kernel.tasks import (
    STALLED_AFTER_SECONDS,
    deliver_outbox,
    forget_statistics,
    heal_stalled_jobs,
    make_partitions,
)

pytestmark = pytest.mark.django_db


def ask(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def worker(seconds_silent):
    [(found,)] = ask(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
        seconds_silent,
    )
    return found


def begun(job_id, worker_id):
    """A job as a worker holds it."""
    ask(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s RETURNING id",
        worker_id,
        job_id,
    )
    return job_id


def heal():
    own = Job(id=0, queue="default", lock=None, queueing_lock=None, task_name=heal_stalled_jobs.name)
    context = JobContext(start_timestamp=0, app=app, job=own, abort_reason=lambda: None)
    async_to_sync(heal_stalled_jobs.func)(context, 0)


def states():
    return dict(ask("SELECT id, status::text FROM procrastinate_jobs"))


def fetched(worker_id):
    [(job_id,)] = ask("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", worker_id)
    return job_id


def test_the_job_of_a_silent_worker_is_queued_again_and_that_of_a_lively_one_is_left():
    lost = begun(forget_statistics.defer(), worker(STALLED_AFTER_SECONDS + 5))
    held = begun(deliver_outbox.defer(timestamp=1), worker(STALLED_AFTER_SECONDS - 5))
    heal()
    assert states() == {lost: "todo", held: "doing"}


def test_a_stalled_job_whose_next_one_waits_goes_and_every_other_is_queued_again():
    dead = worker(STALLED_AFTER_SECONDS + 5)
    begun(deliver_outbox.defer(timestamp=1), dead)
    lost = begun(forget_statistics.defer(), dead)
    following = deliver_outbox.defer(timestamp=2)
    heal()
    assert states() == {following: "todo", lost: "todo"}
    assert fetched(worker(0)) == following


def test_of_two_stalled_jobs_of_one_queueing_lock_one_is_queued_again():
    first = begun(make_partitions.defer(timestamp=1), worker(STALLED_AFTER_SECONDS + 90))
    second = begun(make_partitions.defer(timestamp=2), worker(STALLED_AFTER_SECONDS + 30))
    lost = begun(forget_statistics.defer(), worker(STALLED_AFTER_SECONDS + 30))
    heal()
    left = states()
    assert left.pop(lost) == "todo"
    assert list(left.values()) == ["todo"]
    assert set(left) < {first, second}


def test_jobs_of_a_worker_that_was_forgotten_are_queued_again():
    gone = worker(STALLED_AFTER_SECONDS + 5)
    lost = begun(forget_statistics.defer(), gone)
    ask("DELETE FROM procrastinate_workers WHERE id = %s RETURNING id", gone)
    heal()
    assert states() == {lost: "todo"}
