"""The worker's part."""

from procrastinate.contrib.django import app

from huitouke.capture.forms import forget_old_forms
from huitouke.capture.links import forget_knocks


@app.periodic(cron="17 3 * * *")
@app.task(name="capture.forget_old_forms", queueing_lock="capture.forget_old_forms")
def forget_forms(timestamp: int) -> None:
    """Take away forms that nobody accepted in time, also while the form is switched off."""
    forget_old_forms()
    forget_knocks()
