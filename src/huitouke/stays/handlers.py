"""What happens in the house that changes what is known of stays, and what they promise."""

from collections.abc import Sequence
from uuid import UUID

from huitouke.access.actors import SYSTEM
from huitouke.access.services.organisation import BRANCH_CURRENCY_CONFIRMED
from huitouke.guests.events import PROFILE_CHANGED, PROFILES_MERGED, PROFILES_UNMERGED
from huitouke.hotels.models import CodeMapping
from huitouke.hotels.services.mappings import MAPPING_CLEARED, MAPPING_SET
from huitouke.kernel import bulk
from huitouke.kernel.outbox import Event, handles, handles_rounds
from huitouke.stays import events
from huitouke.stays.choices import EXPECTED, STAYING, ReservationStatus
from huitouke.stays.mapping_queries import reservations_under
from huitouke.stays.models import Reservation, ReservationPerson
from huitouke.stays.services.proposing import propose_preparations
from huitouke.stays.services.refolding import refold_reservations


@handles(BRANCH_CURRENCY_CONFIRMED)
def follow_the_currency(event: Event) -> None:
    """Bookings that named no currency have that of their branch, also when it is said afterwards. Idempotent: what is
    written is read from the records."""
    if event.key is None:
        return
    found = Reservation.objects.filter(branch_id=event.key, currency=event.payload["before"])
    refold_reservations(actor=SYSTEM, reservation_ids=found.values_list("id", flat=True))


@handles_rounds(events.RESERVATION_MADE, events.RESERVATION_CHANGED, events.STAY_CHECKED_IN)
def propose_for_stays(given: Sequence[Event]) -> None:
    """Idempotent: what is promised is read from the wishes as they stand."""
    propose_preparations(
        actor=SYSTEM, reservation_ids={UUID(event.payload["reservation"]) for event in given}
    )


@handles_rounds(PROFILE_CHANGED, PROFILES_MERGED, PROFILES_UNMERGED)
def propose_for_guests(given: Sequence[Event]) -> None:
    """The stays to come, and the present one, of guests whose profiles changed, or who became one or two."""
    told = (event.payload.get(name) for event in given for name in ("guest", "other"))
    guests = {UUID(text) for text in told if text}
    found = ReservationPerson.objects.filter(
        guest_id__in=bulk.among(guests),
        role__in=STAYING,
        reservation__status__in=(*EXPECTED, ReservationStatus.IN_HOUSE),
    )
    ids = set(found.values_list("reservation_id", flat=True)) if guests else set()
    if ids:
        propose_preparations(actor=SYSTEM, reservation_ids=ids)


@handles(MAPPING_SET)
@handles(MAPPING_CLEARED)
def follow_the_mapping(event: Event) -> None:
    """Reservations that came with a code are what it means now. Idempotent: what is written is read from the records
    under the mappings as they stand."""
    mapping = CodeMapping.objects.filter(id=event.payload["mapping"]).first()
    if mapping is not None:
        refold_reservations(
            actor=SYSTEM, reservation_ids=reservations_under(mapping, event.payload.get("before"))
        )
