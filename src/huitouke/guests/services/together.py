"""What one act does to the rows of many guests at once, and how it is taken back: set-based, inside the caller's
transaction, for guests whom the caller has found to be the actor's to change.

Each verb answers with what stood before, by guest and in ids alone: {"added": row} · {"removed": [[row, tag, record]]}
· {"person": user or None, "source": record or None}.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from huitouke.access.actors import Actor
from huitouke.guests.policy import editable_sql
from huitouke.kernel import clock
from huitouke.kernel.ids import Uuid7Sequence

Before = dict[str, Any]

FOLLOW_UP: Final = "follow_up"


def still_editable(actor: Actor, guest_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the guests who are still there and still the actor's to change, held against erasure until the
    transaction ends, in one order everywhere."""
    may, values = editable_sql(actor, "guests_guest")
    rows = _fetch(
        f"SELECT id FROM guests_guest WHERE id = ANY(%s) AND ({may}) ORDER BY id FOR KEY SHARE",  # noqa: S608
        [list(guest_ids), *values],
    )
    return [row[0] for row in rows]


def give_tag(guest_ids: Sequence[UUID], *, tag_id: UUID, record_id: UUID) -> dict[UUID, Before]:
    """Let these guests hold the tag; of those who held it already nothing is said."""
    ids = Uuid7Sequence()
    rows = _fetch(
        "INSERT INTO guests_guesttag (id, guest_id, tag_id, record_id)"
        " SELECT v.id, v.guest_id, %s, %s FROM unnest(%s::uuid[], %s::uuid[]) AS v(id, guest_id)"
        " ON CONFLICT (tag_id, guest_id) DO NOTHING RETURNING guest_id, id",
        [tag_id, record_id, [ids.next_hex() for _each in guest_ids], list(guest_ids)],
    )
    return {guest_id: {"added": str(row_id)} for guest_id, row_id in rows}


def take_tag(guest_ids: Sequence[UUID], *, tag_id: UUID) -> dict[UUID, Before]:
    """Take the tag off these guests."""
    rows = _fetch(
        "DELETE FROM guests_guesttag WHERE tag_id = %s AND guest_id = ANY(%s)"
        " RETURNING guest_id, id, tag_id, record_id",
        [tag_id, list(guest_ids)],
    )
    return {guest_id: {"removed": [[str(each) for each in told]]} for guest_id, *told in rows}


def bring_tags_back(before: Mapping[UUID, Before], *, record_id: UUID) -> int:
    """Let these guests hold the tags of before: rows that were given by the act of `record_id` go, if they are its own
    still; rows that went come again under their ids. A tag that was deleted or given anew since stays as it is, and so
    does one that a rule gives by now, or whose place in an exclusive group another took. How many guests."""
    added = [row["added"] for row in before.values() if "added" in row]
    gone = _fetch(
        "DELETE FROM guests_guesttag WHERE id = ANY(%s::uuid[]) AND record_id = %s RETURNING guest_id",
        [added, record_id],
    )
    removed = [
        (row_id, guest_id, tag_id, record_id)
        for guest_id, row in before.items()
        for row_id, tag_id, record_id in row.get("removed", ())
    ]
    came = _fetch(
        "INSERT INTO guests_guesttag (id, guest_id, tag_id, record_id)"
        " SELECT v.id, v.guest_id, v.tag_id, v.record_id"
        " FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[]) AS v(id, guest_id, tag_id, record_id)"
        " JOIN guests_tag t ON t.id = v.tag_id"
        " WHERE NOT EXISTS (SELECT 1 FROM guests_tagrule r WHERE r.tag_id = t.id)"
        " AND NOT EXISTS (SELECT 1 FROM guests_guesttag held JOIN guests_tag o ON o.id = held.tag_id"
        " JOIN guests_taggroup g ON g.id = o.group_id WHERE held.guest_id = v.guest_id AND o.id <> t.id"
        " AND g.is_exclusive AND g.id = t.group_id)"
        " ON CONFLICT DO NOTHING RETURNING guest_id",
        [list(column) for column in zip(*removed, strict=True)] if removed else [[], [], [], []],
    )
    return len({row[0] for row in (*gone, *came)})


