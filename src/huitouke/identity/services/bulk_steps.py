"""One step of an act on many guests or companies: what it does to them, what stood before, and taking it back."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.services.companies_together import set_back, set_together
from huitouke.guests.services.together import (
    Before,
    assign,
    assign_back,
    bring_tags_back,
    give_tag,
    join_tag,
    make_room,
    take_tag,
)
from huitouke.identity.bulk_models import BulkAct
from huitouke.identity.choices import BulkKind
from huitouke.identity.services.bulk_grounds import GROUNDS
from huitouke.kernel.history import tell_history


def apply(act: BulkAct, guest_ids: Sequence[UUID], *, actor_id: UUID | None) -> dict[UUID, Before]:
    """Do it to these guests; for each who was changed, what stood before."""
    if not guest_ids:
        return {}
    tell_history(actor_id=actor_id, record_id=act.record_id)
    if act.subject == COMPANY:
        return set_together(act.kind, guest_ids, value=_value(act), record_id=act.record_id)
    if act.kind == BulkKind.ASSIGN:
        return assign(guest_ids, person_id=act.person_id, record_id=act.record_id)
    if act.tag_id is None:
        return {}
    if act.kind == BulkKind.JOIN:
        if act.into_id is None:
            return {}
        return join_tag(guest_ids, tag_id=act.tag_id, into_id=act.into_id, record_id=act.record_id)
    if act.kind == BulkKind.ADD_TAG:
        return _given_alone(act, guest_ids, act.tag_id)
    return take_tag(guest_ids, tag_id=act.tag_id)


def _given_alone(act: BulkAct, guest_ids: Sequence[UUID], tag_id: UUID) -> dict[UUID, Before]:
    """Give the tag; of an exclusive group the one held before goes, for those who did not hold this one."""
    given = give_tag(guest_ids, tag_id=tag_id, record_id=act.record_id)
    gone = make_room(list(given), tag_id=tag_id)
    return {guest_id: {**row, **gone.get(guest_id, {})} for guest_id, row in given.items()}


def take_back(act: BulkAct, before: Mapping[UUID, Before], *, actor_id: UUID | None) -> int:
    """Let these guests be as they were, where nobody changed it since; how many."""
    if not before:
        return 0
    tell_history(actor_id=actor_id, record_id=act.record_id)
    if act.subject == COMPANY:
        return set_back(act.kind, before, record_id=act.record_id)
    if act.kind == BulkKind.ASSIGN:
        return assign_back(before, person_id=act.person_id, record_id=act.record_id)
    return bring_tags_back(before, record_id=act.record_id)


def _value(act: BulkAct) -> UUID | str | bool | None:
    """What an act on companies sets."""
    if act.kind == BulkKind.ASSIGN:
        return act.person_id
    return act.company_kind or act.kind == BulkKind.CLOSE


def keep_before(act: BulkAct, before: Mapping[UUID, Before]) -> None:
    """Keep what stood before beside those who were changed."""
    column = GROUNDS[act.subject].column
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identity_bulkchange c SET before = v.before::jsonb"  # noqa: S608 - a constant of ours
            " FROM unnest(%s::uuid[], %s::text[]) AS v(id, before)"
            f" WHERE c.act_id = %s AND c.{column} = v.id",
            [list(before), [json.dumps(row) for row in before.values()], act.id],
        )
