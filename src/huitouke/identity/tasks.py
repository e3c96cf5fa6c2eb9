"""Acts on many guests, done by the worker."""

import logging
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huitouke.identity.services.bulk_acts import carry_out, fail_act, tidy_acts

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


@app.periodic(cron="37 * * * *")
@app.task(name="identity.tidy_bulk_acts", queueing_lock="identity.tidy_bulk_acts")
def tidy_bulk_acts(timestamp: int) -> None:
    """Forget what stood before acts that can no longer be undone."""
    tidy_acts()
