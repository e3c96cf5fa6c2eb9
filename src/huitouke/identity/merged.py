"""Who is one with whom: the decisions in force, and what came of a guest since one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.aliases import ids_of
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_use
from huitouke.guests.queries import get_guest
from huitouke.identity.models import Decision
from huitouke.identity.queries import require_named


def decisions_between(homes: Collection[UUID]) -> list[Decision]:
    """The merges in force that make these homes one, the oldest first."""
    return list(Decision.objects.in_force().filter(gone_id__in=list(homes)).order_by("made_at", "id"))


def branch_of(home: UUID, decisions: Sequence[Decision]) -> tuple[UUID, ...]:
    """A home with every one that is shown as it or as one of these: who leaves with it."""
    found = [home]
    for each in found:
        found += [decision.gone_id for decision in decisions if decision.kept_id == each]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One line of a guest's history of merges."""

    id: UUID
    made_at: datetime
    who: str
    reason: str
    kept_id: UUID
    gone_id: UUID
    withdrawn_at: datetime | None
    withdrawn_by: str

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None


def list_merges(actor: Actor, guest_id: UUID) -> list[MergeLine]:
    """The merges that made this guest, and those taken back since, newest first. Empty for whoever may not be told who
    the guest is."""
    guest = get_guest(actor, guest_id)
    require_named(actor, guest)
    found = Decision.objects.filter(kind="merge")
    ids = ids_of(guest.id)
    rows = (found.filter(kept_id__in=ids) | found.filter(gone_id__in=ids)).order_by("-made_at", "-id")
    return [
        MergeLine(
            each.id,
            each.made_at,
            each.actor_name,
            each.reason,
            each.kept_id,
            each.gone_id,
            each.withdrawn_at,
            each.withdrawn_by,
        )
        for each in rows
    ]


def may_merge(actor: Actor, guest: Guest) -> bool:
    """Whether the actor may let this guest become one with another, or part them again."""
    return all(
        may_use(actor, right, guest.legal_entity_id, guest.is_shared)
        for right in (Right.GUESTS_MERGE, Right.GUESTS_EDIT)
    )
