"""Work that the worker does by the clock. Each is safe to run twice."""

import logging

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from huitouke.kernel import attachments
from huitouke.kernel.outbox import deliver_pending
from huitouke.kernel.partitions import ensure_partitions

logger = logging.getLogger(__name__)

EVERY_FIVE_SECONDS = "* * * * * */5"
"""The sixth place is that of the seconds."""

KEPT_HOURS = 24
FAILED_DAYS = 90
"""For so long one can see what failed."""

STALLED_AFTER_SECONDS = 20
"""Well above the worker's heartbeat (`PROCRASTINATE_WORKER_DEFAULTS`), else a healthy worker would lose its job."""


@app.periodic(cron=EVERY_FIVE_SECONDS)
@app.task(name="kernel.deliver_outbox", queueing_lock="kernel.deliver_outbox", lock="kernel.deliver_outbox")
def deliver_outbox(timestamp: int) -> None:
    """Hand pending events to their handlers until none is left."""
    while deliver_pending():
        pass


@app.periodic(cron="17 3 * * *")
@app.task(name="kernel.make_partitions", queueing_lock="kernel.make_partitions")
def make_partitions(timestamp: int) -> None:
    """Make the coming months of the append-only logs."""
    for name in ensure_partitions():
        logger.info("partition %s made", name)


@app.periodic(cron=EVERY_FIVE_SECONDS)
@app.task(name="kernel.heal_stalled_jobs", queueing_lock="kernel.heal_stalled_jobs", pass_context=True)
async def heal_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Queue again the jobs whose worker died; they are written to be run twice. One that cannot be queued keeps no
    other from it."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        if job.id == context.job.id:
            continue
        try:
            await _queue_again(job)
        except ConnectorException:
            logger.exception(
                "job %s (%s) lost its worker and could not be queued again", job.id, job.task_name
            )


async def _queue_again(job: Job) -> None:
    """Only one job of a queueing lock may wait. Where the clock has queued the next one meanwhile, that one does the
    work, and the stalled one goes: it would hold its lock against it for good."""
    lock = job.queueing_lock
    if lock and list(await app.job_manager.list_jobs_async(queueing_lock=lock, status=Status.TODO.value)):
        logger.warning("job %s (%s) lost its worker; the next one is waiting", job.id, job.task_name)
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
        return
    logger.warning("job %s (%s) lost its worker and is queued again", job.id, job.task_name)
    await app.job_manager.retry_job(job)


@app.periodic(cron="23 4 * * *")
@app.task(name="kernel.tidy_files", queueing_lock="kernel.tidy_files")
def tidy_files(timestamp: int) -> None:
    """Take away files that were removed over a day ago, and contents that nobody holds."""
    gone = attachments.tidy()
    if gone:
        logger.info("%s files were taken away", gone)


@app.periodic(cron="37 4 * * *")
@app.task(name="kernel.forget_jobs", queueing_lock="kernel.forget_jobs")
async def forget_jobs(timestamp: int) -> None:
    """Take away jobs that failed or were called off over 90 days ago, and what a worker of before left of those that
    went well."""
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)
    await app.job_manager.delete_old_jobs(
        nb_hours=FAILED_DAYS * 24, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.task(name="kernel.forget_statistics", lock="kernel.forget_statistics")
def forget_statistics() -> None:
    """Let the planner sample the tables anew after an erasure: its old samples hold values as they stood."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel_forget_statistics()")
