"""Work of the night is done in the night of the hotel: jobs that name an hour go by the clock of the settings."""

from datetime import datetime
from typing import Concatenate, Final, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from procrastinate import App
from procrastinate.periodic import PeriodicRegistry, PeriodicTask
from procrastinate.tasks import ConfigureTaskOptions, Task

from huitouke.kernel import clock

P = ParamSpec("P")
R = TypeVar("R")
Args = ParamSpec("Args")
_EVERY: Final = "*"


class HotelClock(PeriodicRegistry):
    """Jobs by the clock. One whose cron names an hour means that hour in HUITOUKE_TIME_ZONE, also after a change to or
    from summer time (in whose night it may come twice); procrastinate itself reads every cron as UTC. All others come
    as often anywhere."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def register_task(
        self,
        task: Task[P, R, Concatenate[int, Args]],
        cron: str,
        periodic_id: str,
        configure_kwargs: ConfigureTaskOptions,
    ) -> PeriodicTask[P, R, Concatenate[int, Args]]:
        made = super().register_task(
            task=task, cron=cron, periodic_id=periodic_id, configure_kwargs=configure_kwargs
        )
        if cron.split()[1] != _EVERY:
            # Its times are asked for by seconds since 1970 from here on, which leave the zone as it is.
            made.croniter.set_current(datetime.now(ZoneInfo(settings.TIME_ZONE)))
        return made


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
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    for each in app.periodic_registry.periodic_tasks.values():
        if each.task.name == task_name:
            # A copy: the worker's own times stand still.
            times = type(each.croniter)(each.cron, clock.now().astimezone(each.croniter.tzinfo))
            found: datetime = times.get_next(datetime)
            return found
    raise LookupError(task_name)
