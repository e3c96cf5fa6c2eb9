"""What one act does to many companies at once, and how it is taken back: set-based, inside the caller's transaction,
for companies that the caller has found to be the actor's to change.

Each verb sets one column where it says something else, and answers with what stood before, by company: {"value": what
the column held, "source": the record whose word it was}.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.company_policy import visible_companies_sql
from huitouke.guests.services.together import Before
from huitouke.kernel import clock


@dataclass(frozen=True, slots=True)
class _Verb:
    """A column with the target of `field_sources`; the new value and whether it differs as expressions over `g` with
    one parameter each, and the expression that reads a kept value back out of JSON `v.value`."""

    column: str
    target: str
    new: str
    differs: str
    kept: str


_FLAG: Final = "(v.value)::boolean"
_KINDS: Final = "ARRAY(SELECT jsonb_array_elements_text(v.value))"
VERBS: Final = {
    "assign": _Verb(
        "follow_up_id",
        "follow_up",
        "%s::uuid",
        "g.follow_up_id IS DISTINCT FROM %s::uuid",
        "(v.value #>> '{}')::uuid",
    ),
    "add_kind": _Verb(
        "kinds", "kind", "array_append(g.kinds, %s::text)", "NOT %s::text = ANY(g.kinds)", _KINDS
    ),
    "remove_kind": _Verb(
        "kinds", "kind", "array_remove(g.kinds, %s::text)", "%s::text = ANY(g.kinds)", _KINDS
    ),
    "close": _Verb(
        "is_closed", "is_closed", "%s::boolean", "g.is_closed IS DISTINCT FROM %s::boolean", _FLAG
    ),
    "reopen": _Verb(
        "is_closed", "is_closed", "%s::boolean", "g.is_closed IS DISTINCT FROM %s::boolean", _FLAG
    ),
}
"""By the kind of the act."""


def companies_still_editable(actor: Actor, company_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the companies that are still there and still the actor's to change, held until the transaction ends, in
    one order everywhere."""
    may, values = visible_companies_sql(actor, "guests_company", Right.COMPANIES_EDIT)
    rows = _fetch(
        f"SELECT id FROM guests_company WHERE id = ANY(%s) AND ({may}) ORDER BY id FOR NO KEY UPDATE",  # noqa: S608
        [list(company_ids), *values],
    )
    return [row[0] for row in rows]


def set_together(
    kind: str, company_ids: Sequence[UUID], *, value: Any, record_id: UUID
) -> dict[UUID, Before]:
    """Do what an act of this kind does. The word is the desk's: no system takes it back."""
    verb = VERBS[kind]
    # Pieces are constants of this module; every value is a parameter.
    rows = _fetch(
        f"UPDATE guests_company g SET {verb.column} = {verb.new}, updated_at = %s,"  # noqa: S608
        " field_sources = g.field_sources || jsonb_build_object(%s::text, %s::text)"
        f" FROM (SELECT id, to_jsonb({verb.column}) AS value, field_sources ->> %s AS source FROM guests_company"
        " WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) o"
        f" WHERE g.id = o.id AND {verb.differs} RETURNING g.id, o.value, o.source",
        [value, clock.now(), verb.target, str(record_id), verb.target, list(company_ids), value],
    )
    return {company_id: {"value": _plain(kept), "source": source} for company_id, kept, source in rows}


def set_back(kind: str, before: Mapping[UUID, Before], *, record_id: UUID) -> int:
    """What stood before, where the word of `record_id` still stands. How many companies."""
    verb = VERBS[kind]
    rows = _fetch(
        f"UPDATE guests_company g SET {verb.column} = {verb.kept}, updated_at = %s,"  # noqa: S608
        " field_sources = CASE WHEN v.source IS NULL THEN g.field_sources - %s"
        " ELSE g.field_sources || jsonb_build_object(%s::text, v.source) END"
        " FROM unnest(%s::uuid[], %s::jsonb[], %s::text[]) AS v(id, value, source)"
        " WHERE g.id = v.id AND g.field_sources ->> %s = %s RETURNING g.id",
        [
            clock.now(),
            verb.target,
            verb.target,
            list(before),
            [json.dumps(row["value"]) for row in before.values()],
            [row["source"] for row in before.values()],
            verb.target,
            str(record_id),
        ],
    )
    return len(rows)


def _plain(kept: Any) -> Any:
    return json.loads(kept) if isinstance(kept, str) else kept


def _fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())