def make_room(guest_ids: Sequence[UUID], *, tag_id: UUID) -> dict[UUID, Before]:
    """Where the tag is of an exclusive group, take the others of the group off these guests."""
    rows = _fetch(
        "DELETE FROM guests_guesttag held USING guests_tag t, guests_tag own, guests_taggroup g"
        " WHERE own.id = %s AND g.id = own.group_id AND g.is_exclusive AND t.group_id = g.id AND t.id <> own.id"
        " AND held.tag_id = t.id AND held.guest_id = ANY(%s)"
        " RETURNING held.guest_id, held.id, held.tag_id, held.record_id",
        [tag_id, list(guest_ids)],
    )
    gone: dict[UUID, Before] = {}
    for guest_id, *told in rows:
        gone.setdefault(guest_id, {"removed": []})["removed"].append([str(each) for each in told])
    return gone


def join_tag(
    guest_ids: Sequence[UUID], *, tag_id: UUID, into_id: UUID, record_id: UUID
) -> dict[UUID, Before]:
    """Let those of the guests who hold one tag hold another instead, and of its exclusive group that one alone."""
    before = take_tag(guest_ids, tag_id=tag_id)
    given = give_tag(list(before), tag_id=into_id, record_id=record_id)
    room = make_room(list(given), tag_id=into_id)
    return {
        guest_id: {
            **given.get(guest_id, {}),
            "removed": row["removed"] + room.get(guest_id, {}).get("removed", []),
        }
        for guest_id, row in before.items()
    }


def settle_groups(guest_ids: Sequence[UUID] | None) -> int:
    """Let these guests, or all, hold one tag by hand of each exclusive group: the one given last; how many rows
    went."""
    among, values = ("", []) if guest_ids is None else (" AND held.guest_id = ANY(%s)", [list(guest_ids)])
    rows = _fetch(
        "DELETE FROM guests_guesttag held USING guests_tag t, guests_taggroup g"  # noqa: S608 - constants
        f" WHERE t.id = held.tag_id AND g.id = t.group_id AND g.is_exclusive{among}"
        " AND NOT EXISTS (SELECT 1 FROM guests_tagrule r WHERE r.tag_id = t.id)"
        " AND EXISTS (SELECT 1 FROM guests_guesttag later JOIN guests_tag o ON o.id = later.tag_id"
        " WHERE later.guest_id = held.guest_id AND o.group_id = g.id AND later.id > held.id)"
        " RETURNING held.id",
        values,
    )
    return len(rows)


def assign(guest_ids: Sequence[UUID], *, person_id: UUID | None, record_id: UUID) -> dict[UUID, Before]:
    """Let this colleague follow them up, or nobody. The word is the desk's: no system takes it back."""
    rows = _fetch(
        "UPDATE guests_guest g SET follow_up_id = %s, updated_at = %s,"
        " field_sources = g.field_sources || jsonb_build_object(%s::text, %s::text)"
        " FROM (SELECT id, follow_up_id, field_sources ->> %s AS source FROM guests_guest"
        " WHERE id = ANY(%s) AND follow_up_id IS DISTINCT FROM %s ORDER BY id FOR NO KEY UPDATE) o"
        " WHERE g.id = o.id RETURNING g.id, o.follow_up_id, o.source",
        [person_id, clock.now(), FOLLOW_UP, str(record_id), FOLLOW_UP, list(guest_ids), person_id],
    )
    return {
        guest_id: {"person": str(person) if person else None, "source": source}
        for guest_id, person, source in rows
    }


def assign_back(before: Mapping[UUID, Before], *, person_id: UUID | None, record_id: UUID) -> int:
    """Whoever followed them up before, where the word of `record_id` still stands. How many guests."""
    rows = _fetch(
        "UPDATE guests_guest g SET follow_up_id = v.person, updated_at = %s,"
        " field_sources = CASE WHEN v.source IS NULL THEN g.field_sources - %s"
        " ELSE g.field_sources || jsonb_build_object(%s::text, v.source) END"
        " FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS v(id, person, source)"
        " WHERE g.id = v.id AND g.field_sources ->> %s = %s AND g.follow_up_id IS NOT DISTINCT FROM %s"
        " RETURNING g.id",
        [
            clock.now(),
            FOLLOW_UP,
            FOLLOW_UP,
            list(before),
            [row["person"] for row in before.values()],
            [row["source"] for row in before.values()],
            FOLLOW_UP,
            str(record_id),
            person_id,
        ],
    )
    return len(rows)


def _fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())
