"""The one door to guests: who may see and change whom, in clear or masked, with a name or without.

A guest belongs to the legal entity that came to know them. Across entities a profile is seen only under the
guest's separate consent to share; a guest without an entity belongs to the group.
"""

from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right


def visible_condition(actor: Actor, right: Right = Right.GUESTS_VIEW) -> Q:
    """The condition on Guest under which `actor` may use `right`; matches nothing where the right is missing."""
    if actor.has_group_right(right):
        return Q()
    entities = actor.legal_entities_with(right)
    if not entities:
        return Q(pk__in=[])
    return Q(legal_entity__in=entities) | Q(legal_entity=None) | Q(is_shared=True)


def right_sql(actor: Actor, right: Right, alias: str) -> tuple[str, list[object]]:
    """The same predicate for SQL of one's own: (condition, parameters). A test holds both equal."""
    if actor.has_group_right(right):
        return "TRUE", []
    entities = actor.legal_entities_with(right)
    if not entities:
        return "FALSE", []
    return (
        f"({alias}.legal_entity_id = ANY(%s) OR {alias}.legal_entity_id IS NULL OR {alias}.is_shared)",
        [sorted(entities)],
    )


def visible_sql(actor: Actor, alias: str) -> tuple[str, list[object]]:
    """The guests whom the actor may see at all, for SQL of one's own."""
    return right_sql(actor, Right.GUESTS_VIEW, alias)


def named_condition(actor: Actor) -> Q:
    """The condition on Guest under which the actor may know who it is: every guest but those who are not to be
    disclosed, and these only with the right to confidential guests. Whatever finds, filters or sorts by a name, a
    contact or any other trait of the person goes through it."""
    if actor.has_group_right(Right.GUESTS_CONFIDENTIAL):
        return Q()
    return Q(is_stay_confidential=False) | visible_condition(actor, Right.GUESTS_CONFIDENTIAL)


def named_sql(actor: Actor, alias: str) -> tuple[str, list[object]]:
    """`named_condition` for SQL of one's own."""
    allowed, parameters = right_sql(actor, Right.GUESTS_CONFIDENTIAL, alias)
    if allowed == "TRUE":
        return allowed, []
    return f"(NOT {alias}.is_stay_confidential OR {allowed})", parameters


def editable_sql(actor: Actor, alias: str) -> tuple[str, list[object]]:
    """The guests whom the actor may change, for SQL of one's own: seen, known by name, and theirs to edit."""
    pieces = (visible_sql(actor, alias), named_sql(actor, alias), right_sql(actor, Right.GUESTS_EDIT, alias))
    return " AND ".join(text for text, _values in pieces), [value for _text, more in pieces for value in more]


def clear_condition(actor: Actor) -> Q:
    """The condition on Guest under which telephones, addresses and years of birth stand before the actor unmasked.
    Without it they may be looked up whole or by their last four signs only."""
    return visible_condition(actor, Right.GUESTS_CLEAR)


def may_use(actor: Actor, right: Right, legal_entity_id: UUID | None, is_shared: bool) -> bool:
    """May `actor` use `right` on a guest of this entity? The predicate of `visible_condition` for one guest."""
    if actor.has_group_right(right):
        return True
    entities = actor.legal_entities_with(right)
    return bool(entities) and (legal_entity_id is None or is_shared or legal_entity_id in entities)


def may_edit(actor: Actor, legal_entity_id: UUID | None, is_shared: bool) -> bool:
    """May `actor` change a guest of this entity?"""
    return may_use(actor, Right.GUESTS_EDIT, legal_entity_id, is_shared)


def may_manage_privacy(actor: Actor, legal_entity_id: UUID | None) -> bool:
    """May `actor` copy and erase a guest of this entity? Being shared does not make a guest another entity's."""
    if actor.has_group_right(Right.PRIVACY_MANAGE):
        return True
    return legal_entity_id in actor.legal_entities_with(Right.PRIVACY_MANAGE)
