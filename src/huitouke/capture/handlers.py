"""A profile that changed may have answered what a capture lacked."""

from uuid import UUID

from huitouke.access.switches import while_on
from huitouke.capture.services import refresh_captures
from huitouke.guests.events import PROFILE_CHANGED
from huitouke.kernel.outbox import Event, handles


@handles(PROFILE_CHANGED)
@while_on("capture")
def look_again(event: Event) -> None:
    """Idempotent: what is missing is read from the profile as it stands."""
    if "guest" in event.payload:
        refresh_captures(UUID(event.payload["guest"]))
