"""The one door to companies: who may see and change which.

A company belongs to the legal entity whose staff came to know it; its contacts, agreement and score cards go with
it. Across entities it is seen only where its owner has opened it to the whole group; one without an entity belongs
to the group. A company is no person: opening it is the house's decision, not a consent (ADR 0015). Whether a guest
linked to a company is shown is asked of `guests.policy`, always.
"""

from uuid import UUID

from django.db.models import Q

from huitouke.access.actors import Actor
from huitouke.access.choices import Right


def visible_companies(actor: Actor, right: Right = Right.COMPANIES_VIEW) -> Q:
    """The condition on Company under which `actor` may use `right`; matches nothing where the right is missing."""
    if actor.has_group_right(right):
        return Q()
    entities = actor.legal_entities_with(right)
    if not entities:
        return Q(pk__in=[])
    return Q(legal_entity__in=entities) | Q(legal_entity=None) | Q(is_shared=True)


def visible_companies_sql(
    actor: Actor, alias: str, right: Right = Right.COMPANIES_VIEW
) -> tuple[str, list[object]]:
    """The same predicate for the search's own SQL: (condition, parameters). A test holds both equal."""
    if actor.has_group_right(right):
        return "TRUE", []
    entities = actor.legal_entities_with(right)
    if not entities:
        return "FALSE", []
    return (
        f"({alias}.legal_entity_id = ANY(%s) OR {alias}.legal_entity_id IS NULL OR {alias}.is_shared)",
        [sorted(entities)],
    )


def may_edit_company(actor: Actor, legal_entity_id: UUID | None, is_shared: bool) -> bool:
    """May `actor` change a company of this entity?"""
    if actor.has_group_right(Right.COMPANIES_EDIT):
        return True
    entities = actor.legal_entities_with(Right.COMPANIES_EDIT)
    return bool(entities) and (legal_entity_id is None or is_shared or legal_entity_id in entities)


def may_open_to_group(actor: Actor, legal_entity_id: UUID | None) -> bool:
    """May `actor` open a company of this entity to the others, or close it again? Only its owner's staff."""
    return actor.has_group_right(Right.COMPANIES_EDIT) or legal_entity_id in actor.legal_entities_with(
        Right.COMPANIES_EDIT
    )
