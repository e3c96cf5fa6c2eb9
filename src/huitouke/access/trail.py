"""The audit trail as people look through it: who did and who read what, when, in the branches that they answer for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import READ_SUFFIX, Right
from huitouke.access.models import Assignment, AuditEntry
from huitouke.kernel import clock

PAGE: Final = 50
EXPORT_LIMIT: Final = 50_000
DEFAULT_DAYS: Final = 31
"""How far back is looked where nobody says: one or two months, which are as many partitions."""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What is looked for. `code` is a whole code or, with a dot at its end, a beginning; `field` the name of a field;
    `since` and `until` bound the months that the database opens."""

    since: datetime
    until: datetime
    object_id: UUID | None = None
    actor_id: UUID | None = None
    branch_id: UUID | None = None
    code: str = ""
    field: str = ""
    only_reads: bool = False


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Entries, newest first, and the cursors of the pages beside it ("" where there is none)."""

    entries: list[AuditEntry]
    older: str
    newer: str


def last_days(days: int = DEFAULT_DAYS) -> tuple[datetime, datetime]:
    """From so many days ago until now."""
    now = clock.now()
    return now - timedelta(days=days), now + timedelta(minutes=1)


def list_trail(
    actor: Actor, chosen: TrailFilter, *, older_than: str = "", newer_than: str = "", limit: int = PAGE
) -> TrailPage:
    """A page of the trail. One query, bounded in time, by key: the last page costs what the first costs."""
    entries = entries_under(actor, chosen)
    before, after = _cursor(older_than), _cursor(newer_than)
    if after is not None:
        found = list(
            entries.filter(Q(created_at__gt=after[0]) | Q(created_at=after[0], id__gt=after[1])).order_by(
                "created_at", "id"
            )[: limit + 1]
        )
        has_newer, has_older = len(found) > limit, True
        found = found[:limit][::-1]
    else:
        if before is not None:
            entries = entries.filter(Q(created_at__lt=before[0]) | Q(created_at=before[0], id__lt=before[1]))
            entries = entries.filter(created_at__lte=before[0])
        found = list(entries.order_by("-created_at", "-id")[: limit + 1])
        has_older, has_newer = len(found) > limit, before is not None
        found = found[:limit]
    return TrailPage(
        found,
        older=_key(found[-1]) if found and has_older else "",
        newer=_key(found[0]) if found and has_newer else "",
    )


def entries_under(actor: Actor, chosen: TrailFilter) -> QuerySet[AuditEntry]:
    """Whoever answers for the group sees all; whoever answers for branches sees what was done there, and what the
    people who work there alone did."""
    actor.require(Right.AUDIT_VIEW)
    entries = AuditEntry.objects.filter(created_at__gte=chosen.since, created_at__lt=chosen.until)
    if not actor.has_group_right(Right.AUDIT_VIEW):
        entries = entries.filter(_scope(actor))
    if chosen.object_id is not None:
        entries = entries.filter(object_id=chosen.object_id)
    if chosen.actor_id is not None:
        entries = entries.filter(actor_id=chosen.actor_id)
    if chosen.branch_id is not None:
        entries = entries.filter(branch_id=chosen.branch_id)
    if chosen.code:
        is_beginning = chosen.code.endswith(".")
        entries = entries.filter(**{"code__startswith" if is_beginning else "code": chosen.code})
    if chosen.field:
        entries = entries.filter(fields__contains=[chosen.field])
    if chosen.only_reads:
        entries = entries.filter(code__endswith=READ_SUFFIX)
    return entries


def _scope(actor: Actor) -> Q:
    branches = actor.branches_with(Right.AUDIT_VIEW)
    here = Assignment.objects.filter(branch__in=branches).values("user_id")
    elsewhere = Assignment.objects.filter(Q(branch=None) | ~Q(branch__in=branches)).values("user_id")
    own_people = Q(branch_id=None, actor_id__in=here) & ~Q(actor_id__in=elsewhere)
    return Q(branch_id__in=branches) | own_people


def _key(entry: AuditEntry) -> str:
    return f"{entry.created_at.timestamp():.6f}_{entry.id}"


def _cursor(text: str) -> tuple[datetime, int] | None:
    stamp, _line, number = text.partition("_")
    try:
        return datetime.fromtimestamp(float(stamp), tz=clock.now().tzinfo), int(number)
    except (ValueError, OverflowError, OSError):
        return None
