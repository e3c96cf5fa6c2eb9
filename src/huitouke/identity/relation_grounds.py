"""Grounds on which two guests may have to do with each other: what both share, found for many guests at once.

A context registers its own; each is asked for pairs of whom at least one is among the guests given, with how often both
share it. What many share ties nobody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from huitouke.guests.choices import ContactKind
from huitouke.identity.services.kept_rows import key_hash
from huitouke.kernel.crypto import sealer

MOST_SHARERS: Final = 5
"""Guests on one telephone or at one door who may still be a family; of more it is an office, an agency, a block."""

Pair = tuple[UUID, UUID]
Tie = tuple[UUID, UUID, int]
"""Two guests, the lesser id first, and how often they share it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that two guests may share. `changed` is a statement for the ids of guests of whom something of the kind
    is new since the instant `%(since)s`, where their records and profiles do not tell it."""

    code: str
    find: Callable[[Sequence[UUID]], Iterable[Tie]]
    changed: str = ""


_grounds: dict[str, Ground] = {}


def register_ground(ground: Ground) -> None:
    """Let relations be suggested on this ground too."""
    _grounds[ground.code] = ground


def grounds() -> Mapping[str, Ground]:
    """All of them by code."""
    return MappingProxyType(_grounds)


PHONES: Final = (ContactKind.MOBILE, ContactKind.HOME, ContactKind.PHONE)
"""Kinds of telephones that a family may share. The one of an office says that two work there."""

_ONE_PHONE: Final = """
WITH mine AS (
    SELECT DISTINCT reverse(c.value) AS tail FROM guests_contactpoint c
    WHERE c.guest_id = ANY(%(guests)s::uuid[]) AND NOT c.is_relay AND c.kind = ANY(%(kinds)s)),
shared AS (
    SELECT h.ids FROM mine m CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT s.guest_id) AS ids, count(*) AS told FROM (
            SELECT c.guest_id FROM guests_contactpoint c
            WHERE reverse(c.value) = m.tail AND NOT c.is_relay AND c.kind = ANY(%(kinds)s)
            LIMIT %(rows)s) s) h
    WHERE h.told < %(rows)s AND cardinality(h.ids) BETWEEN 2 AND %(most)s)
SELECT a.id, b.id, count(*) FROM shared s, unnest(s.ids) AS a(id), unnest(s.ids) AS b(id)
WHERE a.id < b.id AND (a.id = ANY(%(guests)s::uuid[]) OR b.id = ANY(%(guests)s::uuid[])) GROUP BY 1, 2"""

_DOORS: Final = """
SELECT DISTINCT k.street, k.house_number, k.building, k.city FROM identity_link l
JOIN identity_keptrow k ON k.record_id = l.record_id
WHERE l.guest_id = ANY(%s::uuid[]) AND k.street <> '' AND k.house_number <> ''"""

_ONE_DOOR: Final = """
WITH doors AS (
    SELECT * FROM unnest(%(keys)s::bigint[], %(streets)s::text[], %(houses)s::text[], %(buildings)s::text[],
                         %(cities)s::text[]) AS d(key, street, house, building, city)),
shared AS (
    SELECT h.ids FROM doors d CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT l.guest_id) FILTER (
                   WHERE s.street = d.street AND s.house_number = d.house
                     AND s.building = d.building AND s.city = d.city) AS ids,
               count(*) AS told
        FROM (SELECT k.record_id, k.street, k.house_number, k.building, k.city FROM identity_keptrow k
              WHERE k.keys @> ARRAY[d.key] LIMIT %(rows)s) s
        JOIN identity_link l ON l.record_id = s.record_id) h
    WHERE h.told < %(rows)s AND cardinality(h.ids) BETWEEN 2 AND %(most)s)
SELECT a.id, b.id, count(*) FROM shared s, unnest(s.ids) AS a(id), unnest(s.ids) AS b(id)
WHERE a.id < b.id AND (a.id = ANY(%(guests)s::uuid[]) OR b.id = ANY(%(guests)s::uuid[])) GROUP BY 1, 2"""

_ROWS: Final = 101
"""Rows that one telephone or door may bring: of more it is nobody's home."""


def one_phone(guests: Sequence[UUID]) -> list[Tie]:
    """Guests who are reached by one telephone that is nobody else's. One query."""
    return _ties(
        _ONE_PHONE, guests=list(guests), kinds=[str(kind) for kind in PHONES], rows=_ROWS, most=MOST_SHARERS
    )


def one_door(guests: Sequence[UUID]) -> list[Tie]:
    """Guests whose records tell one address as far as its house number and what stands behind it. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_DOORS, [list(guests)])
        doors = cursor.fetchall()
    if not doors:
        return []
    ring = sealer()
    streets, houses, buildings, cities = (list(column) for column in zip(*doors, strict=True))
    with transaction.atomic(), connection.cursor() as cursor:
        # Every part has its index; without statistics of keys the planner would rather read the whole table.
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = _ties(
            _ONE_DOOR,
            guests=list(guests),
            keys=[key_hash("door", f"{street}|{house}", ring) for street, house, *_rest in doors],
            streets=streets,
            houses=houses,
            buildings=buildings,
            cities=cities,
            rows=_ROWS,
            most=MOST_SHARERS,
        )
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


def _ties(statement: str, **values: Any) -> list[Tie]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [(one, other, int(times)) for one, other, times in cursor.fetchall()]


def register() -> None:
    """Name what records and profiles tell; called once, when the app is ready."""
    register_ground(Ground("phone", one_phone))
    register_ground(Ground("address", one_door))
