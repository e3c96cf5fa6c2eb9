"""What those who look after guests see to first: marks that fell, and what was said about consent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Subquery

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models.organisation import label_in_language
from huitouke.guests.choices import ConsentAct
from huitouke.guests.models import ConsentContent, Evaluation, Guest
from huitouke.guests.policy import named_condition, visible_condition
from huitouke.guests.queries import LINE_FIELDS, GuestLine, guest_lines
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7_floor

FALL_DAYS: Final = 30
"""For so long a mark that fell stands on Today."""


@dataclass(frozen=True, slots=True)
class FallenMark:
    """A guest whose present mark on a scale is lower than the one before it."""

    line: GuestLine
    scale: str
    value: int
    before: int
    author_name: str
    given_at: datetime


def list_fallen_marks(actor: Actor, *, branch_id: UUID | None = None, limit: int = 6) -> list[FallenMark]:
    """Present marks of the last 30 days that are lower than the mark before them, the newest first, of guests who may
    be named; of one branch where `branch_id` is given. Three queries at most, over the keys of the newest marks."""
    actor.require(Right.GUESTS_VIEW)
    guests = Guest.objects.filter(visible_condition(actor)).filter(named_condition(actor))
    if branch_id is not None:
        guests = guests.filter(branch_id=branch_id)
    same = Evaluation.objects.filter(guest=OuterRef("guest"), scale=OuterRef("scale"))
    since = clock.now() - timedelta(days=FALL_DAYS)
    rows: list[Any] = list(
        Evaluation.objects.filter(id__gte=uuid7_floor(since), given_at__gte=since, guest__in=guests)
        .annotate(
            before=Subquery(same.filter(id__lt=OuterRef("id")).order_by("-id").values("value")[:1]),
            is_past=Exists(same.filter(id__gt=OuterRef("id"))),
        )
        .filter(is_past=False, before__gt=F("value"))
        .order_by("-id")[:limit]
    )
    lines = {
        line.id: line
        for line in guest_lines(
            actor, Guest.objects.filter(id__in={row.guest_id for row in rows}).values(*LINE_FIELDS)
        )
    }
    return [
        FallenMark(lines[row.guest_id], row.scale, row.value, row.before, row.author_name, row.given_at)
        for row in rows
        if row.guest_id in lines
    ]


@dataclass(frozen=True, slots=True)
class ConsentCount:
    """How many answers about one purpose were noted in a period."""

    purpose: str
    given: int
    refused: int


def count_consents(actor: Actor, since: datetime, *, branch_id: UUID | None = None) -> list[ConsentCount]:
    """Answers noted since an instant, by purpose: agreed, and refused or withdrawn. Of the guests whom the actor may
    see; of one branch where `branch_id` is given. One query over the keys of the newest answers."""
    actor.require(Right.GUESTS_VIEW)
    guests = Guest.objects.filter(visible_condition(actor))
    if branch_id is not None:
        guests = guests.filter(branch_id=branch_id)
    answers = ConsentContent.objects.filter(
        id__gte=uuid7_floor(since), entry__subject_id__in=guests.values("id")
    )
    found: dict[str, list[Any]] = {}
    rows = answers.values("purpose__sort", "purpose__code", "purpose__labels", "act").annotate(n=Count("id"))
    for row in rows.order_by("purpose__sort", "purpose__code"):
        code = row["purpose__code"]
        sums = found.setdefault(code, [label_in_language(row["purpose__labels"], code), 0, 0])
        sums[1 if row["act"] == ConsentAct.GIVEN else 2] += row["n"]
    return [ConsentCount(purpose, given, refused) for purpose, given, refused in found.values()]
