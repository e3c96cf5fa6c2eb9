"""Writing the trail."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from huitouke.access.actors import Actor
from huitouke.access.choices import READ_SUFFIX
from huitouke.kernel import clock


def record_audit(
    actor: Actor,
    code: str,
    *,
    object_type: str,
    object_id: UUID | None,
    branch_id: UUID | None = None,
    fields: Sequence[str] = (),
    **data: str | int | bool | None,
) -> None:
    """Note an act in the transaction of the act. `fields` are names, `data` ids, codes and counts: never a
    personal value."""
    record_audits(
        actor,
        code,
        object_type=object_type,
        lines=[AuditLine(object_id, branch_id, fields, data)],
    )


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One of many acts of a kind that are noted at once."""

    object_id: UUID | None
    branch_id: UUID | None
    fields: Sequence[str]
    data: Mapping[str, str | int | bool | None]


def record_audits(actor: Actor, code: str, *, object_type: str, lines: Sequence[AuditLine]) -> None:
    """Note acts on many objects, a row each, as `record_audit` does; one statement."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_auditentry"
            " (created_at, code, actor_id, actor_name, branch_id, object_type, object_id, fields, data)"
            " SELECT %s, %s, %s, %s, v.branch_id, %s, v.object_id, v.fields, v.data"
            " FROM unnest(%s::uuid[], %s::uuid[], %s::jsonb[], %s::jsonb[]) WITH ORDINALITY"
            " AS v(branch_id, object_id, fields, data, place) ORDER BY v.place",
            [
                now,
                code,
                actor.id,
                actor.name,
                object_type,
                [line.branch_id for line in lines],
                [line.object_id for line in lines],
                [json.dumps(list(line.fields)) for line in lines],
                [json.dumps(dict(line.data)) for line in lines],
            ],
        )


def record_read(
    actor: Actor,
    code: str,
    *,
    object_type: str,
    object_id: UUID,
    fields: Sequence[str],
    branch_id: UUID | None = None,
    **data: str | int | bool | None,
) -> None:
    """Note that somebody read what is sensitive: the names of the fields, never what stood in them. `code` ends in
    `.read` (`guests.field.read`), by which the audit page finds who read what."""
    if not code.endswith(READ_SUFFIX) or not fields:
        raise ValueError("the code of a reading ends in .read, and names what was read")
    record_audit(
        actor,
        code,
        object_type=object_type,
        object_id=object_id,
        branch_id=branch_id,
        fields=fields,
        **data,
    )
