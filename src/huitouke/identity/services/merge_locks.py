"""Guests who are to become one, or to part: found, locked, and refused where the actor may not change them."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.aliases import present_id, present_ids
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_edit, may_use, named_condition
from huitouke.guests.services.joined import lock_profiles
from huitouke.identity.choices import DecisionKind
from huitouke.identity.errors import MergeAcrossEntities, MergeNotFound, MergeWithdrawn
from huitouke.identity.models import Decision
from huitouke.identity.queries import require_named
from huitouke.identity.togetherness import may_be_one
from huitouke.kernel import bulk

_TRIES: Final = 200


def locked_guests(actor: Actor, guest_ids: Sequence[UUID], right: Right = Right.GUESTS_MERGE) -> list[Guest]:
    """The guests of these ids as they are now, locked, if the actor may see, name and change every one of them, and has
    the `right` to each."""
    for _number in range(_TRIES):
        present = present_ids(guest_ids)
        seen = set(
            Guest.objects.visible_to(actor).filter(id__in=set(present.values())).values_list("id", flat=True)
        )
        if seen != set(present.values()):
            if present_ids(guest_ids) == present:
                raise GuestNotFound
            continue
        with transaction.atomic():
            guests = lock_profiles(set(present.values()))
            is_whole = len(guests) == len(set(present.values()))
            if not is_whole:
                # Somebody merged one of them while we waited: let go, so that nobody waits in a circle.
                transaction.set_rollback(True)
        if is_whole:
            for guest in guests.values():
                _refuse_unseen(actor, guest, right)
            return [guests[present[each]] for each in guest_ids]
    raise GuestNotFound


def _refuse_unseen(actor: Actor, guest: Guest, right: Right = Right.GUESTS_MERGE) -> None:
    if not _may_change(actor, guest, right):
        raise GuestNotFound
    require_named(actor, guest)


def _may_change(actor: Actor, guest: Guest, right: Right = Right.GUESTS_MERGE) -> bool:
    return (
        may_use(actor, Right.GUESTS_VIEW, guest.legal_entity_id, guest.is_shared)
        and may_use(actor, right, guest.legal_entity_id, guest.is_shared)
        and may_edit(actor, guest.legal_entity_id, guest.is_shared)
    )


def changeable_guests(actor: Actor, guest_ids: Collection[UUID]) -> dict[UUID, Guest]:
    """Those guests of these ids who are there and whom the actor may see, name and change, locked. Six statements at
    most, however many."""
    named = Guest.objects.visible_to(actor).filter(named_condition(actor), id__in=bulk.among(guest_ids))
    locked = lock_profiles(set(named.values_list("id", flat=True)))
    return {guest_id: guest for guest_id, guest in locked.items() if _may_change(actor, guest)}


def is_across_entities(kept: Guest, gone: Guest) -> bool:
    """Whether two legal entities know them who may not let them be one."""
    return not may_be_one((kept.legal_entity_id, kept.is_shared), (gone.legal_entity_id, gone.is_shared))


def refuse_across_entities(kept: Guest, gone: Guest) -> None:
    """Refuse those two."""
    if is_across_entities(kept, gone):
        raise MergeAcrossEntities


def get_merge(actor: Actor, decision_id: UUID) -> Decision:
    """A merge in force of a guest whom the actor may see, name and change; else `MergeNotFound`, and `MergeWithdrawn`
    for one that was taken back."""
    actor.require(Right.GUESTS_MERGE)
    decision: Decision | None = Decision.objects.filter(id=decision_id, kind=DecisionKind.MERGE).first()
    if decision is None:
        raise MergeNotFound
    guest: Guest | None = Guest.objects.visible_to(actor).filter(id=present_id(decision.gone_id)).first()
    if guest is None:
        raise MergeNotFound
    try:
        _refuse_unseen(actor, guest)
    except GuestNotFound:
        raise MergeNotFound from None
    if decision.withdrawn_at is not None:
        raise MergeWithdrawn
    return decision


def decision_in_force(actor: Actor, decision_id: UUID) -> Decision:
    """The merge, its guest locked; refuses one that was taken back, and one whose guest the actor may not change."""
    for _number in range(_TRIES):
        decision: Decision | None = Decision.objects.filter(id=decision_id, kind=DecisionKind.MERGE).first()
        if decision is None:
            raise MergeNotFound
        try:
            (guest,) = locked_guests(actor, [decision.gone_id])
        except GuestNotFound:
            raise MergeNotFound from None
        decision.refresh_from_db()
        if decision.withdrawn_at is not None:
            raise MergeWithdrawn
        if guest.id == present_id(decision.gone_id):
            return decision
    raise MergeNotFound
