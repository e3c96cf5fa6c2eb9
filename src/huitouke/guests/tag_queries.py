"""Reads of tags: the list with its use, and by whom a guest's tags were given."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce, NullIf

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
    """The tags of one guest, by name. The row's id tells when it came. One query."""
    return [held_tag(row) for row in tag_rows(guest_id)]


def tag_rows(guest_id: UUID) -> list[Any]:
    """The rows of a guest's tags, with what `held_tag` needs to know of their records."""
    records = SourceRecord.objects.filter(id=OuterRef("record_id"))
    name = Coalesce(NullIf("display_name", Value("")), "username", output_field=TextField())
    rows = GuestTag.objects.filter(guest_id=guest_id).select_related("tag").order_by("tag__name")
    return list(
        rows.annotate(
            is_ruled=Exists(TagRule.objects.filter(id=OuterRef("record_id"))),
            system=Subquery(records.values("system")[:1]),
            actor=Subquery(records.values("actor_id")[:1]),
        ).annotate(
            colleague=Subquery(
                User.objects.filter(id=OuterRef("actor")).annotate(said=name).values("said")[:1]
            )
        )
    )


def held_tag(row: Any) -> HeldTag:
    """One row of `tag_rows` as the page shows it: what the desk gave is the colleague's, the rest its system's."""
    giver = row.colleague if row.system == DESK else row.system
    return HeldTag(row.tag, _made_at(row.id), row.is_ruled, giver or "")


def _made_at(key: UUID) -> datetime:
    """The instant in a UUID of version 7."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
