"""Reads of the codes of other systems, for those who may say what they mean."""

from uuid import UUID

from django.db.models import QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.hotels.errors import MappingNotFound
from huitouke.hotels.models import CodeMapping


def mappings_of(actor: Actor) -> QuerySet[CodeMapping]:
    """The codes whose meaning the actor may say; those of no branch are the group's."""
    rows: QuerySet[CodeMapping] = CodeMapping.objects.all()
    if actor.has_group_right(Right.HOTEL_CONFIGURE):
        return rows
    return rows.filter(branch_id__in=actor.branches_with(Right.HOTEL_CONFIGURE))


def get_mapping(actor: Actor, mapping_id: UUID) -> CodeMapping:
    """One of them. Raises `MappingNotFound`, also for one of a branch where the actor has no such right."""
    actor.require(Right.HOTEL_CONFIGURE)
    found = mappings_of(actor).select_related("branch").filter(id=mapping_id).first()
    if found is None:
        raise MappingNotFound
    return found
