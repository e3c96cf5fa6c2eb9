"""Two guests are not one person: noted of all profiles that the two became of, so that it holds whichever of their
merges is taken back later."""

from collections.abc import Collection, Mapping
from itertools import product
from typing import Any
from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.identity.choices import DecisionKind
from huitouke.identity.models import Decision
from huitouke.kernel import clock


def note_apart(
    *,
    actor: Actor,
    pair: tuple[UUID, UUID],
    homes: Collection[UUID],
    other_homes: Collection[UUID],
    evidence: Mapping[str, Any] | None = None,
) -> Decision:
    """Note that two profiles are not one person, and none of the homes of the one with any of the other's; the decision
    about the two. Inside the caller's transaction, with both guests held."""
    one, other = pair
    first = Decision(
        kind=DecisionKind.APART,
        kept_id=one,
        gone_id=other,
        actor_id=actor.id,
        actor_name=actor.name,
        evidence=dict(evidence or {}),
    )
    beside = [
        Decision(
            kind=DecisionKind.APART,
            kept_id=home,
            gone_id=other_home,
            made_at=first.made_at,
            actor_id=actor.id,
            actor_name=actor.name,
            noted_with_id=first.id,
        )
        for home, other_home in product(homes, other_homes)
        if (home, other_home) != pair
    ]
    # The first of them answers what waits in the queue about the two.
    Decision.objects.bulk_create([first, *beside])
    return first


def withdraw_apart(*, actor: Actor, decision_id: UUID) -> None:
    """Take the note back, about all homes that it was made of."""
    Decision.objects.filter(
        Q(id=decision_id) | Q(noted_with_id=decision_id), kind=DecisionKind.APART, withdrawn_at=None
    ).update(withdrawn_at=clock.now(), withdrawn_by_id=actor.id, withdrawn_by=actor.name)
