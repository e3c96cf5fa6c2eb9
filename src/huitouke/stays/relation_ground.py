"""Who stayed in one room: the strongest ground on which two guests have to do with each other."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from huitouke.identity.relation_grounds import Ground, Tie, register_ground
from huitouke.stays.choices import STAYED, STAYING, NightKind

MOST_IN_A_ROOM: Final = 6

_ONE_ROOM: Final = """
WITH ours AS MATERIALIZED (
    SELECT DISTINCT r.id, r.arrival, r.branch_id FROM stays_reservationperson p
    JOIN stays_reservation r ON r.id = p.reservation_id
    WHERE p.guest_id = ANY(%(guests)s::uuid[]) AND p.role = ANY(%(staying)s) AND r.status = ANY(%(stayed)s)
      AND r.outlet_id IS NULL AND NOT r.is_name_hidden),
rooms AS (
    SELECT o.id, o.branch_id, o.id AS beside_id, o.arrival AS first_night FROM ours o
    UNION ALL
    SELECT o.id, o.branch_id, m.reservation_id, min(m.business_date) FROM ours o
    JOIN stays_roomnight n ON n.reservation_id = o.id
    JOIN stays_roomnight m ON m.room_id = n.room_id AND m.business_date = n.business_date
     AND m.reservation_id <> n.reservation_id
    JOIN stays_reservation r ON r.id = m.reservation_id AND NOT r.is_name_hidden
    WHERE %(shared)s IN (n.kind, m.kind) AND NOT %(by_day)s IN (n.kind, m.kind)
    GROUP BY o.id, o.branch_id, m.reservation_id),
people AS (
    SELECT r.id, r.beside_id, r.branch_id, r.first_night, array_agg(DISTINCT p.guest_id) AS ids FROM rooms r
    JOIN stays_reservationperson p ON p.reservation_id IN (r.id, r.beside_id)
     AND p.role = ANY(%(staying)s) AND p.guest_id IS NOT NULL
    GROUP BY r.id, r.beside_id, r.branch_id, r.first_night
    HAVING count(DISTINCT p.guest_id) BETWEEN 2 AND %(most)s)
SELECT a.id, b.id, count(DISTINCT t.first_night)
FROM people t CROSS JOIN LATERAL unnest(t.ids) AS a(id) CROSS JOIN LATERAL unnest(t.ids) AS b(id)
JOIN access_branch h ON h.id = t.branch_id
JOIN guests_guest g ON g.id = a.id AND (g.is_shared OR g.legal_entity_id = h.legal_entity_id)
JOIN guests_guest k ON k.id = b.id AND (k.is_shared OR k.legal_entity_id = h.legal_entity_id)
WHERE a.id < b.id AND (a.id = ANY(%(guests)s::uuid[]) OR b.id = ANY(%(guests)s::uuid[]))
GROUP BY 1, 2"""

_CHANGED: Final = """
SELECT p.guest_id FROM stays_reservation r JOIN stays_reservationperson p ON p.reservation_id = r.id
WHERE r.updated_at >= %(since)s AND p.guest_id IS NOT NULL"""


def one_room(guests: Sequence[UUID]) -> list[Tie]:
    """Guests who stayed in one room, on one reservation or on two that shared it, with the number of stays. Stays that
    are not to be disclosed tell nothing, nor does one in a house whose staff may not know of both guests, nor a room of
    more than six. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ONE_ROOM,
            {
                "guests": list(guests),
                "staying": [str(role) for role in STAYING],
                "stayed": [str(status) for status in STAYED],
                "shared": NightKind.SHARED.value,
                "by_day": NightKind.DAY_USE.value,
                "most": MOST_IN_A_ROOM,
            },
        )
        return [(one, other, int(times)) for one, other, times in cursor.fetchall()]


def register() -> None:
    """Name the ground; called once, when the app is ready."""
    register_ground(Ground("room", one_room, _CHANGED))
