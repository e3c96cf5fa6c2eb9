"""Who is one with whom: the decisions in force, and what came of a guest since one."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.aliases import ids_of
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_use, named_condition
from huitouke.guests.queries import get_guest
from huitouke.identity.candidates import in_clear_of, without_parts
from huitouke.identity.choices import DecisionKind
from huitouke.identity.evidence import score_told
from huitouke.identity.matching.scorer import Score
from huitouke.identity.models import Decision, HomeProfile, Link
from huitouke.identity.queries import require_named
from huitouke.kernel import bulk
from huitouke.kernel.crypto import sealer
from huitouke.kernel.models import MovedRow


def decisions_between(homes: Collection[UUID]) -> list[Decision]:
    """The merges in force that make these homes one, the oldest first."""
    return list(Decision.objects.in_force().filter(gone_id__in=list(homes)).order_by("made_at", "id"))


def homes_of_records(record_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The homes of those of these records of which they are noted; all others are at home where they stand. One
    query."""
    return dict(
        MovedRow.objects.filter(
            table_name=Link._meta.db_table, row_id__in=bulk.among(record_ids)
        ).values_list("row_id", "home_id")
    )


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
    name: str
    """The name of the profile that is shown as another, or was."""
    other_id: UUID | None
    """Who that is now, where they are a guest of their own whom the reader may see."""
    withdrawn_at: datetime | None
    withdrawn_by: str
    score: Score | None = None
    """What spoke for it, where records were weighed: at night, or in the review queue."""

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None


def list_merges(actor: Actor, guest_id: UUID) -> list[MergeLine]:
    """The merges that made this guest, and those taken back since, newest first. Empty for whoever may not be told who
    the guest is."""
    guest = get_guest(actor, guest_id)
    require_named(actor, guest)
    ids = ids_of(guest.id)
    found = Decision.objects.filter(kind=DecisionKind.MERGE).filter(Q(kept_id__in=ids) | Q(gone_id__in=ids))
    rows = list(found.order_by("-made_at", "-id"))
    other = {each.id: each.kept_id if each.gone_id in ids else each.gone_id for each in rows}
    apart = {each for each in other.values() if each not in ids}
    seen = {
        each.id: each.name or each.latin_name
        for each in Guest.objects.visible_to(actor).filter(named_condition(actor), id__in=apart)
    }
    in_clear = bool(in_clear_of(actor, {guest.id}))
    kept_whole = {each.home_id: each for each in HomeProfile.objects.filter(home_id__in=ids)}
    return [
        MergeLine(
            each.id,
            each.made_at,
            each.actor_name,
            each.reason,
            each.kept_id,
            each.gone_id,
            seen.get(other[each.id], "")
            if each.withdrawn_at
            else name_of_home(kept_whole[each.gone_id])
            if each.gone_id in kept_whole
            else "",
            other[each.id] if each.withdrawn_at and other[each.id] in seen else None,
            each.withdrawn_at,
            each.withdrawn_by,
            _score_of(each, in_clear=in_clear),
        )
        for each in rows
        # Of a merge that was taken back only those learn who may see the other.
        if each.withdrawn_at is None or other[each.id] in seen
    ]


def _score_of(decision: Decision, *, in_clear: bool) -> Score | None:
    if "weights" not in decision.evidence:
        return None
    score = score_told(decision.evidence)
    return score if in_clear else without_parts(score)


def name_of_home(home: HomeProfile) -> str:
    """The name under which a profile stood before it became one with another."""
    told = json.loads(sealer().open(bytes(home.profile), home.home_id.bytes))
    return str(told["name"] or told["latin_name"])


def may_merge(actor: Actor, guest: Guest) -> bool:
    """Whether the actor may let this guest become one with another, or part them again."""
    return all(
        may_use(actor, right, guest.legal_entity_id, guest.is_shared)
        for right in (Right.GUESTS_MERGE, Right.GUESTS_EDIT)
    )
