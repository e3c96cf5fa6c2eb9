"""What of stays goes with a guest who becomes one with another."""

from typing import Final

from huitouke.kernel.moving import LEDGER, Moving, register_moving, register_unmoved
from huitouke.stays.services.rows import PERSON

_OF_PERSON: Final = (
    f"SELECT x.home_id FROM stays_reservation q JOIN intake_sourcerecord r ON r.system = q.system"
    f" AND r.external_id = '{PERSON}'"
    f" || coalesce(nullif({{t}}.external_id, ''), q.external_id || '/' || {{t}}.role || {{t}}.position)"
    f" JOIN {LEDGER} x ON x.table_name = 'identity_link' AND x.row_id = r.id"
    f" WHERE q.id = {{t}}.reservation_id LIMIT 1"
)
"""A person is whose the record of them is (`services.rows.person_key`)."""
_OF_STAYING: Final = (
    f"SELECT x.home_id FROM (SELECT p.id FROM stays_reservationperson p WHERE p.reservation_id = {{key}}"
    f" AND p.role = 'guest' AND p.guest_id IS NOT NULL ORDER BY p.position LIMIT 1) p"
    f" JOIN {LEDGER} x ON x.table_name = 'stays_reservationperson' AND x.row_id = p.id"
)
"""A reservation and its bills are those of the first who stays."""


def register() -> None:
    """Name all tables; called once, when the app is ready."""
    register_moving(
        Moving("stays.ReservationPerson", home=_OF_PERSON),
        Moving("stays.Reservation", home=_OF_STAYING.replace("{key}", "{t}.id")),
        Moving("stays.Folio", home=_OF_STAYING.replace("{key}", "{t}.reservation_id")),
        Moving("stays.Preparation"),
    )
    register_unmoved({"stays.GuestFigure": "a trigger adds them up anew from the stays that move"})
