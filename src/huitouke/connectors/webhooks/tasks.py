"""The worker's part."""

from procrastinate.contrib.django import app

from huitouke.access.switches import while_on
from huitouke.connectors.webhooks.choices import SWITCH
from huitouke.connectors.webhooks.sending import forget_old, send_due


@app.periodic(cron="* * * * * */10")
@app.task(name="webhooks.send_due", queueing_lock="webhooks.send_due", lock="webhooks.send_due")
@while_on(SWITCH)
def send_webhooks(timestamp: int) -> None:
    """Send what is due; what is left is sent in ten seconds."""
    send_due()


@app.periodic(cron="41 4 * * *")
@app.task(name="webhooks.forget_old", queueing_lock="webhooks.forget_old")
def forget_deliveries(timestamp: int) -> None:
    """Take away what was settled over a month ago."""
    forget_old()
