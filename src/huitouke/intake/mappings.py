"""Saved meanings of columns: kept by a person, found again by system and headings."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.intake.errors import MappingNotFound
from huitouke.intake.models import SavedMapping
from huitouke.kernel import clock


def signature_of(columns: Sequence[str]) -> str:
    """A digest of the headings of a file, in whatever order they stand."""
    text = json.dumps(sorted(column.casefold().strip() for column in columns), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def save_mapping(
    *,
    actor: Actor,
    name: str,
    kind: str,
    system: str,
    branch: Branch,
    columns: Sequence[str],
    mapping: dict[str, Any],
) -> SavedMapping:
    """Keep what the columns mean for the next file of this system with these headings; an earlier one of the
    same branch gives way. Refuses without the right to import into the branch."""
    actor.require(Right.IMPORTS_RUN, branch.id)
    saved, _is_new = SavedMapping.objects.update_or_create(
        kind=kind,
        signature=signature_of(columns),
        system=system,
        branch=branch,
        defaults={
            "name": name[:100] or system,
            "mapping": mapping,
            "owner_id": actor.id,
            "owner_name": actor.name,
            "saved_at": clock.now(),
            "used_at": clock.now(),
        },
    )
    record_audit(
        actor,
        "intake.mapping.saved",
        object_type="saved_mapping",
        object_id=saved.id,
        branch_id=branch.id,
    )
    return saved


def _known_to(actor: Actor) -> QuerySet[SavedMapping]:
    """Those of branches where the actor may import."""
    saved = SavedMapping.objects.select_related("branch", "owner")
    if actor.has_group_right(Right.IMPORTS_RUN):
        return saved
    return saved.filter(Q(branch=None) | Q(branch_id__in=actor.branches_with(Right.IMPORTS_RUN)))


def list_mappings(actor: Actor) -> list[SavedMapping]:
    """The saved mappings that the actor may use, the latest used first."""
    actor.require(Right.IMPORTS_RUN)
    return list(_known_to(actor))


def find_mappings(actor: Actor, kind: str, columns: Sequence[str]) -> list[SavedMapping]:
    """Those that were said of files with these headings, the latest used first."""
    return list(_known_to(actor).filter(kind=kind, signature=signature_of(columns)))


def note_use(saved: SavedMapping) -> None:
    """It was offered and taken."""
    SavedMapping.objects.filter(id=saved.id).update(used_at=clock.now())


@transaction.atomic
def delete_mapping(*, actor: Actor, mapping_id: UUID) -> None:
    """Delete a saved mapping: its owner, or whoever may import for the whole group; one without an owner is
    everybody's who may use it."""
    saved = _known_to(actor).filter(id=mapping_id).first()
    if saved is None or not actor.has_right(Right.IMPORTS_RUN):
        raise MappingNotFound
    if saved.owner_id not in (None, actor.id) and not actor.has_group_right(Right.IMPORTS_RUN):
        raise MappingNotFound
    record_audit(
        actor,
        "intake.mapping.deleted",
        object_type="saved_mapping",
        object_id=saved.id,
        branch_id=saved.branch_id,
    )
    saved.delete()
