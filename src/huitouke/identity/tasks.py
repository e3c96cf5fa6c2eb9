"""Acts on many guests, done by the worker."""

import logging
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huitouke.identity.services.bulk_acts import carry_out, fail_act, tidy_acts
from huitouke.identity.services.images import forget_images
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.tag_following import follow_changed, follow_everybody

logger = logging.getLogger(__name__)

PASSING = (OperationalError, InterfaceError)


@app.task(
    name="identity.carry_out_act",
    retry=RetryStrategy(max_attempts=30, wait=10, retry_exceptions=PASSING),
)
def carry_out_act(act_id: str) -> None:
    """Do what is left of an act or of its undoing. Safe to run again after a killed worker."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        carry_out(UUID(act_id))
    except PASSING:
        raise
    except Exception:
        fail_act(UUID(act_id))
        raise


@app.periodic(cron="53 3 * * *")
@app.task(name="identity.forget_images", queueing_lock="identity.forget_images")
def forget_old_images(timestamp: int) -> None:
    """Forget what stood before imports that can no longer be taken back."""
    forgotten = forget_images()
    if forgotten:
        logger.info("%s before-images of old imports were let go", forgotten)


@app.periodic(cron="37 * * * *")
@app.task(name="identity.tidy_bulk_acts", queueing_lock="identity.tidy_bulk_acts")
def tidy_bulk_acts(timestamp: int) -> None:
    """Forget what stood before acts that can no longer be undone."""
    tidy_acts()


@app.periodic(cron="* * * * *")
@app.task(
    name="identity.follow_tag_rules", queueing_lock="identity.follow_tag_rules", lock="identity.tag_rules"
)
def follow_tag_rules(timestamp: int) -> None:
    """Let the tags of rules follow the guests who changed in the last minute."""
    follow_changed()


@app.periodic(cron="37 3 * * *")
@app.task(
    name="identity.follow_all_tag_rules",
    queueing_lock="identity.follow_all_tag_rules",
    lock="identity.tag_rules",
)
def follow_all_tag_rules(timestamp: int) -> None:
    """Let the tags of rules follow all guests."""
    gained, lost = follow_everybody()
    if gained or lost:
        logger.info("rules gave %s tags and took %s away", gained, lost)


@app.periodic(cron="13 2 * * *")
@app.task(
    name="identity.keep_missing_rows",
    queueing_lock="identity.keep_missing_rows",
    lock="identity.keep_missing_rows",
)
def keep_rows_of_all(timestamp: int = 0) -> None:
    """Keep the row for matching of every record that has none: after a file, and each night whatever was left out or
    was read by older rules."""
    kept = keep_missing_rows()
    if kept:
        logger.info("%s records were made ready for matching", kept)
