"""Relations as they are written: with both ends, one as the turned word of the other, and gone with both."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from huitouke.guests.models import Relation, RelationEnd
from huitouke.guests.relation_choices import turned
from huitouke.kernel import bulk


class NewRelation(NamedTuple):
    """A relation that stands nowhere yet: the other guest is `role` to the one."""

    relation: Relation
    one_id: UUID
    other_id: UUID
    role: str


def write_relations(new: Sequence[NewRelation]) -> None:
    """Write these relations with their ends. Two statements."""
    Relation.objects.bulk_create([each.relation for each in new])
    RelationEnd.objects.bulk_create(
        [
            RelationEnd(relation=each.relation, guest_id=guest_id, place=place, role=role)
            for each in new
            for place, guest_id, role in ((1, each.one_id, turned(each.role)), (2, each.other_id, each.role))
        ]
    )


def set_roles(relation_id: UUID, guest_id: UUID, role: str) -> None:
    """Let the other be `role` to this guest of a relation."""
    ends = RelationEnd.objects.filter(relation_id=relation_id)
    ends.filter(guest_id=guest_id).update(role=turned(role))
    ends.exclude(guest_id=guest_id).update(role=role)


def write_evidence(relations: Sequence[Relation]) -> None:
    """Write what these relations say that both share."""
    Relation.objects.bulk_update(relations, ["evidence"])


def drop_relations(relation_ids: Collection[UUID]) -> None:
    """Let relations go with both ends."""
    RelationEnd.objects.filter(relation_id__in=bulk.among(relation_ids)).delete()
