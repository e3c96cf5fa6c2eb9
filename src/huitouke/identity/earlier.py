"""What a system told of its guests before: whom its records belong to, and what the newest of them said."""

from collections.abc import Sequence

from django.db import connection

from huitouke.identity.rows import Earlier
from huitouke.intake.choices import RecordState

EARLIER_SQL = """
SELECT r.external_id, (array_agg(l.guest_id ORDER BY l.linked_at DESC) FILTER (WHERE l.record_id IS NOT NULL))[1],
       array_agg(r.id ORDER BY coalesce(r.told_at, '-infinity'), r.version),
       (array_agg(r.payload ORDER BY coalesce(r.told_at, '-infinity') DESC, r.version DESC))[1]
FROM intake_sourcerecord r LEFT JOIN identity_link l ON l.record_id = r.id
WHERE r.system = %s AND r.external_id = ANY(%s) AND r.state = %s
GROUP BY r.external_id HAVING count(l.record_id) > 0"""


def find_earlier(system: str, external_ids: Sequence[str]) -> dict[str, Earlier]:
    """What stood before under each external id whose records belong to a guest; ids of which only quarantined
    records are known are left out. One query."""
    if not external_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(EARLIER_SQL, [system, list(external_ids), RecordState.ACCEPTED])
        return {
            external_id: Earlier(guest_id, tuple(record_ids), None if payload is None else bytes(payload))
            for external_id, guest_id, record_ids, payload in cursor.fetchall()
        }
