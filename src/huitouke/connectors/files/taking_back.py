"""Taking an import back, whatever its rows are."""

from collections.abc import Callable
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.identity.services.take_back import foresee_take_back, take_back_import
from huitouke.intake.models import ImportRun
from huitouke.intake.queries import get_run
from huitouke.intake.services import TakeBack
from huitouke.stays.booking_rows import BOOKINGS_KIND
from huitouke.stays.services.take_back import foresee_bookings_back, take_back_bookings

Progress = Callable[[str, int, int | None], None]


def take_back_run(*, actor: Actor, run_id: UUID, progress: Progress | None = None) -> TakeBack:
    """Take an import back; what became of what it had brought. Refuses as the service of its kind does."""
    if get_run(actor, run_id).kind == BOOKINGS_KIND:
        return take_back_bookings(actor=actor, run_id=run_id, progress=progress)
    return take_back_import(actor=actor, run_id=run_id, progress=progress)


def foresee_run_back(run: ImportRun) -> TakeBack:
    """What taking it back would come to."""
    return foresee_bookings_back(run) if run.kind == BOOKINGS_KIND else foresee_take_back(run)
