"""Who may be one guest with whom: by the legal entities that know them (ADR 0009), and by what people decided."""

from collections.abc import Callable, Collection
from typing import Final
from uuid import UUID

from django.db import connection

from huitouke.identity.choices import DecisionKind
from huitouke.identity.models import Decision

Pair = tuple[UUID, UUID]
Known = tuple[UUID | int | None, bool]
"""The legal entity that knows a guest, nothing for one of the whole group; and whether the guest agreed to be known
across entities."""

MAY_BE_ONE: Final = (
    "(a.legal_entity_id IS NULL OR b.legal_entity_id IS NULL OR a.legal_entity_id = b.legal_entity_id"
    " OR (a.is_shared AND b.is_shared))"
)
"""`may_be_one` as a condition on guests `a` and `b`. `matching.engine` has it on its own table of owners."""

_HOMES: Final = """
homes AS (SELECT guest_id AS root, id AS home FROM guests_guestalias WHERE guest_id = ANY(%(guests)s::uuid[])
          UNION ALL SELECT id, id FROM unnest(%(guests)s::uuid[]) AS id)"""

_APART: Final = f"""
WITH pairs AS (SELECT * FROM unnest(%(firsts)s::uuid[], %(seconds)s::uuid[]) AS p(first_id, second_id)), {_HOMES}
SELECT DISTINCT p.first_id, p.second_id FROM pairs p
JOIN homes a ON a.root = p.first_id JOIN homes b ON b.root = p.second_id
JOIN identity_decision d ON d.kind = 'apart' AND d.withdrawn_at IS NULL
 AND ((d.kept_id = a.home AND d.gone_id = b.home) OR (d.kept_id = b.home AND d.gone_id = a.home))"""  # noqa: S608 - constants

_PARTED: Final = f"""
WITH {_HOMES}
SELECT DISTINCT least(a.root, b.root), greatest(a.root, b.root) FROM identity_decision d
JOIN homes a ON a.home = d.kept_id JOIN homes b ON b.home = d.gone_id
WHERE a.root <> b.root AND (d.kind = 'apart') = (d.withdrawn_at IS NULL)"""  # noqa: S608 - constants


def may_be_one(one: Known, other: Known) -> bool:
    """Whether two guests are of one legal entity, one of them of the whole group, or both agreed to be known across."""
    (entity, is_shared), (other_entity, other_shared) = one, other
    return not entity or not other_entity or entity == other_entity or (is_shared and other_shared)


def pairs_apart(pairs: Collection[Pair]) -> set[Pair]:
    """Those of these pairs of guests of whom somebody said that they are not one person: they, or profiles that they
    became of. One query."""
    if not pairs:
        return set()
    everyone = {each for pair in pairs for each in pair}
    with connection.cursor() as cursor:
        cursor.execute(
            _APART,
            {
                "firsts": [first for first, _second in pairs],
                "seconds": [second for _first, second in pairs],
                "guests": list(everyone),
            },
        )
        return {(first, second) for first, second in cursor.fetchall()}


def parted_among(guest_ids: Collection[UUID]) -> set[Pair]:
    """Pairs of these guests, the lesser id first, who were said not to be one person, or parted again after a merge,
    they or profiles that they became of: nobody merges them but a person. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTED, {"guests": list(guest_ids)})
        return {(one, other) for one, other in cursor.fetchall()}


def all_parted(number_of: Callable[[UUID], int | None]) -> set[tuple[int, int]]:
    """The same of all guests, by the numbers that a run gives them, the lesser first. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, guest_id FROM guests_guestalias")
        present = dict(cursor.fetchall())
    decided = Decision.objects.exclude(kind=DecisionKind.APART, withdrawn_at__isnull=False)
    decided = decided.exclude(kind=DecisionKind.MERGE, withdrawn_at=None)
    apart = set()
    for kept, gone in decided.values_list("kept_id", "gone_id").iterator():
        one, other = number_of(present.get(kept, kept)), number_of(present.get(gone, gone))
        if one is not None and other is not None and one != other:
            apart.add((min(one, other), max(one, other)))
    return apart
