"""Rules of tags follow the changes of guests: those of the last minute each minute, all guests each night."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.guests.keys import first_id_at
from huitouke.guests.services.tag_rules import follow_all, has_rules
from huitouke.guests.services.together import settle_groups
from huitouke.identity.bulk_models import TagWatch
from huitouke.kernel import clock

OVERLAP: Final = timedelta(minutes=2)
"""A transaction that began before the last look and ended after it is not missed."""
MOST_SINGLED: Final = 50_000
"""More changed guests than these are cheaper looked through with all the others."""

_CHANGED: Final = (
    "SELECT guest_id FROM identity_link WHERE record_id >= %(since)s"
    " UNION SELECT guest_id FROM guests_guesttag t WHERE id >= %(since)s"
    " AND NOT EXISTS (SELECT 1 FROM guests_tagrule r WHERE r.id = t.record_id)"
    " UNION SELECT guest_id FROM guests_companyguest WHERE id >= %(since)s"
    " UNION SELECT subject_id FROM kernel_fieldchange WHERE id > %(change)s"
    " UNION SELECT e.subject_id FROM guests_consentcontent c JOIN guests_consententry e ON e.id = c.entry_id"
    " WHERE c.id >= %(since)s"
)
"""Whoever has a new record, a new row, a new word about a consent, or a field with another value. Each part reads the
end of a key, so that the work grows with what was changed."""


@transaction.atomic
def follow_changed() -> tuple[int, int]:
    """Follow every rule for the guests who changed since the last look; how many gained and lost a tag. Whatever
    leaves no trace, such as a day that passes, waits for the night."""
    if not has_rules():
        return 0, 0
    watch = TagWatch.objects.select_for_update().first() or TagWatch()
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM kernel_fieldchange")
        newest = int(cursor.fetchone()[0])
        since: dict[str, UUID | int] = {
            "since": first_id_at(watch.looked_at - OVERLAP),
            "change": watch.earlier_change,
        }
        cursor.execute(_CHANGED, since)
        ids = [row[0] for row in cursor.fetchmany(MOST_SINGLED + 1)]
    done = follow_all(ids if len(ids) <= MOST_SINGLED else None)
    watch.earlier_change, watch.last_change = watch.last_change, newest
    watch.looked_at = now
    watch.save()
    return done


def follow_everybody() -> tuple[int, int]:
    """Follow every rule for all guests: days pass, and what left no trace is caught up with. Exclusive groups are
    settled where files brought more than one tag of a group."""
    settle_groups(None)
    return follow_all()
