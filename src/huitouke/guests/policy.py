"""The one door to guests: who may see and change whom.

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


def visible_sql(actor: Actor, alias: str) -> tuple[str, list[object]]:
    """The same predicate for the search's own SQL: (condition, parameters). A test holds both equal."""
    if actor.has_group_right(Right.GUESTS_VIEW):
        return "TRUE", []
    entities = actor.legal_entities_with(Right.GUESTS_VIEW)
    if not entities:
        return "FALSE", []
    return (
        f"({alias}.legal_entity_id = ANY(%s) OR {alias}.legal_entity_id IS NULL OR {alias}.is_shared)",
        [sorted(entities)],
    )


def may_edit(actor: Actor, legal_entity_id: UUID | None, is_shared: bool) -> bool:
    """May `actor` change a guest of this entity?"""
    if actor.has_group_right(Right.GUESTS_EDIT):
        return True
    entities = actor.legal_entities_with(Right.GUESTS_EDIT)
    return bool(entities) and (legal_entity_id is None or is_shared or legal_entity_id in entities)


def may_manage_privacy(actor: Actor, legal_entity_id: UUID | None) -> bool:
    """May `actor` copy and erase a guest of this entity? Being shared does not make a guest another entity's."""
    if actor.has_group_right(Right.PRIVACY_MANAGE):
        return True
    return legal_entity_id in actor.legal_entities_with(Right.PRIVACY_MANAGE)
