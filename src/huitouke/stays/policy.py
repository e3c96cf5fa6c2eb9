"""The one door to reservations and bills: who may see which, with a name or without, with its price or without.

A reservation belongs to the legal entity of its branch. Across entities it is seen only with a guest who consented to
be known there. What is hidden of a guest (name, price) is hidden of their reservations; either may be hidden of one
reservation too.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right


def visible_reservations(
    actor: Actor, right: Right = Right.STAYS_VIEW, *, shared: Collection[UUID] | None = None
) -> Q:
    """The condition on Reservation under which `actor` may use `right`; matches nothing where the right is missing.
    Whoever has read already which of the guests asked for are shared says so: the question is not put to each again."""
    if actor.has_group_right(right):
        return Q()
    entities = actor.legal_entities_with(right)
    if not entities:
        return Q(pk__in=[])
    of_shared = Q(guest__is_shared=True) if shared is None else Q(guest__in=shared)
    return Q(branch__legal_entity__in=entities) | of_shared


def kept_in_branch(actor: Actor, right: Right) -> Q:
    """The condition on Reservation or Folio under which `actor` may do what `right` allows: only in its own branch.
    Elsewhere it is answered as a thing that is not there."""
    return Q() if actor.has_group_right(right) else Q(branch_id__in=actor.branches_with(right))


def visible_folios(actor: Actor, right: Right = Right.FOLIOS_VIEW) -> Q:
    """The condition on Folio under which `actor` may use `right`: as of a reservation, by the branch of the bill."""
    return visible_reservations(actor, right)


def named_reservations(actor: Actor) -> Q:
    """The condition under which the actor may know who stays: whatever finds, filters or sorts by a person goes through
    it."""
    if actor.has_group_right(Right.GUESTS_CONFIDENTIAL):
        return Q()
    open_ones = Q(is_name_hidden=False) & (Q(guest=None) | Q(guest__is_stay_confidential=False))
    # A guest who consented to be known in other legal entities did not consent to be disclosed there.
    own = actor.legal_entities_with(Right.GUESTS_CONFIDENTIAL)
    return open_ones | Q(branch__legal_entity__in=own) if own else open_ones


def hidden_reservations(actor: Actor) -> Q | None:
    """The other side of `named_reservations`: those of which the actor may not know who stays; None where there are
    none for them."""
    if actor.has_group_right(Right.GUESTS_CONFIDENTIAL):
        return None
    hidden = Q(is_name_hidden=True) | Q(guest__is_stay_confidential=True)
    own = actor.legal_entities_with(Right.GUESTS_CONFIDENTIAL)
    return hidden & ~Q(branch__legal_entity__in=own) if own else hidden


def may_know_name(actor: Actor, legal_entity_id: UUID, is_hidden: bool) -> bool:
    """May the actor know who stays, in a branch of this entity?"""
    return not is_hidden or _holds(actor, Right.GUESTS_CONFIDENTIAL, legal_entity_id)


def may_know_price(actor: Actor, legal_entity_id: UUID, is_hidden: bool) -> bool:
    """May the actor see what a room costs? Never without `rates.view`; a price that is not to be told only with the
    right to what is confidential too."""
    if not _holds(actor, Right.RATES_VIEW, legal_entity_id):
        return False
    return not is_hidden or _holds(actor, Right.GUESTS_CONFIDENTIAL, legal_entity_id)


def _holds(actor: Actor, right: Right, legal_entity_id: UUID) -> bool:
    return actor.has_group_right(right) or legal_entity_id in actor.legal_entities_with(right)
