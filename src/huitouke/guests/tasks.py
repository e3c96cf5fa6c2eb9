"""Work on the archive that the worker does by the clock."""

import logging

from procrastinate.contrib.django import app

from huitouke.guests.services.consent_chain import take_root
from huitouke.guests.services.registration import dispose_registration
from huitouke.guests.services.views import tidy_views
from huitouke.kernel import clock

logger = logging.getLogger(__name__)


@app.periodic(cron="7 4 * * *")
@app.task(name="guests.dispose_registration", queueing_lock="guests.dispose_registration")
def dispose(timestamp: int) -> None:
    """Take away what the law no longer keeps."""
    gone = dispose_registration(clock.now().date())
    if gone:
        logger.info("%s registration facts were disposed of", gone)


@app.periodic(cron="47 2 * * *")
@app.task(name="guests.take_consent_root", queueing_lock="guests.take_consent_root")
def take_consent_root(timestamp: int) -> None:
    """Take the root of the day over all chains of consents."""
    root = take_root()
    if root is not None:
        logger.info("a root over %s new consent entries was taken", root.entries)


@app.periodic(cron="23 * * * *")
@app.task(name="guests.tidy_views", queueing_lock="guests.tidy_views")
def tidy_old_views(timestamp: int) -> None:
    """Forget drafts of conditions and deleted views whose time is over."""
    tidy_views()
