"""Acts on many guests, done by the worker."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huitouke.identity.handlers import AT_ONCE
from huitouke.identity.match_state import PROPOSE_TASK, RUN_TASK
from huitouke.identity.services.bulk_acts import carry_out, fail_act, tidy_acts
from huitouke.identity.services.field_rules import TASK as RULES_TASK
from huitouke.identity.services.field_rules import fail_rules, run_rules
from huitouke.identity.services.images import forget_images
from huitouke.identity.services.kept_rows import BATCH, keep_missing_rows, list_lacking, list_outdated
from huitouke.identity.services.live_proposals import propose_alike
from huitouke.identity.services.match_runs import run_matching
from huitouke.identity.services.relation_finding import find_relations
from huitouke.identity.services.tag_following import follow_changed, follow_everybody
from huitouke.identity.services.weighing_anew import weigh_anew
from huitouke.intake.messages import is_rush

logger = logging.getLogger(__name__)

STEP_ASIDE_SECONDS: Final = 10
PASSING = (OperationalError, InterfaceError)


@contextmanager
def _told_if_it_breaks_off(fail: Callable[[UUID], None], key: UUID) -> Iterator[None]:
    """Something long that somebody watches, over a connection that works. What will not go better by itself is told by
    `fail`, so that nobody waits for it; the database's absence passes, and the task is tried again."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        yield
    except PASSING:
        raise
    except Exception:
        fail(key)
        raise


@app.task(
    name="identity.carry_out_act",
    retry=RetryStrategy(max_attempts=30, wait=10, retry_exceptions=PASSING),
)
def carry_out_act(act_id: str) -> None:
    """Do what is left of an act or of its undoing. Safe to run again after a killed worker."""
    with _told_if_it_breaks_off(fail_act, UUID(act_id)):
        carry_out(UUID(act_id))


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
    """Keep the row for matching of every record that has none: after a file, and each night whatever was left out, was
    read by older rules, or holds papers otherwise than its guest agrees to. Who may be the people of a small file is
    looked up at once; of more records the run over all tells it."""
    new, outdated = list_lacking(), list_outdated()
    kept = keep_missing_rows()
    # Where the worker is killed between the two, the night weighs whatever it has not looked at yet.
    weigh_anew(outdated)
    if kept:
        logger.info("%s records were made ready for matching", kept)
    if len(new) < BATCH:
        propose_alike(new)


@app.task(name=PROPOSE_TASK, retry=RetryStrategy(max_attempts=5, wait=30, retry_exceptions=PASSING))
def look_up(records: list[str]) -> None:
    """Propose who these records may be of: what came in a rush. While messages wait in numbers the rest of it waits
    too: who arrives has to be known first, who else they may be can follow. Safe to run again."""
    made = 0
    for start in range(0, len(records), AT_ONCE):
        if is_rush():
            left: list[Any] = [*records[start:]]
            again = app.configure_task(
                PROPOSE_TASK, lock=PROPOSE_TASK, schedule_in={"seconds": STEP_ASIDE_SECONDS}
            )
            again.defer(records=left)
            break
        made += propose_alike([UUID(each) for each in records[start : start + AT_ONCE]]).made
    if made:
        logger.info("%s pairs that may be one person were proposed", made)


@app.periodic(cron="43 2 * * *")
@app.task(
    name=RUN_TASK,
    queueing_lock=RUN_TASK,
    lock=RUN_TASK,
    retry=RetryStrategy(max_attempts=5, wait=60, retry_exceptions=PASSING),
)
def match_records(timestamp: int = 0) -> None:
    """Compare the records of the day with all, or all where the weights are new; learn anew first where that is due.
    Each night, and when somebody orders it (`services.match_orders`)."""
    run = run_matching()
    logger.info(
        "%s records compared: %s guests merged, %s pairs proposed", run.rows, run.merged, run.proposed
    )


@app.periodic(cron="29 4 * * *")
@app.task(
    name="identity.find_relations",
    queueing_lock="identity.find_relations",
    lock="identity.find_relations",
    retry=RetryStrategy(max_attempts=5, wait=60, retry_exceptions=PASSING),
)
def suggest_relations(timestamp: int = 0) -> None:
    """Suggest who may have to do with whom, of the guests of whom anything is new. Safe to run again."""
    found = find_relations()
    logger.info(
        "relations of %s guests looked for: %s suggested, %s gone", found.guests, found.made, found.gone
    )


@app.task(
    name=RULES_TASK, lock=RULES_TASK, retry=RetryStrategy(max_attempts=30, wait=10, retry_exceptions=PASSING)
)
def run_field_rules(rules_id: str) -> None:
    """Do what is left of trying or applying field rules. Safe to run again after a killed worker."""
    with _told_if_it_breaks_off(fail_rules, UUID(rules_id)):
        run_rules(UUID(rules_id))
