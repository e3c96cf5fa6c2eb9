"""What happens in the house that changes what is known of stays."""

from huitouke.access.actors import SYSTEM
from huitouke.access.services.organisation import BRANCH_CURRENCY_CONFIRMED
from huitouke.kernel.outbox import Event, handles
from huitouke.stays.models import Reservation
from huitouke.stays.services.refolding import refold_reservations


@handles(BRANCH_CURRENCY_CONFIRMED)
def follow_the_currency(event: Event) -> None:
    """Bookings that named no currency have that of their branch, also when it is said afterwards. Idempotent: what is
    written is read from the records."""
    if event.key is None:
        return
    found = Reservation.objects.filter(branch_id=event.key, currency=event.payload["before"])
    refold_reservations(actor=SYSTEM, reservation_ids=found.values_list("id", flat=True))
