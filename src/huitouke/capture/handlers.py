"""A profile that changed may have answered what a capture lacked."""

from collections.abc import Sequence
from uuid import UUID

from huitouke.access.switches import while_on
from huitouke.capture.services import refresh_captures
from huitouke.guests.events import PROFILE_CHANGED
from huitouke.kernel.outbox import Event, handles_rounds


@handles_rounds(PROFILE_CHANGED)
@while_on("capture")
def look_again(given: Sequence[Event]) -> None:
    """Idempotent: what is missing is read from the profiles as they stand."""
    refresh_captures({UUID(event.payload["guest"]) for event in given if "guest" in event.payload})
