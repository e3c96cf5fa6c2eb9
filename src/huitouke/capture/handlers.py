"""A profile that changed may have answered what a capture lacked."""

from collections.abc import Sequence
from uuid import UUID

from huitouke.access.switches import while_on
from huitouke.capture.services import refresh_captures
from huitouke.guests.events import PROFILE_CHANGED, PROFILES_MERGED, PROFILES_UNMERGED
from huitouke.kernel.outbox import Event, handles_rounds


@handles_rounds(PROFILE_CHANGED, PROFILES_MERGED, PROFILES_UNMERGED)
@while_on("capture")
def look_again(given: Sequence[Event]) -> None:
    """Idempotent: what is missing is read from the profiles as they stand."""
    told = (event.payload.get(name) for event in given for name in ("guest", "other"))
    refresh_captures({UUID(text) for text in told if text})
