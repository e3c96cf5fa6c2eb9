"""People whom reservations named only by the id of their profile, found once the system tells who they are."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.kernel import bulk, clock
from huitouke.kernel.history import told_by_each
from huitouke.kernel.outbox import publish_each
from huitouke.stays import events
from huitouke.stays.choices import PersonRole
from huitouke.stays.models import Folio, Reservation, ReservationPerson
from huitouke.stays.services.rows import PERSON

_NAME_GONE: Final = ""


def settle_people_found(*, actor: Actor, system: str, guests: Mapping[str, UUID]) -> int:
    """Let reservations of a system that wait for these people know them, inside the caller's transaction; how many
    reservations that concerned. `guests` is by the external id of the person's record. One query where nobody is
    waited for."""
    known = {external_id.removeprefix(PERSON): guest for external_id, guest in guests.items()}
    waiting = list(
        ReservationPerson.objects.filter(
            guest=None, external_id__in=sorted(known), reservation__system=system
        ).exclude(external_id="")
    )
    if not waiting:
        return 0
    for person in waiting:
        person.guest_id, person.name = known[person.external_id], _NAME_GONE
    ReservationPerson.objects.bulk_update(waiting, ["guest", "name"])
    concerned = {person.reservation_id for person in waiting}
    staying: dict[UUID, UUID] = {}
    named = ReservationPerson.objects.filter(
        reservation_id__in=bulk.among(concerned), role=PersonRole.GUEST, guest__isnull=False
    )
    for reservation_id, guest_id in named.order_by("position").values_list("reservation_id", "guest_id"):
        staying.setdefault(reservation_id, guest_id)
    rows = (
        Reservation.objects.select_for_update(of=("self",), no_key=True)
        .filter(id__in=bulk.among(staying))
        .order_by("id")
    )
    changed = [row for row in rows if row.guest_id != staying[row.id]]
    if changed:
        now = clock.now()
        with told_by_each(actor_id=actor.id, records={row.id: row.record_id for row in changed}):
            bulk.update_rows(
                Reservation._meta.db_table,
                ["guest_id", "updated_at"],
                [{"id": row.id, "guest_id": staying[row.id], "updated_at": now} for row in changed],
            )
        folios = list(Folio.objects.filter(reservation_id__in=bulk.among(row.id for row in changed)))
        for folio in folios:
            folio.guest_id = staying[folio.reservation_id] if folio.reservation_id else folio.guest_id
        Folio.objects.bulk_update(folios, ["guest"])
        publish_each(
            events.RESERVATION_CHANGED,
            {row.id: {"reservation": str(row.id), "guest": str(staying[row.id])} for row in changed},
        )
    return len(concerned)
