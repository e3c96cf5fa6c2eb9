"""Writing the trail."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from huitouke.access.actors import Actor
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
