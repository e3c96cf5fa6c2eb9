"""Reads of tags: the list with its use, and by whom a guest's tags were given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.guests.models import GuestTag, Tag, TagRule
from huitouke.intake.choices import DESK
from huitouke.intake.models import SourceRecord


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag with how many hold it, and whether a rule gives it."""

    tag: Tag
    count: int
    rule: TagRule | None

    @property
    def given(self) -> str:
        """`hand`, `rule`, or `waits` for a rule whose facts are not kept yet."""
        if self.rule is None:
            return "hand"
        return "waits" if self.rule.waits_for else "rule"


def list_tags(actor: Actor) -> list[TagLine]:
    """Every tag, by group and name. For who keeps the list, of the whole group of hotels: the counts are of all
    guests."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    counts = dict(GuestTag.objects.values_list("tag_id").annotate(held=Count("id")).order_by())
    rules = {rule.tag_id: rule for rule in TagRule.objects.all()}
    tags = Tag.objects.select_related("group").order_by("group__code", "sort", "name")
    return [TagLine(tag, counts.get(tag.id, 0), rules.get(tag.id)) for tag in tags]


@dataclass(frozen=True, slots=True)
class HeldTag:
    """A tag that a guest holds: since when, and by whom: a colleague, a system, or (`is_ruled`) a rule."""

    tag: Tag
    since: datetime
    is_ruled: bool
    giver: str


def held_tags(guest_id: UUID) -> list[HeldTag]:
    """The tags of one guest, by name. The row's id tells when it came. Three queries, one where there is none."""
    rows = list(GuestTag.objects.filter(guest_id=guest_id).select_related("tag").order_by("tag__name"))
    if not rows:
        return []
    records = [row.record_id for row in rows]
    ruled = set(TagRule.objects.filter(id__in=records).values_list("id", flat=True))
    told = SourceRecord.objects.filter(id__in=records).values_list("id", "system", "actor_id")
    sources = {record_id: (system, actor_id) for record_id, system, actor_id in told}
    people = {
        user.id: str(user)
        for user in User.objects.filter(id__in=[who for _s, who in sources.values() if who])
    }
    return [
        HeldTag(row.tag, _made_at(row.id), row.record_id in ruled, _giver(sources.get(row.record_id), people))
        for row in rows
    ]


def _giver(source: tuple[str, UUID | None] | None, people: Mapping[UUID, str]) -> str:
    if source is None:
        return ""
    system, actor_id = source
    if system == DESK and actor_id is not None:
        return people.get(actor_id, "")
    return "" if system == DESK else system


def _made_at(key: UUID) -> datetime:
    """The instant in a UUID of version 7."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
