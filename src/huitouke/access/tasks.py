"""Work that the worker does by the clock."""

from procrastinate.contrib.django import app

from huitouke.access.services.undo import tidy_undoable
from huitouke.access.sessions import SessionStore


@app.periodic(cron="41 * * * *")
@app.task(name="access.clear_sessions", queueing_lock="access.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Take away the sign-ins whose time is over."""
    SessionStore.clear_expired()


@app.periodic(cron="51 * * * *")
@app.task(name="access.tidy_undoable", queueing_lock="access.tidy_undoable")
def tidy_undoable_acts(timestamp: int) -> None:
    """Forget what could be undone in earlier shifts."""
    tidy_undoable()
