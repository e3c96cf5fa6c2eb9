"""Reads of guest types and evaluations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.choices import EvaluationScale
from huitouke.guests.errors import GuestTypeNotFound
from huitouke.guests.models import Evaluation, Guest, GuestType

HISTORY_SHOWN = 12


def list_guest_types(*, include_closed: bool = False) -> list[GuestType]:
    """The types in their order; those that are closed only when asked for."""
    types = GuestType.objects.all()
    return list(types if include_closed else types.filter(is_closed=False))


def get_guest_type(code: str) -> GuestType:
    """The type of this code; raises `GuestTypeNotFound`."""
    found = GuestType.objects.filter(code=code).first()
    if found is None:
        raise GuestTypeNotFound
    return found


def list_types_with_use(actor: Actor) -> list[tuple[GuestType, int, bool]]:
    """Every type with the number of guests who have it now, and whether anybody ever had it: for who keeps the
    list."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    types = GuestType.objects.annotate(
        now=Count("memberships", filter=Q(memberships__until=None)), ever=Count("memberships")
    ).order_by("sort", "code")
    return [(each, each.now, each.ever > 0) for each in types]


def types_of(guest: Guest) -> list[GuestType]:
    """The types that a guest whom the actor has been shown has now. One query."""
    return list(GuestType.objects.filter(memberships__guest=guest, memberships__until=None))


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark with who gave it when."""

    id: UUID
    value: int
    author_id: UUID | None
    author_name: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale of a guest: the present mark and the older ones, newest first."""

    code: str
    marks: Sequence[Mark] = field(default=())

    @property
    def label(self) -> str:
        return str(EvaluationScale(self.code).label)

    @property
    def now(self) -> Mark | None:
        return self.marks[0] if self.marks else None

    @property
    def before(self) -> Mark | None:
        return self.marks[1] if len(self.marks) > 1 else None

    @property
    def trend(self) -> int:
        """1 where the present mark is higher than the one before it, -1 where it is lower, else 0."""
        if self.now is None or self.before is None:
            return 0
        return (self.now.value > self.before.value) - (self.now.value < self.before.value)

    @property
    def points(self) -> str:
        """The marks, oldest first, as points of a line in a box of 60 by 20; "" for fewer than two."""
        values = [mark.value for mark in reversed(self.marks)]
        if len(values) < 2:
            return ""
        step = 56 / (len(values) - 1)
        return " ".join(
            f"{2 + step * place:.1f},{18 - (value - 1) * 4}" for place, value in enumerate(values)
        )


def evaluations_of(guest: Guest, limit: int = HISTORY_SHOWN) -> list[Scale]:
    """The three scales of a guest whom the actor has been shown, each with its last marks. One query."""
    found: dict[str, list[Mark]] = {scale: [] for scale in EvaluationScale.values}
    rows = Evaluation.objects.filter(guest=guest).order_by("-id")
    for row in rows[: limit * len(found) * 4]:
        marks = found.get(row.scale)
        if marks is not None and len(marks) < limit:
            marks.append(Mark(row.id, row.value, row.author_id, row.author_name, row.given_at))
    return [Scale(code, tuple(marks)) for code, marks in found.items()]
