"""Work of the night is done in the night of the hotel: jobs that name an hour go by the clock of the settings."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from procrastinate import App
from procrastinate.periodic import PeriodicRegistry, PeriodicTask

from huitouke.kernel import clock

_EVERY: Final = "*"


class HotelClock(PeriodicRegistry):
    """Jobs by the clock. One whose cron names an hour means that hour in HUITOUKE_TIME_ZONE, also after a change to or
    from summer time (in whose night it may come twice); procrastinate itself reads every cron as UTC. All others come
    as often anywhere."""

    def register_task(self, **told: Any) -> PeriodicTask[Any, Any, Any]:
        task = super().register_task(**told)
        if task.cron.split()[1] != _EVERY:
            # Its times are asked for by seconds since 1970 from here on, which leave the zone as it is.
            task.croniter.set_current(datetime.now(ZoneInfo(settings.TIME_ZONE)))
        return task


def keep_the_hotels_clock(app: App) -> None:
    """Let the app register its jobs so, those that it knows already too (`PROCRASTINATE_ON_APP_READY`)."""
    registry = HotelClock()
    for known in app.periodic_registry.periodic_tasks.values():
        registry.register_task(
            task=known.task,
            cron=known.cron,
            periodic_id=known.periodic_id,
            configure_kwargs=known.configure_kwargs,
        )
    app.periodic_registry = registry


def next_time(app: App, task_name: str) -> datetime:
    """When a job comes by the clock next, as an instant; LookupError for one that never does."""
    app.perform_import_paths()
    for each in app.periodic_registry.periodic_tasks.values():
        if each.task.name == task_name:
            # A copy: the worker's own times stand still.
            times = type(each.croniter)(each.cron, clock.now().astimezone(each.croniter.tzinfo))
            found: datetime = times.get_next(datetime)
            return found
    raise LookupError(task_name)
