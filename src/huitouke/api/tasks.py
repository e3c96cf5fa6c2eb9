"""The worker's part."""

from procrastinate.contrib.django import app

from huitouke.api.idempotency import forget_answers


@app.periodic(cron="11 * * * *")
@app.task(name="api.forget_answers", queueing_lock="api.forget_answers")
def forget_kept_answers(timestamp: int) -> None:
    """Take away the answers whose day is over."""
    forget_answers()
