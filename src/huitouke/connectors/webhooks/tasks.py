"""The worker's part."""

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huitouke.access.switches import while_on
from huitouke.connectors.webhooks.choices import SWITCH
from huitouke.connectors.webhooks.sending import forget_old, list_due, send_due


@app.periodic(cron="* * * * * */10")
@app.task(name="webhooks.send_due", queueing_lock="webhooks.send_due")
@while_on(SWITCH)
def send_webhooks(timestamp: int) -> None:
    """Hand every subscription for which something is due to a job of its own, so that none waits for another."""
    for subscription_id in list_due():
        lock = f"webhooks.send:{subscription_id}"
        with suppress(AlreadyEnqueued), transaction.atomic():
            send_to.configure(lock=lock, queueing_lock=lock).defer(subscription_id=str(subscription_id))


@app.task(name="webhooks.send_to")
@while_on(SWITCH)
def send_to(subscription_id: str) -> None:
    """Send one subscription what is due; what is left is sent in ten seconds."""
    send_due(UUID(subscription_id))


@app.periodic(cron="41 4 * * *")
@app.task(name="webhooks.forget_old", queueing_lock="webhooks.forget_old")
def forget_deliveries(timestamp: int) -> None:
    """Take away what was settled over a month ago."""
    forget_old()
