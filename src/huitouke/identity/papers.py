"""Where numbers of identity papers may serve to know a guest: the one guard, asked by all of matching (ADR 0037).

Registration by law makes a hotel write a number down; it does not allow to know a returning guest by it. That is the
purpose `match_document`, which needs the guest's separate consent. So a number rests among what matching compares only
while its guest agrees, and a number that comes in is held against those of guests who agree. Without consent numbers
only keep guests apart: two who hold different ones of a lifelong kind do not become one by themselves.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db import connection

from huitouke.guests.choices import DocumentKind
from huitouke.guests.models import Document
from huitouke.guests.rows import document_index
from huitouke.identity.matching.documents import papers_of
from huitouke.kernel import bulk
from huitouke.kernel.crypto import sealer

CHECKED_PAPERS: Final = (DocumentKind.ID_CARD, DocumentKind.RESIDENCE_PERMIT, DocumentKind.FOREIGN_ID)
"""Papers whose number bears a check digit and stays with one person for life."""
_PERMITS: Final = (DocumentKind.HKMO_PERMIT, DocumentKind.TAIWAN_PERMIT)
"""Papers of whose number the first signs stay for life, and the others count the renewals: numbers that differ have to
be opened to be compared."""

AGREES: Final = """EXISTS (
    SELECT 1 FROM guests_consentstate s WHERE s.guest_id = l.guest_id
      AND s.purpose_id = (SELECT id FROM guests_purpose WHERE code = 'match_document' AND NOT is_closed)
      AND s.channel = '' AND s.act = 'given')"""
"""Whether a guest `l` agrees to be known by their papers. As `guests.consents.may_contact` has it: a closed purpose
allows nothing, whoever agreed to it. Asked of each by the index: joined, the planner takes those who agree for a
handful, and compares each guest of the house with each of them."""

_RECORDS: Final = """
SELECT l.record_id FROM identity_link l JOIN guests_consentstate s ON s.guest_id = l.guest_id
JOIN guests_purpose p ON p.id = s.purpose_id
WHERE l.record_id = ANY(%s::uuid[]) AND p.code = 'match_document' AND NOT p.is_closed AND s.channel = ''
  AND s.act = 'given' FOR SHARE OF s SKIP LOCKED"""

_KNOWN: Final = f"SELECT l.guest_id FROM unnest(%s::uuid[]) AS l(guest_id) WHERE {AGREES}"  # noqa: S608 - constants

_DIFFERENT: Final = """
WITH pairs AS (SELECT * FROM unnest(%(firsts)s::uuid[], %(seconds)s::uuid[]) AS p(first_id, second_id))
SELECT p.first_id, p.second_id, a.kind FROM pairs p
JOIN guests_document a ON a.guest_id = p.first_id AND a.kind = ANY(%(kinds)s)
JOIN guests_document b ON b.guest_id = p.second_id AND b.kind = a.kind
GROUP BY p.first_id, p.second_id, a.kind HAVING NOT bool_or(a.number_index = b.number_index)"""

_OTHER: Final = """
WITH told AS (SELECT * FROM unnest(%(kinds)s::text[], %(numbers)s::bytea[]) AS t(kind, number_index))
SELECT d.guest_id FROM guests_document d JOIN told t ON t.kind = d.kind WHERE d.guest_id = ANY(%(guests)s::uuid[])
GROUP BY d.guest_id, d.kind HAVING NOT bool_or(d.number_index = t.number_index)"""

Pair = tuple[UUID, UUID]


def records_with_papers(record_ids: Collection[UUID]) -> set[UUID]:
    """Those of the records whose guests agree to be known by their papers, held so that none is withdrawn before the
    caller's transaction ends. One query. A wish that somebody changes at this moment counts as none: nobody waits, and
    the event of the change has the row made anew."""
    if not record_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, [list(record_ids)])
        return {row[0] for row in cursor.fetchall()}


def known_by_papers(guest_ids: Collection[UUID]) -> set[UUID]:
    """Those of the guests who agree to be known by their papers. One query at most."""
    if not guest_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(guest_ids)])
        return {row[0] for row in cursor.fetchall()}


def pairs_with_other_numbers(pairs: Collection[Pair]) -> set[Pair]:
    """Those of these pairs of guests who hold papers of one lifelong kind and no number of it in common, by what stands
    in the archive: two persons, unless one number is wrong. One query, and one more where permits differ."""
    if not pairs:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            _DIFFERENT,
            {
                "firsts": [first for first, _second in pairs],
                "seconds": [second for _first, second in pairs],
                "kinds": [kind.value for kind in (*CHECKED_PAPERS, *_PERMITS)],
            },
        )
        found = cursor.fetchall()
    lasting = _lasting_signs({guest for *pair, kind in found if kind in _PERMITS for guest in pair})
    return {
        (first, second)
        for first, second, kind in found
        if kind not in _PERMITS or _differ(lasting.get((first, kind)), lasting.get((second, kind)))
    }


def _lasting_signs(guest_ids: Collection[UUID]) -> dict[tuple[UUID, str], set[str]]:
    """By guest and kind of permit: what stays for life of their numbers, as `papers_of` has it. One query at most."""
    signs: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    if guest_ids:
        papers = Document.objects.filter(guest_id__in=bulk.among(guest_ids), kind__in=_PERMITS)
        for guest_id, kind, number in papers.values_list("guest_id", "kind", "number"):
            signs[guest_id, kind].update(papers_of([(kind, str(number))]).lifelong)
    return signs


def _differ(one: Collection[str] | None, other: Collection[str] | None) -> bool:
    """Whether both are told and have nothing in common."""
    return bool(one and other) and set(one or ()).isdisjoint(other or ())


def guests_with_other_numbers(tokens: Collection[str], guest_ids: Collection[UUID]) -> set[UUID]:
    """The same of somebody who is being told of: those of the guests who hold another number of a lifelong kind than is
    told. `tokens` are `kind:number` as normalising gives them, before they are blinded. One query for papers and one
    for permits at most."""
    split = [(kind, number) for kind, _colon, number in (token.partition(":") for token in tokens)]
    if not guest_ids:
        return set()
    return _with_other_papers(split, guest_ids) | _with_other_permits(split, guest_ids)


def _with_other_permits(split: Collection[tuple[str, str]], guest_ids: Collection[UUID]) -> set[UUID]:
    told: dict[str, set[str]] = defaultdict(set)
    for kind, signs in split:
        if kind in _PERMITS:
            told[kind].add(f"{kind}:{signs}")
    lasting = _lasting_signs(guest_ids) if told else {}
    return {guest_id for (guest_id, kind), signs in lasting.items() if _differ(signs, told.get(kind))}


def _with_other_papers(split: Collection[tuple[str, str]], guest_ids: Collection[UUID]) -> set[UUID]:
    told = [(kind, number) for kind, number in split if kind in CHECKED_PAPERS]
    if not told:
        return set()
    ring = sealer()
    with connection.cursor() as cursor:
        cursor.execute(
            _OTHER,
            {
                "kinds": [kind for kind, _number in told],
                "numbers": [document_index(ring, kind, number) for kind, number in told],
                "guests": list(guest_ids),
            },
        )
        return {row[0] for row in cursor.fetchall()}
