"""Writing the trail."""

import json
from collections.abc import Sequence
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
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_auditentry"
            " (created_at, code, actor_id, actor_name, branch_id, object_type, object_id, fields, data)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb)",
            [
                clock.now(),
                code,
                actor.id,
                actor.name,
                branch_id,
                object_type,
                object_id,
                json.dumps(list(fields)),
                json.dumps(data),
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
