"""Taking the trail out."""

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.models import AuditEntry
from huitouke.access.services.audit import record_audit
from huitouke.access.trail import EXPORT_LIMIT, TrailFilter, entries_under


@transaction.atomic
def export_trail(*, actor: Actor, chosen: TrailFilter) -> list[AuditEntry]:
    """The entries under a filter for a file, newest first, 50,000 at most. That they were taken out is an entry too."""
    entries = list(entries_under(actor, chosen).order_by("-created_at", "-id")[:EXPORT_LIMIT])
    record_audit(
        actor, "access.trail.exported", object_type="trail", object_id=chosen.object_id, rows=len(entries)
    )
    return entries
