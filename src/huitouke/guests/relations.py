"""Reads of relations and households: whom a guest has to do with, of those whom the reader may know.

Whoever may not see or name one of the two is told of no relation between them, and no household reaches them through
somebody whom they may not know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.guests.masking import sight_of_guest
from huitouke.guests.models import Guest, RelationEnd
from huitouke.guests.policy import (
    may_edit,
    may_use,
    named_condition,
    named_sql,
    visible_condition,
    visible_sql,
)
from huitouke.guests.queries import GuestLine, lines_by_id
from huitouke.guests.relation_choices import FAMILY, FORMER, RelationState

MOST_OF_A_HOUSEHOLD: Final = 30


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A relation as the page of one of its guests shows it: the other, and what they are to the one."""

    id: UUID
    other: GuestLine
    role: str
    state: str
    note: str
    evidence: Mapping[str, int]
    found_at: datetime | None
    said_at: datetime | None
    said_by: str
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True)
class Relations:
    """A guest's relations: known ones, suggestions for who may decide, and what was refused or taken off for who may
    read the history."""

    known: list[RelationLine]
    suggested: list[RelationLine]
    former: list[RelationLine]


NONE: Final = Relations([], [], [])


def list_relations(actor: Actor, guest: Guest) -> Relations:
    """The relations of a guest whom the actor was found to see. Suggestions are for those who may change both guests,
    former relations for those who may read both histories. One query, and those of the guests' lines."""
    if not sight_of_guest(actor, guest).is_named:
        return NONE
    known = Guest.objects.filter(visible_condition(actor) & named_condition(actor))
    ends = list(
        RelationEnd.objects.filter(relation__ends__guest_id=guest.id, guest__in=known)
        .exclude(guest_id=guest.id)
        .select_related("relation", "guest")
        .order_by("relation__made_at", "id")
    )
    lines = {line.id: line for line in lines_by_id(actor, list({end.guest_id for end in ends}))}
    told = [
        (end, _line(end, lines[end.guest_id]))
        for end in ends
        if end.guest_id in lines and _is_told(actor, guest, end)
    ]
    confirmed = _once(line for end, line in told if line.state == RelationState.CONFIRMED)
    # After a merge one of two profiles may be known for what the other was only suggested to be.
    tied = {
        line.other.id for _end, line in told if line.state in (RelationState.CONFIRMED, RelationState.REFUSED)
    }
    suggested = [
        line for _end, line in told if line.state == RelationState.SUGGESTED and line.other.id not in tied
    ]
    return Relations(
        confirmed,
        sorted(_once(suggested), key=lambda line: -sum(line.evidence.values())),
        [line for _end, line in told if line.state in FORMER],
    )


def _is_told(actor: Actor, guest: Guest, end: RelationEnd) -> bool:
    """Whether the actor may read this relation at all, both guests being known to them."""
    both = (guest, end.guest)
    if end.relation.state == RelationState.SUGGESTED:
        return all(may_edit(actor, each.legal_entity_id, each.is_shared) for each in both)
    if end.relation.state in FORMER:
        return all(
            may_use(actor, Right.GUESTS_HISTORY, each.legal_entity_id, each.is_shared) for each in both
        )
    return True


def _line(end: RelationEnd, other: GuestLine) -> RelationLine:
    row = end.relation
    return RelationLine(
        id=row.id,
        other=other,
        role=end.role,
        state=row.state,
        note=row.note,
        evidence=row.evidence,
        found_at=row.found_at,
        said_at=row.said_at,
        said_by=row.said_by,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )


def _once(lines: Iterable[RelationLine]) -> list[RelationLine]:
    """Without those that say what another says: two profiles that became one may both have been tied so."""
    found: dict[tuple[UUID, str], RelationLine] = {}
    for line in lines:
        found.setdefault((line.other.id, line.role if line.state == RelationState.CONFIRMED else ""), line)
    return list(found.values())


_HOUSEHOLD: Final = """
WITH RECURSIVE household AS (
    SELECT %s::uuid AS id
    UNION
    SELECT theirs.guest_id FROM household h
    JOIN guests_relationend ours ON ours.guest_id = h.id
    JOIN guests_relation r ON r.id = ours.relation_id AND r.state = 'confirmed'
    JOIN guests_relationend theirs ON theirs.relation_id = r.id AND theirs.place <> ours.place
    JOIN guests_guest g ON g.id = theirs.guest_id
    WHERE theirs.role = ANY(%s) AND {visible} AND {named})
SELECT id FROM household WHERE id <> %s LIMIT %s"""


def list_household(actor: Actor, guest: Guest) -> list[GuestLine]:
    """Everybody whom family relations tie to the guest, one by one, but for the guest: each of them known to the
    actor, and so everybody between. At most `MOST_OF_A_HOUSEHOLD`. One query, and those of the lines."""
    if not sight_of_guest(actor, guest).is_named:
        return []
    visible, seen = visible_sql(actor, "g")
    named, called = named_sql(actor, "g")
    values: list[Any] = [guest.id, sorted(FAMILY), *seen, *called, guest.id, MOST_OF_A_HOUSEHOLD]
    with connection.cursor() as cursor:
        cursor.execute(
            _HOUSEHOLD.format(visible=visible, named=named),
            values,
        )
        ids = [row[0] for row in cursor.fetchall()]
    return lines_by_id(actor, ids)
